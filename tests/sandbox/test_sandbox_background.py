# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox that the role starts and stops."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import release_management_sandbox
from release_management_sandbox.background import status

FILES = Path(release_management_sandbox.__file__).parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run(action: str, directory: Path, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(FILES)}
    environment.update({f"SANDBOX_{name.upper()}": str(value) for name, value in settings.items()})
    command = [sys.executable, "-m", "release_management_sandbox.background", action, str(directory), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_start_and_stop_do_nothing_twice(tmp_path):
    port = free_port()
    directory = tmp_path / "sandbox"
    try:
        assert run("start", directory, port=port, generation="services").stdout == "started\n"
        running = status(port)
        assert running is not None and running["generation"] == "services"
        assert (directory / f"sandbox-{port}.pid").read_text() == f"{running['pid']}\n"
        assert run("start", directory, port=port).stdout == "running\n"
    finally:
        stopped = run("stop", directory, port=port)
    assert stopped.stdout == "stopped\n"
    assert status(port) is None
    assert not (directory / f"sandbox-{port}.pid").exists()
    assert run("stop", directory, port=port).stdout == "absent\n"


def test_a_check_tells_what_would_be_done_and_does_nothing(tmp_path):
    port = free_port()
    directory = tmp_path / "sandbox"
    assert run("start", directory, "--check", port=port).stdout == "started\n"
    assert status(port) is None
    assert not directory.exists()
    assert run("stop", directory, "--check", port=port).stdout == "absent\n"
    try:
        run("start", directory, port=port)
        assert run("start", directory, "--check", port=port).stdout == "running\n"
        assert run("stop", directory, "--check", port=port).stdout == "stopped\n"
        assert status(port) is not None
        assert (directory / f"sandbox-{port}.pid").exists()
    finally:
        run("stop", directory, port=port)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"port": 0}, "SANDBOX_PORT=0"),
        ({"generation": "tfs2010"}, "SANDBOX_GENERATION=tfs2010"),
        ({"faults": "/nowhere/faults.json"}, "/nowhere/faults.json"),
    ],
)
def test_a_sandbox_that_cannot_start_says_why(tmp_path, settings, message):
    done = run("start", tmp_path, **{"port": free_port(), **settings})
    assert done.returncode == 1
    assert done.stderr.startswith("sandbox: ")
    assert message in done.stderr
    assert not list(tmp_path.glob("*.pid"))
