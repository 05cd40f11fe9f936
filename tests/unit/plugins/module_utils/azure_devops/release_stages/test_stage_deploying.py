# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`release_environment`: when a deployment is started, when canceled, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_client import after, lost_after, lost_before
from fake_stages import DEFINITION, QA, RELEASE, FakeStages, error, phase, task

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_environment import (
    RELEASE_ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    RefusedError,
    RunFailedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]

START = ("release_environments.update", {"status": "inProgress"})
CANCEL = ("release_environments.update", {"status": "canceled"})
TONIGHT = "2130-03-14T20:00:00Z"
# Status of the stage, and that of its latest attempt (None: there was none).
SITUATIONS: dict[str, tuple[str, str] | None] = {
    "notStarted": None,
    "rejected": ("failed", "phaseFailed"),
    "canceled": ("notDeployed", "canceled"),
    "queued": ("notDeployed", "queued"),
    "inProgress": ("inProgress", "phaseInProgress"),
    "scheduled": ("notDeployed", "scheduled"),
    "succeeded": ("succeeded", "phaseSucceeded"),
    "partiallySucceeded": ("partiallySucceeded", "phasePartiallySucceeded"),
}


def put(server: FakeStages, status: str) -> None:
    """Put QA into a status, with the attempt that goes with it."""
    attempt = SITUATIONS[status]
    server.is_at(status, *([server.attempt(1, *attempt)] if attempt else []))
    if status == "scheduled":
        server.stage["scheduledDeploymentTime"] = TONIGHT
    if status in ("succeeded", "partiallySucceeded"):
        server.deployed(RELEASE, status)


# ------------------------------------------------------------------------------------------------------------- deployed


