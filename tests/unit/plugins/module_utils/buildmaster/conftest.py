# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _no_buildmaster_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BUILDMASTER_URL", "BUILDMASTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
