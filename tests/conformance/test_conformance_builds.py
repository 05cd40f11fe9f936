# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer about builds and build definitions fits the OpenAPI documents of its generation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_swagger import Specification
from conformance_wire import Exchange, Wire, shared_folder

ALWAYS_PREVIEW = {"server2022": "7.1-preview", "services": "7.2-preview"}


def build(wire: Wire, method: str, resource: str, body: Any = None, **options: Any) -> Exchange:
    return wire.call(method, f"build/{resource}", body, **options)


def queued(wire: Wire) -> None:
    body = {
        "definition": {"id": 1},
        "sourceBranch": "main",
        "parameters": '{"BuildPlatform":"x64"}',
        "templateParameters": {"size": "large"},
        "demands": ["msbuild"],
    }
    made = build(wire, "POST", "builds", body)
    build(wire, "GET", f"builds/{made.answer['id']}")
    build(wire, "PATCH", f"builds/{made.answer['id']}", {"keepForever": True})
    build(wire, "PATCH", "builds", [{"id": made.answer["id"], "keepForever": False}])
    build(wire, "DELETE", f"builds/{made.answer['id']}")
    build(wire, "GET", "builds", deletedFilter="onlyDeleted")


def lists(wire: Wire) -> None:
    build(wire, "GET", "builds")
    build(wire, "GET", "builds", tagFilters="tag1", top=1)
    build(wire, "GET", "latest/1", version=ALWAYS_PREVIEW[wire.generation])


def details(wire: Wire) -> None:
    for resource in ("changes", "workitems", "logs", "artifacts", "tags", "leases"):
        build(wire, "GET", f"builds/391/{resource}")
    timeline = build(wire, "GET", "builds/391/timeline").answer
    build(wire, "GET", f"builds/391/timeline/{timeline['id']}")
    build(wire, "GET", "builds/389/timeline")
    build(wire, "POST", "builds/391/workitems", ["b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5"])
    build(wire, "GET", "builds/391/artifacts", artifactName="drop")
    build(wire, "POST", "builds/391/artifacts", {"name": "share", "resource": {"type": "filepath", "data": "x"}})


def tags(wire: Wire) -> None:
    for of in ("builds/391", "definitions/1"):
        build(wire, "PUT", f"{of}/tags/one")
        build(wire, "POST", f"{of}/tags", ["two"])
        build(wire, "PATCH", f"{of}/tags", {"tagsToAdd": ["three"], "tagsToRemove": ["two"]})
        build(wire, "GET", f"{of}/tags")
        build(wire, "DELETE", f"{of}/tags/one")
    build(wire, "GET", "tags")
    build(wire, "DELETE", "tags/three")


def leases(wire: Wire) -> None:
    wanted = {"daysValid": 2, "definitionId": 1, "ownerId": "Test:1", "protectPipeline": False, "runId": 390}
    made = build(wire, "POST", "retention/leases", [wanted]).answer["value"][0]
    build(wire, "GET", f"retention/leases/{made['leaseId']}")
    build(wire, "GET", "retention/leases", ownerId="Test:1")
    build(wire, "PATCH", f"retention/leases/{made['leaseId']}", {"daysValid": 3, "protectPipeline": True})
    build(wire, "DELETE", "retention/leases", ids=made["leaseId"])


def definitions(wire: Wire) -> None:
    body = {
        "name": "Whole.CI",
        "path": "\\Team",
        "comment": "made by a test",
        "queue": {"id": 1},
        "process": {
            "type": 1,
            "phases": [{"name": "Job", "refName": "Job_1", "condition": "succeeded()", "steps": []}],
        },
        "repository": {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "TfsGit", "defaultBranch": "main"},
        "variables": {"secret": {"value": "x", "isSecret": True}, "plain": {"value": "y", "allowOverride": True}},
        "properties": {"origin": "test"},
    }
    made = build(wire, "POST", "definitions", body).answer
    resource = f"definitions/{made['id']}"
    build(wire, "PUT", resource, {**made, "comment": "again"})
    build(wire, "GET", resource)
    build(wire, "GET", resource, revision=1, includeLatestBuilds="true")
    build(wire, "GET", f"{resource}/revisions")
    # With all properties an entry is more than the documents say of the list.
    build(wire, "GET", "definitions", includeLatestBuilds="true")
    build(wire, "DELETE", resource)
    build(wire, "PATCH", resource, deleted="false")
    wire.call("GET", "build/options", project=None)


def folders(wire: Wire) -> None:
    version = ALWAYS_PREVIEW[wire.generation]
    build(wire, "PUT", "folders", {"description": "ours"}, path="\\Team", version=version)
    build(wire, "GET", "folders/Team", version=version)
    build(wire, "POST", "folders", {"path": "\\Other\\Crew"}, path="\\Team", version=version)
    build(wire, "GET", "folders", version=version)
    build(wire, "DELETE", "folders", path="\\Other", version=version)


TOURS = [queued, lists, details, tags, leases, definitions, folders]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.__name__)
def test_every_answer_fits_the_documents(wire: Wire, generation: str, tour: Callable[[Wire], None]) -> None:
    specification = Specification(shared_folder("openapi"), generation)
    tour(wire)
    assert [f"{one}: {one.status} {one.answer}" for one in wire.exchanges if one.status not in (200, 204)] == []
    assert any(specification.knows(one) for one in wire.exchanges)
    findings = sorted({finding for one in wire.exchanges for finding in specification.findings(one)})
    assert not findings, "\n".join(findings)


def test_properties_are_a_collection_of_one_map(wire: Wire) -> None:
    """The documents show the .NET class, which is not what any server writes: only the way back is compared."""
    patch = [{"op": "add", "path": "/origin", "value": "test"}]
    build(wire, "PATCH", "builds/391/properties", patch)
    assert build(wire, "GET", "builds/391/properties").answer["value"]["origin"]["$value"] == "test"
