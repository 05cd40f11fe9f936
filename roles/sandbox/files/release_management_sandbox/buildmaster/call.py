# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler is given: one request to BuildMaster, and the world that it works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from release_management_sandbox.buildmaster.parameters import Parameters
from release_management_sandbox.buildmaster.traits import Traits
from release_management_sandbox.call import World
from release_management_sandbox.store import Store

CALLER = "API"
"""[I] Who does what a key asks for."""


@dataclass(frozen=True)
class Call:
    """One request. `path` holds the placeholders of its route, `body` what came with it, read as JSON or as text."""

    world: World
    traits: Traits
    parameters: Parameters
    path: Mapping[str, str]
    method: str
    body: Any = None

    @property
    def store(self) -> Store:
        return self.world.store

    def now(self) -> datetime:
        return self.world.now()
