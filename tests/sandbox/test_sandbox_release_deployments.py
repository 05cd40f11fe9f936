# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments go on with time: when stages start, how long they take, what fails, who waits for whom."""

from __future__ import annotations

import json

import pytest
from sandbox_client import CHUCK, build_artifact
from sandbox_releases import INTERVENTION, LAB, STARTS, after, agent_job, asking, first, pipeline, task, website


def attempt(release, stage=0):
    return release["environments"][stage]["deploySteps"][-1]


def tasks(release, stage=0):
    jobs = [job for phase in attempt(release, stage)["releaseDeployPhases"] for job in phase["deploymentJobs"]]
    return {one["name"]: one["status"] for job in jobs for one in job["tasks"]}


def test_a_release_goes_through_its_stages(releases):
    release = releases.start(website())
    assert releases.statuses(release) == {"Dev": "succeeded", "QA": "inProgress", "Pre-Prod": "notStarted"}
    (pending,) = releases.pending()
    assert releases.answer(pending, comments="Good to go!").status_code == 200
    assert set(releases.statuses(release).values()) == {"succeeded"}
    assert attempt(releases.seen(release))["operationStatus"] == "approved"


def test_a_task_takes_the_pace(slow):
    release = slow.start(pipeline(first(deployPhases=[agent_job(task("One"), task("Two"))])))
    assert release["environments"][0]["status"] == "notStarted"
    seen = slow.seen(release)
    assert (seen["environments"][0]["status"], attempt(seen)["operationStatus"]) == ("inProgress", "phaseInProgress")
    assert tasks(seen) == {
        "Initialize job": "succeeded",
        "One": "inProgress",
        "Two": "pending",
        "Finalize Job": "pending",
    }
    slow.clock.pass_by(10)
    assert tasks(slow.seen(release))["Two"] == "inProgress"
    slow.clock.pass_by(9)
    assert slow.statuses(release) == {"Dev": "inProgress"}
    slow.clock.pass_by(1)
    ended = slow.seen(release)
    assert ended["environments"][0]["status"] == "succeeded"
    (phase,) = attempt(ended)["releaseDeployPhases"]
    job = phase["deploymentJobs"][0]["job"]
    assert (job["startTime"], job["finishTime"]) == ("2026-01-05T12:00:00Z", "2026-01-05T12:00:20Z")
    assert ended["environments"][0]["timeToDeploy"] == pytest.approx(1 / 3)


def test_time_that_nobody_saw_has_passed_all_the_same(slow):
    release = slow.start(website())
    slow.clock.pass_by(600)
    (pending,) = slow.pending()
    assert pending["createdOn"] == "2026-01-05T12:00:00Z"
    slow.answer(pending)
    slow.clock.pass_by(600)
    last = slow.stage_of(release, "Pre-Prod")
    (phase,) = last["deploySteps"][0]["releaseDeployPhases"]
    assert (last["status"], phase["startedOn"]) == ("succeeded", "2026-01-05T12:10:10Z")


def test_a_start_answers_queued_and_is_refused_while_it_runs(slow):
    release = slow.start(pipeline(first(conditions=[])))
    assert slow.deploy(release, "Dev").json()["status"] == "queued"
    for state in ("InProgress", "InProgress"):
        answer = slow.deploy(release, "Dev")
        assert answer.status_code == 400
        assert answer.json()["message"] == (
            f"VS402964: Transitioning of stage from state '{state}' to state 'InProgress' is not allowed."
        )


@pytest.mark.parametrize("target", ["succeeded", "rejected", "notStarted", "queued"])
def test_nobody_sets_the_other_states(releases, target):
    release = releases.start(pipeline(first(conditions=[])))
    answer = releases.deploy(release, "Dev", status=target)
    assert (answer.status_code, answer.json()["message"][:8]) == (400, "VS402964")


