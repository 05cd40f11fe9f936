# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of today has all that was recorded of releases and approvals in 2016 and 2017, some of it elsewhere.

A server of then answers just so: test_conformance_exchanges_as_recorded.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conformance_documents import CHUCK
from conformance_recordings import RELEASE_GONE, RELEASE_MOVED, Document, Recording, Shape, load, modern
from conformance_releases import BUILD, STARTS_WITH_RELEASE
from conformance_wire import Exchange, Wire, shared_folder

from release_management_sandbox.testing import RunningSandbox

CREATED = "rm-releases/POST__release_releases"
READ = "rm-releases/GET__release_releases__releaseId_"
LISTED = "rm-releases/GET__release_releases"
OF_DEFINITION = "rm-releases/GET__release_releases_definitionId-_definitionId_"
ABANDONED = "rm-releases/PATCH__release_releases__releaseId_"
STAGE_STARTED = "rm-releases/PATCH__release_releases__releaseId__environments__environmentId_"
APPROVALS = "rm-approvals/GET__release_approvals"
OF_PERSON = "rm-approvals/GET__release_approvals_assignedToFilter-_userUniqueName_"
OF_RELEASE = "rm-approvals/GET__release_approvals_releaseIdsFilter-_releaseId_"
ALL_PENDING = "rm-approvals/GET__ListAllPendingApprovals"
PENDING_OF_RELEASE = "rm-approvals/GET__ListPendingApprovalsForASpecificARelease"
PENDING_OF_PERSON = "rm-approvals/GET__ListPendingApprovalsForASpecificUser"
REASSIGNED = "rm-approvals/PATCH__release_approvals__approvalId_"
APPROVED = "rm-approvals/PATCH__release_approvals__approvalId_2"
APPROVED_IN_2017 = "rm-approvals/PATCH__UpdateStatusOfAnApprovalFromPendingToApproved"

WEBSITE = "rm-definitions/GET__release_definitions__definitionIdExisting_"
NORMAL = "d6245f20-2af8-44f4-9451-8107cb2767db"
MANUAL = {ABANDONED: ["Dev", "QA"], STAGE_STARTED: ["QA"]}
"""The stages that did not start with the recorded releases."""
RECORDINGS = [
    CREATED,
    READ,
    LISTED,
    OF_DEFINITION,
    ABANDONED,
    STAGE_STARTED,
    APPROVALS,
    OF_PERSON,
    OF_RELEASE,
    ALL_PENDING,
    PENDING_OF_RELEASE,
    PENDING_OF_PERSON,
    REASSIGNED,
    APPROVED,
    APPROVED_IN_2017,
]


def recording(name: str) -> Recording:
    folder, _slash, file = name.partition("/")
    return load(shared_folder("reference", "exchanges", folder) / f"{file}.json")


@pytest.fixture
def wire(server2022: RunningSandbox) -> Wire:
    return Wire(server2022, "server2022")


def website(wire: Wire, *approvers: str) -> int:
    """Fabrikam-Website of the recordings, number 12; the approvers of its first stage are asked all at once."""
    definition = modern(recording(WEBSITE).answer)
    if approvers:
        steps = [{"rank": 1, "isAutomated": False, "approver": {"id": one}} for one in approvers]
        definition["environments"][0].update(preDeployApprovals={"approvals": steps}, conditions=STARTS_WITH_RELEASE)
    return int(wire.created(definition)["id"])


def released(wire: Wire, definition: int, **fields: Any) -> Document:
    seen = wire.release("POST", "releases", {"definitionId": definition, **fields})
    assert seen.status == 200, seen.answer
    return dict(seen.answer)


def prepared(wire: Wire, name: str) -> Recording:
    """What came before the recorded request, and that request with the ids of the sandbox."""
    asked = recording(name)
    if name.startswith("rm-approvals"):
        return for_approvals(wire, asked)
    definition = website(wire)
    if name == CREATED:
        artifacts = [{**asked.body["artifacts"][0], "instanceReference": {"id": BUILD}}]
        return replace(asked, body={**asked.body, "artifacts": artifacts})
    count = len(asked.answer["value"]) if "value" in asked.answer else 1
    for _ignored in range(count):
        release = released(wire, definition, manualEnvironments=MANUAL.get(name, []))
    stage = next(one for one in release["environments"] if one["name"] == "QA")
    paths = {
        READ: f"release/releases/{release['id']}",
        ABANDONED: f"release/releases/{release['id']}",
        STAGE_STARTED: f"release/releases/{release['id']}/environments/{stage['id']}",
    }
    return replace(asked, resource=paths.get(name, asked.resource))


