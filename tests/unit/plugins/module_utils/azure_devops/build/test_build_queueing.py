# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queueing: what is sent, once; and what becomes of an answer that is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from fake_build_server import MAIN, ME, NOW, OTHER, SOMEBODY, FakeBuildServer, refused
from fake_client import lost_after, lost_before

from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)

QUEUE, LIST = "builds.queue", "builds.list"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeBuildServer:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.0, 0.0))
    return FakeBuildServer()


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_parameter_is_not_blanked(server: FakeBuildServer, value: Any) -> None:
    with pytest.raises(DeclarationError, match="is a secret, and would be blanked") as caught:
        server.run(definition="Fabrikam.CI", parameters={"Pin": {"value": value, "is_secret": True}})
    assert (caught.value.option, server.asked(QUEUE)) == ("parameters.Pin", [])


def test_what_is_sent(server: FakeBuildServer) -> None:
    outcome = server.run(
        definition="Fabrikam.CI",
        source_branch="main",
        source_version=MAIN,
        parameters={"BuildConfiguration": "debug", "system.debug": True, "Pin": {"value": 1234, "is_secret": True}},
        template_parameters={"image": "ubuntu"},
        queue="hosted",
        priority="HIGH",
        demands=["msbuild", "Agent.OS -equals Windows_NT"],
        reason=32,
        ignore_warnings=True,
        check_in_ticket="gated",
        source_build_id=7,
    )
    asked = server.asked(QUEUE)[0]
    assert asked["query"] == {"ignoreWarnings": True, "checkInTicket": "gated", "sourceBuildId": 7}
    parameters = json.loads(asked["body"].pop("parameters"))
    assert parameters == {"BuildConfiguration": "debug", "system.debug": "true", "Pin": "1234"}
    assert asked["body"] == {
        "definition": {"id": 25},
        "sourceBranch": "refs/heads/main",
        "sourceVersion": MAIN,
        "templateParameters": {"image": "ubuntu"},
        "queue": {"id": 2},
        "priority": "high",
        "demands": ["msbuild", "Agent.OS -equals Windows_NT"],
        "reason": "userCreated",
    }
    assert (outcome.before, outcome.after["parameters"]["Pin"]) == ({}, "********")
    assert "1234" not in json.dumps([outcome.result["build"], outcome.after])
    assert outcome.result["build"]["sourceVersion"] == MAIN


def test_the_smallest_request(server: FakeBuildServer) -> None:
    server.run(definition=25)
    assert server.asked(QUEUE)[0]["body"] == {"definition": {"id": 25}}


def test_check_mode_makes_the_same_plan_and_writes_nothing(server: FakeBuildServer) -> None:
    params: dict[str, Any] = {
        "definition": "Fabrikam.CI",
        "parameters": {"a": 1},
        "keep_forever": True,
        "queue": "Hosted",
    }
    checked = server.run(check_mode=True, **params)
    assert server.writes == []
    real = server.run(**params)
    assert (checked.changed, checked.before, checked.after) == (real.changed, real.before, real.after)
    build = checked.result["build"]
    assert (build["id"], build["buildNumber"], build["status"]) == (None, None, "notStarted")
    assert real.result["build"]["keepForever"] is True
    assert server.writes == [QUEUE, "builds.update"]


def test_check_mode_does_not_wait(server: FakeBuildServer) -> None:
    outcome = server.run(check_mode=True, definition=25, wait=True)
    assert "elapsed" not in outcome.result
    assert "status" not in outcome.result["build"]


def test_a_build_whose_answer_was_lost_is_found(server: FakeBuildServer) -> None:
    server.add(parameters='{"a": "1"}')
    server.faults[QUEUE] = [lost_after]
    outcome = server.run(definition=25, parameters={"a": 1})
    assert outcome.changed
    assert (len(server.builds), outcome.result["build"]["id"]) == (2, server.builds[-1]["id"])


def test_a_request_that_never_arrived_is_sent_again(server: FakeBuildServer) -> None:
    server.add()
    server.faults[QUEUE] = [lost_before]
    outcome = server.run(definition=25)
    assert outcome.result["build"]["id"] == server.builds[-1]["id"]
    assert (len(server.builds), server.writes) == (2, [QUEUE, QUEUE])


