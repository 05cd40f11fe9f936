# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""XAML builds, the builds of the time before: lists with version 2.0 have them among the others (recorded).

The seed has none; `POST /sandbox/builds` makes them. [I] Generations before 2018 have them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from release_management_sandbox.areas.builds import growth, register
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import Document, fold

DEFINITION = "xaml_definition"
_FIRST_NAME = "MyWebSite CI"
_VERSION = "LG:refs/heads/master:b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5"
_CONTROLLER = {
    "uri": "vstfs:///Build/Controller/274",
    "status": "offline",
    "enabled": True,
    "createdDate": "2014-01-24T06:21:00.71Z",
    "updatedDate": "2015-06-23T18:28:51.917Z",
    "id": 274,
    "name": "Hosted Build Controller",
}
_SHOWN = (
    "id",
    "buildNumber",
    "sourceVersion",
    "status",
    "queueTime",
    "priority",
    "startTime",
    "finishTime",
    "reason",
    "result",
    "lastChangedDate",
    "parameters",
    "keepForever",
    "quality",
)


def are_known(call: Call) -> bool:
    return growth.newest(call) < growth.DESIGNER


def is_xaml(build: Document) -> bool:
    return bool(build["definition"].get("type") == "xaml")


def make(call: Call, wanted: Document, moments: list[datetime]) -> list[Document]:
    """Completed builds, queued at these moments: `definition` is a name, made when it is not known yet."""
    definition = _definition(call, str(wanted.get("definition") or _FIRST_NAME))
    return [_build(call, definition, wanted, moment) for moment in moments]


def shown(build: Document, call: Call, project: Document) -> Document:
    """As recorded: no branch, no queue, no tags."""
    number = build["id"]
    url = call.addresses.build(call.project_id, f"Builds/{number}")
    logs = call.addresses.build(call.project_id, f"builds/{number}/logs")
    definition = build["definition"]
    document: Document = {
        "_links": {
            "self": {"href": url},
            "web": {"href": f"{call.addresses.base('core')}/{call.project_id}/_build/results?buildId={number}"},
            "details": {"href": f"{url}/Details?api-version=1.0"},
        },
        "url": url,
        "definition": {**definition, "url": _address(definition, call)},
        "project": project,
        "uri": f"vstfs:///Build/Build/{number}",
        "controller": {**_CONTROLLER, "url": f"{call.addresses.base('core')}/_apis/build/Controllers/274"},
        "logs": {"id": 0, "type": "Container", "url": logs},
        "repository": _repository(build["repository"], call),
    }
    document.update({name: build[name] for name in _SHOWN if name in build})
    document.update({name: call.identity(build[name]) for name in ("requestedFor", "requestedBy", "lastChangedBy")})
    return document


def definition_entry(definition: Document, call: Call, project: Document) -> Document:
    """An entry of the list of build definitions, as recorded."""
    uri = f"vstfs:///Build/Definition/{definition['id']}"
    return {"uri": uri, **definition, "url": _address(definition, call), "project": project}


def _repository(repository: Document, call: Call) -> Document:
    """Recorded: more than other builds have of it."""
    known = call.store.get(REPOSITORY, call.project_id, repository["id"])
    if known is None:
        return repository
    return {
        **repository,
        "name": known["name"],
        "url": f"{call.addresses.base(CORE)}/{(call.project or {}).get('name')}/_git/{known['name']}",
        "defaultBranch": known["defaultBranch"],
    }


def _address(definition: Document, call: Call) -> str:
    return call.addresses.build(call.project_id, f"Definitions/{definition['id']}")


def _definition(call: Call, name: str) -> Document:
    known = next(iter(call.store.named(DEFINITION, call.project_id, name)), None)
    if known is None:
        known = {"type": "xaml", "id": call.store.next("build_definition"), "name": name}
        call.store.put(DEFINITION, call.project_id, known["id"], known, name=name)
    return known


def _build(call: Call, definition: Document, wanted: Document, queued: datetime) -> Document:
    number = call.store.next("build")
    day = f"{queued:%Y%m%d}"
    nth = call.store.next(f"xaml_build_number:{call.project_id}:{fold(definition['name'])}:{day}")
    times: dict[str, Any] = {
        "queueTime": release_time(queued),
        "startTime": release_time(queued + timedelta(seconds=4)),
        "finishTime": release_time(queued + timedelta(seconds=55)),
    }
    person = wanted.get("requested_for") or call.caller
    # [I] That of the project: a XAML definition of the sandbox names none.
    repository = next(iter(call.store.all(REPOSITORY, call.project_id)), {"id": ""})
    return {
        "id": number,
        "buildNumber": f"{definition['name']}_{day}.{nth}",
        "definition": definition,
        "status": "completed",
        "result": wanted.get("result") or "succeeded",
        "reason": wanted.get("reason") or "manual",
        "priority": "normal",
        "parameters": "",
        "sourceBranch": None,
        "sourceVersion": _VERSION,
        "repository": {"id": repository["id"], "type": "TfsGit", "clean": None, "checkoutSubmodules": False},
        **times,
        "lastChangedDate": times["finishTime"],
        "requestedFor": person,
        "requestedBy": person,
        "lastChangedBy": person,
        "keepForever": False,
        "tags": [register.first_casing(call.store, call.project_id, str(tag)) for tag in wanted.get("tags") or []],
        "properties": {},
        "changes": [],
        "artifacts": [],
        "planId": "00000000-0000-0000-0000-000000000000",
    }
