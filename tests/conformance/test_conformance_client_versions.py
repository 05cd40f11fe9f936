# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client's operations against the documents of those who make the servers: routes, versions, media types."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest
from conformance_client_versions import (
    ALWAYS_RELEASED,
    DEFINITIONS_2017,
    FIRST_VERSIONS,
    LOWEST_REGISTERED,
    NEVER_RELEASED,
    OF_DEFINITIONS_2017,
    OF_RELEASES_2016,
    PREVIEWS_OF_6_0,
    RELEASES_2016,
    SAME_RESOURCE,
    SDK_VERSIONS,
    Version,
    area_of,
    documented,
    documented_version,
    has_document,
)

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import (
    OPERATIONS,
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import VersionError


def on(name: str, generation: str) -> Operation | None:
    """The operation that is called on a generation; None where the client says that there is none."""
    try:
        return OPERATIONS[name].on(GENERATIONS[generation])
    except VersionError:
        return None


def sent(name: str, generation: str) -> Version | None:
    """The version that is sent to a generation."""
    operation = on(name, generation)
    return operation and Version.read(operation.version(GENERATIONS[generation].family))


CALLED = [(name, generation) for name in sorted(OPERATIONS) for generation in GENERATIONS if on(name, generation)]


# --- OpenAPI documents

UNDOCUMENTED = {
    "artifact_versions.list",
    "definition_tags.add_all",
    "definition_tags.list",
    "definition_tags.remove",
    "release_approvals.get",
    "release_definitions.undelete",
    "release_tags.add",
    "release_tags.add_all",
    "release_tags.list",
    "release_tags.remove",
    "release_tasks.log_of_stage",
    "releases.delete",
    "releases.history",
    "task_groups.list",
    "tasks.list",
}
"""In no OpenAPI document, though their area is: known from SDKs, lists of routes and the source of clients."""

LATER_DOCUMENTED = {
    ("release_environments.get", "tfs2018"),
    ("release_folders.create", "tfs2018"),
    ("release_folders.delete", "tfs2018"),
    ("release_folders.list", "tfs2018"),
    ("release_folders.update", "tfs2018"),
}
"""Not in the document of 4.1, though in the SDK of 4.0."""


def _in_documents() -> Iterator[tuple[str, str]]:
    for name, generation in CALLED:
        operation = on(name, generation)
        if (
            operation
            and name not in UNDOCUMENTED
            and (name, generation) not in LATER_DOCUMENTED
            and has_document(generation, area_of(operation.route))
        ):
            yield name, generation


@pytest.mark.parametrize(("name", "generation"), list(_in_documents()))
def test_the_openapi_document_of_the_generation_allows_it(name: str, generation: str) -> None:
    operation, version = on(name, generation), sent(name, generation)
    assert operation
    assert version
    found = documented(generation, name, operation.method, operation.route)
    assert found, f"{operation.method} {operation.route} is not in the document of {generation}"
    assert documented_version(found).allows(version)
    parameters = {parameter.get("name") for parameter in found["parameters"]}
    assert operation.top is None or operation.top in parameters


@pytest.mark.parametrize("name", sorted(UNDOCUMENTED))
def test_what_is_said_to_be_undocumented_is_so(name: str) -> None:
    for generation in GENERATIONS:
        operation = on(name, generation)
        if operation and has_document(generation, area_of(operation.route)):
            assert documented(generation, name, operation.method, operation.route) is None


# --- Microsoft's SDKs of 4.0 to 5.1


WITH_FLAG = {"tasks.list"}
"""Sent with a preview flag though it is released in 4.0: of later servers nothing tells so."""


@pytest.mark.parametrize(("generation", "sdk"), [("tfs2018", "4.0"), ("server2019", "5.0")])
@pytest.mark.parametrize("name", sorted(SDK_VERSIONS))
def test_it_is_the_version_of_the_sdk(name: str, generation: str, sdk: str) -> None:
    known, version = SDK_VERSIONS[name], sent(name, generation)
    if sdk in known:
        assert version
        assert version == Version.read(known[sdk]) or (name in WITH_FLAG and Version.read(known[sdk]).allows(version))
    elif sdk == "5.0" and "5.1" in known:
        assert version
        assert Version.read(known["5.1"]).allows(version)


# --- the reference documents and recorded exchanges of TFS 2015 and VSTS in 2016


def first_version(name: str, generation: str, operation: Operation) -> Version:
    area = area_of(operation.route)
    if generation == "tfs2017" and name in OF_RELEASES_2016:
        return Version.read(RELEASES_2016)
    if generation == "tfs2017" and name in OF_DEFINITIONS_2017:
        return Version.read(DEFINITIONS_2017)
    return Version.read(FIRST_VERSIONS[generation][area])


@pytest.mark.parametrize(
    ("name", "generation"), [(name, generation) for name, generation in CALLED if generation in FIRST_VERSIONS]
)
def test_the_first_servers_are_spoken_to_as_documented(name: str, generation: str) -> None:
    operation, version = on(name, generation), sent(name, generation)
    assert operation
    assert version
    if name not in LOWEST_REGISTERED:
        assert version == first_version(name, generation, operation)
        return
    assert version.number >= Version.read(LOWEST_REGISTERED[name]).number
    assert version.number <= Version.read(FIRST_VERSIONS[generation]["release"]).number
    assert version.preview == (None if name in ALWAYS_RELEASED else 1)


# --- Microsoft's SDK of 7.0 and 7.1, a test dependency

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
    "builds.timeline": ("build", "get_build_timeline"),
    "builds.changes": ("build", "get_build_changes"),
    "builds.work_items": ("build", "get_build_work_items_refs"),
    "builds.logs": ("build", "get_build_logs"),
    "builds.log": ("build", "get_build_log"),
    "builds.log_archive": ("build", "get_build_logs_zip"),
    "builds.artifacts": ("build", "get_artifacts"),
    "builds.artifact_archive": ("build", "get_artifact_content_zip"),
    "build_tags.list": ("build", "get_build_tags"),
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
"""The client and its method, by operation."""

MEDIA_TYPES = {"json": "application/json", "text": "text/plain", "zip": "application/zip"}


@pytest.mark.parametrize("name", sorted(SDK_METHODS))
def test_version_and_media_type_are_those_of_the_sdk_for_server_2022(name: str) -> None:
    factory = pytest.importorskip("azure.devops.v7_0.client_factory")
    area, method = SDK_METHODS[name]
    getter = inspect.getsource(getattr(factory.ClientFactoryV7_0, f"get_{area}_client"))
    module_name, class_name = re.findall(r"azure\.devops\.(v7_0[\w.]+)\.(\w+)'", getter)[0]
    client = getattr(pytest.importorskip(f"azure.devops.{module_name}"), class_name)
    source = inspect.getsource(getattr(client, method))
    operation = OPERATIONS[name].on(GENERATIONS["server2022"])
    assert re.findall(r"http_method='(\w+)'", source) == [operation.method]
    assert re.findall(r"version='([\w.-]+)'", source) == [operation.version("7.0")]
    media = re.findall(r"accept_media_type='([\w/]+)'", source) or ["application/json"]
    assert media == [MEDIA_TYPES[operation.kind]]
    assert (operation.top is None) is ("query_parameters['$top']" not in source)


# --- what no document of the generation has


@pytest.mark.parametrize(("name", "text"), PREVIEWS_OF_6_0.items())
def test_server_2020_takes_the_previews_of_its_sdk(name: str, text: str) -> None:
    assert sent(name, "server2020") == Version.read(text)


@pytest.mark.parametrize(("name", "other"), SAME_RESOURCE.items())
def test_operations_of_one_resource_share_its_versions(name: str, other: str) -> None:
    for generation in GENERATIONS:
        assert sent(name, generation) in (None, sent(other, generation))


@pytest.mark.parametrize("name", sorted(NEVER_RELEASED))
def test_what_was_never_released_is_sent_with_the_flag(name: str) -> None:
    assert {version.preview for generation in GENERATIONS if (version := sent(name, generation))} == {1}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_what_was_released_stays_so(name: str) -> None:
    versions = [version for generation in GENERATIONS if (version := sent(name, generation))]
    released = [version.preview is None for version in versions]
    assert released == sorted(released)


def test_every_operation_is_held_against_a_source() -> None:
    """On every generation, or on the one before the generations of which nothing tells that it was released."""
    held = set(_in_documents()) | {(name, generation) for name, generation in CALLED if generation in FIRST_VERSIONS}
    held |= {(name, "tfs2018") for name, versions in SDK_VERSIONS.items() if "4.0" in versions}
    held |= {(name, "server2019") for name, versions in SDK_VERSIONS.items() if set(versions) > {"4.0"}}
    held |= {(name, "server2020") for name in PREVIEWS_OF_6_0}
    held |= {(name, "server2022") for name in SDK_METHODS}
    of_themselves = NEVER_RELEASED | ALWAYS_RELEASED | set(SAME_RESOURCE)
    alone = {call for call in CALLED if call not in held and call[0] not in of_themselves}
    # Plain with Server 2022 already.
    assert alone == {("service_endpoints.list", "services"), ("task_groups.list", "services")}
