# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDK reads the catalogues of the sandbox: what names in a definition stand for."""

from __future__ import annotations

import pytest
from azure.devops.exceptions import AzureDevOpsServiceError
from azure.devops.v7_1.build import models
from conformance_documents import CHUCK, FABRIKAM, POWERSHELL
from conformance_sdk import PROJECT, TASKS, Sdk

from release_management_sandbox.testing import RunningSandbox


@pytest.fixture
def sdk(sandbox: RunningSandbox) -> Sdk:
    return Sdk(sandbox)


def test_queues_and_pools(sdk: Sdk) -> None:
    queues = {one.name: one for one in sdk.task_agent.get_agent_queues(PROJECT)}
    assert queues["Hosted"].id == 2
    assert queues["Hosted"].pool.is_hosted
    assert [one.id for one in sdk.task_agent.get_agent_queues(PROJECT, queue_name="default")] == [1]
    assert sdk.task_agent.get_agent_queue(2, PROJECT).name == "Hosted"
    assert "Default" in {one.name for one in sdk.task_agent.get_agent_pools()}
    with pytest.raises(AzureDevOpsServiceError):
        sdk.task_agent.get_agent_queue(99, PROJECT)


def test_tasks(sdk: Sdk) -> None:
    tasks = sdk.send(sdk.task_agent, "GET", TASKS)["value"]
    majors = {one["version"]["major"] for one in tasks if one["name"] == "PowerShell"}
    assert {1, 2} <= majors
    assert len({one["id"].lower() for one in tasks if one["name"] == "Docker"}) == 2
    versions = sdk.send(sdk.task_agent, "GET", TASKS, taskId=POWERSHELL)["value"]
    assert {one["version"]["major"] for one in versions} == majors


def test_tasks_say_when_an_input_is_shown(sdk: Sdk) -> None:
    versions = sdk.send(sdk.task_agent, "GET", TASKS, taskId=POWERSHELL)["value"]
    rules = {
        one["version"]["major"]: {each["name"]: each["visibleRule"] for each in one["inputs"] if "visibleRule" in each}
        for one in versions
    }
    assert rules == {
        1: {"scriptName": "scriptType = filePath", "inlineScript": "scriptType = inlineScript"},
        2: {
            "filePath": "targetType = filePath",
            "arguments": "targetType = filePath",
            "script": "targetType = inline",
        },
    }


def test_task_groups(sdk: Sdk) -> None:
    (group,) = sdk.task_agent.get_task_groups(PROJECT)
    assert group.definition_type == "metaTask"
    assert [one.name for one in sdk.task_agent.get_task_groups(PROJECT, task_group_id=group.id)] == [group.name]


def test_variable_groups(sdk: Sdk) -> None:
    groups = {one.name: one for one in sdk.task_agent.get_variable_groups(PROJECT)}
    assert len({name.casefold() for name in groups}) < len(groups)
    (secret,) = sdk.task_agent.get_variable_groups(PROJECT, group_name="Fabrikam Secrets")
    assert secret.id == groups["Fabrikam Secrets"].id
    read = sdk.task_agent.get_variable_group(PROJECT, secret.id)
    hidden = [one for one in read.variables.values() if one.is_secret]
    assert hidden
    assert all(one.value is None for one in hidden)
    assert read.created_by.id == CHUCK
    found = sdk.task_agent.get_variable_groups_by_id(PROJECT, ["1", "2"])
    assert {one.id for one in found} == {1, 2}


def test_deployment_groups(sdk: Sdk) -> None:
    (group,) = sdk.task_agent.get_deployment_groups(PROJECT, name="Fabrikam Web Servers")
    assert group.machine_tags == ["web"]
    assert sdk.task_agent.get_deployment_group(PROJECT, group.id).name == "Fabrikam Web Servers"


def test_service_endpoints(sdk: Sdk) -> None:
    endpoints = {one.name: one for one in sdk.service_endpoint.get_service_endpoints(PROJECT)}
    azure = endpoints["Fabrikam AzureRM"]
    assert azure.type.casefold() == "azurerm"
    assert [one.id for one in sdk.service_endpoint.get_service_endpoints(PROJECT, type="AzureRM")] == [azure.id]
    by_name = sdk.service_endpoint.get_service_endpoints_by_names(PROJECT, ["fabrikam github"])
    assert [one.name for one in by_name] == ["Fabrikam GitHub"]
    details = sdk.service_endpoint.get_service_endpoint_details(PROJECT, azure.id)
    assert details.name == azure.name
    assert not any((details.authorization.parameters or {}).values())


def test_identities(sdk: Sdk) -> None:
    (chuck,) = sdk.identity.read_identities(search_filter="General", filter_value="chuckreinhart@outlook.com")
    assert chuck.id == CHUCK
    assert chuck.is_active
    assert chuck.properties["Account"]["$value"] == "chuckreinhart@outlook.com"
    assert len(sdk.identity.read_identities(search_filter="General", filter_value="Johnnie McLeod")) == 2
    assert sdk.identity.read_identities(search_filter="General", filter_value="nobody at all") == []
    assert sdk.identity.read_identity(CHUCK).provider_display_name == "Chuck Reinhart"
    assert [one.id for one in sdk.identity.read_identities(identity_ids=CHUCK)] == [CHUCK]


def test_the_caller(sdk: Sdk) -> None:
    assert sdk.location.get_connection_data().authenticated_user.id == CHUCK


def test_projects(sdk: Sdk) -> None:
    assert {one.name for one in sdk.core.get_projects()} == {"Fabrikam", "Contoso"}
    assert sdk.core.get_project("fabrikam").id == FABRIKAM
    assert sdk.core.get_project(FABRIKAM).name == "Fabrikam"
    assert len(sdk.core.get_projects(top=1)) == 1


def test_build_definitions(sdk: Sdk) -> None:
    found = sdk.build.get_definitions(PROJECT, name="fabrikam.ci")
    assert [(one.id, one.name) for one in found] == [(1, "Fabrikam.CI")]
    assert sdk.build.get_definitions(PROJECT, name="nothing*") == []
    process = {"type": 1, "phases": []}
    repository = models.BuildRepository(id="278d5cd2-584d-4b63-824a-2ba458937249", type="TfsGit", name="Fabrikam")
    wanted = models.BuildDefinition(name="Other.CI", process=process, repository=repository)
    made = sdk.build.create_definition(wanted, PROJECT)
    assert sdk.build.get_definition(PROJECT, made.id).name == "Other.CI"
    found = sdk.build.get_definitions(PROJECT, name="*.CI", query_order="definitionNameDescending")
    assert [one.name for one in found] == ["Other.CI", "Fabrikam.Infrastructure.CI", "Fabrikam.CI"]


def test_repositories(sdk: Sdk) -> None:
    assert "Fabrikam" in {one.name for one in sdk.git.get_repositories(PROJECT)}
