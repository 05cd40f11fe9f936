# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks and jobs that deployments ran, and where each one's log is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    LOGS_OF_PHASES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import LINES
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    attempts_of,
    number_of,
)

Document = dict[str, Any]

TASK, JOB = "task", "job"

# What startTime was called at first is dateStarted (documents up to 4.1).
_SIGNS_OF_A_LOG = ("logUrl", "startTime", "lineCount", "dateStarted")


@dataclass(frozen=True)
class _Route:
    """A route to the log of a task.

    :ivar query: what of a record, or of the wishes for lines, goes into the query, by its name there.
    """

    operation: str
    query: Mapping[str, str]


_OF_STAGE = _Route("release_tasks.log_of_stage", {"attemptId": "attempt"})
_OF_PHASE = _Route("release_tasks.log", {})
_OF_PHASE_BY_LINES = _Route("release_tasks.log", {"startLine": "start_line", "endLine": "end_line"})


def _route(generation: Generation) -> _Route:
    """Documents up to 3.0 have the route of the stage alone, those from 4.0 on that of the phase, from 4.1 on with lines."""
    if LINES.of(generation):
        return _OF_PHASE_BY_LINES
    return _OF_PHASE if LOGS_OF_PHASES.of(generation) else _OF_STAGE


def jobs_of(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> Iterator[tuple[Document, list[Document]]]:
    """Each job that an attempt ran with its tasks: the server's records, and where they stand.

    A job of which the server shows only the tasks is empty. To a record's own keys come ``kind`` (task or job),
    ``environment``, ``attempt``, ``phase`` and ``job`` (names, and the attempt's number), and the ids ``releaseId``,
    ``environmentId`` and ``phaseId``.
    """
    for phase in _phases_of(attempt):
        for entry in phase.get("deploymentJobs") or ():
            job = entry.get("job") or {}
            place = {
                "releaseId": stage.get("releaseId"),
                "environmentId": stage["id"],
                "environment": stage["name"],
                "attempt": number_of(attempt),
                "phaseId": phase.get("id") or phase.get("phaseId"),
                "phase": phase.get("name"),
                "job": job.get("name") or phase.get("name"),
            }
            tasks = sorted(entry.get("tasks") or (), key=lambda task: int(task.get("rank") or 0))
            yield {**job, "kind": JOB, **place} if job else {}, [{**task, "kind": TASK, **place} for task in tasks]


def records_of(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> Iterator[Document]:
    """What an attempt ran, as `jobs_of` gives it, each job before its tasks."""
    for job, tasks in jobs_of(stage, attempt):
        yield from [job, *tasks] if job else tasks


def logs_of(release: Mapping[str, Any]) -> list[Document]:
    """The records of all attempts of all stages that have a log."""
    return [
        record
        for stage in release.get("environments") or ()
        for attempt in attempts_of(stage)
        for record in records_of(stage, attempt)
        if has_log(record)
    ]


def has_log(record: Mapping[str, Any]) -> bool:
    """Whether a task or job has begun, and so has a log."""
    return any(record.get(sign) for sign in _SIGNS_OF_A_LOG)


def is_readable(record: Mapping[str, Any], generation: Generation) -> bool:
    """Whether a record tells all that servers of a generation want to know to give its log."""
    return bool(record.get("id")) and bool(record["phaseId"] or not LOGS_OF_PHASES.of(generation))


def gives_lines(generation: Generation) -> bool:
    """Whether servers of a generation give some lines of a log; the others give whole logs only."""
    return LINES.of(generation)


def log_request(
    generation: Generation, record: Mapping[str, Any], **lines: int | None
) -> tuple[str, Document, Document]:
    """How to ask a generation of servers for a log: the operation, its query, its path.

    :param lines: ``start_line`` and ``end_line``, both part of what is wanted; nothing to servers that give whole logs.
    """
    route = _route(generation)
    known = {**record, **lines}
    path = {
        "release_id": record["releaseId"],
        "environment_id": record["environmentId"],
        "phase_id": record["phaseId"],
        "task_id": record["id"],
    }
    query = {name: known[key] for name, key in route.query.items() if known.get(key) is not None}
    return route.operation, query, path


def _phases_of(attempt: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Its phases; for the first generations, which have none, its only job (documents up to 4.1)."""
    phases: list[Mapping[str, Any]] = attempt.get("releaseDeployPhases") or []
    if phases or not (attempt.get("job") or attempt.get("tasks")):
        return phases
    return [{"deploymentJobs": [{"job": attempt.get("job"), "tasks": attempt.get("tasks")}]}]
