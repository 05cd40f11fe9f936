# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Variables API, as far as releases and builds go: all of them, or one by its name.

A value is a string or an object of `value`, `sensitive` and `evaluate`. Setting all deletes those that are not given.
[I] Names are the same in any case; a value that is neither sensitive nor evaluated is read as a string; 404 for what is
not there.
"""

from __future__ import annotations

from typing import Any

from release_management_sandbox.buildmaster.call import Call
from release_management_sandbox.buildmaster.records import (
    APPLICATION,
    BUILD,
    RELEASE,
    all_of,
    find_build,
    find_release,
    save,
)
from release_management_sandbox.buildmaster.refusals import Refusal
from release_management_sandbox.store import Document, fold


def all_variables(call: Call) -> Any:
    """GET answers all of them, POST and PUT set all."""
    kind, holder = _holder(call)
    kept: dict[str, Any] = holder.get("variables") or {}
    if call.method == "GET":
        return {name: _shown(call, value) for name, value in kept.items()}
    if not isinstance(call.body, dict):
        raise Refusal("The request body must be a JSON object of variables.")
    save(call.store, kind, {**holder, "variables": {name: _kept(value) for name, value in call.body.items()}})
    return None


def one_variable(call: Call) -> Any:
    """GET answers one value, POST and PUT set it, DELETE removes it."""
    kind, holder = _holder(call)
    kept: dict[str, Any] = holder.get("variables") or {}
    name = next((one for one in kept if fold(one) == fold(call.path["variable"])), None)
    if call.method in ("POST", "PUT"):
        variables = {**kept, name or call.path["variable"]: _kept(call.body)}
        save(call.store, kind, {**holder, "variables": variables})
        return None
    if name is None:
        raise Refusal(f'Variable "{call.path["variable"]}" not found.', 404)
    if call.method == "GET":
        return _shown(call, kept[name])
    save(call.store, kind, {**holder, "variables": {one: value for one, value in kept.items() if one != name}})
    return None


def _holder(call: Call) -> tuple[str, Document]:
    named = call.path["application"]
    application = next((one for one in all_of(call.store, APPLICATION) if fold(one["name"]) == fold(named)), None)
    release = find_release(call.store, application, call.path["release"]) if application else None
    if application is None or release is None:
        raise Refusal(f'Release "{call.path["release"]}" of application "{named}" not found.', 404)
    if "build" not in call.path:
        return RELEASE, release
    build = find_build(call.store, application, release, call.path["build"])
    if build is None:
        raise Refusal(f'Build "{call.path["build"]}" not found.', 404)
    return BUILD, build


def _kept(value: Any) -> Document:
    if isinstance(value, dict):
        flags = {name: bool(value.get(name, False)) for name in ("sensitive", "evaluate")}
        return {"value": "" if value.get("value") is None else str(value["value"]), **flags}
    if isinstance(value, (str, int, float)):
        return {"value": str(value), "sensitive": False, "evaluate": False}
    raise Refusal("A variable is a string, or an object with value, sensitive and evaluate.")


def _shown(call: Call, value: Document) -> Any:
    if not value["sensitive"] and not value["evaluate"]:
        return value["value"]
    hidden = value["sensitive"] and call.traits.sensitive == "hidden"
    return {key: one for key, one in value.items() if key != "value" or not hidden}
