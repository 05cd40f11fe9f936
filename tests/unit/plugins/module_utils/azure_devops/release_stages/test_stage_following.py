# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`release_environment` with `wait`: which attempt counts, what is told meanwhile, and how a failure is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_stages import NOAH, RELEASE, TESTERS, FakeStages, asking, error, phase, task

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    RunFailedError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]
Step = Callable[[FakeStages], Any]


def at(status: str, *attempts: tuple[Any, ...], **more: Any) -> Step:
    """QA is in this state from now on; an attempt is its number, status and operation."""

    def step(server: FakeStages) -> None:
        shown = [server.attempt(*attempt) for attempt in attempts]
        if more:
            shown[-1].update(more)
        server.is_at(status, *shown)

    return step


FAILED_BEFORE = (1, "failed", "phaseFailed")


# --------------------------------------------------------------------------------------------------- which attempt counts


def test_it_waits_until_it_is_deployed(server: FakeStages, deploy: Apply) -> None:
    def ends(it: FakeStages) -> None:
        at("succeeded", (1, "succeeded"))(it)
        it.deployed(RELEASE)

    server.then(at("queued", (1, "notDeployed", "queued")), at("inProgress", (1,)), ends)
    outcome = deploy(wait=True)
    assert outcome.changed
    assert outcome.result["environment"]["status"] == "succeeded"
    assert outcome.result["is_current"] is True
    assert outcome.result["elapsed"] == 0.8  # pauses of a quarter and of half a second


def test_the_attempt_before_does_not_count(server: FakeStages, deploy: Apply) -> None:
    at("rejected", FAILED_BEFORE)(server)
    server.then(
        at("rejected", FAILED_BEFORE),  # not heard of the start yet
        at("queued", FAILED_BEFORE),
        at("inProgress", FAILED_BEFORE, (2,)),
        at("succeeded", FAILED_BEFORE, (2, "succeeded")),
    )
    outcome = deploy(wait=True)
    assert outcome.result["environment"]["status"] == "succeeded"
    assert len(server.asked("release_environments.get")) == 4


def test_a_later_attempt_does_not_count_either(server: FakeStages, deploy: Apply) -> None:
    server.then(at("inProgress", (1,)), at("inProgress", (1, "failed", "phaseFailed"), (2,)))
    with pytest.raises(RunFailedError, match=r"QA of Release-14 \(attempt 1\) failed"):
        deploy(wait=True)


def test_an_attempt_that_is_under_way_is_waited_for(server: FakeStages, deploy: Apply) -> None:
    at("inProgress", FAILED_BEFORE, (2,))(server)
    server.then(at("inProgress", FAILED_BEFORE, (2,)), at("succeeded", FAILED_BEFORE, (2, "succeeded")))
    outcome = deploy(wait=True)
    assert not outcome.changed
    assert outcome.result["environment"]["status"] == "succeeded"


def test_a_stage_that_is_queued_before_its_attempt_is_raised(server: FakeStages, deploy: Apply) -> None:
    at("queued", FAILED_BEFORE)(server)
    server.then(at("queued", FAILED_BEFORE), at("succeeded", FAILED_BEFORE, (2, "succeeded")))
    assert deploy(wait=True).result["environment"]["status"] == "succeeded"


def test_it_is_over_when_it_is_canceled_before_an_attempt_is_raised(server: FakeStages, deploy: Apply) -> None:
    server.stage["status"] = "queued"
    server.then(at("queued"), at("canceled"))
    with pytest.raises(RunFailedError, match=r"^Stage QA of Release-14 was canceled"):
        deploy(wait=True)


def test_partial_success_is_a_warning(server: FakeStages, deploy: Apply, warnings: list[str]) -> None:
    broken = phase(task("Smoke test", "failed", 5, issues=[error("no answer")]), job="partiallySucceeded")
    server.then(at("partiallySucceeded", (1, "partiallySucceeded"), releaseDeployPhases=[broken]))
    assert deploy(wait=True).changed
    assert len(warnings) == 1
    assert "deployed only partially" in warnings[0]
    assert "'Smoke test' failed in job 'Agent job': no answer" in warnings[0]


