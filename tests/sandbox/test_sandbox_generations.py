# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routes, methods and versions a generation has, and in which words it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from generation_api import ALL, NEWEST, GenerationApi, since
from sandbox_client import stage

FROM = {
    ("release", "definitions"): "tfs2015",
    ("release", "revisions"): "tfs2015",
    ("release", "releases"): "tfs2015",
    ("release", "environments"): "tfs2015",
    ("release", "approvals"): "tfs2015",
    ("release", "versions"): "tfs2015",
    ("release", "folders"): "tfs2017",
    ("release", "tags"): "tfs2017",
    ("release", "manualinterventions"): "tfs2018",
    ("release", "gates"): "server2019",
    ("build", "builds"): "tfs2015",
    ("build", "definitions"): "tfs2015",
    ("build", "tags"): "tfs2015",
    ("build", "latest"): "server2019",
    ("build", "leases"): "server2020",
    ("distributedtask", "queues"): "tfs2015",
    ("distributedtask", "tasks"): "tfs2015",
    ("distributedtask", "serviceendpoints"): "tfs2015",
    ("distributedtask", "taskgroups"): "tfs2017",
    ("distributedtask", "variablegroups"): "tfs2017",
    ("distributedtask", "machinegroups"): "tfs2017",
    ("distributedtask", "deploymentgroups"): "tfs2017",
    ("serviceendpoint", "endpoints"): "tfs2018",
    ("location", "connectiondata"): "tfs2015",
    ("location", "resourceareas"): "tfs2017",
    ("ims", "identities"): "tfs2015",
}
"""The first generation of a resource, by the lowest registered versions and the OpenAPI documents."""


def number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


@pytest.fixture
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["server"])


def listed(api: GenerationApi) -> list[dict[str, Any]]:
    """What OPTIONS lists, of every host."""
    bases = {api.base, api.release_base, "/vssps/fabrikam" if api.base == "/fabrikam" else api.base}
    answers = [api.call("OPTIONS", f"{base}/_apis").json()["value"] for base in sorted(bases)]
    return [entry for answer in answers for entry in answer]


def test_options_lists_what_the_generation_has_and_nothing_newer(server: GenerationApi, generation: str) -> None:
    found = {(entry["area"].lower(), entry["resourceName"].lower()) for entry in listed(server)}
    expected = {resource for resource, first in FROM.items() if generation in since(first)}
    assert found & set(FROM) == expected


def test_the_versions_of_options_are_those_of_the_generation(server: GenerationApi, generation: str) -> None:
    for entry in listed(server):
        least, most, released = (number(entry[name]) for name in ("minVersion", "maxVersion", "releasedVersion"))
        assert least <= most <= number(NEWEST[generation]), entry
        assert released == (0, 0) or least <= released <= most, entry
    areas = {entry["area"] for entry in listed(server) if entry["maxVersion"] == NEWEST[generation]}
    assert {"build", "Release"} <= areas


def test_the_newer_route_of_logs_came_with_phases(server: GenerationApi, generation: str) -> None:
    templates = {entry["routeTemplate"] for entry in listed(server) if entry["resourceName"] == "logs"}
    stage = "{project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}"
    assert f"{stage}/tasks/{{taskId}}/{{resource}}" in templates
    newer = f"{stage}/deployPhases/{{releaseDeployPhaseId}}/tasks/{{taskId}}/{{resource}}"
    assert (newer in templates) == (generation in since("tfs2018"))


ABSENT = {
    "tfs2015": ["release/folders", "release/definitions/11/tags", "distributedtask/variablegroups"],
    "tfs2017": ["serviceendpoint/endpoints", "build/latest/1", "build/retention/leases"],
    "tfs2018": ["release/gates/1", "build/latest/1", "build/retention/leases"],
    "server2019": ["build/retention/leases"],
}


@pytest.mark.parametrize(("name", "resource"), [(name, one) for name, some in ABSENT.items() for one in some])
def test_a_route_that_is_not_there_has_no_controller(name: str, resource: str) -> None:
    api = GenerationApi(name, seed="empty")
    answer = api.get(resource)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain")
    assert "was not found or does not implement IController" in answer.text
    assert "x-tfs-serviceerror" in answer.headers
    api.close()


