# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole document on a server of another era: converted, with a warning for what keeps house, an error for what matters."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from fake_old_release_server import OldReleaseServer
from fake_release_server import POWERSHELL, PROJECT_ID, FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

AUTOMATED = {"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False, "id": 5}]}


def task(**more: Any) -> Document:
    return {
        "taskId": POWERSHELL,
        "version": "2.*",
        "name": "Say",
        "enabled": True,
        "definitionType": "task",
        "inputs": {"script": "echo"},
        **more,
    }


def old_stage(name: str, rank: int, **more: Any) -> Document:
    """As the reference of 2016 prints one."""
    return {
        "id": 18 + rank,
        "name": name,
        "rank": rank,
        "owner": {"id": "52a5bc8d-4730-400a-95c7-7276d4ae5953", "displayName": "Chuck Reinhart"},
        "variables": {"webAppName": {"value": name}},
        "preDeployApprovals": AUTOMATED,
        "deployStep": {"tasks": [task(alwaysRun=False, continueOnError=False)], "id": 66},
        "postDeployApprovals": AUTOMATED,
        "queueId": 7,
        "runOptions": {
            "EnvironmentOwnerEmailNotificationType": "Always",
            "skipArtifactsDownload": "False",
            "TimeoutInMinutes": "30",
        },
        "environmentOptions": {
            "emailNotificationType": "Always",
            "skipArtifactsDownload": False,
            "timeoutInMinutes": 30,
        },
        "demands": ["java"],
        "conditions": [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}],
        "executionPolicy": {"concurrencyCount": 0, "queueDepthCount": 0},
        **more,
    }


def old_document(*stages: Document, **more: Any) -> Document:
    return {
        "id": 12,
        "revision": 13,
        "name": "Website",
        "createdOn": "2016-04-11T10:00:12.077Z",
        "variables": {"webAppName": {"value": "fabrikam"}},
        "environments": list(stages or (old_stage("QA", 2), old_stage("Dev", 1))),
        "artifacts": [],
        "triggers": [],
        "releaseNameFormat": "Release-$(rev:r)",
        "retentionPolicy": {"daysToKeep": 60},
        **more,
    }


def phase(**more: Any) -> Document:
    given = {
        "parallelExecution": {"parallelExecutionType": "none"},
        "skipArtifactsDownload": False,
        "artifactsDownloadInput": {"downloadInputs": []},
        "queueId": 7,
        "demands": ["java"],
        "enableAccessToken": False,
        "timeoutInMinutes": 30,
        "jobCancelTimeoutInMinutes": 1,
        "condition": "succeeded()",
        "overrideInputs": {},
    }
    return {
        "deploymentInput": {**given, **more.pop("deploymentInput", {})},
        "rank": 1,
        "phaseType": "agentBasedDeployment",
        "name": "Run on agent",
        "workflowTasks": [task(timeoutInMinutes=0, condition="succeeded()", overrideInputs={})],
        **more,
    }


def modern_stage(name: str, rank: int, **more: Any) -> Document:
    """As a server of today answers one, with the left-overs that it has of old."""
    no_gates = {"id": 0, "gatesOptions": None, "gates": []}
    return {
        "id": rank,
        "name": name,
        "rank": rank,
        "variables": {},
        "variableGroups": [],
        "preDeployApprovals": {
            **AUTOMATED,
            "approvalOptions": {"executionOrder": "beforeGates", "timeoutInMinutes": 0},
        },
        "deployStep": {"id": 9},
        "postDeployApprovals": {**AUTOMATED, "approvalOptions": {"executionOrder": "afterSuccessfulGates"}},
        "deployPhases": [phase()],
        "environmentOptions": {
            "emailNotificationType": "OnlyOnFailure",
            "emailRecipients": "release.environment.owner;release.creator",
            "skipArtifactsDownload": False,
            "timeoutInMinutes": 0,
            "enableAccessToken": False,
            "publishDeploymentStatus": False,
            "badgeEnabled": False,
            "autoLinkWorkItems": False,
            "pullRequestDeploymentEnabled": False,
        },
        "demands": [],
        "conditions": [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}],
        "executionPolicy": {"concurrencyCount": 1, "queueDepthCount": 0},
        "schedules": [],
        "retentionPolicy": {"daysToKeep": 30 * rank, "releasesToKeep": 3, "retainBuild": True},
        "processParameters": {},
        "properties": {},
        "preDeploymentGates": no_gates,
        "postDeploymentGates": no_gates,
        "environmentTriggers": [],
        "badgeUrl": "https://x/badge",
        **more,
    }


