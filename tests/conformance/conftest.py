# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sandboxes of their own for the suite, one process for each generation, brought back to the seed for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator

import pytest

# The SDK keeps routes in a file of the home directory for hours, by URL: a port may come again.
_CACHE = os.environ["AZURE_DEVOPS_CACHE_DIR"] = tempfile.mkdtemp(prefix="conformance-")

from conformance_recordings import Shape
from conformance_wire import Wire

from release_management_sandbox.testing import RunningSandbox, running_sandbox

GENERATIONS = ("server2022", "services")

Started = Callable[[str], RunningSandbox]


@pytest.fixture(scope="session")
def started() -> Iterator[Started]:
    """The running sandbox of a generation, started when it is first asked for."""
    running, contexts = {}, []

    def start(generation: str) -> RunningSandbox:
        if generation not in running:
            context = running_sandbox(generation=generation, pace=0)
            running[generation] = context.__enter__()
            contexts.append(context)
        return running[generation]

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


_COMPARED: pytest.StashKey[list[tuple[str, Shape]]] = pytest.StashKey()


@pytest.fixture
def compared(request: pytest.FixtureRequest) -> Callable[[str, Shape], None]:
    """Keep a comparison with a recorded answer for the summary."""
    kept = request.config.stash.setdefault(_COMPARED, [])
    return lambda name, shape: kept.append((name, shape))


def pytest_unconfigure() -> None:
    shutil.rmtree(_CACHE, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how much of the recorded answers was compared."""
    shapes = [shape for _name, shape in config.stash.get(_COMPARED, [])]
    if not shapes:
        return
    same, moved = sum(len(shape.same) for shape in shapes), sum(len(shape.moved) for shape in shapes)
    gone, keys = sum(len(shape.gone) for shape in shapes), sum(shape.keys for shape in shapes)
    terminalreporter.write_line(
        f"recorded exchanges: {same + moved} of {keys} keys of {len(shapes)} answers have their recorded shape"
        f" ({moved} elsewhere in the document of today), {gone} are of the older era only"
    )
