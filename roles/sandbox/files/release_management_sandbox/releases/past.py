# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases that are deployed already: as many as a test wants at once."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from release_management_sandbox.areas.core import find_project
from release_management_sandbox.call import Call, World, own_call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.deploying import engine
from release_management_sandbox.deploying.turns import wake
from release_management_sandbox.errors import ApiError, ModelError
from release_management_sandbox.releases import creation, naming, records
from release_management_sandbox.releases.kinds import LINE
from release_management_sandbox.store import Document

_MOMENTS = frozenset({"created", "modified", "started", "finished", "clock", "queued", "completed", "start", "changed"})
_NOT_OURS = frozenset({"project", "definition", "count", "seconds"})


class ReleasesError(Exception):
    """The releases that are asked for cannot be made; the message says why."""


def add_past(world: World, wanted: Any) -> Document:
    """Make releases as the control route is asked to; answers the ids of the first and the last. Raises ReleasesError.

    `definition` (name or id), `project` (Fabrikam), `count` (1), `seconds` between one and the next (60; the last is of
    now); other fields are those of a creation. They have gone as far as they can with everybody's approval.
    """
    if not isinstance(wanted, dict):
        raise ReleasesError("an object is needed")
    count, seconds = wanted.get("count", 1), wanted.get("seconds", 60)
    if not isinstance(count, int) or count < 1 or not isinstance(seconds, (int, float)) or seconds < 0:
        raise ReleasesError("count must be a number from 1 on, seconds one from 0 on")
    call = _call(world, wanted.get("project", "Fabrikam"))
    body = {name: value for name, value in wanted.items() if name not in _NOT_OURS}
    pattern = _pattern(call, {**body, "definitionId": _definition_id(call, wanted.get("definition"))})
    _shift(pattern, -seconds * (count - 1))
    records.save(call.store, call.project_id, pattern)
    last = pattern
    for index in range(1, count):
        last = _next(call, pattern, seconds * index)
        records.save(call.store, call.project_id, last)
    _note_last(call, last)
    return {"first": pattern["id"], "last": last["id"], "count": count}


def _pattern(call: Call, body: Document) -> Document:
    """The first, made as any other, at once."""
    try:
        number = creation.create(call, body)["id"]
    except (ApiError, ModelError) as error:
        raise ReleasesError(str(error)) from error
    while True:
        engine.look(call.world, call.project_id)
        release = records.load(call.store, call.project_id, number) or {}
        if not _approve(call, release):
            return release
        records.save(call.store, call.project_id, release)
        wake(call.world, call.project_id, number, call.world.now().timestamp())


def _approve(call: Call, release: Document) -> bool:
    """Whether there was something to approve."""
    pending = [
        one
        for environment in release["environments"]
        for attempt in environment["attempts"]
        for one in (*attempt["approvals"], *(i for phase in attempt["phases"] for i in phase["interventions"]))
        if one["status"] == "pending"
    ]
    for one in pending:
        person = one["approver"] or call.caller
        one.update(status="approved", modified=call.world.now().timestamp())
        one["approvedBy" if "approvedBy" in one else "approver"] = person
    return bool(pending)


def _next(call: Call, pattern: Document, seconds: float) -> Document:
    """Another with ids of its own, so much later."""
    release = copy.deepcopy(pattern)
    release["id"] = call.store.next("release")
    release["name"] = naming.name_of(release, call)
    for environment in release["environments"]:
        environment["id"] = call.store.next("release_environment")
        for attempt in environment["attempts"]:
            attempt["deploymentId"] = call.store.next("release_deployment")
            attempt["id"] = call.store.next("release_step")
            for approval in attempt["approvals"]:
                approval["id"] = call.store.next("release_step")
            for gates in attempt["gates"].values():
                gates["id"] = call.store.next("release_step")
            for phase in attempt["phases"]:
                phase["id"] = call.store.next("release_phase")
                for intervention in phase["interventions"]:
                    intervention["id"] = call.store.next("manual_intervention")
    _shift(release, seconds)
    return release


def _shift(value: Any, seconds: float) -> None:
    """Move every moment of a document."""
    if isinstance(value, list):
        for entry in value:
            _shift(entry, seconds)
    if not isinstance(value, dict):
        return
    for name, entry in value.items():
        if name in _MOMENTS and isinstance(entry, float):
            value[name] = entry + seconds
        else:
            _shift(entry, seconds)


def _note_last(call: Call, release: Document) -> None:
    """The definition and its stages know the last one."""
    creation.note_last(call, release["definitionId"], release)
    for environment in release["environments"]:
        number = environment["definitionEnvironmentId"]
        line = call.store.get(LINE, call.project_id, number)
        if line is not None:
            call.store.put(LINE, call.project_id, number, {**line, "deployed": release["id"]})


def _definition_id(call: Call, wanted: Any) -> int:
    found = call.store.named(DEFINITION, call.project_id, str(wanted or ""))
    if isinstance(wanted, int):
        found = [one for one in (call.store.get(DEFINITION, call.project_id, wanted),) if one is not None]
    if not found:
        raise ReleasesError(f"there is no definition {wanted}")
    return int(found[0]["id"])


def _call(world: World, project: Any) -> Call:
    """A request of the sandbox to itself, in which nothing takes time."""
    try:
        found = find_project(world.store, str(project))
    except ApiError as error:
        raise ReleasesError(str(error)) from error
    return own_call(replace(world, pace=0.0), found)
