# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether releases of a definition are being deployed. Time is looked at when somebody asks."""

from __future__ import annotations

from datetime import timedelta

from release_management_sandbox.call import Call
from release_management_sandbox.clock import parse_time
from release_management_sandbox.definitions.kinds import RELEASE
from release_management_sandbox.store import Document

IN_PROGRESS = frozenset({"inProgress", "queued"})
_ROUNDING = timedelta(milliseconds=10)
"""Dates are rounded, upwards too, when they are written."""


def progress(release: Document, call: Call) -> Document:
    """The release with the stages of now: a stage that runs has succeeded after its tasks' time (`pace` each).

    A stage that waits for a person's approval stays in progress.
    """
    for environment in release["environments"]:
        if environment["status"] != "inProgress" or environment["isWaiting"]:
            continue
        needed = timedelta(seconds=call.world.pace * environment["taskCount"])
        if call.world.now() - parse_time(environment["startedOn"]) + _ROUNDING >= needed:
            environment["status"] = "succeeded"
    return release


def has_active(call: Call, definition_id: int) -> bool:
    return any(
        environment["status"] in IN_PROGRESS
        for release in _releases(call, definition_id)
        for environment in release["environments"]
    )


def cancel_active(call: Call, definition_id: int) -> None:
    """Cancels what is in progress, as deleting a definition by force does."""
    for release in _releases(call, definition_id):
        for environment in release["environments"]:
            if environment["status"] in IN_PROGRESS:
                environment["status"] = "canceled"
        call.store.put(RELEASE, call.project_id, release["id"], release, name=str(definition_id))


def _releases(call: Call, definition_id: int) -> list[Document]:
    return [progress(one, call) for one in call.store.named(RELEASE, call.project_id, str(definition_id))]
