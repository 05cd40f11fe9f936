# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names to ids: projects, people, queues, tasks, groups, endpoints, builds; and where everything is."""

from __future__ import annotations

import pytest
from sandbox_client import CHUCK, FABRIKAM

CORE = "/DefaultCollection"


def test_projects(api):
    assert [one["name"] for one in api.call("GET", f"{CORE}/_apis/projects").json()["value"]] == ["Contoso", "Fabrikam"]
    first = api.call("GET", f"{CORE}/_apis/projects", top=1)
    assert first.headers["x-ms-continuationtoken"] == "1"
    for name in ("fabrikam", FABRIKAM):
        assert api.call("GET", f"{CORE}/_apis/projects/{name}").json()["id"] == FABRIKAM
    assert api.call("GET", f"{CORE}/_apis/projects/Nowhere").status_code == 404


def test_queues_are_the_same_in_both_projects(api):
    for project in ("Fabrikam", "Contoso"):
        queues = api.call("GET", f"{CORE}/{project}/_apis/distributedtask/queues").json()["value"]
        assert {one["id"]: one["name"] for one in queues}[2] == "Hosted"
    path = f"{CORE}/Fabrikam/_apis/DistributedTask/Queues"
    assert [one["id"] for one in api.call("GET", path, queueName="default").json()["value"]] == [1]
    assert api.call("GET", f"{path}/2").json()["pool"]["isHosted"] is True
    assert api.call("GET", f"{path}/769").status_code == 404
    assert api.call("GET", f"{CORE}/_apis/distributedtask/pools", poolName="Default").json()["count"] == 1


def test_tasks_are_shaped_as_the_api_shapes_them(api):
    tasks = api.call("GET", f"{CORE}/_apis/distributedtask/tasks").json()["value"]
    assert len(tasks) == 261
    docker = {(one["id"], one["version"]["major"]) for one in tasks if one["name"] == "Docker"}
    assert len({identifier for identifier, _ignored in docker}) == 2
    assert {major for _ignored, major in docker} == {0, 1, 2}
    web = next(one for one in tasks if one["name"] == "AzureWebPowerShellDeployment")
    assert web["id"] == "DCBEF2C9-E4F4-4929-82B2-EA7FC9166109"
    assert web["version"] == {"major": 1, "minor": 0, "patch": 30, "isTest": False}
    endpoint = next(one for one in web["inputs"] if one["name"] == "ConnectedServiceName")
    assert endpoint["type"].lower().startswith("connectedservice:azure")
    assert all(isinstance(one["aliases"], list) for one in web["inputs"])
    values = [one["defaultValue"] for task in tasks for one in task["inputs"]]
    assert all(value is None or isinstance(value, str) for value in values)


def test_one_task(api):
    path = f"{CORE}/_apis/distributedtask/tasks/e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
    assert {one["version"]["major"] for one in api.call("GET", path).json()["value"]} == {1, 2}
    assert api.call("GET", f"{path}/1.2.3").json()["version"]["major"] == 1
    assert api.call("GET", f"{path}/9.0.0").status_code == 404


def test_task_groups_are_lists_of_versions(api):
    groups = api.call("GET", f"{CORE}/Fabrikam/_apis/distributedtask/taskgroups").json()["value"]
    assert [(one["name"], one["definitionType"]) for one in groups] == [("Smoke Test", "metaTask")]
    path = f"{CORE}/Fabrikam/_apis/distributedtask/taskgroups/{groups[0]['id']}"
    assert api.call("GET", path).json()["count"] == 1


def test_variable_groups_mask_their_secrets(api):
    path = f"{CORE}/Fabrikam/_apis/distributedtask/variablegroups"
    groups = api.call("GET", path).json()["value"]
    assert all(one["variableGroupProjectReferences"] is None for one in groups)
    secret = api.call("GET", f"{path}/2").json()
    assert secret["variables"]["sqlPassword"] == {"value": None, "isSecret": True}
    assert secret["variableGroupProjectReferences"][0]["projectReference"]["id"] == FABRIKAM
    assert [one["id"] for one in api.call("GET", path, groupName="WEB*").json()["value"]] == [3, 4]
    assert [one["id"] for one in api.call("GET", path, groupIds="2,4").json()["value"]] == [2, 4]


