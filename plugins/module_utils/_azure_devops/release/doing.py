# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a stage does at the moment, in words: for progress, and to say what a wait is held up by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.ran import jobs_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    STATUS_WORDS,
    approvals_of_attempt,
    has_ended,
    name_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._names import joined

Document = dict[str, Any]

_OPERATION_WORDS: Mapping[str, str] = {
    "queued": "queued",
    "scheduled": "scheduled",
    "pending": "waiting for an approval",
    "approved": "approved, about to start",
    "deferred": "deferred by its approver",
    "queuedForAgent": "waiting for an agent",
    "queuedForPipeline": "waiting for another deployment to this stage to end",
    "phaseInProgress": "in progress",
    "manualInterventionPending": "waiting for a manual intervention",
    "cancelling": "being canceled",
    "evaluatingGates": "evaluating gates",
}
_SIDES: Mapping[str, str] = {"preDeploy": "before the deployment", "postDeploy": "after the deployment"}
_GATES: Mapping[str, str] = {
    "preDeploymentGates": "before the deployment",
    "postDeploymentGates": "after the deployment",
}
_OPEN = frozenset({"pending", "inProgress"})


def doing(stage: Mapping[str, Any], attempt: Mapping[str, Any] | None) -> str:
    """What goes on in a stage: ``waiting for the approval of Noah Munger before the deployment``.

    :param attempt: the attempt that is followed; None when it has not been raised yet.
    """
    if attempt is None:
        return _status(stage)
    if not has_ended(attempt):
        for tell in _TELLERS:
            words = tell(stage, attempt)
            if words:
                return words
        operation = _OPERATION_WORDS.get(str(attempt.get("operationStatus")))
        if operation and operation != "scheduled":
            return operation
    return _status(stage)


def pending_approvals(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> list[Document]:
    """The approvals that an attempt waits for."""
    return [one for one in approvals_of_attempt(stage, attempt) if one.get("status") == "pending"]


def pending_interventions(attempt: Mapping[str, Any]) -> list[Document]:
    """The manual interventions that an attempt waits for."""
    return [
        one
        for phase in attempt.get("releaseDeployPhases") or ()
        for one in phase.get("manualInterventions") or ()
        if one.get("status") == "pending"
    ]


def side_of(approval: Mapping[str, Any]) -> str:
    """Whether an approval is asked for before or after the deployment, in words."""
    return _SIDES.get(str(approval.get("approvalType")), "of the deployment")


def first_line(text: Any) -> str:
    """The first line of a text that says something."""
    return next((line.strip() for line in str(text or "").splitlines() if line.strip()), "")


def newest_verdicts(gates: Mapping[str, Any]) -> list[Document]:
    """The gates as they came out of the newest evaluation: tasks with name, status and issues."""
    evaluations = gates.get("deploymentJobs") or ()
    if not evaluations:
        return []
    newest = max(evaluations, key=lambda evaluation: str((evaluation.get("job") or {}).get("startTime") or ""))
    return list(newest.get("tasks") or [newest.get("job") or {}])


def gates_of(attempt: Mapping[str, Any]) -> Iterator[tuple[str, Document]]:
    """The gates of an attempt, each with the words for its place."""
    for key, place in _GATES.items():
        if attempt.get(key):
            yield place, attempt[key]


def _status(stage: Mapping[str, Any]) -> str:
    status = status_of(stage)
    planned = stage.get("scheduledDeploymentTime") or stage.get("nextScheduledUtcTime")
    return f"scheduled for {planned}" if status == "scheduled" and planned else STATUS_WORDS[status]


def _waiting_for_approval(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    pending = pending_approvals(stage, attempt)
    if not pending:
        return ""
    people = joined([name_of(one.get("approver")) for one in pending])
    return f"waiting for the approval of {people} {side_of(pending[0])}"


def _waiting_for_intervention(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    pending = pending_interventions(attempt)
    if not pending:
        return ""
    name, instructions = pending[0].get("name"), first_line(pending[0].get("instructions"))
    return f"waiting for the manual intervention '{name or 'Manual intervention'}'" + (
        f": {instructions}" if instructions else ""
    )


def _evaluating_gates(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    for place, gates in gates_of(attempt):
        if gates.get("status") in _OPEN:
            verdicts = ", ".join(f"'{gate.get('name')}' {gate.get('status')}" for gate in newest_verdicts(gates))
            return f"evaluating gates {place}" + (f": {verdicts}" if verdicts else "")
    return ""


def _running(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    for _job, tasks in jobs_of(stage, attempt):
        for place, task in enumerate(tasks, start=1):
            if task.get("status") == "inProgress":
                names = ", ".join(str(name) for name in (task["job"], task.get("name")) if name)
                return f"in progress: {names} ({place} of {len(tasks)})"
    return ""


# What a person has to do comes first.
_TELLERS: tuple[Callable[[Mapping[str, Any], Mapping[str, Any]], str], ...] = (
    _waiting_for_approval,
    _waiting_for_intervention,
    _evaluating_gates,
    _running,
)
