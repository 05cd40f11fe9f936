# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attempts of a stage as the server shows them: deploy steps with phases, jobs and tasks, gates, approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from release_management_sandbox import tasks
from release_management_sandbox.call import Call
from release_management_sandbox.releases import references
from release_management_sandbox.releases.logs import line_count
from release_management_sandbox.releases.records import shown_time
from release_management_sandbox.store import Document

_MANUAL, _AUTOMATED = "manualapprovals", "automatedapprovals"
_SHARES = {"succeeded": 100, "failed": 100, "partiallySucceeded": 100, "canceled": 100, "skipped": 100}


@dataclass(frozen=True)
class View:
    """What a request wants to see of the attempts: tasks, so many evaluations of gates, which approvals."""

    tasks: bool = True
    gate_records: int = 5
    approvals: frozenset[str] = frozenset({"all"})

    def shows(self, approval: Document) -> bool:
        return bool({"all", _AUTOMATED if approval["isAutomated"] else _MANUAL} & self.approvals)


def view_of(call: Call) -> View:
    """From `$expand`, `$topGateRecords` (5) and `approvalFilters` (all) of the query.

    [I] Tasks are shown unless `$expand=none` says not.
    """
    filters = frozenset(word.lower() for word in call.query.words("approvalFilters")) or frozenset({"all"})
    records = call.query.number("$topGateRecords")
    return View(call.query.text("$expand").lower() != "none", 5 if records is None else records, filters)


def show(attempt: Document, stage: Document, release: Document, call: Call, view: View) -> Document:
    """A DeploymentAttempt."""
    person = call.identity(attempt["requestedFor"])
    document = {
        "id": attempt["id"],
        "deploymentId": attempt["deploymentId"],
        "attempt": attempt["attempt"],
        "reason": attempt["reason"],
        "status": attempt["status"],
        "operationStatus": attempt["operation"],
        "releaseDeployPhases": [_phase(one, stage, release, call, view) for one in attempt["phases"]],
        "requestedBy": call.identity(attempt["requestedBy"]),
        "requestedFor": person,
        "queuedOn": shown_time(attempt["queued"]),
        "lastModifiedBy": call.identity(attempt["modifiedBy"]),
        "lastModifiedOn": shown_time(attempt["modified"]),
        "hasStarted": attempt["started"] is not None,
        "issues": attempt["issues"],
    }
    for side, gates in attempt["gates"].items():
        document[f"{side}DeploymentGates"] = show_gates(gates, stage, release, call, view)
    return document


def show_gates(gates: Document, stage: Document, release: Document, call: Call, view: View) -> Document:
    """ReleaseGates with its newest evaluations."""
    base = _base(stage, release, call) + f"/gates/{gates['id']}"
    records = gates["evaluations"][-view.gate_records :] if view.gate_records else []
    document = {
        "id": gates["id"],
        "status": gates["status"],
        "runPlanId": gates["plan"],
        "startedOn": shown_time(gates["started"]),
        "lastModifiedOn": shown_time(gates["modified"]),
        "deploymentJobs": [_evaluation(one, base) for one in records],
        "ignoredGates": [
            {"name": one["name"], "lastModifiedOn": shown_time(one["modified"])} for one in gates["ignored"]
        ],
    }
    if gates["succeededAt"] is not None:
        moment = shown_time(gates["succeededAt"])
        document |= {"succeedingSince": moment, "stabilizationCompletedOn": moment}
    return document


def approval(one: Document, stage: Document, release: Document, call: Call, *, history: bool = False) -> Document:
    """An approval; one that the server gave by itself has no approver (recorded)."""
    document = {
        "id": one["id"],
        "revision": one["revision"],
        **({"approver": call.identity(one["approver"])} if one["approver"] else {}),
        **({"approvedBy": call.identity(one["approvedBy"])} if one["approvedBy"] else {}),
        "approvalType": one["type"],
        "createdOn": shown_time(one["created"]),
        "modifiedOn": shown_time(one["modified"]),
        "status": one["status"],
        "comments": one["comments"],
        "isAutomated": one["isAutomated"],
        "isNotificationOn": one["isNotificationOn"],
        "trialNumber": one["attempt"],
        "attempt": one["attempt"],
        "rank": one["rank"],
        "release": references.release(release, call),
        "releaseDefinition": references.plain_definition(release, call),
        "releaseEnvironment": references.environment(stage, release, call),
        "url": call.addresses.release(call.project_id, f"approvals/{one['id']}"),
    }
    if history:
        document["history"] = [show_change(entry, call) for entry in one["history"]]
    return document


