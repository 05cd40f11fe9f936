# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of today has all that was recorded of release definitions in 2016, some of it elsewhere in the document.

A server of then answers just so: test_conformance_exchanges_as_recorded.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from conformance_recordings import Document, Recording, Shape, load, modern
from conformance_wire import Exchange, Wire, shared_folder

from release_management_sandbox.testing import RunningSandbox

CREATED = "POST__release_definitions"
UPDATED = "PUT__release_definitions__definitionId_"
DELETED = "DELETE__release_definitions__definitionId_"
READ = "GET__release_definitions__definitionIdExisting_"
LISTED = "GET__release_definitions"
STAGES_LISTED = "GET__release_definitions__expand-environments"
ARTIFACTS_LISTED = "GET__release_definitions__expand-artifacts"
HISTORY = "GET__release_definitions__definitionId__revisions"
REVISION = "GET__release_definitions__definitionId__revisions_2"

RECORDINGS = [CREATED, UPDATED, DELETED, READ, LISTED, STAGES_LISTED, ARTIFACTS_LISTED, HISTORY, REVISION]

REFUSED_TODAY: dict[str, str] = {
    CREATED: "VS402982: a stage without retention policy, which was the definition's own until 2017",
    UPDATED: "the same",
}
"""Recorded bodies that a server of today refuses as they are; in the layout of today it takes them."""


def recording(name: str) -> Recording:
    return load(shared_folder("reference", "exchanges", "rm-definitions") / f"{name}.json")


@pytest.fixture
def wire(server2022: RunningSandbox) -> Wire:
    return Wire(server2022, "server2022")


def scene(wire: Wire) -> None:
    """The definitions that the server had: 11, which is seeded, and 12, Fabrikam-Website."""
    assert wire.created(modern(recording(READ).answer))["id"] == 12


def prepared(wire: Wire, name: str) -> Recording:
    """What came before the recorded request, and that request with the id that the sandbox gave (recorded: 28)."""
    asked = recording(name)
    if name == CREATED:
        return asked
    if "28" not in asked.resource:
        scene(wire)
        return asked
    made = wire.created(modern(recording(CREATED).body))
    if name in (HISTORY, REVISION):
        wire.release("PUT", "definitions", update_of(made))
    body = {**asked.body, "id": made["id"]} if name == UPDATED else asked.body
    return replace(asked, resource=asked.resource.replace("28", str(made["id"])), body=body)


def update_of(made: Document) -> Document:
    """The recorded update in the layout of today."""
    return modern({**recording(UPDATED).body, "id": made["id"]})


def sent(wire: Wire, asked: Recording) -> Exchange:
    resource = asked.resource.split("/", 1)[1]
    return wire.release(asked.method, resource, asked.body, **asked.query)


def in_layout_of_today(asked: Recording) -> Recording:
    return replace(asked, body=modern(asked.body)) if "environments" in (asked.body or {}) else asked


@pytest.mark.parametrize("name", RECORDINGS)
def test_the_sandbox_answers_in_the_recorded_shape(wire: Wire, name: str, compared: Callable[[Shape], None]) -> None:
    asked = prepared(wire, name)
    seen = sent(wire, in_layout_of_today(asked))
    assert (seen.status, seen.media_type) == (asked.status, asked.media_type)
    if asked.answer is None:
        assert seen.answer is None
        return
    answer = json.loads(seen.answer) if seen.media_type == "text/plain" else seen.answer
    shape = Shape().compare(asked.answer, answer)
    compared(shape)
    assert shape.different == []
    assert len(shape.same) > len(shape.gone)


@pytest.mark.parametrize("name", REFUSED_TODAY)
def test_a_recorded_body_as_it_is_is_refused(wire: Wire, name: str) -> None:
    seen = sent(wire, prepared(wire, name))
    assert seen.status == 400
    assert seen.answer["message"].startswith("VS402982")


def test_an_environment_without_id_is_another_one(wire: Wire) -> None:
    """Recorded: the update names the stage of the creation without its id, and the stage gets a new one."""
    before, after = recording(CREATED).answer["environments"][0], recording(UPDATED).answer["environments"][0]
    assert before["id"] != after["id"]
    made = wire.created(modern(recording(CREATED).body))
    updated = wire.release("PUT", "definitions", update_of(made)).answer
    assert updated["environments"][0]["id"] > made["environments"][0]["id"]


def test_ids_come_from_one_counter(wire: Wire) -> None:
    """Recorded: approval, deploy step and approval of a new stage have numbers in a row."""

    def numbers(environment: Document) -> list[int]:
        steps = environment["preDeployApprovals"]["approvals"], environment["postDeployApprovals"]["approvals"]
        first, last = (one[0]["id"] for one in steps)
        return [0, environment["deployStep"]["id"] - first, last - first]

    made = wire.created(modern(recording(CREATED).body))
    assert numbers(made["environments"][0]) == numbers(recording(CREATED).answer["environments"][0]) == [0, 1, 2]
