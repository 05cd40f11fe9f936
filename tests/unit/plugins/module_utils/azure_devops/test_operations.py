# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of operations against the documents of those who make the servers."""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import (
    resolve_addresses,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    GENERATIONS,
    SERVER_CHOICES,
    choose_generation,
    generation_by_latest,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import (
    OPERATIONS,
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

SPOKEN = [generation for generation in GENERATIONS.values() if generation.family]

# --- paths


def test_a_path_value_is_encoded_once() -> None:
    path = OPERATIONS["definition_tags.add"].path({"project": "Web Shop", "definition_id": 7, "tag": "a/b c%20#?"})
    assert path == "Web%20Shop/_apis/release/definitions/7/tags/a%2Fb%20c%2520%23%3F"


@pytest.mark.parametrize("tag", ["", ".", ".."])
def test_a_value_that_would_lead_to_another_address_is_refused(tag: str) -> None:
    with pytest.raises(DeclarationError, match="tag"):
        OPERATIONS["definition_tags.remove"].path({"project": "p", "definition_id": 7, "tag": tag})


# --- versions


@pytest.mark.parametrize("generation", SPOKEN, ids=lambda generation: generation.name)
def test_every_operation_has_a_version_within_the_generation(generation: Any) -> None:
    newest = tuple(map(int, generation.latest[-1].split(".")))
    for name, operation in OPERATIONS.items():
        match = re.fullmatch(r"(\d+)\.(\d+)(-preview\.\d+)?", operation.version(generation.family))
        assert match, name
        assert (int(match[1]), int(match[2])) <= newest, name


def test_servers_of_the_first_release_understand_what_is_sent_to_their_generation() -> None:
    assert {generation.name: generation.family for generation in SPOKEN} == {"server2022": "7.0", "services": "7.1"}


@pytest.mark.parametrize(
    ("server", "url", "expected"),
    [
        ("auto", "https://dev.azure.com/org", "services"),
        ("auto", "https://org.visualstudio.com", "services"),
        ("auto", "https://server/DefaultCollection", "server2022"),
        ("server2022", "https://dev.azure.com/org", "server2022"),
        ("services", "http://127.0.0.1:8765/fabrikam", "services"),
    ],
)
def test_the_generation_comes_from_the_option_or_the_address(server: str, url: str, expected: str) -> None:
    assert choose_generation(server, resolve_addresses(url)).name == expected


def test_only_generations_that_are_spoken_can_be_chosen() -> None:
    assert set(SERVER_CHOICES) == {"auto", *(generation.name for generation in SPOKEN)}


@pytest.mark.parametrize(
    ("latest", "name"),
    [("2.3", "tfs2015"), ("3.2", "tfs2017"), ("4.1", "tfs2018"), ("5.1", "server2019"), ("6.1", "server2020")],
)
def test_a_server_is_recognized_by_the_latest_version_that_it_names(latest: str, name: str) -> None:
    found = generation_by_latest(latest)
    assert found is not None
    assert found.name == name


# --- OpenAPI documents, where they are

OPENAPI = Path(__file__).resolve().parents[6] / "shared" / "openapi"

#: Document by the area in the route, for a family.
DOCUMENTS = {
    ("7.0", "release"): "release-azure-devops-server-7.1.json",
    ("7.0", "build"): "build-azure-devops-server-7.1.json",
    ("7.1", "release"): "release-7.1.json",
    ("7.1", "build"): "build-7.1.json",
    ("7.1", "distributedtask"): "distributedTask-taskAgent-7.1.json",
}

#: In none of these documents, though their area is: the folders' path and the timeline's id, which are optional, are
#: written as required.
UNDOCUMENTED = {
    "artifact_versions.list",
    "builds.timeline",
    "definition_tags.list",
    "definition_tags.add",
    "definition_tags.remove",
    "release_approvals.get",
    "release_tags.add",
    "release_tags.add_all",
    "release_tags.list",
    "release_tags.remove",
    "release_tasks.log_of_stage",
    "releases.delete",
    "releases.history",
    "release_definitions.undelete",
    "release_folders.list",
    "tasks.list",
    "task_groups.list",
}

#: Nor in the SDK: known from the list of routes that a server gave, and from the source of clients.
KNOWN_FROM_ROUTES = {
    "artifact_versions.list",
    "release_approvals.get",
    "release_tags.add",
    "release_tags.add_all",
    "release_tags.list",
    "release_tags.remove",
    "release_tasks.log_of_stage",
    "releases.delete",
    "releases.history",
    "definition_tags.list",
    "definition_tags.add",
    "definition_tags.remove",
    "release_definitions.undelete",
    "tasks.list",
}


def area_of(operation: Operation) -> str:
    match = re.search(r"_apis/(\w+)", operation.route)
    assert match
    return match[1].lower()


@cache
def documented(name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the operations of a document by method and route; parameters are all called the same."""
    path = OPENAPI / name
    if not path.exists():
        pytest.skip(f"no OpenAPI document {name} beside this checkout")
    document = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for routes in (document["paths"], document.get("x-ms-paths", {})):
        for route, methods in routes.items():
            plain = re.sub(r"^/\{(organization|collection)\}/", "", route.rstrip("?"))
            for method, operation in methods.items():
                found[method.upper(), normal(plain)] = operation
    return found


def normal(route: str) -> str:
    return re.sub(r"\{\w+\}", "{}", route).lower()


DOCUMENTED = [
    (name, family)
    for name in sorted(set(OPERATIONS) - UNDOCUMENTED)
    for family in ("7.0", "7.1")
    if (family, area_of(OPERATIONS[name])) in DOCUMENTS
]


@pytest.mark.parametrize(("name", "family"), DOCUMENTED)
def test_route_and_version_are_those_of_the_documents(name: str, family: str) -> None:
    operation = OPERATIONS[name]
    source = DOCUMENTS[family, area_of(operation)]
    found = documented(source).get((operation.method, normal(operation.route)))
    assert found, f"{operation.method} {operation.route} is not in {source}"
    newest = found["x-ms-docs-override-version"]
    assert operation.version(family) == newest.replace("7.1", family)
    parameters = {parameter.get("name") for parameter in found["parameters"]}
    assert operation.top is None or operation.top in parameters


# --- Microsoft's SDK, a test dependency

SDK_METHODS = {
    "release_definitions.list": ("release", "get_release_definitions"),
    "release_definitions.get": ("release", "get_release_definition"),
    "release_definitions.create": ("release", "create_release_definition"),
    "release_definitions.update": ("release", "update_release_definition"),
    "release_definitions.delete": ("release", "delete_release_definition"),
    "release_definitions.revisions": ("release", "get_release_definition_history"),
    "release_definitions.revision": ("release", "get_definition_revision"),
    "release_folders.list": ("release", "get_folders"),
    "releases.list": ("release", "get_releases"),
    "releases.get": ("release", "get_release"),
    "releases.create": ("release", "create_release"),
    "releases.replace": ("release", "update_release"),
    "releases.update": ("release", "update_release_resource"),
    "releases.log_archive": ("release", "get_logs"),
    "release_environments.get": ("release", "get_release_environment"),
    "release_environments.update": ("release", "update_release_environment"),
    "release_tasks.log": ("release", "get_task_log"),
    "release_approvals.update": ("release", "update_release_approval"),
    "manual_interventions.list": ("release", "get_manual_interventions"),
    "manual_interventions.get": ("release", "get_manual_intervention"),
    "manual_interventions.update": ("release", "update_manual_intervention"),
    "deployments.list": ("release", "get_deployments"),
    "builds.list": ("build", "get_builds"),
    "builds.get": ("build", "get_build"),
    "builds.queue": ("build", "queue_build"),
    "builds.update": ("build", "update_build"),
    "builds.delete": ("build", "delete_build"),
    "builds.latest": ("build", "get_latest_build"),
    "builds.timeline": ("build", "get_build_timeline"),
    "builds.changes": ("build", "get_build_changes"),
    "builds.work_items": ("build", "get_build_work_items_refs"),
    "builds.logs": ("build", "get_build_logs"),
    "builds.log": ("build", "get_build_log"),
    "builds.log_archive": ("build", "get_build_logs_zip"),
    "builds.artifacts": ("build", "get_artifacts"),
    "builds.artifact_archive": ("build", "get_artifact_content_zip"),
    "build_tags.list": ("build", "get_build_tags"),
    "build_tags.add": ("build", "add_build_tag"),
    "build_tags.add_all": ("build", "add_build_tags"),
    "build_tags.remove": ("build", "delete_build_tag"),
    "build_tags.update": ("build", "update_build_tags"),
    "project_build_tags.list": ("build", "get_tags"),
    "leases.of_build": ("build", "get_retention_leases_for_build"),
    "leases.list": ("build", "get_retention_leases_by_owner_id"),
    "leases.add": ("build", "add_retention_leases"),
    "leases.update": ("build", "update_retention_lease"),
    "leases.delete": ("build", "delete_retention_leases_by_id"),
    "build_definitions.get": ("build", "get_definition"),
    "queues.list": ("task_agent", "get_agent_queues"),
    "task_groups.list": ("task_agent", "get_task_groups"),
    "variable_groups.list": ("task_agent", "get_variable_groups"),
    "deployment_groups.list": ("task_agent", "get_deployment_groups"),
    "service_endpoints.list": ("service_endpoint", "get_service_endpoints"),
    "identities.search": ("identity", "read_identities"),
    "build_definitions.list": ("build", "get_definitions"),
    "projects.list": ("core", "get_projects"),
    "projects.get": ("core", "get_project"),
    "repositories.list": ("git", "get_repositories"),
    "connection_data.get": ("location", "get_connection_data"),
}


MEDIA_TYPES = {"json": "application/json", "text": "text/plain", "zip": "application/zip"}


@pytest.mark.parametrize("name", sorted(SDK_METHODS))
def test_version_and_media_type_are_those_of_the_sdk_for_server_2022(name: str) -> None:
    factory = pytest.importorskip("azure.devops.v7_0.client_factory")
    area, method = SDK_METHODS[name]
    getter = inspect.getsource(getattr(factory.ClientFactoryV7_0, f"get_{area}_client"))
    module_name, class_name = re.findall(r"azure\.devops\.(v7_0[\w.]+)\.(\w+)'", getter)[0]
    client = getattr(pytest.importorskip(f"azure.devops.{module_name}"), class_name)
    source = inspect.getsource(getattr(client, method))
    operation = OPERATIONS[name]
    assert re.findall(r"http_method='(\w+)'", source) == [operation.method]
    assert re.findall(r"version='([\w.-]+)'", source) == [operation.version("7.0")]
    media = re.findall(r"accept_media_type='([\w/]+)'", source) or ["application/json"]
    assert media == [MEDIA_TYPES[operation.kind]]
    assert (operation.top is None) is ("query_parameters['$top']" not in source)


def test_every_operation_is_held_against_a_source() -> None:
    assert set(OPERATIONS) - {name for name, _family in DOCUMENTED} - set(SDK_METHODS) == KNOWN_FROM_ROUTES