def for_approvals(wire: Wire, asked: Recording) -> Recording:
    """As many approvals as were recorded, by the people and of the release that the request is about."""
    if asked.method == "PATCH":
        is_reassigned = "history" in asked.answer and bool(asked.answer["history"])
        released(wire, website(wire, NORMAL if is_reassigned else CHUCK))
        (pending,) = wire.release("GET", "approvals").answer["value"]
        path = f"approvals/{pending['id']}"
        if is_reassigned and "approver" not in asked.body:
            wire.release("PATCH", path, recording(REASSIGNED).body)
        return replace(asked, resource=f"release/{path}")
    of_release = "releaseIdsFilter" in asked.query
    count = len(asked.answer["value"])
    definition = website(wire, *((CHUCK, NORMAL) if of_release and count == 2 else (CHUCK,)))
    for _ignored in range(1 if of_release else count):
        release = released(wire, definition)
    query = dict(asked.query)
    if of_release:
        query["releaseIdsFilter"] = str(release["id"])
    if "assignedToFilter" in query and "@" in query["assignedToFilter"]:
        query["assignedToFilter"] = "chuckreinhart@outlook.com"
    return replace(asked, query=query)


def sent(wire: Wire, asked: Recording) -> Exchange:
    return wire.release(asked.method, asked.resource.split("/", 1)[1], asked.body, **asked.query)


@pytest.mark.parametrize("name", RECORDINGS)
def test_the_sandbox_answers_in_the_recorded_shape(wire: Wire, name: str, compared: Callable[[Shape], None]) -> None:
    asked = prepared(wire, name)
    seen = sent(wire, asked)
    assert (seen.status, seen.media_type) == (asked.status, asked.media_type), seen.answer
    shape = Shape(table_moved=RELEASE_MOVED, table_gone=RELEASE_GONE).compare(asked.answer, seen.answer)
    compared(shape)
    assert shape.different == []
    assert len(shape.same) > len(shape.gone)


def test_stages_have_not_started_when_the_release_is_made(wire: Wire) -> None:
    """Recorded: the answer to the creation has `notStarted` for the stage that a read right after has in progress."""
    assert {one["status"] for one in recording(CREATED).answer["environments"]} == {"notStarted"}
    release = released(wire, website(wire))
    assert {one["status"] for one in release["environments"]} == {"notStarted"}
    read = wire.release("GET", f"releases/{release['id']}").answer["environments"]
    assert {one["name"]: one["status"] for one in read}["Dev"] != "notStarted"


def test_a_stage_that_is_started_is_queued(wire: Wire) -> None:
    """Recorded: inprogress is asked for and queued is answered, with no attempt yet."""
    asked = prepared(wire, STAGE_STARTED)
    seen = sent(wire, asked).answer
    recorded = asked.answer
    assert seen["status"] == recorded["status"] == "queued"
    assert seen["deploySteps"] == recorded["deploySteps"] == []


def test_an_approval_that_is_reassigned_stays_pending(wire: Wire) -> None:
    """Recorded: status, revision and an entry of the history with the one who had it and the comment."""
    asked = prepared(wire, REASSIGNED)
    seen = sent(wire, asked).answer
    for answer in (asked.answer, seen):
        (entry,) = answer["history"]
        assert (answer["status"], answer["revision"], entry["revision"]) == ("pending", 2, 1)
        assert entry["comments"] == "ReAssigning to Chuck"
        assert entry["approver"]["id"] != answer["approver"]["id"]


def test_stages_that_have_not_started_stay_so_when_the_release_is_abandoned(wire: Wire) -> None:
    asked = prepared(wire, ABANDONED)
    seen = sent(wire, asked).answer
    for answer in (asked.answer, seen):
        assert answer["status"] == "abandoned"
        assert {one["status"] for one in answer["environments"]} == {"notStarted"}
        assert {one["name"]: one["conditions"] for one in answer["environments"]}["Dev"] == []