def modern_document(*stages: Document, **more: Any) -> Document:
    return {
        "id": 3,
        "name": "Website",
        "path": "\\",
        "description": None,
        "variables": {},
        "variableGroups": [],
        "environments": list(stages or (modern_stage("QA", 2), modern_stage("Dev", 1))),
        "artifacts": [],
        "triggers": [],
        "releaseNameFormat": "Release-$(rev:r)",
        "tags": [],
        "properties": {},
        **more,
    }


def apply(server: FakeReleaseServer, document: Any, warnings: list[str] | None = None, **more: Any) -> Outcome:
    said = [] if warnings is None else warnings
    server.forget_calls()
    return resource.ensure(copy.deepcopy({"document": document, **more}), server, Run(warn=said.append))


# ------------------------------------------------------------------------------------------------------------ forwards


@pytest.mark.parametrize("generation", ["tfs2018", "server2019", "server2022", "services"])
@pytest.mark.parametrize("spelled", [lambda document: document, json.dumps])
def test_a_document_of_2016_on_a_later_server(generation: str, spelled: Any) -> None:
    server, warnings = FakeReleaseServer(), []
    server.generation = GENERATIONS[generation]
    assert apply(server, spelled(old_document()), warnings).changed
    dev, qa = server.definitions[0]["environments"]
    (job,) = dev["deployPhases"]
    assert (job["name"], job["rank"]) == ("Agent job", 1)
    assert [entry["inputs"] for entry in job["workflowTasks"]] == [{"script": "echo"}]
    given = job["deploymentInput"]
    assert (given["queueId"], given["demands"], given["timeoutInMinutes"]) == (7, ["java"], 30)
    assert [stage["retentionPolicy"]["daysToKeep"] for stage in (dev, qa)] == [60, 60]
    assert not {"queueId", "runOptions"} & set(dev)
    assert warnings == []
    assert not apply(server, spelled(old_document())).changed


@pytest.mark.parametrize(
    "make", [FakeReleaseServer, lambda: OldReleaseServer("tfs2015")], ids=["server2022", "tfs2015"]
)
def test_what_people_see_of_a_source_is_its_name_and_not_its_id(make: Any) -> None:
    reference = {
        "project": {"id": PROJECT_ID, "name": "Fabrikam"},
        "definition": {"id": "12", "name": "Fabrikam.CI"},
    }
    server = make()
    source = {"alias": "_ci", "type": "Build", "definitionReference": reference}
    apply(server, old_document(artifacts=[source]))
    (artifact,) = server.definitions[0]["artifacts"]
    written = {key: artifact["definitionReference"][key] for key in reference}
    assert {key: entry["name"] for key, entry in written.items()} == {
        "project": "Fabrikam",
        "definition": "Fabrikam.CI",
    }
    assert written["project"]["id"] == PROJECT_ID


def test_a_stage_of_its_own_retention_goes_before_that_of_the_definition() -> None:
    server = FakeReleaseServer()
    stages = [{"name": "QA", "retention_policy": {"days_to_keep": 5}}]
    apply(server, old_document(), environments=stages)
    dev, qa = server.definitions[0]["environments"]
    assert (dev["retentionPolicy"]["daysToKeep"], qa["retentionPolicy"]["daysToKeep"]) == (60, 5)


def test_a_document_of_2016_on_a_server_of_its_own_day() -> None:
    server, warnings = OldReleaseServer("tfs2015"), []
    apply(server, old_document(), warnings)
    (body,) = server.bodies("release_definitions.create")
    dev = body["environments"][0]
    assert dev["queueId"] == 7
    assert dev["runOptions"]["TimeoutInMinutes"] == "30"
    assert dev["environmentOptions"]["timeoutInMinutes"] == 30
    assert body["retentionPolicy"] == {"daysToKeep": 60}
    assert not apply(server, old_document()).changed
    assert warnings == []


