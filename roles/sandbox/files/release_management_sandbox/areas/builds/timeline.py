# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline of a build: a stage, its phases, each with a job, and the tasks of the jobs, as they are at a moment."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from release_management_sandbox.answers import Answer, no_content
from release_management_sandbox.areas.builds import growth, running
from release_management_sandbox.areas.builds.refusals import build_not_found
from release_management_sandbox.call import Call
from release_management_sandbox.clock import parse_time, release_time
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.store import Document

_NEVER = "0001-01-01T00:00:00"
_STAGE = "__default"
_REF_NAME_SINCE = ApiVersion(7, 2)
"""The first version whose document has the key `refName` of a record."""

_TYPES_SINCE = {"Stage": ApiVersion(5, 0), "Phase": growth.DESIGNER}


def get_timeline(call: Call) -> Answer:
    """[I] 204 while the build waits, and for the id of another timeline."""
    number = call.number("buildId")
    build = running.find(call, number)
    if build is None:
        raise build_not_found(number)
    wanted = call.path.get("timelineId", build["planId"])
    if "run" not in build or wanted.lower() != build["planId"]:
        return no_content()
    timeline = Timeline(build, call)
    return Answer(
        {
            "records": timeline.records(),
            "lastChangedBy": build["lastChangedBy"],
            "lastChangedOn": build["lastChangedDate"],
            "id": build["planId"],
            "changeId": timeline.change,
            "url": f"{timeline.url}/Timeline/{build['planId']}",
        }
    )


