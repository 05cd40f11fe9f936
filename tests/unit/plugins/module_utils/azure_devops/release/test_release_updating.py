# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release that is there: its state, its few properties, and its end."""

from __future__ import annotations

from typing import Any

import pytest
from fake_client import Fault, after, lost_after, lost_before
from fake_releases import Apply, FakeReleases, denied, refusing

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
)

FIRST = [{"alias": "_CI", "version": "20260101.1"}]


def test_a_release_is_abandoned_once(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    first = apply(artifacts=FIRST, state="abandoned", comment="Broken")
    assert (first.changed, first.before, first.after) == (True, {"state": "active"}, {"state": "abandoned"})
    assert server.calls[-1][1]["body"] == {"status": "abandoned", "comment": "Broken"}
    for options in ({"artifacts": FIRST}, {"release_id": number}, {"name": "Release-1"}):
        again = apply(**options, state="abandoned")
        assert (again.changed, again.result["release"]["id"]) == (False, number)
        assert server.writes == []


def test_a_name_finds_in_any_casing_and_renames_nothing(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    for options in ({"name": "RELEASE-1"}, {"name": "release-1", "artifacts": FIRST}):
        assert not apply(**options).changed
    assert server.writes == []
    assert apply(name="release-1", state="abandoned").after == {"state": "abandoned"}
    assert apply(release_id=number, name="RELEASE-1", state="abandoned").after == {"name": "RELEASE-1"}


def test_there_is_nothing_to_abandon(server: FakeReleases, apply: Apply) -> None:
    outcome = apply(artifacts=FIRST, state="abandoned")
    assert (outcome.changed, outcome.result, server.releases) == (False, {"release": None}, {})
    with pytest.raises(NotFoundError, match="no release named Spring"):
        apply(name="Spring", state="abandoned")


@pytest.mark.parametrize(
    ("present", "wanted", "why"),
    [
        ("abandoned", "active", "is abandoned and can not become active"),
        ("abandoned", "draft", "is abandoned and can not become a draft"),
        ("active", "draft", "is active and can not become a draft"),
        ("draft", "abandoned", "is a draft and can not become abandoned: .*state: absent"),
    ],
)
def test_transitions_that_servers_refuse(
    server: FakeReleases, apply: Apply, present: str, wanted: str, why: str
) -> None:
    number = server.add_release("20260101.1", status=present)
    with pytest.raises(DeclarationError, match=why) as caught:
        apply(release_id=number, state=wanted)
    assert caught.value.option == "state"
    assert server.writes == []


def test_somebody_else_was_faster(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release(status="draft")

    def start(there: FakeReleases) -> None:
        there.releases[number]["status"] = "active"

    server.faults["releases.update"] = [after(start)]
    outcome = apply(release_id=number)
    assert outcome.result["release"]["status"] == "active"

    def abandon(there: FakeReleases) -> None:
        there.releases[number]["status"] = "abandoned"

    server.releases[number]["status"] = "draft"
    server.faults["releases.update"] = [after(abandon)]
    with pytest.raises(DeclarationError, match="is abandoned and can not"):
        apply(release_id=number)


def test_the_properties_that_have_a_request_of_their_own(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release(tags=["Old", "web"])
    task: dict[str, Any] = {"release_id": number, "name": "Spring", "keep_forever": True, "tags": ["Web", "new"]}
    pretended = apply(check_mode=True, **task)
    assert server.writes == []
    outcome = apply(**task)
    assert server.writes == ["releases.update", "release_tags.add_all", "release_tags.remove"]
    assert outcome.before == {"name": "Release-1", "keep_forever": False, "tags": ["Old", "web"]}
    assert outcome.after == {"name": "Spring", "keep_forever": True, "tags": ["new", "web"]}
    assert (pretended.before, pretended.after) == (outcome.before, outcome.after)
    for key in ("name", "keepForever", "tags", "status"):
        assert pretended.result["release"][key] == outcome.result["release"][key] == server.releases[number][key]
    assert not apply(**task).changed


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_tag_that_no_request_can_take_away_is_refused_before_anything_is_written(
    server: FakeReleases, apply: Apply, check_mode: bool
) -> None:
    """It is taken away by the path of a request, in which ASP.NET refuses some characters."""
    number = server.add_release(tags=["ring:1"])
    with pytest.raises(DeclarationError, match=r"^tags: the tag 'ring:1' cannot be removed"):
        apply(release_id=number, tags=["new"], keep_forever=True, check_mode=check_mode)
    assert server.writes == []
    assert apply(release_id=number, tags=["ring:1", "a:b"]).changed


def test_a_draft_gets_other_values(server: FakeReleases, apply: Apply) -> None:
    task: dict[str, Any] = {
        "name": "Spring",
        "artifacts": FIRST,
        "state": "draft",
        "variables": {"ApiKey": "hunter2", "Region": "northeurope"},
        "environments": [{"name": "Dev", "variables": {"Slots": 2}}],
    }
    number = apply(**task).result["release"]["id"]
    server.releases[number]["ours"] = "kept"
    changed = {
        **task,
        "description": "Better",
        "variables": {"Region": "southeurope"},
        "environments": [{"name": "dev", "variables": {"slots": 3}}],
    }
    outcome = apply(**changed)
    assert server.writes == ["releases.replace"]
    assert server.calls[-1][1]["body"]["ours"] == "kept"
    stage = {"Dev": {"variables": {"Slots": "2"}}}
    assert outcome.before == {"description": "", "environments": stage, "variables": {"Region": "northeurope"}}
    release = server.releases[number]
    assert release["variables"]["ApiKey"]["value"] == "hunter2"
    assert release["variables"]["Region"] == {"value": "southeurope", "allowOverride": True}
    assert release["environments"][0]["variables"]["Slots"]["value"] == "3"
    assert not apply(**changed).changed


def test_what_is_active_keeps_its_values(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    with pytest.raises(DeclarationError, match="another value for Region") as caught:
        apply(release_id=number, variables={"Region": "elsewhere"})
    assert caught.value.option == "variables"
    outcome = apply(release_id=number, description="Better")
    assert (outcome.changed, server.releases[number]["description"]) == (True, "Better")


def test_stages_that_wait_for_a_person_are_said_when_a_draft_is_started(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release(status="draft")
    apply(release_id=number, manual_environments=["qa"])
    assert server.calls[-1][1]["body"] == {"status": "active", "manualEnvironments": ["QA"]}
    assert not apply(release_id=number, manual_environments=["qa"]).changed


# --------------------------------------------------------------------------------------------------- deleted, restored


def test_a_release_is_deleted_once(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    pretended = apply(check_mode=True, release_id=number, state="absent")
    assert (pretended.changed, server.writes) == (True, [])
    outcome = apply(release_id=number, state="absent", comment="Rubbish")
    assert (outcome.changed, outcome.result) == (True, {"release": None})
    assert outcome.before == {"id": number, "name": "Release-1", "state": "active"}
    assert server.calls[-1][1]["query"] == {"comment": "Rubbish"}
    for options in ({"release_id": number}, {"name": "Release-1"}, {"artifacts": FIRST}):
        assert not apply(**options, state="absent").changed
        assert server.writes == []


def test_several_releases_of_the_same_versions_are_not_deleted_by_chance(server: FakeReleases, apply: Apply) -> None:
    first, second = server.add_release("20260101.1"), server.add_release("20260101.1")
    with pytest.raises(AmbiguousNameError, match=rf"id {second}\).*id {first}\)"):
        apply(artifacts=FIRST, state="absent")
    apply(release_id=first, state="absent")
    assert apply(artifacts=FIRST, state="absent").changed
    assert server.releases == {}


@pytest.mark.parametrize("fault", [lost_before, lost_after])
def test_the_answer_of_a_deletion_is_lost(server: FakeReleases, apply: Apply, fault: Fault) -> None:
    number = server.add_release()
    server.faults["releases.delete"] = [fault]
    assert apply(release_id=number, state="absent").changed
    assert len(server.writes) == (2 if fault is lost_before else 1)
    assert server.releases == {}


def test_a_deletion_that_never_arrives_is_not_taken_for_done(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    server.faults["releases.delete"] = [lost_before] * 50
    with pytest.raises(LostAnswerError):
        apply(release_id=number, state="absent")
    assert len(server.writes) < 5
    assert number in server.releases


def test_why_a_release_can_not_be_deleted(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release(keepForever=True)
    stages = server.releases[number]["environments"]
    stages[0]["status"] = "succeeded"
    stages[1].update(status="inProgress", preDeployApprovals=[{"status": "pending"}])
    with pytest.raises(RefusedError) as caught:
        apply(release_id=number, state="absent")
    said = str(caught.value)
    assert said.startswith("VS402946")
    assert "keep_forever: false" in said
    assert "Stage Dev may be what is deployed there now" in said
    assert "Stage QA is under way" in said
    assert "Stage QA has a pending approval" in said


@pytest.mark.parametrize("fault", [None, lost_before, lost_after])
def test_a_deleted_release_is_restored(server: FakeReleases, apply: Apply, fault: Fault | None) -> None:
    number = server.add_release("20260101.1")
    apply(release_id=number, state="absent")
    pretended = apply(check_mode=True, release_id=number, tags=["web"])
    assert (pretended.changed, server.writes) == (True, [])
    server.faults["releases.undelete"] = [fault] if fault else []
    outcome = apply(release_id=number, tags=["web"])
    assert outcome.changed
    assert server.writes.count("releases.undelete") == (2 if fault is lost_before else 1)
    assert outcome.before == {"is_deleted": True, "tags": []}
    assert outcome.after == {"is_deleted": False, "tags": ["web"]}
    assert outcome.result["release"]["id"] == number
    assert not apply(release_id=number, tags=["web"]).changed


@pytest.mark.parametrize(
    ("status", "options", "option"),
    [
        ("abandoned", {}, "state"),
        ("active", {"state": "draft"}, "state"),
        ("active", {"variables": {"Region": "elsewhere"}}, "variables"),
        ("active", {"artifacts": [{"alias": "_CI", "version": "20260102.1"}]}, "artifacts"),
        ("active", {"definition": 13}, "definition"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_a_deleted_release_can_not_become_is_said_before_it_is_restored(
    server: FakeReleases, apply: Apply, status: str, options: dict[str, Any], option: str, check_mode: bool
) -> None:
    number = server.add_release("20260101.1", status=status)
    apply(release_id=number, state="absent")
    with pytest.raises(DeclarationError) as caught:
        apply(release_id=number, check_mode=check_mode, **options)
    assert (caught.value.option, server.writes) == (option, [])
    assert number in server.deleted


def test_a_deleted_release_that_is_as_declared_is_restored(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    apply(release_id=number, state="absent")
    declared = {"artifacts": FIRST, "variables": {"Region": "westeurope"}, "definition": "Fabrikam-Website"}
    assert apply(release_id=number, **declared).changed
    assert server.writes == ["releases.undelete"]


def test_what_shows_only_in_the_restored_release_says_that_it_is_back(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    apply(release_id=number, state="absent")
    with pytest.raises(
        DeclarationError, match=r"The release Release-1 \(id 101\) was restored and is active"
    ) as caught:
        apply(release_id=number, environments=[{"name": "Dev", "variables": {"Slots": "7"}}])
    assert caught.value.option == "environments"
    reached = caught.value.details["reached"]
    assert (reached["changed"], reached["release"]["environments"][0]["name"]) == (True, "Dev")


def test_what_was_written_before_a_refusal_is_said(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    server.faults["release_tags.add_all"] = [denied]
    with pytest.raises(PermissionDeniedError) as caught:
        apply(release_id=number, description="part", keep_forever=True, tags=["x1"])
    assert str(caught.value) == (
        f"Access denied. The release Release-1 (id {number}) is active (written: description, keep_forever): the next run"
        " goes on with it."
    )
    reached = caught.value.details["reached"]
    assert (reached["changed"], reached["release"]["keepForever"]) == (True, True)


def test_what_was_written_though_its_answer_was_lost_is_said(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    server.faults["releases.update"] = [lost_after]
    server.faults["release_tags.add_all"] = [denied]
    with pytest.raises(PermissionDeniedError, match=r"\(written: keep_forever\)"):
        apply(release_id=number, keep_forever=True, tags=["x1"])


def test_a_refusal_that_nothing_explains_is_handed_on(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    server.faults["releases.update"] = [refusing("No.")]
    with pytest.raises(RefusedError, match=r"^No\.$"):
        apply(release_id=number, keep_forever=True)