def test_check_mode_does_not_wait(server: FakeStages, deploy: Apply) -> None:
    outcome = deploy(wait=True, check_mode=True)
    assert outcome.changed
    assert outcome.result["is_current"] is None
    assert "elapsed" not in outcome.result
    assert server.asked("release_environments.get") == []


def test_a_cancellation_is_waited_for(server: FakeStages, deploy: Apply) -> None:
    at("inProgress", (1,))(server)
    server.faults["release_environments.update"] = [lambda it, _commit: dict(it.stage)]
    server.then(at("inProgress", (1, "inProgress", "cancelling")), at("canceled", (1, "notDeployed", "canceled")))
    outcome = deploy(state="canceled", wait=True)
    assert outcome.changed
    assert outcome.result["environment"]["status"] == "canceled"


# ------------------------------------------------------------------------------------------------------- how often it looks


@pytest.mark.parametrize(("interval", "most"), [(10.0, 4 + 20), (5.0, 4 + 40), (60.0, 7 + 4)])
def test_it_looks_no_more_often_than_it_says(server: FakeStages, deploy: Apply, interval: float, most: int) -> None:
    at("inProgress", (1,))(server)
    with pytest.raises(WaitTimeoutError):
        deploy(wait=True, wait_timeout=200, poll_interval=interval)
    looks = server.asked("release_environments.get")
    assert len(looks) == len(server.calls) - 1  # one request for each look, after the one that finds the release
    assert 200 / interval < len(looks) <= most + 2


def test_the_tasks_are_asked_for(server: FakeStages, deploy: Apply) -> None:
    server.then(at("succeeded", (1, "succeeded")))
    deploy(wait=True)
    assert server.asked("release_environments.get")[0]["query"] == {"$expand": "tasks"}


# ------------------------------------------------------------------------------------------------------------- in words


def pending(server: FakeStages) -> None:
    at("inProgress", (1, "notDeployed", "pending"))(server)
    server.raise_approval(NOAH)
    server.raise_approval(TESTERS)


def pending_after(server: FakeStages) -> None:
    at("inProgress", (1, "inProgress", "pending"))(server)
    server.raise_approval(NOAH, "post")


def intervening(server: FakeStages) -> None:
    held = phase(manualInterventions=[server.raise_intervention()])
    at("inProgress", (1, "inProgress", "manualInterventionPending"), releaseDeployPhases=[held])(server)


def gates(status: str, *verdicts: tuple[str, str]) -> dict[str, Any]:
    old = {"job": task("gates", "failed", startTime="2026-03-14T20:00:00Z"), "tasks": [task("Old", "failed")]}
    new = {
        "job": task("gates", "inProgress", startTime="2026-03-14T20:05:00.1Z"),
        "tasks": [task(name, verdict, issues=[error("it is red.")]) for name, verdict in verdicts],
    }
    return {"id": 3, "status": status, "deploymentJobs": [old, new]}


RUNNING = phase(
    task("Initialize job", "succeeded", 1), task("Deploy", "inProgress", 2), task("Smoke test", "pending", 3)
)
OPEN_GATES = gates("inProgress", ("Query work items", "succeeded"), ("Smoke alarm", "failed"))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (at("queued", (1, "notDeployed", "queued")), "queued"),
        (pending, r"waiting for the approval of Noah Munger and \[Fabrikam\]\\Testers before the deployment"),
        (pending_after, "waiting for the approval of Noah Munger after the deployment"),
        (intervening, "waiting for the manual intervention 'Drain': Drain the load balancer"),
        (
            at("inProgress", (1, "inProgress", "evaluatingGates"), preDeploymentGates=OPEN_GATES),
            "evaluating gates before the deployment: 'Query work items' succeeded, 'Smoke alarm' failed",
        ),
        (at("inProgress", (1, "inProgress", "queuedForAgent")), "waiting for an agent"),
        (at("queued", (1, "notDeployed", "queuedForPipeline")), "waiting for another deployment to this stage to end"),
        (at("inProgress", (1,), releaseDeployPhases=[RUNNING]), r"in progress: Agent job, Deploy \(2 of 3\)"),
        (at("inProgress", FAILED_BEFORE, (2, "inProgress", "queuedForAgent")), "attempt 2: waiting for an agent"),
        (at("inProgress", (1, "inProgress", "cancelling")), "being canceled"),
    ],
)
def test_a_wait_says_what_it_is_held_up_by(
    server: FakeStages, deploy: Apply, lines: list[str], step: Step, words: str
) -> None:
    step(server)
    with pytest.raises(WaitTimeoutError, match=rf"^wait_timeout: .*stage QA of Release-14: {words}\. ") as raised:
        deploy(wait=True, wait_timeout=30)
    reached = raised.value.details["reached"]
    assert reached["environment"] == server.stage
    assert (reached["release_id"], reached["changed"], reached["elapsed"]) == (RELEASE, False, 30.0)
    assert lines == [f"{line} (0 s)" for line in [lines[0].removesuffix(" (0 s)")]]


