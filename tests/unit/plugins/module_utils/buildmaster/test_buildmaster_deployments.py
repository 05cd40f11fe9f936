# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource `buildmaster_deployment` against a server in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_buildmaster import FakeBuildMaster, lost_after, lost_before, refused

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils import _sent_once

LATER = "2024-03-04T10:00:00.0000000Z"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> FakeBuildMaster:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.01, 0.01))
    made = FakeBuildMaster()
    made.build()
    return made


def replaced(server: FakeBuildMaster, **more: Any) -> Callable[[], None]:
    """The request that was sent last gives way to a deployment with another id."""

    def step() -> None:
        asked = server.deployments.pop()
        number = asked["id"] + 1
        server.deployments.append({**asked, "id": number, "plan": "Deploy", "status": "executing", **more})

    return step


def changes(server: FakeBuildMaster, **more: Any) -> Callable[[], None]:
    return lambda: server.deployments[-1].update(more)


def nothing() -> None:
    """Time passes."""


@pytest.mark.parametrize(
    ("status", "sent"),
    [("succeeded", 0), ("warned", 0), ("pending", 0), ("executing", 0), ("failed", 1)],
)
def test_what_was_deployed_or_goes_on_is_left_alone(server: FakeBuildMaster, status: str, sent: int) -> None:
    server.deployment(status=status)
    outcome = server.run_deployment()
    assert (len(server.writes), outcome.changed) == (sent, bool(sent))


def test_other_stages_and_builds_do_not_count(server: FakeBuildMaster) -> None:
    server.deployment(pipelineStageName="Integration")
    server.deployment(buildId=999)
    assert server.run_deployment().changed
    assert server.asked("builds.deploy") == [{"buildId": 200, "toStage": "Testing"}]


def test_it_is_deployed_again_when_the_last_attempt_failed_though_an_earlier_did_not(server: FakeBuildMaster) -> None:
    server.deployment()
    server.deployment(status="failed", createdOn=LATER)
    assert server.run_deployment().changed


def test_and_not_when_the_last_one_is_good(server: FakeBuildMaster) -> None:
    server.deployment(status="failed")
    server.deployment(createdOn=LATER)
    assert not server.run_deployment().changed


def test_of_several_plans_all_count(server: FakeBuildMaster) -> None:
    server.deployment(plan="Database", status="failed")
    server.deployment(plan="Website")
    assert server.run_deployment().changed


def test_a_plan_of_an_earlier_attempt_that_there_is_no_more_does_not(server: FakeBuildMaster) -> None:
    server.deployment(plan="Old", status="failed")
    server.deployment(plan="New", createdOn=LATER)
    assert not server.run_deployment().changed


def test_a_request_that_others_took_the_place_of_does_not_count(server: FakeBuildMaster) -> None:
    server.deployment(plan=None, status="pending")
    server.deployment()
    assert not server.run_deployment(wait=True).changed
    assert server.run_deployment().result["deployment"]["id"] == 301


def test_a_wait_follows_the_stage_and_not_the_id(server: FakeBuildMaster) -> None:
    server.looks = [nothing, replaced(server), changes(server, status="succeeded")]
    outcome = server.run_deployment(wait=True)
    assert outcome.changed
    assert (outcome.result["deployment"]["id"], outcome.result["deployment"]["status"]) == (301, "succeeded")
    assert [one["id"] for one in outcome.result["deployments"]] == [301]
    assert "Testing (Deploy) executing" in " ".join(server.lines)


def test_a_moment_without_any_is_no_end(server: FakeBuildMaster) -> None:
    kept: list[dict[str, Any]] = []
    server.looks = [
        nothing,
        lambda: kept.append(server.deployments.pop()),
        lambda: server.deployments.append({**kept[0], "id": 305, "plan": "Deploy", "status": "succeeded"}),
    ]
    assert server.run_deployment(wait=True).result["deployment"]["id"] == 305


def test_all_deployments_since_are_waited_for_and_one_failure_is_enough(server: FakeBuildMaster) -> None:
    server.looks = [
        nothing,
        replaced(server, plan="Database"),
        lambda: server.deployment(id=302, plan="Website", status="succeeded") and None,
        lambda: server.deployments[-2].update(status="failed", ended=LATER),
    ]
    with pytest.raises(errors.RunFailedError) as raised:
        server.run_deployment(wait=True)
    assert "to Testing ended as failed at 2024-03-04T10:00:00" in str(raised.value)
    assert "plan Database, deployment 301" in str(raised.value)
    assert raised.value.details["build_number"] == "1"
    reached = raised.value.details["reached"]
    assert (reached["changed"], reached["deployment"]["id"], len(reached["deployments"])) == (True, 301, 2)


def test_an_earlier_failure_is_not_this_one_s(server: FakeBuildMaster) -> None:
    server.deployment(status="failed")
    server.looks = [nothing, replaced(server, status="warned")]
    assert server.run_deployment(wait=True).result["deployment"]["status"] == "warned"


