# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The timeline of a build: its stages, jobs and tasks, what runs, what it waits for, and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import first_few, fold

Document = dict[str, Any]

RECORD_STATE = Enumeration({0: "pending", 1: "inProgress", 2: "completed"})
RECORD_RESULT = Enumeration(
    {0: "succeeded", 1: "succeededWithIssues", 2: "failed", 3: "canceled", 4: "skipped", 5: "abandoned"}
)
_BAD = ("failed", "canceled", "abandoned")
_MOST_SHOWN = 3

# A phase repeats the name of its job; a stage of this name is the one of a pipeline without stages.
_UNNAMED = frozenset({"phase", "checkpoint"})
_NO_STAGE = "__default"

_CHECKPOINTS: Mapping[str, str] = {
    "checkpoint.approval": "an approval",
    "checkpoint.authorization": "a permission to use a protected resource",
    "checkpoint.exclusivelock": "an exclusive lock that another run has",
}
_ASKING_TASKS: Mapping[str, str] = {
    "manualvalidation": "a manual validation",
    "manualintervention": "a manual intervention",
}


class Timeline:
    """The records of a build's timeline."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self._records = sorted(records, key=lambda record: record.get("order") or 0)
        self._by_id = {record.get("id"): record for record in self._records}

    def doing(self) -> str:
        """What runs at the moment, such as ``Deploy > Web > Copy files``; empty where nothing does."""
        running = [record for record in self._records if _state(record) == "inProgress"]
        return first_few([self._described(record) for record in self._innermost(running)], _MOST_SHOWN)

    def held_up_by(self) -> str:
        """What it waits for, in words; empty where it does not wait."""
        running = [record for record in self._records if _state(record) == "inProgress"]
        waiting = [f"{what} ({self.path(record)})" for record in running for what in [_asked_for(record)] if what]
        if waiting:
            return f"waits for {first_few(waiting, _MOST_SHOWN)}"
        # Only its stage or phase has begun: each job that could run is without an agent.
        if any(_type(record) in ("task", "job") for record in running):
            return ""
        jobs = [self.path(job) for job in self._records if _type(job) == "job" and _state(job) == "pending"]
        return f"no agent has taken {first_few(jobs, _MOST_SHOWN)} yet" if jobs else ""

    def failed(self) -> list[Mapping[str, Any]]:
        """The innermost records that did not end well: a task rather than its job."""
        bad = [record for record in self._records if RECORD_RESULT.name_of(record.get("result")) in _BAD]
        innermost = self._innermost(bad)
        # What was canceled because another one failed does not explain anything.
        guilty = [record for record in innermost if RECORD_RESULT.name_of(record.get("result")) == "failed"]
        return guilty or innermost

    def named(self, name: str) -> list[Mapping[str, Any]]:
        """The records of this name, in any casing: the tasks, else the jobs, else what holds jobs."""
        found = [record for record in self._records if fold(str(record.get("name"))) == fold(name)]
        for kind in ("task", "job"):
            of_kind = [record for record in found if _type(record) == kind]
            if of_kind:
                return of_kind
        return found

    def names(self) -> list[str]:
        """The names of the tasks and jobs."""
        return [str(record.get("name")) for record in self._records if _type(record) in ("task", "job")]

    def path(self, record: Mapping[str, Any]) -> str:
        """Where a record stands: ``stage > job > task``."""
        names: list[str] = []
        seen: set[Any] = set()
        current: Mapping[str, Any] | None = record
        while current is not None and current.get("id") not in seen:
            seen.add(current.get("id"))
            name = str(current.get("name") or _type(current))
            if current is record or (_type(current) not in _UNNAMED and name != _NO_STAGE):
                names.insert(0, name)
            current = self._by_id.get(current.get("parentId"))
        return " > ".join(names)

    def _described(self, record: Mapping[str, Any]) -> str:
        # Not its percentage: that is another one at each look, and each would be a line.
        operation = record.get("currentOperation")
        return self.path(record) + (f" ({operation})" if operation else "")

    def _innermost(self, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        parents = {record.get("parentId") for record in records}
        return [record for record in records if record.get("id") not in parents]


def read_timeline(client: Client, build_id: int) -> Timeline:
    """The timeline of a build; an empty one where there is none yet, or none that can be read."""
    try:
        document = client.call("builds.timeline", build_id=build_id)
    except (NotFoundError, UnexpectedAnswerError):
        return Timeline([])
    return Timeline((document or {}).get("records") or [])


def _asked_for(record: Mapping[str, Any]) -> str | None:
    kind = _type(record)
    if kind.startswith("checkpoint"):
        return _CHECKPOINTS.get(kind) or "a check"
    task = str((record.get("task") or {}).get("name") or "").casefold()
    return _ASKING_TASKS.get(task)


def _type(record: Mapping[str, Any]) -> str:
    return str(record.get("type") or "").casefold()


def _state(record: Mapping[str, Any]) -> str | None:
    return RECORD_STATE.name_of(record.get("state"))
