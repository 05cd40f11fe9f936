# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BuildMaster: builds go through the stages of their pipeline, as time passes and as a fault plan says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from buildmaster_api import BuildMasterApi

DEPLOY, DEPLOYMENTS = "releases/builds/deploy", "releases/builds/deployments"


@pytest.fixture
def slow() -> Iterator[BuildMasterApi]:
    """Where everything takes ten seconds."""
    made = BuildMasterApi(pace=10)
    yield made
    made.api.sandbox.store.close()


def test_a_deployment_comes_back_under_another_id(slow):
    asked = slow.ok(DEPLOY, {"buildId": 6, "toStage": "Testing"})
    assert (asked["id"], asked["status"], asked["createdBy"]) == (13, "pending", "API")
    assert "plan" not in asked
    of_stage = {"buildId": 6, "pipelineStageName": "Testing"}
    assert [one["id"] for one in slow.ok(DEPLOYMENTS, of_stage)] == [13]
    slow.wait(10)
    (begun,) = slow.ok(DEPLOYMENTS, of_stage)
    assert (begun["id"], begun["status"], begun["plan"], begun["createdBy"]) == (14, "executing", "Deploy", "SYSTEM")
    assert "ended" not in begun
    assert slow.ok("releases/builds", {"buildId": 6})[0]["furthestStage"] == "Integration"
    slow.wait(10)
    (ended,) = slow.ok(DEPLOYMENTS, of_stage)
    assert ended["status"] == "succeeded"
    assert ended["environmentName"] == "Testing"
    assert ended["started"] < ended["ended"]
    assert slow.ok("releases/builds", {"buildId": 6})[0]["furthestStage"] == "Testing"


def test_without_a_stage_it_is_the_next_one_until_build_and_release_are_deployed(buildmaster):
    for stage in ("Testing", "Production"):
        assert buildmaster.ok(DEPLOY, {"buildId": 6})["pipelineStageName"] == stage
    assert buildmaster.ok("releases/builds", {"buildId": 6})[0]["status"] == "deployed"
    assert buildmaster.ok("releases", {"releaseId": 4})[0]["status"] == "deployed"
    assert buildmaster.ok(DEPLOY, {"buildId": 6}) == []


def test_a_stage_out_of_order_needs_force(buildmaster):
    text = buildmaster.refused(DEPLOY, {"buildId": 6, "toStage": "Production"})
    assert "Testing" in text
    assert buildmaster.stages(6)[-1] == ("Integration", "succeeded")
    buildmaster.ok(DEPLOY, {"buildId": 6, "toStage": "production", "force": "true"})
    assert buildmaster.stages(6)[-1] == ("Production", "succeeded")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"buildId": 6, "toStage": "Tseting"}, "Tseting"),
        ({"buildId": 5, "toStage": "Build"}, "rejected"),
        ({"buildId": 99}, "99"),
        ({"buildNumber": "2"}, "release"),
        ({}, "buildId"),
        ({"buildId": 6, "force": "perhaps"}, "force"),
        ({"buildId": 6, "startTime": "soon"}, "startTime"),
    ],
)
def test_what_is_refused(buildmaster, body, says):
    assert says in buildmaster.refused(DEPLOY, body)
    assert len(buildmaster.ok(DEPLOYMENTS)) == 12


def test_a_build_by_its_number(buildmaster):
    body = {"applicationId": 2, "releaseNumber": "1.0.1", "buildNumber": "2", "toStage": "Testing"}
    assert buildmaster.ok(DEPLOY, body)["buildId"] == 6


def test_a_stage_without_a_plan_yields_nothing_and_no_error(buildmaster):
    made = buildmaster.ok(
        "releases/create", {"applicationId": 1, "releaseNumber": "3", "pipelineName": "global::Deploy"}
    )
    build = buildmaster.ok("releases/builds/create", {"releaseId": made["id"]})
    assert buildmaster.ok(DEPLOY, {"buildId": build["id"], "toStage": "Sign-off", "force": True}) == []
    assert buildmaster.stages(build["id"]) == []


def test_the_answer_may_be_an_array(buildmaster):
    buildmaster.plan({"kind": "buildmaster", "deploy": "array"})
    (asked,) = buildmaster.ok(DEPLOY, {"buildId": 6})
    assert asked["status"] == "pending"


