# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sandbox for each test module (and each worker of pytest-xdist), brought back to its seed by whoever uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.playbooks import Connection, Playbooks

from release_management_sandbox.testing import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0) as running:
        yield running


@pytest.fixture(scope="module")
def connection(sandbox: RunningSandbox) -> Connection:
    return Connection(sandbox)


@pytest.fixture
def fresh(sandbox: RunningSandbox) -> RunningSandbox:
    """The sandbox as it was at its start."""
    sandbox.set_faults()
    sandbox.set_read_only(False)
    sandbox.reset()
    sandbox.clear_requests()
    return sandbox


@pytest.fixture
def playbooks(tmp_path: Path) -> Playbooks:
    return Playbooks(tmp_path)
