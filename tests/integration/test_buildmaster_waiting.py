# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for deployments of BuildMaster that somebody asked for, beside one that failed already."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from harness.person import Person

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment import (
    BUILDMASTER_DEPLOYMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import RunFailedError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

PACE = 2
FAILING = {"kind": "fail_buildmaster_deployment", "stage": "Testing", "times": 1}


@pytest.fixture(scope="module")
def slow_sandbox() -> Iterator[RunningSandbox]:
    """Where a deployment takes its time."""
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


def waits(sandbox: RunningSandbox, build: int) -> Outcome:
    """Do the task, in this process: a playbook may begin so late that nothing goes on any more."""
    options = {"build_id": build, "to_stage": "Testing", "wait": True, "poll_interval": 0.2}
    params = {"buildmaster_url": sandbox.root, "api_key": sandbox.token, "retries": 0, "timeout": 30, **options}
    sandbox.clear_requests()
    client = BUILDMASTER_DEPLOYMENT.connect(params)
    try:
        return BUILDMASTER_DEPLOYMENT.run(params, client, Run())
    finally:
        client.close()
        assert [one for one in sandbox.requests() if one["path"].endswith("/deploy")] == []


def test_of_two_environments_the_second_is_waited_for_though_the_first_failed(
    slow_sandbox: RunningSandbox, person: Person
) -> None:
    named = {"applicationId": 2, "releaseNumber": "7"}
    person.buildmaster("releases/create", {**named, "pipelineName": "Rollout"})
    build = person.buildmaster("releases/builds/create", named)["id"]
    slow_sandbox.set_faults(FAILING)
    person.buildmaster("releases/builds/deploy", {"buildId": build, "toStage": "Testing", "force": True})
    until(person, build, lambda statuses: statuses == ["failed", "executing"])
    with pytest.raises(
        RunFailedError, match=r"Others of that stage did not: Testing on Testing Asia \(Deploy\)"
    ) as raised:
        waits(slow_sandbox, build)
    reached = raised.value.details["reached"]
    assert [one["status"] for one in reached["deployments"]] == ["succeeded", "failed"]
    assert reached["elapsed"] > 0


def test_a_failure_before_the_request_is_no_part_of_what_is_waited_for(
    slow_sandbox: RunningSandbox, person: Person
) -> None:
    slow_sandbox.set_faults(FAILING)
    asked = {"buildId": 6, "toStage": "Testing"}
    person.buildmaster("releases/builds/deploy", asked)
    until(person, 6, lambda statuses: statuses == ["failed"])
    person.buildmaster("releases/builds/deploy", asked)
    outcome = waits(slow_sandbox, 6)
    assert (outcome.changed, outcome.result["deployment"]["status"]) == (False, "succeeded")
    assert [one["status"] for one in outcome.result["deployments"]] == ["succeeded"]
