# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded exchanges of a real server, and how far an answer has their shape.

They were recorded in 2016 with 3.0-preview.1. Documents have another layout since 2018, so a table tells where each
key of the older one is now, or why it is nowhere.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_PHASE = "deployPhases[0]"
MOVED: dict[str, tuple[str, str]] = {
    "environments[].queueId": (f"environments[].{_PHASE}.deploymentInput.queueId", "a queue is of a phase since 4.0"),
    "environments[].demands": (f"environments[].{_PHASE}.deploymentInput.demands", "demands are of a phase since 4.0"),
    "environments[].deployStep.tasks": (f"environments[].{_PHASE}.workflowTasks", "tasks are of a phase since 4.0"),
    "retentionPolicy": ("environments[0].retentionPolicy", "retention is of each stage since 4.0"),
}
"""Where keys of the older layout are now, `[]` standing for the index of the recorded entry."""

GONE: dict[str, str] = {
    "environments[].runOptions": "the older spelling of environmentOptions, which an answer had besides",
    "artifacts[].id": "artifacts are known by their alias since 4.0",
    # In a list: the whole is compared where a definition is read.
    "retentionPolicy": "retention is of each stage since 4.0, and stages of a list are shallow",
}
"""Keys of the older layout that have no successor in the answer, with the reason."""

RELEASE_MOVED: dict[str, tuple[str, str]] = {
    place + old: (place + new, why)
    for place in ("environments[].", "")
    for old, new, why in (
        ("queueId", "deployPhasesSnapshot[0].deploymentInput.queueId", "a queue is of a phase since 4.0"),
        ("demands", "deployPhasesSnapshot[0].deploymentInput.demands", "demands are of a phase since 4.0"),
        ("workflowTasks", "deployPhasesSnapshot[0].workflowTasks", "tasks are of a phase since 4.0"),
    )
}
"""The same for releases, and for a stage that is answered alone."""

RELEASE_GONE: dict[str, str] = {
    "environments[].runOptions": "the older spelling of environmentOptions, which an answer had besides",
    "runOptions": "the same",
    "artifacts[].id": "artifacts are known by their alias since 4.0",
    "environments[].deploySteps[].tasks": "tasks are of a phase since 4.0",
    "environments[].deploySteps[].runPlanId": "a plan is of a phase since 4.0",
    "createdBy.isContainer": "recorded of releases that a service account made",
    "variables.webAppName": "lists are shallow since 4.0; only in a list, for it is compared where a release is read",
}

