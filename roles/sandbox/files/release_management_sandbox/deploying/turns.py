# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose turn it is: the execution policy of a stage lets so many releases deploy to it at a time.

[I] The turn comes after approvals and gates. Who waits is `queued`; with a depth of 1 the newest of those who wait stays
and the others are canceled, with 0 all take their turn.
"""

from __future__ import annotations

from release_management_sandbox.call import World
from release_management_sandbox.deploying.situation import DONE, Result, Situation, end, wait
from release_management_sandbox.releases.kinds import DUE, LINE
from release_management_sandbox.store import Document


def step(situation: Situation, _side: str) -> Result:
    limit = situation.environment["executionPolicy"]["concurrencyCount"]
    if not limit:
        return DONE
    line, me = line_of(situation), _ticket(situation)
    if me in line["superseded"]:
        return end("canceled")
    ahead = line["waiting"].index(me) if me in line["waiting"] else len(line["waiting"])
    if len(line["running"]) + ahead >= limit:
        _join(situation, line, me)
        situation.environment["status"] = "queued"
        situation.says("queuedForPipeline")
        return wait()
    if me in line["waiting"]:
        line["waiting"].remove(me)
        situation.reach(line["freed"])
    line["running"].append(me)
    _keep(situation, line)
    situation.environment["status"] = "inProgress"
    return DONE


def leave(situation: Situation) -> None:
    """The attempt is over: the next in the line is woken."""
    if not situation.environment["executionPolicy"]["concurrencyCount"]:
        return
    line, me = line_of(situation), _ticket(situation)
    for place in ("running", "waiting", "superseded"):
        line[place] = [one for one in line[place] if one != me]
    line["freed"] = situation.clock
    _keep(situation, line)
    for ticket in line["waiting"]:
        wake(situation.world, situation.project, ticket[0], situation.clock)


def line_of(situation: Situation) -> Document:
    stage = situation.environment["definitionEnvironmentId"]
    found = situation.store.get(LINE, situation.project, stage)
    return found or {"running": [], "waiting": [], "superseded": [], "freed": 0.0, "deployed": 0}


def note_deployed(situation: Situation) -> None:
    """This release is what is deployed to the stage from now on."""
    _keep(situation, {**line_of(situation), "deployed": situation.release["id"]})


def deployed_release(world: World, project: str, definition_environment_id: int) -> int:
    """The release that is deployed to a stage of a definition; 0 for none."""
    line = world.store.get(LINE, project, definition_environment_id)
    return int(line["deployed"]) if line else 0


def wake(world: World, project: str, release_id: int, moment: float) -> None:
    """Let a release be looked at."""
    world.store.put(DUE, project, release_id, {"id": release_id, "due": moment})


def _join(situation: Situation, line: Document, me: list[int]) -> None:
    if me in line["waiting"]:
        return
    if situation.environment["executionPolicy"]["queueDepthCount"] == 1:
        line["superseded"] += line["waiting"]
        for ticket in line["waiting"]:
            wake(situation.world, situation.project, ticket[0], situation.clock)
        line["waiting"] = []
    line["waiting"].append(me)
    _keep(situation, line)


def _keep(situation: Situation, line: Document) -> None:
    situation.store.put(LINE, situation.project, situation.environment["definitionEnvironmentId"], line)


def _ticket(situation: Situation) -> list[int]:
    return [situation.release["id"], situation.attempt["deploymentId"]]
