# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queueing a build: once, and looked for when the answer was lost."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    full_branch,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.matching import (
    has_numbers,
    has_parameters,
    is_number,
    may_be_abbreviated,
    newest_runs,
    same_version,
    type_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.models import values_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

Document = dict[str, Any]

_RUNS_LOOKED_AT = 100
_FARM = timedelta(seconds=1)
"""The machines of one server do not agree on the time to the second."""


def check_version(client: Client, options: Mapping[str, Any], definition: int, repository_type: str | None) -> None:
    """Check that a build can be queued with the declared source version; its beginning only finds a build.

    :param repository_type: what runs of the definition say; where they do not, the definition is asked about a number.
    :raises DeclarationError: it is the beginning of a commit's id.
    """
    version = str(options.get("source_version"))
    if not may_be_abbreviated(options):
        return
    if is_number(version):
        if repository_type is None:
            repository_type = type_of(client.call("build_definitions.get", definition_id=definition))
        if has_numbers(repository_type):
            return
    hint = ". (Without quotes YAML may read a number as another one.)" if version.isdigit() else ""
    raise DeclarationError(
        f"no run matches {version}, and a build can be queued only with the whole id of a commit (40 characters){hint}",
        option="source_version",
    )


def build_request(client: Client, options: Mapping[str, Any], definition: int) -> Document:
    """The body that queues a build; the queue's name is looked up.

    :raises UnknownNameError: there is no such queue.
    """
    queue = options.get("queue")
    branch = options.get("source_branch")
    parameters, template = options.get("parameters"), options.get("template_parameters")
    body = {
        "definition": {"id": definition},
        "sourceBranch": None if branch is None else full_branch(branch),
        "sourceVersion": options.get("source_version"),
        "parameters": json.dumps(values_of(parameters)) if parameters else None,
        "templateParameters": values_of(template) if template else None,
        "queue": None if queue is None else {"id": catalogue_of(client).certain_id_of("queue", queue, "queue")},
        "priority": options.get("priority"),
        "demands": options.get("demands"),
        "reason": options.get("reason"),
    }
    return {key: value for key, value in body.items() if value is not None}


def queue_build(
    client: Client, options: Mapping[str, Any], body: Mapping[str, Any], newest_id: int, run: Run
) -> Document:
    """Queue a build and return its document.

    A lost answer is looked for before the request is sent again, and again after that: there is never a second build.

    :param newest_id: id of the run that was the newest just before: none up to it is the one that was queued.

    :raises RefusedError: the server's validation found something; ``details`` have ``validation_results``.
    :raises LostAnswerError: it cannot be found out whether the build was queued.
    """
    query = {
        "ignoreWarnings": options.get("ignore_warnings"),
        "checkInTicket": options.get("check_in_ticket"),
        "sourceBuildId": options.get("source_build_id"),
    }
    sent = _Sent(body["definition"]["id"], time.monotonic(), newest_id)

    def send() -> Document:
        build: Document = client.call("builds.queue", query=query, body=dict(body))
        # The answer omits the source version (recorded VSTS answer).
        return {**{key: body[key] for key in ("sourceVersion",) if key in body}, **build}

    try:
        return send_once(send, lambda: _queued_since(client, options, sent), "the build was queued", run)
    except RefusedError as error:
        raise _with_advice(error, options) from None
    except NotFoundError as error:
        if "DefinitionNotFound" in str(error.details.get("type_key")):
            error.option = "definition"
        raise


def _with_advice(error: RefusedError, options: Mapping[str, Any]) -> RefusedError:
    """Say how to go on where the server only warns."""
    results = error.details.get("validation_results") or []
    only_warns = bool(results) and all(result["result"] == "warning" for result in results)
    if only_warns and not options.get("ignore_warnings"):
        error.message += "\nTo queue the build all the same, set ignore_warnings: true"
    return error


class _Sent(NamedTuple):
    """A request: for which definition, when by our monotonic clock, and the newest run of that time."""

    definition: int
    at: float
    newest_id: int


def _queued_since(client: Client, options: Mapping[str, Any], sent: _Sent) -> Document | None:
    """The build that a request without an answer has queued; None where there is none yet."""
    listed = newest_runs(client, options, sent.definition, _RUNS_LOOKED_AT)
    # Asked for after the list: its answer tells the server's clock even where no earlier one did.
    since = client.server_time(sent.at)
    newer = [entry for entry in listed if int(entry["id"]) > sent.newest_id and _is_since(entry, since)]
    found = [entry for entry in newer if _may_be_ours(entry, options)]
    ours = [entry for entry in found if _is_requested_by(entry, _caller(client))] if found else []
    return min(ours, key=lambda entry: int(entry["id"]), default=None)


def _may_be_ours(entry: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    # A build that was only just queued may have no version yet.
    version, declared = entry.get("sourceVersion"), options.get("source_version")
    if version and declared and not same_version(version, declared):
        return False
    return has_parameters(entry, options)


def _is_since(entry: Mapping[str, Any], moment: datetime | None) -> bool:
    """By the server's own clock; a server that does not tell its time leaves it to the ids."""
    queued = instant(entry.get("queueTime"))
    return moment is None or (queued is not None and queued >= moment - _FARM)


def _caller(client: Client) -> str:
    if "caller" not in client.kept:
        user = client.call("connection_data.get").get("authenticatedUser") or {}
        client.kept["caller"] = str(user.get("id"))
    caller: str = client.kept["caller"]
    return caller


def _is_requested_by(entry: Mapping[str, Any], caller: str) -> bool:
    people = (entry.get("requestedFor") or {}, entry.get("requestedBy") or {})
    return any(str(person.get("id")).casefold() == caller.casefold() for person in people)
