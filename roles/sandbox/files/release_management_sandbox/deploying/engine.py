# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments from the request to their end. `look` brings everything to the present; areas call it before they answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from release_management_sandbox.call import World
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.deploying import approvals, conditions, gates, phases, schedules, turns
from release_management_sandbox.deploying.situation import DONE, Result, Situation
from release_management_sandbox.releases import records
from release_management_sandbox.releases.kinds import DUE
from release_management_sandbox.store import Document

_STEPS: dict[str, Callable[[Situation, str], Result]] = {
    "approvals": approvals.step,
    "gates": gates.step,
    "turn": turns.step,
    "phases": phases.step,
}


class _End(NamedTuple):
    """The statuses that an end of an attempt gives: of the stage, of the deployment, and its operation."""

    stage: str
    deployment: str
    operation: str


_ENDS = {
    "succeeded": _End("succeeded", "succeeded", "approved"),
    "partiallySucceeded": _End("partiallySucceeded", "partiallySucceeded", "approved"),
    "failed": _End("rejected", "failed", "phaseFailed"),
    "rejected": _End("rejected", "failed", "rejected"),
    "gateFailed": _End("rejected", "failed", "gateFailed"),
    # [I] What a deployment that was canceled is.
    "canceled": _End("canceled", "notDeployed", "canceled"),
}


class Wish(NamedTuple):
    """Why an attempt is asked for and by whom; `reason` is a name of DeploymentReason."""

    reason: str
    by: str
    trigger: str


def look(world: World, project: str) -> None:
    """Bring every release of the project to the present, one after the other by when something of it was due."""
    now = world.now().timestamp()
    left: dict[int, float] = {}
    while True:
        entries = world.store.all(DUE, project)
        ready = sorted(
            (one["due"], one["id"]) for one in entries if one["due"] <= now and left.get(one["id"]) != one["due"]
        )
        if not ready:
            return
        for _due, release_id in ready:
            left[release_id] = _carry_on(world, project, release_id, now)


def start(
    world: World, project: str, release: Document, environment: Document, wish: Wish, at: float, status: str
) -> None:
    """Ask for an attempt from a moment on. Nothing of it is seen but `status` until it begins (recorded)."""
    environment["attempts"].append(
        {
            "id": world.store.next("release_step"),
            "deploymentId": world.store.next("release_deployment"),
            "attempt": len(environment["attempts"]) + 1,
            "begun": False,
            "open": True,
            "start": at,
            "clock": at,
            "queued": at,
            "started": None,
            "completed": None,
            "modified": at,
            "reason": wish.reason,
            "requestedBy": wish.by,
            "requestedFor": wish.by,
            "modifiedBy": wish.by,
            "status": "notDeployed",
            "operation": "queued",
            "plan": _plan(environment),
            "position": 0,
            "approvals": [],
            "gates": {},
            "phases": [],
            "issues": [],
        }
    )
    environment.update(status=status, triggerReason=wish.trigger, modified=world.now().timestamp())
    environment["scheduledFor"] = at if status == "scheduled" else None
    _note_current(world, project, release, environment)
    turns.wake(world, project, release["id"], at)


def start_by_conditions(world: World, project: str, release: Document, at: float) -> None:
    """Start what starts with the release. A stage with a schedule waits for its time.

    [I] A stage that has a schedule and no condition begins to wait with the release.
    """
    wish = Wish("automated", release["createdBy"], f"Triggered by {release['name']}.")
    for environment in release["environments"]:
        scheduled = bool(environment["schedules"]) and not environment["conditions"]
        if environment["isManual"] or environment["attempts"]:
            continue
        if conditions.begins_with_release(release, environment) or scheduled:
            _start_automatically(world, project, release, environment, wish, at)


def cancel(world: World, project: str, release: Document, environment: Document, by: str) -> None:
    """End the open attempt of a stage now."""
    attempt = open_attempt(environment)
    if attempt is None:
        return
    situation = Situation(world, project, release, environment, attempt, world.now().timestamp())
    situation.reach(situation.now)
    attempt["modifiedBy"] = by
    _finish(situation, "canceled")


def open_attempt(environment: Document) -> Document | None:
    return next((attempt for attempt in environment["attempts"] if attempt["open"]), None)


def _plan(environment: Document) -> list[str]:
    """The steps of an attempt: approvals before the gates or after them, as the options of the approvals say."""
    plan: list[str] = []
    for side in ("pre", "post"):
        options = environment[f"{side}Approvals"].get("approvalOptions") or {}
        before = options.get("executionOrder", "beforeGates" if side == "pre" else "afterSuccessfulGates")
        steps = [f"approvals:{side}", f"gates:{side}"]
        plan += steps if before == "beforeGates" else steps[::-1]
        if side == "pre":
            plan += ["turn", "phases"]
    return plan


