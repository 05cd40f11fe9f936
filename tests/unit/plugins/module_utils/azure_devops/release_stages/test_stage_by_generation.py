# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stages on each generation: how they are read, what an attempt without a status tells, what a server can do."""

from __future__ import annotations

from typing import Any

import pytest
from fake_stages import CHUCK, DEFINITION, NOAH, QA, QA_PLACE, RELEASE, FakeStages, error, task

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.old_attempts import told
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    awaits_attempt,
    last_over,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    RunFailedError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Any
OLD = ("tfs2015", "tfs2017")
WITHOUT_STAGES = (*OLD, "tfs2018")


@pytest.fixture(params=list(GENERATIONS))
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(generation: str) -> FakeStages:
    made = FakeStages()
    made.generation = GENERATIONS[generation]
    return made


def old_attempt(number: int, *tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As recorded of 2016: what came of it is not said."""
    return {"id": 228 + number, "attempt": number, "tasks": list(tasks), "runPlanId": "0", **more}


# --- attempts that do not say what came of them


@pytest.mark.parametrize(
    ("status", "tasks", "expected"),
    [
        ("succeeded", ["succeeded"], ("succeeded", None)),
        ("succeeded", [], ("succeeded", None)),
        ("partiallySucceeded", ["failed"], ("partiallySucceeded", None)),
        ("rejected", ["failed", "skipped"], ("failed", None)),
        ("canceled", ["canceled"], ("notDeployed", "canceled")),
        ("inProgress", [], ("inProgress", None)),
        ("inProgress", ["succeeded", "inProgress"], ("inProgress", None)),
        # An approval after the deployment may be missing yet.
        ("inProgress", ["succeeded", "succeeded"], ("inProgress", None)),
        ("pending", [], ("inProgress", None)),
        ("queued", [], ("inProgress", None)),
        ("queued", ["pending"], ("inProgress", None)),
        # It was started again, and shows its next attempt a little later.
        ("queued", ["failure", "skipped"], ("failed", None)),
        ("queued", ["success"], ("succeeded", None)),
    ],
)
def test_what_came_of_the_latest_attempt(status: str, tasks: list[str], expected: tuple[str, str | None]) -> None:
    attempt = old_attempt(1, *(task("Deploy", one) for one in tasks))
    (shown,) = told({"status": status}, [attempt])
    assert (shown["status"], shown.get("operationStatus")) == expected


def test_what_came_of_an_earlier_attempt() -> None:
    attempts = [
        old_attempt(1, task("Deploy", "failed")),
        old_attempt(2, task("Deploy", "success")),
        old_attempt(3),
        old_attempt(4),
    ]
    shown = [one["status"] for one in told({"status": "inProgress"}, attempts)]
    assert shown == ["failed", "succeeded", "notDeployed", "inProgress"]


def test_a_servers_own_status_stays() -> None:
    own = {"attempt": 1, "status": "notDeployed", "operationStatus": "pending"}
    assert told({"status": "rejected"}, [own]) == [own]


def test_which_attempt_is_to_come() -> None:
    failed, running = old_attempt(1, task("Deploy", "failed")), old_attempt(2, task("Deploy", "inProgress"))
    started_again = {"status": "queued", "deploySteps": [failed]}
    assert (awaits_attempt(started_again), last_over(started_again)) == (True, 1)
    going_on = {"status": "inProgress", "deploySteps": [failed, running]}
    assert (awaits_attempt(going_on), last_over(going_on)) == (False, 1)
    over = {"status": "succeeded", "deploySteps": [failed, running]}
    assert (awaits_attempt(over), last_over(over)) == (False, 2)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("pending", "inProgress"),
        ("Pending", "inProgress"),
        ("notStarted", "notStarted"),
        (None, "undefined"),
        (4, "succeeded"),
    ],
)
def test_the_status_of_a_stage(shown: Any, expected: str) -> None:
    """`pending` is in the SDK of July 2016 alone."""
    assert status_of({"status": shown}) == expected


# --- following


def plain(*attempts: dict[str, Any], status: str) -> Any:
    return lambda server: server.stage.update(status=status, deploySteps=list(attempts))


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_a_deployment_is_followed_by_its_tasks(server: FakeStages, deploy: Apply, lines: list[str]) -> None:
    server.is_at("rejected", old_attempt(1, task("Deploy", "failed")))
    server.then(
        plain(old_attempt(1, task("Deploy", "failed")), status="queued"),
        plain(
            old_attempt(1, task("Deploy", "failed")), old_attempt(2, task("Deploy", "inProgress")), status="inProgress"
        ),
        plain(
            old_attempt(1, task("Deploy", "failed")), old_attempt(2, task("Deploy", "succeeded")), status="succeeded"
        ),
    )
    outcome: Outcome = deploy(wait=True)
    assert (outcome.changed, outcome.result["environment"]["status"]) == (True, "succeeded")
    assert any("in progress: Deploy (1 of 1)" in line for line in lines), lines
    assert "release_environments.get" not in server.operations


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
@pytest.mark.parametrize("has_job", [False, True])
def test_a_failure_is_that_of_its_task(server: FakeStages, deploy: Apply, has_job: bool) -> None:
    server.logs[31, 5] = "one\ntwo"
    job = {"job": task("Release", "failed", 9)} if has_job else {}
    failed = old_attempt(1, task("Deploy", "failure", 5, issues=[error("No space left.")]), **job)
    server.then(plain(failed, status="rejected"))
    with pytest.raises(RunFailedError) as caught:
        deploy(wait=True)
    where = " in job 'Release'" if has_job else ""
    assert f" Task 'Deploy' failed{where}: No space left. The end of its log:\none\ntwo" in str(caught.value)
    assert server.asked("release_tasks.log_of_stage")[0]["query"] == {"attemptId": 1}


def test_an_attempt_without_tasks_says_what_the_server_found(server: FakeStages, deploy: Apply) -> None:
    """`errorLog` is in documents up to 4.1."""
    server.then(plain(server.attempt(1, "failed", "phaseFailed", errorLog="No agent was found."), status="rejected"))
    with pytest.raises(RunFailedError, match=r"It says: No agent was found\."):
        deploy(wait=True)


def test_a_stage_is_read_by_itself_where_a_server_can(server: FakeStages, deploy: Apply, generation: str) -> None:
    server.then(plain(server.attempt(1, "succeeded", "phaseSucceeded"), status="succeeded"))
    deploy(wait=True)
    by_itself = server.asked("release_environments.get")
    assert bool(by_itself) == (generation not in WITHOUT_STAGES)
    expanded = {"$expand": "tasks"} if generation in ("server2022", "services") else None
    assert all(asked["query"] == expanded for asked in by_itself)


# --- what is deployed


def test_what_is_deployed_now(server: FakeStages, deploy: Apply, generation: str) -> None:
    """Without the list of deployments the stages tell: the one that changed last."""
    server.is_at("succeeded", server.attempt(1, "succeeded"))
    server.deployed(RELEASE)
    server.deployed(117)
    entries = [
        {
            "id": number,
            "name": f"Release-{number - 102}",
            "environments": [{**stage, "definitionEnvironmentId": QA_PLACE}],
        }
        for number, stage in (
            (118, {"status": "rejected", "modifiedOn": "2016-04-12T09:00:00Z"}),
            (117, {"status": "succeeded", "modifiedOn": "2016-04-12T08:00:00.5Z"}),
            (RELEASE, {"status": "succeeded", "modifiedOn": "2016-04-12T08:00:00Z"}),
        )
    ]
    server._releases_list = lambda query: entries  # type: ignore[method-assign]
    assert deploy().result["is_current"] is False
    if generation == "tfs2015":
        assert "deployments.list" not in server.operations
        (asked,) = server.asked("releases.list")
        assert asked["query"] == {"definitionId": DEFINITION, "$expand": "environments", "queryOrder": "descending"}
        entries[2]["environments"][0]["modifiedOn"] = "2016-04-12T08:00:01Z"
        assert deploy().result["is_current"] is True
    else:
        assert "releases.list" not in server.operations


@pytest.mark.parametrize("generation", ["tfs2015"])
def test_an_entry_that_does_not_say_when_its_stage_changed_is_read_whole(server: FakeStages, deploy: Apply) -> None:
    server.is_at("succeeded", server.attempt(1, "succeeded"))
    server.stage["modifiedOn"] = "2016-04-12T08:00:00Z"
    entry = {
        "id": RELEASE,
        "name": "Release-14",
        "environments": [{"status": "succeeded", "definitionEnvironmentId": QA_PLACE}],
    }
    other = {"status": "succeeded", "definitionEnvironmentId": QA_PLACE, "modifiedOn": "2016-04-12T07:00:00Z"}
    server._releases_list = lambda query: [{"id": 117, "environments": [other]}, entry]  # type: ignore[method-assign]
    assert deploy().result["is_current"] is True


# --- what a server can do with options


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ({"variables": {"Size": "2"}}, "server2019"),
        ({"scheduled_time": "2999-01-01T00:00:00Z"}, "tfs2017"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_a_server_has_not_is_an_error_before_any_request(
    server: FakeStages, deploy: Apply, generation: str, options: dict[str, Any], first: str, check_mode: bool
) -> None:
    names = list(GENERATIONS)
    if names.index(generation) >= names.index(first):
        assert deploy(check_mode=check_mode, **options).changed
        return
    with pytest.raises(DeclarationError, match=f"{GENERATIONS[first].title} is the first that has") as caught:
        deploy(check_mode=check_mode, **options)
    assert (caught.value.option, server.calls) == (next(iter(options)), [])


def test_manual_interventions(server: FakeStages, answer: Apply, generation: str) -> None:
    server.is_at("inProgress", server.attempt(1))
    server.raise_intervention()
    if generation in OLD:
        with pytest.raises(DeclarationError, match=r"Team Foundation Server 2018 is the first that has") as caught:
            answer(type="manual_intervention")
        assert (caught.value.option, server.calls) == ("type", [])
    else:
        assert answer(type="manual_intervention").changed


def test_approvals(server: FakeStages, answer: Apply) -> None:
    """The answer, its repetition, and giving it to somebody else are the same everywhere (recorded of 2016)."""
    server.is_at("inProgress", server.attempt(1, "notDeployed", "pending"))
    server.raise_approval(CHUCK)
    assert answer("reassigned", assignee=NOAH["uniqueName"], comment="ReAssigning").changed
    assert not answer("reassigned", assignee=NOAH["uniqueName"]).changed
    server.stage["preDeployApprovals"][0]["approver"] = CHUCK
    assert answer(comment="Good to go!").changed
    assert not answer().changed
    assert [body for _operation, body in server.sent] == []


@pytest.mark.parametrize("generation", ["tfs2015"])
def test_approvals_of_a_stage_of_2015(server: FakeStages, answer: Apply) -> None:
    """Such a stage shows no attempt as long as it waits, and `pending` as its status (SDK of July 2016)."""
    server.stage.update(status="pending", deploySteps=[])
    server.raise_approval(CHUCK)
    assert answer().changed
    assert server.stage["preDeployApprovals"][0]["status"] == "approved"


def test_waiting_for_an_approval_says_whose(server: FakeStages, deploy: Apply) -> None:
    server.is_at("inProgress", {"id": 229, "attempt": 1, "tasks": [], "runPlanId": "0"})
    server.raise_approval(NOAH)
    with pytest.raises(WaitTimeoutError, match="waiting for the approval of Noah Munger before the deployment"):
        deploy(wait=True, wait_timeout=30)
    assert server.stage["id"] == QA