def test_deploying_again_is_another_attempt(releases):
    release = releases.start(pipeline(first()))
    assert releases.statuses(release) == {"Dev": "succeeded"}
    assert releases.deploy(release, "Dev", comment="again").json()["status"] == "queued"
    stage = releases.stage_of(release, "Dev")
    assert [step["attempt"] for step in stage["deploySteps"]] == [1, 2]
    assert [(one["attempt"], one["trialNumber"]) for one in stage["preDeployApprovals"]] == [(1, 1), (2, 2)]


def test_canceling_ends_what_runs(slow):
    release = slow.start(pipeline(first(deployPhases=[agent_job(task("One"), task("Two"))])))
    slow.clock.pass_by(12)
    slow.seen(release)
    assert slow.deploy(release, "Dev", status="canceled").json()["status"] == "canceled"
    slow.clock.pass_by(600)
    seen = slow.seen(release)
    assert (seen["environments"][0]["status"], attempt(seen)["operationStatus"]) == ("canceled", "canceled")
    assert (tasks(seen)["One"], tasks(seen)["Two"]) == ("succeeded", "canceled")
    assert slow.deploy(release, "Dev", status="canceled").status_code == 400
    assert slow.deploy(release, "Dev").json()["status"] == "queued"


def test_a_failure_ends_the_stage_and_starts_nothing(releases):
    releases.faults({"kind": "fail_deployment", "environment": "qa", "task": "deploy", "message": "No space left"})
    stages = [first("Dev"), first("QA", rank=2, deployPhases=[agent_job(task(), task("Check"))])]
    stages += [first("Pre-Prod", rank=3, conditions=after("Dev", "QA"))]
    stages += [first("Mend", rank=4, conditions=after("QA", value="16"))]
    release = releases.start(pipeline(*stages))
    assert releases.statuses(release) == {
        "Dev": "succeeded",
        "QA": "rejected",
        "Pre-Prod": "notStarted",
        "Mend": "succeeded",
    }
    seen = releases.seen(release)
    assert (attempt(seen, 1)["status"], attempt(seen, 1)["operationStatus"]) == ("failed", "phaseFailed")
    assert tasks(seen, 1) == {
        "Initialize job": "succeeded",
        "Deploy": "failed",
        "Check": "skipped",
        "Finalize Job": "succeeded",
    }
    failed = next(
        one
        for one in attempt(seen, 1)["releaseDeployPhases"][0]["deploymentJobs"][0]["tasks"]
        if one["status"] == "failed"
    )
    assert failed["issues"][0]["message"] == "No space left"
    releases.deploy(release, "QA")
    assert releases.statuses(release)["Pre-Prod"] == "succeeded"


def test_tasks_run_after_a_failure_when_they_say_so(releases):
    releases.faults({"kind": "fail_deployment", "task": "Deploy"})
    always = task("Always", condition="always()")
    upset = task("Upset", condition="failed()")
    release = releases.start(pipeline(first(deployPhases=[agent_job(task(), task("Next"), always, upset)])))
    seen = tasks(releases.seen(release))
    assert [seen[name] for name in ("Deploy", "Next", "Always", "Upset")] == [
        "failed",
        "skipped",
        "succeeded",
        "succeeded",
    ]


def test_a_task_that_may_fail_makes_a_partial_success(releases):
    releases.faults({"kind": "fail_deployment", "task": "Deploy"})
    job = agent_job(task(continueOnError=True), task("Next"))
    release = releases.start(
        pipeline(first(deployPhases=[job]), first("QA", rank=2, conditions=after("Dev", value="132")))
    )
    assert releases.statuses(release) == {"Dev": "partiallySucceeded", "QA": "succeeded"}
    assert tasks(releases.seen(release))["Next"] == "succeeded"


def test_a_task_is_tried_again(releases):
    releases.faults({"kind": "fail_deployment", "task": "Deploy", "times": 2})
    job = agent_job(task(retryCountOnTaskFailure=2))
    assert releases.statuses(releases.start(pipeline(first(deployPhases=[job])))) == {"Dev": "succeeded"}


