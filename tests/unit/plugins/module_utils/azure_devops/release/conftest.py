# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import resource
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

sys.path.insert(0, str(Path(__file__).parent))

from fake_releases import Apply, FakeReleases


@pytest.fixture
def server() -> FakeReleases:
    return FakeReleases()


@pytest.fixture
def warnings() -> list[str]:
    """What the tasks of a test said to the user."""
    return []


@pytest.fixture
def apply(server: FakeReleases, warnings: list[str], monkeypatch: pytest.MonkeyPatch) -> Apply:
    """Run one task `release` of Fabrikam-Website: ``apply(check_mode=False, **options)``."""
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.0))

    def run(*, check_mode: bool = False, **options: Any) -> Outcome:
        server.forget_calls()
        params = copy.deepcopy(options if "release_id" in options else {"definition": "Fabrikam-Website", **options})
        return resource.ensure(params, server, Run(check_mode=check_mode, warn=warnings.append))

    return run
