# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each recorded request, sent again to a sandbox of its day, is answered as then: status, content type, keys, kinds.

The keys are the recorded ones and no others, at every depth, but for the differences of conformance_tolerances.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import conformance_exchanges_builds as of_builds
import conformance_exchanges_releases as of_releases
import pytest
from conformance_comparison import count_keys, differences
from conformance_exchanges import (
    WireOfThen,
    generation_of,
    printed,
    recorded,
    recorded_names,
)
from conformance_recordings import Document, Recording
from conformance_tolerances import TOLERATED, outdated, untolerated
from conformance_wire import Exchange, shared_folder

from release_management_sandbox.testing import RunningSandbox

SentAgain = Callable[[str], dict[str, Any]]
WireOf = Callable[..., WireOfThen]

RECORDED = recorded_names()
PRINTED = list(printed())
BUILDS = [name for name in RECORDED if name.startswith("build-")]

PREPARED: dict[str, Callable[[WireOfThen, str, Recording], Recording]] = {
    "build-builds": of_builds.builds,
    "build-definitions": of_builds.definitions,
    "rm-definitions": of_releases.definitions,
    "rm-releases": of_releases.releases,
    "rm-approvals": of_releases.approvals,
}
"""What sets up the state that a recorded request presumes, and puts the sandbox's ids into it, by folder."""

RUNNING = (*of_builds.RUNNING, *of_releases.RUNNING)
PACE = 0.5
"""What was recorded of something in progress is asked of a sandbox that takes its time: so many seconds for a task."""


@pytest.fixture
def wire_of(started: Callable[..., RunningSandbox]) -> WireOf:
    """A client of a sandbox as seeded."""

    def make(generation: str, version: str, pace: float = 0) -> WireOfThen:
        sandbox = started(generation, pace)
        sandbox.reset()
        return WireOfThen(sandbox, generation, version)

    return make


def sent(wire_of: WireOf, name: str, generation: str) -> tuple[Recording, Exchange]:
    asked = recorded(name)
    wire = wire_of(generation, asked.version, PACE if name in RUNNING else 0)
    request = PREPARED[name.partition("/")[0]](wire, name, asked)
    return asked, wire.sent(request)


def check(name: str, asked: Recording, seen: Exchange) -> int:
    """Compare the answer; the number of keys that it has."""
    assert seen.status == asked.status, seen.answer
    is_whole = "api-version" in asked.content_type
    assert (seen.content_type if is_whole else seen.media_type) == asked.content_type
    if asked.answer is None:
        assert seen.answer is None
        return 0
    answer = json.loads(seen.answer) if seen.media_type == "text/plain" else seen.answer
    found = differences(asked.answer, answer)
    assert untolerated(name, found) == []
    assert outdated(name, found) == []
    return count_keys(asked.answer)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_request_is_answered_as_then(name: str, wire_of: WireOf, sent_again: SentAgain) -> None:
    record = sent_again("recorded exchanges answered as then")
    asked, seen = sent(wire_of, name, generation_of(recorded(name)))
    record["keys"] = check(name, asked, seen)


@pytest.mark.parametrize("name", BUILDS)
def test_the_next_generation_answers_the_same_to_the_same_version(
    name: str, wire_of: WireOf, sent_again: SentAgain
) -> None:
    record = sent_again("those of builds answered so by TFS 2017 too")
    asked, seen = sent(wire_of, name, "tfs2017")
    record["keys"] = check(name, asked, seen)


@pytest.mark.parametrize("name", PRINTED)
def test_a_printed_request_is_answered_as_printed(name: str, wire_of: WireOf, sent_again: SentAgain) -> None:
    """The reference prints neither status nor type."""
    record = sent_again("printed exchanges answered as printed")
    asked = printed()[name]
    wire = wire_of(generation_of(asked), asked.version)
    seen = wire.sent(of_releases.definitions(wire, name, asked))
    media_type = "text/plain" if name.rpartition("?")[0].endswith("revisions/2") else seen.media_type
    record["keys"] = check(name, replace(asked, content_type=media_type), seen)


def test_all_there_are_were_sent() -> None:
    """48 are recorded, 24 of them about builds; 9 are printed in full."""
    shared_folder("reference")
    assert (len(RECORDED), len(PRINTED), len(BUILDS)) == (48, 9, 24)


def test_every_tolerance_is_of_a_recording() -> None:
    shared_folder("reference")
    assert {name for one in TOLERATED for name in one.recordings} <= set(RECORDED)


def test_a_difference_is_tolerated_where_the_table_has_it_and_has_to_come_up_there() -> None:
    one = TOLERATED[0]
    assert untolerated(one.recordings[0], [one.difference]) == outdated(one.recordings[0], [one.difference]) == []
    assert untolerated("another", [one.difference]) == [one.difference]
    assert outdated(one.recordings[0], []) == [one.difference]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surprise": 1}, "surprise: not recorded"),
        ({"revision": "1"}, "revision: recorded integer, answered text"),
        ({"retentionPolicy": {}}, "retentionPolicy.daysToKeep: missing"),
        ({"environments": []}, "environments: recorded 1 entries, answered 0"),
        ({"createdBy": None}, "createdBy: recorded map, answered null"),
    ],
)
def test_the_comparison_finds_what_is_wrong(change: Document, said: str) -> None:
    answer = recorded(of_releases.CREATED).answer
    assert said in [str(one) for one in differences(answer, {**answer, **change})]


def test_what_the_reference_prints_comes_back_value_by_value(wire_of: WireOf) -> None:
    """The same documents: all that is no id, date, person or host has the recorded value."""
    asked = recorded(of_releases.WEBSITE)
    wire = wire_of("tfs2017", asked.version)
    number = of_releases.website(wire)
    seen, wanted = wire.release("GET", f"definitions/{number}").answer, asked.answer
    for document in (seen, wanted):
        for name in ("revision", "createdOn", "modifiedOn", "createdBy", "modifiedBy"):
            document.pop(name)
        for environment in document["environments"]:
            environment.pop("id")
            environment.pop("owner")
            environment["deployStep"].pop("id")
            for side in ("preDeployApprovals", "postDeployApprovals"):
                environment[side]["approvals"][0].pop("id")
    assert seen == wanted
