# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDK drives builds: it finds the routes by their ids and reads the answers into its own models."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from azure.devops.exceptions import AzureDevOpsServiceError
from azure.devops.v7_1.build.models import (
    Build,
    BuildArtifact,
    BuildDefinition,
    Folder,
    NewRetentionLease,
    RetentionLeaseUpdate,
    UpdateTagParameters,
)
from conformance_sdk import PROJECT, Sdk

from release_management_sandbox.testing import RunningSandbox


@pytest.fixture
def client(sandbox: RunningSandbox) -> Any:
    return Sdk(sandbox).build


def ids(found: Any) -> list[int]:
    return [one.id for one in found]


def test_a_build_is_queued_and_read(client: Any) -> None:
    made = client.queue_build(Build(definition={"id": 1}, source_branch="main", parameters='{"a":"b"}'), PROJECT)
    assert (made.status, made.source_branch, made.parameters) == ("notStarted", "refs/heads/main", '{"a":"b"}')
    build = client.get_build(PROJECT, made.id)
    assert (build.status, build.result, build.definition.name) == ("completed", "succeeded", "Fabrikam.CI")
    assert build.finish_time >= build.start_time >= build.queue_time
    assert build.keep_forever is False


def test_lists(client: Any) -> None:
    assert ids(client.get_builds(PROJECT, definitions=[1], tag_filters=["tag1", "tag2"])) == [391]
    assert ids(client.get_builds(PROJECT, result_filter="failed", top=5)) == [389]
    assert ids(client.get_builds(PROJECT, build_ids=[387, 388], query_order="finishTimeAscending")) == [387, 388]
    assert client.get_latest_build(PROJECT, "1", branch_name="develop").id == 390


def test_what_is_refused_is_read_as_an_error(client: Any) -> None:
    with pytest.raises(AzureDevOpsServiceError, match="The requested build 54 could not be found"):
        client.get_build(PROJECT, 54)
    with pytest.raises(AzureDevOpsServiceError, match="validation errors or warnings"):
        client.queue_build(Build(definition={"id": 1}, queue={"id": 769}), PROJECT)


def test_updates_and_deletion(client: Any) -> None:
    assert client.update_build(Build(keep_forever=True), PROJECT, 390).keep_forever is True
    changed = client.update_builds([Build(id=390, keep_forever=False)], PROJECT)
    assert changed[0].keep_forever is False
    client.delete_build(PROJECT, 390)
    assert ids(client.get_builds(PROJECT, deleted_filter="onlyDeleted")) == [390]


def test_tags(client: Any) -> None:
    assert client.add_build_tag(PROJECT, 391, "a b")[-1] == "a b"
    assert client.add_build_tags(["c:d"], PROJECT, 391)[-1] == "c:d"
    change = UpdateTagParameters(tags_to_add=["e"], tags_to_remove=["c:d"])
    assert client.update_build_tags(change, PROJECT, 391)[-2:] == ["a b", "e"]
    assert "e" not in client.delete_build_tag(PROJECT, 391, "e")
    assert client.get_build_tags(PROJECT, 391) == ["tag1", "tag2", "tag3", "a b"]
    assert "a b" in client.get_tags(PROJECT)
    assert "a b" not in client.delete_tag(PROJECT, "a b")
    assert client.add_definition_tags(["good"], PROJECT, 1) == client.get_definition_tags(PROJECT, 1) == ["good"]


def test_timeline_changes_and_work_items(client: Any) -> None:
    timeline = client.get_build_timeline(PROJECT, 391)
    assert {one.type for one in timeline.records} == {"Stage", "Phase", "Job", "Task"}
    again = client.get_build_timeline(PROJECT, 391, timeline_id=timeline.id)
    assert len(again.records) == len(timeline.records)
    assert len(client.get_build_changes(PROJECT, 391)) == 5
    assert [one.id for one in client.get_build_work_items_refs(PROJECT, 391)] == ["3", "33"]
    commit = client.get_build_changes(PROJECT, 391, top=1)[0].id
    assert len(client.get_build_work_items_refs_from_commits([commit], PROJECT, 391)) == 1


