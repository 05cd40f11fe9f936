# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of today has all that was recorded of builds and build definitions in 2015 (version 2.0), and more.

A server of then answers just so: test_conformance_exchanges_as_recorded.py.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from conformance_recordings import Document, Recording, Shape, load
from conformance_wire import Exchange, Wire, shared_folder

from release_management_sandbox.testing import RunningSandbox

BUILD, DEFINITION = 391, 1
RECORDED_DEFINITION = 25

BUILDS = (
    "POST__build_builds",
    "PATCH__build_builds__buildId_",
    "DELETE__build_builds__buildId_",
    "GET__build_builds__knownBuildId_",
    "GET__build_builds__knownBuildId__artifacts",
    "GET__build_builds__knownBuildId__changes",
    "GET__build_builds__knownBuildId__logs",
    "GET__build_builds__knownBuildId__tags",
    "GET__build_builds__knownBuildId__timeline",
    "GET__build_builds_definitions-_definitionId__statusFilter-completed__top-1",
    "GET__build_tags",
    "POST__build_builds__knownBuildId__workitems",
    "PUT__build_builds__knownBuildId__tags_myTag",
    "DELETE__build_builds__knownBuildId__tags_myTag",
)
DEFINITIONS = (
    "POST__build_definitions",
    "PUT__build_definitions__definitionId_",
    "GET__build_definitions__definitionId_",
    "GET__build_definitions__definitionId__revision-_revision_",
    "GET__build_definitions__definitionId__revisions",
    "GET__build_options",
    "DELETE__build_definitions__definitionId_",
)

OTHERWISE_TODAY: dict[str, str] = {
    "pool": "a queue said null in 2015, and names its pool now",
    "build": "the tasks of a definition are in the phases of its process since 4.0",
    "definitionType": "the older name of type",
    "documentQuality": "the older name of quality",
    "details": "one task of 2015 wrote a timeline of its own",
    "issues": "whether a task warns depends on its run",
    "localPath": "of the request only",
    "sourceVersionDisplayUri": "empty in 2015",
}
"""Keys that are not compared, with the reason."""


def recording(name: str) -> Recording:
    folder = "build-builds" if name in BUILDS else "build-definitions"
    return load(shared_folder("reference", "exchanges", folder) / f"{name}.json")


@pytest.fixture
def wire(server2022: RunningSandbox) -> Wire:
    return Wire(server2022, "server2022")


def comparable(document: Any) -> Any:
    """A document without what is otherwise today."""
    if isinstance(document, dict):
        return {name: comparable(value) for name, value in document.items() if name not in OTHERWISE_TODAY}
    if isinstance(document, list):
        return [comparable(one) for one in document]
    return document


def aligned(recorded: Document, answered: Document) -> tuple[Document, Document]:
    """Lists of the same length: as much of both as both have, tasks of a timeline beside tasks."""
    recorded, answered = copy.deepcopy(recorded), copy.deepcopy(answered)
    if "records" in recorded:
        tasks = [sorted_tasks(one["records"]) for one in (recorded, answered)]
        count = min(map(len, tasks))
        recorded["records"], answered["records"] = tasks[0][:count], tasks[1][:count]
    if set(recorded) == {"count", "value"}:
        count = min(len(recorded["value"]), len(answered["value"]))
        assert count > 0
        recorded["value"], answered["value"] = recorded["value"][:count], answered["value"][:count]
    return recorded, answered


def sorted_tasks(records: list[Document]) -> list[Document]:
    return sorted((one for one in records if one["type"] == "Task"), key=lambda one: one["order"])


def sent(wire: Wire, asked: Recording, name: str) -> Exchange:
    """The recorded request, with the ids that this server has."""
    resource, query, body = asked.resource, dict(asked.query), copy.deepcopy(asked.body)
    if "29" in resource.split("/"):
        made = wire.call("POST", "build/definitions", recording("POST__build_definitions").body).answer
        resource = resource.replace("29", str(made["id"]))
        if name == "GET__build_definitions__definitionId__revisions":
            wire.call("PUT", f"build/definitions/{made['id']}", {**made, "name": "myFavoriteDefinition"})
        if body is not None:
            body["id"] = made["id"]
    if "393" in resource.split("/"):
        made = wire.call("POST", "build/builds", {"definition": {"id": DEFINITION}}).answer
        assert made["id"] == 393
        wire.call("GET", "build/builds/393")
    if body and "definition" in body:
        body["definition"]["id"] = DEFINITION
    if query.get("definitions") == str(RECORDED_DEFINITION):
        query["definitions"] = str(DEFINITION)
    if name.startswith("DELETE") and "myTag" in name:
        wire.call("PUT", resource)
    project = None if name == "GET__build_options" else "Fabrikam"
    return wire.call(asked.method, resource, body, project=project, **query)


@pytest.mark.parametrize("name", [*BUILDS, *DEFINITIONS])
def test_the_sandbox_answers_in_the_recorded_shape(wire: Wire, name: str, compared: Callable[[Shape], None]) -> None:
    asked = recording(name)
    seen = sent(wire, asked, name)
    assert seen.status == asked.status, seen.answer
    if asked.answer is None:
        assert seen.answer is None
        return
    assert seen.media_type == asked.media_type
    if all(isinstance(one, str) for one in asked.answer.get("value", [0])):
        assert all(isinstance(one, str) for one in seen.answer["value"])
        assert seen.answer["count"] == len(seen.answer["value"])
        return
    recorded, answered = aligned(comparable(asked.answer), comparable(seen.answer))
    shape = Shape().compare(recorded, answered)
    compared(shape)
    assert shape.different == []
    assert shape.same


@pytest.mark.parametrize(("method", "missing"), [("POST", "sourceVersion"), ("PATCH", "parameters")])
def test_what_the_answer_to_a_write_leaves_out(wire: Wire, method: str, missing: str) -> None:
    name = {"POST": BUILDS[0], "PATCH": BUILDS[1]}[method]
    asked = recording(name)
    assert missing not in asked.answer
    assert missing not in sent(wire, asked, name).answer


def test_the_recorded_work_items_and_container(wire: Wire) -> None:
    items = recording("POST__build_builds__knownBuildId__workitems").answer["value"]
    answered = wire.call("POST", f"build/builds/{BUILD}/workitems").answer["value"]
    assert [one["id"] for one in answered] == [one["id"] for one in items]
    artifact = recording("GET__build_builds__knownBuildId__artifacts").answer["value"][0]
    answered = wire.call("GET", f"build/builds/{BUILD}/artifacts").answer["value"][0]
    assert answered["resource"]["data"] == artifact["resource"]["data"]
