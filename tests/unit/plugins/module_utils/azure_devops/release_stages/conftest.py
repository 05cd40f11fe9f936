# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _waiting
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import (
    approvals,
    deploying,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

sys.path.insert(0, str(Path(__file__).parent))

from fake_stages import RELEASE, FakeStages

Apply = Callable[..., Outcome]


class Clock:
    """Time that passes only while something waits for it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Event(threading.Event):
    """What a task waits by."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self._clock.now += timeout
        return self.is_set()


@pytest.fixture
def server() -> FakeStages:
    return FakeStages()


@pytest.fixture
def warnings() -> list[str]:
    """What the tasks of a test said to the user."""
    return []


@pytest.fixture
def lines() -> list[str]:
    """The progress that was shown."""
    return []


@pytest.fixture
def run_of(monkeypatch: pytest.MonkeyPatch, warnings: list[str], lines: list[str]) -> Callable[[bool], Run]:
    """The circumstances of a task, in a time that passes only while something waits."""
    clock = Clock()
    monkeypatch.setattr(_waiting, "time", clock)

    def make(check_mode: bool) -> Run:
        return Run(check_mode=check_mode, warn=warnings.append, progress=lines.append, cancelled=Event(clock))

    return make


@pytest.fixture
def deploy(server: FakeStages, run_of: Callable[[bool], Run]) -> Apply:
    """Run one task `release_environment` about QA: ``deploy(check_mode=False, **options)``."""

    def run(*, check_mode: bool = False, **options: Any) -> Outcome:
        server.calls.clear()
        params = {"release_id": RELEASE, "environment": "QA", "state": "deployed", **options}
        return deploying.ensure(params, server, run_of(check_mode))

    return run


@pytest.fixture
def answer(server: FakeStages, run_of: Callable[[bool], Run]) -> Apply:
    """Run one task `release_approval` about QA: ``answer(state, check_mode=False, **options)``."""

    def run(state: str = "approved", *, check_mode: bool = False, **options: Any) -> Outcome:
        server.calls.clear()
        params = {"release_id": RELEASE, "environment": "QA", "state": state, **options}
        return approvals.ensure(params, server, run_of(check_mode))

    return run
