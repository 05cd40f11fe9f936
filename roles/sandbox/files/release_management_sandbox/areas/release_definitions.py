# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions: read, create, update, delete, undelete, and their revisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from release_management_sandbox.answers import TEXT, Answer, collection, no_content
from release_management_sandbox.areas.release_definition_lists import list_definitions
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.definitions import folders
from release_management_sandbox.definitions.catalogue import Catalogue
from release_management_sandbox.definitions.checks import Candidate, first_problem
from release_management_sandbox.definitions.completion import Completion
from release_management_sandbox.definitions.deployments import cancel_active, has_active
from release_management_sandbox.definitions.eras import era_of
from release_management_sandbox.definitions.growth import known_query
from release_management_sandbox.definitions.kinds import DEFINITION, DELETED, REVISION
from release_management_sandbox.errors import definition_exists, definition_not_found, invalid_request
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import RELEASE, Later, Resource
from release_management_sandbox.store import Document

_OLD_COPY = "You are using an old copy of the release pipeline. Refresh your copy and try again."


def _get(call: Call) -> Answer:
    definition = _stored(call, call.number("definitionId"))
    filters = known_query(call, "definition").query.words("propertyFilters")
    return Answer(era_of(call).show(definition, call, filters))


def create(call: Call) -> Answer:
    """200, not 201. Id, revision, dates and tags of the body mean nothing."""
    document = _accepted(call)
    path = folders.ensure(document.get("path", folders.ROOT), call)
    _refuse_duplicate(call, document["name"], path, own_id=0)
    now = release_time(call.world.now())
    definition = {
        **_completion(call, None).complete(document),
        "id": call.store.next("release_definition"),
        "path": path,
        "source": "restApi",
        "revision": 1,
        "tags": [],
        "isDeleted": False,
        "createdBy": {"id": call.caller},
        "createdOn": now,
        "modifiedBy": {"id": call.caller},
        "modifiedOn": now,
    }
    return _save(call, definition, "add", document.get("comment", ""))


def add_seeded(call: Call) -> None:
    """Create a definition of a seed, which has the modern shape whatever the era, through the same door as any other."""
    create(replace(call, body=era_of(call).spelled(call.body)))


def _update(call: Call) -> Answer:
    """Replaces the whole definition. The id in the body decides, whatever the path says.

    [I] A PUT that changes nothing makes a revision too.
    """
    document = era_of(call).read(call.body, call)
    previous = _stored(call, document.get("id", 0))
    if document.get("revision", 0) != previous["revision"]:
        raise invalid_request(_OLD_COPY)
    _refuse(call, document)
    path = folders.ensure(document.get("path", folders.ROOT), call)
    _refuse_duplicate(call, document["name"], path, own_id=previous["id"])
    definition = {
        **previous,
        **_completion(call, previous).complete(document),
        "path": path,
        "revision": previous["revision"] + 1,
        "modifiedBy": {"id": call.caller},
        "modifiedOn": release_time(call.world.now()),
    }
    return _save(call, definition, "update", document.get("comment", ""))


def _delete(call: Call) -> Answer:
    """Soft: the definition is listed by `isDeleted=true` from then on. `forceDelete` cancels what is in progress.

    [I] The refusal's words; that a deployment in progress refuses it is known.
    """
    definition = _stored(call, call.number("definitionId"))
    if call.query.flag("forceDelete"):
        cancel_active(call, definition["id"])
    elif has_active(call, definition["id"]):
        raise invalid_request(
            f"Release pipeline '{definition['name']}' cannot be deleted: deployments of its releases are in progress. "
            "Cancel them or wait for their end, and try again."
        )
    definition = _next_revision(call, definition, isDeleted=True)
    call.store.remove(DEFINITION, call.project_id, definition["id"])
    call.store.put(DELETED, call.project_id, definition["id"], definition, name=definition["name"])
    _keep_revision(call, definition, "delete", call.query.text("comment"))
    return no_content()


