# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of a definition does: its phases and tasks, when each starts and ends, and how.

All of it is decided when the run starts, as seconds since then, so that what a build shows at any moment follows from
the moment alone. A task of the definition takes the pace; what the agent does by itself takes no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from release_management_sandbox import tasks
from release_management_sandbox.store import Document

_PUBLISHING = {
    "2ff763a7-ce83-4e1f-bc89-0ae63477cebe": "ArtifactName",
    "ecdc45f6-832d-4ad9-b52b-ee49e94659be": "artifact",
}
"""The tasks that publish an artifact (PublishBuildArtifacts, PublishPipelineArtifact) and the input that names it."""

_AFTER_FAILURE = frozenset({"always()", "succeededorfailed()", "failed()"})
_ONLY_AFTER_FAILURE = "failed()"
_TASK_RESULTS = {"failed": "failed", "partiallySucceeded": "succeededWithIssues", "canceled": "canceled"}
_MESSAGES = {
    "failed": "Process completed with exit code 1.",
    "partiallySucceeded": "The task ended with a warning.",
    "canceled": "The operation was canceled.",
}

Failure = tuple[int, Mapping[str, Any]]
"""Which task of the definition goes wrong, counted over all phases, and `result` and `message`."""


def steps(definition: Document) -> list[str]:
    """The names of the enabled tasks of a definition, in order."""
    return [_name(step) for phase in _phases(definition) for step in _enabled(phase)]


def make(definition: Document, build: Document, pace: float, failure: Failure | None = None) -> Document:
    """The run of a build: `phases` with their `tasks`, `duration` in seconds and the `result`."""
    run: Document = {"phases": [], "duration": 0.0, "result": "succeeded"}
    counter = iter(range(1_000_000))
    for phase in _phases(definition):
        run["phases"].append(_phase(phase, build, run, pace, failure, counter))
    return run


def cut(run: Document, offset: float) -> None:
    """Cancel a run: what is not done by then is canceled or never starts."""
    for phase in run["phases"]:
        for task in phase["tasks"]:
            if task["start"] >= offset and task["result"] != "skipped":
                task.update(result="skipped", start=offset, end=offset)
            elif task["end"] > offset:
                task.update(result="canceled", end=offset)
        # A job that was waiting for its turn is skipped, not canceled.
        if phase["start"] >= offset > 0:
            phase.update(result="skipped", start=offset, end=offset)
        elif phase["end"] > offset or offset == 0:
            phase.update(result="canceled", end=offset)
    run.update(result="canceled", duration=offset)


def artifacts(run: Document, elapsed: float) -> Iterator[Document]:
    """What the tasks that are done by then have published, `{id, name}`."""
    for phase in run["phases"]:
        for task in phase["tasks"]:
            if "artifact" in task and task["end"] <= elapsed and task["result"].startswith("succeeded"):
                yield task["artifact"]


def _phase(
    phase: Document, build: Document, run: Document, pace: float, failure: Failure | None, counter: Iterator[int]
) -> Document:
    start = run["duration"]
    made: Document = {
        "name": phase.get("name") or "Agent job 1",
        "refName": phase.get("refName") or "Job_1",
        "start": start,
        "result": "succeeded",
        "tasks": [],
    }
    if not _goes_on(phase.get("condition"), run["result"]):
        for _step in _enabled(phase):
            next(counter)
        return {**made, "end": start, "result": "skipped"}
    made["tasks"] += [_own("Initialize job", start), _own(_checkout(build), start)]
    for step in _enabled(phase):
        index = next(counter)
        wrong = failure[1] if failure is not None and failure[0] == index else None
        task = _step_task(step, made, run["duration"], pace, wrong)
        made["tasks"].append(task)
        run["duration"] = task["end"]
    made["tasks"].append(_own("Finalize Job", run["duration"]))
    made["end"] = run["duration"]
    run["result"] = _worse(run["result"], made["result"])
    return made


def _step_task(step: Document, phase: Document, start: float, pace: float, wrong: Mapping[str, Any] | None) -> Document:
    task: Document = {"name": _name(step), "task": _reference(step), "start": start, "end": start, "result": "skipped"}
    condition = step.get("condition") or ("succeededOrFailed()" if step.get("alwaysRun") else None)
    if not _goes_on(condition, phase["result"]):
        return task
    task.update(end=start + pace, result="succeeded")
    name = _PUBLISHING.get(str(step.get("task", {}).get("id", "")).lower())
    if name is not None:
        task["artifact"] = {"name": step.get("inputs", {}).get(name) or "drop"}
    if wrong is not None:
        outcome = str(wrong.get("result", "failed"))
        if outcome == "failed" and step.get("continueOnError"):
            outcome = "partiallySucceeded"
        kind = "warning" if outcome == "partiallySucceeded" else "error"
        message = wrong.get("message") or _MESSAGES[outcome]
        task["result"] = _TASK_RESULTS[outcome]
        task["issues"] = [{"type": kind, "category": "General", "message": message, "data": {"type": kind}}]
        phase["result"] = _worse(phase["result"], outcome)
    return task


def _own(name: str, moment: float) -> Document:
    """What the agent does by itself."""
    return {"name": name, "task": None, "start": moment, "end": moment, "result": "succeeded"}


def _goes_on(condition: str | None, result: str) -> bool:
    """Whether something with this condition runs after what was before; others count as succeeded()."""
    folded = (condition or "succeeded()").lower().replace(" ", "")
    if result in ("failed", "canceled"):
        return folded in _AFTER_FAILURE
    return folded != _ONLY_AFTER_FAILURE


_ORDER = ("succeeded", "partiallySucceeded", "canceled", "failed")


def _worse(one: str, other: str) -> str:
    return max(one, other, key=_ORDER.index)


def _phases(definition: Document) -> list[Document]:
    """The phases of the designer. [I] A definition in YAML, whose file nobody has here, is one job with one task."""
    process = definition.get("process") or {}
    if process.get("type") == 2:
        return [{"name": "Job", "refName": "Job", "steps": [{"enabled": True, "displayName": "CmdLine"}]}]
    phases: list[Document] = process.get("phases") or []
    return phases


def _enabled(phase: Document) -> list[Document]:
    return [step for step in phase.get("steps") or [] if step.get("enabled", True)]


def _name(step: Document) -> str:
    reference = _reference(step)
    return str(step.get("displayName") or (reference["name"] if reference else "Task"))


def _reference(step: Document) -> Document | None:
    """The version that a step's task has in the catalogue."""
    wanted = step.get("task") or {}
    versions = tasks.tasks_by_id().get(str(wanted.get("id", "")).lower(), [])
    task = tasks.matching_version(versions, str(wanted.get("versionSpec", "*")))
    if task is None:
        return None
    return {"id": task["id"].lower(), "name": task["name"], "version": tasks.version_text(task)}


def _checkout(build: Document) -> str:
    branch = build["sourceBranch"].removeprefix("refs/heads/")
    return f"Checkout {build['repository'].get('name') or 'repository'}@{branch} to s"