def test_a_task_is_held_until_the_plan_lets_it_go(releases):
    releases.faults({"kind": "hold_deployment", "task": "Deploy", "times": None})
    release = releases.start(pipeline(first()))
    for _ignored in range(2):
        assert tasks(releases.seen(release))["Deploy"] == "inProgress"
    releases.faults()
    assert releases.statuses(release) == {"Dev": "succeeded"}


def test_no_agent(releases):
    release = releases.start(pipeline(first(deployPhases=[agent_job(queueId=LAB)])))
    seen = releases.seen(release)
    (phase,) = attempt(seen)["releaseDeployPhases"]
    assert (seen["environments"][0]["status"], attempt(seen)["operationStatus"]) == ("inProgress", "queuedForAgent")
    assert phase["deploymentJobs"][0]["job"]["status"] == "pending"
    assert "Fabrikam Lab" in attempt(seen)["issues"][0]["message"]
    assert releases.deploy(release, "Dev", status="canceled").json()["status"] == "canceled"


def test_jobs_for_machines_and_for_values(releases):
    farm = {
        "name": "Farm",
        "rank": 1,
        "phaseType": "machineGroupBasedDeployment",
        "deploymentInput": {"queueId": 1, "tags": ["web"]},
        "workflowTasks": [task()],
    }
    parallel = {"parallelExecutionType": "multiConfiguration", "multipliers": "color", "maxNumberOfAgents": 2}
    colors = agent_job(rank=2, parallelExecution=parallel)
    stage = first(deployPhases=[farm, colors], variables={"Color": {"value": "red,blue"}})
    machines, values = attempt(releases.seen(releases.start(pipeline(stage))))["releaseDeployPhases"]
    assert [one["job"]["agentName"] for one in machines["deploymentJobs"]] == [
        "Fabrikam Web Servers-1",
        "Fabrikam Web Servers-2",
    ]
    assert [one["job"]["name"] for one in values["deploymentJobs"]] == ["Agent job red", "Agent job blue"]


def test_a_manual_intervention(releases):
    asks = task("Look", taskId=INTERVENTION, version="8.*", inputs={"instructions": "Look at it"})
    server = {"name": "Server", "rank": 1, "phaseType": "runOnServer", "workflowTasks": [asks]}
    made = releases.create(pipeline(first(deployPhases=[server, agent_job(rank=2)])))
    outcomes = {}
    for status in ("approved", "rejected"):
        release = releases.start(made["id"])
        path = f"releases/{release['id']}/manualinterventions"
        (asked,) = releases.json("GET", path)["value"]
        assert (asked["status"], asked["instructions"]) == ("pending", "Look at it")
        assert attempt(releases.seen(release))["operationStatus"] == "manualInterventionPending"
        releases.json("PATCH", f"{path}/{asked['id']}", body={"status": status, "comment": "so"})
        assert releases.release("PATCH", f"{path}/{asked['id']}", body={"status": status}).status_code == 400
        outcomes[status] = releases.statuses(release)["Dev"]
    assert outcomes == {"approved": "succeeded", "rejected": "rejected"}


def test_a_stage_lets_so_many_releases_deploy_at_a_time(slow):
    policy = {"concurrencyCount": 1, "queueDepthCount": 0}
    made = slow.create(pipeline(first(executionPolicy=policy)))
    found = [slow.start(made["id"]) for _ignored in range(3)]
    assert [slow.statuses(one)["Dev"] for one in found] == ["inProgress", "queued", "queued"]
    slow.clock.pass_by(10)
    assert [slow.statuses(one)["Dev"] for one in found] == ["succeeded", "inProgress", "queued"]
    slow.clock.pass_by(20)
    last = slow.stage_of(found[2], "Dev")
    assert last["deploySteps"][0]["releaseDeployPhases"][0]["startedOn"] == "2026-01-05T12:00:20Z"
    assert last["status"] == "succeeded"