def _carry_on(world: World, project: str, release_id: int, now: float) -> float:
    """Bring one release to the present; when to look at it again, infinity for never."""
    release = records.load(world.store, project, release_id)
    if release is None:
        world.store.remove(DUE, project, release_id)
        return float("inf")
    due = _proceed_all(world, project, release, now)
    if due == float("inf"):
        world.store.remove(DUE, project, release_id)
    else:
        world.store.put(DUE, project, release_id, {"id": release_id, "due": due})
    records.save(world.store, project, release)
    return due


def _proceed_all(world: World, project: str, release: Document, now: float) -> float:
    """Every open attempt as far as time allows, and what their ends start."""
    dues: dict[int, float | None] = {}
    while True:
        ended = False
        for environment in release["environments"]:
            attempt = open_attempt(environment)
            if attempt is None or (environment["id"] in dues and dues[environment["id"]] is None):
                continue
            situation = Situation(world, project, release, environment, attempt, now)
            result = _proceed(situation)
            dues[environment["id"]] = result.due if result.waits else None
            if not result.waits:
                ended = True
                dues.pop(environment["id"])
                _start_followers(situation)
        if not ended:
            return min((due for due in dues.values() if due is not None), default=float("inf"))


def _proceed(situation: Situation) -> Result:
    attempt = situation.attempt
    if not attempt["begun"]:
        if attempt["start"] > situation.now:
            return Result(waits=True, due=attempt["start"])
        _begin(situation)
    while attempt["position"] < len(attempt["plan"]):
        step, _colon, side = attempt["plan"][attempt["position"]].partition(":")
        result = _STEPS[step](situation, side)
        if result.waits:
            return result
        if result.end is not None:
            _finish(situation, result.end)
            return DONE
        attempt["position"] += 1
    _finish(situation, phases.outcome(attempt))
    return DONE


def _begin(situation: Situation) -> None:
    environment, attempt = situation.environment, situation.attempt
    attempt["begun"] = True
    environment.update(status="inProgress", scheduledFor=None, modified=attempt["start"])
    if environment["created"] is None:
        environment["created"] = attempt["start"]
    for condition in environment["conditions"]:
        if condition["conditionType"] == "event":
            condition["result"] = True


def _finish(situation: Situation, how: str) -> None:
    environment, attempt, ending = situation.environment, situation.attempt, _ENDS[how]
    # An attempt that was canceled before it began has been one all the same.
    attempt["begun"] = True
    for part in (approvals, gates, phases):
        part.cancel(situation)
    attempt.update(
        open=False,
        status=ending.deployment,
        operation=ending.operation,
        completed=situation.clock,
        modified=situation.clock,
    )
    environment.update(status=ending.stage, modified=situation.clock, scheduledFor=None)
    if attempt["started"] is not None:
        environment["timeToDeploy"] = (situation.clock - attempt["started"]) / 60
    turns.leave(situation)
    if ending.deployment in ("succeeded", "partiallySucceeded"):
        turns.note_deployed(situation)


def _start_followers(situation: Situation) -> None:
    release, ended = situation.release, situation.environment
    if release["status"] != "active":
        return
    wish = Wish("automated", release["createdBy"], f"Triggered after successful deployment to {ended['name']}.")
    for environment, moment in conditions.followers(release, ended):
        if not environment["isManual"]:
            _start_automatically(situation.world, situation.project, release, environment, wish, moment)


def _start_automatically(
    world: World, project: str, release: Document, environment: Document, wish: Wish, at: float
) -> None:
    """At once, or at the next time of the stage's schedule. Until it is looked at, the stage is as it was (recorded)."""
    moment = schedules.next_time(environment["schedules"], at)
    if moment is None:
        start(world, project, release, environment, wish, at, environment["status"])
        return
    start(world, project, release, environment, wish._replace(reason="scheduled"), moment, "scheduled")


def _note_current(world: World, project: str, release: Document, environment: Document) -> None:
    """The definition shows which release its stage deployed last."""
    definition = world.store.get(DEFINITION, project, release["definitionId"])
    if definition is None:
        return
    current = definition.setdefault("currentReleases", {})
    current[str(environment["definitionEnvironmentId"])] = release["id"]
    world.store.put(DEFINITION, project, definition["id"], definition, name=definition["name"])
