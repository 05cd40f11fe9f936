# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a deployment ended badly: who said no, which gate or task failed, and the end of that task's log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import (
    gates_of,
    newest_verdicts,
    side_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.ran import (
    gives_lines,
    is_readable,
    jobs_of,
    log_request,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    approvals_of_attempt,
    name_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._log_tail import tail_of

Document = dict[str, Any]

LINES = 20
"""How much of a log a message shows."""

_FAILED = frozenset({"failed", "failure"})


def why(client: Client, stage: Mapping[str, Any], attempt: Mapping[str, Any] | None) -> str:
    """Say in sentences why an attempt did not succeed; reads one log where a task failed.

    Never fails itself: a log that cannot be read is said to be so.
    """
    if attempt is None:
        return "The server shows no attempt."
    for tell in _TELLERS:
        reason = tell(client, stage, attempt)
        if reason:
            return reason
    # The second is of the first generations (deprecated later).
    messages = _messages(attempt) or str(attempt.get("errorLog") or "").strip().rstrip(".")
    if messages:
        return f"It says: {messages}."
    person = attempt.get("lastModifiedBy")
    return f"Last changed by {name_of(person)}." if person else "The server gives no reason."


def _rejected(client: Client, stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    for approval in approvals_of_attempt(stage, attempt):
        if approval.get("status") == "rejected":
            person = name_of(approval.get("approvedBy") or approval.get("approver"))
            return f"The approval {side_of(approval)} was rejected by {person}{_with_comment(approval)}."
    for phase in attempt.get("releaseDeployPhases") or ():
        for intervention in phase.get("manualInterventions") or ():
            if intervention.get("status") == "rejected":
                person = name_of(intervention.get("approver"))
                name = intervention.get("name") or phase.get("name")
                return f"The manual intervention '{name}' was rejected by {person}{_with_comment(intervention)}."
    return ""


def _gate_failed(client: Client, stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    for place, gates in gates_of(attempt):
        if gates.get("status") == "failed":
            failed = [gate for gate in newest_verdicts(gates) if gate.get("status") in _FAILED]
            told = "; ".join(f"'{gate.get('name')}'{_colon(_messages(gate))}" for gate in failed)
            return f"The gates {place} failed{_colon(told)}."
    return ""


def _task_failed(client: Client, stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> str:
    failures = list(_failed_tasks(stage, attempt))
    if not failures:
        return "".join(_failed_phases(attempt))
    job, task = failures[0]
    said = _messages(task) or _messages(job)
    # The first generations do not name the job.
    place = f"Task '{task.get('name')}' failed" + (f" in job '{task['job']}'" if task["job"] else "")
    others = ", ".join(f"'{other.get('name')}'" for _job, other in failures[1:])
    return "".join(
        [
            f"{place}{_colon(said)}.",
            f" So did {others}." if others else "",
            _log(client, task),
        ]
    )


# What a person decided is the reason; what the machine did then is not.
_TELLERS: tuple[Callable[[Client, Mapping[str, Any], Mapping[str, Any]], str], ...] = (
    _rejected,
    _gate_failed,
    _task_failed,
)


def _failed_tasks(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> Iterator[tuple[Document, Document]]:
    """Each task that failed, after its job."""
    for job, tasks in jobs_of(stage, attempt):
        for task in tasks:
            if task.get("status") in _FAILED:
                yield job, task


def _failed_phases(attempt: Mapping[str, Any]) -> Iterator[str]:
    """A job may fail without a task of its own: no agent, a timeout."""
    for phase in attempt.get("releaseDeployPhases") or ():
        if phase.get("status") not in _FAILED:
            continue
        jobs = [entry.get("job") or {} for entry in phase.get("deploymentJobs") or ()]
        said = "; ".join(filter(None, [str(phase.get("errorLog") or "").strip(), *map(_messages, jobs)]))
        yield f"Job '{phase.get('name')}' failed{_colon(said)}."
        return


def _log(client: Client, task: Mapping[str, Any]) -> str:
    """The end of a task's log, to follow a sentence; empty where the record does not say which log it is."""
    if not is_readable(task, client.generation):
        return ""
    operation, query, path = log_request(client.generation, task, start_line=_first_line(client, task))
    try:
        text = client.call(operation, query=query, **path)
    except InterruptedError_:
        raise
    except ReleaseManagementError as error:
        return f" Its log could not be read: {error}"
    tail = tail_of(text or "", LINES)
    return f" The end of its log:\n{tail}" if tail else ""


def _first_line(client: Client, task: Mapping[str, Any]) -> int | None:
    """Where the end of a task's log begins; None to ask for the whole."""
    lines = int(task.get("lineCount") or 0)
    return lines - LINES + 1 if lines > LINES and gives_lines(client.generation) else None


def _messages(record: Mapping[str, Any]) -> str:
    """What a record says went wrong; its errors where it has any."""
    issues = record.get("issues") or ()
    errors = [issue for issue in issues if str(issue.get("issueType")).lower() == "error"] or issues
    return "; ".join(str(issue.get("message")).rstrip(". ") for issue in errors if issue.get("message"))


def _colon(said: str) -> str:
    """What follows after a colon, where there is anything."""
    return f": {said}" if said else ""


def _with_comment(answer: Mapping[str, Any]) -> str:
    comment = str(answer.get("comments") or "").strip()
    return f', with the comment "{comment}"' if comment else ""
