# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds run: time passes, tasks come and go, runs fail, are cancelled, are tried again."""

from __future__ import annotations

import pytest
from build_api import QUEUED_WITHOUT_AGENTS, refusal

TASKS = [
    "Initialize job",
    "Checkout Fabrikam@main to s",
    "Build solution **\\*.sln",
    "Run tests",
    "Publish drop",
    "Finalize Job",
]


def timeline(builds, number):
    return builds("GET", f"builds/{number}/timeline").json()


def tasks(builds, number):
    """State and result of the definition's tasks, by name."""
    records = [one for one in timeline(builds, number)["records"] if one["type"] == "Task"]
    return {one["name"]: (one["state"], one["result"]) for one in records if one["name"] in TASKS[2:5]}


def test_a_build_waits_runs_and_ends(builds):
    builds.freeze(10)
    number = builds.queue()["id"]
    seen = [builds.get(number)["status"]]
    for seconds in (9, 1, 29, 1):
        builds.wait(seconds)
        seen.append(builds.get(number)["status"])
    assert seen == ["notStarted", "notStarted", "inProgress", "inProgress", "completed"]
    build = builds.get(number)
    assert build["result"] == "succeeded"
    assert (build["queueTime"], build["startTime"], build["finishTime"]) == (
        "2026-03-02T10:00:00Z",
        "2026-03-02T10:00:10Z",
        "2026-03-02T10:00:40Z",
    )


def test_time_has_passed_even_when_nobody_asked(builds):
    builds.freeze(10)
    number = builds.queue()["id"]
    builds.wait(3600)
    assert builds.ids(resultFilter="succeeded", minTime="2026-03-02T10:00:40Z") == [number]


def test_without_a_pace_a_build_is_completed_when_somebody_looks(builds):
    made = builds.queue()
    assert made["status"] == "notStarted"
    assert builds.get(made["id"])["status"] == "completed"


def test_a_timeline_has_stages_phases_jobs_and_tasks(builds):
    records = timeline(builds, 391)["records"]
    by_id = {one["id"]: one for one in records}
    chain, record = [], next(one for one in records if one["name"] == "Run tests")
    while record is not None:
        chain.append(record["type"])
        record = by_id.get(record["parentId"])
    assert chain == ["Task", "Job", "Phase", "Stage"]
    names = [one["name"] for one in sorted(records, key=lambda one: one["order"]) if one["type"] == "Task"]
    assert names == [*TASKS[:1], "Checkout Fabrikam@master to s", *TASKS[2:]]


def test_a_timeline_grows(builds):
    builds.freeze(10)
    number = builds.queue()["id"]
    assert builds("GET", f"builds/{number}/timeline").status_code == 204
    builds.wait(25)
    assert tasks(builds, number) == {
        TASKS[2]: ("completed", "succeeded"),
        TASKS[3]: ("inProgress", None),
        TASKS[4]: ("pending", None),
    }
    records = {one["name"] + one["type"]: one for one in timeline(builds, number)["records"]}
    running, job = records["Run testsTask"], records["Agent job 1Job"]
    assert (running["percentComplete"], running["finishTime"], running["log"]) == (50, None, None)
    assert (job["currentOperation"], job["workerName"]) == ("Run tests", "Hosted Agent")
    logs = builds("GET", f"builds/{number}/logs").json()["value"]
    assert [one["id"] for one in logs] == [1, 2, 3]
    assert records["Build solution **\\*.slnTask"]["log"]["url"] == logs[-1]["url"]
    assert builds("GET", f"builds/{number}/artifacts").json()["count"] == 0
    builds.wait(15)
    assert builds("GET", f"builds/{number}/logs").json()["count"] == 7
    assert builds("GET", f"builds/{number}/artifacts").json()["count"] == 1


def test_a_timeline_by_id(builds):
    known = timeline(builds, 391)["id"]
    assert builds("GET", f"builds/391/timeline/{known.upper()}").json()["id"] == known
    other = "00000000-0000-0000-0000-000000000001"
    assert builds("GET", f"builds/391/timeline/{other}").status_code == 204
    assert builds("GET", "builds/54/timeline").status_code == 404


@pytest.mark.parametrize(
    ("result", "of_task", "after", "kind"),
    [
        ("failed", "failed", "skipped", "error"),
        ("partiallySucceeded", "succeededWithIssues", "succeeded", "warning"),
        ("canceled", "canceled", "skipped", "error"),
    ],
)
def test_a_fault_plan_says_how_a_task_ends(builds, result, of_task, after, kind):
    builds.fault(definition="fabrikam.ci", task="run tests", result=result, message="3 of 40 tests failed.")
    number = builds.queue()["id"]
    assert builds.get(number)["result"] == result
    assert [one[1] for one in tasks(builds, number).values()] == ["succeeded", of_task, after]
    record = next(one for one in timeline(builds, number)["records"] if one["name"] == "Run tests")
    assert (record["issues"][0]["type"], record["issues"][0]["message"]) == (kind, "3 of 40 tests failed.")
    assert record[f"{kind}Count"] == 1
    assert f"##[{kind}]3 of 40 tests failed." in builds("GET", f"builds/{number}/logs/{record['log']['id']}").text
    # It strikes once.
    assert builds.get(builds.queue()["id"])["result"] == "succeeded"


