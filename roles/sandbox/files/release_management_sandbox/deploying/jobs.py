# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job and its tasks: one after the other, each as long as the pace says.

The agent's own tasks (initializing, downloading artifacts, finalizing) take no time. A task fails, or stays in progress,
when a fault plan says so.
"""

from __future__ import annotations

from release_management_sandbox.deploying import interventions
from release_management_sandbox.deploying.situation import DONE, Result, Situation, record_id, wait
from release_management_sandbox.faults import FAIL_DEPLOYMENT, HOLD_DEPLOYMENT, Options
from release_management_sandbox.store import Document

_OPEN = frozenset({"pending", "inProgress"})
_CONDITIONS = {
    "succeeded()": (True, False),
    "always()": (True, True),
    "succeededorfailed()": (True, True),
    "failed()": (False, True),
}
"""Whether a condition holds before and after a failure. [I] Any other is taken for succeeded()."""


def holds(condition: str, has_failed: bool) -> bool:
    return _CONDITIONS.get(condition.replace(" ", "").lower(), (True, False))[has_failed]


def opened(situation: Situation, snapshot: Document, name: str, agent: str, rank: int) -> Document:
    """A job with all its tasks pending; disabled tasks are not part of it."""
    job: Document = {
        **_record(situation, name, rank, agent),
        "clock": situation.clock,
        "tasks": [],
        "failed": False,
        "partly": False,
    }
    own_before, own_after = _own_tasks(situation, snapshot)
    tasks = [task for task in snapshot["workflowTasks"] if task["enabled"]]
    entries: list[tuple[str, Document | None]] = [(one, None) for one in own_before]
    entries += [(task["name"], task) for task in tasks]
    entries += [(one, None) for one in own_after]
    job["tasks"] = [
        {**_record(situation, title, number, agent), "task": task, "tries": 0}
        for number, (title, task) in enumerate(entries, start=1)
    ]
    return job


def proceed(situation: Situation, phase: Document, job: Document) -> Result:
    """Carry a job on as far as time allows."""
    if job["status"] == "pending":
        job.update(status="inProgress", started=job["clock"])
    for task in job["tasks"]:
        if task["status"] not in _OPEN:
            continue
        if task["status"] == "pending" and not _begin(task, job):
            continue
        result = _work(situation, phase, job, task)
        if result.waits:
            return result
    if job["status"] == "inProgress":
        status = "failed" if job["failed"] else "partiallySucceeded" if job["partly"] else "succeeded"
        job.update(status=status, finished=job["clock"])
    return DONE


def cancel(job: Document, moment: float) -> None:
    for one in (job, *job["tasks"]):
        if one["status"] in _OPEN:
            one.update(status="canceled" if one["started"] is not None else "skipped", finished=moment)


def _record(situation: Situation, name: str, rank: int, agent: str) -> Document:
    """Ids of tasks are unique within a stage, so that the older route of a log, without phase, finds one."""
    environment = situation.environment
    environment["lastTask"] += 1
    return {
        "id": environment["lastTask"],
        "record": record_id(),
        "name": name,
        "status": "pending",
        "rank": rank,
        "started": None,
        "finished": None,
        "agent": agent,
        "issues": [],
    }


def _own_tasks(situation: Situation, snapshot: Document) -> tuple[list[str], list[str]]:
    if snapshot["phaseType"] not in ("agentBasedDeployment", "machineGroupBasedDeployment"):
        return [], []
    downloads: list[str] = []
    if not snapshot["deploymentInput"].get("skipArtifactsDownload"):
        downloads = [f"Download artifact - {one['alias']}" for one in situation.release["artifacts"]]
    return ["Initialize job", *downloads], ["Finalize Job"]


def _begin(task: Document, job: Document) -> bool:
    """Start a task, or skip it."""
    definition = task["task"]
    if definition is None:
        condition = "succeeded()" if job["failed"] and task["name"] != "Finalize Job" else "always()"
    else:
        condition = definition.get("condition") or "succeeded()"
    if not holds(condition, job["failed"]):
        task["status"] = "skipped"
        return False
    task.update(status="inProgress", started=job["clock"])
    return True


def _work(situation: Situation, phase: Document, job: Document, task: Document) -> Result:
    definition = task["task"]
    if definition is None:
        _finish(task, job, "succeeded", job["clock"])
        return DONE
    if definition["taskId"] == interventions.TASK and phase["phaseType"] == "runOnServer":
        return _ask(situation, phase, job, task)
    if _fault(HOLD_DEPLOYMENT, situation, phase, task) is not None:
        task["held"] = True
        return wait(situation.now)
    due = situation.now if task.pop("held", False) else job["clock"] + situation.world.pace
    if due > situation.now:
        return wait(due)
    fault = _fault(FAIL_DEPLOYMENT, situation, phase, task)
    if fault is not None and task["tries"] < (definition.get("retryCountOnTaskFailure") or 0):
        task["tries"] += 1
        job["clock"] = due
        return _work(situation, phase, job, task)
    _conclude(task, job, fault, due)
    return DONE


def _conclude(task: Document, job: Document, fault: Options | None, moment: float) -> None:
    if fault is None:
        _finish(task, job, "succeeded", moment)
        return
    message = str(fault.get("message", f"The task '{task['name']}' failed with exit code 1."))
    task["issues"].append({"issueType": "Error", "message": message, "data": {}})
    if task["task"].get("continueOnError"):
        job["partly"] = True
        _finish(task, job, "partiallySucceeded", moment)
        return
    job["failed"] = True
    _finish(task, job, "failed", moment)


def _ask(situation: Situation, phase: Document, job: Document, task: Document) -> Result:
    """A manual intervention: the task goes on when a person has answered."""
    intervention = interventions.raised_by(situation, phase, task)
    if intervention["status"] == "pending":
        situation.says("manualInterventionPending")
        return wait()
    rejected = intervention["status"] == "rejected"
    message = f"The manual intervention was rejected. {intervention['comments']}".strip()
    _conclude(task, job, {"message": message} if rejected else None, intervention["modified"])
    return DONE


def _finish(task: Document, job: Document, status: str, moment: float) -> None:
    job["clock"] = max(job["clock"], moment)
    task.update(status=status, finished=job["clock"])


def _fault(kind: str, situation: Situation, phase: Document, task: Document) -> Options | None:
    return situation.world.faults().take_deployment(
        kind,
        definition=situation.release["definitionName"],
        environment=situation.environment["name"],
        phase=phase["name"],
        task=task["name"],
    )
