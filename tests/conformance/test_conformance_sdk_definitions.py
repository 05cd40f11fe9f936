# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDK creates, reads, lists, updates, deletes and undeletes release definitions in the sandbox."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from azure.devops.exceptions import AzureDevOpsAuthenticationError, AzureDevOpsServiceError
from azure.devops.v7_1.release import models
from conformance_documents import CHUCK, FABRIKAM, build_artifact, git_artifact, large, small
from conformance_sdk import DEFINITION_TAGS, DEFINITIONS, FOLDERS, PROJECT, Sdk

from release_management_sandbox.testing import RunningSandbox


@pytest.fixture
def sdk(sandbox: RunningSandbox) -> Sdk:
    return Sdk(sandbox)


def create(sdk: Sdk, document: dict[str, Any]) -> Any:
    return sdk.release.create_release_definition(document, PROJECT)


def names(found: list[Any]) -> list[str]:
    return [one.name for one in found]


def test_the_sdk_finds_the_host_of_releases(sdk: Sdk, sandbox: RunningSandbox) -> None:
    assert sdk.release.config.base_url.rstrip("/") == sandbox.release_url


def test_creates_and_reads(sdk: Sdk) -> None:
    made = create(sdk, large())
    read = sdk.release.get_release_definition(PROJECT, made.id)
    assert read.as_dict() == made.as_dict()
    assert (read.name, read.path, read.revision, read.source) == ("Everything.CD", "\\Shop", 1, "restApi")
    assert read.created_by.id == CHUCK
    assert read.created_on.tzinfo is not None
    age = datetime.datetime.now(datetime.timezone.utc) - read.created_on
    assert abs(age.total_seconds()) < 600
    assert read.variables["key"].is_secret and read.variables["key"].value is None
    assert read.variables["greeting"].allow_override and read.variables["greeting"].value == "hello"
    assert [one.rank for one in read.environments] == [1, 2]
    assert [phase["phaseType"] for phase in read.environments[0].deploy_phases] == [
        "agentBasedDeployment",
        "runOnServer",
        "machineGroupBasedDeployment",
    ]
    assert read.environments[1].pre_deploy_approvals.approvals[0].approver.display_name == "Chuck Reinhart"
    assert read.environments[1].pre_deploy_approvals.approval_options.timeout_in_minutes == 60
    assert [trigger["triggerType"] for trigger in read.triggers] == [
        "artifactSource",
        "schedule",
        "sourceRepo",
        "pullRequest",
    ]


def test_creates_from_typed_models(sdk: Sdk) -> None:
    """As a program against the SDK writes it; what the models do not have is an object of the wire."""
    automated = models.ReleaseDefinitionApprovals(
        approvals=[models.ReleaseDefinitionApprovalStep(rank=1, is_automated=True, is_notification_on=False)]
    )
    environment = models.ReleaseDefinitionEnvironment(
        name="Dev",
        rank=1,
        pre_deploy_approvals=automated,
        post_deploy_approvals=automated,
        retention_policy=models.EnvironmentRetentionPolicy(days_to_keep=9, releases_to_keep=2, retain_build=False),
        deploy_phases=[{"name": "Job", "rank": 1, "phaseType": 1, "deploymentInput": {"queueId": 1}}],
    )
    variables = {"site": models.ConfigurationVariableValue(value="x")}
    made = create(sdk, models.ReleaseDefinition(name="Typed.CD", environments=[environment], variables=variables))
    read = sdk.release.get_release_definition(PROJECT, made.id)
    assert read.variables["site"].value == "x"
    assert read.environments[0].retention_policy.days_to_keep == 9
    assert read.environments[0].deploy_phases[0]["deploymentInput"]["queueId"] == 1


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"MyShuttle.CD", "Web", "Web shop", "Api"}),
    ({"search_text": "web"}, {"Web", "Web shop"}),
    ({"search_text": "Web", "is_exact_name_match": True}, {"Web"}),
    ({"search_text": "team", "search_text_contains_folder_name": True}, {"Web shop", "Api"}),
    ({"path": "\\Team"}, {"Web shop", "Api"}),
    ({"artifact_type": "Git"}, {"Api"}),
    ({"artifact_type": "Build", "artifact_source_id": f"{FABRIKAM}:1"}, {"MyShuttle.CD", "Web"}),
    ({"tag_filter": ["live"]}, {"Web"}),
    ({"tag_filter": ["live", "nightly"]}, set()),
    ({"definition_id_filter": ["11", "13"]}, {"MyShuttle.CD", "Web shop"}),
    ({"is_deleted": True}, {"Gone"}),
]