def test_deployment_groups_and_endpoints(api):
    path = f"{CORE}/Fabrikam/_apis/distributedtask/deploymentgroups"
    assert [one["id"] for one in api.call("GET", path, name="fabrikam web servers").json()["value"]] == [1]
    assert api.call("GET", f"{path}/1").json()["machineTags"] == ["web"]
    path = f"{CORE}/Fabrikam/_apis/serviceendpoint/endpoints"
    azure = api.call("GET", f"{path}/c39562bd-fe8f-4eca-a587-fe9817be5f30").json()
    assert azure["type"] == "azure"
    assert azure["authorization"]["parameters"] == {"certificate": None}
    assert [one["name"] for one in api.call("GET", path, type="GitHub").json()["value"]] == ["Fabrikam GitHub"]
    assert api.call("GET", path, endpointNames="fabrikam azure").json()["count"] == 1
    assert api.call("GET", path.replace("Fabrikam", "Contoso")).json()["count"] == 0


def test_people(api):
    path = f"{CORE}/_apis/Identities"
    found = api.call("GET", path, searchFilter="General", filterValue="chuck").json()["value"]
    assert [one["id"] for one in found] == [CHUCK]
    assert found[0]["properties"]["Account"]["$value"] == "chuckreinhart@outlook.com"
    assert found[0]["properties"]["Mail"]["$value"] == "chuckreinhart@outlook.com"
    same = api.call("GET", path, searchFilter="General", filterValue="Johnnie McLeod").json()
    assert same["count"] == 2
    group = api.call("GET", path, searchFilter="General", filterValue="[Fabrikam]\\Release Approvers").json()["value"]
    assert [(one["isContainer"], one["providerDisplayName"]) for one in group] == [
        (True, "[Fabrikam]\\Release Approvers")
    ]
    gone = api.call("GET", path, searchFilter="General", filterValue="Francis").json()["value"]
    assert [one["isActive"] for one in gone] == [False]
    assert api.call("GET", path, identityIds=f"{CHUCK},{FABRIKAM}").json()["value"][1] is None
    assert api.call("GET", path).status_code == 400
    assert api.call("GET", f"{path}/{CHUCK}").json()["isActive"] is True


def test_build_definitions_by_pattern(api):
    path = f"{CORE}/Fabrikam/_apis/build/definitions"
    found = api.call("GET", path, name="fabrikam.*ci").json()["value"]
    assert [one["id"] for one in found] == [1, 2]
    assert found[0]["url"] == f"http://sandbox.test{CORE}/{FABRIKAM}/_apis/build/Definitions/1?revision=1"
    assert api.call("GET", path, name="fabrikam.ci").json()["count"] == 1
    assert api.call("GET", path, name="fabrikam").json() == {"count": 0, "value": []}
    assert api.call("GET", f"{path}/54").json()["message"] == "Build pipeline 54 was not found"


def test_build_definitions_are_created(api):
    path = f"{CORE}/Fabrikam/_apis/build/definitions"
    body = {
        "name": "New.CI",
        "queue": {"id": 1},
        "repository": {"type": "tfsgit", "name": "Fabrikam", "defaultBranch": "main"},
        "triggers": [{"triggerType": "continuousIntegration"}],
        "variables": {},
    }
    made = api.call("POST", path, body=body).json()
    assert (made["id"], made["path"], made["queueStatus"], made["jobAuthorizationScope"]) == (
        3,
        "\\",
        "enabled",
        "projectCollection",
    )
    assert made["repository"] == {
        "type": "TfsGit",
        "name": "Fabrikam",
        "defaultBranch": "main",
        "checkoutSubmodules": False,
    }
    assert made["triggers"][0]["maxConcurrentBuildsPerBranch"] == 1
    assert "variables" not in made
    assert api.call("POST", path, body=body).status_code == 409
    assert api.call("POST", path, body={"name": "Other", "queue": {"id": 769}}).status_code == 400