class Timeline:
    """The records of one build, and which of them have a log."""

    def __init__(self, build: Document, call: Call) -> None:
        self.build = build
        self._call = call
        self.run: Document = build["run"]
        self.url = call.addresses.build(call.project_id, f"builds/{build['id']}")
        self._elapsed = running.elapsed(build, call.world)
        self._started = parse_time(build["startTime"])
        self._has_ref_names = call.world.generation.maximum >= _REF_NAME_SINCE
        self._worker = _worker(call, build)
        self.change = 0

    def records(self) -> list[Document]:
        """Every record, parents before their children."""
        self.change = 0
        logs = {entry["record"]: entry["id"] for entry in self.logs()}
        phases = self.run["phases"]
        whole = {"start": 0.0, "end": self.run["duration"], "result": self.run["result"]}
        found = [self._record("Stage", _STAGE, whole, None, 1, _STAGE, logs)]
        for order, phase in enumerate(phases, start=1):
            found += self._phase_records(phase, order, logs)
        return [growth.limited("Record", record, self._call) for record in self._known(found)]

    def _known(self, records: list[Document]) -> list[Document]:
        """Recorded in 2015: jobs, which belong to nothing, and tasks. [I] Stages came with the pipelines of 2019."""
        limit = growth.newest(self._call)
        gone = {record["id"] for record in records if _TYPES_SINCE.get(record["type"], limit) > limit}
        return [
            {**record, "parentId": None if record["parentId"] in gone else record["parentId"]}
            for record in records
            if record["id"] not in gone
        ]

    def logs(self) -> Iterator[Document]:
        """`{id, record, name, job, tasks, start, end}` of each log that is there: of ended tasks, then of their job."""
        number = 0
        for order, phase in enumerate(self.run["phases"], start=1):
            done = [task for task in phase["tasks"] if task["result"] != "skipped" and task["end"] <= self._elapsed]
            for task in done:
                number += 1
                place = f"{order}.{phase['tasks'].index(task) + 1}"
                yield self._log(number, place, task, phase, [task])
            if done and phase["end"] <= self._elapsed and done[-1] is _last_run(phase):
                number += 1
                yield self._log(number, f"{order}.job", phase, phase, done)

    def _log(self, number: int, place: str, entry: Document, phase: Document, tasks: list[Document]) -> Document:
        return {
            "id": number,
            "record": self._id(place),
            "name": entry["name"],
            "job": phase["name"],
            "is_job": entry is phase,
            "tasks": tasks,
            "start": self.moment(entry["start"]),
            "end": self.moment(entry["end"]),
        }

    def moment(self, offset: float) -> datetime:
        return self._started + timedelta(seconds=offset)

    def _phase_records(self, phase: Document, order: int, logs: dict[str, int]) -> Iterator[Document]:
        identifier, tasks = phase["refName"], phase["tasks"]
        yield self._record("Phase", f"{order}.phase", phase, _STAGE, order, identifier, logs)
        if not tasks:
            return
        job = f"{order}.job"
        identifier = f"{identifier}.__default"
        yield self._record("Job", job, phase, f"{order}.phase", 1, identifier, logs, children=tasks)
        for index, task in enumerate(tasks, start=1):
            yield self._record("Task", f"{order}.{index}", task, job, index, None, logs)

    def _record(
        self,
        kind: str,
        place: str,
        entry: Document,
        parent: str | None,
        order: int,
        identifier: str | None,
        logs: dict[str, int],
        children: list[Document] | None = None,
    ) -> Document:
        record_id = self._id(place)
        self.change += 1
        issues = entry.get("issues", []) if self._state(entry) == "completed" else []
        record: Document = {
            "previousAttempts": [],
            "id": record_id,
            "parentId": self._id(parent) if parent else None,
            "type": kind,
            "name": entry.get("name", _STAGE),
            **self._times(entry, children),
            "resultCode": None,
            "changeId": self.change,
            "lastModified": _NEVER,
            "workerName": self._worker if kind in ("Job", "Task") and entry["result"] != "skipped" else None,
            "order": order,
            "details": None,
            "errorCount": sum(issue["type"] == "error" for issue in issues),
            "warningCount": sum(issue["type"] == "warning" for issue in issues),
            "url": None,
            "log": self._log_reference(logs.get(record_id)),
            "task": entry.get("task"),
            "attempt": self.build["attempt"],
            "identifier": identifier,
        }
        if self._has_ref_names and identifier:
            record["refName"] = identifier
        if issues:
            record["issues"] = issues
        return record

    def _times(self, entry: Document, children: list[Document] | None) -> Document:
        """State and what goes with it. A job that runs says which of its tasks does."""
        state = self._state(entry)
        times: dict[str, Any] = {"startTime": None, "finishTime": None, "currentOperation": None}
        skipped = entry["result"] == "skipped"
        if state != "pending" and not skipped:
            times["startTime"] = release_time(self.moment(entry["start"]))
        if state == "completed":
            if not skipped:
                times["finishTime"] = release_time(self.moment(entry["end"]))
            result = {"partiallySucceeded": "succeededWithIssues"}.get(entry["result"], entry["result"])
            return {**times, "percentComplete": None if skipped else 100, "state": state, "result": result}
        percent = None
        if state == "inProgress":
            percent = int(100 * (self._elapsed - entry["start"]) / (entry["end"] - entry["start"]))
            running_task = next((one for one in children or [] if self._state(one) == "inProgress"), None)
            times["currentOperation"] = running_task["name"] if running_task else None
        return {**times, "percentComplete": percent, "state": state, "result": None}

    def _state(self, entry: Document) -> str:
        if self._elapsed >= entry["end"]:
            return "completed"
        return "pending" if self._elapsed < entry["start"] else "inProgress"

    def _log_reference(self, number: int | None) -> Document | None:
        if number is None:
            return None
        return {"id": number, "type": "Container", "url": f"{self.url}/logs/{number}"}

    def _id(self, place: str) -> str:
        return str(uuid.uuid5(uuid.UUID(self.build["planId"]), f"{place} {self.build['attempt']}"))


def _last_run(phase: Document) -> Document | None:
    return next((task for task in reversed(phase["tasks"]) if task["result"] != "skipped"), None)


def _worker(call: Call, build: Document) -> str:
    queue = call.store.get("queue", call.project_id, build.get("queue") or 0) or {}
    return f"{queue.get('name', 'Hosted')} Agent"
