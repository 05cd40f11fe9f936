# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What TFS 2018, Server 2019 and Server 2020 answer about releases fits the OpenAPI documents of 4.1, 5.1 and 6.0.

They are sent what a server of today takes: what is of a later version is to be discarded, and not to be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_documents import JAMAL, build_artifact, large, small
from conformance_releases import BUILD, careful, website
from conformance_swagger import Specification
from conformance_wire import OlderWire, Wire

DOCUMENTS = {"tfs2018": "release-tfs-4.1.json", "server2019": "release-5.1.json", "server2020": "release-6.0.json"}

_ITEMS = ("ArtifactDownloadInputBase", "artifactItems")
BESIDES = {"tfs2018": {_ITEMS: "in 4.1 of Build and Jenkins only, which the sandbox does not tell apart"}}
"""Keys that an answer may have though the document of its generation does not, with the reason."""


def made(wire: Wire, body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A release of a new definition, as it is after its first look."""
    definition = wire.created(body)
    seen = wire.release("POST", "releases", {"definitionId": definition["id"], **fields})
    return dict(wire.release("GET", f"releases/{seen.answer['id']}").answer)


def everything(wire: Wire) -> dict[str, Any]:
    """All that a definition may have; the document of 4.1 has no type for a trigger by pull requests."""
    body = large()
    if wire.generation == "tfs2018":
        body["triggers"] = [one for one in body["triggers"] if one["triggerType"] != "pullRequest"]
    return body


def definitions(wire: Wire) -> None:
    whole = wire.created(everything(wire))
    wire.created(small("Small.CD", artifacts=[build_artifact()]))
    wire.release("GET", f"definitions/{whole['id']}", propertyFilters="origin")
    wire.release("PUT", "definitions", {**whole, "description": "changed", "comment": "why"})
    wire.release("GET", "definitions")
    words = "environments,artifacts,triggers,variables,tags,lastRelease"
    wire.release("GET", "definitions", expand=words, propertyFilters="origin")
    wire.release("GET", f"definitions/{whole['id']}/revisions")
    wire.release("GET", f"definitions/{whole['id']}/revisions/1")
    wire.release("DELETE", f"definitions/{whole['id']}", comment="gone")


def releases(wire: Wire) -> None:
    chosen = {"alias": "Fabrikam.CI", "instanceReference": {"id": BUILD, "name": "20150716.2"}}
    release = made(
        wire,
        website(),
        description="M 98 release",
        artifacts=[chosen],
        manualEnvironments=["QA"],
        properties={"origin": "conformance"},
    )
    path = f"releases/{release['id']}"
    wire.release("GET", path, propertyFilters="origin", approvalFilters="manualApprovals")
    made(wire, everything(wire))
    words = "environments,artifacts,approvals,manualInterventions,variables,tags"
    wire.release("GET", "releases", expand=words, propertyFilters="origin")
    wire.release("GET", "releases", top=1)
    wire.release("GET", "deployments", latestAttemptsOnly="true")
    wire.release("PATCH", path, {"keepForever": True, "comment": "kept"})
    wire.release("PUT", path, {**release, "description": "changed"})
    wire.release("PATCH", path, {"keepForever": False, "status": "abandoned"})


def stages(wire: Wire) -> None:
    release = made(wire, website())
    first = release["environments"][0]
    stage = f"releases/{release['id']}/environments/{first['id']}"
    wire.release("PATCH", stage, {"status": "inProgress", "comment": "again"})
    (phase, *_others) = first["deploySteps"][0]["releaseDeployPhases"]
    number = phase["deploymentJobs"][0]["tasks"][-1]["id"]
    wire.release("GET", f"{stage}/deployPhases/{phase['id']}/tasks/{number}/logs", startLine=1, endLine=1)
    wire.release("GET", f"{stage}/tasks/{number}/logs")


def approvals(wire: Wire) -> None:
    made(wire, website())
    (pending, *_others) = wire.release("GET", "approvals").answer["value"]
    path = f"approvals/{pending['id']}"
    wire.release("PATCH", path, {"status": "reassigned", "approver": {"id": JAMAL}, "comments": "yours"})
    wire.release("GET", "approvals", statusFilter="undefined", typeFilter="preDeploy", queryOrder="ascending")


def interventions(wire: Wire) -> None:
    release = made(wire, careful())
    path = f"releases/{release['id']}/manualinterventions"
    (asked,) = wire.release("GET", path).answer["value"]
    wire.release("PATCH", f"{path}/{asked['id']}", {"status": "approved", "comment": "fine"})
    wire.release("GET", f"releases/{release['id']}")


def failures(wire: Wire) -> None:
    wire.sandbox.set_faults({"kind": "fail_deployment", "task": "Say", "message": "No space left"})
    release = made(wire, website())
    assert release["environments"][0]["status"] == "rejected"
    wire.sandbox.set_faults()


@pytest.mark.parametrize(
    "tour",
    [definitions, releases, stages, approvals, interventions, failures],
    ids=lambda tour: tour.__name__,
)
def test_answers_fit_the_document(document: Specification, older: OlderWire, tour: Callable[[Wire], None]) -> None:
    tour(older)
    assert [f"{one}: {one.status} {one.answer}" for one in older.exchanges if one.status not in (200, 204)] == []
    found = {finding for one in older.exchanges for finding in document.findings(one)}
    findings = sorted(finding for finding in found if " (request)" not in finding)
    assert not findings, "\n".join(findings)


def test_the_comparison_finds_what_is_of_a_later_version(document: Specification, older: OlderWire) -> None:
    seen = older.release("GET", "definitions/11")
    seen.answer["environments"][0]["deployPhases"][0]["workflowTasks"][0]["retryCountOnTaskFailure"] = 1
    assert any("'retryCountOnTaskFailure' was unexpected" in finding for finding in document.findings(seen))