@pytest.fixture
def filled(sdk: Sdk) -> Sdk:
    """Definitions 12 to 14 beside the seeded 11, and 15, which is deleted."""
    create(sdk, small("Web", artifacts=[build_artifact()], properties={"kind": "site"}))
    create(sdk, small("Web shop", path="\\Team"))
    create(sdk, small("Api", path="\\Team", artifacts=[git_artifact()]))
    gone = create(sdk, small("Gone"))
    sdk.release.delete_release_definition(PROJECT, gone.id)
    sdk.send(sdk.release, "PATCH", DEFINITION_TAGS, project=PROJECT, releaseDefinitionId="12", tag="live")
    return sdk


def test_lists_by_every_filter(filled: Sdk) -> None:
    found = [
        (query, set(names(filled.release.get_release_definitions(PROJECT, **query)))) for query, _ignored in FILTERS
    ]
    assert found == FILTERS


@pytest.mark.parametrize("order", ["idAscending", "idDescending", "nameAscending", "nameDescending"])
def test_pages_lead_to_the_end_once(filled: Sdk, order: str) -> None:
    key = str.casefold if order.startswith("name") else ["MyShuttle.CD", "Web", "Web shop", "Api"].index
    expected = sorted(["MyShuttle.CD", "Web", "Web shop", "Api"], key=key, reverse=order.endswith("Descending"))
    found, token, pages = [], None, 0
    while pages == 0 or token is not None:
        page = filled.release.get_release_definitions(PROJECT, query_order=order, top=3, continuation_token=token)
        token, pages = filled.continuation_token, pages + 1
        found += names(page)
    assert (found, pages) == (expected, 2)


def test_lists_are_shallow_unless_expanded(filled: Sdk) -> None:
    (plain,) = filled.release.get_release_definitions(PROJECT, search_text="Web", is_exact_name_match=True)
    assert not (plain.environments or plain.variables or plain.artifacts or plain.triggers)
    wanted = {"search_text": "Web", "is_exact_name_match": True, "expand": "environments,artifacts"}
    (expanded,) = filled.release.get_release_definitions(PROJECT, property_filters=["kind"], **wanted)
    assert names(expanded.environments) == ["Dev"]
    assert expanded.artifacts[0].alias == "Drop"
    assert expanded.properties["kind"]["$value"] == "site"


def test_updates_and_refuses_an_old_copy(sdk: Sdk) -> None:
    made = create(sdk, small())
    made.description = "changed"
    made.comment = "why"
    updated = sdk.release.update_release_definition(made, PROJECT)
    assert (updated.revision, updated.description) == (2, "changed")
    assert updated.environments[0].id == made.environments[0].id
    assert updated.environments[0].deploy_phases[0]["workflowTasks"][0]["name"] == "Say"
    with pytest.raises(AzureDevOpsServiceError, match="old copy of the release pipeline") as refused:
        sdk.release.update_release_definition(made, PROJECT)
    assert refused.value.type_key == "InvalidRequestException"


def test_keeps_a_secret_that_comes_back_without_value(sdk: Sdk) -> None:
    """The SDK leaves null out of what it sends."""
    made = create(sdk, small(variables={"key": {"value": "x", "isSecret": True}}))
    updated = sdk.release.update_release_definition(made, PROJECT)
    assert updated.variables["key"].is_secret


def test_deletes_and_undeletes(sdk: Sdk) -> None:
    made = create(sdk, small())
    sdk.release.delete_release_definition(PROJECT, made.id, comment="gone", force_delete=True)
    with pytest.raises(AzureDevOpsServiceError, match=f"VS402936: Release pipeline with ID {made.id} does not exist"):
        sdk.release.get_release_definition(PROJECT, made.id)
    assert names(sdk.release.get_release_definitions(PROJECT, is_deleted=True)) == ["Fabrikam.CD"]
    comment = {"comment": "back"}
    restored = sdk.send(sdk.release, "PATCH", DEFINITIONS, comment, project=PROJECT, definitionId=str(made.id))
    assert restored["id"] == made.id
    assert sdk.release.get_release_definition(PROJECT, made.id).environments[0].id == made.environments[0].id