def show_change(entry: Document, call: Call) -> Document:
    """An entry of an approval's history."""
    return {
        "revision": entry["revision"],
        "comments": entry["comments"],
        "approver": call.identity(entry["approver"]),
        "changedBy": call.identity(entry["changedBy"]),
        "createdOn": shown_time(entry["created"]),
        "modifiedOn": shown_time(entry["created"]),
    }


def intervention(one: Document, stage: Document, release: Document, call: Call) -> Document:
    """A ManualIntervention."""
    path = f"releases/{release['id']}/manualinterventions/{one['id']}"
    return {
        "id": one["id"],
        "name": one["name"],
        "taskInstanceId": one["task"],
        "type": "task",
        "status": one["status"],
        "instructions": one["instructions"],
        "comments": one["comments"],
        **({"approver": call.identity(one["approver"])} if one["approver"] else {}),
        "createdOn": shown_time(one["created"]),
        "modifiedOn": shown_time(one["modified"]),
        "release": references.release(release, call),
        "releaseDefinition": references.plain_definition(release, call),
        "releaseEnvironment": references.environment(stage, release, call),
        "url": call.addresses.release(call.project_id, path),
    }


def task(one: Document, base: str) -> Document:
    """A ReleaseTask: a task, or a job. What has not started has no log."""
    document: Document = {
        "id": one["id"],
        "timelineRecordId": one["record"],
        "name": one["name"],
        "status": one["status"],
        "rank": one["rank"],
        "issues": one["issues"],
        "agentName": one["agent"],
        "percentComplete": _SHARES.get(one["status"], 0),
    }
    if one["started"] is not None:
        document |= {"startTime": shown_time(one["started"]), "logUrl": f"{base}/tasks/{one['id']}/logs"}
        document["lineCount"] = line_count(one)
    if one["finished"] is not None and one["started"] is not None:
        document["finishTime"] = shown_time(one["finished"])
    if one.get("task"):
        document["task"] = _reference(one["task"]["taskId"], one["task"]["version"])
    return document


def phase_address(phase: Document, stage: Document, release: Document, call: Call) -> str:
    return f"{_base(stage, release, call)}/deployPhases/{phase['id']}"


def _phase(phase: Document, stage: Document, release: Document, call: Call, view: View) -> Document:
    base = phase_address(phase, stage, release, call)
    document: dict[str, Any] = {
        "id": phase["id"],
        "phaseId": str(phase["id"]),
        "name": phase["name"],
        "rank": phase["rank"],
        "phaseType": phase["phaseType"],
        "status": phase["status"],
        "runPlanId": phase["plan"],
        "deploymentJobs": [_job(one, base, view) for one in phase["jobs"]],
        "manualInterventions": [intervention(one, stage, release, call) for one in phase["interventions"]],
    }
    if phase["started"] is not None:
        document["startedOn"] = shown_time(phase["started"])
    return document


def _job(job: Document, base: str, view: View) -> Document:
    return {"job": task(job, base), "tasks": [task(one, base) for one in job["tasks"]] if view.tasks else []}


def _evaluation(one: Document, base: str) -> Document:
    failed = any(result["status"] == "failed" for result in one["tasks"])
    job = {
        "id": one["id"],
        "timelineRecordId": one["record"],
        "name": "Evaluation of the gates",
        "status": "failed" if failed else "succeeded",
        "rank": 1,
        "issues": [],
        "startTime": shown_time(one["started"]),
        "finishTime": shown_time(one["finished"]),
    }
    return {"job": job, "tasks": [_gate(result, base) for result in one["tasks"]]}


def _gate(result: Document, base: str) -> Document:
    issues = [{"issueType": "Error", "message": message, "data": {}} for message in result["issues"]]
    document = task({**result, "issues": issues}, base)
    return {**document, "task": _reference(result["taskId"], result["version"])}


def _reference(task_id: str, version: str) -> Document:
    """The task that ran, in the version that was the newest of those wanted."""
    found = tasks.matching_version(tasks.tasks_by_id().get(task_id.lower(), []), version)
    if found is None:
        return {"id": task_id, "name": "", "version": version}
    return {"id": task_id, "name": found["name"], "version": tasks.version_text(found)}


def _base(stage: Document, release: Document, call: Call) -> str:
    return call.addresses.release(call.project_id, f"releases/{release['id']}/environments/{stage['id']}")
