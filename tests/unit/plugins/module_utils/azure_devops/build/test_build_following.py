# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting: what is said of a build under way, and what of one that failed."""

from __future__ import annotations

from typing import Any

import pytest
from fake_build_server import FakeBuildServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.timeline import Timeline
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    PermissionDeniedError,
    RunFailedError,
    WaitTimeoutError,
)

Record = dict[str, Any]


@pytest.fixture
def server() -> FakeBuildServer:
    return FakeBuildServer()


def record(kind: str, name: str, parent: str | None = None, **more: Any) -> Record:
    return {"id": f"{kind} {name}", "type": kind, "name": name, "parentId": parent, "state": "inProgress", **more}


STAGE = record("Stage", "Deploy")
PHASE = record("Phase", "Web", "Stage Deploy")
JOB = record("Job", "Web", "Phase Web")
TASK = record("Task", "Copy files", "Job Web", order=2)
DONE = record("Task", "Checkout", "Job Web", order=1, state="completed", result="succeeded")
ALL = [TASK, JOB, PHASE, STAGE, DONE]


def test_progress_follows_the_build(server: FakeBuildServer) -> None:
    server.timelines[100] = [STAGE, PHASE, JOB, DONE, {**TASK, "currentOperation": "3 of 7"}]
    server.looks = [
        {"queuePosition": 3},
        {"status": "inProgress"},
        {"status": "inProgress"},
        {"status": "completed", "result": "succeeded"},
    ]
    lines: list[str] = []
    outcome = server.run(definition=25, wait=True, lines=lines)
    name = "build 20260301.100 (id 100) of Fabrikam.CI"
    assert [line.rpartition(" (")[0] for line in lines[1:]] == [
        f"{name}: queued, no agent has taken it yet (queue Hosted, position 3)",
        f"{name}: in progress: Deploy > Web > Copy files (3 of 7)",
        f"{name}: succeeded",
    ]
    assert outcome.result["build"]["result"] == "succeeded"
    assert 0 <= outcome.result["elapsed"] < 5


@pytest.mark.parametrize("timeline", [None, []])
def test_a_build_without_a_timeline_yet(server: FakeBuildServer, timeline: Any) -> None:
    if timeline is not None:
        server.timelines[100] = timeline
    server.looks = [{"status": "inProgress"}, {"status": "completed", "result": "succeeded"}]
    lines: list[str] = []
    server.run(definition=25, wait=True, lines=lines)
    assert ": in progress (" in lines[1]


@pytest.mark.parametrize(
    ("records", "doing", "held_up"),
    [
        (ALL, "Deploy > Web > Copy files", ""),
        ([], "", ""),
        ([STAGE, PHASE, {**JOB, "state": "pending"}], "Deploy > Web", "no agent has taken Deploy > Web yet"),
        ([{**STAGE, "state": 1}, {**JOB, "state": 0}], "Deploy", "no agent has taken Web yet"),
        (
            [{**STAGE, "state": "pending"}, record("Checkpoint.Approval", "Checkpoint.Approval", "Stage Deploy")],
            "Deploy > Checkpoint.Approval",
            "waits for an approval (Deploy > Checkpoint.Approval)",
        ),
        (
            [record("Task", "Ask", task={"name": "ManualValidation"})],
            "Ask",
            "waits for a manual validation (Ask)",
        ),
        ([record("Stage", "__default"), record("Job", "Job", "Stage __default")], "Job", ""),
        ([record("Task", f"T{number}") for number in range(5)], "T0, T1, T2 and 2 more", ""),
        ([{**TASK, "parentId": TASK["id"]}], "", ""),
    ],
)
def test_what_a_timeline_says(records: list[Record], doing: str, held_up: str) -> None:
    timeline = Timeline(records)
    assert (timeline.doing(), timeline.held_up_by()) == (doing, held_up)


def test_a_wait_that_takes_too_long_says_by_what_it_is_held_up(server: FakeBuildServer) -> None:
    server.timelines[100] = [STAGE, PHASE, {**JOB, "state": "pending"}]
    server.looks = [{"status": "inProgress"}]
    with pytest.raises(WaitTimeoutError, match="no agent has taken Deploy > Web yet") as caught:
        server.run(definition=25, wait=True, wait_timeout=0)
    details = caught.value.details
    assert (details["build_id"], details["build_number"]) == (100, "20260301.100")
    assert details["reached"]["changed"] is True
    assert details["reached"]["build"]["id"] == 100


