# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Approvals and gates: who is asked, who may answer, what follows."""

from __future__ import annotations

import pytest
from sandbox_client import CHUCK
from sandbox_releases import APPROVERS, JAMAL, NORMAL, asking, first, gated, pipeline

_JAMAL_NAME = "fabrikamfiber4@hotmail.com"


def waiting(*approvers, **options):
    return pipeline(first(preDeployApprovals=asking(*approvers, **options)))


def gates_of(releases, release, side="pre"):
    return releases.stage_of(release, "Dev")["deploySteps"][-1][f"{side}DeploymentGates"]


def test_an_automated_approval_is_given_at_once(releases):
    release = releases.start(pipeline(first()))
    (given,) = releases.stage_of(release, "Dev")["preDeployApprovals"]
    assert (given["status"], given["isAutomated"], "approver" in given) == ("approved", True, False)
    assert releases.pending() == []
    assert releases.pending(statusFilter="approved", typeFilter="preDeploy")[0]["id"] == given["id"]


def test_everybody_of_a_rank_is_asked_at_once(releases):
    release = releases.start(waiting(CHUCK, NORMAL))
    assert [one["approver"]["id"] for one in releases.pending()] == [NORMAL, CHUCK]
    mine = releases.pending(assignedToFilter="Chuck Reinhart")[0]
    releases.answer(mine)
    assert releases.statuses(release) == {"Dev": "inProgress"}
    releases.be("fabrikamfiber16@hotmail.com")
    releases.answer(releases.pending()[0])
    assert releases.statuses(release) == {"Dev": "succeeded"}


def test_ranks_are_asked_one_after_the_other(releases):
    release = releases.start(waiting(CHUCK, JAMAL, ranks=(1, 2)))
    assert [one["approver"]["id"] for one in releases.pending()] == [CHUCK]
    releases.answer(releases.pending()[0])
    assert [(one["approver"]["id"], one["rank"]) for one in releases.pending()] == [(JAMAL, 2)]
    assert releases.statuses(release) == {"Dev": "inProgress"}


def test_one_of_them_is_enough(releases):
    release = releases.start(waiting(CHUCK, JAMAL, requiredApproverCount=1))
    releases.answer(releases.pending(assignedToFilter=CHUCK)[0])
    assert releases.statuses(release) == {"Dev": "succeeded"}
    assert {one["status"] for one in releases.stage_of(release, "Dev")["preDeployApprovals"]} == {"approved", "skipped"}


def test_one_rejection_is_enough(releases):
    release = releases.start(waiting(CHUCK, JAMAL))
    releases.answer(releases.pending(assignedToFilter=CHUCK)[0], "rejected", comments="no")
    stage = releases.stage_of(release, "Dev")
    assert (stage["status"], stage["deploySteps"][0]["operationStatus"]) == ("rejected", "rejected")
    assert {one["status"] for one in stage["preDeployApprovals"]} == {"rejected", "canceled"}
    assert releases.deploy(release, "Dev").json()["status"] == "queued"
    assert {one["attempt"] for one in releases.pending()} == {2}


def test_an_approval_after_the_deployment(releases):
    release = releases.start(pipeline(first(postDeployApprovals=asking(CHUCK))))
    (pending,) = releases.pending(typeFilter="postDeploy")
    stage = releases.stage_of(release, "Dev")
    assert stage["deploySteps"][0]["releaseDeployPhases"][0]["status"] == "succeeded"
    assert stage["status"] == "inProgress"
    releases.answer(pending)
    assert releases.statuses(release) == {"Dev": "succeeded"}


def test_an_approval_of_somebody_else(releases):
    releases.start(waiting(JAMAL))
    (pending,) = releases.pending()
    assert releases.answer(pending).status_code == 403
    releases.be(_JAMAL_NAME)
    assert releases.answer(pending).json()["approvedBy"]["id"] == JAMAL


def test_a_group_is_asked_and_a_member_answers(releases):
    releases.start(waiting(APPROVERS))
    assert releases.pending(assignedToFilter=_JAMAL_NAME) == []
    (pending,) = releases.pending(assignedToFilter=_JAMAL_NAME, includeMyGroupApprovals="true")
    releases.be("fabrikamfiber16@hotmail.com")
    assert releases.answer(pending).status_code == 403
    releases.be(_JAMAL_NAME)
    given = releases.answer(pending).json()
    assert (given["approver"]["id"], given["approvedBy"]["id"]) == (APPROVERS, JAMAL)


def test_who_made_the_release_may_be_no_approver(releases):
    releases.start(waiting(CHUCK, releaseCreatorCanBeApprover=False))
    assert releases.answer(releases.pending()[0]).status_code == 403


def test_an_answer_is_given_once(releases):
    releases.start(waiting(CHUCK))
    (pending,) = releases.pending()
    assert releases.answer(pending).status_code == 200
    assert releases.answer(pending).status_code == 400


