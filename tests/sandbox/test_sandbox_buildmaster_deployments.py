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
