# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of a definition that it accepts: ids, defaults, secrets kept, demands added.

Defaults are those of the create example of the 5.1 documentation and of recorded answers, each in one table.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from release_management_sandbox.definitions import artifacts
from release_management_sandbox.definitions.catalogue import Catalogue
from release_management_sandbox.store import Document, Store, fold

_BUILD_DEMAND = "Agent.Version -gtVersion 1.87"
"""Recorded: added to the demands after a Build artifact was."""

_APPROVAL_OPTIONS: Document = {
    "requiredApproverCount": 0,
    "releaseCreatorCanBeApprover": True,
    "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped": False,
    "enforceIdentityRevalidation": False,
    "timeoutInMinutes": 0,
    "executionOrder": "beforeGates",
}
_ENVIRONMENT: Document = {
    "variables": {},
    "variableGroups": [],
    "demands": [],
    "conditions": [],
    "schedules": [],
    "environmentTriggers": [],
    "processParameters": {},
    "properties": {},
}
_ENVIRONMENT_OPTIONS: Document = {
    "emailNotificationType": "OnlyOnFailure",
    "emailRecipients": "release.environment.owner;release.creator",
    "skipArtifactsDownload": False,
    "timeoutInMinutes": 0,
    "enableAccessToken": False,
    "publishDeploymentStatus": False,
    "badgeEnabled": False,
    "autoLinkWorkItems": False,
    "pullRequestDeploymentEnabled": False,
}
_EXECUTION_POLICY: Document = {"concurrencyCount": 0, "queueDepthCount": 0}
_RETENTION_POLICY: Document = {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": False}
_GATES: Document = {"id": 0, "gatesOptions": None, "gates": []}
_GATES_OPTIONS: Document = {
    "isEnabled": True,
    "timeout": 1440,
    "samplingInterval": 15,
    "stabilizationTime": 5,
    "minimumSuccessDuration": 0,
}
_SCHEDULE: Document = {
    "daysToRelease": "none",
    "startHours": 0,
    "startMinutes": 0,
    "timeZoneId": "UTC",
    "scheduleOnlyWithChanges": False,
}
_TASK: Document = {
    "environment": {},
    "version": "*",
    "name": "",
    "refName": "",
    "enabled": True,
    "alwaysRun": False,
    "continueOnError": False,
    "timeoutInMinutes": 0,
    "retryCountOnTaskFailure": 0,
    "definitionType": "task",
    "overrideInputs": {},
    "inputs": {},
}
_ANY_INPUT: Document = {
    "timeoutInMinutes": 0,
    "jobCancelTimeoutInMinutes": 1,
    "condition": "succeeded()",
    "overrideInputs": {},
}
_TARGET_INPUT: Document = {
    **_ANY_INPUT,
    "skipArtifactsDownload": False,
    "artifactsDownloadInput": {"downloadInputs": []},
    "demands": [],
    "enableAccessToken": False,
}
_NO_PARALLEL: Document = {"parallelExecution": {"parallelExecutionType": "none"}}
_INPUTS: dict[str, Document] = {
    "agentBasedDeployment": {**_TARGET_INPUT, **_NO_PARALLEL},
    "runOnServer": {**_ANY_INPUT, **_NO_PARALLEL},
    "machineGroupBasedDeployment": {
        **_TARGET_INPUT,
        "healthPercent": 0,
        "deploymentHealthOption": "Custom",
        "tags": [],
    },
    "deploymentGates": {**_ANY_INPUT, "minimumSuccessDuration": 0, "samplingInterval": 0, "stabilizationTime": 0},
}


@dataclass(frozen=True)
class Completion:
    """Makes the stored document of one write. `previous` is what is stored now, None at creation."""

    store: Store
    catalogue: Catalogue
    caller: str
    previous: Document | None

    def complete(self, document: Document) -> Document:
        """The content of the definition; identity, revision and dates are the caller's business."""
        before = self.previous or {}
        known = {environment["id"]: environment for environment in before.get("environments", [])}
        completed: Document = {
            "name": document["name"],
            "description": document.get("description"),
            "variables": keep_secrets(document.get("variables", {}), before.get("variables", {})),
            "variableGroups": document.get("variableGroups", []),
            "artifacts": artifacts.complete(document.get("artifacts", []), self.catalogue),
            "triggers": [self._trigger(trigger) for trigger in document.get("triggers", [])],
            "releaseNameFormat": document.get("releaseNameFormat", ""),
            "properties": document.get("properties", {}),
            "isDisabled": document.get("isDisabled", False),
        }
        completed["environments"] = [
            self._environment(environment, position, known)
            for position, environment in enumerate(document["environments"], start=1)
        ]
        if any(artifact["type"] == "Build" for artifact in completed["artifacts"]):
            _add_build_demand(completed["environments"])
        return completed

    def _next_id(self) -> int:
        """The one counter of environments, approvals, deploy steps and gates."""
        return self.store.next("release_definition_part")

    def _environment(self, environment: Document, position: int, known: dict[int, Document]) -> Document:
        """An environment is what it was by its id; without a known one it is new, and so are its parts."""
        before = known.pop(environment.get("id", 0), None) or {}
        # [I] In which order the parts draw their ids is read off one example: environment, pre, step, post.
        identifier = before.get("id") or self._next_id()
        completed = {**deepcopy(_ENVIRONMENT), **environment, "id": identifier}
        completed["rank"] = environment.get("rank") or position
        completed["owner"] = {"id": environment.get("owner", {}).get("id") or self.caller}
        completed["variables"] = keep_secrets(completed["variables"], before.get("variables", {}))
        completed["preDeployApprovals"] = self._approvals(environment, "preDeployApprovals", before)
        completed["deployStep"] = {
            "id": self._kept(environment.get("deployStep", {}), [before.get("deployStep", {})]),
        }
        completed["postDeployApprovals"] = self._approvals(environment, "postDeployApprovals", before)
        completed["deployPhases"] = [
            complete_phase(phase, rank) for rank, phase in enumerate(environment["deployPhases"], start=1)
        ]
        completed["environmentOptions"] = {**_ENVIRONMENT_OPTIONS, **environment.get("environmentOptions", {})}
        completed["executionPolicy"] = {**_EXECUTION_POLICY, **environment.get("executionPolicy", {})}
        completed["retentionPolicy"] = {**_RETENTION_POLICY, **environment["retentionPolicy"]}
        completed["schedules"] = [_schedule(schedule) for schedule in completed["schedules"]]
        completed["conditions"] = [{"value": "", **condition} for condition in completed["conditions"]]
        for side in ("preDeploymentGates", "postDeploymentGates"):
            completed[side] = self._gates(environment.get(side, {}), before.get(side, {}))
        completed["environmentTriggers"] = [
            {**trigger, "definitionEnvironmentId": identifier} for trigger in completed["environmentTriggers"]
        ]
        return completed

    def _kept(self, part: Document, candidates: Iterable[Document]) -> int:
        """The id of a part when it is one of those that were there, else a new one [I]."""
        wanted = part.get("id", 0)
        if wanted and any(candidate.get("id") == wanted for candidate in candidates):
            return int(wanted)
        return self._next_id()

    def _approvals(self, environment: Document, side: str, before: Document) -> Document:
        """Steps with ids and full defaults; options filled where a person approves, dropped where they are null."""
        block = environment[side]
        earlier = before.get(side, {}).get("approvals", [])
        steps = []
        for rank, approval in enumerate(block["approvals"], start=1):
            step: Document = {
                "rank": approval.get("rank") or rank,
                "isAutomated": approval.get("isAutomated", False),
                "isNotificationOn": approval.get("isNotificationOn", False),
            }
            if not step["isAutomated"]:
                step["approver"] = {"id": approval["approver"]["id"]}
            step["id"] = self._kept(approval, earlier)
            steps.append(step)
        completed: Document = {"approvals": steps}
        options = block.get("approvalOptions")
        if options is not None:
            completed["approvalOptions"] = {**_APPROVAL_OPTIONS, **options}
        elif not all(step["isAutomated"] for step in steps):
            completed["approvalOptions"] = dict(_APPROVAL_OPTIONS)
        return completed

    def _gates(self, gates: Document, before: Document) -> Document:
        if not gates.get("gates") and not gates.get("gatesOptions"):
            return deepcopy(_GATES)
        options = gates.get("gatesOptions")
        return {
            "id": self._kept(gates, [before]),
            "gatesOptions": {**_GATES_OPTIONS, **options} if options is not None else None,
            "gates": [{"tasks": [_task(task) for task in gate.get("tasks", [])]} for gate in gates.get("gates", [])],
        }

    def _trigger(self, trigger: Document) -> Document:
        """Probed servers: a scheduled trigger loses its branch filters, for which the model has no field."""
        if trigger["triggerType"] != "schedule":
            return trigger
        return {**trigger, "schedule": _schedule(trigger.get("schedule", {}))}


def keep_secrets(variables: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Variables as they are stored.

    [I], strong: a secret that is sent without a value keeps the one that it has. A secret that is made plain without a
    value has none [I]. Names are compared in any case.
    """
    earlier = {fold(name): variable for name, variable in before.items()}
    kept: dict[str, Any] = {}
    for name, variable in variables.items():
        stored = {"value": variable.get("value")}
        if variable.get("isSecret"):
            stored["isSecret"] = True
            was = earlier.get(fold(name), {})
            if stored["value"] is None and was.get("isSecret"):
                stored["value"] = was["value"]
        if variable.get("allowOverride"):
            stored["allowOverride"] = True
        kept[name] = stored
    return kept


def complete_phase(phase: Document, rank: int) -> Document:
    """A phase with everything that the server adds; `rank` is its place."""
    given = phase.get("deploymentInput", {})
    defaults = deepcopy(_INPUTS[phase["phaseType"]])
    completed_input = {**defaults, **given}
    download = completed_input.get("artifactsDownloadInput")
    if download is not None:
        completed_input["artifactsDownloadInput"] = {"downloadInputs": [], **download}
    return {
        "deploymentInput": completed_input,
        "rank": phase.get("rank") or rank,
        "phaseType": phase["phaseType"],
        "name": phase.get("name", ""),
        "refName": phase.get("refName"),
        "workflowTasks": [_task(task) for task in phase.get("workflowTasks", [])],
    }


def _task(task: Document) -> Document:
    """Ids come in lower case in documents, whatever their case in the catalogue (recorded).

    [I] A task without condition gets that which alwaysRun means, the flag that there was before conditions.
    """
    condition = "succeededOrFailed()" if task.get("alwaysRun") else "succeeded()"
    return {**deepcopy(_TASK), "condition": condition, **task, "taskId": task["taskId"].lower()}


def _schedule(schedule: Document) -> Document:
    return {**_SCHEDULE, **schedule, "jobId": schedule.get("jobId") or str(uuid.uuid4())}


def _add_build_demand(environments: list[Document]) -> None:
    """[I] In modern documents the demand is one of each agent phase; recorded is that of the environment of 2016."""
    for environment in environments:
        for phase in environment["deployPhases"]:
            demands = phase["deploymentInput"].get("demands", [])
            if phase["phaseType"] == "agentBasedDeployment" and _BUILD_DEMAND not in demands:
                phase["deploymentInput"]["demands"] = [*demands, _BUILD_DEMAND]