def test_a_stage_that_is_scheduled_says_for_when(server: FakeStages, deploy: Apply) -> None:
    moment = "2130-03-14T20:00:00Z"
    with pytest.raises(WaitTimeoutError, match=f"scheduled for {moment}") as raised:
        deploy(wait=True, wait_timeout=30, scheduled_time=moment)
    assert raised.value.details["reached"]["changed"] is True


def test_progress_is_told_once_for_each_news(server: FakeStages, deploy: Apply, lines: list[str]) -> None:
    server.then(
        at("queued", (1, "notDeployed", "queued")),
        at("queued", (1, "notDeployed", "queued")),
        at("inProgress", (1,), releaseDeployPhases=[RUNNING]),
        at("succeeded", (1, "succeeded")),
    )
    deploy(wait=True)
    assert lines == [
        "stage QA of Release-14: queued (0 s)",
        "stage QA of Release-14: in progress: Agent job, Deploy (2 of 3) (1 s)",
        "stage QA of Release-14: deployed (2 s)",
    ]


# ------------------------------------------------------------------------------------------------------------- failures


def failure_of(server: FakeStages, deploy: Apply, *steps: Step) -> RunFailedError:
    server.then(*steps)
    with pytest.raises(RunFailedError) as raised:
        deploy(wait=True)
    return raised.value


def test_a_failed_task_is_named_with_its_reason_and_the_end_of_its_log(server: FakeStages, deploy: Apply) -> None:
    server.logs[31, 5] = "\n".join(f"2026-03-14T20:00:{number:02}.1234567Z line {number}" for number in range(40))
    deploy_task = task("Deploy", "failed", 5, issues=[error("disk full."), {"issueType": "Warning", "message": "hm"}])
    deploy_task["lineCount"] = 40
    broken = phase(task("Initialize job", "succeeded", 4), deploy_task, task("Smoke test", "skipped", 6), job="failed")
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), releaseDeployPhases=[broken]))
    first, *log = str(failure).splitlines()
    assert first == (
        "Stage QA of Release-14 (attempt 1) failed; when that is mended, the next run starts it again."
        " Task 'Deploy' failed in job 'Agent job': disk full. The end of its log:"
    )
    assert log == [f"line {number}" for number in range(20, 40)]
    assert server.asked("release_tasks.log")[0]["query"] == {"startLine": 21}
    reached = failure.details["reached"]
    assert reached["changed"] is True
    assert reached["environment"]["status"] == "rejected"
    assert reached["is_current"] is False


def test_the_log_of_a_server_that_only_gives_whole_logs(server: FakeStages, deploy: Apply) -> None:
    server.generation = GENERATIONS["tfs2015"]
    server.logs[31, 5] = "\n".join(f"line {number}" for number in range(40))
    ran = {"job": task("Agent job", "failed", 9), "tasks": [task("Deploy", "failed", 5, lineCount=40)]}
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), **ran))
    first, *log = str(failure).splitlines()
    assert first.endswith("Task 'Deploy' failed in job 'Agent job'. The end of its log:")
    assert log == [f"line {number}" for number in range(20, 40)]
    assert server.asked("release_tasks.log_of_stage")[0]["query"] == {"attemptId": 1}


