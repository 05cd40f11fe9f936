# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to the build area of a sandbox in this process, whose time a test may set."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox_client import Api

QUEUED_WITHOUT_AGENTS = 6
NORMAL_PAUL = "d6245f20-2af8-44f4-9451-8107cb2767db"
HEAD = "b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5"


class BuildApi:
    """Routes below `build/` of the project Fabrikam."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.time = datetime(2026, 3, 2, 10, 0, tzinfo=timezone.utc)

    def __call__(self, method: str, path: str, /, *, project: str = "Fabrikam", **arguments: Any) -> Any:
        return self.api.call(method, f"{self.api.base}/{project}/_apis/build/{path}", **arguments)

    def freeze(self, pace: float) -> None:
        """From now on time passes only by `wait`."""
        self.api.sandbox.world = replace(self.api.sandbox.world, now=lambda: self.time, pace=pace)

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def queue(self, **body: Any) -> dict[str, Any]:
        answer = self("POST", "builds", body={"definition": {"id": 1}, **body})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, number: int) -> dict[str, Any]:
        answer = self("GET", f"builds/{number}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ids(self, **query: Any) -> list[int]:
        answer = self("GET", "builds", **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["value"]]

    def pages(self, **query: Any) -> list[list[int]]:
        """Every page of a list."""
        pages, token = [], {}
        while True:
            answer = self("GET", "builds", **query, **token)
            pages.append([one["id"] for one in answer.json()["value"]])
            if "x-ms-continuationtoken" not in answer.headers:
                return pages
            token = {"continuationToken": answer.headers["x-ms-continuationtoken"]}

    def add(self, count: int, **options: Any) -> range:
        made = self.api.sandbox.add_builds({"definition": "Fabrikam.CI", "count": count, **options})
        return range(made["first"], made["last"] + 1)

    def fault(self, **entry: Any) -> None:
        answer = self.api.client.request("PUT", "/sandbox/faults", body=[{"kind": "fail_task", **entry}])
        assert answer.status_code == 204, answer.text


def refusal(answer: Any) -> tuple[int, str]:
    """Status and typeKey."""
    return answer.status_code, answer.json().get("typeKey") or answer.json()["typeName"].split(",")[0].rpartition(".")[
        2
    ]
