# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer of the sandbox fits the OpenAPI documents of its generation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_documents import POWERSHELL, build_artifact, large, small, stage
from conformance_swagger import Specification
from conformance_wire import Wire, shared_folder

PREVIEW_OF_TAGS = {"server2022": "7.1-preview.1", "services": "7.2-preview.1"}


@pytest.fixture
def specification(generation: str) -> Specification:
    return Specification(shared_folder("openapi"), generation)


def definitions(wire: Wire) -> None:
    made = wire.created(large())
    wire.created(small("Small.CD", artifacts=[build_artifact()]))
    wire.release("GET", f"definitions/{made['id']}")
    wire.release("GET", f"definitions/{made['id']}", propertyFilters="origin")
    wire.release("PUT", "definitions", {**made, "description": "changed", "comment": "why"})
    idle = {"name": "Nothing", "rank": 1, "phaseType": "runOnServer", "workflowTasks": []}
    wire.created(small("Idle.CD", environments=[stage(deployPhases=[idle])]))
    wire.release("DELETE", f"definitions/{made['id']}", comment="gone")
    wire.release("PATCH", f"definitions/{made['id']}", {"comment": "back"})
    wire.release("GET", f"definitions/{made['id']}")


def lists(wire: Wire) -> None:
    made = wire.created(large())
    wire.release("POST", f"definitions/{made['id']}/tags", ["a"], version=PREVIEW_OF_TAGS[wire.generation])
    wire.release("POST", "releases", {"definitionId": 11})
    wire.release("GET", "definitions")
    everything = "environments,artifacts,triggers,variables,tags,lastRelease"
    wire.release("GET", "definitions", expand=everything, propertyFilters="origin")
    wire.release("GET", "definitions", top=1, queryOrder="nameDescending")
    wire.release("DELETE", f"definitions/{made['id']}")
    wire.release("GET", "definitions", isDeleted="true")


def revisions(wire: Wire) -> None:
    made = wire.created(large())
    wire.release("PUT", "definitions", {**made, "comment": "again"})
    wire.release("GET", f"definitions/{made['id']}/revisions")
    wire.release("GET", f"definitions/{made['id']}/revisions/1")


def folders(wire: Wire) -> None:
    wire.release("POST", "folders/Team", {"path": "\\Team", "description": "ours"})
    wire.release("GET", "folders")
    wire.release("GET", "folders/Team")
    wire.release("PATCH", "folders/Team", {"path": "\\Crew", "description": "theirs"})
    wire.release("GET", "folders")
    wire.release("DELETE", "folders/Crew")


def tags(wire: Wire) -> None:
    version = PREVIEW_OF_TAGS[wire.generation]
    wire.release("PATCH", "definitions/11/tags/nightly", version=version)
    wire.release("GET", "definitions/11/tags", version=version)
    wire.release("GET", "tags", version=version)
    wire.release("GET", "definitions/11")
    wire.release("DELETE", "definitions/11/tags/nightly", version=version)


def releases(wire: Wire) -> None:
    made = wire.created(large())
    started = wire.release("POST", "releases", {"definitionId": made["id"], "description": "one", "reason": "manual"})
    wire.release("POST", "releases", {"definitionId": made["id"], "isDraft": True})
    wire.release("GET", f"releases/{started.answer['id']}")
    wire.release("GET", "releases", definitionId=made["id"])
    wire.release("GET", "releases", expand="environments,artifacts,variables", top=1)
    wire.release("GET", f"definitions/{made['id']}")


def agents(wire: Wire) -> None:
    wire.call("GET", "distributedtask/queues", version="7.1")
    wire.call("GET", "distributedtask/queues", version="7.1", queueNames="Default,Hosted")
    wire.call("GET", "distributedtask/queues/1", version="7.1")
    wire.call("GET", "distributedtask/pools", project=None, version="7.1")
    wire.call("GET", "distributedtask/pools/1", project=None, version="7.1")


def groups(wire: Wire) -> None:
    wire.call("GET", "distributedtask/variablegroups", version="7.1")
    wire.call("GET", "distributedtask/variablegroups/2", version="7.1")
    wire.call("GET", "distributedtask/variablegroups", version="7.1", groupName="Web*")
    wire.call("GET", "distributedtask/deploymentgroups", version="7.1")
    wire.call("GET", "distributedtask/deploymentgroups/1", version="7.1")


def tasks(wire: Wire) -> None:
    wire.call("GET", "distributedtask/tasks", project=None, version="7.1-preview.1")
    wire.call("GET", f"distributedtask/tasks/{POWERSHELL}", project=None, version="7.1-preview.1")
    wire.call("GET", f"distributedtask/tasks/{POWERSHELL}/2.279.0", project=None, version="7.1-preview.1")
    wire.call("GET", "distributedtask/taskgroups", version="7.1")


def endpoints(wire: Wire) -> None:
    listed = wire.call("GET", "serviceendpoint/endpoints", version="7.1")
    wire.call("GET", f"serviceendpoint/endpoints/{listed.answer['value'][0]['id']}", version="7.1")


def builds(wire: Wire) -> None:
    process = {"type": 1, "phases": [{"name": "Job", "steps": []}]}
    repository = {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "TfsGit", "name": "Fabrikam"}
    wire.call("GET", "build/definitions", version="7.1")
    wire.call("GET", "build/definitions/1", version="7.1")
    body = {"name": "Other.CI", "queue": {"id": 1}, "process": process, "repository": repository}
    wire.call("POST", "build/definitions", body, version="7.1")


TOURS = [definitions, lists, revisions, folders, tags, releases, agents, groups, tasks, endpoints, builds]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_every_answer_fits_the_documents(
    specification: Specification, wire: Wire, tour: Callable[[Wire], None]
) -> None:
    tour(wire)
    assert [f"{one}: {one.status} {one.answer}" for one in wire.exchanges if one.status not in (200, 204)] == []
    assert any(specification.knows(one) for one in wire.exchanges)
    findings = sorted({finding for one in wire.exchanges for finding in specification.findings(one)})
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surprise": 1}, "'surprise' was unexpected"),
        ({"createdOn": "yesterday"}, "'yesterday' is not a 'date-time'"),
        ({"source": "elsewhere"}, "'elsewhere' is not one of"),
        ({"name": None}, "None is not of type 'string'"),
        ({"revision": "1"}, "'1' is not of type 'integer'"),
        ({"triggers": [{"triggerType": "sourceRepo", "artifactAlias": "x"}]}, "'artifactAlias' was unexpected"),
    ],
)
def test_the_comparison_finds_what_is_wrong(
    specification: Specification, wire: Wire, change: dict[str, Any], said: str
) -> None:
    seen = wire.release("GET", "definitions/11")
    seen.answer.update(change)
    assert said in " ".join(specification.findings(seen))