def test_who_canceled_it_is_told(server: FakeBuildMaster) -> None:
    server.looks = [nothing, replaced(server, status="canceled", canceledBy="MikeJones")]
    with pytest.raises(errors.RunFailedError, match="was canceled by MikeJones"):
        server.run_deployment(wait=True)


def test_what_goes_on_already_is_waited_for(server: FakeBuildMaster) -> None:
    server.deployment(status="executing")
    server.looks = [nothing, nothing, changes(server, status="succeeded")]
    outcome = server.run_deployment(wait=True)
    assert (outcome.changed, server.writes) == (False, [])
    assert outcome.result["deployment"]["status"] == "succeeded"


def test_what_goes_on_beside_a_failure_is_waited_for(server: FakeBuildMaster) -> None:
    server.deployment(environmentName="A", status="failed")
    server.deployment(environmentName="B", status="executing")
    server.looks = [nothing, nothing, changes(server, status="succeeded")]
    with pytest.raises(
        errors.RunFailedError, match=r"to Testing on A ended as failed.*Others .*: Testing on B \(Deploy\)"
    ):
        server.run_deployment(wait=True)
    assert (server.writes, server.looks) == ([], [])


def test_without_waiting_it_is_left_to_go_on(server: FakeBuildMaster) -> None:
    server.deployment(environmentName="A", status="failed")
    server.deployment(environmentName="B", status="executing")
    assert not server.run_deployment().changed


def test_an_old_failure_is_no_part_of_what_was_asked_for_since(server: FakeBuildMaster) -> None:
    server.deployment(status="failed")
    server.deployment(plan=None, status="pending")
    assert server.run_deployment().result["deployment"]["status"] == "pending"
    server.looks = [nothing, nothing, replaced(server), changes(server, status="succeeded")]
    outcome = server.run_deployment(wait=True)
    assert (outcome.changed, server.writes) == (False, [])
    assert [one["id"] for one in outcome.result["deployments"]] == [302]
    assert outcome.result["deployment"]["status"] == "succeeded"


def test_nor_where_the_request_stays_listed_beside_what_took_its_place(server: FakeBuildMaster) -> None:
    server.deployment(environmentName="A", status="failed")
    server.deployment(plan=None, status="pending")
    server.deployment(environmentName="B")
    assert not server.run_deployment().changed


def test_a_request_that_was_canceled_before_it_was_planned_is_deployed_again(server: FakeBuildMaster) -> None:
    server.deployment()
    server.deployment(plan=None, status="canceled")
    assert server.run_deployment().changed


def test_patience_has_an_end(server: FakeBuildMaster) -> None:
    with pytest.raises(errors.WaitTimeoutError, match="Testing pending") as raised:
        server.run_deployment(wait=True, wait_timeout=0)
    assert raised.value.details["reached"]["changed"] is True


@pytest.mark.parametrize("fault", [lost_after, lost_before])
def test_there_is_one_deployment_whatever_happens_to_the_answer(server: FakeBuildMaster, fault: Any) -> None:
    server.deployment(pipelineStageName="Integration")
    server.faults["builds.deploy"] = [fault]
    outcome = server.run_deployment()
    assert outcome.result["deployment"]["status"] == "pending"
    assert len(server.deployments) == 2


def test_one_that_was_lost_and_came_back_under_another_id_is_found(server: FakeBuildMaster) -> None:
    server.faults["builds.deploy"] = [lost_after]
    server.looks = [nothing, replaced(server)]
    assert server.run_deployment().result["deployment"]["id"] == 301
    assert server.writes == ["builds.deploy"]


def test_redeploying_sends_another(server: FakeBuildMaster) -> None:
    server.deployment()
    assert server.run_deployment(redeploy=True).changed
    assert server.asked("builds.deploy")[0] == {"buildId": 200, "toStage": "Testing"}


def test_what_a_request_says(server: FakeBuildMaster) -> None:
    server.run_deployment(force=True, start_time="22:00", variables={"A": {"value": "x", "is_secret": True}})
    expected = {"buildId": 200, "toStage": "Testing", "force": True, "startTime": "22:00", "$A": "x"}
    assert server.asked("builds.deploy") == [expected]


def test_without_a_stage_it_is_the_next_one_unless_something_goes_on(server: FakeBuildMaster) -> None:
    server.run_deployment(to_stage=None)
    assert server.asked("builds.deploy") == [{"buildId": 200}]
    assert not server.run_deployment(to_stage=None).changed
    server.deployments[-1].update(status="succeeded", plan="Deploy")
    assert server.run_deployment(to_stage=None).changed
    server.deployments[-1].update(status="succeeded", plan="Deploy")
    server.builds[0]["status"] = "deployed"
    assert not server.run_deployment(to_stage=None).changed


def test_a_request_of_which_nothing_comes_is_an_error(server: FakeBuildMaster) -> None:
    server.faults["builds.deploy"] = [lambda _server, _commit: []]
    with pytest.raises(errors.DeclarationError, match="did nothing"):
        server.run_deployment()


def test_a_refusal_names_the_stages_that_are_known(server: FakeBuildMaster) -> None:
    server.deployment()
    server.faults["builds.deploy"] = [refused]
    with pytest.raises(errors.RefusedError, match=r"no\. .*stage 'Tseting'\. Did you mean 'Testing'"):
        server.run_deployment(to_stage="Tseting")


