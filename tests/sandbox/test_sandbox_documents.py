# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server makes of the definitions that it accepts."""

from __future__ import annotations

import re

from sandbox_client import CHUCK, FABRIKAM, build_artifact, stage

DEMAND = "Agent.Version -gtVersion 1.87"


def test_creation_answers_200_and_fills_the_document(api, pipeline):
    made = api.create(pipeline())
    environment = made["environments"][0]
    assert (made["id"], made["revision"], made["source"], made["path"]) == (12, 1, "restApi", "\\")
    assert made["releaseNameFormat"] == ""
    assert made["url"] == f"http://sandbox.test/DefaultCollection/{FABRIKAM}/_apis/Release/definitions/12"
    assert made["createdBy"]["uniqueName"] == "chuckreinhart@outlook.com"
    assert environment["owner"]["displayName"] == "Chuck Reinhart"
    assert environment["executionPolicy"] == {"concurrencyCount": 0, "queueDepthCount": 0}
    assert environment["currentRelease"]["id"] == 0
    assert environment["badgeUrl"].endswith(f"/_apis/public/Release/badge/{FABRIKAM}/12/{environment['id']}")
    phase = environment["deployPhases"][0]
    assert phase["refName"] is None
    assert phase["deploymentInput"]["artifactsDownloadInput"] == {"downloadInputs": []}
    assert api.read(12) == made


def test_client_revision_and_dates_are_ignored(api, pipeline):
    made = api.create(pipeline(id=99, revision=7, createdOn="0001-01-01T00:00:00"))
    assert (made["id"], made["revision"]) == (12, 1)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d\d?[037]?)?Z", made["createdOn"])


def test_parts_get_ids_from_one_counter(api, pipeline):
    made = api.create(pipeline(environments=[stage("Dev", 1), stage("QA", 2)]))
    ids = []
    for environment in made["environments"]:
        ids.append(environment["id"])
        ids.append(environment["preDeployApprovals"]["approvals"][0]["id"])
        ids.append(environment["deployStep"]["id"])
        ids.append(environment["postDeployApprovals"]["approvals"][0]["id"])
    assert ids == list(range(ids[0], ids[0] + 8))


def test_ranks_are_filled_where_none_is_given(api, pipeline):
    made = api.create(pipeline(environments=[stage("Dev", 0), stage("QA", 0)]))
    assert [environment["rank"] for environment in made["environments"]] == [1, 2]


def test_manual_approvals_get_their_options_and_the_person_in_full(api, pipeline):
    approvals = {"approvals": [{"rank": 1, "isAutomated": False, "approver": {"id": CHUCK}}], "approvalOptions": None}
    made = api.create(pipeline(environments=[stage(preDeployApprovals=approvals)]))
    shown = made["environments"][0]["preDeployApprovals"]
    assert shown["approvals"][0]["approver"]["displayName"] == "Chuck Reinhart"
    assert shown["approvalOptions"]["executionOrder"] == "beforeGates"
    assert shown["approvalOptions"]["releaseCreatorCanBeApprover"] is True
    assert "approvalOptions" not in made["environments"][0]["postDeployApprovals"]


def test_tags_in_the_body_are_ignored(api, pipeline):
    assert api.create(pipeline(tags=["nightly"]))["tags"] == []


def test_secrets_are_masked_and_false_flags_omitted(api, pipeline):
    variables = {
        "password": {"value": "hunter2", "isSecret": True, "allowOverride": False},
        "region": {"value": "West", "isSecret": False, "allowOverride": True},
    }
    made = api.create(pipeline(variables=variables))
    assert made["variables"] == {
        "password": {"value": None, "isSecret": True},
        "region": {"value": "West", "allowOverride": True},
    }
    assert "hunter2" not in api.definitions("GET", "/12/revisions/1").text


def test_null_keeps_a_secret_and_making_it_plain_does_not_show_it(api, pipeline):
    made = api.create(pipeline(variables={"password": {"value": "hunter2", "isSecret": True}}))
    made = api.update(made)
    stored = api.sandbox.store.get("release_definition", FABRIKAM, made["id"])
    assert stored["variables"]["password"]["value"] == "hunter2"
    made["variables"] = {"Password": {"value": None, "isSecret": True}}
    made = api.update(made)
    stored = api.sandbox.store.get("release_definition", FABRIKAM, made["id"])
    assert stored["variables"]["Password"]["value"] == "hunter2"
    made["variables"] = {"Password": {"value": None}}
    assert api.update(made)["variables"] == {"Password": {"value": None}}


def test_a_variable_as_a_bare_string_disappears(api, pipeline):
    made = api.create(pipeline(variables={"bare": "text", "good": {"value": 1}}))
    assert made["variables"] == {"good": {"value": "1"}}


def test_unknown_fields_are_discarded_and_names_match_in_any_case(api, pipeline):
    made = api.create(pipeline(nonsense=1, Description="text", queueId=2))
    assert made["description"] == "text"
    assert "nonsense" not in made and "queueId" not in made


