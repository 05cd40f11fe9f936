# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds run: what has happened to them by now. Time is looked at when somebody asks.

A build waits for the pace in its queue, then runs; a queue without agents, or whose agents lack what is demanded, keeps
it waiting for good. One that is cancelled ends after the pace.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from release_management_sandbox.areas import distributed_task
from release_management_sandbox.areas.builds import register, runs
from release_management_sandbox.call import Call, World
from release_management_sandbox.clock import build_time, from_ticks, parse_time, release_time, ticks
from release_management_sandbox.store import COLLECTION, Document, Store, fold

_CAPABILITIES = frozenset(
    [
        "agent.name",
        "agent.version",
        "agent.os",
        "agent.computername",
        "msbuild",
        "visualstudio",
        "vstest",
        "cmd",
        "npm",
        "node.js",
        "java",
        "sh",
        "maven",
    ]
)
"""What every agent can do, by the names that demands have."""


def settle(world: World) -> None:
    """Let everything happen that was due by now, in every project.

    One thing after the other: who is told of a build that completes may settle others.
    """
    now = ticks(world.now())
    query = "SELECT project, id FROM build_index WHERE due <= ? ORDER BY due, id LIMIT 1"
    while found := world.store.select(query, (now,)):
        ((project, number),) = found
        build = register.get(world.store, project, number)
        assert build is not None, "the index is kept in step with the documents"
        _happen(world, project, build)


def _happen(world: World, project: str, build: Document) -> None:
    moment = from_ticks(build["due"])
    _HAPPENS[build["status"]](world, project, build)
    register.save(world.store, project, build)
    if build["status"] == "completed":
        world.build_completed(world.at(moment), project, build)


def find(call: Call, number: int) -> Document | None:
    """A build as it is now; None where there is none or it was deleted."""
    settle(call.world)
    build = register.get(call.store, call.project_id, number)
    return None if build is None or build.get("deleted") else build


def save(call: Call, build: Document, *, by: str | None = None) -> None:
    """Write a build that somebody changed now."""
    build.update(lastChangedDate=release_time(call.world.now()), lastChangedBy=by or call.caller)
    register.save(call.store, call.project_id, build)


def first_due(world: World, project: str, build: Document, *, paused: bool = False) -> int | None:
    """When a build that is queued will start; None where nothing lets it."""
    if paused or missing_capabilities(build.get("demands", [])) or not has_agents(world.store, project, build["queue"]):
        return None
    return ticks(world.now() + timedelta(seconds=world.pace))


def has_agents(store: Store, project: str, queue_id: int | None) -> bool:
    queue = store.get(distributed_task.QUEUE, project, queue_id or 0)
    pool = store.get(distributed_task.POOL, COLLECTION, queue["poolId"]) if queue else None
    return bool(pool and pool["size"])


def missing_capabilities(demands: list[str]) -> list[str]:
    """The demands, written as "name" or "name -equals value", that no agent meets."""
    return [demand for demand in demands if fold(str(demand).partition(" ")[0]) not in _CAPABILITIES]


def cancel(call: Call, build: Document) -> None:
    """Only status and date change at first (recorded)."""
    build["status"] = "cancelling"
    build["due"] = ticks(call.world.now() + timedelta(seconds=call.world.pace))


def wake(call: Call, definition_id: int) -> None:
    """The definition is not paused any more: what waited for it may start."""
    waiting = call.store.select(
        "SELECT id FROM build_index WHERE project = ? AND definition = ? AND status = 'notStarted' AND due IS NULL",
        (call.project_id, definition_id),
    )
    for (number,) in waiting:
        build = register.get(call.store, call.project_id, number)
        if build is not None:
            build["due"] = first_due(call.world, call.project_id, build)
            register.save(call.store, call.project_id, build)


def elapsed(build: Document, world: World) -> float:
    """Seconds of its run that a build has behind it."""
    if build["status"] == "completed" or not build.get("startTime"):
        return float("inf")
    return (world.now() - parse_time(build["startTime"])).total_seconds()


def number_artifacts(store: Store, run: Document) -> None:
    for phase in run["phases"]:
        for task in phase["tasks"]:
            if "artifact" in task:
                task["artifact"]["id"] = store.next("build_artifact")


def _start(world: World, project: str, build: Document) -> None:
    """The definition is that of the moment at which the build was queued; how it ends, the fault plan says."""
    definition = build.pop("snapshot")
    failure = world.faults().take_failure(str(definition["name"]), runs.steps(definition))
    run = runs.make(definition, build, world.pace, failure)
    number_artifacts(world.store, run)
    moment = from_ticks(build["due"])
    build.update(
        status="inProgress",
        run=run,
        startTime=build.get("startTime") or build_time(moment),
        lastChangedDate=release_time(moment),
        due=build["due"] + round(run["duration"] * 1_000_000),
    )


def _finish(_world: World, _project: str, build: Document) -> None:
    _complete(build, build["run"]["result"])


def _cancelled(_world: World, _project: str, build: Document) -> None:
    if "run" in build:
        since = (from_ticks(build["due"]) - parse_time(build["startTime"])).total_seconds()
        runs.cut(build["run"], max(since, 0.0))
    _complete(build, "canceled")


def _complete(build: Document, result: str) -> None:
    moment = from_ticks(build["due"])
    build.update(status="completed", result=result, lastChangedDate=release_time(moment), due=None)
    build.setdefault("finishTime", build_time(moment))


_HAPPENS: dict[str, Callable[[World, str, Document], None]] = {
    "notStarted": _start,
    "inProgress": _finish,
    "cancelling": _cancelled,
}