@pytest.mark.parametrize("status", ["notStarted", "rejected", "canceled", "scheduled"])
def test_is_started(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    outcome = deploy()
    assert outcome.changed
    assert server.sent == [START]
    assert outcome.result["environment"]["status"] == "queued"
    assert outcome.result["release_id"] == RELEASE


@pytest.mark.parametrize("status", ["queued", "inProgress", "succeeded", "partiallySucceeded"])
def test_is_left_alone(server: FakeStages, deploy: Apply, status: str, warnings: list[str]) -> None:
    put(server, status)
    outcome = deploy()
    assert not outcome.changed
    assert server.sent == []
    assert outcome.result["environment"]["status"] == status
    assert warnings == []


@pytest.mark.parametrize("status", SITUATIONS)
@pytest.mark.parametrize("state", ["deployed", "canceled"])
def test_a_second_task_changes_nothing(server: FakeStages, deploy: Apply, status: str, state: str) -> None:
    put(server, status)
    deploy(state=state)
    outcome = deploy(state=state)
    assert not outcome.changed
    assert server.sent == []


@pytest.mark.parametrize("status", SITUATIONS)
@pytest.mark.parametrize("state", ["deployed", "canceled"])
def test_check_mode_foretells_and_writes_nothing(server: FakeStages, deploy: Apply, status: str, state: str) -> None:
    put(server, status)
    foretold = deploy(state=state, check_mode=True)
    assert server.sent == []
    real = deploy(state=state)
    assert (foretold.changed, foretold.before, foretold.after) == (real.changed, real.before, real.after)
    assert foretold.result["environment"]["status"] == real.result["environment"]["status"]
    assert foretold.result.get("is_current") == real.result.get("is_current")


@pytest.mark.parametrize("status", ["notStarted", "rejected", "canceled", "scheduled", "succeeded"])
def test_redeploy_starts_another_attempt_in_any_case(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    assert deploy(redeploy=True).changed
    assert server.sent == [START]


def test_redeploy_of_what_is_under_way_needs_patience(server: FakeStages, deploy: Apply) -> None:
    put(server, "inProgress")
    with pytest.raises(DeclarationError, match=r"^redeploy: stage QA of Release-14 is in progress already.*wait: true"):
        deploy(redeploy=True)
    assert server.sent == []


def test_redeploy_with_wait_follows_the_one_under_way_first(server: FakeStages, deploy: Apply) -> None:
    put(server, "inProgress")
    server.then(
        lambda it: it.is_at("rejected", it.attempt(1, "failed")),
        lambda it: it.is_at("succeeded", it.attempt(1, "failed"), it.attempt(2, "succeeded")),
    )
    outcome = deploy(redeploy=True, wait=True)
    assert outcome.changed
    assert server.sent == [START]
    assert [step["attempt"] for step in outcome.result["environment"]["deploySteps"]] == [1, 2]


def test_scheduled_for_that_very_moment_is_left_alone(server: FakeStages, deploy: Apply) -> None:
    put(server, "scheduled")
    # Servers trim zeros, and round as SQL does.
    server.stage["scheduledDeploymentTime"] = "2130-03-14T20:00:00.003Z"
    assert not deploy(scheduled_time="2130-03-14T21:00:00+01:00").changed
    assert server.sent == []


def test_scheduled_for_another_moment_is_scheduled_anew(server: FakeStages, deploy: Apply) -> None:
    put(server, "scheduled")
    outcome = deploy(scheduled_time="2130-03-15T20:00:00Z")
    assert outcome.changed
    assert [body for _operation, body in server.sent] == [
        {"status": "inProgress", "scheduledDeploymentTime": "2130-03-15T20:00:00Z"}
    ]
    assert outcome.result["environment"]["status"] == "scheduled"
    assert not deploy(scheduled_time="2130-03-15T20:00:00Z").changed


def test_a_moment_that_is_past_means_now(server: FakeStages, deploy: Apply) -> None:
    deploy(scheduled_time="2016-03-14T20:00:00Z")
    assert server.sent == [START]


def test_what_is_declared_of_a_deployment_goes_with_the_request(server: FakeStages, deploy: Apply) -> None:
    variables = {"Size": 2, "Debug": True, "Password": {"value": "s3cret", "is_secret": True}}
    outcome = deploy(comment="Go", variables=variables)
    wire = {"Size": {"value": "2"}, "Debug": {"value": "true"}, "Password": {"value": "s3cret", "isSecret": True}}
    assert [body for _operation, body in server.sent] == [{"status": "inProgress", "comment": "Go", "variables": wire}]
    assert outcome.after["variables"] == wire


def test_a_value_goes_under_the_name_that_the_server_spells(server: FakeStages, deploy: Apply) -> None:
    outcome = deploy(variables={"size": 2, "password": "s3cret"})
    wire = {"Size": {"value": "2"}, "Password": {"value": "s3cret", "isSecret": True}}
    assert server.sent[0][1]["variables"] == outcome.after["variables"] == wire


@pytest.mark.parametrize("value", [None, "", {"value": None, "is_secret": True}, {"value": "", "is_secret": True}])
def test_a_secret_is_not_blanked(server: FakeStages, deploy: Apply, value: Any) -> None:
    with pytest.raises(DeclarationError, match="is a secret, and would be blanked") as caught:
        deploy(variables={"Password": value})
    assert (caught.value.option, server.sent) == ("variables.Password", [])


@pytest.mark.parametrize("status", ["notStarted", "succeeded", "inProgress"])
@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("name", ["Fixed", "nope"])
def test_a_variable_that_may_not_be_set_is_refused_before_anything_is_sent(
    server: FakeStages, deploy: Apply, status: str, check_mode: bool, name: str
) -> None:
    put(server, status)
    with pytest.raises(DeclarationError, match=r"(?s)set for a deployment of this release.*Size") as caught:
        deploy(check_mode=check_mode, redeploy=True, wait=True, variables={"Size": 2, name: "x"})
    assert (caught.value.option, server.sent) == (f"variables.{name}", [])
    assert server.operations == ["releases.get"]


def test_the_difference_of_what_is_scheduled_does_not_promise_an_attempt(server: FakeStages, deploy: Apply) -> None:
    """No document says whether the attempt is there before its time."""
    put(server, "succeeded")
    outcome = deploy(redeploy=True, scheduled_time=TONIGHT)
    assert outcome.before == {"environment": "QA", "status": "succeeded"}
    assert outcome.after == {"environment": "QA", "status": "scheduled", "scheduled_time": TONIGHT}


def test_the_difference_is_about_this_stage_and_attempt(server: FakeStages, deploy: Apply) -> None:
    put(server, "rejected")
    outcome = deploy()
    assert outcome.before == {"environment": "QA", "status": "rejected", "attempt": 1}
    assert outcome.after == {"environment": "QA", "status": "queued", "attempt": 2}


# ------------------------------------------------------------------------------------- what failed since a run began


@pytest.mark.parametrize("status", ["rejected", "canceled"])
@pytest.mark.parametrize("options", [{}, {"wait": True}, {"check_mode": True}], ids=str)
def test_what_failed_since_is_a_failure_and_not_started(
    server: FakeStages, deploy: Apply, status: str, options: dict[str, Any]
) -> None:
    put(server, status)
    verb = {"rejected": "failed; when that is mended", "canceled": "was canceled"}[status]
    with pytest.raises(
        RunFailedError, match=rf"^Stage QA of Release-14 \(attempt 1\) {verb}.*the next run starts it again"
    ) as raised:
        deploy(after_attempt=0, **options)
    assert server.sent == []
    assert raised.value.details["reached"]["environment"]["status"] == status
    assert raised.value.details["reached"]["changed"] is False


@pytest.mark.parametrize("status", ["rejected", "canceled"])
def test_what_had_failed_before_is_started(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    assert deploy(after_attempt=1).changed
    assert server.sent == [START]


@pytest.mark.parametrize("status", sorted(SITUATIONS.keys() - {"rejected", "canceled"}))
def test_what_did_not_fail_is_what_it_would_be(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    without = deploy(check_mode=True)
    outcome = deploy(after_attempt=0, check_mode=True)
    assert (outcome.changed, outcome.result) == (without.changed, without.result)


def test_an_attempt_that_ended_as_it_was_started_tells_why(server: FakeStages, deploy: Apply) -> None:
    """The whole release has less of an attempt than the stage by itself: that is read for the reason."""
    put(server, "rejected")
    broken = phase(task("Deploy", "failed", 5, issues=[error("disk full")]), job="failed")
    server.then(lambda it: it.is_at("rejected", it.attempt(1, "failed", releaseDeployPhases=[broken])))
    with pytest.raises(RunFailedError, match="Task 'Deploy' failed in job 'Agent job': disk full"):
        deploy(after_attempt=0)


def test_another_attempt_in_any_case_and_only_before_one_are_two_wishes() -> None:
    assert RELEASE_ENVIRONMENT.constraints == {"mutually_exclusive": [("redeploy", "after_attempt")]}


# ----------------------------------------------------------------------------------------------------------- rolling back


def test_the_last_deployed_is_current(server: FakeStages, deploy: Apply, warnings: list[str]) -> None:
    put(server, "succeeded")
    server.deployed(RELEASE + 1, "failed")
    server.deployed(RELEASE + 2, "inProgress")
    assert deploy().result["is_current"] is True
    assert warnings == []


@pytest.mark.parametrize("status", ["succeeded", "partiallySucceeded"])
def test_a_newer_release_was_deployed_since(
    server: FakeStages, deploy: Apply, status: str, warnings: list[str]
) -> None:
    put(server, "succeeded")
    server.deployed(RELEASE + 1, status)
    outcome = deploy()
    assert not outcome.changed
    assert outcome.result["is_current"] is False
    assert len(warnings) == 1
    assert "Release-15 was deployed to it since" in warnings[0]


def test_ensure_current_deploys_again_what_another_release_replaced(server: FakeStages, deploy: Apply) -> None:
    put(server, "succeeded")
    server.deployed(RELEASE + 1)
    assert deploy(ensure_current=True, check_mode=True).changed
    assert deploy(ensure_current=True).changed
    assert server.sent == [START]


def test_ensure_current_leaves_alone_what_is_current(server: FakeStages, deploy: Apply, warnings: list[str]) -> None:
    put(server, "succeeded")
    assert not deploy(ensure_current=True).changed
    assert server.sent == warnings == []


@pytest.mark.parametrize(
    "stranger",
    [{"releaseDefinition": {"id": DEFINITION + 1}}, {"definitionEnvironmentId": 21}],
    ids=["another definition", "another stage"],
)
def test_a_filter_that_a_server_ignores_does_not_matter(
    server: FakeStages, deploy: Apply, stranger: dict[str, Any]
) -> None:
    put(server, "succeeded")
    server.deployed(RELEASE + 1, **stranger)
    assert deploy().result["is_current"] is True


# ------------------------------------------------------------------------------------------------------------- canceled


@pytest.mark.parametrize("status", ["queued", "inProgress", "scheduled"])
def test_is_canceled(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    outcome = deploy(state="canceled", comment="Wrong build")
    assert outcome.changed
    assert [body for _operation, body in server.sent] == [{"status": "canceled", "comment": "Wrong build"}]
    assert outcome.result["environment"]["status"] == "canceled"
    assert "is_current" not in outcome.result


@pytest.mark.parametrize("status", ["notStarted", "rejected", "canceled", "succeeded", "partiallySucceeded"])
def test_nothing_is_there_to_cancel(server: FakeStages, deploy: Apply, status: str) -> None:
    put(server, status)
    server.release["status"] = "abandoned"
    assert not deploy(state="canceled").changed
    assert server.sent == []


def test_it_was_deployed_before_it_could_be_canceled(server: FakeStages, deploy: Apply, warnings: list[str]) -> None:
    put(server, "inProgress")
    ended: Any = after(lambda it: it.is_at("succeeded", it.attempt(1, "succeeded")))
    server.faults["release_environments.update"] = [ended]
    outcome = deploy(state="canceled")
    assert not outcome.changed
    assert warnings == ["stage QA of Release-14 was deployed before it could be canceled."]


# --------------------------------------------------------------------------------- answers that are lost, and refusals


@pytest.mark.parametrize(("fault", "writes"), [(lost_after, [START]), (lost_before, [START, START])])
def test_a_lost_answer_starts_one_attempt(server: FakeStages, deploy: Apply, fault: Any, writes: list[Any]) -> None:
    put(server, "rejected")
    server.faults["release_environments.update"] = [fault]
    assert deploy().changed
    assert server.sent == writes
    assert [step["attempt"] for step in server.stage["deploySteps"]] == [1, 2]


def test_an_attempt_that_is_over_already_when_its_answer_is_lost_is_not_started_again(
    server: FakeStages, deploy: Apply
) -> None:
    put(server, "rejected")
    server.faults["release_environments.update"] = [lost_after]
    server.then(lambda it: it.is_at("rejected", it.attempt(1, "failed"), it.attempt(2, "failed")))
    assert deploy().changed
    assert server.sent == [START]


def test_answers_that_are_lost_for_good_are_an_error(server: FakeStages, deploy: Apply) -> None:
    server.faults["release_environments.update"] = [lost_before] * 5
    with pytest.raises(LostAnswerError):
        deploy()
    assert len(server.sent) == 3


def test_a_lost_answer_to_a_cancellation(server: FakeStages, deploy: Apply) -> None:
    put(server, "inProgress")
    server.faults["release_environments.update"] = [lost_after]
    assert deploy(state="canceled").changed
    assert server.sent == [CANCEL]


def test_somebody_else_was_quicker(server: FakeStages, deploy: Apply) -> None:
    server.faults["release_environments.update"] = [after(lambda it: it.is_at("queued", it.attempt(1, "notDeployed")))]
    outcome = deploy()
    assert not outcome.changed
    assert outcome.before == outcome.after == {}
    assert outcome.result["environment"]["status"] == "queued"


def test_a_refusal_says_what_the_stage_is_at(server: FakeStages, deploy: Apply) -> None:
    def refuse(it: FakeStages, _commit: Callable[[], Any]) -> Any:
        raise RefusedError("VS402999: not allowed here.", status=400)

    put(server, "rejected")
    server.faults["release_environments.update"] = [refuse]
    with pytest.raises(
        RefusedError, match=r"QA of Release-14 is failed or rejected and cannot be started.*VS402999"
    ) as raised:
        deploy()
    assert raised.value.details["reached"]["environment"]["status"] == "rejected"
    assert raised.value.details["reached"]["changed"] is False


# ----------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(("status", "advice"), [("draft", "make it active"), ("abandoned", "another release")])
def test_a_release_that_is_not_active_cannot_be_deployed(
    server: FakeStages, deploy: Apply, status: str, advice: str
) -> None:
    server.release["status"] = status
    for check_mode in (True, False):
        with pytest.raises(DeclarationError, match=f"Release-14 is.*{status}.*{advice}"):
            deploy(check_mode=check_mode)
    assert server.sent == []


@pytest.mark.parametrize(
    ("beside", "option"),
    [
        ({"definition": 13}, "definition"),
        ({"definition": "0"}, "definition"),
        ({"definition": ""}, "definition"),
        ({"name": "Release-15"}, "name"),
        ({"definition": DEFINITION, "name": "Release-15"}, "name"),
        ({"definition": "Fabrikam-Website", "name": "release-14"}, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("state", ["deployed", "canceled"])
def test_what_stands_beside_the_id_has_to_fit(
    server: FakeStages, deploy: Apply, beside: dict[str, Any], option: str | None, state: str
) -> None:
    if option is None:
        deploy(state=state, **beside)
        return
    with pytest.raises(DeclarationError) as caught:
        deploy(state=state, **beside)
    assert (caught.value.option, server.writes) == (option, [])


def test_a_stage_that_is_not_there_is_named_with_those_that_are(deploy: Apply) -> None:
    with pytest.raises(
        UnknownNameError, match=r"^environment: .*'PreProd'.*Did you mean 'Pre-Prod'.*'Dev', 'Pre-Prod' and 'QA'"
    ):
        deploy(environment="PreProd")


def test_a_stage_is_found_in_any_casing(server: FakeStages, deploy: Apply) -> None:
    deploy(environment="qa")
    assert [values["environment_id"] for values in server.asked("release_environments.update")] == [QA]


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"release_id": 7}, "release_id"),
        ({"release_id": None, "definition": 13}, "definition"),
        ({"release_id": None, "definition": DEFINITION, "name": "Release-1"}, "name"),
    ],
)
def test_a_release_that_is_not_there(deploy: Apply, options: dict[str, Any], option: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        deploy(**options)
    assert raised.value.option == option


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"scheduled_time": "tonight"}, "scheduled_time"),
        ({"variables": {"Size": [1]}}, "variables.Size"),
        ({"variables": {"Size": {"value": 1, "secret": True}}}, "variables.Size.secret"),
    ],
)
def test_what_is_declared_wrongly(server: FakeStages, deploy: Apply, options: dict[str, Any], option: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        deploy(**options)
    assert raised.value.option == option
    assert server.calls == []


def test_few_requests(server: FakeStages, deploy: Apply) -> None:
    put(server, "succeeded")
    deploy(wait=True)
    assert server.operations == ["releases.get", "deployments.list"]
