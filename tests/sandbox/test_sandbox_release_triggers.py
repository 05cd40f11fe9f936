# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases that triggers make: builds that complete, and schedules."""

from __future__ import annotations

import pytest
from sandbox_client import CHUCK, FABRIKAM, build_artifact
from sandbox_releases import first, pipeline

SEEDED = 11
"""MyShuttle.CD, which has a trigger on Fabrikam.CI."""
A_BUILD = 50
"""Seconds that a build of Fabrikam.CI takes where a task takes ten: the queue and three tasks, and some more."""


@pytest.fixture
def plain(slow):
    """A sandbox with a clock and without the pipeline that the seed has."""
    assert slow.definitions("DELETE", f"/{SEEDED}").status_code == 204
    return slow


def queue(api, definition=1, **body):
    answer = build(api, "POST", "builds", body={"definition": {"id": definition}, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def build(api, method, path, **arguments):
    return api.call(method, f"{api.base}/Fabrikam/_apis/build/{path}", **arguments)


def built(api, **body):
    """A build that has completed, as nobody but the releases is asked."""
    made = queue(api, **body)
    api.clock.pass_by(A_BUILD)
    return made


def made(api, definition=None, project="Fabrikam"):
    """Every release of a definition, or of the project, the oldest first."""
    query = {} if definition is None else {"definitionId": definition}
    path = f"{api.base}/{project}/_apis/release/releases"
    answer = api.call("GET", path, queryOrder="ascending", expand="artifacts", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["value"]


def on_builds(*conditions, alias="FabrikamCI", **fields):
    """A pipeline with a trigger on the builds of Fabrikam.CI."""
    trigger = {"triggerType": "artifactSource", "artifactAlias": alias, "triggerConditions": list(conditions)}
    return pipeline(first(), **{"artifacts": [build_artifact()], "triggers": [trigger], **fields})


def daily(hours, minutes=0, **schedule):
    times = {"daysToRelease": "all", "startHours": hours, "startMinutes": minutes, "timeZoneId": "UTC"}
    return {"triggerType": "schedule", "schedule": {**times, **schedule}}


def versions(release):
    return {one["alias"]: one["definitionReference"]["version"]["id"] for one in release["artifacts"]}


def test_a_build_that_completes_makes_a_release(plain):
    definition = plain.create(on_builds())["id"]
    queued = queue(plain)
    plain.clock.pass_by(30)
    assert made(plain) == []
    plain.clock.pass_by(30)
    (release,) = made(plain, definition)
    assert (release["reason"], release["triggeringArtifactAlias"]) == ("continuousIntegration", "FabrikamCI")
    assert release["description"] == f"Triggered by Fabrikam.CI {queued['buildNumber']}."
    assert release["createdBy"]["displayName"] == "[DefaultCollection]\\Project Collection Service Accounts"
    assert versions(release) == {"FabrikamCI": str(queued["id"])}


def test_the_release_is_of_the_moment_at_which_the_build_completed(plain):
    plain.create(on_builds())
    queued = queue(plain)
    plain.clock.pass_by(3600)
    (release,) = made(plain)
    assert release["createdOn"] == build(plain, "GET", f"builds/{queued['id']}").json()["finishTime"]
    stage = plain.seen(release)["environments"][0]
    assert (stage["status"], stage["triggerReason"]) == ("succeeded", f"Triggered by {release['name']}.")
    job = stage["deploySteps"][0]["releaseDeployPhases"][0]["deploymentJobs"][0]["job"]
    assert job["startTime"] == release["createdOn"]


def test_a_release_that_is_asked_for_has_no_triggering_alias(plain):
    release = plain.start(pipeline(first()))
    assert "triggeringArtifactAlias" not in plain.seen(release)
    assert plain.seen(release)["createdBy"]["id"] == CHUCK


def test_the_seeded_pipeline_is_released_too(slow):
    queued = built(slow)
    (release,) = made(slow, SEEDED)
    assert versions(release) == {"Fabrikam.CI": str(queued["id"])}


def test_without_a_pace_the_release_is_there_at_the_next_look(releases):
    queue(releases)
    assert [one["reason"] for one in made(releases)] == ["continuousIntegration"]
    assert len(made(releases)) == 1


def test_a_refused_request_does_not_hinder_it(plain):
    plain.create(on_builds())
    built(plain)
    assert plain.release("GET", "releases/999").status_code == 404
    assert len(made(plain)) == 1


@pytest.mark.parametrize(("result", "count"), [("partiallySucceeded", 1), ("failed", 0), ("canceled", 0)])
def test_only_a_build_that_succeeded_partially_at_least_does(plain, result, count):
    plain.create(on_builds())
    plain.faults({"kind": "fail_task", "result": result})
    built(plain)
    assert len(made(plain)) == count


def test_a_build_that_is_cancelled_makes_none(plain):
    plain.create(on_builds())
    queued = queue(plain)
    assert build(plain, "PATCH", f"builds/{queued['id']}", body={"status": "cancelling"}).status_code == 200
    plain.clock.pass_by(A_BUILD)
    assert made(plain) == []


def test_a_build_that_a_client_ends_makes_one(plain):
    plain.create(on_builds())
    queued = queue(plain)
    ending = {"status": "completed", "result": "succeeded"}
    assert build(plain, "PATCH", f"builds/{queued['id']}", body=ending).status_code == 200
    assert build(plain, "PATCH", f"builds/{queued['id']}", body={"keepForever": True}).status_code == 200
    plain.clock.pass_by(A_BUILD)
    assert [versions(one) for one in made(plain)] == [{"FabrikamCI": str(queued["id"])}]


def test_each_completion_of_a_build_makes_one(plain):
    plain.create(on_builds())
    plain.faults({"kind": "fail_task", "result": "partiallySucceeded"})
    queued = built(plain)
    assert len(made(plain)) == 1
    assert build(plain, "PATCH", f"builds/{queued['id']}", body={}, retry="true").status_code == 200
    plain.clock.pass_by(A_BUILD)
    assert [versions(one)["FabrikamCI"] for one in made(plain)] == [str(queued["id"])] * 2


def test_builds_of_the_past_make_none(plain):
    plain.create(on_builds())
    plain.sandbox.add_builds({"definition": "Fabrikam.CI", "count": 3})
    plain.clock.pass_by(A_BUILD)
    assert made(plain) == []


def test_builds_of_another_definition_make_none(plain):
    plain.create(on_builds())
    built(plain, definition=2)
    assert made(plain) == []


def test_a_pipeline_of_another_project_is_released_there(plain):
    plain.create(on_builds(), project="Contoso")
    built(plain)
    assert (len(made(plain)), len(made(plain, project="Contoso"))) == (0, 1)


def test_an_artifact_without_a_trigger_makes_none(plain):
    plain.create(pipeline(first(), artifacts=[build_artifact()]))
    built(plain)
    assert made(plain) == []


def test_a_disabled_pipeline_is_not_released(plain):
    plain.create(on_builds(isDisabled=True))
    built(plain)
    assert made(plain) == []


def test_two_triggers_for_one_build_make_one_release(plain):
    document = on_builds()
    plain.create({**document, "triggers": document["triggers"] * 2})
    built(plain)
    assert len(made(plain)) == 1


def test_several_builds_make_a_release_each_in_order(plain):
    plain.create(on_builds())
    queued = [queue(plain)["id"] for _number in range(3)]
    plain.clock.pass_by(A_BUILD)
    assert [versions(one)["FabrikamCI"] for one in made(plain)] == [str(number) for number in queued]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ([], True),
        ([{"sourceBranch": "main"}], True),
        ([{"sourceBranch": "refs/heads/MAIN"}], True),
        ([{"sourceBranch": "develop"}], False),
        ([{"sourceBranch": "develop"}, {"sourceBranch": "main"}], True),
        ([{"sourceBranch": "m*"}], True),
        ([{"sourceBranch": "*"}], True),
        ([{"sourceBranch": "*ai*"}], True),
        ([{"sourceBranch": "*ai"}], False),
        ([{"sourceBranch": "mai."}], False),
        ([{"sourceBranch": "-develop"}], True),
        ([{"sourceBranch": "-main"}], False),
        ([{"sourceBranch": "*"}, {"sourceBranch": "-ma*"}], False),
        ([{"sourceBranch": "develop"}, {"sourceBranch": "-release/*"}], False),
        ([{"sourceBranch": "develop", "useBuildDefinitionBranch": True}], True),
        ([{"sourceBranch": "main", "tags": []}], True),
        ([{"sourceBranch": "main", "tags": ["Nightly"]}], True),
        ([{"tags": ["nightly", "signed"]}], True),
        ([{"tags": ["nightly", "weekly"]}], False),
        ([{"tags": ["weekly"]}, {"tags": ["signed"]}], True),
        ([{"tagFilter": {"pattern": "^night"}}], True),
        ([{"tagFilter": {"pattern": "^ly"}}], False),
        ([{"tagFilter": {"pattern": "("}}], False),
    ],
)
def test_a_build_of_main_fits_conditions(plain, filters, fits):
    """The build is tagged nightly and signed while it waits."""
    plain.create(on_builds(*filters))
    queued = queue(plain, sourceBranch="main")
    assert build(plain, "POST", f"builds/{queued['id']}/tags", body=["nightly", "signed"]).status_code == 200
    plain.clock.pass_by(A_BUILD)
    assert bool(made(plain)) is fits


def test_the_branch_of_the_definition_is_no_other(plain):
    plain.create(on_builds({"useBuildDefinitionBranch": True}))
    built(plain, sourceBranch="develop")
    assert made(plain) == []


def other(kind):
    """Another artifact, the builds of Fabrikam.Infrastructure.CI."""
    artifact = build_artifact(alias="Infrastructure")
    definition = {"id": "2", "name": "Fabrikam.Infrastructure.CI"}
    reference = {**artifact["definitionReference"], "definition": definition, "defaultVersionType": {"id": kind}}
    return {**artifact, "definitionReference": reference}


def test_other_aliases_have_their_default_version_of_that_moment(plain):
    plain.create(on_builds(artifacts=[build_artifact(), other("latestType")]))
    queued = queue(plain)
    plain.clock.pass_by(30)
    queue(plain, definition=2)
    plain.clock.pass_by(600)
    (release,) = made(plain)
    assert versions(release) == {"FabrikamCI": str(queued["id"]), "Infrastructure": "392"}


def test_an_alias_that_asks_at_release_time_hinders_it(plain):
    plain.create(on_builds(artifacts=[build_artifact(), other("selectDuringReleaseCreationType")]))
    built(plain)
    assert made(plain) == []


def test_the_alias_of_the_trigger_may_ask_at_release_time(plain):
    artifact = build_artifact()
    artifact["definitionReference"]["defaultVersionType"] = {"id": "selectDuringReleaseCreationType"}
    plain.create(on_builds(artifacts=[artifact]))
    queued = built(plain)
    assert versions(made(plain)[0]) == {"FabrikamCI": str(queued["id"])}


def test_a_release_is_found_by_its_build(plain):
    definition = plain.create(on_builds())["id"]
    queued = built(plain)
    query = {"artifactTypeId": "Build", "sourceId": f"{FABRIKAM}:1", "artifactVersionId": queued["id"]}
    found = plain.json("GET", "releases", definitionId=definition, **query)["value"]
    assert [one["id"] for one in found] == [made(plain)[0]["id"]]


def test_a_schedule_makes_releases_at_its_times(plain):
    """The clock begins at noon of a Monday."""
    plain.create(pipeline(first(), triggers=[daily(13, 30)]))
    plain.clock.pass_by(89 * 60)
    assert made(plain) == []
    plain.clock.pass_by(2 * 60)
    (release,) = made(plain)
    assert (release["reason"], release["createdOn"]) == ("schedule", "2026-01-05T13:30:00Z")
    assert "triggeringArtifactAlias" not in release
    plain.clock.pass_by(2 * 86400)
    days = [one["createdOn"][:10] for one in made(plain)]
    assert days == ["2026-01-05", "2026-01-06", "2026-01-07"]


def test_a_schedule_begins_when_it_is_saved(plain):
    definition = plain.create(pipeline(first(), triggers=[daily(13)]))
    plain.clock.pass_by(2 * 3600)
    assert len(made(plain)) == 1
    plain.update({**plain.read(definition["id"]), "triggers": [daily(13), daily(14, daysToRelease="monday")]})
    plain.clock.pass_by(20 * 3600)
    assert len(made(plain)) == 1
    plain.clock.pass_by(4 * 3600)
    assert [one["createdOn"] for one in made(plain)][1:] == ["2026-01-06T13:00:00Z"]


def test_a_schedule_releases_the_versions_of_its_time(plain):
    plain.create(pipeline(first(), artifacts=[build_artifact()], triggers=[daily(13)]))
    queue(plain)
    plain.clock.pass_by(3600)
    queue(plain)
    plain.clock.pass_by(86400)
    assert [versions(one)["FabrikamCI"] for one in made(plain)] == ["393", "394"]


def test_a_schedule_may_ask_for_changes(plain):
    triggers = [daily(13, scheduleOnlyWithChanges=True)]
    definition = plain.create(pipeline(first(), artifacts=[build_artifact()], triggers=triggers))["id"]
    plain.clock.pass_by(3 * 86400)
    assert len(made(plain)) == 1
    queue(plain)
    plain.clock.pass_by(86400)
    assert [versions(one)["FabrikamCI"] for one in made(plain)] == ["391", "393"]
    plain.update({**plain.read(definition), "description": "Another"})
    plain.clock.pass_by(86400)
    assert len(made(plain)) == 3
    plain.clock.pass_by(86400)
    assert len(made(plain)) == 3
