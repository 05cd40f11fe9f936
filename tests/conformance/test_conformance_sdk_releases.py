# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDK drives releases, stages, approvals, interventions, gates, deployments, logs and tags of the sandbox."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from azure.devops.exceptions import AzureDevOpsServiceError
from azure.devops.v7_1.release import models
from conformance_documents import CHUCK, FABRIKAM, JAMAL, small, stage
from conformance_releases import BUILD, careful, website
from conformance_sdk import PROJECT, Sdk

from release_management_sandbox.testing import RunningSandbox

RELEASES = "a166fde7-27ad-408e-ba75-703c2cc9d500"
RELEASE_TAGS = "c5b602b6-d1b3-4363-8a51-94384f78068f"
RELEASE_HISTORY = "23f461c8-629a-4144-a076-3054fa5f268a"
APPROVAL = "9328e074-59fb-465a-89d9-b09c82ee5109"
OLDER_LOG = "e71ba1ed-c0a4-4a28-a61f-2dd5f68cf3fd"
STAGE_TASKS = "36b276e0-3c70-4320-a63c-1a2e1466a0d1"
PHASE_TASKS = "4259191d-4b0a-4409-9fb3-09f22ab9bc47"
VERSIONS = "30fc787e-a9e0-4a07-9fbc-3e903aa051d2"


@pytest.fixture
def sdk(sandbox: RunningSandbox) -> Sdk:
    return Sdk(sandbox)


