# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox for a test: a process of its own, on a free port, ended with the test."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release_management_sandbox.settings import DEFAULT_TOKEN

_READY = re.compile(r"sandbox ready \(\w+\): ((http://[^/]+)/\w+)")
_PACKAGE_PARENT = Path(__file__).parent.parent


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that serves. `url` is its collection (or, as `services`, its organization), `root` its origin."""

    root: str
    url: str
    token: str

    @property
    def collection_url(self) -> str:
        return f"{self.root}/DefaultCollection"

    @property
    def release_url(self) -> str:
        """Where its release service is: a host of its own as `services`."""
        return f"{self.root}/vsrm/fabrikam" if self.url.endswith("/fabrikam") else self.url

    @property
    def identity_url(self) -> str:
        """Where its identities are: a host of their own as `services`."""
        return f"{self.root}/vssps/fabrikam" if self.url.endswith("/fabrikam") else self.url

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the last clearing: method, path, query, status."""
        entries: list[dict[str, Any]] = json.loads(self._control("GET", "requests"))
        return entries

    def clear_requests(self) -> None:
        self._control("DELETE", "requests")

    def set_faults(self, *faults: dict[str, Any]) -> None:
        """Replace the fault plan; without faults nothing goes wrong any more."""
        self._control("PUT", "faults", list(faults))

    def set_read_only(self, read_only: bool) -> None:
        self._control("PUT", "read-only", read_only)

    def add_builds(self, count: int, definition: str | int = "Fabrikam.CI", **options: Any) -> range:
        """Make completed builds and answer their ids, the oldest first.

        `options`: project, result, branch, tags, reason, requested_for (an id), seconds between two, start (a moment).
        """
        made = json.loads(self._control("POST", "builds", {"definition": definition, "count": count, **options}))
        return range(made["first"], made["last"] + 1)

    def add_releases(self, count: int, definition: str | int = "MyShuttle.CD", **options: Any) -> range:
        """Make releases that are deployed already, everybody having approved; their ids.

        `options`: `project`, `artifacts` and the other fields of a creation, `seconds` between one and the next (60).
        """
        wanted = {"definition": definition, "count": count, **options}
        made = json.loads(self._control("POST", "releases", wanted))
        return range(made["first"], made["last"] + 1)

    def set_tokens(self, **people: str) -> None:
        """Let other people in besides the owner of `token`: a person (unique name, display name or id) by each token."""
        self._control("PUT", "tokens", people)

    def reset(self) -> None:
        """Bring the documents back to the seed."""
        self._control("POST", "reset")

    def _control(self, method: str, what: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.root}/sandbox/{what}", data=data, method=method)
        # No proxy stands before a local server, whatever the environment says.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as response:
            content: bytes = response.read()
            return content


@contextmanager
def running_sandbox(*, python: str = sys.executable, **settings: Any) -> Iterator[RunningSandbox]:
    """Start a sandbox and end it afterwards.

    `settings` are those of the environment in lower case and without prefix: `generation="services"`, `pace=0`,
    `faults=path`, `read_only=1`. Raises RuntimeError with the sandbox's own words when it does not start.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    environment.update({f"SANDBOX_{name.upper()}": _text(value) for name, value in settings.items()})
    environment.setdefault("SANDBOX_PORT", "0")
    environment["PYTHONPATH"] = str(_PACKAGE_PARENT)
    process = subprocess.Popen(
        [python, "-m", "release_management_sandbox"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
    )
    try:
        yield _await_ready(process, environment.get("SANDBOX_TOKEN") or DEFAULT_TOKEN)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _await_ready(process: subprocess.Popen[str], token: str) -> RunningSandbox:
    line = process.stdout.readline() if process.stdout is not None else ""
    match = _READY.search(line)
    if match is None:
        raise RuntimeError(f"the sandbox did not start (exit status {process.wait()}); see its messages above")
    return RunningSandbox(root=match[2], url=match[1], token=token)


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