def test_what_a_task_does_not_say_its_job_does(server: FakeStages, deploy: Apply) -> None:
    broken = phase(task("Deploy", "failed", 5), job="failed")
    broken["deploymentJobs"][0]["job"]["issues"] = [error("We stopped hearing from the agent.")]
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), releaseDeployPhases=[broken]))
    assert "Task 'Deploy' failed in job 'Agent job': We stopped hearing from the agent. " in str(failure)


def test_a_log_that_cannot_be_read_is_no_other_failure(server: FakeStages, deploy: Apply) -> None:
    broken = phase(task("Deploy", "failed", 5), job="failed")
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), releaseDeployPhases=[broken]))
    assert "Task 'Deploy' failed in job 'Agent job'. Its log could not be read: there is no log" in str(failure)


def test_all_tasks_that_failed_are_named(server: FakeStages, deploy: Apply) -> None:
    broken = phase(task("Deploy", "failed", 5), task("Clean up", "failure", 6), job="failed")
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), releaseDeployPhases=[broken]))
    assert "Task 'Deploy' failed in job 'Agent job'. So did 'Clean up'." in str(failure)


def test_a_job_without_a_failed_task(server: FakeStages, deploy: Apply) -> None:
    broken = phase(job="failed", errorLog="No agent could be found with the following capabilities: msbuild")
    failure = failure_of(server, deploy, at("rejected", (1, "failed", "phaseFailed"), releaseDeployPhases=[broken]))
    assert "Job 'Agent job' failed: No agent could be found" in str(failure)


FAILED = "failed; when that is mended, the next run starts it again."


def rejected_by_noah(server: FakeStages) -> None:
    at("rejected", (1, "notDeployed", "rejected"))(server)
    server.raise_approval(TESTERS, status="rejected", approvedBy=NOAH, comments="Not on a Friday")


def intervention_rejected(server: FakeStages) -> None:
    held = phase(manualInterventions=[server.raise_intervention(status="rejected", approver=NOAH, comments="No")])
    at("rejected", (1, "failed", "rejected"), releaseDeployPhases=[held])(server)


FAILED_GATES = gates("failed", ("Query work items", "succeeded"), ("Smoke alarm", "failed"))


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (
            rejected_by_noah,
            f'{FAILED} The approval before the deployment was rejected by Noah Munger, with the comment "Not on a Friday".',
        ),
        (
            intervention_rejected,
            f"{FAILED} The manual intervention 'Drain' was rejected by Noah Munger, with the comment \"No\".",
        ),
        (
            at("rejected", (1, "failed", "gateFailed"), preDeploymentGates=FAILED_GATES),
            f"{FAILED} The gates before the deployment failed: 'Smoke alarm': it is red.",
        ),
        (
            at("canceled", (1, "notDeployed", "canceled")),
            "was canceled; the next run starts it again. Last changed by Noah Munger.",
        ),
        (
            at("rejected", (1, "failed", "phaseFailed"), issues=[error("The artifact is gone")]),
            f"{FAILED} It says: The artifact is gone.",
        ),
    ],
)
def test_the_reason_is_told(server: FakeStages, deploy: Apply, step: Step, reason: str) -> None:
    assert str(failure_of(server, deploy, step)) == f"Stage QA of Release-14 (attempt 1) {reason}"


def test_an_answer_to_an_earlier_attempt_is_no_reason(server: FakeStages, deploy: Apply) -> None:
    at("rejected", (1, "notDeployed", "rejected"))(server)
    server.raise_approval(NOAH, status="rejected", approvedBy=NOAH, comments="Not on a Friday")
    failure = failure_of(server, deploy, at("canceled", (1, "notDeployed", "rejected"), (2, "notDeployed", "canceled")))
    assert "Friday" not in str(failure)


def test_a_wait_that_breaks_off_says_that_the_deployment_was_started(server: FakeStages, deploy: Apply) -> None:
    def gone(_server: FakeStages) -> None:
        raise NotFoundError("it was deleted", status=404)

    server.stage["preApprovalsSnapshot"] = asking(NOAH)
    server.then(gone)
    with pytest.raises(NotFoundError) as raised:
        deploy(wait=True)
    assert raised.value.details["reached"]["changed"] is True