@pytest.fixture
def faults(sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    """The sandbox, whose fault plan is taken back after the test."""
    yield sandbox
    sandbox.set_faults()


def define(sdk: Sdk, document: dict[str, Any]) -> Any:
    return sdk.release.create_release_definition(document, PROJECT)


def start(sdk: Sdk, document: dict[str, Any], **fields: Any) -> Any:
    """A release of a new definition, as it is at its first look."""
    wanted = models.ReleaseStartMetadata(definition_id=define(sdk, document).id, **fields)
    return read(sdk, sdk.release.create_release(wanted, PROJECT).id)


def read(sdk: Sdk, release_id: int, **options: Any) -> Any:
    return sdk.release.get_release(PROJECT, release_id, **options)


def statuses(release: Any) -> dict[str, str]:
    return {environment.name: environment.status for environment in release.environments}


def names(found: list[Any]) -> list[str]:
    return [one.name for one in found]


def test_a_release_goes_through_its_stages(sdk: Sdk) -> None:
    release = start(sdk, website(), description="M 98 release")
    assert statuses(release) == {"Dev": "succeeded", "QA": "inProgress", "Pre-Prod": "notStarted"}
    (pending,) = sdk.release.get_approvals(PROJECT)
    assert (pending.release_environment.name, pending.approver.id, pending.status) == ("QA", CHUCK, "pending")
    answer = models.ReleaseApproval(status="approved", comments="Good to go!")
    given = sdk.release.update_release_approval(answer, PROJECT, pending.id)
    assert (given.status, given.comments, given.approved_by.id) == ("approved", "Good to go!", CHUCK)
    assert statuses(read(sdk, release.id)) == {"Dev": "succeeded", "QA": "succeeded", "Pre-Prod": "succeeded"}


def test_what_is_created_is_read(sdk: Sdk) -> None:
    version = models.BuildVersion(id=BUILD, name="20150716.2")
    release = start(
        sdk,
        website(),
        artifacts=[models.ArtifactMetadata(alias="Fabrikam.CI", instance_reference=version)],
        variables={"webAppName": models.ConfigurationVariableValue(value="mine")},
        manual_environments=["Dev"],
        reason="none",
    )
    assert (release.status, release.reason, release.created_by.id) == ("active", "manual", CHUCK)
    assert statuses(release) == {"Dev": "notStarted", "QA": "inProgress", "Pre-Prod": "notStarted"}
    assert release.variables["webAppName"].value == "mine"
    assert release.variables["password"].is_secret and release.variables["password"].value is None
    reference = release.artifacts[0].definition_reference
    assert (reference["version"].id, reference["branch"].id) == (BUILD, "refs/heads/master")
    assert release.environments[0].conditions == []
    assert release.environments[1].pre_approvals_snapshot.approvals[0].approver.id == CHUCK


def test_the_definition_of_then_is_kept(sdk: Sdk) -> None:
    made = define(sdk, website())
    wanted = models.ReleaseStartMetadata(definition_id=made.id, is_draft=True)
    release = sdk.release.create_release(wanted, PROJECT)
    made.variables["fixed"].value = "moved"
    sdk.release.update_release_definition(made, PROJECT)
    assert read(sdk, release.id).variables["fixed"].value == "stays"
    assert (release.release_definition_revision, release.definition_snapshot_revision) == (1, 1)
    text = b"".join(sdk.release.get_release_revision(PROJECT, release.id, 1))
    assert [one["name"] for one in json.loads(text)["environments"]] == ["Dev", "QA", "Pre-Prod"]


def test_a_draft_is_activated_changed_and_abandoned(sdk: Sdk) -> None:
    draft = start(sdk, website(), is_draft=True)
    assert (draft.status, set(statuses(draft).values())) == ("draft", {"notStarted"})
    draft.description = "changed"
    draft.status, draft.tags = "abandoned", ["ignored"]
    changed = sdk.release.update_release(draft, PROJECT, draft.id)
    assert (changed.description, changed.status, changed.tags) == ("changed", "draft", [])
    active = models.ReleaseUpdateMetadata(status="active")
    assert sdk.release.update_release_resource(active, PROJECT, draft.id).status == "active"
    assert statuses(read(sdk, draft.id))["Dev"] == "succeeded"
    gone = models.ReleaseUpdateMetadata(status="abandoned", comment="enough")
    assert sdk.release.update_release_resource(gone, PROJECT, draft.id).status == "abandoned"
    with pytest.raises(AzureDevOpsServiceError, match="VS402966: Transitioning of release from state 'Abandoned'"):
        sdk.release.update_release_resource(gone, PROJECT, draft.id)


def test_lists_by_filters(sdk: Sdk) -> None:
    one = start(sdk, website(), description="one")
    two = start(sdk, website("Other.CD", path="\\Team"), is_draft=True)
    filters: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [two.id, one.id]),
        ({"query_order": "ascending"}, [one.id, two.id]),
        ({"definition_id": one.release_definition.id}, [one.id]),
        ({"status_filter": "draft"}, [two.id]),
        ({"environment_status_filter": 4}, [one.id]),
        ({"environment_status_filter": 16}, []),
        ({"definition_environment_id": one.environments[0].definition_environment_id}, [one.id]),
        ({"created_by": "chuckreinhart@outlook.com"}, [two.id, one.id]),
        ({"created_by": "fabrikamfiber4@hotmail.com"}, []),
        ({"search_text": "release-1"}, [two.id, one.id]),
        ({"artifact_type_id": "Build", "source_id": f"{FABRIKAM}:1", "artifact_version_id": BUILD}, [two.id, one.id]),
        ({"artifact_version_id": "390"}, []),
        ({"source_branch_filter": "refs/heads/master"}, [two.id, one.id]),
        ({"min_created_time": "2100-01-01T00:00:00Z"}, []),
        ({"max_created_time": "2100-01-01T00:00:00Z"}, [two.id, one.id]),
        ({"release_id_filter": [one.id]}, [one.id]),
        ({"path": "\\Team"}, [two.id]),
        ({"is_deleted": True}, []),
    ]
    assert [(query, [f.id for f in sdk.release.get_releases(PROJECT, **query)]) for query, _x in filters] == filters


