# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`release_approval`: what is answered, what is left alone, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_client import after, lost_after, lost_before
from fake_stages import CHUCK, NOAH, QA, TESTERS, FakeStages, asking, phase

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    UnknownNameError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]


def asks(server: FakeStages, *people: dict[str, Any], side: str = "pre", **more: Any) -> list[dict[str, Any]]:
    """QA asks people, all at once, in its first attempt."""
    server.is_at("inProgress", server.attempt(1, "notDeployed", "pending"))
    server.stage[f"{side}ApprovalsSnapshot"] = asking(*people)
    return [server.raise_approval(person, side, **more) for person in people]


def bodies(server: FakeStages) -> list[dict[str, Any]]:
    return [body for _operation, body in server.sent]


def statuses(outcome: Outcome) -> list[str]:
    return [approval["status"] for approval in outcome.result["approvals"]]


# --------------------------------------------------------------------------------------------------- approving, rejecting


@pytest.mark.parametrize("state", ["approved", "rejected"])
@pytest.mark.parametrize("side", ["pre", "post"])
def test_an_approval_is_answered_once(server: FakeStages, answer: Apply, state: str, side: str) -> None:
    (approval,) = asks(server, CHUCK, side=side)
    task = {"state": state, "type": f"{side}_deploy", "comment": "Good to go!"}
    outcome = answer(**task)
    assert outcome.changed
    assert bodies(server) == [{"status": state, "comments": "Good to go!"}]
    assert server.asked("release_approvals.update")[0]["approval_id"] == approval["id"]
    assert statuses(outcome) == [state]
    assert outcome.before == {"approvals": [{"approver": "Chuck Reinhart", "status": "pending"}]}
    after_it = {"approver": "Chuck Reinhart", "status": state, "comments": "Good to go!"}
    assert outcome.after == {"approvals": [after_it]}
    again = answer(**task)
    assert not again.changed
    assert server.sent == []
    assert statuses(again) == [state]


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_check_mode_foretells_the_answer(server: FakeStages, answer: Apply, state: str) -> None:
    asks(server, CHUCK)
    foretold = answer(state, check_mode=True, comment="Hm")
    assert server.sent == []
    real = answer(state, comment="Hm")
    assert (foretold.changed, foretold.before, foretold.after) == (real.changed, real.before, real.after)
    assert statuses(foretold) == statuses(real)


def test_few_requests(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK)
    answer()
    assert server.operations == [
        "releases.get",
        "connection_data.get",
        "release_approvals.update",
        "release_environments.get",
    ]
    answer()
    assert server.operations == ["releases.get"]


def test_a_skipped_approval_is_done(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH, status="skipped")
    assert not answer().changed
    assert server.sent == []


def test_an_approval_of_the_other_side_is_left_alone(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK, side="post")
    server.raise_approval(None)
    assert not answer(type="pre_deploy").changed
    assert server.sent == []


def test_where_the_question_really_is_is_a_warning(server: FakeStages, answer: Apply, warnings: list[str]) -> None:
    asks(server, NOAH, side="post")
    answer()
    assert warnings == [
        "stage QA of Release-14 asks nobody before the deployment, but Noah Munger after it: type: post_deploy answers"
        " that."
    ]


@pytest.mark.parametrize(("state", "given"), [("approved", "rejected"), ("rejected", "approved")])
@pytest.mark.parametrize("check_mode", [True, False])
def test_an_answer_cannot_be_taken_back(
    server: FakeStages, answer: Apply, state: str, given: str, check_mode: bool
) -> None:
    asks(server, CHUCK, status=given, approvedBy=NOAH)
    with pytest.raises(RefusedError, match=f"^state: .*QA of Release-14 was {given} by Noah Munger, and.*taken back"):
        answer(state, check_mode=check_mode)
    assert server.sent == []


