# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases of TFS 2015 and TFS 2017: made from definitions of their shape, deployed, approved, logged."""

from __future__ import annotations

import io
import re
import zipfile

from sandbox_client import CHUCK, build_artifact
from sandbox_generations import OfGeneration, old_pipeline, old_stage, old_task
from sandbox_releases import after, asking

PLAIN = {
    "id",
    "name",
    "status",
    "createdOn",
    "modifiedOn",
    "modifiedBy",
    "createdBy",
    "environments",
    "variables",
    "artifacts",
    "releaseDefinition",
    "description",
    "reason",
    "releaseNameFormat",
    "keepForever",
    "logsContainerUrl",
}
"""The keys of recorded releases of 3.0-preview.2."""


def test_a_definition_of_the_era_is_deployed(old: OfGeneration) -> None:
    tasks = {"tasks": [old_task("One"), old_task("Off", enabled=False), old_task("Two")]}
    first = old_stage(deployStep=tasks, variables={"color": {"value": "red"}})
    release = old.start(old_pipeline(first, old_stage("QA", 2, conditions=after("Dev")), artifacts=[build_artifact()]))
    assert {one["status"] for one in release["environments"]} == {"notStarted"}
    assert old.statuses(release) == {"Dev": "succeeded", "QA": "succeeded"}
    dev = old.stage_of(release, "Dev")
    (step,) = dev["deploySteps"]
    assert [one["name"] for one in step["tasks"] if one["name"] in ("One", "Off", "Two")] == ["One", "Two"]
    assert {one["status"] for one in step["tasks"]} == {"succeeded"}
    assert (dev["queueId"], dev["demands"]) == (2, ["Agent.Version -gtVersion 1.87"])
    assert [one["name"] for one in dev["workflowTasks"]] == ["One", "Off", "Two"]
    assert dev["variables"] == {"color": {"value": "red"}}
    assert dev["runOptions"]["TimeoutInMinutes"] == "0"
    for key in ("deployPhasesSnapshot", "preDeploymentGatesSnapshot", "schedules", "processParameters"):
        assert key not in dev
    assert "releaseDeployPhases" not in step


def test_the_plain_state_and_the_middle_one(tfs2017: OfGeneration) -> None:
    release = tfs2017.start(old_pipeline())
    path = f"releases/{release['id']}"
    plain = tfs2017.json("GET", path, api_version="3.0-preview.2")
    assert set(plain) == PLAIN
    assert set(plain["releaseDefinition"]) == {"id", "name", "url"}
    assert set(plain["environments"][0]["deploySteps"][0]) == {"id", "attempt", "tasks", "runPlanId"}
    middle = tfs2017.json("GET", path)
    assert set(middle) - PLAIN == {"comment", "definitionSnapshotRevision", "url", "_links", "tags"}
    assert middle["environments"][0]["deploySteps"][0]["status"] == "succeeded"


def test_tfs2015_has_the_plain_state_alone() -> None:
    old = OfGeneration("tfs2015")
    release = old.start(old_pipeline())
    assert set(release) == set(old.seen(release)) == PLAIN
    old.sandbox.store.close()


def test_a_failed_task_says_why(old: OfGeneration) -> None:
    old.faults({"kind": "fail_deployment", "task": "Deploy", "message": "No space left"})
    always = {"tasks": [old_task(), old_task("Never"), old_task("Always", alwaysRun=True)]}
    release = old.start(old_pipeline(old_stage(deployStep=always)))
    dev = old.stage_of(release, "Dev")
    assert dev["status"] == "rejected"
    tasks = {one["name"]: one for one in dev["deploySteps"][0]["tasks"]}
    assert [tasks[name]["status"] for name in ("Deploy", "Never", "Always")] == ["failed", "skipped", "succeeded"]
    assert tasks["Deploy"]["issues"] == [{"issueType": "Error", "message": "No space left"}]


def test_a_stage_without_queue_waits_for_an_agent(old: OfGeneration) -> None:
    """[I] A definition of a later layout has none here."""
    release = old.start(old_pipeline(old_stage(queueId=0)))
    assert old.statuses(release) == {"Dev": "inProgress"}


def test_logs_have_the_older_route(old: OfGeneration) -> None:
    release = old.start(old_pipeline(artifacts=[build_artifact()]))
    dev = old.stage_of(release, "Dev")
    task = next(one for one in dev["deploySteps"][0]["tasks"] if one["name"] == "Deploy")
    assert re.search(rf"/releases/{release['id']}/environments/{dev['id']}/tasks/{task['id']}/logs$", task["logUrl"])
    path = f"releases/{release['id']}/environments/{dev['id']}/tasks/{task['id']}/logs"
    whole = old.release("GET", path)
    assert whole.headers["content-type"].startswith("text/plain")
    assert "Starting: Deploy" in whole.text
    assert old.release("GET", path, startLine=2, endLine=2).text == whole.text
    listed = old.release("GET", f"releases/{release['id']}/logs")
    names = zipfile.ZipFile(io.BytesIO(listed.content)).namelist()
    assert any(name.endswith("Deploy.log") for name in names)
    assert old.release("GET", path.replace("/tasks/", "/deployPhases/1/tasks/")).status_code == 404


