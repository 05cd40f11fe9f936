# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scripted_server import ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that does what the test writes into its `script`."""
    with ScriptedServer().running() as running:
        yield running


@pytest.fixture
def other_server() -> Iterator[ScriptedServer]:
    """Another origin: a second port."""
    with ScriptedServer().running() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_connection_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither proxies nor credentials of the machine that runs the tests have a say in them."""
    for name in (
        "AZURE_DEVOPS_ORG_URL",
        "AZDO_ORG_SERVICE_URL",
        "AZURE_DEVOPS_RELEASE_URL",
        "AZURE_DEVOPS_IDENTITY_URL",
        "AZURE_DEVOPS_PROJECT",
        "AZURE_DEVOPS_EXT_PAT",
        "AZDO_PERSONAL_ACCESS_TOKEN",
        "SYSTEM_ACCESSTOKEN",
        "AZURE_DEVOPS_USERNAME",
        "AZURE_DEVOPS_PASSWORD",
        "AZURE_DEVOPS_SERVER",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
