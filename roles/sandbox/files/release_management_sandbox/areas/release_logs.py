# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs of releases: the zip of all, the text of one task by the older route and by the newer one, lists of tasks."""

from __future__ import annotations

from collections.abc import Iterator

from release_management_sandbox.answers import TEXT, Answer, collection
from release_management_sandbox.areas import release_environments, releases
from release_management_sandbox.call import Call
from release_management_sandbox.errors import ApiError, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import attempts, logs
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document

Numbers = tuple[tuple[ApiVersion, int], ...]

_ZIP = "application/zip"
Lines = tuple[int | None, int | None]
"""The first and the last."""
_ALL_LINES: Lines = (None, None)


def _archive(call: Call) -> Answer:
    return Answer(logs.archive(releases.stored(call)), media_type=_ZIP)


def _log_of_stage(call: Call) -> Answer:
    """The older route: a task of a stage, of the attempt `attemptId` when the query says so. It has no lines to choose."""
    _release, environment = release_environments.stored(call)
    wanted = call.query.number("attemptId")
    chosen = [one for one in environment["attempts"] if wanted in (None, one["attempt"])]
    return _text(call, [phase for one in chosen for phase in one["phases"]], _ALL_LINES)


def _log_of_phase(call: Call) -> Answer:
    """The newer route. `startLine` and `endLine` count from 1, both lines are part of the answer."""
    _release, _environment, phase = _phase(call)
    return _text(call, [phase], _lines(call))


def _log_of_gate(call: Call) -> Answer:
    """The newest evaluation of a gate."""
    _release, environment = release_environments.stored(call)
    number, task_id = call.number("gateId"), call.number("taskId")
    for attempt in environment["attempts"]:
        for gates in attempt["gates"].values():
            if gates["id"] == number and gates["evaluations"]:
                return _log(gates["evaluations"][-1]["tasks"], task_id, _lines(call))
    raise _no_log(task_id)


def _tasks_of_stage(call: Call) -> Answer:
    """The tasks of an attempt, the newest without `attemptId`."""
    release, environment = release_environments.stored(call)
    wanted = call.query.number("attemptId")
    chosen = [one for one in environment["attempts"] if wanted in (None, one["attempt"])][-1:]
    found: list[Document] = []
    for phase in (phase for one in chosen for phase in one["phases"]):
        base = attempts.phase_address(phase, environment, release, call)
        found += [shaped("ReleaseTask", attempts.task(task, base), call) for task in _tasks([phase])]
    return collection(found)


def _tasks_of_phase(call: Call) -> Answer:
    release, environment, phase = _phase(call)
    base = attempts.phase_address(phase, environment, release, call)
    return collection(shaped("ReleaseTask", attempts.task(task, base), call) for task in _tasks([phase]))


def _phase(call: Call) -> tuple[Document, Document, Document]:
    release, environment = release_environments.stored(call)
    number = call.number("releaseDeployPhaseId")
    for attempt in environment["attempts"]:
        for phase in attempt["phases"]:
            if phase["id"] == number:
                return release, environment, phase
    raise not_found("ReleaseDeployPhaseNotFoundException", f"Deploy phase with ID {number} does not exist.")


def _tasks(phases: list[Document]) -> Iterator[Document]:
    for phase in phases:
        for job in phase["jobs"]:
            yield from job["tasks"]


def _lines(call: Call) -> Lines:
    return call.query.number("startLine"), call.query.number("endLine")


def _text(call: Call, phases: list[Document], lines: Lines) -> Answer:
    jobs = [job for phase in phases for job in phase["jobs"]]
    return _log([*_tasks(phases), *jobs], call.number("taskId"), lines)


def _log(tasks: list[Document], number: int, lines: Lines) -> Answer:
    """[I] A task that has not started has no log: 404."""
    for task in tasks:
        if task["id"] == number and task["started"] is not None:
            return Answer(logs.text_of(task, *lines), media_type=TEXT)
    raise _no_log(number)


def _no_log(number: int) -> ApiError:
    return not_found("ReleaseTaskLogNotFoundException", f"There is no log of the task with ID {number}.")


def _resource(identifier: str, name: str, template: str, handler: str, numbers: Numbers) -> Resource:
    table = {"GET": _HANDLERS[handler]}
    return Resource(
        id=identifier,
        area="Release",
        name=name,
        template=f"{{project}}/_apis/{{area}}/releases/{{releaseId}}/{template}",
        service=RELEASE,
        since=numbers[0][0],
        released_since=ApiVersion(7, 0),
        numbers=numbers,
        collection=table,
        item=table,
    )


_HANDLERS = {
    "archive": _archive,
    "stage": _log_of_stage,
    "phase": _log_of_phase,
    "gate": _log_of_gate,
    "stage tasks": _tasks_of_stage,
    "phase tasks": _tasks_of_phase,
}
_STAGE = "environments/{environmentId}"
_PHASE = _STAGE + "/deployPhases/{releaseDeployPhaseId}"

# The routes with attempts and timelines, which the preview versions between 5.1 and 7.0 had, are in no document at hand.
_SINCE_2015: Numbers = ((ApiVersion(2, 2), 1),)
_ARCHIVE: Numbers = (*_SINCE_2015, (ApiVersion(4, 0), 2))
_SINCE_PHASES: Numbers = ((ApiVersion(4, 0), 2),)
"""[I] As long as documents have phases; 4.1 is the first document with this route."""
_SINCE_GATES: Numbers = ((ApiVersion(5, 0), 2),)

RESOURCES = (
    _resource("c37fbab5-214b-48e4-a55b-cb6b4f6e4038", "logs", "{resource}", "archive", _ARCHIVE),
    _resource(
        "e71ba1ed-c0a4-4a28-a61f-2dd5f68cf3fd", "logs", _STAGE + "/tasks/{taskId}/{resource}", "stage", _SINCE_2015
    ),
    _resource(
        "17c91af7-09fd-4256-bff1-c24ee4f73bc0", "logs", _PHASE + "/tasks/{taskId}/{resource}", "phase", _SINCE_PHASES
    ),
    _resource(
        "dec7ca5a-7f7f-4797-8bf1-8efc0dc93b28",
        "logs",
        _STAGE + "/gates/{gateId}/tasks/{taskId}/{resource}",
        "gate",
        _SINCE_GATES,
    ),
    _resource("36b276e0-3c70-4320-a63c-1a2e1466a0d1", "tasks", _STAGE + "/{resource}", "stage tasks", _SINCE_2015),
    _resource("4259191d-4b0a-4409-9fb3-09f22ab9bc47", "tasks", _PHASE + "/{resource}", "phase tasks", _SINCE_PHASES),
)