def test_stages_of_another_application_s_pipeline_of_that_name_are_none_of_its_own(server: FakeBuildMaster) -> None:
    server.deployment()
    server.deployment(pipelineStageName="Elsewhere", applicationId=1, applicationName="TaxCalculator")
    server.faults["builds.deploy"] = [refused]
    with pytest.raises(errors.RefusedError, match=r"Known stages: 'Testing'\.$"):
        server.run_deployment(to_stage="Tseting")


def test_those_of_a_global_pipeline_are_wherever_it_was_used(server: FakeBuildMaster) -> None:
    server.builds[0]["pipelineName"] = "global::Deploy"
    server.deployment(pipelineStageName="Elsewhere", applicationId=1, pipelineName="global::Deploy", buildId=999)
    server.faults["builds.deploy"] = [refused]
    with pytest.raises(errors.RefusedError, match=r"Known stages: 'Elsewhere'\.$"):
        server.run_deployment(to_stage="Tseting")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"release": "9.9"}, "and not one of release 9.9"),
        ({"pipeline": "Hotfix"}, "and not one of pipeline Hotfix"),
        (
            {"application": "TaxCalculator", "release": "1.0.1"},
            "not one of application TaxCalculator and release 1.0.1",
        ),
    ],
)
def test_an_id_means_the_build_that_the_other_options_say(
    server: FakeBuildMaster, said: dict[str, Any], words: str
) -> None:
    with pytest.raises(errors.DeclarationError, match=words) as raised:
        server.run_deployment(**{"application": None, "release": None, "build_id": 200, **said})
    assert (raised.value.option, server.writes) == ("build_id", [])


@pytest.mark.parametrize("text", ["1320", "79200", " 22 ", "22.5"])
def test_a_number_is_no_time(server: FakeBuildMaster, text: str) -> None:
    with pytest.raises(errors.DeclarationError, match=r'Quote a time.*"22:00"') as raised:
        server.run_deployment(start_time=text)
    assert raised.value.option == "start_time"


def test_check_mode_sends_nothing_and_waits_for_nothing(server: FakeBuildMaster) -> None:
    server.deployment(pipelineStageName="testing", buildId=999)
    foretold = server.run_deployment(check_mode=True, wait=True)
    assert (server.writes, foretold.changed, server.warnings) == ([], True, [])
    assert foretold.result["deployment"]["id"] is None
    outcome = server.run_deployment()
    assert (outcome.before, outcome.after) == (foretold.before, foretold.after)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_build_of_a_canceled_release_is_refused(server: FakeBuildMaster, check_mode: bool) -> None:
    server.releases[0]["status"] = "canceled"
    with pytest.raises(errors.DeclarationError, match="is canceled"):
        server.run_deployment(check_mode=check_mode)
    assert server.writes == []


def test_the_build_of_a_number_or_an_id_or_the_latest_good_one(server: FakeBuildMaster) -> None:
    server.build()
    server.build(status="rejected")
    assert server.run_deployment().result["deployment"]["buildId"] == 201
    assert server.run_deployment(build="1").result["deployment"]["buildId"] == 200
    ids = {"application": None, "release": None, "build_id": 200, "redeploy": True}
    assert server.run_deployment(**ids).result["deployment"]["buildId"] == 200
    for params in ({"build": "3"}, {"build_id": 202}):
        with pytest.raises(errors.DeclarationError, match="is rejected"):
            server.run_deployment(**params)
    with pytest.raises(errors.UnknownNameError, match="There are '1', '2' and '3'"):
        server.run_deployment(build="9")


@pytest.mark.parametrize("params", [{"release": "1.0.2"}, {"build": "9"}, {"release": "1.0.2", "build": "1"}])
def test_in_check_mode_a_build_may_be_one_that_an_earlier_task_pretended_to_create(
    server: FakeBuildMaster, params: dict[str, Any]
) -> None:
    outcome = server.run_deployment(check_mode=True, **params)
    assert (outcome.changed, outcome.result["deployment"]["id"]) == (True, None)
    assert len(server.warnings) == 1


def test_variables_of_a_deployment_are_not_evaluated(server: FakeBuildMaster) -> None:
    with pytest.raises(errors.DeclarationError, match="is not an option here"):
        server.run_deployment(variables={"A": {"value": "x", "evaluate": True}})


def test_an_earlier_deployment_is_not_taken_for_one_that_was_lost(server: FakeBuildMaster) -> None:
    server.deployment(status="failed")
    server.faults["builds.deploy"] = [lost_before]
    assert server.run_deployment().result["deployment"]["id"] == 301
    assert server.writes == ["builds.deploy", "builds.deploy"]


def test_a_wrong_address_is_an_error_in_check_mode_too(
    server: FakeBuildMaster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_there(_operation: str, _filters: Any = None) -> Any:
        raise errors.NotFoundError("nothing at this address", status=404)

    monkeypatch.setattr(server, "rows", nothing_there)
    with pytest.raises(errors.NotFoundError):
        server.run_deployment(check_mode=True)