def test_logs(client: Any) -> None:
    logs = client.get_build_logs(PROJECT, 391)
    lines = client.get_build_log_lines(PROJECT, 391, logs[-1].id)
    assert len(lines) == logs[-1].line_count
    text = b"".join(client.get_build_log(PROJECT, 391, logs[-1].id, start_line=2, end_line=3)).decode()
    assert text.splitlines() == lines[1:3]
    packed = b"".join(client.get_build_logs_zip(PROJECT, 391))
    assert len(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == len(logs)


def test_artifacts(client: Any) -> None:
    assert [one.name for one in client.get_artifacts(PROJECT, 391)] == ["drop"]
    assert client.get_artifact(PROJECT, 391, "drop").resource.download_url
    packed = b"".join(client.get_artifact_content_zip(PROJECT, 391, "drop"))
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None
    added = BuildArtifact(name="share", resource={"type": "filepath", "data": "x"})
    assert client.create_artifact(added, PROJECT, 391).name == "share"


def test_properties(client: Any) -> None:
    client.update_build_properties([{"op": "add", "path": "/a", "value": "b"}], PROJECT, 391)
    assert "a" in str(client.get_build_properties(PROJECT, 391))


def test_definitions(client: Any) -> None:
    body = BuildDefinition(name="New.CI", queue={"id": 1}, repository={"type": "tfsgit", "default_branch": "main"})
    made = client.create_definition(body, PROJECT)
    made.description = "changed"
    updated = client.update_definition(made, PROJECT, made.id)
    assert (updated.revision, updated.description) == (2, "changed")
    with pytest.raises(AzureDevOpsServiceError, match="was not found"):
        client.update_definition(made, PROJECT, made.id)
    assert client.get_definition(PROJECT, made.id, revision=1).revision == 1
    assert len(client.get_definition_revisions(PROJECT, made.id)) == 2
    assert ids(client.get_definitions(PROJECT, name="new.*")) == [made.id]
    client.delete_definition(PROJECT, made.id)
    assert client.restore_definition(PROJECT, made.id, deleted=False).name == "New.CI"
    assert client.get_build_option_definitions()[0].name == "MultiConfiguration"


def test_folders(client: Any) -> None:
    assert client.create_folder(Folder(description="ours"), PROJECT, "Team").path == "\\Team"
    assert client.update_folder(Folder(path="\\A\\B"), PROJECT, "Team").path == "\\A\\B"
    assert [one.path for one in client.get_folders(PROJECT)] == ["\\", "\\A", "\\A\\B"]
    client.delete_folder(PROJECT, "A")
    assert [one.path for one in client.get_folders(PROJECT)] == ["\\"]


def test_leases(client: Any) -> None:
    wanted = NewRetentionLease(days_valid=2, definition_id=1, owner_id="Test:1", protect_pipeline=False, run_id=390)
    (lease,) = client.add_retention_leases([wanted], PROJECT)
    assert client.get_retention_lease(PROJECT, lease.lease_id).run_id == 390
    found = client.get_retention_leases_by_owner_id(PROJECT, owner_id="Test:1", definition_id=1, run_id=390)
    assert [one.lease_id for one in found] == [lease.lease_id]
    assert len(client.get_retention_leases_for_build(PROJECT, 390)) == 1
    client.update_retention_lease(RetentionLeaseUpdate(protect_pipeline=True), PROJECT, lease.lease_id)
    with pytest.raises(AzureDevOpsServiceError, match="TF900561"):
        client.delete_build(PROJECT, 390)
    client.delete_retention_leases_by_id(PROJECT, [lease.lease_id])
    client.delete_build(PROJECT, 390)
