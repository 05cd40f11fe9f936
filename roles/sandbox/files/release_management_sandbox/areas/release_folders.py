# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of release definitions."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection, no_content
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.definitions import folders
from release_management_sandbox.definitions.deployments import has_active
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.errors import ApiError, ModelError, invalid_request
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document, fold

_NAMESPACE = "Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions"


def _path(call: Call) -> str:
    return folders.normal(call.path["path"])


def _list(call: Call) -> Answer:
    """A folder and what lies in it; all, the root included, without a path."""
    top = _path(call) if "path" in call.path else folders.ROOT
    found = [folder for folder in _all(call) if folders.is_below(folder["path"], top)]
    found.sort(key=lambda folder: fold(folder["path"]), reverse=call.query.text("queryOrder").lower() == "descending")
    return collection(_shape(folder, call) for folder in found)


def _all(call: Call) -> list[Document]:
    root = {"path": folders.ROOT, "description": "", "createdBy": call.caller, "createdOn": "2016-04-11T09:00:00Z"}
    return [root, *call.store.all(folders.KIND, call.project_id)]


def _create(call: Call) -> Answer:
    """[I] Missing parents are made; a folder that exists is refused."""
    path = _path(call) if "path" in call.path else folders.normal(_field(call, "path"))
    if path == folders.ROOT or call.store.get(folders.KIND, call.project_id, path) is not None:
        raise invalid_request(f"The folder '{path}' already exists.")
    parent = folders.ensure(path.rpartition("\\")[0], call)
    written = parent.rstrip("\\") + "\\" + path.rpartition("\\")[2]
    return Answer(_shape(folders.make(written, _field(call, "description"), call), call))


def _update(call: Call) -> Answer:
    """Another path moves the folder with everything in it; another description replaces the old one."""
    old = _existing(call)
    body = call.body if isinstance(call.body, dict) else {}
    target = folders.normal(_field(call, "path")) if body.get("path") else old["path"]
    if body.get("description") is not None:
        old["description"] = _field(call, "description")
    old.update(lastChangedBy=call.caller, lastChangedDate=release_time(call.world.now()))
    call.store.put(folders.KIND, call.project_id, old["path"], old)
    if fold(target) == fold(old["path"]):
        return Answer(_shape(old, call))
    if call.store.get(folders.KIND, call.project_id, target) is not None:
        raise invalid_request(f"The folder '{target}' already exists.")
    folders.ensure(target.rpartition("\\")[0], call)
    _move(call, old["path"], target)
    return Answer(_shape({**old, "path": target}, call))


def _move(call: Call, source: str, target: str) -> None:
    for folder in call.store.all(folders.KIND, call.project_id):
        if folders.is_below(folder["path"], source):
            call.store.remove(folders.KIND, call.project_id, folder["path"])
            moved = target + folder["path"][len(source) :]
            call.store.put(folders.KIND, call.project_id, moved, {**folder, "path": moved})
    for definition in _definitions_below(call, source):
        definition["path"] = target + definition["path"][len(source) :]
        call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=definition["name"])


def _delete(call: Call) -> Answer:
    """Deletes the folder "and all its existing definitions" (OpenAPI). [I] Active deployments refuse it."""
    folder = _existing(call)
    definitions = _definitions_below(call, folder["path"])
    if any(has_active(call, definition["id"]) for definition in definitions):
        raise invalid_request(f"The folder '{folder['path']}' has release pipelines with deployments in progress.")
    for definition in definitions:
        call.store.remove(DEFINITION, call.project_id, definition["id"])
    for one in call.store.all(folders.KIND, call.project_id):
        if folders.is_below(one["path"], folder["path"]):
            call.store.remove(folders.KIND, call.project_id, one["path"])
    return no_content()


def _definitions_below(call: Call, path: str) -> list[Document]:
    return [one for one in call.store.all(DEFINITION, call.project_id) if folders.is_below(one["path"], path)]


def _existing(call: Call) -> Document:
    path = _path(call)
    folder = call.store.get(folders.KIND, call.project_id, path)
    if folder is None:
        message = f"The folder '{path}' does not exist."
        raise ApiError(404, "ReleaseFolderNotFoundException", message, namespace=_NAMESPACE)
    return folder


def _field(call: Call, name: str) -> str:
    if not isinstance(call.body, dict):
        raise ModelError("Value cannot be null. Parameter name: folder")
    return str(call.body.get(name) or "")


def _shape(folder: Document, call: Call) -> Document:
    document = {
        "createdOn": folder["createdOn"],
        "createdBy": call.identity(folder["createdBy"]),
        "path": folder["path"],
        "description": folder["description"],
    }
    if "lastChangedBy" in folder:
        document["lastChangedBy"] = call.identity(folder["lastChangedBy"])
        document["lastChangedDate"] = folder["lastChangedDate"]
    return document


RESOURCES = (
    Resource(
        id="f7ddf76d-ce0c-4d68-94ff-becaec5d9dea",
        area="Release",
        name="folders",
        template="{project}/_apis/{area}/{resource}/{*path}",
        service=RELEASE,
        since=ApiVersion(3, 1),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(3, 1), 1), (ApiVersion(5, 0), 2)),
        collection={"GET": _list, "POST": _create},
        item={"GET": _list, "POST": _create, "PATCH": _update, "DELETE": _delete},
    ),
)
