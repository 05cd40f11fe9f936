# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds that are completed already: those of the seed, and as many as a test wants at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from release_management_sandbox.areas.builds import queueing, register, running, runs, xaml
from release_management_sandbox.areas.builds.shapes import DEFINITION
from release_management_sandbox.areas.core import find_project
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call, World, own_call
from release_management_sandbox.clock import build_time, parse_time, read_time, release_time
from release_management_sandbox.errors import ApiError
from release_management_sandbox.store import Document

_IN_QUEUE, _SECONDS_PER_TASK = 4, 35
_RESULTS = ("succeeded", "partiallySucceeded", "failed", "canceled")


class BulkError(Exception):
    """The builds that are asked for cannot be made; the message says why."""


def add_seeded(world: World, project: Document, entry: Document) -> None:
    """A build of the data file: `commit` is the place of its version in its branch, `changes` how many came with it."""
    definition = world.store.get(DEFINITION, project["id"], entry["definition"]) or {}
    known = world.store.get(REPOSITORY, project["id"], definition["repository"]["id"]) or {}
    commits = known["refs"][entry["branch"]][entry["commit"] :]
    body = {
        "sourceBranch": entry["branch"],
        "sourceVersion": commits[0],
        "parameters": entry.get("parameters"),
        "keepForever": entry.get("keepForever"),
        "reason": entry["reason"],
        "requestedFor": {"id": entry["requestedFor"]},
    }
    call = own_call(world, project)
    build = _completed(call, definition, body, parse_time(entry["queued"]), entry["result"])
    build.update(id=entry["id"], buildNumber=entry["number"], buildNumberRevision=1)
    build["changes"] = commits[: entry.get("changes", 1)]
    build["tags"] = [register.first_casing(world.store, project["id"], tag) for tag in entry.get("tags", [])]
    running.number_artifacts(world.store, build["run"])
    register.save(world.store, project["id"], build)


def add_many(world: World, wanted: Any) -> Document:
    """Make builds as the control route is asked to; answers the ids of the first and the last. Raises BulkError.

    `definition` (name or id), `project` (Fabrikam), `count` (1), `result` (succeeded), `branch`, `tags`, `reason`,
    `requested_for` (an id), `seconds` between one and the next (60) and `start`, the moment of the first; without it the
    last was queued now. With `type` xaml they are XAML builds.
    """
    if not isinstance(wanted, dict):
        raise BulkError("an object is needed")
    count, seconds = wanted.get("count", 1), wanted.get("seconds", 60)
    if not isinstance(count, int) or count < 1 or not isinstance(seconds, (int, float)) or seconds < 0:
        raise BulkError("count must be a number from 1 on, seconds one from 0 on")
    if wanted.get("result", "succeeded") not in _RESULTS:
        raise BulkError(f"result must be one of {', '.join(_RESULTS)}")
    call = own_call(world, _project(world, wanted.get("project", "Fabrikam")))
    step = timedelta(seconds=seconds)
    first = _start(wanted.get("start")) or world.now() - step * count - timedelta(seconds=300)
    builds = _made(call, wanted, [first + step * index for index in range(count)])
    for build in builds:
        call.store.put(register.KIND, call.project_id, build["id"], build)
    register.index(call.store, call.project_id, builds)
    return {"first": builds[0]["id"], "last": builds[-1]["id"], "count": count}


def _made(call: Call, wanted: Document, moments: list[datetime]) -> list[Document]:
    if wanted.get("type", "build") == "build":
        return _builds(call, _definition(call, wanted.get("definition")), wanted, moments)
    if wanted["type"] != "xaml" or not xaml.are_known(call):
        raise BulkError(f"this generation has no builds of the type {wanted['type']}")
    return xaml.make(call, wanted, moments)


def _builds(call: Call, definition: Document, wanted: Document, moments: list[datetime]) -> list[Document]:
    """The first of them made as any other, the others after its pattern: that is what makes thousands quick."""
    body = {
        "sourceBranch": wanted.get("branch"),
        "reason": wanted.get("reason"),
        "requestedFor": {"id": wanted.get("requested_for")},
    }
    tags = [register.first_casing(call.store, call.project_id, str(tag)) for tag in wanted.get("tags") or []]
    pattern = _completed(call, definition, body, moments[0], wanted.get("result", "succeeded"))
    pattern.update(changes=[], tags=tags)
    running.number_artifacts(call.store, pattern["run"])
    builds = []
    for index, moment in enumerate(moments):
        number = pattern["id"] if index == 0 else call.store.next("build")
        build = {**pattern, **_times(moment, pattern["run"]), "id": number, "planId": queueing.plan_id(call, number)}
        build.update(queueing.number_of(call, definition, build, moment))
        builds.append(build)
    return builds


def _completed(call: Call, definition: Document, body: Document, queued: datetime, result: str) -> Document:
    build = queueing.new_build(call, definition, body)
    failure = None if result == "succeeded" else (_failing_task(definition, result), {"result": result})
    run = runs.make(build.pop("snapshot"), build, _SECONDS_PER_TASK, failure)
    build.update(run=run, status="completed", result=run["result"], lastChangedBy=call.caller, validationResults=[])
    return {**build, **_times(queued, run)}


def _failing_task(definition: Document, result: str) -> int:
    """A failed build fails in its second task where there is one, as tests do; another warns in its first."""
    return min(1, len(runs.steps(definition)) - 1) if result == "failed" else 0


def _times(queued: datetime, run: Document) -> Document:
    started = queued + timedelta(seconds=_IN_QUEUE, microseconds=127_119)
    finished = started + timedelta(seconds=run["duration"])
    return {
        "queueTime": release_time(queued),
        "startTime": build_time(started),
        "finishTime": build_time(finished),
        "lastChangedDate": release_time(finished),
    }


def _project(world: World, name: Any) -> Document:
    try:
        project = find_project(world.store, str(name))
    except ApiError as error:
        raise BulkError(error.message) from error
    assert project is not None
    return project


def _definition(call: Call, wanted: Any) -> Document:
    found = call.store.get(DEFINITION, call.project_id, wanted) if isinstance(wanted, int) else None
    if found is None:
        found = next(iter(call.store.named(DEFINITION, call.project_id, str(wanted))), None)
    if found is None:
        raise BulkError(f"there is no build definition {wanted}")
    return found


def _start(text: Any) -> datetime | None:
    if text is None:
        return None
    moment = read_time(str(text))
    if moment is None:
        raise BulkError(f"start: {text} is no moment")
    return moment
