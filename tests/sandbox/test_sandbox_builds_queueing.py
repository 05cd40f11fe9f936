# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds are queued and read."""

from __future__ import annotations

import json
import re

import pytest
from build_api import HEAD, NORMAL_PAUL, QUEUED_WITHOUT_AGENTS, refusal


def test_a_definition_is_enough(builds):
    """Observed: POST answers 200 with what the server adds."""
    made = builds.queue()
    assert made["status"] == "notStarted"
    assert (made["priority"], made["reason"], made["sourceBranch"]) == ("normal", "manual", "refs/heads/main")
    assert (made["tags"], made["properties"], made["validationResults"], made["triggerInfo"]) == ([], {}, [], {})
    assert re.fullmatch(r"\d{8}\.1", made["buildNumber"]) and made["buildNumberRevision"] == 1
    assert made["definition"]["name"] == "Fabrikam.CI"
    assert made["plans"] == [made["orchestrationPlan"]]


def test_the_answer_to_a_post_has_no_source_version_and_a_get_has(builds):
    """Recorded."""
    made = builds.queue(sourceBranch="main")
    assert "sourceVersion" not in made and made["sourceBranch"] == "refs/heads/main"
    assert builds.get(made["id"])["sourceVersion"] == HEAD


def test_a_source_version_that_is_given_stays(builds):
    version = "9b03b366e298b9c554ee3cbcca1b5293bd6ce68f"
    assert builds.get(builds.queue(sourceVersion=version)["id"])["sourceVersion"] == version


def test_parameters_come_back_letter_for_letter(builds):
    text = '{ "BuildConfiguration":"debug",  "Other": "1" }'
    made = builds.queue(parameters=text, templateParameters={"size": "large"})
    assert made["parameters"] == text
    assert builds.get(made["id"])["templateParameters"] == {"size": "large"}


def test_numbers_count_by_definition_and_day(builds):
    builds.freeze(0)
    first = [builds.queue()["buildNumber"] for _time in range(2)]
    other = builds.queue(definition={"id": 2})["buildNumber"]
    builds.wait(86400)
    assert [*first, other, builds.queue()["buildNumber"]] == ["20260302.1", "20260302.2", "20260302.1", "20260303.1"]


def test_a_number_follows_the_format_of_its_definition(builds):
    builds.freeze(0)
    body = {
        "name": "Odd",
        "queue": {"id": 1},
        "buildNumberFormat": "$(BuildDefinitionName)_$(date:yyyy.MM.dd)$(rev:.rr)",
    }
    made = builds("POST", "definitions", body=body).json()
    assert builds.queue(definition={"id": made["id"]}, sourceBranch="main")["buildNumber"] == "Odd_2026.03.02.01"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"queue": {"id": 769}}, "No agent pool found with identifier 769."),
        ({"sourceBranch": "nowhere"}, "refs/heads/nowhere"),
        ({"parameters": json.dumps({"SIGNOUTPUT": "no"})}, "SIGNOUTPUT"),
        ({"parameters": "BuildPlatform=x"}, "JSON"),
    ],
)
def test_what_cannot_be_queued_is_refused_with_its_results(builds, body, message):
    """The envelope is quoted in public issues, and so is the message of the queue."""
    answer = builds("POST", "builds", body={"definition": {"id": 1}, **body})
    assert refusal(answer) == (400, "BuildRequestValidationFailedException")
    document = answer.json()
    assert document["message"] == "Could not queue the build because there were validation errors or warnings."
    assert document["typeName"] == (
        "Microsoft.TeamFoundation.Build.WebApi.BuildRequestValidationFailedException, "
        "Microsoft.TeamFoundation.Build2.WebApi"
    )
    (result,) = document["customProperties"]["ValidationResults"]
    assert result["result"] == "error" and message in result["message"]
    assert max(builds.ids()) == 392


def test_a_disabled_definition_is_refused(builds):
    definition = builds("GET", "definitions/1").json()
    builds("PUT", "definitions/1", body={**definition, "queueStatus": "disabled"})
    answer = builds("POST", "builds", body={"definition": {"id": 1}})
    assert refusal(answer) == (400, "BuildRequestValidationFailedException")


