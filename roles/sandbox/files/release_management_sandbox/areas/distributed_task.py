# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent queues and pools, tasks, task groups, deployment groups and machine groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from release_management_sandbox import tasks
from release_management_sandbox.answers import JSON, Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.errors import not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Handler, Resource
from release_management_sandbox.store import COLLECTION, Document, fold

QUEUE, POOL, TASK_GROUP = "queue", "pool", "task_group"
DEPLOYMENT_GROUP, MACHINE_GROUP = "deployment_group", "machine_group"
_RELEASED_SINCE = ApiVersion(7, 0)

Shape = Callable[[Document, Call], Document]


def _queue(queue: Document, call: Call) -> Document:
    """Its pool is a TaskAgentPoolReference (OpenAPI): less than the pool itself shows."""
    pool = call.store.get(POOL, COLLECTION, queue["poolId"]) or {}
    return {
        "id": queue["id"],
        "projectId": call.project_id,
        "name": queue["name"],
        "pool": {name: value for name, value in pool.items() if name != "autoProvision"},
    }


def _group(group: Document, call: Call) -> Document:
    project = call.project or {}
    return {
        "id": group["id"],
        "name": group["name"],
        "description": group["description"],
        "project": {"id": call.project_id, "name": project.get("name")},
        "pool": {"id": group["poolId"], "name": group["name"], "isHosted": False, "poolType": "deployment"},
        "machineCount": len(group["machines"]),
        "machineTags": sorted({tag for machine in group["machines"] for tag in machine["tags"]}),
    }


def _task_group(group: Document, call: Call) -> Document:
    person = call.identity(group["createdBy"])
    return {**group, "createdBy": person, "modifiedBy": person}


def _as_it_is(document: Document, _call: Call) -> Document:
    return document


def _named(documents: Iterable[Document], names: list[str]) -> list[Document]:
    wanted = {fold(name) for name in names}
    return [document for document in documents if not wanted or fold(document["name"]) in wanted]


def _lister(kind: str, shape: Shape, *, scoped: bool = True, name_filters: tuple[str, ...] = ()) -> Handler:
    """GET of a list, filtered by name (whole, in any case) where the resource has such a filter."""

    def handle(call: Call) -> Answer:
        documents = call.store.all(kind, call.project_id if scoped else COLLECTION)
        names = [name for parameter in name_filters for name in call.query.words(parameter)]
        return collection(shape(document, call) for document in _named(documents, names))

    return handle


def _getter(kind: str, placeholder: str, shape: Shape, *, scoped: bool = True) -> Handler:
    """GET of one by its number."""

    def handle(call: Call) -> Answer:
        number = call.number(placeholder)
        document = call.store.get(kind, call.project_id if scoped else COLLECTION, number)
        if document is None:
            noun = kind.replace("_", " ").replace("queue", "agent queue").replace("pool", "agent pool")
            type_key = f"{kind.title().replace('_', '')}NotFoundException"
            raise not_found(type_key, f"No {noun} found with identifier {number}.")
        return Answer(shape(document, call))

    return handle


def _list_tasks(call: Call) -> Answer:
    """Every version of every task, or of one."""
    if "taskId" not in call.path:
        return Answer(tasks.rendered_tasks(), media_type=JSON)
    return collection(_versions(call.path["taskId"]))


def _get_task(call: Call) -> Answer:
    task = tasks.matching_version(_versions(call.path["taskId"]), call.path["versionString"])
    if task is None:
        raise _task_missing(call.path["taskId"])
    return Answer(task)


def _versions(task_id: str) -> list[Document]:
    versions = tasks.tasks_by_id().get(task_id.lower())
    if versions is None:
        raise _task_missing(task_id)
    return versions


def _task_missing(task_id: str) -> Exception:
    return not_found("TaskDefinitionNotFoundException", f"Task definition {task_id} not found.")


def _task_group_versions(call: Call) -> Answer:
    """A list, even for one id: a task group has versions as a task has."""
    group = call.store.get(TASK_GROUP, call.project_id, call.path["taskGroupId"])
    return collection([_task_group(group, call)] if group else [])


def _resource(
    identifier: str,
    name: str,
    placeholders: str,
    since: ApiVersion,
    handlers: tuple[Handler, Handler],
    *,
    released_since: ApiVersion | None = _RELEASED_SINCE,
    scoped: bool = True,
) -> Resource:
    scope = "{project}/" if scoped else ""
    return Resource(
        id=identifier,
        area="distributedtask",
        name=name,
        template=f"{scope}_apis/{{area}}/{{resource}}/{placeholders}",
        service=CORE,
        since=since,
        released_since=released_since,
        numbers=((since, 1),),
        collection={"GET": handlers[0]},
        item={"GET": handlers[1]},
    )


RESOURCES = (
    _resource(
        "900fa995-c559-4923-aae7-f8424fe4fbea",
        "queues",
        "{queueId}",
        ApiVersion(2, 0),
        (_lister(QUEUE, _queue, name_filters=("queueName", "queueNames")), _getter(QUEUE, "queueId", _queue)),
    ),
    _resource(
        "a8c47e17-4d56-4a56-92bb-de7ea7dc65be",
        "pools",
        "{poolId}",
        ApiVersion(1, 0),
        (
            _lister(POOL, _as_it_is, scoped=False, name_filters=("poolName",)),
            _getter(POOL, "poolId", _as_it_is, scoped=False),
        ),
        scoped=False,
    ),
    # [I] Nothing tells whether tasks need the preview flag, so they are answered with and without.
    _resource(
        "60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd",
        "tasks",
        "{taskId}/{versionString}",
        ApiVersion(1, 0),
        (_list_tasks, _get_task),
        released_since=ApiVersion(1, 0),
        scoped=False,
    ),
    _resource(
        "6c08ffbf-dbf1-4f9a-94e5-a1cbd47005e7",
        "taskgroups",
        "{taskGroupId}",
        ApiVersion(3, 0),
        (_lister(TASK_GROUP, _task_group), _task_group_versions),
    ),
    _resource(
        "083c4d89-ab35-45af-aa11-7cf66895c53e",
        "deploymentgroups",
        "{deploymentGroupId}",
        ApiVersion(3, 2),
        (
            _lister(DEPLOYMENT_GROUP, _group, name_filters=("name",)),
            _getter(DEPLOYMENT_GROUP, "deploymentGroupId", _group),
        ),
    ),
    _resource(
        "d4adf50f-80c6-4ac8-9ca1-6e4e544286e9",
        "machinegroups",
        "{machineGroupId}",
        ApiVersion(3, 1),
        (
            _lister(MACHINE_GROUP, _group, name_filters=("machineGroupName",)),
            _getter(MACHINE_GROUP, "machineGroupId", _group),
        ),
        released_since=None,
    ),
)