@pytest.mark.parametrize("result", ["failed", "warned"])
def test_a_fault_decides_how_it_ends(buildmaster, result):
    fault = {"kind": "fail_buildmaster_deployment", "stage": "testing", "result": result}
    buildmaster.plan({**fault, "application": "TaxCalculator"}, fault)
    buildmaster.ok(DEPLOY, {"buildId": 6, "toStage": "Testing"})
    assert buildmaster.stages(6)[-1] == ("Testing", result)
    reached = buildmaster.ok("releases/builds", {"buildId": 6})[0]["furthestStage"]
    assert reached == {"failed": "Integration", "warned": "Testing"}[result]
    buildmaster.ok(DEPLOY, {"buildId": 6, "toStage": "Testing"})
    assert buildmaster.stages(6)[-1] == ("Testing", "succeeded")


@pytest.mark.parametrize("text", ["2026-03-02T10:05:00Z", "10:05", "2026-03-02T11:05:00+01:00", "2026-03-02 10:05:00"])
def test_a_start_time_is_kept(buildmaster, text):
    buildmaster.ok(DEPLOY, {"buildId": 6, "toStage": "Testing", "startTime": text})
    buildmaster.wait(299)
    assert buildmaster.stages(6)[-1] == ("Testing", "pending")
    buildmaster.wait(1)
    assert buildmaster.stages(6)[-1] == ("Testing", "succeeded")


def test_a_start_time_without_a_time_is_midnight(buildmaster):
    buildmaster.ok(DEPLOY, {"buildId": 6, "toStage": "Testing", "startTime": "2026-03-03"})
    buildmaster.wait(14 * 3600 - 1)
    assert buildmaster.stages(6)[-1] == ("Testing", "pending")
    buildmaster.wait(1)
    assert buildmaster.stages(6)[-1] == ("Testing", "succeeded")


def rollout(api: BuildMasterApi, stage: str) -> int:
    """Ask for a deployment in the pipeline whose stages have several plans or environments; the id of the build."""
    named = {"applicationId": 2, "releaseNumber": "7"}
    api.ok("releases/create", {**named, "pipelineName": "Rollout"})
    build = api.ok("releases/builds/create", named)["id"]
    asked = api.ok(DEPLOY, {"buildId": build, "toStage": stage, "force": True})
    assert (asked["status"], "plan" in asked, "environmentName" in asked) == ("pending", False, False)
    return build


def standing(api: BuildMasterApi, build: int) -> list[tuple[str, str, str]]:
    found = api.ok(DEPLOYMENTS, {"buildId": build})[::-1]
    return [(one["plan"], one["environmentName"], one["status"]) for one in found]


def test_a_stage_with_two_environments_has_a_deployment_for_each_one_after_the_other(slow):
    build = rollout(slow, "Testing")
    slow.wait(10)
    assert standing(slow, build) == [("Deploy", "Testing", "executing"), ("Deploy", "Testing Asia", "pending")]
    begun = slow.ok(DEPLOYMENTS, {"buildId": build})
    assert len({one["createdOn"] for one in begun}) == 1
    slow.wait(10)
    assert standing(slow, build) == [("Deploy", "Testing", "succeeded"), ("Deploy", "Testing Asia", "executing")]
    assert "furthestStage" not in slow.ok("releases/builds", {"buildId": build})[0]
    slow.wait(10)
    assert [one[2] for one in standing(slow, build)] == ["succeeded", "succeeded"]
    assert slow.ok("releases/builds", {"buildId": build})[0]["furthestStage"] == "Testing"


def test_a_stage_with_two_plans_has_a_deployment_for_each(buildmaster):
    build = rollout(buildmaster, "Production")
    both = [("Database", "Production", "succeeded"), ("Website", "Production", "succeeded")]
    assert standing(buildmaster, build) == both
    assert buildmaster.ok("releases/builds", {"buildId": build})[0]["status"] == "deployed"


@pytest.mark.parametrize("named", [{"environment": "testing"}, {"plan": "Deploy"}])
def test_one_of_them_may_fail_and_the_stage_is_not_reached(slow, named):
    slow.plan({"kind": "fail_buildmaster_deployment", **named})
    build = rollout(slow, "Testing")
    slow.wait(20)
    assert standing(slow, build) == [("Deploy", "Testing", "failed"), ("Deploy", "Testing Asia", "executing")]
    slow.wait(10)
    assert [one[2] for one in standing(slow, build)] == ["failed", "succeeded"]
    assert "furthestStage" not in slow.ok("releases/builds", {"buildId": build})[0]
    slow.ok(DEPLOY, {"buildId": build, "toStage": "Testing", "force": True})
    slow.wait(30)
    assert [one[2] for one in standing(slow, build)] == ["failed", "succeeded", "succeeded", "succeeded"]
    assert slow.ok("releases/builds", {"buildId": build})[0]["furthestStage"] == "Testing"
