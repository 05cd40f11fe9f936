# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer of the release area fits the OpenAPI documents of its generation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_documents import JAMAL, large
from conformance_releases import BUILD, careful, website
from conformance_swagger import Specification
from conformance_wire import Wire, shared_folder

PREVIEW = {"server2022": "7.1-preview", "services": "7.2-preview"}


@pytest.fixture
def specification(generation: str) -> Specification:
    return Specification(shared_folder("openapi"), generation)


def started(wire: Wire, document: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A release of a new definition, as it is after its first look."""
    made = wire.created(document)
    seen = wire.release("POST", "releases", {"definitionId": made["id"], **fields})
    return dict(wire.release("GET", f"releases/{seen.answer['id']}").answer)


def creations(wire: Wire) -> None:
    chosen = {"alias": "Fabrikam.CI", "instanceReference": {"id": BUILD, "name": "20150716.2"}}
    release = started(
        wire,
        website(),
        description="M 98 release",
        artifacts=[chosen],
        variables={"webAppName": {"value": "mine"}},
        manualEnvironments=["QA"],
        properties={"origin": "conformance"},
        reason="none",
    )
    wire.release("GET", f"releases/{release['id']}", propertyFilters="origin", expand="tasks", topGateRecords=1)
    wire.release("GET", f"releases/{release['id']}", approvalFilters="manualApprovals", expand="none")
    started(wire, large())


def changes(wire: Wire) -> None:
    draft = started(wire, website(), isDraft=True)
    path = f"releases/{draft['id']}"
    wire.release("PUT", path, {**draft, "description": "changed"})
    wire.release("PATCH", path, {"status": "active", "comment": "go", "manualEnvironments": ["Pre-Prod"]})
    wire.release("PATCH", path, {"name": "Mine", "keepForever": True})
    wire.release("PATCH", path, {"keepForever": False, "status": "abandoned"})
    wire.release("GET", f"{path}/history", version=PREVIEW[wire.generation])
    gone = started(wire, website("Gone.CD"), isDraft=True)
    wire.release("DELETE", f"releases/{gone['id']}", comment="gone")
    wire.release("GET", "releases", isDeleted="true")
    wire.release("PUT", f"releases/{gone['id']}", comment="back")


def lists(wire: Wire) -> None:
    release = started(wire, website())
    started(wire, careful())
    everything = "environments,artifacts,approvals,manualInterventions,variables,tags"
    wire.release("GET", "releases", expand=everything, propertyFilters="origin")
    wire.release("GET", "releases", expand="environments,artifacts,variables", top=1)
    wire.release("GET", "releases", definitionId=release["releaseDefinition"]["id"], environmentStatusFilter=4)
    wire.release("GET", "deployments")
    wire.release("GET", "deployments", latestAttemptsOnly="true", top=1, deploymentStatus="succeeded")


def environments(wire: Wire) -> None:
    release = started(wire, website())
    dev, qa, _last = release["environments"]
    path = f"releases/{release['id']}/environments"
    wire.release("PATCH", f"{path}/{dev['id']}", {"status": "inProgress", "comment": "again"})
    wire.release("GET", f"{path}/{dev['id']}", expand="tasks")
    wire.release("PATCH", f"{path}/{qa['id']}", {"status": "canceled"})
    later = {"status": "inProgress", "scheduledDeploymentTime": "2100-01-01T00:00:00Z"}
    wire.release("PATCH", f"{path}/{qa['id']}", later)
    wire.release("GET", f"{path}/{qa['id']}")
    wire.release("GET", f"releases/{release['id']}")


def approvals(wire: Wire) -> None:
    started(wire, website())
    pending = wire.release("GET", "approvals").answer["value"]
    path = f"approvals/{pending[0]['id']}"
    wire.release("PATCH", path, {"status": "reassigned", "approver": {"id": JAMAL}, "comments": "yours"})
    wire.release("GET", path, includeHistory="true")
    started(wire, website("Other.CD"))
    mine = wire.release("GET", "approvals", assignedToFilter="chuckreinhart@outlook.com", top=1).answer["value"]
    wire.release("PATCH", f"approvals/{mine[0]['id']}", {"status": "approved", "comments": "Good to go!"})
    wire.release("GET", "approvals", statusFilter="approved", typeFilter="preDeploy", queryOrder="ascending")


def interventions(wire: Wire) -> None:
    release = started(wire, careful())
    path = f"releases/{release['id']}/manualinterventions"
    (asked,) = wire.release("GET", path).answer["value"]
    wire.release("GET", f"{path}/{asked['id']}")
    wire.release("PATCH", f"{path}/{asked['id']}", {"status": "approved", "comment": "fine"})
    wire.release("GET", f"releases/{release['id']}")


def ignored_gates(wire: Wire) -> None:
    wire.sandbox.set_faults({"kind": "fail_gate", "times": None, "hold": True, "message": "Not yet"})
    release = started(wire, careful())
    (attempt,) = release["environments"][0]["deploySteps"]
    path = f"gates/{attempt['preDeploymentGates']['id']}"
    wire.release("PATCH", path, {"gatesToIgnore": ["Wait"], "comment": "enough"})
    wire.release("GET", f"releases/{release['id']}")
    wire.sandbox.set_faults()


def failures(wire: Wire) -> None:
    wire.sandbox.set_faults({"kind": "fail_deployment", "task": "Say", "message": "No space left"})
    release = started(wire, website())
    assert release["environments"][0]["status"] == "rejected"
    wire.sandbox.set_faults()


def logs(wire: Wire) -> None:
    release = started(wire, website())
    dev = release["environments"][0]
    (phase,) = dev["deploySteps"][0]["releaseDeployPhases"]
    (job,) = phase["deploymentJobs"]
    task = job["tasks"][-1]
    stage = f"releases/{release['id']}/environments/{dev['id']}"
    wire.release("GET", f"{stage}/deployPhases/{phase['id']}/tasks/{task['id']}/logs", startLine=1, endLine=1)
    wire.release("GET", f"{stage}/tasks/{task['id']}/logs")
    wire.release("GET", f"{stage}/tasks")
    wire.release("GET", f"{stage}/deployPhases/{phase['id']}/tasks")


def tags(wire: Wire) -> None:
    release = started(wire, website())
    version = PREVIEW[wire.generation]
    wire.release("PATCH", f"releases/{release['id']}/tags/nightly", version=version)
    wire.release("POST", f"releases/{release['id']}/tags", ["a", "b"], version=version)
    wire.release("GET", f"releases/{release['id']}")
    wire.release("DELETE", f"releases/{release['id']}/tags/a", version=version)


TOURS = [
    creations,
    changes,
    lists,
    environments,
    approvals,
    interventions,
    ignored_gates,
    failures,
    logs,
    tags,
]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_every_answer_fits_the_documents(
    specification: Specification, wire: Wire, tour: Callable[[Wire], None]
) -> None:
    tour(wire)
    assert [f"{one}: {one.status} {one.answer}" for one in wire.exchanges if one.status not in (200, 204)] == []
    findings = sorted({finding for one in wire.exchanges for finding in specification.findings(one)})
    assert not findings, "\n".join(findings)