def test_creation_takes_what_there_was(old: OfGeneration) -> None:
    """Variables, those of stages, and properties came later: silently discarded."""
    variables = {"color": {"value": "red", "allowOverride": True}}
    definition = old.create(old_pipeline(old_stage(), old_stage("QA", 2), variables=variables))
    assert "allowOverride" not in definition["variables"]["color"]
    given = {"variables": {"color": {"value": "blue"}}, "properties": {"a": "b"}, "environmentsMetadata": [{"x": 1}]}
    release = old.start(definition["id"], description="why", manualEnvironments=["QA"], **given)
    assert (release["description"], release["variables"]) == ("why", {"color": {"value": "red"}})
    assert old.statuses(release) == {"Dev": "succeeded", "QA": "notStarted"}
    renamed = old.json("PATCH", f"releases/{release['id']}", body={"name": "Mine", "keepForever": True})
    assert (renamed["name"], renamed["keepForever"]) == (release["name"], True)


def test_the_version_of_an_artifact_has_no_name(old: OfGeneration) -> None:
    """Recorded: compare ids."""
    chosen = [{"alias": "FabrikamCI", "instanceReference": {"id": "391", "name": "20150716.2"}}]
    release = old.start(old_pipeline(artifacts=[build_artifact()]), artifacts=chosen)
    (artifact,) = old.seen(release)["artifacts"]
    assert artifact["definitionReference"]["version"] == {"id": "391", "name": None}
    assert (artifact["id"], artifact["isPrimary"]) == (1, True)
    assert set(artifact["definitionReference"]) == {"definition", "project", "version", "branch"}


def test_lists_have_variables_and_know_fewer_filters(old: OfGeneration) -> None:
    number = old.create(old_pipeline(variables={"color": {"value": "red"}}))["id"]
    for _ignored in range(3):
        old.start(number)
    listed = old.json("GET", "releases")
    assert [one["variables"] for one in listed["value"]] == [{"color": {"value": "red"}}] * 3
    assert not {"environments", "artifacts"} & set(listed["value"][0])
    later = {"searchText": "Release-1", "releaseIdFilter": "1", "path": "\\Shop", "tagFilter": "x"}
    assert old.json("GET", "releases", **later) == listed
    page = old.release("GET", "releases", top=2, definitionId=number)
    assert len(page.json()["value"]) == 2
    token = page.headers["x-ms-continuationtoken"]
    assert len(old.json("GET", "releases", top=2, continuationToken=token)["value"]) == 1
    (stage,) = old.json("GET", "releases", expand="environments", top=1)["value"][0]["environments"]
    assert stage["name"] == "Dev"


def test_approvals_are_answered_and_given_on(old: OfGeneration) -> None:
    release = old.start(old_pipeline(old_stage(preDeployApprovals=asking(CHUCK))))
    (pending,) = old.pending()
    assert pending["releaseEnvironment"]["name"] == "Dev"
    assert "url" not in pending["releaseEnvironment"]
    body = {"status": "ReAssigned", "comments": "yours", "approver": {"uniquename": "chuckreinhart@outlook.com"}}
    given = old.release("PATCH", f"approvals/{pending['id']}", body=body).json()
    assert (given["status"], given["revision"], len(given["history"])) == ("pending", 2, 1)
    assert old.answer(given, "approved", comments="Good to go!").json()["status"] == "approved"
    assert old.statuses(release) == {"Dev": "succeeded"}
    shown = old.stage_of(release, "Dev")["preDeployApprovals"][0]
    assert shown["approvedBy"]["uniqueName"] == "chuckreinhart@outlook.com"


def test_approvals_of_2017_have_links(tfs2017: OfGeneration) -> None:
    """Recorded: of 3.0-preview.1 without, of 3.0-preview.2 with links and a URL."""
    tfs2017.start(old_pipeline(old_stage(preDeployApprovals=asking(CHUCK))))
    (plain,) = tfs2017.pending(api_version="3.0-preview.1")
    (middle,) = tfs2017.pending(api_version="3.0-preview.2")
    assert set(middle) - set(plain) == {"url"}
    for name in ("release", "releaseDefinition", "releaseEnvironment"):
        assert (set(middle[name]) - set(plain[name]), middle[name]["_links"]) == ({"_links"}, {})