def test_pages_lead_to_the_end_once(sdk: Sdk, sandbox: RunningSandbox) -> None:
    made = list(sandbox.add_releases(130))
    first = sdk.release.get_releases(PROJECT, top=1000)
    assert len(first) == 100
    rest = sdk.release.get_releases(PROJECT, top=1000, continuation_token=int(sdk.continuation_token))
    assert sdk.continuation_token is None
    assert [one.id for one in (*first, *rest)] == made[::-1]
    assert len(sdk.release.get_releases(PROJECT)) == 50


def test_a_stage_is_deployed_again_and_canceled(sdk: Sdk) -> None:
    release = start(sdk, website())
    dev, qa, last = release.environments
    go = models.ReleaseEnvironmentUpdateMetadata(status="inProgress", comment="again")
    assert sdk.release.update_release_environment(go, PROJECT, release.id, dev.id).status == "queued"
    again = sdk.release.get_release_environment(PROJECT, release.id, dev.id)
    assert (again.status, [step.attempt for step in again.deploy_steps]) == ("succeeded", [1, 2])
    stop = models.ReleaseEnvironmentUpdateMetadata(status="canceled")
    assert sdk.release.update_release_environment(stop, PROJECT, release.id, qa.id).status == "canceled"
    assert sdk.release.get_approvals(PROJECT) == []
    with pytest.raises(AzureDevOpsServiceError, match="VS402964: Transitioning of stage from state 'NotStarted'"):
        sdk.release.update_release_environment(stop, PROJECT, release.id, last.id)


def test_what_runs_is_not_started_again(sdk: Sdk) -> None:
    release = start(sdk, website())
    qa = release.environments[1]
    go = models.ReleaseEnvironmentUpdateMetadata(status="inProgress")
    with pytest.raises(AzureDevOpsServiceError, match="from state 'InProgress' to state 'InProgress' is not allowed"):
        sdk.release.update_release_environment(go, PROJECT, release.id, qa.id)


def test_approvals_are_filtered(sdk: Sdk) -> None:
    release = start(sdk, website())
    start(sdk, website("Other.CD"))

    def found(**options: Any) -> list[tuple[int, str]]:
        given = sdk.release.get_approvals(PROJECT, **options)
        return [(one.release.id, one.release_environment.name) for one in given]

    assert found() == [(2, "QA"), (1, "QA")]
    assert found(release_ids_filter=[release.id]) == [(1, "QA")]
    assert found(assigned_to_filter="Chuck Reinhart", query_order="ascending") == [(1, "QA"), (2, "QA")]
    assert found(assigned_to_filter="fabrikamfiber4@hotmail.com") == []
    assert found(top=1) == [(2, "QA")]
    assert found(continuation_token=int(sdk.continuation_token or 0)) == [(1, "QA")]
    assert found(status_filter="approved", type_filter="postDeploy") == [(2, "Dev"), (1, "Dev")]


def test_an_approval_is_reassigned(sdk: Sdk) -> None:
    start(sdk, website())
    (pending,) = sdk.release.get_approvals(PROJECT)
    theirs = models.ReleaseApproval(
        status="reassigned", comments="yours", approver={"uniqueName": "fabrikamfiber4@hotmail.com"}
    )
    given = sdk.release.update_release_approval(theirs, PROJECT, pending.id)
    assert (given.status, given.revision, given.approver.id) == ("pending", 2, JAMAL)
    assert [(one.revision, one.approver.id, one.comments) for one in given.history] == [(1, CHUCK, "yours")]
    route = {"project": PROJECT, "approvalId": str(pending.id)}
    assert sdk.send(sdk.release, "GET", APPROVAL, **route)["approver"]["id"] == JAMAL
    with pytest.raises(AzureDevOpsServiceError):
        sdk.release.update_release_approval(models.ReleaseApproval(status="approved"), PROJECT, pending.id)