def _undelete(call: Call) -> Answer:
    """`{comment}` brings a deleted definition back. [I] Not while another has its name."""
    number = call.number("definitionId")
    definition = call.store.get(DELETED, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    _refuse_duplicate(call, definition["name"], definition["path"], own_id=0)
    call.store.remove(DELETED, call.project_id, number)
    comment = call.body.get("comment") if isinstance(call.body, dict) else None
    definition = _next_revision(call, definition, isDeleted=False)
    definition["path"] = folders.ensure(definition["path"], call)
    return _save(call, definition, "undelete", str(comment or ""))


def _revisions(call: Call) -> Answer:
    """The history, oldest first; a comment appears here and nowhere else."""
    number = call.number("definitionId")
    entries = sorted(call.store.named(REVISION, call.project_id, str(number)), key=lambda one: int(one["revision"]))
    if not entries:
        raise definition_not_found(number)
    return collection(_revision(entry, call) for entry in entries)


def _revision(entry: Document, call: Call) -> Document:
    path = f"definitions/{entry['definitionId']}/revisions/{entry['revision']}"
    document = {name: value for name, value in entry.items() if name != "text"}
    whole = {
        **document,
        "changedBy": call.identity(entry["changedBy"]),
        "definitionUrl": call.addresses.release(call.project_id, path),
    }
    return era_of(call).show_revision(whole, call)


def _revision_text(call: Call) -> Answer:
    """The JSON as it was stored, as text: not a resource like the others."""
    number, revision = call.number("definitionId"), call.number("revision")
    entry = call.store.get(REVISION, call.project_id, f"{number}:{revision}")
    if entry is None:
        raise definition_not_found(number)
    return Answer(entry["text"], media_type=TEXT)


def somebody_edits(call: Call, change: Mapping[str, Any]) -> None:
    """Another person saves the definition that this request is about; `change` replaces top-level fields."""
    body = call.body if isinstance(call.body, dict) else {}
    number = body.get("id") or (call.number("definitionId") if "definitionId" in call.path else 0)
    definition = call.store.get(DEFINITION, call.project_id, number)
    if definition is None:
        return
    definition = _next_revision(call, definition, **change)
    _write(call, definition, "update", "")


def _stored(call: Call, definition_id: int) -> Document:
    definition = call.store.get(DEFINITION, call.project_id, definition_id)
    if definition is None:
        raise definition_not_found(definition_id)
    return definition


def _accepted(call: Call) -> Document:
    document = era_of(call).read(call.body, call)
    _refuse(call, document)
    return document


def _refuse(call: Call, document: Document) -> None:
    problem = first_problem(Candidate(document, _catalogue(call)))
    if problem is not None:
        raise invalid_request(problem)


def _refuse_duplicate(call: Call, name: str, path: str, own_id: int) -> None:
    if _catalogue(call).definition_ids_named(name, path) - {own_id}:
        raise definition_exists(name)


def _catalogue(call: Call) -> Catalogue:
    return Catalogue(call.store, call.world.people, call.project_id)


def _completion(call: Call, previous: Document | None) -> Completion:
    return Completion(call.store, _catalogue(call), call.caller, previous)


def _next_revision(call: Call, definition: Document, **change: Any) -> Document:
    return {
        **definition,
        **change,
        "revision": definition["revision"] + 1,
        "modifiedBy": {"id": call.caller},
        "modifiedOn": release_time(call.world.now()),
    }


def _save(call: Call, definition: Document, change_type: str, comment: str) -> Answer:
    return Answer(_write(call, definition, change_type, comment))


def _write(call: Call, definition: Document, change_type: str, comment: str) -> Document:
    call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=definition["name"])
    return _keep_revision(call, definition, change_type, comment)


def _keep_revision(call: Call, definition: Document, change_type: str, comment: str) -> Document:
    shown = era_of(call).show(definition, call, [])
    entry = {
        "revision": definition["revision"],
        "definitionId": definition["id"],
        "changedBy": call.caller,
        "changedDate": definition["modifiedOn"],
        "changeType": change_type,
        "comment": comment,
        "apiVersion": call.version,
        "text": json.dumps(era_of(call).text(shown), ensure_ascii=False, separators=(",", ":")),
    }
    key = f"{definition['id']}:{definition['revision']}"
    call.store.put(REVISION, call.project_id, key, entry, name=str(definition["id"]))
    return shown


_UNDELETE = Later(ApiVersion(4, 0), _undelete)
"""[I] Lists know deleted definitions from 4.1 on (OpenAPI)."""

RESOURCES = (
    Resource(
        id="d8f96f24-8ea7-4cb6-baab-2df8fc515665",
        area="Release",
        name="definitions",
        template="{project}/_apis/{area}/{resource}/{definitionId}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(5, 0),
        numbers=((ApiVersion(2, 2), 1), (ApiVersion(3, 1), 3), (ApiVersion(6, 1), 4)),
        collection={"GET": list_definitions, "POST": create, "PUT": _update},
        item={"GET": _get, "PUT": _update, "DELETE": _delete, "PATCH": _UNDELETE},
    ),
    Resource(
        id="258b82e0-9d41-43f3-86d6-fef14ddd44bc",
        area="Release",
        name="revisions",
        template="{project}/_apis/{area}/definitions/{definitionId}/{resource}/{revision}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(2, 2), 1), (ApiVersion(7, 2), 4)),
        collection={"GET": _revisions},
        item={"GET": _revision_text},
    ),
)
