# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of what the routes of releases answer, by generation. What `wire` and `attempts` make is the modern one."""

from __future__ import annotations

from collections.abc import Callable

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import growth
from release_management_sandbox.releases import era_2015
from release_management_sandbox.store import Document

_OF_2015: dict[str, Callable[[Document, Call], Document]] = {
    "Release": era_2015.release,
    "ReleaseEnvironment": era_2015.environment,
    "ReleaseApproval": era_2015.approval,
    "ReleaseTask": era_2015.release_task,
    "Deployment": era_2015.deployment,
}
"""The kinds that had another shape then."""


def shaped(kind: str, document: Document, call: Call) -> Document:
    """A document of a kind of `growth` as the generation has it."""
    generation = call.world.generation
    if generation.era == "2015" and kind in _OF_2015:
        document = _OF_2015[kind](document, call)
    return growth.limited(kind, document, generation.maximum)
