# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What TFS 2018, Server 2019 and Server 2020 answer about builds fits the OpenAPI documents of 4.1, 5.1 and 6.0.

They are sent what a server of today takes: what is of a later version is not to be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_swagger import Specification
from conformance_wire import OlderWire, Wire

DOCUMENTS = {"tfs2018": "build-tfs-4.1.json", "server2019": "build-5.1.json", "server2020": "build-6.0.json"}


def build(wire: Wire, method: str, resource: str, body: Any = None, **query: Any) -> Any:
    seen = wire.call(method, f"build/{resource}", body, **query)
    assert seen.status in (200, 204), seen.answer
    return seen.answer


def queued(wire: Wire) -> None:
    made = build(wire, "POST", "builds", {"definition": {"id": 1}, "sourceBranch": "main", "demands": ["msbuild"]})
    build(wire, "GET", f"builds/{made['id']}")
    build(wire, "PATCH", f"builds/{made['id']}", {"keepForever": True})
    build(wire, "PATCH", "builds", [{"id": made["id"], "keepForever": False}])
    build(wire, "DELETE", f"builds/{made['id']}")
    build(wire, "GET", "builds", deletedFilter="onlyDeleted")


def lists(wire: Wire) -> None:
    build(wire, "GET", "builds", queryOrder="queueTimeAscending")
    build(wire, "GET", "builds", tagFilters="tag1", top=1)
    build(wire, "GET", "definitions", includeLatestBuilds="true")


def details(wire: Wire) -> None:
    for resource in ("changes", "workitems", "logs", "artifacts", "tags", "timeline"):
        build(wire, "GET", f"builds/391/{resource}")
    build(wire, "GET", "builds/389/timeline")
    build(wire, "GET", "builds/391/artifacts", artifactName="drop")


def definitions(wire: Wire) -> None:
    phases = [{"name": "Job", "refName": "Job_1", "condition": "succeeded()", "steps": []}]
    repository = {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "TfsGit", "defaultBranch": "main"}
    body = {"name": "Whole.CI", "queue": {"id": 1}, "process": {"type": 1, "phases": phases}, "repository": repository}
    made = build(wire, "POST", "definitions", body)
    build(wire, "PUT", f"definitions/{made['id']}", {**made, "comment": "again"})
    build(wire, "GET", f"definitions/{made['id']}", includeLatestBuilds="true")
    build(wire, "GET", f"definitions/{made['id']}/revisions")
    build(wire, "DELETE", f"definitions/{made['id']}")


@pytest.mark.parametrize("tour", [queued, lists, details, definitions], ids=lambda tour: tour.__name__)
def test_answers_fit_the_document(document: Specification, older: OlderWire, tour: Callable[[Wire], None]) -> None:
    tour(older)
    assert any(document.knows(one) for one in older.exchanges)
    findings = sorted({finding for one in older.exchanges for finding in document.findings(one)})
    assert not findings, "\n".join(findings)