def test_the_version_may_come_in_the_accept_header(tfs2017: OfGeneration) -> None:
    """Recorded of a PATCH of an approval, whose URL has none."""
    tfs2017.start(old_pipeline(old_stage(preDeployApprovals=asking(CHUCK))))
    (pending,) = tfs2017.pending()
    headers = {**tfs2017.headers, "Accept": "application/json; api-version=3.2-preview.1"}
    path = f"approvals/{pending['id']}"
    body = {"status": "approved", "comments": "Good to go!"}
    answered = tfs2017.release("PATCH", path, body=body, headers=headers, api_version="None")
    assert (answered.status_code, answered.json()["status"]) == (200, "approved")


def test_stages_are_started_and_canceled(old: OfGeneration) -> None:
    release = old.start(old_pipeline(old_stage(conditions=[])))
    assert old.deploy(release, "Dev").json()["status"] == "queued"
    assert old.statuses(release) == {"Dev": "succeeded"}
    again = old.deploy(release, "Dev").json()
    assert (again["status"], [one["attempt"] for one in again["deploySteps"]]) == ("queued", [1])
    assert [one["attempt"] for one in old.stage_of(release, "Dev")["deploySteps"]] == [1, 2]


def test_deployments_are_listed(old: OfGeneration) -> None:
    old.start(old_pipeline(artifacts=[build_artifact()]))
    answer = old.release("GET", "deployments")
    if answer.status_code == 404:
        assert old.generation == "tfs2015"
        return
    (one,) = answer.json()["value"]
    assert one["deploymentStatus"] == "succeeded"
    assert "projectReference" not in one
    assert one["release"]["artifacts"][0]["definitionReference"]["version"]["name"] is None


def test_a_build_makes_a_release(old: OfGeneration) -> None:
    """By a trigger that names an artifact and nothing else."""
    trigger = {"triggerType": "artifactSource", "artifactAlias": "FabrikamCI"}
    number = old.create(old_pipeline(artifacts=[build_artifact()], triggers=[trigger]))["id"]
    path = f"{old.base}/Fabrikam/_apis/build/builds"
    queued = old.call("POST", path, body={"definition": {"id": 1}}, api_version="2.0").json()
    old.clock.pass_by(3600)
    release = old.json("GET", "releases", definitionId=number, expand="artifacts")["value"][0]
    assert release["reason"] == "continuousIntegration"
    assert release["artifacts"][0]["definitionReference"]["version"]["id"] == str(queued["id"])
    assert release["createdBy"]["isContainer"] is True


def test_a_schedule_makes_releases(old: OfGeneration) -> None:
    schedule = {"daysToRelease": "all", "startHours": 3, "startMinutes": 0, "timeZoneId": "UTC"}
    trigger = {"triggerType": "schedule", "schedule": {**schedule, "scheduleOnlyWithChanges": True}}
    made = old.create(old_pipeline(triggers=[trigger]))
    assert set(made["triggers"][0]["schedule"]) == {*schedule, "jobId"}
    old.clock.pass_by(2 * 86400)
    listed = old.json("GET", "releases", definitionId=made["id"])
    assert [one["reason"] for one in listed["value"]] == ["schedule", "schedule"]


def test_a_round_trip_of_a_release_changes_only_the_marks(tfs2017: OfGeneration) -> None:
    release = tfs2017.start(old_pipeline(artifacts=[build_artifact()], variables={"color": {"value": "red"}}))
    before = tfs2017.seen(release)
    after_it = tfs2017.json("PUT", f"releases/{release['id']}", body=before)
    for document in (before, after_it):
        for name in ("modifiedOn", "modifiedBy"):
            document.pop(name)
    assert after_it == before


def test_releases_of_the_past_are_made(old: OfGeneration) -> None:
    body = {"definition": "MyShuttle.CD", "count": 3}
    made = old.client.request("POST", "/sandbox/releases", body=body).json()
    listed = old.json("GET", "releases", expand="environments,artifacts,approvals")["value"]
    assert [one["id"] for one in listed] == [3, 2, 1] == list(range(made["last"], made["first"] - 1, -1))
    (stage,) = listed[0]["environments"]
    assert stage["status"] == "succeeded"
    assert stage["preDeployApprovals"][0]["isAutomated"] is True
    assert listed[0]["artifacts"][0]["definitionReference"]["version"]["name"] is None


def test_tags_have_routes_since_3_2(tfs2017: OfGeneration) -> None:
    release = tfs2017.start(old_pipeline())
    path = f"releases/{release['id']}"
    assert tfs2017.json("PATCH", f"{path}/tags/nightly")["value"] == ["nightly"]
    assert tfs2017.json("GET", path)["tags"] == ["nightly"]
    before = OfGeneration("tfs2015")
    assert before.release("PATCH", "releases/1/tags/nightly").status_code == 404
    before.sandbox.store.close()


def test_a_release_is_abandoned_as_recorded(old: OfGeneration) -> None:
    release = old.start(old_pipeline(old_stage(conditions=[])))
    gone = old.json("PATCH", f"releases/{release['id']}", body={"status": "abandoned"})
    assert (gone["status"], gone["environments"][0]["status"]) == ("abandoned", "notStarted")
