# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small BuildMaster in memory, called like the client.

It does what servers do as far as documents and known clients tell, and what they leave open it does as a test says:
whether sensitive values are shown, whether a stage has several plans, what becomes of a request to deploy.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import build, deployment, release
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    LostAnswerError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]
Commit = Callable[[], Any]
Fault = Callable[["FakeBuildMaster", Commit], Any]

WRITES = frozenset({"create", "cancel", "restore", "deploy", "reject", "set"})
CREATED = "2024-03-04T09:03:43.9200000Z"


class FakeBuildMaster:
    """The server, and at the same time the client that the resource code is given.

    :ivar calls: each request: the operation, and what was asked.
    :ivar faults: by operation, what comes of its next requests.
    :ivar looks: what each listing of deployments finds to have changed, one step a listing.
    :ivar knows_pipelines: whether lists look at the filter for a pipeline, which has to be named as it is shown then.
    """

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self.url = "http://buildmaster"
        self.calls: list[tuple[str, Document]] = []
        self.faults: dict[str, list[Fault]] = {}
        self.releases: list[Document] = []
        self.builds: list[Document] = []
        self.deployments: list[Document] = []
        self.variables: dict[tuple[str, ...], Document] = {}
        self.looks: list[Callable[[], None]] = []
        self.knows_pipelines = False
        self.warnings: list[str] = []
        self.lines: list[str] = []
        self.concealed: list[tuple[str, str]] = []
        self.release(number="1.0.1")

    # ------------------------------------------------------------------------------------------ what tests make

    def release(self, **more: Any) -> Document:
        number = more.get("number", "1.0.1")
        entry = {
            "id": 100 + len(self.releases),
            "number": number,
            "name": number,
            "status": "active",
            "applicationId": 2,
            "applicationName": "ProfitCalculator",
            "pipelineName": "Release",
            "releaseNumber": number,
            "releaseName": more.get("name", number),
            **more,
        }
        self.releases.append(entry)
        return entry

    def build(self, **more: Any) -> Document:
        number = more.get("number", str(1 + len(self.builds)))
        entry = {
            "id": 200 + len(self.builds),
            "number": number,
            "buildNumber": number,
            "status": "active",
            "applicationId": 2,
            "applicationName": "ProfitCalculator",
            "pipelineName": "Release",
            "releaseId": 100,
            "releaseNumber": "1.0.1",
            **more,
        }
        self.builds.append({key: value for key, value in entry.items() if value is not None})
        return self.builds[-1]

    def deployment(self, **more: Any) -> Document:
        entry = {
            "id": 300 + len(self.deployments),
            "plan": "Deploy",
            "status": "succeeded",
            "createdOn": CREATED,
            "pipelineName": "Release",
            "pipelineStageName": "Testing",
            "applicationId": 2,
            "applicationName": "ProfitCalculator",
            "buildId": 200,
            "buildNumber": "1",
            **more,
        }
        self.deployments.append(entry)
        return entry

    # --------------------------------------------------------------------------------------------- running a task

    def _run(self, ensure: Any, params: Document, check_mode: bool) -> Outcome:
        self.calls.clear()
        run = Run(
            check_mode=check_mode,
            warn=self.warnings.append,
            progress=self.lines.append,
            conceal=lambda name, value: self.concealed.append((name, value)),
        )
        outcome: Outcome = ensure(params, self, run)
        return outcome

    def run_release(self, check_mode: bool = False, **params: Any) -> Outcome:
        given = {"application": "ProfitCalculator", "number": "1.0.1", "pipeline": "Release", **params}
        return self._run(release.ensure, {k: v for k, v in given.items() if v is not None}, check_mode)

    def run_build(self, check_mode: bool = False, **params: Any) -> Outcome:
        given = {"application": "ProfitCalculator", "release": "1.0.1", **params}
        return self._run(build.ensure, {k: v for k, v in given.items() if v is not None}, check_mode)

    def run_deployment(self, check_mode: bool = False, **params: Any) -> Outcome:
        given = {"application": "ProfitCalculator", "release": "1.0.1", "to_stage": "Testing", "poll_interval": 0.01}
        given = {**given, "wait_timeout": 2, **params}
        return self._run(deployment.ensure, {k: v for k, v in given.items() if v is not None}, check_mode)

    @property
    def writes(self) -> list[str]:
        return [operation for operation, _asked in self.calls if operation.rpartition(".")[2] in WRITES]

    def asked(self, operation: str) -> list[Document]:
        return [asked for name, asked in self.calls if name == operation]

    # ------------------------------------------------------------------------------------------- the client's side

    def rows(self, operation: str, filters: Mapping[str, Any] | None = None) -> list[Document]:
        """A list that looks at no filter, as one of a server that does not know it, or at that for a pipeline alone."""
        self.calls.append((operation, dict(filters or {})))
        if operation == "deployments.list" and self.looks:
            self.looks.pop(0)()
        kind = operation.partition(".")[0]
        wanted = (filters or {}).get("pipelineName") if self.knows_pipelines else None
        listed = [one for one in getattr(self, kind) if wanted in (None, one.get("pipelineName"))]
        return copy.deepcopy(listed)

    def objects(self, operation: str, parameters: Mapping[str, Any]) -> list[Document]:
        self.calls.append((operation, dict(parameters)))

        def commit() -> list[Document]:
            return self._done(operation, parameters)

        waiting = self.faults.get(operation)
        answer: list[Document] = copy.deepcopy(waiting.pop(0)(self, commit) if waiting else commit())
        return answer

    def call(self, operation: str, body: Any = None, **path: str) -> Any:
        self.calls.append((operation, {"body": body, **path}))
        place = tuple(path[key] for key in ("application", "release", "build") if key in path)
        if operation.endswith(".set"):
            self.variables.setdefault(place, {})[path["variable"]] = body
            return None
        return copy.deepcopy(self.variables.get(place, {}))

    def mapping(self, operation: str, **path: str) -> Document:
        document: Document = self.call(operation, **path)
        return document

    def _done(self, operation: str, parameters: Mapping[str, Any]) -> list[Document]:
        if operation == "releases.create":
            return [self._created(parameters)]
        if operation == "builds.create":
            number = parameters.get("buildNumber", str(1 + len(self.builds)))
            return [self.build(number=number, buildNumber=number)]
        if operation == "builds.deploy":
            stage = parameters.get("toStage", "Build")
            return [
                self.deployment(plan=None, status="pending", pipelineStageName=stage, buildId=parameters["buildId"])
            ]
        if operation == "builds.reject":
            return [self._changed(self.builds, parameters["buildId"], "rejected")]
        status = {"releases.cancel": "canceled", "releases.restore": "active"}[operation]
        return [self._changed(self.releases, parameters["releaseId"], status)]

    def _created(self, parameters: Mapping[str, Any]) -> Document:
        number = parameters["releaseNumber"]
        if any(one["number"] == number for one in self.releases):
            raise RefusedError(f"Release {number} already exists", status=400)
        variables = {key[1:]: value for key, value in parameters.items() if key.startswith("$")}
        self.variables["ProfitCalculator", number] = variables
        return self.release(number=number, name=parameters.get("releaseName", number))

    def _changed(self, entries: list[Document], number: int, status: str) -> Document:
        (entry,) = (one for one in entries if one["id"] == number)
        entry["status"] = status
        return entry


def lost_before(_server: FakeBuildMaster, _commit: Commit) -> Any:
    """The connection breaks before the server took the request in."""
    raise LostAnswerError("the answer was lost")


def lost_after(_server: FakeBuildMaster, commit: Commit) -> Any:
    """The server does it, and the connection breaks before its answer."""
    commit()
    raise LostAnswerError("the answer was lost")


def answers_nothing(_server: FakeBuildMaster, commit: Commit) -> Any:
    """The server does it, and answers without a body."""
    commit()
    return []


def refused(_server: FakeBuildMaster, _commit: Commit) -> Any:
    raise RefusedError("It says: no.", status=400)
