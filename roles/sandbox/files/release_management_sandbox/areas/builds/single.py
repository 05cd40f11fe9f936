# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One build: read, changed, deleted; and its properties."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.answers import Answer, collection, no_content
from release_management_sandbox.areas.builds import growth, leases, queueing, running, runs
from release_management_sandbox.areas.builds.filters import RESULTS, STATUSES
from release_management_sandbox.areas.builds.refusals import build_not_found, build_retained, refused
from release_management_sandbox.areas.builds.shapes import DEFINITION, Shaper, chosen
from release_management_sandbox.call import Call
from release_management_sandbox.clock import build_time, parse_time, read_time, release_time
from release_management_sandbox.errors import ApiError, ModelError
from release_management_sandbox.store import Document, fold

_ONCE = ("startTime", "finishTime")
_REPLACED = {"buildNumber": str, "keepForever": bool, "retainedByRelease": bool, "sourceVersion": str, "quality": str}
"""What an update just replaces, and the type that it must have."""


def get_build(call: Call) -> Answer:
    return Answer(Shaper(call).shown(existing(call), call.query.words("propertyFilters")))


def existing(call: Call) -> Document:
    """The build of the path, as it is now."""
    number = call.number("buildId")
    build = running.find(call, number)
    if build is None:
        raise build_not_found(number)
    return build


def update_build(call: Call) -> Answer:
    build = existing(call)
    if growth.known_query(call, "update").query.flag("retry"):
        _retry(call, build)
    else:
        _update(call, build, call.body)
    return Answer(Shaper(call).shown(build))


def update_builds(call: Call) -> Answer:
    """Several at once, all or none of them."""
    if not isinstance(call.body, list) or not all(isinstance(one, dict) for one in call.body):
        raise ModelError("Value cannot be null. Parameter name: builds")
    shaper, shown = Shaper(call), []
    for change in call.body:
        build = running.find(call, int(change.get("id") or 0))
        if build is None:
            raise build_not_found(change.get("id"))
        _update(call, build, change)
        shown.append(shaper.shown(build))
    return collection(shown)


def delete_build(call: Call) -> Answer:
    """Deleted softly: only a list that asks for deleted builds has it. Retained builds stay."""
    build = existing(call)
    if build["keepForever"] or leases.protects(call, build["id"]):
        raise build_retained(build["buildNumber"])
    mark_deleted(call, build, "")
    return no_content()


def mark_deleted(call: Call, build: Document, reason: str) -> None:
    now = release_time(call.world.now())
    build.update(deleted=True, deletedDate=now, deletedBy=call.caller, due=None)
    if reason:
        build["deletedReason"] = reason
    running.save(call, build)


def get_properties(call: Call) -> Answer:
    """[I] A collection of one map, as the properties of other things are documented."""
    return _properties(existing(call), call.query.words("filter"))


def patch_properties(call: Call) -> Answer:
    """A JSON patch: add and replace set, remove removes."""
    build = existing(call)
    build["properties"] = patched(build["properties"], call.body)
    running.save(call, build)
    return _properties(build, [])


def patched(properties: Document, patch: Any) -> Document:
    """Properties after a JSON patch over them."""
    if not isinstance(patch, list) or not all(isinstance(one, dict) and one.get("path") for one in patch):
        raise ModelError("Value cannot be null. Parameter name: document")
    changed = dict(properties)
    for operation in patch:
        name = str(operation["path"]).lstrip("/")
        if operation.get("op") == "remove":
            changed.pop(name, None)
        elif operation.get("op") in ("add", "replace"):
            changed[name] = str(operation.get("value"))
        else:
            raise ModelError(f"The value '{operation.get('op')}' is not valid for op.")
    return changed


def _properties(build: Document, names: list[str]) -> Answer:
    shown = chosen(build["properties"], names or ["*"])
    return Answer({"count": len(shown), "value": shown})


def _update(call: Call, build: Document, change: Any) -> None:
    if not isinstance(change, dict):
        raise ModelError("Value cannot be null. Parameter name: build")
    for name, kind in _REPLACED.items():
        if change.get(name) is not None:
            if not isinstance(change[name], kind):
                raise ModelError(f"The value '{change[name]}' is not valid for {name}.")
            build[name] = change[name]
    for name in _ONCE:
        if change.get(name):
            _set_once(build, name, change[name])
    was = build["status"]
    _change_status(call, build, change)
    running.save(call, build)
    if was != build["status"] == "completed":
        call.world.build_completed(call.world, call.project_id, build)


def _set_once(build: Document, name: str, text: Any) -> None:
    """ "This can only be set once" (document). [I] Another value is refused, the same is not."""
    moment = read_time(str(text))
    if moment is None:
        raise ModelError(f"The value '{text}' is not valid for {name}.")
    if name in build and parse_time(build[name]) != moment:
        raise _invalid(f"The {name} of build {build['id']} is set already.")
    build.setdefault(name, build_time(moment))


def _change_status(call: Call, build: Document, change: Document) -> None:
    """ "Once this is completed, it can no longer be changed" (document). [I] How it is refused, and what else is.

    A client may end a build itself by the status completed and a result; nobody may start one.
    """
    status = _name(change, "status", STATUSES) or build["status"]
    result = _name(change, "result", RESULTS)
    if status == build["status"]:
        if result is not None and result != build.get("result"):
            raise _invalid(f"The result of build {build['id']} cannot be changed while its status is {status}.")
        return
    if build["status"] == "completed" or status not in ("cancelling", "completed"):
        raise ApiError(
            400,
            "BuildStatusInvalidChangeException",
            f"The status of build {build['id']} cannot be changed from {build['status']} to {status}.",
            namespace="Microsoft.TeamFoundation.Build.WebApi",
            assembly="Microsoft.TeamFoundation.Build2.WebApi",
        )
    if status == "cancelling":
        running.cancel(call, build)
        return
    now = call.world.now()
    if "run" in build:
        runs.cut(build["run"], (now - parse_time(build["startTime"])).total_seconds())
    build.update(status="completed", result=result or "succeeded", due=None)
    build.setdefault("finishTime", build_time(now))


def _retry(call: Call, build: Document) -> None:
    """[I] A completed build that did not succeed runs again as another attempt, by the definition of today."""
    definition = call.store.get(DEFINITION, call.project_id, build["definition"]["id"])
    if build["status"] != "completed" or build["result"] == "succeeded" or definition is None:
        raise _invalid(f"Build {build['id']} cannot be retried.")
    for name in ("startTime", "finishTime", "result", "run"):
        build.pop(name, None)
    build.update(status="notStarted", attempt=build["attempt"] + 1, snapshot=queueing.snapshot(definition))
    build["due"] = running.first_due(call.world, call.project_id, build)
    running.save(call, build)


def _name(change: Document, name: str, table: dict[str, int]) -> str | None:
    """A name of an enumeration in any case, or its number."""
    given = change.get(name)
    if given is None:
        return None
    for known, number in table.items():
        if fold(str(given)) in (fold(known), str(number)):
            return known
    raise ModelError(f"The value '{given}' is not valid for {name}.")


def _invalid(message: str) -> ApiError:
    return refused(400, "InvalidBuildException", message)
