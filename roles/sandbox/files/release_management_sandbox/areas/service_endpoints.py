# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service endpoints (service connections), without their secrets."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Resource
from release_management_sandbox.store import Document, fold

KIND = "service_endpoint"


def _list(call: Call) -> Answer:
    """Filtered by `type`, `endpointIds` and `endpointNames`."""
    endpoints = call.store.all(KIND, call.project_id)
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


def _get(call: Call) -> Answer:
    """[I] One that does not exist is null, with status 200."""
    endpoint = call.store.get(KIND, call.project_id, call.path["endpointId"])
    return Answer(_shape(endpoint, call) if endpoint else b"null")


def _shape(endpoint: Document, call: Call) -> Document:
    project = call.project or {}
    return {
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
                "projectReference": {"id": call.project_id, "name": project.get("name")},
                "name": endpoint["name"],
                "description": endpoint["description"],
            }
        ],
    }


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
)