def test_a_build_that_goes_while_it_is_waited_for(server: FakeBuildServer) -> None:
    server.add(status="inProgress", result=None)
    server.faults["builds.timeline"] = [lambda _server, _commit: server.builds.clear()]
    with pytest.raises(NotFoundError):
        server.run(build_id=100, wait=True)


def failing(server: FakeBuildServer) -> None:
    server.add(result="failed")
    server.timelines[100] = [
        {**STAGE, "state": "completed", "result": "failed"},
        {**PHASE, "state": "completed", "result": "failed"},
        {**JOB, "state": "completed", "result": "failed"},
        {**DONE, "log": {"id": 1}},
        {
            **TASK,
            "state": "completed",
            "result": 2,
            "log": {"id": 2},
            "issues": [
                {"type": "warning", "message": "old"},
                {"type": "error", "message": "No space left."},
                {"type": "error", "message": "Exit code 1."},
            ],
        },
        {**record("Task", "Clean", "Job Web"), "state": "completed", "result": "canceled"},
    ]
    server.logs = {1: "fetched", 2: "\n".join(f"2026-03-01T12:30:00.1234567Z line {number}" for number in range(50))}


def test_a_failure_names_what_failed_and_shows_the_end_of_its_log(server: FakeBuildServer) -> None:
    failing(server)
    with pytest.raises(RunFailedError) as caught:
        server.run(build_id=100, wait=True)
    tail = [f"  line {number}" for number in range(30, 50)]
    assert caught.value.message.splitlines() == [
        "Build 20260301.100 (id 100) of Fabrikam.CI failed.",
        "Deploy > Web > Copy files failed: No space left.; Exit code 1.",
        "The end of the log of Deploy > Web > Copy files:",
        *tail,
        "See https://fabrikam/_build/results?buildId=100",
    ]
    details = caught.value.details
    facts = {name: details[name] for name in ("build_id", "build_number", "result", "web_url")}
    assert facts == {
        "build_id": 100,
        "build_number": "20260301.100",
        "result": "failed",
        "web_url": "https://fabrikam/_build/results?buildId=100",
    }
    assert details["reached"]["build"]["id"] == 100
    assert [asked["query"] for asked in server.asked("builds.log")] == [{"startLine": 30}]


def test_a_log_that_cannot_be_read_hides_no_failure(server: FakeBuildServer) -> None:
    failing(server)

    def denied(_server: Any, _commit: Any) -> Any:
        raise PermissionDeniedError("not for you")

    server.faults["builds.logs"] = [denied]
    with pytest.raises(RunFailedError, match=r"No space left(.|\n)*cannot be read: not for you"):
        server.run(build_id=100, wait=True)
    server.faults["builds.timeline"] = [denied]
    with pytest.raises(RunFailedError, match="What failed in it cannot be read: not for you"):
        server.run(build_id=100, wait=True)


def test_a_build_that_its_yaml_file_broke(server: FakeBuildServer) -> None:
    server.add(result="failed", validationResults=[{"result": "error", "message": "/ci.yml: bad indentation"}])
    with pytest.raises(RunFailedError, match="bad indentation"):
        server.run(build_id=100, wait=True)


def test_which_results_fail_is_declared(server: FakeBuildServer) -> None:
    failing(server)
    assert server.run(build_id=100, wait=True, fail_on_result=["canceled"]).result["elapsed"] == 0.0
    server.build(100)["result"] = "partiallySucceeded"
    with pytest.raises(RunFailedError, match="partially succeeded"):
        server.run(build_id=100, wait=True, fail_on_result=["partiallySucceeded"])


def test_a_failed_build_is_just_returned_where_nobody_waits(server: FakeBuildServer) -> None:
    failing(server)
    assert server.run(build_id=100).result["build"]["result"] == "failed"
    assert server.operations == ["builds.get"]


def test_check_mode_foretells_the_failure_of_a_build_that_is_over(server: FakeBuildServer) -> None:
    failing(server)
    with pytest.raises(RunFailedError):
        server.run(build_id=100, wait=True, check_mode=True)
