# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of definitions: paths that begin with a backslash, kept in the case in which they were made."""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.store import Document, fold

KIND = "release_folder"
ROOT = "\\"


def normal(path: str) -> str:
    """`/a/b/`, `a\\b` and `\\a\\b` are one path, written `\\a\\b`."""
    parts = [part for part in path.replace("/", "\\").split("\\") if part.strip()]
    return ROOT + "\\".join(parts)


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it, at any depth."""
    path, folder = fold(path), fold(folder)
    return folder == ROOT or path == folder or path.startswith(folder + "\\")


def ensure(path: str, call: Call, kind: str = KIND) -> str:
    """The path as its folder is written; a folder that is missing is made, parents included.

    Probed servers rewrite the case of a definition's path to that of the folder. [I] That a missing folder is made:
    recorded for build folders that are moved.
    """
    written = ROOT
    for part in normal(path).strip("\\").split("\\"):
        if not part:
            continue
        step = written.rstrip("\\") + "\\" + part
        known = call.store.get(kind, call.project_id, step)
        written = known["path"] if known else make(step, "", call, kind)["path"]
    return written


def make(path: str, description: str, call: Call, kind: str = KIND) -> Document:
    folder: Document = {
        "path": path,
        "description": description,
        "createdBy": call.caller,
        "createdOn": release_time(call.world.now()),
    }
    call.store.put(kind, call.project_id, path, folder)
    return folder
