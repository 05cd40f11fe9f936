# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of build definitions, by a path in the route or in the query.

Recorded: PUT makes a folder, POST moves it and makes what parents it lacks.
"""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection, no_content
from release_management_sandbox.areas.build_definitions import documents, single
from release_management_sandbox.areas.builds.refusals import refused
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.definitions import folders
from release_management_sandbox.errors import ApiError, ModelError
from release_management_sandbox.store import Document, fold


def list_folders(call: Call) -> Answer:
    """A folder and what lies in it; all, the root included, without a path."""
    top = _path(call)
    root = {"path": folders.ROOT, "description": "", "createdBy": call.caller, "createdOn": "2016-04-11T09:00:00Z"}
    known = [root, *call.store.all(documents.FOLDER, call.project_id)]
    found = [folder for folder in known if folders.is_below(folder["path"], top)]
    descending = call.query.text("queryOrder").lower() == "folderdescending"
    found.sort(key=lambda folder: fold(folder["path"]), reverse=descending)
    return collection(_shown(folder, call) for folder in found)


def create_folder(call: Call) -> Answer:
    """[I] A folder that exists is refused; missing parents are made."""
    path = _path(call)
    if path == folders.ROOT or call.store.get(documents.FOLDER, call.project_id, path) is not None:
        raise _exists(path)
    parent = folders.ensure(path.rpartition("\\")[0], call, documents.FOLDER)
    written = parent.rstrip("\\") + "\\" + path.rpartition("\\")[2]
    return Answer(
        _shown(folders.make(written, str(_body(call).get("description") or ""), call, documents.FOLDER), call)
    )


def update_folder(call: Call) -> Answer:
    """Another path moves the folder with everything in it; another description replaces the old one."""
    folder, body = _existing(call), _body(call)
    target = folders.normal(str(body["path"])) if body.get("path") else folder["path"]
    if body.get("description") is not None:
        folder["description"] = str(body["description"])
    folder.update(lastChangedBy=call.caller, lastChangedDate=release_time(call.world.now()))
    call.store.put(documents.FOLDER, call.project_id, folder["path"], folder)
    if fold(target) != fold(folder["path"]):
        if call.store.get(documents.FOLDER, call.project_id, target) is not None:
            raise _exists(target)
        parent = folders.ensure(target.rpartition("\\")[0], call, documents.FOLDER)
        target = parent.rstrip("\\") + "\\" + target.rpartition("\\")[2]
        _move(call, folder["path"], target)
    return Answer(_shown({**folder, "path": target}, call))


def delete_folder(call: Call) -> Answer:
    """With its definitions and their builds (document)."""
    folder = _existing(call)
    for definition in _definitions_below(call, folder["path"]):
        single.delete(definition, call)
    for one in call.store.all(documents.FOLDER, call.project_id):
        if folders.is_below(one["path"], folder["path"]):
            call.store.remove(documents.FOLDER, call.project_id, one["path"])
    return no_content()


def _move(call: Call, source: str, target: str) -> None:
    for folder in call.store.all(documents.FOLDER, call.project_id):
        if folders.is_below(folder["path"], source):
            call.store.remove(documents.FOLDER, call.project_id, folder["path"])
            moved = target + folder["path"][len(source) :]
            call.store.put(documents.FOLDER, call.project_id, moved, {**folder, "path": moved})
    for definition in _definitions_below(call, source):
        definition["path"] = target + definition["path"][len(source) :]
        documents.save(definition, call)


def _definitions_below(call: Call, path: str) -> list[Document]:
    return [one for one in call.store.all(documents.KIND, call.project_id) if folders.is_below(one["path"], path)]


def _existing(call: Call) -> Document:
    path = _path(call)
    folder = call.store.get(documents.FOLDER, call.project_id, path)
    if folder is None:
        raise refused(404, "FolderNotFoundException", f"The folder '{path}' does not exist.")
    return folder


def _path(call: Call) -> str:
    return folders.normal(call.path.get("path") or call.query.text("path"))


def _body(call: Call) -> Document:
    if not isinstance(call.body, dict):
        raise ModelError("Value cannot be null. Parameter name: folder")
    return call.body


def _exists(path: str) -> ApiError:
    """[I] Status and typeKey."""
    return refused(409, "FolderExistsException", f"The folder '{path}' already exists.")


def _shown(folder: Document, call: Call) -> Document:
    shown = {
        "path": folder["path"],
        "description": folder["description"],
        "createdOn": folder["createdOn"],
        "createdBy": call.identity(folder["createdBy"]),
        "project": project_reference(call.project or {}, call),
    }
    if "lastChangedBy" in folder:
        shown["lastChangedBy"] = call.identity(folder["lastChangedBy"])
        shown["lastChangedDate"] = folder["lastChangedDate"]
    return shown