def test_a_fault_plan_may_wait_or_mean_any_run(builds):
    builds.fault(after=1, times=None)
    results = [builds.get(builds.queue(definition={"id": number})["id"])["result"] for number in (1, 1, 2)]
    assert results == ["succeeded", "failed", "failed"]


def test_a_fault_plan_for_another_definition_changes_nothing(builds):
    builds.fault(definition="Fabrikam.Infrastructure.CI")
    assert builds.get(builds.queue()["id"])["result"] == "succeeded"


def test_a_task_that_may_fail_does_not_fail_the_build(builds):
    definition = builds("GET", "definitions/1").json()
    definition["process"]["phases"][0]["steps"][1]["continueOnError"] = True
    builds("PUT", "definitions/1", body=definition)
    builds.fault(task="Run tests")
    assert builds.get(builds.queue()["id"])["result"] == "partiallySucceeded"


def test_tasks_that_always_run_do_so_after_a_failure(builds):
    definition = builds("GET", "definitions/1").json()
    definition["process"]["phases"][0]["steps"][2]["condition"] = "always()"
    builds("PUT", "definitions/1", body=definition)
    builds.fault(task="Run tests")
    number = builds.queue()["id"]
    assert builds.get(number)["result"] == "failed"
    assert tasks(builds, number)["Publish drop"] == ("completed", "succeeded")


def test_later_phases_are_skipped_after_a_failure(builds):
    definition = builds("GET", "definitions/1").json()
    phase = definition["process"]["phases"][0]
    definition["process"]["phases"].append({**phase, "name": "Second", "refName": "Job_2"})
    builds("PUT", "definitions/1", body=definition)
    builds.fault(task="Run tests")
    number = builds.queue()["id"]
    phases = [one for one in timeline(builds, number)["records"] if one["type"] == "Phase"]
    assert [one["result"] for one in phases] == ["failed", "skipped"]


def test_a_run_follows_the_definition_of_its_time(builds):
    builds.freeze(10)
    number = builds.queue()["id"]
    definition = builds("GET", "definitions/1").json()
    definition["process"]["phases"][0]["steps"].clear()
    builds("PUT", "definitions/1", body=definition)
    builds.wait(60)
    assert len(tasks(builds, number)) == 3


def test_cancelling_takes_its_time(builds):
    """Recorded: PATCH answers cancelling, and only status and date change."""
    builds.freeze(10)
    number = builds.queue()["id"]
    builds.wait(25)
    before = builds.get(number)
    answer = builds("PATCH", f"builds/{number}", body={"status": "Cancelling"})
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["status"] == "cancelling"
    ignored = ("status", "lastChangedDate", "parameters")
    assert {name: value for name, value in changed.items() if name not in ignored} == {
        name: value for name, value in before.items() if name not in ignored
    }
    builds.wait(8)
    assert builds.get(number)["status"] == "cancelling"
    builds.wait(2)
    build = builds.get(number)
    assert (build["status"], build["result"], build["finishTime"]) == ("completed", "canceled", "2026-03-02T10:00:35Z")
    assert [one[1] for one in tasks(builds, number).values()] == ["succeeded", "succeeded", "canceled"]


def test_a_build_that_waits_is_cancelled_too(builds):
    builds.freeze(10)
    number = builds.queue(queue={"id": QUEUED_WITHOUT_AGENTS})["id"]
    builds("PATCH", f"builds/{number}", body={"status": 4})
    builds.wait(10)
    build = builds.get(number)
    assert (build["result"], "startTime" in build) == ("canceled", False)
    assert builds("GET", f"builds/{number}/timeline").status_code == 204


def test_a_failed_build_runs_again(builds):
    builds.fault(task="Run tests")
    number = builds.queue()["id"]
    first = [one["id"] for one in timeline(builds, number)["records"]]
    again = builds("PATCH", f"builds/{number}", body={}, retry="true").json()
    assert again["status"] == "notStarted"
    assert builds.get(number)["result"] == "succeeded"
    records = timeline(builds, number)["records"]
    assert {one["attempt"] for one in records} == {2}
    assert not {one["id"] for one in records} & set(first)
    assert refusal(builds("PATCH", f"builds/{number}", body={}, retry="true"))[0] == 400


def test_a_yaml_definition_runs_too(builds):
    process = {"type": 2, "yamlFilename": "azure-pipelines.yml"}
    made = builds("POST", "definitions", body={"name": "Yaml.CI", "queue": {"id": 1}, "process": process}).json()
    number = builds.queue(definition={"id": made["id"]}, sourceBranch="main")["id"]
    assert builds.get(number)["result"] == "succeeded"
    assert [one["type"] for one in timeline(builds, number)["records"]].count("Job") == 1
