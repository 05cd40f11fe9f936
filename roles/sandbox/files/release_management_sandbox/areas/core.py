# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, the caller, and where the services are."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.errors import not_found, project_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.people import identity
from release_management_sandbox.routing import CORE, EVERYWHERE, IDENTITY, RELEASE, Resource
from release_management_sandbox.store import COLLECTION, Document, Store

KIND = "project"
_FIELDS_SINCE = {"visibility": ApiVersion(4, 1), "lastUpdateTime": ApiVersion(5, 1)}
"""By the OpenAPI documents; recorded answers of 2015 have neither."""
_INSTANCE_ID = "d81542e4-cdfa-4333-b082-1ae2d6c3ad16"

_AREAS = (
    ("efc2f575-36ef-48e9-b672-0c6fb4a48ac5", "Release", RELEASE),
    ("5d6898bb-45ec-463f-95f9-54d49c71752e", "build", CORE),
    ("965220d5-5bb9-42cf-8d67-9b146df2a5a4", "build", CORE),
    ("a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd", "distributedtask", CORE),
    ("79134c72-4a58-4b42-976c-04e7115f32bf", "core", CORE),
    ("4e080c62-fa21-4fbc-8fef-2a10a2b38049", "git", CORE),
    ("1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7", "serviceendpoint", CORE),
    ("8a3d49b8-91f0-46ef-b33d-dda338c25db3", "IMS", IDENTITY),
)


def find_project(store: Store, name: str | None) -> Document | None:
    """The project of a path, by name or id in any case; None without one. Raises the 404 of an unknown one."""
    if name is None:
        return None
    project = store.get(KIND, COLLECTION, name)
    if project is None:
        project = next(iter(store.named(KIND, COLLECTION, name)), None)
    if project is None:
        raise project_not_found(name)
    return project


def project_reference(project: Document, call: Call) -> Document:
    """A TeamProjectReference as documents of other areas hold it."""
    newest = call.world.generation.maximum
    reference = {
        "id": project["id"],
        "name": project["name"],
        "description": project["description"],
        "url": call.addresses.project(project["id"]),
        "state": "wellFormed",
        "revision": project["revision"],
        "visibility": "private",
        "lastUpdateTime": project["lastUpdateTime"],
    }
    return {name: value for name, value in reference.items() if newest >= _FIELDS_SINCE.get(name, newest)}


def _list_projects(call: Call) -> Answer:
    """Pages by $top and $skip or continuationToken, which is the number of projects passed over."""
    projects = sorted(call.store.all(KIND, COLLECTION), key=lambda project: str(project["name"]))
    start = call.query.number("continuationToken") or call.query.number("$skip") or 0
    top = call.query.number("$top") or 100
    headers = {"x-ms-continuationtoken": str(start + top)} if start + top < len(projects) else {}
    return collection((project_reference(one, call) for one in projects[start : start + top]), headers)


def _get_project(call: Call) -> Answer:
    project = find_project(call.store, call.path["projectId"])
    if project is None:
        raise project_not_found(call.path["projectId"])
    document = project_reference(project, call)
    document["_links"] = {
        "self": {"href": document["url"]},
        "collection": {"href": f"{call.addresses.base(CORE)}/_apis/projectCollections/{_INSTANCE_ID}"},
        "web": {"href": f"{call.addresses.base(CORE)}/{project['name']}"},
    }
    return Answer(document)


def _connection_data(call: Call) -> Answer:
    person = call.world.people.find(call.caller)
    user: dict[str, Any] = identity(person) if person else {"id": call.caller}
    return Answer(
        {
            "authenticatedUser": user,
            "authorizedUser": user,
            "instanceId": _INSTANCE_ID,
            "deploymentId": _INSTANCE_ID,
            "deploymentType": "hosted" if call.world.generation.hosted else "onPremises",
            "locationServiceData": {
                "serviceOwner": "00000000-0000-0000-0000-000000000000",
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )


def _list_areas(call: Call) -> Answer:
    """An installed server answers with an empty list: everything is at the collection (Microsoft's SDKs)."""
    return collection(_areas(call))


def _get_area(call: Call) -> Answer:
    wanted = call.path["areaId"].lower()
    for area in _areas(call):
        if area["id"] == wanted:
            return Answer(area)
    raise not_found("ResourceAreaNotFoundException", f"The resource area {wanted} does not exist.")


def _areas(call: Call) -> list[Document]:
    if not call.world.generation.hosted:
        return []
    return [
        {"id": area, "name": name, "locationUrl": call.addresses.base(service) + "/"} for area, name, service in _AREAS
    ]


RESOURCES = (
    Resource(
        id="603fe2ac-9723-48b9-88ad-09305aa6c6e1",
        area="core",
        name="projects",
        template="_apis/{resource}/{*projectId}",
        service=CORE,
        since=ApiVersion(1, 0),
        released_since=ApiVersion(1, 0),
        numbers=((ApiVersion(1, 0), 4),),
        collection={"GET": _list_projects},
        item={"GET": _get_project},
    ),
    Resource(
        id="00d9565f-ed9c-4a06-9a50-00e7896ccab4",
        area="Location",
        name="ConnectionData",
        template="_apis/{resource}",
        service=EVERYWHERE,
        since=ApiVersion(1, 0),
        released_since=None,
        numbers=((ApiVersion(1, 0), 1),),
        collection={"GET": _connection_data},
    ),
    Resource(
        id="e81700f7-3be2-46de-8624-2eb35882fcaa",
        area="Location",
        name="ResourceAreas",
        template="_apis/{resource}/{areaId}",
        service=EVERYWHERE,
        since=ApiVersion(3, 2),
        released_since=None,
        numbers=((ApiVersion(3, 2), 1),),
        collection={"GET": _list_areas},
        item={"GET": _get_area},
    ),
)
