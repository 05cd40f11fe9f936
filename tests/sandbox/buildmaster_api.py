# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to the BuildMaster of a sandbox in this process, whose time a test may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from sandbox_client import Api

from release_management_sandbox.settings import DEFAULT_TOKEN, Settings

KEY = {"X-ApiKey": DEFAULT_TOKEN}
PROFIT = {"applicationName": "ProfitCalculator"}


class BuildMasterApi:
    """A sandbox in which each step takes `pace` seconds of a clock that only `wait` moves."""

    def __init__(self, pace: float = 0, seed: str = "fabrikam", generation: str = "server2022") -> None:
        self.api = Api(Settings(pace=pace, seed=seed, generation=generation))
        self.time = datetime(2026, 3, 2, 10, 0, tzinfo=timezone.utc)
        self.api.sandbox.world = replace(self.api.sandbox.world, now=lambda: self.time)

    def __call__(self, path: str, /, body: Any = None, *, method: str = "POST", **arguments: Any) -> Any:
        """Send JSON with the key to a path below /api/."""
        headers = {"Content-Type": "application/json", **KEY, **arguments.pop("headers", {})}
        return self.api.client.request(method, f"/api/{path}", body=body, headers=headers, **arguments)

    def ok(self, path: str, /, body: Any = None, **arguments: Any) -> Any:
        answer = self(path, body, **arguments)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def refused(self, path: str, /, body: Any = None, **arguments: Any) -> str:
        """The text of a 400."""
        answer = self(path, body, **arguments)
        assert answer.status_code == 400, (answer.status_code, answer.text)
        assert answer.headers["content-type"].startswith("text/plain")
        return answer.text

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def plan(self, *entries: Mapping[str, Any]) -> None:
        answer = self.api.client.request("PUT", "/sandbox/faults", body=list(entries))
        assert answer.status_code == 204, answer.text

    def stages(self, build: int) -> list[tuple[str, str]]:
        """Stage and status of each deployment of a build, oldest first."""
        found = self.ok("releases/builds/deployments", {"buildId": build})
        return [(one["pipelineStageName"], one["status"]) for one in found][::-1]


def form(**values: str) -> dict[str, Any]:
    """What sends a form."""
    return {"content": urlencode(values).encode(), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
