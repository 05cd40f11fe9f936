# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release whose stages are deployed in memory, called like the client.

What the documents and recorded answers say of Azure DevOps: PATCH to inProgress answers `queued` and raises the number
of the attempt; a second one while it is queued or in progress is a 400 (VS402964); approvals belong to an attempt and
are raised rank by rank; what is not asked of the caller takes no answer from them (403); the answer to a reassignment is
pending again. Nothing happens by itself: a test says what each further look at a stage shows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
)

Document = dict[str, Any]

RELEASE, DEFINITION, QA, QA_PLACE = 116, 12, 249, 20
CHUCK = {
    "id": "52a5bc8d-4730-400a-95c7-7276d4ae5953",
    "displayName": "Chuck Reinhart",
    "uniqueName": "chuckreinhart@outlook.com",
}
NOAH = {
    "id": "c1f4b9a6-aee1-41f9-a2e0-070a79973ae9",
    "displayName": "Noah Munger",
    "uniqueName": "noahmunger@outlook.com",
}
TESTERS = {"id": "2e6bd54a-8a27-4a5e-9f3e-5c1c1a9b7f10", "displayName": "[Fabrikam]\\Testers", "isContainer": True}
AUTOMATED = {"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False, "id": 0}]}


def asking(*people: Document, ranks: tuple[int, ...] = (), **options: Any) -> Document:
    """A snapshot of approvals: the people asked, one after the other where they have ranks."""
    approvals = [
        {"rank": rank, "isAutomated": False, "isNotificationOn": False, "approver": person, "id": 0}
        for person, rank in zip(people, ranks or [1] * len(people), strict=True)
    ]
    return {"approvals": approvals, "approvalOptions": {"requiredApproverCount": 0, **options}}


def task(name: str, status: str, number: int = 1, **more: Any) -> Document:
    return {"id": number, "name": name, "status": status, "rank": number, "issues": [], **more}


def error(message: str) -> Document:
    return {"issueType": "Error", "message": message, "data": {}}


def phase(*tasks: Document, job: str = "inProgress", **more: Any) -> Document:
    """An agent phase with one job."""
    return {
        "id": 31,
        "phaseId": "31",
        "name": "Agent job",
        "rank": 1,
        "phaseType": "agentBasedDeployment",
        "status": job,
        "deploymentJobs": [{"job": task("Agent job", job, 9), "tasks": list(tasks)}],
        "manualInterventions": [],
        **more,
    }


class FakeStages(FakeClient):
    """The server itself. Its caller is Chuck."""

    def __init__(self) -> None:
        super().__init__()
        self.logs: dict[tuple[int, int], str] = {}
        self.deployments: list[Document] = []
        self.interventions: list[Document] = []
        self.groups_of_the_caller: list[str] = []
        self._looks: list[Callable[[FakeStages], Any]] = []
        self._ids = 240
        self.release: Document = {
            "id": RELEASE,
            "name": "Release-14",
            "status": "active",
            "releaseDefinition": {"id": DEFINITION, "name": "Fabrikam-Website"},
            "variables": {"Debug": {"value": "false", "allowOverride": True}, "Fixed": {"value": "stone"}},
            "environments": [
                self._stage(248, "Dev", 19, 1),
                self._stage(QA, "QA", QA_PLACE, 2),
                self._stage(250, "Pre-Prod", 21, 3),
            ],
        }

    @staticmethod
    def _stage(number: int, name: str, place: int, rank: int) -> Document:
        return {
            "id": number,
            "releaseId": RELEASE,
            "name": name,
            "status": "notStarted",
            "variables": {
                "Size": {"value": "1", "allowOverride": True},
                "Password": {"value": None, "isSecret": True, "allowOverride": True},
            },
            "preDeployApprovals": [],
            "postDeployApprovals": [],
            "preApprovalsSnapshot": AUTOMATED,
            "postApprovalsSnapshot": AUTOMATED,
            "deploySteps": [],
            "rank": rank,
            "definitionEnvironmentId": place,
        }

    # ------------------------------------------------------------------------------------------------- for the test

    @property
    def stage(self) -> Document:
        """QA, as it is stored."""
        found: Document = self.release["environments"][1]
        return found

    @property
    def sent(self) -> list[tuple[str, Document]]:
        """Each write with its body."""
        return [(operation, asked["body"]) for operation, asked in self.calls if operation in self.writes]

    def attempt(
        self, number: int, status: str = "inProgress", operation: str = "phaseInProgress", **more: Any
    ) -> Document:
        """An attempt as the server shows it, with what a test adds."""
        shown = {
            "id": 1000 + number,
            "deploymentId": 500 + number,
            "attempt": number,
            "status": status,
            "operationStatus": operation,
            "hasStarted": True,
            "issues": [],
            "releaseDeployPhases": [],
            "lastModifiedBy": NOAH,
        }
        return {**shown, **more}

    def is_at(self, status: str, *attempts: Document) -> None:
        """Put QA into a state."""
        self.stage.update(status=status, deploySteps=list(attempts))

    def then(self, *steps: Callable[[FakeStages], Any]) -> None:
        """What happens before the next look at a stage, before the one after it, and so on."""
        self._looks.extend(steps)

    def raise_approval(self, approver: Document | None, side: str = "pre", attempt: int = 1, **more: Any) -> Document:
        """Ask somebody; nobody is an automated approval."""
        self._ids += 1
        approval = {
            "id": self._ids,
            "revision": 1,
            **({"approver": approver} if approver else {}),
            "approvalType": f"{side}Deploy",
            "status": "pending" if approver else "approved",
            "comments": "",
            "isAutomated": approver is None,
            "isNotificationOn": approver is not None,
            "trialNumber": attempt,
            "attempt": attempt,
            "rank": 1,
            **more,
        }
        self.stage[f"{side}DeployApprovals"].append(approval)
        return approval

    def raise_intervention(self, **more: Any) -> Document:
        self._ids += 1
        intervention = {
            "id": self._ids,
            "name": "Drain",
            "instructions": "\nDrain the load balancer\nand go on",
            "status": "pending",
            "comments": "",
            "releaseEnvironment": {"id": QA, "name": "QA"},
            **more,
        }
        self.interventions.append(intervention)
        return intervention

    def deployed(self, release: int, status: str = "succeeded", **more: Any) -> None:
        """A deployment to QA, newer than all before it."""
        deployment = {
            "id": 900 + len(self.deployments),
            "deploymentStatus": status,
            "definitionEnvironmentId": QA_PLACE,
            "releaseDefinition": {"id": DEFINITION, "name": "Fabrikam-Website"},
            "release": {"id": release, "name": f"Release-{release - 102}"},
        }
        self.deployments.insert(0, {**deployment, **more})

    # --------------------------------------------------------------------------------------------------- as a client

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self.calls.append((operation, {"query": query, "body": copy.deepcopy(body), **path}))
        handler = getattr(self, f"_{operation.replace('.', '_')}")
        return self.answer(operation, lambda: copy.deepcopy(handler(body, **path)))

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        self.calls.append((operation, {"query": query, **path}))
        listed = getattr(self, f"_{operation.replace('.', '_')}")(query, **path)
        yield from copy.deepcopy(listed if limit is None else listed[:limit])

    def _releases_get(self, _body: Any, release_id: int) -> Document:
        if release_id != RELEASE:
            raise NotFoundError("no such release", status=404, details={"type_key": "ReleaseNotFoundException"})
        # The older ones have no stage by itself: each further look at the release is one at its stages.
        if not self.generation.has("5.0") and self.operations.count("releases.get") > 1:
            self._look()
        return self.release

    def _releases_list(self, query: Mapping[str, Any]) -> list[Document]:
        return [{"id": RELEASE, "name": "Release-14"}] if query["definitionId"] == DEFINITION else []

    def _connection_data_get(self, _body: Any) -> Document:
        account = {"Account": {"$type": "System.String", "$value": CHUCK["uniqueName"]}}
        return {
            "authenticatedUser": {
                "id": CHUCK["id"].upper(),
                "providerDisplayName": CHUCK["displayName"],
                "properties": account,
            }
        }

    def _identities_search(self, query: Mapping[str, Any]) -> list[Document]:
        return [
            {
                "id": person["id"],
                "providerDisplayName": person["displayName"],
                "isActive": True,
                "properties": {"Account": {"$type": "System.String", "$value": person["uniqueName"]}},
            }
            for person in (CHUCK, NOAH)
            if query["filterValue"] in person.values()
        ]

    def _release_environments_get(self, _body: Any, release_id: int, environment_id: int) -> Document:
        self._look()
        return self._found(environment_id)

    def _look(self) -> None:
        if self._looks:
            self._looks.pop(0)(self)

    def _found(self, environment_id: int) -> Document:
        return next(stage for stage in self.release["environments"] if stage["id"] == environment_id)

    def _release_environments_update(self, body: Document, release_id: int, environment_id: int) -> Document:
        stage = self._found(environment_id)
        was = stage["status"]
        if body["status"] == "inProgress" and was in ("queued", "inProgress"):
            raise _illegal(was, "InProgress")
        if body["status"] == "canceled":
            if was not in ("queued", "inProgress", "scheduled"):
                raise _illegal(was, "Canceled")
            stage["status"] = "canceled"
            for step in stage["deploySteps"][-1:]:
                step.update(status="notDeployed", operationStatus="canceled")
            return stage
        if body.get("scheduledDeploymentTime"):
            stage.update(status="scheduled", scheduledDeploymentTime=body["scheduledDeploymentTime"])
            operation = "scheduled"
        else:
            stage.update(status="queued")
            operation = "queued"
        number = max((step["attempt"] for step in stage["deploySteps"]), default=0)
        if was == "scheduled":
            stage["deploySteps"][-1]["operationStatus"] = operation
        else:
            stage["deploySteps"].append(self.attempt(number + 1, "notDeployed", operation))
        return stage

    def _deployments_list(self, query: Mapping[str, Any]) -> list[Document]:
        return self.deployments

    def _release_tasks_log(self, _body: Any, phase_id: Any, task_id: int, **_path: Any) -> str:
        if (int(phase_id), task_id) not in self.logs:
            raise NotFoundError("there is no log", status=404, details={"type_key": "TaskLogNotFoundException"})
        return self.logs[int(phase_id), task_id]

    def _release_tasks_log_of_stage(self, _body: Any, task_id: int, **_path: Any) -> str:
        """The whole of it: the route of the first servers knows neither phases nor lines."""
        return next(text for (_phase, task), text in self.logs.items() if task == task_id)

    def _release_approvals_list(self, query: Mapping[str, Any]) -> list[Document]:
        wanted = {CHUCK["id"], *self.groups_of_the_caller}
        return [one for one in self._approvals() if one["status"] == "pending" and one["approver"]["id"] in wanted]

    def _approvals(self) -> list[Document]:
        return [one for side in ("pre", "post") for one in self.stage[f"{side}DeployApprovals"]]

    def _release_approvals_update(self, body: Document, approval_id: int) -> Document:
        approval = next(one for one in self._approvals() if one["id"] == approval_id)
        if approval["status"] != "pending":
            raise RefusedError("it has been answered", status=400, details={"type_key": "InvalidRequestException"})
        if body["status"] == "reassigned":
            person = next(one for one in (CHUCK, NOAH) if one["id"] == body["approver"]["id"])
            approval.update(approver=person, revision=approval["revision"] + 1)
            return approval
        if approval["approver"]["id"] not in {CHUCK["id"], *self.groups_of_the_caller}:
            raise PermissionDeniedError("access denied", status=403)
        approval.update(status=body["status"], comments=body.get("comments", ""), approvedBy=CHUCK)
        if body["status"] == "rejected":
            for other in self._approvals():
                if other["status"] == "pending":
                    other["status"] = "canceled"
            self.stage["status"] = "rejected"
        return approval

    def _manual_interventions_list(self, _query: Any, release_id: int) -> list[Document]:
        return self.interventions

    def _manual_interventions_update(self, body: Document, release_id: int, intervention_id: int) -> Document:
        intervention = next(one for one in self.interventions if one["id"] == intervention_id)
        intervention.update(status=body["status"], comments=body.get("comment", ""), approver=CHUCK)
        return intervention


def _illegal(was: str, wanted: str) -> RefusedError:
    return RefusedError(
        f"VS402964: Transitioning of stage from state '{was[0].upper()}{was[1:]}' to state '{wanted}' is not allowed.",
        status=400,
        details={"type_key": "InvalidRequestException"},
    )
