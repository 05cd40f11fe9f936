# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release is created once: lost answers, kills, and others who do the same at the same time."""

from __future__ import annotations

from typing import Any

import pytest
from fake_client import Fault, after, lost_after, lost_before
from fake_releases import (
    KEY,
    WEBSITE,
    Apply,
    FakeReleases,
    Killed,
    denied,
    followed_by,
    killed_after,
    killed_before,
    refusing,
)

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import resource
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    LostAnswerError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

FIRST = [{"alias": "_CI", "version": "20260101.1"}]
TASK: dict[str, Any] = {"artifacts": FIRST, "name": "Spring", "tags": ["web"], "keep_forever": True}


def test_a_new_release_is_a_draft_until_it_is_known_to_be_the_only_one(server: FakeReleases, apply: Apply) -> None:
    apply(**TASK, manual_environments=["qa"], description="For spring", reason="schedule")
    created = next(details["body"] for operation, details in server.calls if operation == "releases.create")
    assert created["isDraft"] is True
    assert created["manualEnvironments"] == ["QA"]
    assert created["artifacts"][0]["instanceReference"]["id"] == str(server.build("20260101.1")["id"])
    assert server.writes == ["releases.create", "releases.update", "release_tags.add_all"]
    release = server.only()
    assert (release["name"], release["status"], release["keepForever"]) == ("Spring", "active", True)
    assert (release["description"], release["reason"], release["tags"]) == ("For spring", "schedule", ["web"])
    assert [stage["conditions"] for stage in release["environments"]][1] == []


@pytest.mark.parametrize("fault", [lost_before, lost_after])
@pytest.mark.parametrize("operation", ["releases.create", "releases.update"])
@pytest.mark.parametrize("force", [False, True])
def test_a_lost_answer(server: FakeReleases, apply: Apply, fault: Fault, operation: str, force: bool) -> None:
    server.faults[operation] = [fault]
    assert apply(**TASK, force=force).changed
    release = server.only()
    assert (release["name"], release["status"], release["tags"]) == ("Spring", "active", ["web"])
    assert not apply(**TASK).changed


def test_an_answer_that_is_lost_again_and_again(server: FakeReleases, apply: Apply) -> None:
    server.faults["releases.create"] = [lost_before] * 5
    with pytest.raises(LostAnswerError):
        apply(**TASK)
    assert server.releases == {}


def test_a_creation_that_the_server_was_still_at(server: FakeReleases, apply: Apply) -> None:
    """The first request takes effect only after we looked, and so the second one makes another."""

    def late(there: FakeReleases, commit: Any) -> Any:
        there.faults.setdefault("releases.create", []).append(after(lambda _server: commit()))
        raise LostAnswerError("the answer was lost")

    server.faults["releases.create"] = [late]
    apply(**TASK)
    assert server.only()["status"] == "active"
    assert len(server.deleted) == 1


@pytest.mark.parametrize("fault", [killed_before, killed_after])
@pytest.mark.parametrize("operation", ["releases.create", "releases.update", "release_tags.add_all"])
def test_killed_and_run_again(server: FakeReleases, apply: Apply, fault: Fault, operation: str) -> None:
    server.faults[operation] = [fault]
    with pytest.raises(Killed):
        apply(**TASK)
    apply(**TASK)
    release = server.only()
    assert (release["name"], release["status"], release["tags"]) == ("Spring", "active", ["web"])
    assert not apply(**TASK).changed


def test_killed_while_another_made_the_release(server: FakeReleases, apply: Apply) -> None:
    """What the killed task left is a draft, and no second release."""
    server.faults["releases.create"] = [killed_after]
    with pytest.raises(Killed):
        apply(artifacts=FIRST)
    active = server.add_release("20260101.1")
    outcome = apply(artifacts=FIRST)
    assert (outcome.changed, outcome.result["release"]["id"]) == (False, active)


def test_a_killed_draft_of_another_declaration_is_left_alone(server: FakeReleases, apply: Apply) -> None:
    server.faults["releases.create"] = [killed_after]
    with pytest.raises(Killed):
        apply(artifacts=FIRST, variables={"Region": "northeurope"})
    apply(artifacts=FIRST)
    assert sorted(release["status"] for release in server.releases.values()) == ["active", "draft"]


@pytest.mark.parametrize("name", [None, "Spring"])
@pytest.mark.parametrize("moment", ["releases.create", "releases.update"])
@pytest.mark.parametrize("order", [after, followed_by])
def test_two_tasks_at_the_same_time_make_one_release(
    server: FakeReleases, apply: Apply, name: str | None, moment: str, order: Any
) -> None:
    task = {"artifacts": FIRST, **({} if name is None else {"name": name})}
    others: list[Any] = []

    def other(there: FakeReleases) -> None:
        others.append(resource.ensure({"definition": WEBSITE, **task}, there, Run()))

    server.faults[moment] = [order(other)]
    mine = apply(**task).result["release"]
    release = server.only()
    assert release["status"] == "active"
    assert mine["id"] == others[0].result["release"]["id"] == release["id"]
    assert mine["status"] == "active"


