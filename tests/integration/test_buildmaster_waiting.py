# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for deployments of BuildMaster that somebody asked for, beside one that failed already."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, Ran, play

from release_management_sandbox.testing import RunningSandbox, running_sandbox

PACE = 4
FAILING = {"kind": "fail_buildmaster_deployment", "stage": "Testing", "times": 1}


@pytest.fixture(scope="module")
def slow_sandbox() -> Iterator[RunningSandbox]:
    """Where a deployment takes longer than a playbook needs to begin."""
    with running_sandbox(pace=PACE) as running:
        yield running


@pytest.fixture
def person(slow_sandbox: RunningSandbox) -> Person:
    slow_sandbox.reset()
    return Person(slow_sandbox.root, slow_sandbox.token)


def until(person: Person, build: int, wanted: Callable[[list[str]], bool]) -> None:
    """Come back when the deployments of a build to Testing stand so; their statuses, oldest first."""
    for _look in range(100):
        listed = person.buildmaster("releases/builds/deployments", {"buildId": build, "pipelineStageName": "Testing"})
        if wanted([one["status"] for one in listed][::-1]):
            return
        time.sleep(0.2)
    raise AssertionError("the sandbox does not get there")


def waits(playbooks: Playbooks, sandbox: RunningSandbox, build: int) -> tuple[Ran, Any]:
    options = {"build_id": build, "to_stage": "Testing", "wait": True, "poll_interval": 0.5}
    sandbox.clear_requests()
    ran = playbooks.run(
        [play([{"name": "waits", f"{PREFIX}buildmaster_deployment": options}], Connection(sandbox), IN_PROCESS)]
    )
    assert [one for one in sandbox.requests() if one["path"].endswith("/deploy")] == []
    return ran, ran.of("waits").result


def test_of_two_environments_the_second_is_waited_for_though_the_first_failed(
    slow_sandbox: RunningSandbox, person: Person, playbooks: Playbooks
) -> None:
    named = {"applicationId": 2, "releaseNumber": "7"}
    person.buildmaster("releases/create", {**named, "pipelineName": "Rollout"})
    build = person.buildmaster("releases/builds/create", named)["id"]
    slow_sandbox.set_faults(FAILING)
    person.buildmaster("releases/builds/deploy", {"buildId": build, "toStage": "Testing", "force": True})
    until(person, build, lambda statuses: statuses == ["failed", "executing"])
    ran, result = waits(playbooks, slow_sandbox, build)
    assert ran.status != 0
    assert "to Testing ended as failed" in result["msg"]
    assert "Others of that stage did not: Testing on Testing Asia (Deploy)" in result["msg"]
    assert [one["status"] for one in result["deployments"]] == ["succeeded", "failed"]
    assert result["elapsed"] > 0


def test_a_failure_before_the_request_is_no_part_of_what_is_waited_for(
    slow_sandbox: RunningSandbox, person: Person, playbooks: Playbooks
) -> None:
    slow_sandbox.set_faults(FAILING)
    asked = {"buildId": 6, "toStage": "Testing"}
    person.buildmaster("releases/builds/deploy", asked)
    until(person, 6, lambda statuses: statuses == ["failed"])
    person.buildmaster("releases/builds/deploy", asked)
    ran, result = waits(playbooks, slow_sandbox, 6)
    assert ran.status == 0, ran.output[-4000:]
    assert (result["changed"], result["deployment"]["status"]) == (False, "succeeded")
    assert [one["status"] for one in result["deployments"]] == ["succeeded"]
