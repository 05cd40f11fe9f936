# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt to deploy one stage, with all that its steps look at, and what a step answers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from release_management_sandbox.call import World
from release_management_sandbox.store import Document, Store


@dataclass(frozen=True)
class Situation:
    """The attempt, its stage and its release as they are stored; steps change them in place. `now` is in seconds.

    `attempt["clock"]` is how far the attempt has come in time, never beyond `now`.
    """

    world: World
    project: str
    release: Document
    environment: Document
    attempt: Document
    now: float

    @property
    def store(self) -> Store:
        return self.world.store

    @property
    def clock(self) -> float:
        return float(self.attempt["clock"])

    def reach(self, moment: float) -> None:
        """The attempt has come to a moment."""
        self.attempt["clock"] = max(self.clock, moment)
        self.attempt["modified"] = self.attempt["clock"]

    def says(self, operation: str) -> None:
        """What the deployment does now, a name of the enumeration DeploymentOperationStatus."""
        self.attempt["operation"] = operation

    def next_id(self, counter: str) -> int:
        return self.store.next(counter)


@dataclass(frozen=True)
class Result:
    """`end` is how the attempt ends with this step (None: it does not); `waits` that it is not over, `due` until when.

    Without `due` only somebody's doing brings it on.
    """

    end: str | None = None
    waits: bool = False
    due: float | None = None


DONE = Result()


def wait(due: float | None = None) -> Result:
    return Result(waits=True, due=due)


def end(how: str) -> Result:
    return Result(end=how)


def record_id() -> str:
    """The id of a timeline record or of a plan."""
    return str(uuid.uuid4())
