# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every recorded answer about releases and approvals is understood by the code that reads such answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_client import played

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_name,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import marks
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import (
    doing,
    side_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    find_named,
    newest,
    read_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import listed
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.ran import logs_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    approvals_of_attempt,
    attempts_of,
    awaits_attempt,
    last_over,
    name_of,
    number_of,
    read_stage,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    known_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.updating import plan
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.version import Version
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Document = dict[str, Any]
WEBSITE = 12
NINETY = Version(id="90", name="20160412.1", branch="refs/heads/master", is_branch_declared=True)


def test_the_list_of_releases() -> None:
    client = played("rm-releases/GET__release_releases")
    entries = query({}, client, Run()).result["releases"]
    assert (len(entries), entries[0]["name"]) == (5, "Release-13")
    # Recorded: a list shows variables that nobody asked for.
    shown = query({"expand": ["variables"]}, client, Run()).result["releases"]
    assert shown[0]["variables"] == {"webAppName": {"value": "fabrikam"}}
    assert [one["id"] for one in listed(client, {"searchText": "release-13"})] == [115]
    assert [one["id"] for one in listed(client, {"releaseIdFilter": [108, 115]})] == [115, 108]


def test_the_list_of_a_definition() -> None:
    client = played("rm-releases/GET__release_releases_definitionId-_definitionId_")
    assert (find_named(client, WEBSITE, "release-13") or {})["id"] == 115
    assert find_named(client, WEBSITE, "Release-1") is None
    entry = newest(client, WEBSITE) or {}
    assert (entry["id"], marks.description_of(entry), marks.has_key(entry, "0" * 64)) == (115, "M 98 release", False)


def test_a_release() -> None:
    client = played("rm-releases/GET__release_releases__releaseId_")
    release = read_release(client, 116)
    (artifact,) = release["artifacts"]
    # Recorded: the version has no name.
    assert NINETY.is_of(artifact)
    assert not Version(id="91", name="20160412.1").is_of(artifact)
    assert reference_name(artifact, "version") == "90"
    dev = known_stage(release, "dev", "", "environment")
    (attempt,) = attempts_of(dev)
    assert (status_of(dev), number_of(attempt), attempt["status"]) == ("inProgress", 1, "inProgress")
    assert doing(dev, attempt) == "in progress"
    assert [(one["status"], side_of(one)) for one in approvals_of_attempt(dev, attempt)] == [
        ("approved", "before the deployment")
    ]
    assert (last_over(dev), awaits_attempt(dev), logs_of(release)) == (0, False, [])
    qa = read_stage(client, 116, 249)
    assert (title_of(release, qa), status_of(qa), attempts_of(qa)) == ("stage QA of Release-14", "notStarted", [])


def test_a_release_that_was_created() -> None:
    created = played("rm-releases/POST__release_releases").call("releases.create", body={})
    assert NINETY.is_of(created["artifacts"][0])
    assert (created["status"], marks.description_of(created)) == ("active", "M 98 release")
    generation = played("rm-releases/POST__release_releases").generation
    assert not plan({"state": "active", "description": "M 98 release"}, created, generation).changed
    assert plan({"state": "abandoned"}, created, generation).patch == {"status": "abandoned"}


def test_a_release_that_was_abandoned() -> None:
    client = played("rm-releases/PATCH__release_releases__releaseId_")
    abandoned = client.call("releases.update", release_id=118, body={})
    assert not plan({"state": "abandoned"}, abandoned, client.generation).changed
    with pytest.raises(DeclarationError, match="is abandoned and can not become active"):
        plan({"state": "active"}, abandoned, client.generation)


def test_a_stage_that_was_started() -> None:
    client = played("rm-releases/PATCH__release_releases__releaseId__environments__environmentId_")
    stage = client.call("release_environments.update", release_id=116, environment_id=249, body={})
    assert (status_of(stage), attempts_of(stage), awaits_attempt(stage), last_over(stage)) == ("queued", [], True, 0)
    assert doing(stage, None) == "queued"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GET__release_approvals", [240, 4]),
        ("GET__release_approvals_assignedToFilter-_userUniqueName_", [240, 2]),
        ("GET__release_approvals_releaseIdsFilter-_releaseId_", [242, 2]),
        ("GET__ListAllPendingApprovals", [2, 2]),
        ("GET__ListPendingApprovalsForASpecificARelease", [134, 1]),
        ("GET__ListPendingApprovalsForASpecificUser", [2, 2]),
    ],
)
def test_lists_of_approvals(name: str, expected: list[int]) -> None:
    approvals = list(played(f"rm-approvals/{name}").pages("release_approvals.list"))
    assert [approvals[0]["id"], len(approvals)] == expected
    for one in approvals:
        assert (one["status"], side_of(one), number_of(one)) == ("pending", "before the deployment", 1)
        assert name_of(one["approver"]) in ("Noah Munger", "Chuck Reinhart")


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("PATCH__release_approvals__approvalId_", lambda one: (one["status"], len(one["history"])) == ("pending", 1)),
        ("PATCH__release_approvals__approvalId_2", lambda one: one["status"] == "approved"),
        ("PATCH__UpdateStatusOfAnApprovalFromPendingToApproved", lambda one: one["status"] == "approved"),
    ],
)
def test_approvals_that_were_answered(name: str, reads: Callable[[Document], bool]) -> None:
    approval = played(f"rm-approvals/{name}").call("release_approvals.update", approval_id=240, body={})
    assert reads(approval)
    assert name_of(approval["approver"]) == "Chuck Reinhart"