def test_history_and_one_revision(sdk: Sdk) -> None:
    made = create(sdk, small(comment="first"))
    made.description, made.comment = "second", "again"
    sdk.release.update_release_definition(made, PROJECT)
    sdk.release.delete_release_definition(PROJECT, made.id, comment="gone")
    history = sorted(sdk.release.get_release_definition_history(PROJECT, made.id), key=lambda one: one.revision)
    assert [(one.revision, one.change_type, one.comment) for one in history] == [
        (1, "add", "first"),
        (2, "update", "again"),
        (3, "delete", "gone"),
    ]
    assert {one.changed_by.display_name for one in history} == {"Chuck Reinhart"}
    text = b"".join(sdk.release.get_definition_revision(PROJECT, made.id, 2))
    assert json.loads(text)["description"] == "second"


def test_tags(sdk: Sdk) -> None:
    def tags(method: str, body: Any = None, **route: str) -> list[str]:
        route = {"project": PROJECT, "releaseDefinitionId": "11", **route}
        return list(sdk.send(sdk.release, method, DEFINITION_TAGS, body, **route)["value"])

    assert tags("GET") == []
    assert tags("PATCH", tag="nightly") == ["nightly"]
    assert sorted(tags("POST", ["live", "nightly"])) == ["live", "nightly"]
    assert tags("DELETE", tag="nightly") == ["live"]
    assert sdk.release.get_release_definition(PROJECT, 11).tags == ["live"]


def test_folders(sdk: Sdk) -> None:
    body = {"path": "\\Team", "description": "ours"}
    made = sdk.send(sdk.release, "POST", FOLDERS, body, project=PROJECT, path="\\Team")
    assert (made["path"], made["description"]) == ("\\Team", "ours")
    create(sdk, small(path="\\Team"))
    renamed = sdk.release.update_folder(models.Folder(path="\\Crew", description="theirs"), PROJECT, "\\Team")
    assert renamed.path == "\\Crew"
    assert names(sdk.release.get_release_definitions(PROJECT, path="\\Crew")) == ["Fabrikam.CD"]
    assert {one.path for one in sdk.release.get_folders(PROJECT)} == {"\\", "\\Crew"}
    sdk.release.delete_folder(PROJECT, "\\Crew")
    assert {one.path for one in sdk.release.get_folders(PROJECT)} == {"\\"}


def test_releases(sdk: Sdk) -> None:
    made = create(sdk, small(releaseNameFormat="R-$(rev:rr)"))
    wanted = models.ReleaseStartMetadata(definition_id=made.id, description="one", reason="manual", is_draft=False)
    started = [sdk.release.create_release(wanted, PROJECT) for _ignored in range(3)]
    assert names(started) == ["R-01", "R-02", "R-03"]
    assert started[0].release_definition.id == made.id
    newest = sdk.release.get_releases(PROJECT, definition_id=made.id, top=2)
    assert names(newest) == ["R-03", "R-02"]
    rest = sdk.release.get_releases(PROJECT, definition_id=made.id, continuation_token=int(sdk.continuation_token))
    assert names(rest) == ["R-01"]
    assert sdk.continuation_token is None
    read = sdk.release.get_release(PROJECT, started[0].id)
    assert names(read.environments) == ["Dev"]
    assert sdk.release.get_releases(PROJECT, definition_id=11) == []


def test_a_wrong_token_is_an_error_of_authentication(sandbox: RunningSandbox) -> None:
    with pytest.raises(AzureDevOpsAuthenticationError):
        Sdk(sandbox, token="wrong").release.get_release_definitions(PROJECT)


def test_an_unknown_project_is_named(sdk: Sdk) -> None:
    with pytest.raises(AzureDevOpsServiceError, match="TF200016: The following project does not exist: Nowhere"):
        sdk.release.get_release_definitions("Nowhere")


def test_what_is_not_valid_is_refused_with_the_servers_code(sdk: Sdk) -> None:
    broken = small()
    del broken["environments"][0]["retentionPolicy"]
    with pytest.raises(AzureDevOpsServiceError, match="VS402982"):
        create(sdk, broken)
