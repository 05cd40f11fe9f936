# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox whose clock the test moves, and definitions whose releases do something."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from asgi_client import AsgiClient
from sandbox_client import CHUCK, Api, stage

from release_management_sandbox.application import Sandbox
from release_management_sandbox.settings import Settings

JAMAL = "8c8c7d32-6b1b-47f4-b2e9-30b477b5ab3d"
NORMAL = "d6245f20-2af8-44f4-9451-8107cb2767db"
APPROVERS = "2e6bd54a-8a27-4a5e-9f3e-5c1c1a9b7f10"
"""The group of Chuck and Jamal."""
POWERSHELL = "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
DELAY = "28782b92-5e8e-4458-9751-a71cd1492bae"
INTERVENTION = "bcb64569-d51a-4af0-9c01-ea5d05b3b622"
STARTS = [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]
LAB = 6
"""A queue without agents."""


class Clock:
    """The server's time, in the hands of the test: 2026-01-05 is a Monday."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Releases(Api):
    """Requests about releases; a task takes `pace` seconds."""

    def __init__(self, pace: float = 0) -> None:
        super().__init__(Settings(pace=pace))
        self.clock = Clock()
        self.sandbox.store.close()
        self.sandbox = Sandbox(Settings(pace=pace), now=self.clock)
        self.client = AsgiClient(self.sandbox.app)

    def release(self, method: str, path: str, /, **arguments: Any) -> Any:
        return self.call(method, f"{self.base}/Fabrikam/_apis/release/{path}", **arguments)

    def json(self, method: str, path: str, /, **arguments: Any) -> Any:
        answer = self.release(method, path, **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def start(self, definition: dict[str, Any] | int, **fields: Any) -> dict[str, Any]:
        """A release as the answer to its creation shows it; a definition that is given as a document is made first."""
        number = definition if isinstance(definition, int) else self.create(definition)["id"]
        return self.json("POST", "releases", body={"definitionId": number, **fields})

    def seen(self, release: dict[str, Any] | int) -> dict[str, Any]:
        number = release if isinstance(release, int) else release["id"]
        return self.json("GET", f"releases/{number}")

    def statuses(self, release: dict[str, Any] | int) -> dict[str, str]:
        return {one["name"]: one["status"] for one in self.seen(release)["environments"]}

    def stage_of(self, release: dict[str, Any], name: str) -> dict[str, Any]:
        return next(one for one in self.seen(release)["environments"] if one["name"] == name)

    def deploy(self, release: dict[str, Any], name: str, /, **body: Any) -> Any:
        """The answer to a PATCH of a stage, which is to start unless the body says otherwise."""
        number = next(one["id"] for one in release["environments"] if one["name"] == name)
        path = f"releases/{release['id']}/environments/{number}"
        return self.release("PATCH", path, body={"status": "inProgress", **body})

    def pending(self, **query: Any) -> list[dict[str, Any]]:
        return list(self.json("GET", "approvals", **query)["value"])

    def answer(self, approval: dict[str, Any], status: str = "approved", **body: Any) -> Any:
        return self.release("PATCH", f"approvals/{approval['id']}", body={"status": status, **body})

    def faults(self, *faults: dict[str, Any]) -> None:
        assert self.client.request("PUT", "/sandbox/faults", body=list(faults)).status_code == 204

    def be(self, person: str) -> None:
        """Be another person from now on."""
        assert self.client.request("PUT", "/sandbox/tokens", body={"other": person}).status_code == 204
        self.headers = {**self.headers, "Authorization": "Bearer other"}


def task(name: str = "Deploy", **fields: Any) -> dict[str, Any]:
    return {"taskId": POWERSHELL, "version": "2.*", "name": name, "inputs": {"script": "echo"}, **fields}


def agent_job(*tasks: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "name": "Agent job",
        "rank": given.pop("rank", 1),
        "phaseType": "agentBasedDeployment",
        "deploymentInput": {"queueId": 2, **given},
        "workflowTasks": list(tasks or (task(),)),
    }


def asking(*approvers: str, ranks: tuple[int, ...] | None = None, **options: Any) -> dict[str, Any]:
    """Approvals by people: all at once, or by their ranks."""
    return {
        "approvals": [
            {"rank": rank, "isAutomated": False, "approver": {"id": approver}}
            for approver, rank in zip(approvers, ranks or (1,) * len(approvers), strict=True)
        ],
        "approvalOptions": options,
    }


def after(*names: str, value: str = "4") -> list[dict[str, Any]]:
    return [{"name": name, "conditionType": "environmentState", "value": value} for name in names]


def gated(*names: str, **options: Any) -> dict[str, Any]:
    wait = [{"taskId": DELAY, "version": "1.*", "name": name, "enabled": True, "inputs": {}} for name in names]
    options = {"isEnabled": True, "timeout": 60, "samplingInterval": 15, "stabilizationTime": 0, **options}
    return {"gatesOptions": options, "gates": [{"tasks": [one]} for one in wait]}


def pipeline(*stages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "Fabrikam.CD", "environments": list(stages), **fields}


def first(name: str = "Dev", **fields: Any) -> dict[str, Any]:
    """A stage of one task that starts with the release."""
    return stage(name, **{"conditions": STARTS, "deployPhases": [agent_job()], **fields})


def website(**fields: Any) -> dict[str, Any]:
    """Dev starts by itself, QA waits for Chuck, Pre-Prod follows both."""
    return pipeline(
        first("Dev"),
        first("QA", rank=2, preDeployApprovals=asking(CHUCK)),
        first("Pre-Prod", rank=3, conditions=after("Dev", "QA")),
        **fields,
    )
