# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service endpoints (service connections), without their secrets."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.core import KIND as PROJECT
from release_management_sandbox.call import Call
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Resource
from release_management_sandbox.store import COLLECTION, Document, fold

KIND = "service_endpoint"
_FIRST = ApiVersion(1, 0)
_FIELDS_SINCE = {
    "isReady": ApiVersion(3, 0),
    "isShared": ApiVersion(5, 0),
    "owner": ApiVersion(5, 0),
    "serviceEndpointProjectReferences": ApiVersion(6, 0),
}
"""[I] The fields that came later."""


def _list(call: Call) -> Answer:
    """Filtered by `type`, `endpointIds` and `endpointNames`. [I] Without a project those of all."""
    endpoints = call.store.all(KIND, call.project_id) if call.project else _everywhere(call)
    kind = fold(call.query.text("type"))
    ids = {fold(one) for one in call.query.words("endpointIds")}
    names = {fold(one) for one in call.query.words("endpointNames")}
    return collection(
        _shape(endpoint, call)
        for endpoint in endpoints
        if (not kind or fold(endpoint["type"]) == kind)
        and (not ids or fold(endpoint["id"]) in ids)
        and (not names or fold(endpoint["name"]) in names)
    )


def _everywhere(call: Call) -> list[Document]:
    return [one for project in call.store.all(PROJECT, COLLECTION) for one in call.store.all(KIND, project["id"])]


def _get(call: Call) -> Answer:
    """[I] One that does not exist is null, with status 200."""
    wanted = call.path["endpointId"]
    endpoint = (
        call.store.get(KIND, call.project_id, wanted)
        if call.project
        else next((one for one in _everywhere(call) if fold(one["id"]) == fold(wanted)), None)
    )
    return Answer(_shape(endpoint, call) if endpoint else b"null")


def _shape(endpoint: Document, call: Call) -> Document:
    shown = {
        "data": endpoint["data"],
        "id": endpoint["id"],
        "name": endpoint["name"],
        "type": endpoint["type"],
        "url": endpoint["url"],
        "createdBy": call.identity(endpoint["createdBy"]),
        "description": endpoint["description"],
        "authorization": {"parameters": dict.fromkeys(endpoint["parameters"]), "scheme": endpoint["scheme"]},
        "isShared": False,
        "isReady": True,
        "owner": "Library",
        "serviceEndpointProjectReferences": [
            {
                "projectReference": {"id": project["id"], "name": project["name"]},
                "name": endpoint["name"],
                "description": endpoint["description"],
            }
            for project in ([call.project] if call.project else [])
        ],
    }
    newest = call.world.generation.maximum
    return {name: value for name, value in shown.items() if newest >= _FIELDS_SINCE.get(name, _FIRST)}


def _older(identifier: str, scope: str, until: ApiVersion) -> Resource:
    """[I] Every version needs the preview flag."""
    return Resource(
        id=identifier,
        area="distributedtask",
        name="serviceendpoints",
        template=f"{scope}_apis/{{area}}/{{resource}}/{{endpointId}}",
        service=CORE,
        since=_FIRST,
        until=until,
        released_since=None,
        numbers=((_FIRST, 1), (ApiVersion(4, 0), 2)),
        collection={"GET": _list},
        item={"GET": _get},
    )


RESOURCES = (
    Resource(
        id="e85f1c62-adfc-4b74-b618-11a150fb195e",
        area="serviceendpoint",
        name="endpoints",
        template="{project}/_apis/{area}/{resource}/{endpointId}",
        service=CORE,
        since=ApiVersion(4, 1),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(4, 1), 1), (ApiVersion(5, 1), 2), (ApiVersion(6, 0), 4)),
        collection={"GET": _list},
        item={"GET": _get},
    ),
    _older("dca61d2f-3444-410a-b5ec-db2fc4efb4c5", "{project}/", ApiVersion(5, 0)),
    _older("ca373c13-fec3-4b30-9525-35a117731384", "", ApiVersion(3, 0)),
)
