# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that lists what a test gives it and remembers what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue

ROOT = Path(__file__).parents[6]
TASKS = ROOT / "roles" / "sandbox" / "files" / "release_management_sandbox" / "data" / "tasks.json"


@dataclass
class FakeServer:
    """Answers `pages` from a table: an operation gives documents, an error, or a function of query and path."""

    listings: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    addresses: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(project="Fabrikam"))

    def pages(
        self, operation: str, /, *, query: Mapping[str, Any] | None = None, limit: int | None = None, **path: str | int
    ) -> Iterator[Any]:
        self.asked.append((operation, {**(query or {}), **path}))
        answer = self.listings[operation]
        if callable(answer):
            answer = answer(self.asked[-1][1])
        if isinstance(answer, Exception):
            raise answer
        yield from answer

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ignored in self.asked]


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def catalogue(server: FakeServer) -> Catalogue:
    return Catalogue(server)


@pytest.fixture(scope="session")
def new_catalogue() -> Callable[..., Catalogue]:
    """Make a catalogue of a server of its own: `new_catalogue({"queues.list": [...]})`."""
    return lambda listings: Catalogue(FakeServer(listings))


def as_answered(task: dict[str, Any]) -> dict[str, Any]:
    """Give a task of the sandbox's data the shape in which servers list it."""
    major, minor, patch = map(int, task["version"].split("."))
    inputs = [{**described, "defaultValue": described["default"]} for described in task["inputs"]]
    version = {"major": major, "minor": minor, "patch": patch, "isTest": False}
    return {**task, "version": version, "inputs": inputs}


@pytest.fixture(scope="session")
def built_in_tasks() -> list[dict[str, Any]]:
    """Microsoft's built-in tasks: several majors, several names of an id, and Docker with two ids."""
    return [as_answered(task) for task in json.loads(TASKS.read_text(encoding="utf-8"))]


@pytest.fixture(scope="session")
def built_in(built_in_tasks: list[dict[str, Any]]) -> Catalogue:
    """A catalogue of the built-in tasks."""
    return Catalogue(FakeServer({"tasks.list": built_in_tasks, "task_groups.list": []}))