METHODS = [
    ("PATCH", "build/builds/391/tags", {"tagsToAdd": ["one"]}, "server2020"),
    ("DELETE", "build/tags/tag1", None, "server2020"),
    ("PATCH", "build/definitions/1?deleted=false", {}, "server2019"),
    ("PATCH", "build/builds", [], "tfs2018"),
    ("GET", "build/builds/391/workitems", None, "tfs2017"),
    ("POST", "build/builds/391/workitems", [], "tfs2015"),
    ("PUT", "build/builds/391/tags/one", None, "tfs2015"),
    ("POST", "build/builds/391/tags", ["one"], "tfs2015"),
]


@pytest.mark.parametrize(("method", "resource", "body", "first"), METHODS)
def test_methods_came_with_their_versions(
    server: GenerationApi, generation: str, method: str, resource: str, body: Any, first: str
) -> None:
    answer = server.send(method, resource, body=body)
    assert (answer.status_code != 405) == (generation in since(first)), answer.text


def test_a_method_is_not_there_in_an_older_version_of_a_newer_server() -> None:
    api = GenerationApi("server2022")
    body = {"tagsToAdd": ["one"]}
    assert api.send("PATCH", "build/builds/391/tags", body=body, api_version="6.0").status_code == 405
    assert api.send("PATCH", "build/builds/391/tags", body=body, api_version="7.0").status_code == 200
    api.close()


def test_the_older_route_of_endpoints_ends_at_5_0() -> None:
    api = GenerationApi("server2022")
    of_project = "distributedtask/serviceendpoints"
    names = [one["name"] for one in api.get("serviceendpoint/endpoints").json()["value"]]
    answer = api.get(of_project, api_version="5.0-preview.2")
    assert [one["name"] for one in answer.json()["value"]] == names
    for version, path in (("5.1-preview.1", f"Fabrikam/_apis/{of_project}"), ("4.0-preview.1", f"_apis/{of_project}")):
        answer = api.call("GET", f"/DefaultCollection/{path}", api_version=version)
        assert (answer.status_code, answer.json()["typeKey"]) == (400, "VssVersionOutOfRangeException")
        assert "outside the valid version range for this route" in answer.json()["message"]
    answer = api.call("GET", f"/DefaultCollection/_apis/{of_project}", api_version="3.0-preview.1")
    assert [one["name"] for one in answer.json()["value"]] == names
    api.close()


TOO_NEW = {"tfs2015": "3.0", "tfs2017": "4.0", "tfs2018": "5.0", "server2019": "5.2", "server2020": "7.2"}


@pytest.mark.parametrize(("name", "version"), TOO_NEW.items())
def test_newer_versions_are_out_of_range(name: str, version: str) -> None:
    """Quoted of Server 2019 with 5.2 and 5.1, of Server 2020 with 7.2 and 6.1."""
    api = GenerationApi(name, seed="empty")
    for resource in ("build/builds", "release/definitions", "distributedtask/queues"):
        answer = api.get(resource, api_version=version)
        assert (answer.status_code, answer.json()["typeKey"]) == (400, "VssVersionOutOfRangeException")
        assert answer.json()["message"] == (
            f"The requested REST API version of {version} is out of range for this server. "
            f"The latest REST API version this server supports is {NEWEST[name]}."
        )
    api.close()