def test_the_younger_draft_of_a_race_is_deleted_or_named(
    server: FakeReleases, apply: Apply, warnings: list[str]
) -> None:
    def other(there: FakeReleases) -> None:
        there.faults["releases.delete"] = [refusing("You may not.")]
        resource.ensure({"definition": WEBSITE, "artifacts": FIRST}, there, Run())

    server.faults["releases.create"] = [after(other)]
    apply(artifacts=FIRST)
    statuses = {release["id"]: release["status"] for release in server.releases.values()}
    assert statuses == {101: "active", 102: "draft"}
    assert "Release 101" in warnings[-1]
    assert "id 102" in warnings[-1]


def test_an_elder_release_that_differs_by_now_is_no_race(server: FakeReleases, apply: Apply) -> None:
    number = apply(artifacts=FIRST, variables={"Region": "northeurope"}).result["release"]["id"]
    server.releases[number]["variables"]["Region"]["value"] = "by hand"
    assert apply(artifacts=FIRST, variables={"Region": "northeurope"}).result["release"]["id"] != number


def test_a_start_that_is_refused_leaves_a_draft_and_says_so(server: FakeReleases, apply: Apply) -> None:
    server.faults["releases.update"] = [refusing("No agents.")]
    with pytest.raises(RefusedError, match=r"No agents\. The release Release-1 \(id 101\) .* stays a draft"):
        apply(artifacts=FIRST)
    apply(artifacts=FIRST)
    assert server.only()["status"] == "active"


@pytest.mark.parametrize("fault", [refusing("No such tag."), denied], ids=["400", "403"])
@pytest.mark.parametrize("force", [False, True])
def test_what_fails_after_the_start_says_that_the_release_is_active(
    server: FakeReleases, apply: Apply, fault: Fault, force: bool
) -> None:
    server.faults["release_tags.add_all"] = [fault, fault]
    with pytest.raises(ReleaseManagementError) as caught:
        apply(artifacts=FIRST, tags=["x"], force=force)
    said = str(caught.value)
    assert "The release Release-1 (id 101) was created and is active (written: state)" in said
    assert ("its release_id goes on with it" if force else "the next run goes on with it") in said
    reached = caught.value.details["reached"]
    assert (reached["changed"], reached["release"]["id"], reached["release"]["status"]) == (True, 101, "active")
    assert caught.value.status in (400, 403)


def test_a_look_that_fails_after_the_creation_says_that_there_is_a_draft(server: FakeReleases, apply: Apply) -> None:
    server.faults["releases.list"] = [lambda _server, commit: commit(), denied]
    with pytest.raises(PermissionDeniedError, match=r"Release-1 \(id 101\) was created and stays a draft") as caught:
        apply(artifacts=FIRST)
    assert caught.value.details["reached"]["release"]["status"] == "draft"


def test_what_fails_before_the_creation_has_reached_nothing(server: FakeReleases, apply: Apply) -> None:
    server.faults["releases.create"] = [denied]
    with pytest.raises(PermissionDeniedError, match=r"^Access denied\.$") as caught:
        apply(artifacts=FIRST)
    assert "reached" not in caught.value.details


def test_the_key_tells_no_secret(server: FakeReleases, apply: Apply) -> None:
    apply(artifacts=FIRST, variables={"ApiKey": "hunter2"}, force=False)
    keys = {release["properties"][KEY] for release in server.releases.values()}
    server.releases.clear()
    apply(artifacts=FIRST, variables={"ApiKey": "other"})
    assert keys == {release["properties"][KEY] for release in server.releases.values()}


@pytest.mark.parametrize("state", ["active", "draft"])
def test_check_mode_creates_nothing(server: FakeReleases, apply: Apply, state: str) -> None:
    task = {
        "artifacts": FIRST,
        "name": "Spring",
        "state": state,
        "tags": ["web"],
        "variables": {"Region": "northeurope", "ApiKey": "hunter2"},
    }
    pretended = apply(check_mode=True, **task)
    assert (pretended.changed, server.writes, server.releases) == (True, [], {})
    real = apply(**task)
    assert (pretended.before, pretended.after) == (real.before, real.after)
    shown, made = pretended.result["release"], real.result["release"]
    assert shown["id"] is None
    assert [stage["id"] for stage in shown["environments"]] == [None, None]
    for key in ("name", "status", "variables", "tags", "keepForever", "reason", "description", "releaseDefinition"):
        assert shown[key] == made[key], key
    assert not apply(check_mode=True, **task).changed
