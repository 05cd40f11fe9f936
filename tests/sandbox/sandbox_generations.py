# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sandboxes of every generation in this process, and definitions as TFS 2015 and 2017 take them."""

from __future__ import annotations

from typing import Any

from asgi_client import AsgiClient
from generation_api import NEWEST
from sandbox_client import automated
from sandbox_releases import STARTS, Clock, Releases

from release_management_sandbox.application import Sandbox
from release_management_sandbox.settings import DEFAULT_TOKEN, Settings

VERSIONS = {name: f"{number}-preview" for name, number in NEWEST.items()}
"""The newest version of each generation, always with the flag: which routes need it is tested elsewhere."""
OLD = ("tfs2015", "tfs2017")
MODERN = tuple(VERSIONS)[2:]


class OfGeneration(Releases):
    """Requests to a sandbox of one generation."""

    def __init__(self, generation: str, pace: float = 0) -> None:
        super().__init__(pace)
        self.sandbox.store.close()
        self.clock = Clock()
        self.sandbox = Sandbox(Settings(pace=pace, generation=generation), now=self.clock)
        self.client = AsgiClient(self.sandbox.app)
        self.generation, self.version = generation, VERSIONS[generation]
        if generation == "services":
            self.base, self.release_base = "/fabrikam", "/vsrm/fabrikam"
        # TFS 2015 has no personal access tokens.
        self.headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}", "X-TFS-FedAuthRedirect": "Suppress"}

    def release(self, method: str, path: str, /, **arguments: Any) -> Any:
        return self.call(method, f"{self.release_base}/Fabrikam/_apis/release/{path}", **arguments)


def old_task(name: str = "Deploy", **fields: Any) -> dict[str, Any]:
    return {
        "taskId": "e213ff0f-5d5c-4791-802d-52ea3e7be1f1",
        "version": "*",
        "name": name,
        "enabled": True,
        "alwaysRun": False,
        "continueOnError": False,
        "definitionType": "task",
        "inputs": {"script": "echo"},
        **fields,
    }


def old_stage(name: str = "Dev", rank: int = 1, **fields: Any) -> dict[str, Any]:
    """A stage as the reference of 2016 creates it, with a task, that starts with the release."""
    return {
        "name": name,
        "queueId": 2,
        "rank": rank,
        "preDeployApprovals": automated(),
        "postDeployApprovals": automated(),
        "deployStep": {"tasks": [old_task()]},
        "conditions": STARTS,
        **fields,
    }


def old_pipeline(*stages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "Fabrikam.CD", "environments": list(stages or (old_stage(),)), **fields}