# ----------------------------------------------------------------------------------------------------------- backwards


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_a_document_of_today_on_an_old_server(generation: str) -> None:
    server, warnings = OldReleaseServer(generation), []
    assert apply(server, modern_document(), warnings).changed
    dev = server.definitions[0]["environments"][0]
    assert [entry["inputs"] for entry in dev["deployStep"]["tasks"]] == [{"script": "echo"}]
    assert (dev["queueId"], dev["demands"]) == (7, ["java"])
    # The job's, not the stage's left-over.
    assert dev["environmentOptions"]["timeoutInMinutes"] == 30
    assert server.definitions[0]["retentionPolicy"] == {"daysToKeep": 60}
    (said,) = warnings
    assert f"{GENERATIONS[generation].title} has no place for parts of document" in said
    assert "retention but the most days" in said
    assert not apply(server, modern_document()).changed


def test_the_retention_that_the_definition_has_itself_counts() -> None:
    """A left-over of today's documents, of which nobody speaks there, does not."""
    server = OldReleaseServer()
    apply(server, modern_document(retentionPolicy={"daysToKeep": 7}))
    assert server.definitions[0]["retentionPolicy"] == {"daysToKeep": 60}
    apply(server, modern_document(), retention_policy={"days_to_keep": 4})
    assert server.definitions[0]["retentionPolicy"] == {"daysToKeep": 4}


HOUSE: list[tuple[Document, str]] = [
    ({"environmentOptions": {"badgeEnabled": True}}, "environments[0].environmentOptions.badgeEnabled"),
    (
        {"environmentOptions": {"publishDeploymentStatus": True}},
        "environments[0].environmentOptions.publishDeploymentStatus",
    ),
    ({"processParameters": {"inputs": [{"name": "p"}]}}, "environments[0].processParameters"),
    ({"properties": {"a": {"$type": "System.String", "$value": "b"}}}, "environments[0].properties"),
    ({"deployPhases": [phase(refName="job")]}, "environments[0].deployPhases[0].refName"),
    ({"deployPhases": [phase(deploymentInput={"imageId": 3})]}, "environments[0].deployPhases[0].raw"),
]


@pytest.mark.parametrize(("content", "place"), HOUSE)
def test_what_keeps_house_goes_with_a_warning(content: Document, place: str) -> None:
    server, warnings = OldReleaseServer(), []
    # Not in the order of the ranks: the place is that in the document.
    document = modern_document(modern_stage("QA", 2, **content), modern_stage("Dev", 1))
    apply(server, document, warnings)
    assert place in warnings[0]
    assert len(server.definitions) == 1
    assert not apply(server, document).changed


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"tags": ["blue"]}, "tags"),
        ({"properties": {"a": {"$type": "System.String", "$value": "b"}}}, "properties"),
        ({"description": "Shop"}, "description"),
    ],
)
def test_what_keeps_house_in_the_definition_too(content: Document, place: str) -> None:
    server, warnings = OldReleaseServer(), []
    apply(server, modern_document(**content), warnings)
    assert place in warnings[0].partition("left out: ")[2]


GATES = {"id": 4, "gatesOptions": {"isEnabled": True, "timeout": 60}, "gates": [{"tasks": [task()]}]}
MATTERS: list[tuple[Document, str, str]] = [
    ({"preDeploymentGates": GATES}, "environments[0].preDeploymentGates", "tfs2018"),
    ({"variableGroups": [31]}, "environments[0].variableGroups", "tfs2018"),
    ({"deployPhases": [phase(), phase()]}, "environments[0].deployPhases[1]", "tfs2018"),
    ({"deployPhases": [phase(phaseType="runOnServer")]}, "environments[0].deployPhases[0].phaseType", "tfs2018"),
    ({"deployPhases": [phase(phaseType=2)]}, "environments[0].deployPhases[0].phaseType", "tfs2018"),
    (
        {"deployPhases": [phase(deploymentInput={"condition": "failed()"})]},
        "environments[0].deployPhases[0].deploymentInput.condition",
        "tfs2018",
    ),
    (
        {"deployPhases": [phase(workflowTasks=[task(condition="always()")])]},
        "environments[0].deployPhases[0].workflowTasks[0].condition",
        "tfs2018",
    ),
    (
        {"deployPhases": [phase(workflowTasks=[task(definitionType="metaTask")])]},
        "environments[0].deployPhases[0].workflowTasks[0].taskId",
        "tfs2017",
    ),
    (
        {"preDeployApprovals": {**AUTOMATED, "approvalOptions": {"timeoutInMinutes": 9}}},
        "environments[0].preDeployApprovals.approvalOptions.timeoutInMinutes",
        "tfs2017",
    ),
    ({"schedules": [{"daysToRelease": 1, "startHours": 3}]}, "environments[0].schedules", "tfs2018"),
    (
        {"environmentTriggers": [{"triggerType": "rollbackRedeploy", "triggerContent": "{}"}]},
        "environments[0].environmentTriggers",
        "server2019",
    ),
]


