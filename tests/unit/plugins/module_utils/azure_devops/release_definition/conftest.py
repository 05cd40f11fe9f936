# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

sys.path.insert(0, str(Path(__file__).parent))

from fake_release_server import FakeReleaseServer
from many_pipelines import Many

Apply = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.0))


@pytest.fixture
def server() -> FakeReleaseServer:
    return FakeReleaseServer()


@pytest.fixture
def warnings() -> list[str]:
    """What the tasks of a test said to the user."""
    return []


@pytest.fixture
def apply(server: FakeReleaseServer, warnings: list[str]) -> Apply:
    """Run one task `release_definition`: ``apply(params, check_mode=False)``.

    A stage that the server does not have yet gets an agentless job where none is declared: servers want one.
    """

    def run(params: dict[str, Any], *, check_mode: bool = False) -> Outcome:
        server.forget_calls()
        known = {stage["name"].casefold() for document in server.definitions for stage in document["environments"]}
        task = copy.deepcopy(params)
        for stage in [] if "document" in task else task.get("environments") or []:
            if "id" not in stage and str(stage.get("name")).casefold() not in known:
                stage.setdefault("deploy_phases", [{"phase_type": "server"}])
        return resource.ensure(task, server, Run(check_mode=check_mode, warn=warnings.append))

    return run


@pytest.fixture
def told() -> list[str]:
    """The lines of progress."""
    return []


@pytest.fixture
def many(server: FakeReleaseServer, warnings: list[str], told: list[str]) -> Many:
    """Run one task ``release_definitions``."""

    def run(*definitions: dict[str, Any], check_mode: bool = False, **options: Any) -> Outcome:
        server.forget_calls()
        params = {"definitions": copy.deepcopy(list(definitions)), "concurrency": 4, **options}
        run = Run(check_mode=check_mode, warn=warnings.append, progress=told.append)
        return RELEASE_DEFINITIONS.run(params, server, run)

    return run
