# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sandboxes of their own for the suite, one process for each generation, brought back to the seed for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

# The SDK keeps routes in a file of the home directory for hours, by URL: a port may come again.
_CACHE = os.environ["AZURE_DEVOPS_CACHE_DIR"] = tempfile.mkdtemp(prefix="conformance-")

import conformance_differences
from conformance_client import Task, recording_client
from conformance_recordings import Shape
from conformance_summary import COMPARED, SENT_AGAIN, lines
from conformance_swagger import Specification
from conformance_wire import OLDER_VERSIONS, OlderWire, Wire, shared_folder

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

GENERATIONS = ("server2022", "services")

Started = Callable[..., RunningSandbox]


@pytest.fixture(scope="session")
def started() -> Iterator[Started]:
    """The running sandbox of a generation, started when it is first asked for; things happen at once in it, or at a pace."""
    running, contexts = {}, []

    def start(generation: str, pace: float = 0) -> RunningSandbox:
        if (generation, pace) not in running:
            context = running_sandbox(generation=generation, pace=pace)
            running[generation, pace] = context.__enter__()
            contexts.append(context)
        return running[generation, pace]

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture(params=GENERATIONS)
def sandbox(request: pytest.FixtureRequest, started: Started) -> RunningSandbox:
    """A sandbox as seeded, of each generation in turn."""
    running = started(request.param)
    running.reset()
    return running


@pytest.fixture
def generation(request: pytest.FixtureRequest) -> str:
    """The generation of `sandbox`."""
    return str(request.node.callspec.params["sandbox"])


@pytest.fixture
def server2022(started: Started) -> RunningSandbox:
    running = started("server2022")
    running.reset()
    return running


@pytest.fixture
def wire(sandbox: RunningSandbox, generation: str) -> Wire:
    """Plain requests to the sandbox, recorded."""
    return Wire(sandbox, generation)


@pytest.fixture
def client(sandbox: RunningSandbox, generation: str) -> Client:
    """The collection's client of the sandbox."""
    return recording_client(sandbox, generation)[0]


@pytest.fixture
def task(client: Client) -> Task:
    """Each by a client that knows nothing yet."""

    def run(ensure: Callable[..., Outcome], *, check_mode: bool = False, **options: Any) -> Outcome:
        client.kept.clear()
        return ensure(options, client, Run(check_mode=check_mode))

    return run


@pytest.fixture(params=list(OLDER_VERSIONS))
def older(request: pytest.FixtureRequest, started: Started) -> OlderWire:
    """Requests to each of the generations that have OpenAPI documents of their own, and are not of today."""
    sandbox = started(request.param)
    sandbox.reset()
    return OlderWire(sandbox, request.param)


@pytest.fixture
def document(request: pytest.FixtureRequest, older: OlderWire, monkeypatch: pytest.MonkeyPatch) -> Specification:
    """The OpenAPI document of that generation: DOCUMENTS of the test module names it, BESIDES what goes beyond it."""
    generation, module = older.generation, request.module
    folder = shared_folder("openapi")
    monkeypatch.setitem(conformance_differences.DOCUMENTS, generation, (module.DOCUMENTS[generation],))
    for key, reason in getattr(module, "BESIDES", {}).get(generation, {}).items():
        monkeypatch.setitem(conformance_differences.BESIDES, key, reason)
    return Specification(folder, generation)


@pytest.fixture
def sent_again(request: pytest.FixtureRequest) -> Callable[[str], dict[str, Any]]:
    """Tell the summary of an exchange, by the set it is of; the test adds how many `keys` it compared."""

    def tell(of: str) -> dict[str, Any]:
        record: dict[str, Any] = {"of": of}
        request.node.user_properties.append((SENT_AGAIN, record))
        return record

    return tell


@pytest.fixture
def compared(request: pytest.FixtureRequest) -> Callable[[Shape], None]:
    """Keep a comparison with a recorded answer for the summary."""

    def keep(shape: Shape) -> None:
        kept = {"same": len(shape.same), "moved": len(shape.moved), "gone": len(shape.gone), "keys": shape.keys}
        request.node.user_properties.append((COMPARED, kept))

    return keep


def pytest_unconfigure() -> None:
    shutil.rmtree(_CACHE, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many of the recorded exchanges were answered as then."""
    ran = [
        one
        for outcome in ("passed", "failed")
        for one in terminalreporter.stats.get(outcome, [])
        if getattr(one, "when", "") == "call"
    ]
    for line in lines(ran):
        terminalreporter.write_line(line)
