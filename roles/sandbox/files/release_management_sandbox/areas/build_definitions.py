# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build definitions: list by name pattern, get, create."""

from __future__ import annotations

import re
from typing import Any

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas import distributed_task
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.errors import ApiError, ModelError, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Resource
from release_management_sandbox.store import COLLECTION, Document, fold

KIND = "build_definition"
_NAMESPACE = "Microsoft.TeamFoundation.Build.WebApi"
_REPOSITORY_TYPES = {"tfsgit": "TfsGit", "github": "GitHub", "tfsversioncontrol": "TfsVersionControl"}
_DEFAULTS: dict[str, Any] = {
    "path": "\\",
    "type": "build",
    "quality": "definition",
    "queueStatus": "enabled",
    "jobAuthorizationScope": "projectCollection",
    "jobTimeoutInMinutes": 60,
    "jobCancelTimeoutInMinutes": 5,
    "tags": [],
    "properties": {},
    "drafts": [],
    "triggers": [],
    "options": [],
}
_TRIGGER_DEFAULTS = {
    "branchFilters": [],
    "pathFilters": [],
    "batchChanges": False,
    "maxConcurrentBuildsPerBranch": 1,
    "triggerType": "continuousIntegration",
}
_SHALLOW = ("id", "name", "path", "type", "quality", "queueStatus", "revision", "createdDate", "drafts")
_ORDERS = {
    "definitionnameascending": (lambda one: fold(one["name"]), False),
    "definitionnamedescending": (lambda one: fold(one["name"]), True),
    "lastmodifiedascending": (lambda one: one["createdDate"], False),
    "lastmodifieddescending": (lambda one: one["createdDate"], True),
}


def _list(call: Call) -> Answer:
    """`name` is a pattern (`*`) and may match in several folders; a miss is an empty list (recorded)."""
    definitions = call.store.all(KIND, call.project_id)
    pattern = call.query.text("name")
    if pattern:
        wanted = re.compile(".*".join(map(re.escape, fold(pattern).split("*"))))
        definitions = [one for one in definitions if wanted.fullmatch(fold(one["name"]))]
    ids = call.query.words("definitionIds")
    if ids:
        definitions = [one for one in definitions if str(one["id"]) in ids]
    folder = call.query.text("path")
    if folder:
        definitions = [one for one in definitions if fold(one["path"]) == fold("\\" + folder.strip("\\/"))]
    order = _ORDERS.get(call.query.text("queryOrder").lower())
    if order is not None:
        definitions.sort(key=order[0], reverse=order[1])
    start = call.query.number("continuationToken") or 0
    top = call.query.number("$top") or 10000
    headers = {"x-ms-continuationtoken": str(start + top)} if start + top < len(definitions) else {}
    shape = _full if call.query.flag("includeAllProperties") else _shallow
    return collection((shape(one, call) for one in definitions[start : start + top]), headers)


def _get(call: Call) -> Answer:
    number = call.number("definitionId")
    definition = call.store.get(KIND, call.project_id, number)
    if definition is None:
        raise not_found("DefinitionNotFoundException", f"Build pipeline {number} was not found", namespace=_NAMESPACE)
    return Answer(_full(definition, call))


def _create(call: Call) -> Answer:
    """Fills what the recorded POST answers have; branches are not normalised yet (recorded: the first PUT does)."""
    if not isinstance(call.body, dict) or not call.body.get("name"):
        raise ModelError("Value cannot be null. Parameter name: definition")
    definition = {**_DEFAULTS, **{name: value for name, value in call.body.items() if value is not None}}
    definition["path"] = "\\" + str(definition["path"]).strip("\\/").replace("/", "\\")
    _refuse_duplicate(definition, call)
    queue = definition.get("queue")
    if queue is not None:
        _check_queue(queue, call)
    repository = definition.get("repository")
    if isinstance(repository, dict):
        kind = str(repository.get("type", ""))
        repository["type"] = _REPOSITORY_TYPES.get(kind.lower(), kind)
    if not definition.get("variables"):
        definition.pop("variables", None)
    definition["triggers"] = [{**_TRIGGER_DEFAULTS, **trigger} for trigger in definition["triggers"]]
    definition.update(
        id=call.store.next("build_definition"),
        revision=1,
        createdDate=release_time(call.world.now()),
        authoredBy={"id": call.caller},
    )
    call.store.put(KIND, call.project_id, definition["id"], definition, name=str(definition["name"]))
    return Answer(_full(definition, call))


def _refuse_duplicate(definition: Document, call: Call) -> None:
    """[I] 409 is not certain."""
    for other in call.store.named(KIND, call.project_id, str(definition["name"])):
        if fold(other["path"]) == fold(definition["path"]):
            project = call.project or {}
            message = f"Build pipeline {definition['name']} already exists for project {project.get('name')}"
            raise ApiError(409, "DefinitionExistsException", message, namespace=_NAMESPACE)


def _check_queue(queue: Document, call: Call) -> None:
    if call.store.get(distributed_task.QUEUE, call.project_id, queue.get("id", 0)) is None:
        message = f"No agent queue found with identifier {queue.get('id')}."
        raise ApiError(400, "QueueNotFoundException", message, namespace=_NAMESPACE)


def _shallow(definition: Document, call: Call) -> Document:
    document = {name: definition[name] for name in _SHALLOW}
    return {**document, **_surroundings(definition, call)}


def _full(definition: Document, call: Call) -> Document:
    return {**definition, **_surroundings(definition, call)}


def _surroundings(definition: Document, call: Call) -> Document:
    url = call.addresses.build(call.project_id, f"Definitions/{definition['id']}?revision={definition['revision']}")
    web = f"{call.addresses.base(CORE)}/{call.project_id}/_build/definition?definitionId={definition['id']}"
    surroundings: Document = {
        "authoredBy": call.identity(definition["authoredBy"]["id"]),
        "uri": f"vstfs:///Build/Definition/{definition['id']}",
        "url": url,
        "_links": {"self": {"href": url}, "web": {"href": web}},
        "project": project_reference(call.project or {}, call.addresses),
    }
    queue = definition.get("queue")
    known = call.store.get(distributed_task.QUEUE, call.project_id, queue["id"]) if queue else None
    if known is not None:
        pool = call.store.get(distributed_task.POOL, COLLECTION, known["poolId"]) or {}
        surroundings["queue"] = {
            "id": known["id"],
            "name": known["name"],
            # The OpenAPI documents of builds know no more of a pool.
            "pool": {name: pool[name] for name in ("id", "name", "isHosted")},
        }
    return surroundings


RESOURCES = (
    Resource(
        id="dbeaf647-6167-421a-bda9-c9327b25e2e6",
        area="build",
        name="Definitions",
        template="{project}/_apis/{area}/{resource}/{definitionId}",
        service=CORE,
        since=ApiVersion(2, 0),
        released_since=ApiVersion(2, 0),
        numbers=((ApiVersion(2, 0), 7),),
        collection={"GET": _list, "POST": _create},
        item={"GET": _get},
    ),
)