def test_git_repositories(api):
    path = f"{CORE}/Fabrikam/_apis/git/repositories"
    listed = api.call("GET", path).json()["value"]
    assert {one["name"] for one in listed} == {"Fabrikam", "Fabrikam.Infrastructure"}
    assert api.call("GET", f"{path}/FABRIKAM").json()["id"] == listed[0]["id"]
    assert api.call("GET", f"{path}/{listed[0]['id']}").json()["name"] == "Fabrikam"
    assert api.call("GET", f"{path}/nowhere").status_code == 404


def test_the_caller(api):
    path = f"{CORE}/_apis/connectionData"
    assert api.call("GET", path, api_version="7.1-preview").json()["authenticatedUser"]["id"] == CHUCK
    assert api.call("GET", path, api_version="None").status_code == 200


def test_options_names_the_routes(api):
    everything = api.call("OPTIONS", f"{CORE}/_apis").json()["value"]
    areas = {one["area"] for one in everything}
    assert {"Release", "build", "distributedtask", "core", "IMS"} <= areas
    release = api.call("OPTIONS", f"{CORE}/_apis/Release").json()["value"]
    definitions = next(one for one in release if one["resourceName"] == "definitions")
    assert definitions == {
        "id": "d8f96f24-8ea7-4cb6-baab-2df8fc515665",
        "area": "Release",
        "resourceName": "definitions",
        "routeTemplate": "{project}/_apis/{area}/{resource}/{definitionId}",
        "resourceVersion": 4,
        "minVersion": "2.2",
        "maxVersion": "7.1",
        "releasedVersion": "7.1",
    }


def test_installed_servers_list_no_resource_areas(api):
    answer = api.call("GET", f"{CORE}/_apis/ResourceAreas", api_version="5.0-preview.1")
    assert answer.json() == {"count": 0, "value": []}


def test_the_cloud_has_hosts(services):
    areas = services.call("GET", "/fabrikam/_apis/ResourceAreas", api_version="5.0-preview.1").json()["value"]
    locations = {one["id"]: one["locationUrl"] for one in areas}
    assert locations["efc2f575-36ef-48e9-b672-0c6fb4a48ac5"] == "http://sandbox.test/vsrm/fabrikam/"
    assert locations["8a3d49b8-91f0-46ef-b33d-dda338c25db3"] == "http://sandbox.test/vssps/fabrikam/"
    shown = services.definitions("GET", "/11").json()
    assert shown["url"].startswith(f"http://sandbox.test/vsrm/fabrikam/{FABRIKAM}/_apis/Release/definitions/11")
    assert shown["createdBy"]["url"].startswith("http://sandbox.test/vssps/fabrikam/_apis/Identities/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fabrikam/Fabrikam/_apis/release/definitions", 404),
        ("/vsrm/fabrikam/Fabrikam/_apis/release/definitions", 200),
        ("/DefaultCollection/Fabrikam/_apis/release/definitions", 200),
        ("/vsrm/fabrikam/_apis/projects", 404),
        ("/fabrikam/_apis/Identities?searchFilter=General&filterValue=chuck", 404),
        ("/vssps/fabrikam/_apis/Identities?searchFilter=General&filterValue=chuck", 200),
        ("/DefaultCollection/_apis/Identities?searchFilter=General&filterValue=chuck", 404),
    ],
)
def test_the_cloud_serves_each_area_on_its_host(services, path, status):
    answer = services.client.request("GET", path, headers=services.headers)
    assert answer.status_code == status
    if status == 404:
        assert answer.headers["content-type"].startswith("text/html")


def test_the_cloud_s_options_are_those_of_the_host(services):
    core = {one["area"] for one in services.call("OPTIONS", "/fabrikam/_apis").json()["value"]}
    release = {one["area"] for one in services.call("OPTIONS", "/vsrm/fabrikam/_apis").json()["value"]}
    assert "Release" not in core and "Release" in release and "core" not in release