FILLED: dict[str, str] = {
    "artifacts[].definitionReference.version.name": "null in 2016; the number of the build later",
}
"""Keys that were null and have a value today, with the reason."""

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("time", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")),
    ("guid", re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    ("url", re.compile(r"https?://\S+")),
)


@dataclass(frozen=True)
class Recording:
    """One exchange as it was recorded; `resource` is what follows `_apis/`, without version.

    `project` is None where the path names none, `headers` are those of the request. `version` was asked for in the URL
    or, with `version_in_header`, in the Accept header.
    """

    method: str
    resource: str
    query: dict[str, str]
    body: Any
    status: int
    content_type: str
    answer: Any
    project: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    version: str = ""
    version_in_header: bool = False

    @property
    def media_type(self) -> str:
        return self.content_type.split(";")[0]

    @property
    def content(self) -> bytes:
        return b"" if self.answer is None else json.dumps(self.answer).encode()


def load(path: Path) -> Recording:
    """Read a recording from its file."""
    recorded = json.loads(path.read_text(encoding="utf-8"))
    has_body = recorded.get("responseBody") is not None
    return request_of(
        recorded["method"],
        recorded["requestUrl"],
        recorded["requestHeaders"],
        body=recorded.get("requestBody"),
        status=recorded["statusCode"],
        # Some were recorded without it.
        content_type=recorded["responseHeaders"].get("content-type", "application/json" if has_body else ""),
        answer=recorded.get("responseBody"),
    )


def request_of(method: str, url: str, headers: Mapping[str, Any], **rest: Any) -> Recording:
    """An exchange by the URL of its request; what follows from the body is no header of it."""
    before, _apis, after = url.partition("/_apis/")
    resource, _mark, query = after.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    version = pairs.pop("api-version", "")
    in_header = re.search(r"api-version=([\w.-]+)", " ".join(map(str, headers.values())))
    collection_and_project = re.sub(r"^https?://[^/]+/", "", before).split("/")
    project = collection_and_project[-1]
    return Recording(
        method=method,
        resource=resource,
        query=pairs,
        project=None if project == "DefaultCollection" else project,
        headers={name: str(value) for name, value in headers.items() if name.lower() != "content-length"},
        version=version or (in_header[1] if in_header else ""),
        version_in_header=not version,
        **rest,
    )


def modern(definition: Mapping[str, Any]) -> Document:
    """A body of the older layout as a server of today takes it: the same pipeline, nothing more."""
    document = copy.deepcopy(dict(definition))
    retention = {"releasesToKeep": 3, "retainBuild": True, **document.pop("retentionPolicy", {"daysToKeep": 60})}
    for environment in document["environments"]:
        phase = {
            "name": "Run on agent",
            "rank": 1,
            "phaseType": "agentBasedDeployment",
            "deploymentInput": {"queueId": environment.pop("queueId"), "demands": environment.pop("demands", [])},
            "workflowTasks": environment.pop("deployStep")["tasks"],
        }
        environment.pop("runOptions", None)
        environment.update(deployPhases=[phase], retentionPolicy=retention)
    return document


@dataclass
class Shape:
    """What came of a comparison: places that agree, that moved or are gone as the tables say, and that differ."""

    same: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    table_moved: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MOVED)
    table_gone: Mapping[str, str] = field(default_factory=lambda: GONE)

    @property
    def keys(self) -> int:
        return len(self.same) + len(self.moved) + len(self.gone) + len(self.different)

    def compare(self, recorded: Any, answered: Any) -> Shape:
        """Compare the whole of a recorded answer: of a list, each entry."""
        if isinstance(recorded, Mapping) and set(recorded) == {"count", "value"}:
            self._kind("count", recorded["count"], answered.get("count"))
            self._kind("value", recorded["value"], answered.get("value"))
            for entry, other in zip(recorded["value"], answered["value"], strict=True):
                self._map(entry, other, "", other)
            return self
        self._map(recorded, answered, "", answered)
        return self

    def _map(self, recorded: Mapping[str, Any], answered: Any, place: str, root: Any) -> None:
        for key, value in recorded.items():
            where = f"{place}.{key}" if place else key
            self._entry(where, value, answered.get(key, _ABSENT) if isinstance(answered, Mapping) else _ABSENT, root)

    def _entry(self, where: str, recorded: Any, answered: Any, root: Any) -> None:
        pattern = re.sub(r"\[\d+\]", "[]", where)
        if pattern in self.table_moved:
            there = _follow(root, _indexed(self.table_moved[pattern][0], where))
            if there is not _ABSENT:
                self.moved.append(where)
                self._value(where, recorded, there, root)
                return
        if (pattern in self.table_gone and answered is _ABSENT) or (pattern in FILLED and recorded is None):
            self.gone.append(where)
            return
        if self._kind(where, recorded, answered):
            self._value(where, recorded, answered, root)

    def _value(self, where: str, recorded: Any, answered: Any, root: Any) -> None:
        if isinstance(recorded, Mapping):
            self._map(recorded, answered, where, root)
        elif isinstance(recorded, list):
            if len(recorded) > len(answered):
                self.different.append(f"{where}: recorded {len(recorded)} entries, answered {len(answered)}")
            for index, (entry, other) in enumerate(zip(recorded, answered, strict=False)):
                self._entry(f"{where}[{index}]", entry, other, root)

    def _kind(self, where: str, recorded: Any, answered: Any) -> bool:
        if kind(recorded) == kind(answered):
            self.same.append(where)
            return True
        self.different.append(f"{where}: recorded {kind(recorded)}, answered {kind(answered)}")
        return False


_ABSENT = object()


def kind(value: Any) -> str:
    """What a value is: of a text whether it is a time, a GUID, a URL or any."""
    if value is _ABSENT:
        return "nothing"
    if isinstance(value, str):
        return next((name for name, pattern in _KINDS if pattern.fullmatch(value)), "text")
    return {bool: "boolean", int: "integer", float: "number", list: "list", dict: "map"}.get(type(value), "null")


def _indexed(template: str, where: str) -> str:
    """A place of the table with the indexes of the recorded one."""
    for index in re.findall(r"\[\d+\]", where):
        template = template.replace("[]", index, 1)
    return template


def _follow(value: Any, place: str) -> Any:
    for step in _steps(place):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return value


def _steps(place: str) -> Iterator[str | int]:
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", place):
        yield name
        if index:
            yield int(index)