@pytest.mark.parametrize(("content", "place", "first"), MATTERS)
def test_what_matters_is_an_error_with_its_place_in_the_document(content: Document, place: str, first: str) -> None:
    server = OldReleaseServer()
    with pytest.raises(DeclarationError) as caught:
        apply(server, modern_document(modern_stage("QA", 2, **content), modern_stage("Dev", 1)))
    assert caught.value.option == f"document.{place}"
    assert f"{GENERATIONS[first].title} is the first that has" in caught.value.message
    assert server.writes == []


def test_gates_that_are_not_enabled_go() -> None:
    server = OldReleaseServer()
    gates = {"id": 4, "gatesOptions": {"isEnabled": False}, "gates": []}
    apply(server, modern_document(modern_stage("Dev", 1, preDeploymentGates=gates)))
    assert len(server.definitions) == 1


def test_an_option_in_place_of_what_matters_lets_the_document_through() -> None:
    server = OldReleaseServer()
    with pytest.raises(DeclarationError) as caught:
        apply(server, modern_document(path="\\Web"))
    assert caught.value.option == "document.path"
    apply(server, modern_document(path="\\Web"), path="\\")
    assert len(server.definitions) == 1


def test_a_task_group_of_2017_is_named_by_its_place_there() -> None:
    server = OldReleaseServer("tfs2015")
    group = {"tasks": [task(), task(definitionType="metaTask")], "id": 5}
    with pytest.raises(DeclarationError) as caught:
        apply(server, old_document(old_stage("Dev", 1, deployStep=group)))
    assert caught.value.option == "document.environments[0].deployStep.tasks[1].taskId"


def test_a_document_of_today_on_the_server_before_it() -> None:
    server, warnings = FakeReleaseServer(), []
    server.generation = GENERATIONS["tfs2018"]
    retrying = modern_document(
        modern_stage("Dev", 1, deployPhases=[phase(workflowTasks=[task(retryCountOnTaskFailure=2)])])
    )
    with pytest.raises(DeclarationError) as caught:
        apply(server, retrying)
    assert caught.value.option == "document.environments[0].deployPhases[0].workflowTasks[0].retryCountOnTaskFailure"
    apply(server, modern_document(modern_stage("Dev", 1, deployPhases=[phase(refName="job")])), warnings)
    assert "environments[0].deployPhases[0].refName" in warnings[0]


@pytest.mark.parametrize("generation", ["tfs2015", "server2022"])
@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"deployStep": {"tasks": {}}}, "document.environments[0].deployStep.tasks"),
        ({"demands": "java"}, "document.environments[0].demands"),
        ({"conditions": {}}, "document.environments[0].conditions"),
        ({"environmentOptions": []}, "document.environments[0].environmentOptions"),
        ({"runOptions": "x"}, None),
    ],
)
def test_a_malformed_old_document_says_where(generation: str, content: Document, place: str | None) -> None:
    server = OldReleaseServer() if generation == "tfs2015" else FakeReleaseServer()
    if place is None:
        apply(server, old_document(old_stage("Dev", 1, **content)))
        return
    with pytest.raises(DeclarationError) as caught:
        apply(server, old_document(old_stage("Dev", 1, **content)))
    assert caught.value.option == place
    assert server.writes == []


def test_a_malformed_stage_says_so() -> None:
    with pytest.raises(DeclarationError) as caught:
        apply(OldReleaseServer(), {"name": "x", "environments": ["Dev"]})
    assert caught.value.option == "document.environments[0]"