def test_another_person_answers(sdk: Sdk, sandbox: RunningSandbox) -> None:
    document = website()
    document["environments"][1]["preDeployApprovals"]["approvals"][0]["approver"] = {"id": JAMAL}
    release = start(sdk, document)
    (pending,) = sdk.release.get_approvals(PROJECT)
    sandbox.set_tokens(jamal="fabrikamfiber4@hotmail.com")
    jamal = Sdk(sandbox, token="jamal")
    given = jamal.release.update_release_approval(models.ReleaseApproval(status="rejected"), PROJECT, pending.id)
    assert given.approved_by.id == JAMAL
    assert statuses(read(sdk, release.id))["QA"] == "rejected"


def test_an_intervention_holds_the_deployment_up(sdk: Sdk) -> None:
    release = start(sdk, careful())
    (asked,) = sdk.release.get_manual_interventions(PROJECT, release.id)
    assert (asked.status, asked.instructions) == ("pending", "Look at it")
    (attempt,) = release.environments[0].deploy_steps
    assert attempt.operation_status == "manualInterventionPending"
    answer = models.ManualInterventionUpdateMetadata(status="approved", comment="fine")
    sdk.release.update_manual_intervention(answer, PROJECT, release.id, asked.id)
    done = sdk.release.get_manual_intervention(PROJECT, release.id, asked.id)
    assert (done.status, done.comments, done.approver.id) == ("approved", "fine", CHUCK)
    (pending,) = sdk.release.get_approvals(PROJECT)
    assert pending.approval_type == "postDeploy"
    sdk.release.update_release_approval(models.ReleaseApproval(status="approved"), PROJECT, pending.id)
    assert statuses(read(sdk, release.id)) == {"Production": "succeeded"}


def test_gates_are_ignored(sdk: Sdk, faults: RunningSandbox) -> None:
    faults.set_faults({"kind": "fail_gate", "times": None, "hold": True})
    release = start(sdk, careful())
    gates = release.environments[0].deploy_steps[0].pre_deployment_gates
    assert (gates.status, gates.deployment_jobs[0].tasks[0].status) == ("inProgress", "failed")
    ignored = sdk.release.update_gates(models.GateUpdateMetadata(gates_to_ignore=["Wait"]), PROJECT, gates.id)
    assert names(ignored.ignored_gates) == ["Wait"]
    assert read(sdk, release.id).environments[0].deploy_steps[0].pre_deployment_gates.status == "succeeded"


def test_a_failure_says_where(sdk: Sdk, faults: RunningSandbox) -> None:
    faults.set_faults({"kind": "fail_deployment", "environment": "Dev", "task": "Say", "message": "No space left"})
    release = start(sdk, website())
    assert statuses(release)["Dev"] == "rejected"
    (phase,) = release.environments[0].deploy_steps[0].release_deploy_phases
    tasks = phase.deployment_jobs[0].tasks
    assert {one.name: one.status for one in tasks}["Say"] == "failed"
    failed = next(one for one in tasks if one.status == "failed")
    assert failed.issues[0].message == "No space left"
    log = b"".join(
        sdk.release.get_task_log(PROJECT, release.id, release.environments[0].id, phase.id, failed.id)
    ).decode()
    assert "##[error]No space left" in log


def test_logs_by_every_route(sdk: Sdk) -> None:
    release = start(sdk, website())
    dev = release.environments[0]
    (phase,) = dev.deploy_steps[0].release_deploy_phases
    task = next(one for one in phase.deployment_jobs[0].tasks if one.name == "Say")
    newer = b"".join(sdk.release.get_task_log(PROJECT, release.id, dev.id, phase.id, task.id))
    assert newer.decode().count("\r\n") == task.line_count
    one = b"".join(sdk.release.get_task_log(PROJECT, release.id, dev.id, phase.id, task.id, start_line=2, end_line=2))
    assert one == newer.splitlines(keepends=True)[1]
    route = {"project": PROJECT, "releaseId": str(release.id), "environmentId": str(dev.id)}
    older = sdk.release._send("GET", OLDER_LOG, "7.1-preview.1", route_values={**route, "taskId": str(task.id)})
    assert older.content == newer
    archive = zipfile.ZipFile(io.BytesIO(b"".join(sdk.release.get_logs(PROJECT, release.id))))
    assert archive.read("Dev/Attempt 1/1_Agent job/3_Say.log") == newer
    tasks = sdk.send(sdk.release, "GET", STAGE_TASKS, **route)["value"]
    assert tasks == sdk.send(sdk.release, "GET", PHASE_TASKS, **route, releaseDeployPhaseId=str(phase.id))["value"]
    assert "Say" in [one["name"] for one in tasks]