def test_the_first_of_two_lost_answers_may_be_the_one(server: FakeBuildServer) -> None:
    server.faults[QUEUE] = [lost_before, lost_after]
    server.run(definition=25)
    assert len(server.builds) == 1


def test_it_is_not_sent_a_third_time(server: FakeBuildServer) -> None:
    server.faults[QUEUE] = [lost_before, lost_before]
    with pytest.raises(LostAnswerError):
        server.run(definition=25)
    assert server.writes == [QUEUE, QUEUE]


@pytest.mark.parametrize(
    "other",
    [
        {"requestedFor": {"id": SOMEBODY}, "requestedBy": {"id": SOMEBODY}},
        {"parameters": '{"a": "2"}'},
        {"sourceVersion": OTHER},
        {"definition": {"id": 26}},
        {"sourceBranch": "refs/heads/develop"},
        {"queueTime": (NOW - timedelta(hours=1)).isoformat()},
    ],
    ids=str,
)
def test_a_build_that_somebody_else_queued_meanwhile_is_not_ours(
    server: FakeBuildServer, other: dict[str, Any]
) -> None:
    ours = {"definition": {"id": 25}, "parameters": '{"a": "1"}', "requestedFor": {"id": ME}}

    def somebody_was_faster(_server: Any, _commit: Any) -> Any:
        server.add(**{**ours, **other})
        raise LostAnswerError("the answer was lost")

    server.faults[QUEUE] = [somebody_was_faster]
    task = {"definition": 25, "source_version": MAIN, "source_branch": "main", "parameters": {"a": 1}}
    outcome = server.run(**task, force=True)
    assert server.writes == [QUEUE, QUEUE]
    assert outcome.result["build"]["id"] == server.builds[-1]["id"]


def test_the_same_build_of_a_moment_ago_is_not_the_one_whose_answer_was_lost(server: FakeBuildServer) -> None:
    first = server.add(parameters=None)
    server.now -= timedelta(minutes=1)
    server.faults[QUEUE] = [lost_before]
    assert server.run(definition=25).result["build"]["id"] != first["id"]


def test_a_server_without_a_clock_is_asked_by_ids(server: FakeBuildServer) -> None:
    server.tells_time = False
    server.add()
    server.faults[QUEUE] = [lost_after]
    server.run(definition=25)
    assert len(server.builds) == 2


def test_a_warning_says_how_to_queue_all_the_same(server: FakeBuildServer) -> None:
    def warn(_server: Any, _commit: Any) -> Any:
        raise refused("no", validation_results=[{"result": "warning", "message": "No agent has docker."}])

    for more, hint in (({}, True), ({"ignore_warnings": True}, False)):
        server.faults[QUEUE] = [warn]
        with pytest.raises(RefusedError) as caught:
            server.run(definition=25, **more)
        assert ("ignore_warnings: true" in caught.value.message) is hint
    assert server.builds == []


def test_a_look_that_fails_does_not_hide_that_a_build_may_be_there(server: FakeBuildServer) -> None:
    def down(_server: Any, _commit: Any) -> Any:
        raise UnavailableError("nobody answers")

    server.faults = {QUEUE: [lost_after], LIST: [lambda _server, commit: commit(), down]}
    with pytest.raises(LostAnswerError, match=r"answer was lost.*nobody answers"):
        server.run(definition=25)
    assert server.writes == [QUEUE]


def test_a_failure_after_the_build_was_queued_tells_of_the_build(server: FakeBuildServer) -> None:
    def denied(_server: Any, _commit: Any) -> Any:
        raise refused("you may not keep builds")

    server.faults["builds.update"] = [denied]
    with pytest.raises(RefusedError) as caught:
        server.run(definition=25, keep_forever=True)
    reached = caught.value.details["reached"]
    assert (reached["changed"], reached["build"]["id"]) == (True, 100)


def test_an_unknown_id_of_a_definition_is_an_error_of_the_option(server: FakeBuildServer) -> None:
    def unknown(_server: Any, _commit: Any) -> Any:
        raise NotFoundError("not found", details={"type_key": "DefinitionNotFoundException"})

    server.faults[QUEUE] = [unknown]
    with pytest.raises(NotFoundError) as caught:
        server.run(definition=99)
    assert caught.value.option == "definition"
    assert "reached" not in caught.value.details