@pytest.mark.parametrize("status", ["pending", "skipped", "nonsense", None])
def test_other_answers_are_none(releases, status):
    releases.start(waiting(CHUCK))
    assert releases.answer(releases.pending()[0], status).status_code == 400


def test_several_answers_at_once_are_of_one_release(releases):
    made = releases.create(waiting(CHUCK, APPROVERS))
    found = [releases.start(made["id"]) for _ignored in range(2)]
    of_one = [{"id": one["id"], "status": "approved"} for one in releases.pending(releaseIdsFilter=found[0]["id"])]
    other = [{"id": one["id"], "status": "approved"} for one in releases.pending(releaseIdsFilter=found[1]["id"])]
    assert releases.release("PATCH", "approvals", body=[*of_one, *other]).status_code == 400
    assert releases.json("PATCH", "approvals", body=of_one)["count"] == 2
    assert [releases.statuses(one)["Dev"] for one in found] == ["succeeded", "inProgress"]


def test_an_approval_expires(slow):
    release = slow.start(waiting(CHUCK, timeoutInMinutes=30))
    slow.clock.pass_by(29 * 60)
    assert slow.statuses(release) == {"Dev": "inProgress"}
    slow.clock.pass_by(60)
    assert slow.statuses(release) == {"Dev": "rejected"}


def test_the_page_size_is_top_without_dollar(releases):
    made = releases.create(waiting(CHUCK))
    for _ignored in range(3):
        releases.start(made["id"])
    answer = releases.call("GET", "/DefaultCollection/Fabrikam/_apis/release/approvals?top=2")
    assert [one["release"]["id"] for one in answer.json()["value"]] == [3, 2]
    token = answer.headers["x-ms-continuationtoken"]
    assert [one["release"]["id"] for one in releases.pending(continuationToken=token)] == [1]


def test_gates_pass(slow):
    release = slow.start(pipeline(first(preDeploymentGates=gated("Alerts", "Errors"))))
    assert (gates_of(slow, release)["status"], gates_of(slow, release)["deploymentJobs"]) == ("inProgress", [])
    slow.clock.pass_by(10)
    gates = gates_of(slow, release)
    assert gates["status"] == "succeeded"
    assert [one["name"] for one in gates["deploymentJobs"][0]["tasks"]] == ["Alerts", "Errors"]
    slow.clock.pass_by(10)
    assert slow.statuses(release) == {"Dev": "succeeded"}


def test_gates_are_evaluated_again_until_all_pass(releases):
    releases.faults({"kind": "fail_gate", "gate": "Alerts", "times": 2, "message": "three alerts"})
    release = releases.start(pipeline(first(preDeploymentGates=gated("Alerts", "Errors"))))
    gates = gates_of(releases, release)
    results = [[one["status"] for one in job["tasks"]] for job in gates["deploymentJobs"]]
    assert results == [["failed", "succeeded"], ["failed", "succeeded"], ["succeeded", "succeeded"]]
    assert gates["deploymentJobs"][0]["tasks"][0]["issues"][0]["message"] == "three alerts"
    assert releases.statuses(release) == {"Dev": "succeeded"}


def test_gates_give_up(releases):
    releases.faults({"kind": "fail_gate", "times": None})
    release = releases.start(pipeline(first(postDeploymentGates=gated("Alerts"))))
    stage = releases.stage_of(release, "Dev")
    assert (stage["status"], stage["deploySteps"][0]["operationStatus"]) == ("rejected", "gateFailed")
    gates = gates_of(releases, release, "post")
    assert (gates["status"], len(gates["deploymentJobs"])) == ("failed", 4)


def test_a_gate_is_ignored(releases):
    releases.faults({"kind": "fail_gate", "gate": "Alerts", "times": None, "hold": True})
    release = releases.start(pipeline(first(preDeploymentGates=gated("Alerts"))))
    gates = gates_of(releases, release)
    assert (gates["status"], releases.statuses(release)) == ("inProgress", {"Dev": "inProgress"})
    path = f"gates/{gates['id']}"
    assert releases.release("PATCH", path, body={"gatesToIgnore": ["Nothing"]}).status_code == 400
    ignored = releases.json("PATCH", path, body={"gatesToIgnore": ["Alerts"], "comment": "known"})
    assert [one["name"] for one in ignored["ignoredGates"]] == ["Alerts"]
    assert releases.statuses(release) == {"Dev": "succeeded"}
    assert releases.release("PATCH", path, body={"gatesToIgnore": ["Alerts"]}).status_code == 400


@pytest.mark.parametrize(("order", "asked"), [("beforeGates", True), ("afterSuccessfulGates", False)])
def test_gates_and_approvals_have_an_order(releases, order, asked):
    releases.faults({"kind": "fail_gate", "times": None, "hold": True})
    approvals = asking(CHUCK, executionOrder=order)
    releases.start(pipeline(first(preDeployApprovals=approvals, preDeploymentGates=gated("Alerts"))))
    assert bool(releases.pending()) is asked