def test_deployments(sdk: Sdk) -> None:
    release = start(sdk, website())
    dev = release.environments[0]
    go = models.ReleaseEnvironmentUpdateMetadata(status="inProgress")
    sdk.release.update_release_environment(go, PROJECT, release.id, dev.id)

    def found(**options: Any) -> list[tuple[str, int]]:
        return [(one.release_environment.name, one.attempt) for one in sdk.release.get_deployments(PROJECT, **options)]

    assert found() == [("Dev", 2), ("QA", 1), ("Dev", 1)]
    assert found(definition_environment_id=dev.definition_environment_id, latest_attempts_only=True) == [("Dev", 2)]
    assert found(deployment_status="notDeployed") == [("QA", 1)]
    assert found(operation_status="pending", definition_id=release.release_definition.id) == [("QA", 1)]
    assert found(definition_id=11) == []
    assert found(top=2) == [("Dev", 2), ("QA", 1)]
    assert found(continuation_token=int(sdk.continuation_token or 0)) == [("Dev", 1)]


def test_tags(sdk: Sdk) -> None:
    release = start(sdk, website(), is_draft=True)

    def tags(method: str, body: Any = None, **route: str) -> list[str]:
        route = {"project": PROJECT, "releaseId": str(release.id), **route}
        return list(sdk.send(sdk.release, method, RELEASE_TAGS, body, **route)["value"])

    assert tags("PATCH", tag="nightly") == ["nightly"]
    assert sorted(tags("POST", ["live", "nightly"])) == ["live", "nightly"]
    assert [one.id for one in sdk.release.get_releases(PROJECT, tag_filter=["live", "nightly"])] == [release.id]
    assert tags("DELETE", tag="nightly") == ["live"]
    assert read(sdk, release.id).tags == tags("GET") == ["live"]


def test_deleted_and_undeleted(sdk: Sdk) -> None:
    release = start(sdk, small(environments=[stage()]), is_draft=True)
    route = {"project": PROJECT, "releaseId": str(release.id)}
    sdk.release._send("DELETE", RELEASES, "7.1-preview.8", route_values=route, query_parameters={"comment": "gone"})
    with pytest.raises(AzureDevOpsServiceError):
        read(sdk, release.id)
    assert [one.id for one in sdk.release.get_releases(PROJECT, is_deleted=True)] == [release.id]
    sdk.release._send("PUT", RELEASES, "7.1-preview.8", route_values=route, query_parameters={"comment": "back"})
    assert read(sdk, release.id).name == release.name
    changes = sdk.send(sdk.release, "GET", RELEASE_HISTORY, **route)["value"]
    assert [(one["changeType"], one["comment"]) for one in changes] == [
        ("Create", ""),
        ("Delete", "gone"),
        ("Undelete", "back"),
    ]


def test_versions_to_choose_from(sdk: Sdk) -> None:
    made = define(sdk, website())
    answer = sdk.release._send(
        "GET",
        VERSIONS,
        "7.1-preview.1",
        route_values={"project": PROJECT},
        query_parameters={"releaseDefinitionId": str(made.id)},
    ).json()
    (entry,) = answer["artifactVersions"]
    assert (entry["alias"], entry["defaultVersion"]["id"]) == ("Fabrikam.CI", BUILD)
    assert [one["name"] for one in entry["versions"]] == ["20150716.2", "20150716.1", "20150714.1"]
