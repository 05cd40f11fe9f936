# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases in the store: heads and contents apart, so that a list reads little; indexes of approvals and deployments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import islice

from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.errors import ModelError
from release_management_sandbox.releases.kinds import APPROVAL, CONTENT, DELETED, DEPLOYMENT, DUE, HEAD
from release_management_sandbox.store import Document, Store, fold

_CONTENT_FIELDS = ("environments", "history")
_BATCH = 128
_LARGEST = 2**62


def load(store: Store, project: str, release_id: int) -> Document | None:
    """The whole of a release: head, `environments` and `history`."""
    head = store.get(HEAD, project, release_id)
    return None if head is None else whole(store, project, head)


def whole(store: Store, project: str, head: Document) -> Document:
    """A head with its content."""
    return {**head, **(store.get(CONTENT, project, head["id"]) or {})}


def save(store: Store, project: str, release: Document, kind: str = HEAD) -> None:
    """Keep a release, its indexes anew."""
    head = {name: value for name, value in release.items() if name not in _CONTENT_FIELDS}
    head["stages"] = [_summary(environment) for environment in release["environments"]]
    name = str(release["definitionId"])
    store.put(kind, project, release["id"], head, name=name)
    store.put(CONTENT, project, release["id"], {field: release[field] for field in _CONTENT_FIELDS}, name=name)
    for environment in release["environments"]:
        for attempt in visible_attempts(environment):
            _index(store, project, release, environment, attempt)


def remove(store: Store, project: str, release: Document) -> None:
    """Delete a release softly: it is found among the deleted only, its approvals and deployments nowhere."""
    store.remove(HEAD, project, release["id"])
    store.remove(DUE, project, release["id"])
    for environment in release["environments"]:
        for attempt in environment["attempts"]:
            store.remove(DEPLOYMENT, project, attempt["deploymentId"])
            for approval in attempt["approvals"]:
                store.remove(APPROVAL, project, approval["id"])
    head = {name: value for name, value in release.items() if name not in _CONTENT_FIELDS}
    head["stages"] = [_summary(environment) for environment in release["environments"]]
    store.put(DELETED, project, release["id"], head, name=str(release["definitionId"]))


def in_order(call: Call, kind: str, name: str | None = None) -> Iterator[Document]:
    """Documents of a kind by their number, read in batches.

    As the query says: the newest first unless `queryOrder=ascending`, from the number `continuationToken` on.
    """
    is_ascending = call.query.text("queryOrder").lower() in ("ascending", "1")
    terms, parameters = ["kind = ?", "project = ?"], [kind, call.project_id]
    if name is not None:
        terms.append("name = ?")
        parameters.append(fold(name))
    comparison, order, onward = (">=", "ASC", 1) if is_ascending else ("<=", "DESC", -1)
    query = (
        f"SELECT id, body FROM documents WHERE {' AND '.join(terms)} AND id {comparison} ? ORDER BY id {order} LIMIT ?"
    )
    start = min(call.query.number("continuationToken") or (0 if is_ascending else _LARGEST), _LARGEST)
    while True:
        rows = call.store.select(query, [*parameters, start, _BATCH])
        for _number, body in rows:
            yield json.loads(body)
        if len(rows) < _BATCH:
            return
        start = rows[-1][0] + onward


def page_size(call: Call, parameter: str, default: int, largest: int) -> int:
    """How many a request wants at once; more than the largest is cut silently."""
    wanted = call.query.number(parameter)
    if wanted is not None and wanted < 0:
        raise ModelError(f"The value '{wanted}' is not valid for {parameter}.")
    return min(wanted or default, largest)


def page(found: Iterator[Document], size: int) -> tuple[list[Document], dict[str, str]]:
    """So many of what was found, and the header with the number of the next when there are more."""
    documents = list(islice(found, size + 1))
    if len(documents) <= size:
        return documents, {}
    return documents[:size], {"x-ms-continuationtoken": str(documents[size]["id"])}


def visible_attempts(environment: Document) -> list[Document]:
    """The attempts that have begun: one that is only asked for is not shown (recorded)."""
    return [attempt for attempt in environment["attempts"] if attempt["begun"]]


def approvals_of(environment: Document) -> Iterator[Document]:
    for attempt in environment["attempts"]:
        yield from attempt["approvals"]


def environment_named(release: Document, name: str) -> Document | None:
    return next((one for one in release["environments"] if one["name"].lower() == name.lower()), None)


def reference(artifact: Document, field: str) -> str:
    """The id of an entry of an artifact's reference, such as `version`; empty where there is none."""
    return str((artifact["definitionReference"].get(field) or {}).get("id") or "")


def shown_time(moment: float) -> str:
    """A stored moment (seconds since 1970) as the service writes it."""
    return release_time(datetime.fromtimestamp(moment, timezone.utc))


def _summary(environment: Document) -> Document:
    names = ("id", "definitionEnvironmentId", "name", "rank", "status", "owner")
    return {name: environment[name] for name in names}


def _index(store: Store, project: str, release: Document, environment: Document, attempt: Document) -> None:
    place = {"releaseId": release["id"], "environmentId": environment["id"]}
    for approval in attempt["approvals"]:
        store.put(APPROVAL, project, approval["id"], {**approval, **place}, name=approval["status"])
    deployment = {
        **place,
        "id": attempt["deploymentId"],
        "definitionId": release["definitionId"],
        "definitionEnvironmentId": environment["definitionEnvironmentId"],
        "branches": sorted({reference(artifact, "branch") for artifact in release["artifacts"]} - {""}),
        "gates": [gates["id"] for gates in attempt["gates"].values()],
        "isLatest": attempt is visible_attempts(environment)[-1],
        **{
            name: attempt[name]
            for name in ("attempt", "status", "operation", "started", "modified", "requestedBy", "requestedFor")
        },
    }
    store.put(DEPLOYMENT, project, attempt["deploymentId"], deployment, name=str(release["definitionId"]))