def test_only_the_current_attempt_counts(server: FakeStages, answer: Apply) -> None:
    server.stage["preApprovalsSnapshot"] = asking(CHUCK)
    server.raise_approval(CHUCK, status="rejected", approvedBy=CHUCK)
    server.is_at(
        "inProgress", server.attempt(1, "notDeployed", "rejected"), server.attempt(2, "notDeployed", "pending")
    )
    second = server.raise_approval(CHUCK, attempt=2)
    outcome = answer()
    assert [values["approval_id"] for values in server.asked("release_approvals.update")] == [second["id"]]
    assert [approval["id"] for approval in outcome.result["approvals"]] == [second["id"]]


def test_an_attempt_that_was_just_started_has_no_answer_yet(server: FakeStages, answer: Apply) -> None:
    server.stage["preApprovalsSnapshot"] = asking(CHUCK)
    server.raise_approval(CHUCK, status="approved", approvedBy=CHUCK)
    server.is_at("queued", server.attempt(1, "failed", "phaseFailed"))

    def raises(it: FakeStages) -> None:
        it.is_at("inProgress", it.attempt(1, "failed", "phaseFailed"), it.attempt(2, "notDeployed", "pending"))
        it.raise_approval(CHUCK, attempt=2)

    server.then(raises)
    assert answer(wait_timeout=30).changed
    assert len(server.sent) == 1


# ------------------------------------------------------------------------------------------------------------- automated


@pytest.mark.parametrize("is_raised", [True, False])
def test_what_is_automated_is_approved(server: FakeStages, answer: Apply, is_raised: bool) -> None:
    if is_raised:
        server.is_at("inProgress", server.attempt(1))
        server.raise_approval(None)
    assert not answer(wait_timeout=0).changed
    assert server.sent == []
    with pytest.raises(RefusedError, match="automat"):
        answer("rejected")


# ----------------------------------------------------------------------------------------------------- groups and others


def test_an_approval_of_a_group_of_the_caller(server: FakeStages, answer: Apply) -> None:
    asks(server, TESTERS)
    server.groups_of_the_caller = [str(TESTERS["id"])]
    assert answer().changed
    assert server.asked("release_approvals.list")[0]["query"] == {
        "assignedToFilter": "chuckreinhart@outlook.com",
        "includeMyGroupApprovals": True,
        "releaseIdsFilter": 116,
        "statusFilter": "pending",
    }


