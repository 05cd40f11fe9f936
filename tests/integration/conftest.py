# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sandbox for each test module (and each worker of pytest-xdist), brought back to its seed by whoever uses it.

The scenarios have one for each generation that they run on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness.generations import matrix
from harness.playbooks import Connection, Playbooks
from harness.scenarios import FOLDER

from release_management_sandbox.testing import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0) as running:
        yield running


@pytest.fixture(scope="module")
def connection(sandbox: RunningSandbox) -> Connection:
    return Connection(sandbox)


@pytest.fixture(scope="session")
def connection_to() -> Iterator[Callable[[str], Connection]]:
    """The connection to a sandbox of a generation, which is started when it is first asked for."""
    with ExitStack() as stack:
        known: dict[str, Connection] = {}

        def start(generation: str) -> Connection:
            if generation not in known:
                running = stack.enter_context(running_sandbox(pace=0, generation=generation))
                known[generation] = Connection(running, generation=generation)
            return known[generation]

        yield start


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The scenarios first, the longest of them before the others: what comes last is short, so no worker waits for one."""
    items.sort(key=_length, reverse=True)


def _length(item: pytest.Item) -> int:
    path = item.callspec.params.get("path") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
    return path.stat().st_size if isinstance(path, Path) and path.is_relative_to(FOLDER) else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which scenarios ran on which generations, and what came of it."""
    reports = [
        report for kind in ("passed", "failed", "skipped", "error") for report in terminalreporter.getreports(kind)
    ]
    for line in matrix((report.nodeid, report.outcome) for report in reports):
        terminalreporter.write_line(line)