def test_only_the_newest_waits(slow):
    policy = {"concurrencyCount": 1, "queueDepthCount": 1}
    made = slow.create(pipeline(first(executionPolicy=policy)))
    found = [slow.start(made["id"]) for _ignored in range(3)]
    assert [slow.statuses(one)["Dev"] for one in found] == ["inProgress", "canceled", "queued"]
    slow.clock.pass_by(20)
    assert slow.statuses(found[2])["Dev"] == "succeeded"


def test_a_time_to_come(slow):
    release = slow.start(pipeline(first(conditions=[])))
    answer = slow.deploy(release, "Dev", scheduledDeploymentTime="2026-01-05T13:00:00Z").json()
    assert (answer["status"], answer["nextScheduledUtcTime"]) == ("scheduled", "2026-01-05T13:00:00Z")
    moved = slow.deploy(release, "Dev", status="undefined", scheduledDeploymentTime="2026-01-05T14:00:00Z").json()
    assert (moved["status"], moved["scheduledDeploymentTime"]) == ("scheduled", "2026-01-05T14:00:00Z")
    slow.clock.pass_by(3600)
    assert slow.statuses(release) == {"Dev": "scheduled"}
    slow.clock.pass_by(3610)
    assert slow.statuses(release) == {"Dev": "succeeded"}


def test_a_scheduled_stage_is_deployed_now_when_somebody_wants_it(releases):
    release = releases.start(pipeline(first(conditions=[])))
    releases.deploy(release, "Dev", scheduledDeploymentTime="2026-01-05T13:00:00Z")
    assert releases.deploy(release, "Dev").json()["status"] == "queued"
    stage = releases.stage_of(release, "Dev")
    assert (stage["status"], len(stage["deploySteps"])) == ("succeeded", 1)


def test_a_schedule_of_the_stage(slow):
    at_three = {"timeZoneId": "UTC", "startHours": 3, "startMinutes": 30, "daysToRelease": "tuesday, friday"}
    release = slow.start(pipeline(first(schedules=[at_three], conditions=STARTS)))
    stage = slow.stage_of(release, "Dev")
    assert (stage["status"], stage["nextScheduledUtcTime"]) == ("scheduled", "2026-01-06T03:30:00Z")
    slow.clock.pass_by(24 * 3600)
    assert slow.statuses(release) == {"Dev": "succeeded"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("main", "notStarted"),
        ("master", "succeeded"),
        ("-master", "notStarted"),
        ("ma*", "succeeded"),
        ("", "succeeded"),
    ],
)
def test_filters_on_artifacts(releases, wanted, status):
    """The default version is build 391 of master."""
    value = json.dumps({"sourceBranch": wanted, "tags": [], "useBuildDefinitionBranch": False})
    condition = {"name": "FabrikamCI", "conditionType": "artifact", "value": value}
    release = releases.start(pipeline(first(conditions=[*STARTS, condition]), artifacts=[build_artifact()]))
    assert releases.statuses(release) == {"Dev": status}


def test_variables_of_a_deployment(releases):
    release = releases.start(pipeline(first(variables={"a": {"value": "1", "allowOverride": True}}, conditions=[])))
    changed = releases.deploy(release, "Dev", variables={"a": {"value": "2"}}).json()
    assert changed["variables"]["a"]["value"] == "2"
    assert releases.deploy(release, "Dev", variables={"b": {"value": "2"}}).status_code == 400


def test_abandoning_cancels_what_runs(slow):
    release = slow.start(website())
    slow.seen(release)
    slow.json("PATCH", f"releases/{release['id']}", body={"status": "abandoned"})
    assert slow.statuses(release) == {"Dev": "canceled", "QA": "canceled", "Pre-Prod": "notStarted"}
    assert slow.pending() == []
    assert slow.deploy(release, "Dev").status_code == 400


def test_the_definition_knows_its_current_release(releases):
    made = releases.create(pipeline(first(preDeployApprovals=asking(CHUCK))))
    release = releases.start(made["id"])
    assert releases.read(made["id"])["environments"][0]["currentRelease"]["id"] == release["id"]
    assert releases.definitions("DELETE", f"/{made['id']}").status_code == 400