@pytest.mark.parametrize("state", ["approved", "rejected"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_an_approval_of_somebody_else(server: FakeStages, answer: Apply, state: str, check_mode: bool) -> None:
    asks(server, NOAH, TESTERS)
    with pytest.raises(PermissionDeniedError) as raised:
        answer(state, check_mode=check_mode, wait_timeout=60)
    assert str(raised.value) == (
        "the approval before the deployment of stage QA of Release-14 is asked of Noah Munger and [Fabrikam]\\Testers, not"
        " of Chuck Reinhart, whose credentials these are, nor of a group of theirs"
    )
    assert [approval["status"] for approval in raised.value.details["reached"]["approvals"]] == ["pending"] * 2
    assert server.sent == []


def test_of_several_only_the_callers_are_answered(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH, CHUCK)
    assert statuses(answer()) == ["pending", "approved"]
    assert not answer().changed


def test_the_answer_of_another_is_none_of_the_callers(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH, TESTERS)
    server.stage["preDeployApprovals"][0].update(status="approved", approvedBy=NOAH)
    with pytest.raises(PermissionDeniedError, match=r"is asked of .*Testers, not of Chuck Reinhart"):
        answer()


def test_a_filter_that_a_server_ignores_shows_in_its_refusal(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH)
    server._release_approvals_list = lambda _query: server._approvals()  # type: ignore[method-assign]
    with pytest.raises(PermissionDeniedError, match="asked of Noah Munger, takes no such answer: access denied"):
        answer()


# ---------------------------------------------------------------------------------------------------------------- ranks


def in_turn(server: FakeStages, *people: dict[str, Any], **options: Any) -> None:
    """QA asks people one after the other: each is raised when the one before has approved."""
    server.is_at("inProgress", server.attempt(1, "notDeployed", "pending"))
    server.stage["preApprovalsSnapshot"] = asking(*people, ranks=tuple(range(1, len(people) + 1)), **options)
    server.raise_approval(people[0])
    handler = server._release_approvals_update

    def update(body: Any, approval_id: int) -> Any:
        shown = handler(body, approval_id)
        raised = len(server.stage["preDeployApprovals"])
        if body["status"] == "approved" and raised < len(people):
            server.raise_approval(people[raised], rank=raised + 1)
        return shown

    server._release_approvals_update = update  # type: ignore[method-assign]


def test_it_goes_on_until_none_of_the_callers_is_left(server: FakeStages, answer: Apply) -> None:
    in_turn(server, CHUCK, CHUCK)
    outcome = answer()
    assert statuses(outcome) == ["approved", "approved"]
    assert len(outcome.after["approvals"]) == 2
    assert not answer().changed


def test_what_others_are_asked_afterwards_is_theirs(server: FakeStages, answer: Apply) -> None:
    in_turn(server, CHUCK, NOAH, CHUCK)
    assert statuses(answer()) == ["approved", "pending"]
    assert not answer().changed


def test_one_rejection_is_enough(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK, CHUCK)
    assert statuses(answer("rejected")) == ["rejected", "canceled"]
    assert len(server.sent) == 1
    assert not answer("rejected").changed


def test_the_callers_turn_is_waited_for(server: FakeStages, answer: Apply) -> None:
    in_turn(server, NOAH, CHUCK)

    def noah_approves(it: FakeStages) -> None:
        it.stage["preDeployApprovals"][0].update(status="approved", approvedBy=NOAH)
        it.raise_approval(CHUCK, rank=2)

    server.then(lambda it: None, noah_approves)
    outcome = answer(wait_timeout=60)
    assert outcome.changed
    assert statuses(outcome) == ["approved", "approved"]
    # Whose groups the approval is of does not change while it is waited for.
    assert len(server.asked("release_approvals.list")) == 1


def test_enough_others_approved(server: FakeStages, answer: Apply) -> None:
    in_turn(server, NOAH, CHUCK, requiredApproverCount=1)
    server.stage["preDeployApprovals"][0].update(status="approved", approvedBy=NOAH)
    assert not answer(wait_timeout=0).changed


# -------------------------------------------------------------------------------------------------------------- waiting


def test_the_question_is_waited_for(server: FakeStages, answer: Apply, lines: list[str]) -> None:
    server.stage["preApprovalsSnapshot"] = asking(CHUCK)
    server.then(lambda it: None, lambda it: asks(it, CHUCK))
    outcome = answer(wait_timeout=60)
    assert outcome.changed
    assert outcome.result["elapsed"] == 0.2
    assert lines[0] == "stage QA of Release-14: not started (0 s)"


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_question_that_does_not_come(server: FakeStages, answer: Apply, seconds: int) -> None:
    server.stage["preApprovalsSnapshot"] = asking(CHUCK)
    with pytest.raises(WaitTimeoutError, match=r"no approval before the deployment.*it is not started") as raised:
        answer(wait_timeout=seconds)
    assert raised.value.details["reached"] == {"approvals": [], "changed": False, "elapsed": float(seconds)}


@pytest.mark.parametrize("seconds", [0, 30])
def test_whose_answer_comes_first_is_said(server: FakeStages, answer: Apply, seconds: int) -> None:
    asks(server, NOAH)
    server.stage["preApprovalsSnapshot"] = asking(NOAH, CHUCK, ranks=(1, 2))
    with pytest.raises(
        WaitTimeoutError, match=r"not asked of Chuck Reinhart yet.* the answer of Noah Munger"
    ) as caught:
        answer(wait_timeout=seconds)
    assert "is started" not in str(caught.value)


def test_a_deployment_that_runs_need_not_be_started(server: FakeStages, answer: Apply) -> None:
    server.is_at("inProgress", server.attempt(1))
    server.stage["postApprovalsSnapshot"] = asking(CHUCK)
    with pytest.raises(WaitTimeoutError, match="to answer yet: it is in progress") as caught:
        answer(type="post_deploy", wait_timeout=0)
    assert "is started" not in str(caught.value)


@pytest.mark.parametrize("assignee", ["", " ", "$(Approver)"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_an_assignee_who_is_nobody(server: FakeStages, answer: Apply, assignee: str, check_mode: bool) -> None:
    asks(server, CHUCK)
    with pytest.raises(DeclarationError) as caught:
        answer("reassigned", check_mode=check_mode, assignee=assignee)
    assert (caught.value.option, server.calls) == ("assignee", [])


def test_the_question_after_the_deployment_is_waited_for_while_it_runs(server: FakeStages, answer: Apply) -> None:
    server.is_at("inProgress", server.attempt(1))
    server.stage["postApprovalsSnapshot"] = asking(CHUCK)
    server.then(lambda it: it.raise_approval(CHUCK, "post"))
    assert answer(type="post_deploy", wait_timeout=60).changed


@pytest.mark.parametrize("status", ["canceled", "rejected"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_question_that_cannot_come_any_more(server: FakeStages, answer: Apply, status: str, check_mode: bool) -> None:
    asks(server, CHUCK, status="canceled")
    server.is_at(status, server.attempt(1, "notDeployed", "canceled"))
    with pytest.raises(NotFoundError, match=r"no approval.*to answer: it is .*redeploy"):
        answer(wait_timeout=60, check_mode=check_mode)
    assert server.asked("release_environments.get") == []


def test_check_mode_expects_the_question(server: FakeStages, answer: Apply, warnings: list[str]) -> None:
    server.stage["preApprovalsSnapshot"] = asking(CHUCK)
    assert answer(wait_timeout=60, check_mode=True).changed
    assert server.asked("release_environments.get") == []
    assert len(warnings) == 1
    with pytest.raises(WaitTimeoutError):
        answer(wait_timeout=0, check_mode=True)


# --------------------------------------------------------------------------------- answers that are lost, and refusals


@pytest.mark.parametrize(("fault", "sent"), [(lost_after, 1), (lost_before, 2)])
@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_a_lost_answer(server: FakeStages, answer: Apply, state: str, fault: Any, sent: int) -> None:
    asks(server, CHUCK)
    server.faults["release_approvals.update"] = [fault]
    outcome = answer(state)
    assert outcome.changed
    assert statuses(outcome) == [state]
    assert len(server.sent) == sent


def test_answers_that_are_lost_for_good_are_an_error(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK)
    server.faults["release_approvals.update"] = [lost_before] * 5
    with pytest.raises(LostAnswerError):
        answer()
    assert len(server.sent) == 3


def test_somebody_else_was_quicker(server: FakeStages, answer: Apply) -> None:
    (approval,) = asks(server, CHUCK)
    server.faults["release_approvals.update"] = [after(lambda it: approval.update(status="approved", approvedBy=NOAH))]
    outcome = answer()
    assert not outcome.changed
    assert statuses(outcome) == ["approved"]


def test_somebody_else_rejected_meanwhile(server: FakeStages, answer: Apply) -> None:
    (approval,) = asks(server, CHUCK)
    server.faults["release_approvals.update"] = [after(lambda it: approval.update(status="rejected", approvedBy=NOAH))]
    with pytest.raises(RefusedError, match="takes no such answer"):
        answer()


# ----------------------------------------------------------------------------------------------------------- reassigning


def test_the_callers_approval_is_given_to_somebody_else(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK)
    task = {"state": "reassigned", "assignee": "noahmunger@outlook.com", "comment": "Please"}
    foretold = answer(**task, check_mode=True)
    assert server.sent == []
    outcome = answer(**task)
    assert bodies(server) == [{"status": "reassigned", "comments": "Please", "approver": {"id": NOAH["id"]}}]
    assert outcome.result["approvals"][0]["approver"] == NOAH
    assert statuses(outcome) == ["pending"]
    assert (foretold.before, foretold.after) == (outcome.before, outcome.after)
    assert foretold.changed
    assert outcome.changed
    assert not answer(**task).changed


def test_a_manager_takes_over_what_somebody_else_is_asked(server: FakeStages, answer: Apply) -> None:
    """As recorded: Chuck gives Noah's approval to himself, and approves."""
    asks(server, NOAH)
    assert answer("reassigned", assignee="Chuck Reinhart").changed
    assert not answer("reassigned", assignee="Chuck Reinhart").changed
    assert answer("approved").changed


def test_another_ones_approval_stays_when_one_is_asked_already(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH, TESTERS)
    assert not answer("reassigned", assignee="noahmunger@outlook.com").changed
    assert server.sent == []


def test_the_new_approver_has_answered(server: FakeStages, answer: Apply) -> None:
    asks(server, NOAH, status="approved", approvedBy=NOAH)
    assert not answer("reassigned", assignee="noahmunger@outlook.com").changed
    with pytest.raises(RefusedError, match="was approved by Noah Munger already"):
        answer("reassigned", assignee="Chuck Reinhart")


def test_an_assignee_who_is_not_there(server: FakeStages, answer: Apply) -> None:
    asks(server, CHUCK)
    with pytest.raises(UnknownNameError, match=r"^assignee: "):
        answer("reassigned", assignee="Nobody Atall")


# -------------------------------------------------------------------------------------------------- manual interventions


def intervenes(server: FakeStages, **more: Any) -> dict[str, Any]:
    intervention = server.raise_intervention(**more)
    held = phase(manualInterventions=[intervention])
    server.is_at("inProgress", server.attempt(1, "inProgress", "manualInterventionPending", releaseDeployPhases=[held]))
    return intervention


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_a_manual_intervention_is_answered_once(server: FakeStages, answer: Apply, state: str) -> None:
    intervention = intervenes(server)
    task = {"state": state, "type": "manual_intervention", "comment": "Drained"}
    foretold = answer(**task, check_mode=True)
    outcome = answer(**task)
    assert outcome.changed
    assert bodies(server) == [{"status": state, "comment": "Drained"}]
    assert server.asked("manual_interventions.update")[0]["intervention_id"] == intervention["id"]
    assert outcome.before == {"approvals": [{"name": "Drain", "status": "pending"}]}
    assert (foretold.changed, foretold.before, foretold.after) == (True, outcome.before, outcome.after)
    again = answer(**task)
    assert not again.changed
    assert statuses(again) == [state]


def test_interventions_of_other_stages_and_attempts_do_not_count(server: FakeStages, answer: Apply) -> None:
    server.raise_intervention(releaseEnvironment={"id": QA + 1, "name": "Pre-Prod"})
    old = server.raise_intervention(status="rejected", approver=NOAH)
    now = server.raise_intervention()
    server.is_at(
        "inProgress",
        server.attempt(1, "failed", "rejected", releaseDeployPhases=[phase(manualInterventions=[old])]),
        server.attempt(2, "inProgress", "manualInterventionPending"),
    )
    outcome = answer(type="manual_intervention")
    assert [values["intervention_id"] for values in server.asked("manual_interventions.update")] == [now["id"]]
    assert [one["id"] for one in outcome.result["approvals"]] == [now["id"]]


def test_an_intervention_is_waited_for(server: FakeStages, answer: Apply) -> None:
    server.is_at("inProgress", server.attempt(1))
    server.then(lambda it: None, intervenes)
    assert answer(type="manual_intervention", wait_timeout=60).changed


def test_a_stage_without_an_intervention(server: FakeStages, answer: Apply) -> None:
    server.is_at("succeeded", server.attempt(1, "succeeded"))
    with pytest.raises(
        NotFoundError, match="no manual intervention of stage QA of Release-14 to answer: it is deployed"
    ):
        answer(type="manual_intervention", wait_timeout=60)


def test_an_intervention_cannot_be_reassigned(server: FakeStages, answer: Apply) -> None:
    with pytest.raises(DeclarationError, match=r"^state: "):
        answer("reassigned", type="manual_intervention", assignee="Chuck Reinhart")
    assert server.calls == []


def test_a_lost_answer_to_an_intervention(server: FakeStages, answer: Apply) -> None:
    intervenes(server)
    server.faults["manual_interventions.update"] = [lost_after]
    assert answer(type="manual_intervention").changed
    assert len(server.sent) == 1