def test_a_paused_definition_keeps_builds_until_it_goes_on(builds):
    definition = builds("GET", "definitions/1").json()
    paused = builds("PUT", "definitions/1", body={**definition, "queueStatus": "paused"}).json()
    made = builds.queue()
    assert builds.get(made["id"])["status"] == "notStarted"
    builds("PUT", "definitions/1", body={**paused, "queueStatus": "enabled"})
    assert builds.get(made["id"])["status"] == "completed"


def test_a_warning_may_be_ignored(builds):
    body = {"definition": {"id": 1}, "demands": ["blue.paint"]}
    refused = builds("POST", "builds", body=body)
    assert refused.json()["customProperties"]["ValidationResults"][0]["result"] == "warning"
    made = builds("POST", "builds", body=body, ignoreWarnings="true").json()
    assert made["validationResults"][0]["result"] == "warning"
    assert builds.get(made["id"])["status"] == "notStarted"
    assert builds.queue(demands=["msbuild", "Agent.Version -gtVersion 2"])["demands"][0] == "msbuild"


def test_a_queue_without_agents_keeps_builds(builds):
    made = builds.queue(queue={"id": QUEUED_WITHOUT_AGENTS})
    assert builds.get(made["id"])["status"] == "notStarted"
    assert builds("GET", f"builds/{made['id']}/timeline").status_code == 204


def test_an_unknown_definition_or_build_is_not_found(builds):
    assert refusal(builds("POST", "builds", body={"definition": {"id": 54}})) == (404, "DefinitionNotFoundException")
    answer = builds("GET", "builds/139106")
    assert refusal(answer) == (404, "BuildNotFoundException")
    assert answer.json()["message"] == "The requested build 139106 could not be found."
    assert builds("GET", "builds/391", project="Contoso").status_code == 404
    assert builds("POST", "builds", body={}).status_code == 400


def test_more_that_a_request_may_say(builds):
    made = builds(
        "POST",
        "builds",
        body={
            "sourceBranch": "refs/pull/1/merge",
            "sourceVersion": HEAD,
            "reason": "pullRequest",
            "priority": "High",
            "requestedFor": {"id": NORMAL_PAUL},
            "queue": {"id": 3},
        },
        definitionId=1,
        sourceBuildId=391,
        checkInTicket="ticket",
    ).json()
    assert (made["reason"], made["priority"], made["queue"]["name"]) == ("pullRequest", "high", "Hosted VS2017")
    assert made["requestedFor"]["id"] == NORMAL_PAUL != made["requestedBy"]["id"]


def test_the_newest_completed_build(builds):
    query = {"api_version": "7.1-preview.1"}
    latest = builds("GET", "latest/1", branchName="refs/heads/develop", **query).json()
    assert (latest["id"], builds("GET", "latest/fabrikam.ci", **query).json()["id"]) == (390, 389)
    made = builds("POST", "definitions", body={"name": "New.CI", "queue": {"id": 1}}).json()
    answer = builds("GET", f"latest/{made['id']}", **query)
    assert refusal(answer) == (404, "BuildNotFoundException")
    assert answer.json()["message"] == f"No completed builds were found for pipeline {made['id']}."


def test_changes_are_the_commits_since_the_build_before(builds):
    made = [builds.queue(sourceBranch="release/1.0")["id"] for _time in range(2)]
    counts = [builds("GET", f"builds/{number}/changes").json()["count"] for number in made]
    assert counts == [3, 0]


def test_changes_and_work_items(builds):
    """Recorded: work items 3 and 33, by POST too."""
    first = builds("GET", "builds/391/changes", top=2)
    assert first.json()["value"][0]["id"] == HEAD and first.json()["count"] == 2
    token = first.headers["x-ms-continuationtoken"]
    assert builds("GET", "builds/391/changes", continuationToken=token).json()["count"] == 3
    for method in ("GET", "POST"):
        assert [one["id"] for one in builds(method, "builds/391/workitems").json()["value"]] == ["3", "33"]
    assert builds("POST", "builds/391/workitems", body=[HEAD]).json()["count"] == 1
