# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of build definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.build_definitions import documents
from release_management_sandbox.areas.builds import growth, running, xaml
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.call import Call
from release_management_sandbox.clock import read_time, ticks
from release_management_sandbox.definitions import folders
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document, fold

_DEFAULT_TOP = 10000
_ORDERS: dict[str, tuple[Callable[[Document], Any], bool]] = {
    "definitionnameascending": (lambda one: fold(one["name"]), False),
    "definitionnamedescending": (lambda one: fold(one["name"]), True),
    "lastmodifiedascending": (lambda one: one["createdDate"], False),
    "lastmodifieddescending": (lambda one: one["createdDate"], True),
}


def list_definitions(call: Call) -> Answer:
    """`name` is a pattern (`*`) and may match in several folders; a miss is an empty list (recorded).

    [I] The token is the number of definitions passed over.
    """
    call = growth.known_query(call, "definitions")
    running.settle(call.world)
    found = call.store.all(documents.KIND, call.project_id)
    if xaml.are_known(call):
        found += call.store.all(xaml.DEFINITION, call.project_id)
    for fits in _filters(call):
        found = [one for one in found if fits(one)]
    order = _ORDERS.get(fold(call.query.text("queryOrder")))
    if order is not None:
        found.sort(key=order[0], reverse=order[1])
    start, top = call.query.number("continuationToken") or 0, call.query.number("$top") or _DEFAULT_TOP
    headers = {"x-ms-continuationtoken": str(start + top)} if start + top < len(found) else {}
    shape = documents.full if call.query.flag("includeAllProperties") else _entry
    return collection((shape(one, call) for one in found[start : start + top]), headers)


def _entry(definition: Document, call: Call) -> Document:
    if definition["type"] == "xaml":
        return xaml.definition_entry(definition, call, project_reference(call.project or {}, call))
    return documents.shallow(definition, call)


Filter = Callable[[Document], bool]


def _filters(call: Call) -> list[Filter]:
    """One for each parameter that the request has."""
    makers: dict[str, Callable[[str, Call], Filter]] = {
        "name": _named,
        "type": _of_type,
        "definitionIds": _numbered,
        "path": _in_folder,
        "repositoryId": _of_repository("id"),
        "repositoryType": _of_repository("type"),
        "taskIdFilter": _with_task,
        "processType": _of_process,
        "yamlFilename": _of_file,
        "builtAfter": _built_after,
        "notBuiltAfter": _not_built_after,
    }
    return [make(call.query.text(name), call) for name, make in makers.items() if call.query.text(name)]


def _named(text: str, _call: Call) -> Filter:
    wanted = re.compile(".*".join(map(re.escape, fold(text).split("*"))))
    return lambda one: wanted.fullmatch(fold(one["name"])) is not None


def _of_type(text: str, _call: Call) -> Filter:
    return lambda one: fold(one["type"]) == fold(text)


def _numbered(_text: str, call: Call) -> Filter:
    ids = call.query.words("definitionIds")
    return lambda one: str(one["id"]) in ids


def _in_folder(text: str, _call: Call) -> Filter:
    """[I] The folder itself, without those in it."""
    return lambda one: fold(one["path"]) == fold(folders.normal(text))


def _of_repository(key: str) -> Callable[[str, Call], Filter]:
    def make(text: str, _call: Call) -> Filter:
        return lambda one: fold(str((one.get("repository") or {}).get(key, ""))) == fold(text)

    return make


def _with_task(text: str, _call: Call) -> Filter:
    def fits(one: Document) -> bool:
        phases = (one.get("process") or {}).get("phases") or []
        steps = (step for phase in phases for step in phase.get("steps") or [])
        return any(fold(str((step.get("task") or {}).get("id", ""))) == fold(text) for step in steps)

    return fits


def _of_process(text: str, _call: Call) -> Filter:
    return lambda one: str((one.get("process") or {}).get("type", 1)) == text


def _of_file(text: str, _call: Call) -> Filter:
    return lambda one: fold(str((one.get("process") or {}).get("yamlFilename", ""))) == fold(text)


def _built_after(_text: str, call: Call) -> Filter:
    built = _built(call, "builtAfter")
    return lambda one: one["id"] in built


def _not_built_after(_text: str, call: Call) -> Filter:
    built = _built(call, "notBuiltAfter")
    return lambda one: one["id"] not in built


def _built(call: Call, name: str) -> set[int]:
    moment = read_time(call.query.text(name))
    if moment is None:
        raise ModelError(f"The value '{call.query.text(name)}' is not valid for {name}.")
    rows = call.store.select(
        "SELECT DISTINCT definition FROM build_index WHERE project = ? AND moment >= ?",
        (call.project_id, ticks(moment)),
    )
    return {row[0] for row in rows}