SPOKEN = [
    ("tfs2015", "build/builds", "2.0", True),
    ("tfs2015", "build/builds", "2.2", True),
    ("tfs2015", "build/builds", "1.0", False),
    ("tfs2015", "release/definitions", "2.2-preview.1", True),
    ("tfs2015", "release/definitions", "2.2-preview", True),
    ("tfs2015", "release/definitions", "2.2-preview.2", False),
    ("tfs2015", "release/definitions", "2.2", False),
    ("tfs2015", "release/definitions", "3.0-preview.1", False),
    ("tfs2017", "build/builds", "2.0", True),
    ("tfs2017", "release/definitions", "3.0-preview.1", True),
    ("tfs2017", "release/releases", "3.0-preview.2", True),
    ("tfs2017", "release/approvals", "3.0-preview.2", True),
    ("tfs2017", "release/approvals", "3.2-preview.1", True),
    ("tfs2017", "release/definitions", "3.2", False),
    ("tfs2018", "release/definitions", "4.1-preview.3", True),
    ("tfs2018", "release/definitions", "4.1-preview.4", False),
    ("tfs2018", "release/definitions", "4.1", False),
    ("server2019", "release/definitions", "5.1", True),
    ("server2019", "release/definitions", "4.1-preview.3", True),
    ("server2020", "release/definitions", "6.0", True),
    ("server2020", "release/definitions", "6.1", False),
    ("server2020", "release/definitions", "6.1-preview.4", True),
    ("services", "release/releases", "7.2-preview.9", True),
    ("services", "release/releases", "7.2-preview.10", False),
]


@pytest.mark.parametrize(("name", "resource", "version", "taken"), SPOKEN)
def test_versions_and_flags(name: str, resource: str, version: str, taken: bool) -> None:
    api = GenerationApi(name, seed="empty")
    answer = api.get(resource, api_version=version)
    assert answer.status_code == (200 if taken else 400), answer.text
    if taken:
        assert answer.headers["content-type"].endswith(f"api-version={version}")
    else:
        assert answer.json()["typeKey"].startswith("VssVersion") or "under preview" in answer.json()["message"]
    api.close()


def test_a_read_without_version_gets_the_newest(server: GenerationApi, generation: str) -> None:
    released = {"server2020": "6.0", "services": "7.1"}.get(generation, NEWEST[generation])
    answer = server.get("build/builds", api_version="None")
    assert answer.headers["content-type"].endswith(f"api-version={released}")
    answer = server.call("GET", f"{server.base}/_apis/connectionData", api_version="None")
    assert "-preview.1" in answer.headers["content-type"]


def test_the_nouns_changed_with_2019(server: GenerationApi, generation: str) -> None:
    """[I] The older wording; status and typeKey are the same."""
    pipelines = generation in since("server2019")
    answer = server.get("release/definitions/99")
    assert (answer.status_code, answer.json()["typeKey"]) == (404, "ReleaseDefinitionNotFoundException")
    assert ("Release pipeline with ID 99" in answer.json()["message"]) == pipelines
    assert ("Release definition with ID 99" in answer.json()["message"]) != pipelines
    answer = server.get("build/definitions/99")
    assert answer.json()["message"] == f"Build {'pipeline' if pipelines else 'definition'} 99 was not found"


def test_names_are_not_nouns() -> None:
    api = GenerationApi("tfs2018")
    document = {"name": "My pipeline, stage 2", "environments": [stage()]}
    api.create(document)
    message = api.definitions("POST", body=document).json()["message"]
    assert message.startswith("VS402934: A release definition with the name 'My pipeline, stage 2' already exists.")
    api.close()


@pytest.mark.parametrize("name", ALL)
def test_with_and_without_virtual_directory(name: str) -> None:
    api = GenerationApi(name)
    answer = api.call("GET", "/tfs/DefaultCollection/Fabrikam/_apis/build/definitions/1")
    if name == "services":
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "text/html")
    else:
        assert answer.json()["url"].startswith("http://sandbox.test/tfs/DefaultCollection/")
        plain = api.call("GET", "/DefaultCollection/Fabrikam/_apis/build/definitions/1")
        assert plain.json()["url"].startswith("http://sandbox.test/DefaultCollection/")
    api.close()


@pytest.mark.parametrize("path", ["/tfs/Nowhere", "/Nowhere", "/tfs/tfs/DefaultCollection"])
def test_a_collection_that_does_not_exist(path: str) -> None:
    """[I] A page, no JSON."""
    api = GenerationApi("server2022", seed="empty")
    answer = api.call("GET", f"{path}/Fabrikam/_apis/build/definitions")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "text/html")
    api.close()
