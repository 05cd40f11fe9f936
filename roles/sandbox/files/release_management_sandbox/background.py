# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m release_management_sandbox.background start|stop DIRECTORY`: a sandbox that outlives its starter.

The settings come from the environment variables SANDBOX_…, as for the foreground; the port must be given. DIRECTORY
gets `sandbox-PORT.log` and `sandbox-PORT.pid`. What was done is printed: started, running, stopped or absent. With
`--check` that is what would be done, and nothing is.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from release_management_sandbox.settings import Settings, SettingsError

_PAUSE = 0.05
_LOG_TAIL = 2000


class BackgroundError(Exception):
    """The sandbox could not be started or stopped; the message says why."""


def status(port: int) -> dict[str, Any] | None:
    """What the sandbox on this port says of itself, None when none answers. BackgroundError for another server."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/sandbox/status", timeout=5) as response:
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        raise BackgroundError(f"port {port} belongs to a server that is no sandbox") from error
    except OSError:
        return None
    except ValueError as error:
        raise BackgroundError(f"port {port} belongs to a server that is no sandbox") from error
    return answer


def start(settings: Settings, directory: Path, timeout: float, *, check: bool) -> str:
    """Start a sandbox and wait until it answers; one that runs is left alone."""
    if settings.port == 0:
        raise BackgroundError("SANDBOX_PORT=0: a sandbox in the background needs a port of its own")
    if status(settings.port) is not None:
        return "running"
    if check:
        return "started"
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / f"sandbox-{settings.port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "release_management_sandbox"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _await_answer(process, settings.port, log, timeout)
    _pid_file(directory, settings.port).write_text(f"{process.pid}\n", encoding="ascii")
    return "started"


def stop(port: int, directory: Path, timeout: float, *, check: bool) -> str:
    """Stop the sandbox on this port and wait until it is gone."""
    running = status(port)
    if check:
        return "stopped" if running else "absent"
    _pid_file(directory, port).unlink(missing_ok=True)
    if running is None:
        return "absent"
    os.kill(running["pid"], signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while status(port) is not None:
        if time.monotonic() > deadline:
            raise BackgroundError(f"the sandbox on port {port} still answers after {timeout:g} seconds")
        time.sleep(_PAUSE)
    return "stopped"


def _await_answer(process: subprocess.Popen[bytes], port: int, log: Path, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while status(port) is None:
        if process.poll() is not None:
            words = log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()
            raise BackgroundError(f"the sandbox ended with status {process.returncode}: {words}")
        if time.monotonic() > deadline:
            process.terminate()
            raise BackgroundError(f"the sandbox did not answer within {timeout:g} seconds; see {log}")
        time.sleep(_PAUSE)


def _pid_file(directory: Path, port: int) -> Path:
    return directory / f"sandbox-{port}.pid"


def main() -> int:
    parser = argparse.ArgumentParser(description="A sandbox that outlives its starter.")
    parser.add_argument("action", choices=("start", "stop"))
    parser.add_argument("directory", type=Path)
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for it")
    parser.add_argument("--check", action="store_true", help="say what would be done")
    arguments = parser.parse_args()
    directory = arguments.directory.expanduser()
    try:
        settings = Settings.from_environment(os.environ)
        if arguments.action == "start":
            done = start(settings, directory, arguments.timeout, check=arguments.check)
        else:
            done = stop(settings.port, directory, arguments.timeout, check=arguments.check)
    except (SettingsError, BackgroundError, OSError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 1
    sys.stdout.write(done + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