def test_enums_come_as_numbers_or_in_any_case_and_go_as_names(api, pipeline):
    phases = [{"name": "Server job", "phaseType": 2}, {"name": "Agent", "phaseType": "AGENTBASEDDEPLOYMENT"}]
    phases[1]["deploymentInput"] = {"queueId": "2"}
    conditions = [{"name": "ReleaseStarted", "conditionType": 1, "value": ""}]
    made = api.create(pipeline(environments=[stage(deployPhases=phases, conditions=conditions)]))
    environment = made["environments"][0]
    assert [phase["phaseType"] for phase in environment["deployPhases"]] == ["runOnServer", "agentBasedDeployment"]
    assert environment["deployPhases"][1]["deploymentInput"]["queueId"] == 2
    assert environment["conditions"] == [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]


def test_inputs_are_strings_and_a_task_is_a_task(api, pipeline):
    task = {
        "taskId": "E213FF0F-5D5C-4791-802D-52EA3E7BE1F1",
        "version": "2.*",
        "name": "Run",
        "definitionType": None,
        "inputs": {"failOnStderr": True, "retries": 3},
    }
    phase = {**stage()["deployPhases"][0], "workflowTasks": [task]}
    made = api.create(pipeline(environments=[stage(deployPhases=[phase])]))
    shown = made["environments"][0]["deployPhases"][0]["workflowTasks"][0]
    assert shown["inputs"] == {"failOnStderr": "true", "retries": "3"}
    assert shown["definitionType"] == "task"
    assert shown["taskId"] == "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
    assert shown["enabled"] is True


def test_properties_are_typed(api, pipeline):
    made = api.create(pipeline(properties={"key": "v", "count": 3}))
    assert made["properties"] == {
        "key": {"$type": "System.String", "$value": "v"},
        "count": {"$type": "System.Int32", "$value": 3},
    }
    assert api.update(made)["properties"] == made["properties"]
    only = api.definitions("GET", f"/{made['id']}", propertyFilters="key").json()
    assert list(only["properties"]) == ["key"]


def test_days_of_a_schedule(api, pipeline):
    for sent, shown in (
        (127, "all"),
        ("Monday", "monday"),
        (17, "monday, friday"),
        ("monday,tuesday,wednesday,thursday,friday,saturday,sunday", "all"),
    ):
        trigger = {"triggerType": "schedule", "schedule": {"daysToRelease": sent}, "branchFilters": ["main"]}
        made = api.create(pipeline(f"days {sent}", triggers=[trigger]))["triggers"][0]
        assert made["schedule"]["daysToRelease"] == shown
        assert made["schedule"]["jobId"]
        assert "branchFilters" not in made


def test_demands_become_flat_strings(api, pipeline):
    demands = [{"name": "npm"}, {"name": "Agent.OS", "value": "Linux"}, "java -equals 17"]
    phase = {**stage()["deployPhases"][0], "deploymentInput": {"queueId": 2, "demands": demands}}
    made = api.create(pipeline(environments=[stage(deployPhases=[phase])]))
    shown = made["environments"][0]["deployPhases"][0]["deploymentInput"]["demands"]
    assert shown == ["npm", "Agent.OS -equals Linux", "java -equals 17"]


def test_a_build_artifact_is_completed_and_brings_a_demand(api, pipeline):
    made = api.create(pipeline())
    made["artifacts"] = [build_artifact(isPrimary=False)]
    made = api.update(made)
    artifact = made["artifacts"][0]
    assert artifact["sourceId"] == f"{FABRIKAM}:1"
    assert artifact["isPrimary"] is True
    assert artifact["definitionReference"]["defaultVersionType"] == {"id": "latestType", "name": "Latest"}
    assert "artifactSourceDefinitionUrl" in artifact["definitionReference"]
    assert list(artifact["definitionReference"]) == sorted(artifact["definitionReference"])
    assert made["environments"][0]["deployPhases"][0]["deploymentInput"]["demands"] == [DEMAND]
    again = api.update(made)
    assert again["environments"][0]["deployPhases"][0]["deploymentInput"]["demands"] == [DEMAND]
    assert again["artifacts"] == made["artifacts"]


def test_a_path_takes_the_case_of_the_folder(api, pipeline):
    api.create(pipeline("One", path="\\KOMODO"))
    made = api.create(pipeline("Two", path="/komodo/"))
    assert made["path"] == "\\KOMODO"


def test_the_old_shape_loses_its_tasks(api, pipeline):
    """A document of 2015 has its tasks in deployStep and one retention policy; a modern server knows neither."""
    old = stage(deployStep={"tasks": [{"taskId": "x"}]}, queueId=2)
    made = api.create(pipeline(environments=[old], retentionPolicy={"daysToKeep": 60}))
    assert set(made["environments"][0]["deployStep"]) == {"id"}
    assert "retentionPolicy" not in made and "queueId" not in made["environments"][0]
