# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A release on each generation: never two, the same options, and an error where a server can do nothing with one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fake_client import Fault, after, lost_after, lost_before
from fake_releases import KEY, Apply, FakeReleases, Killed, killed_after, killed_before, refusing

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import resource
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

FIRST = [{"alias": "_CI", "version": "20260101.1"}]
VALUES: dict[str, Any] = {
    "variables": {"Region": "northeurope", "ApiKey": {"value": "hush", "is_secret": True}},
    "environments": [{"name": "Dev", "variables": {"Slots": "2"}}],
}
MARK = re.compile(r"\[devops\.release_management [0-9a-f]{32} [0-9a-f]{32}\]$")
WITHOUT_PROPERTIES = ("tfs2015", "tfs2017")
WITHOUT_VALUES = (*WITHOUT_PROPERTIES, "tfs2018")
WITHOUT_NAMES = (*WITHOUT_VALUES, "server2019")
LATER = tuple(name for name in GENERATIONS if name != "tfs2015")


@pytest.fixture(params=list(GENERATIONS))
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(generation: str) -> FakeReleases:
    return FakeReleases(generation)


def secret_of(release: dict[str, Any]) -> Any:
    return release["variables"]["ApiKey"]["value"]


# --- never two


def test_a_second_run_finds_it(server: FakeReleases, apply: Apply) -> None:
    assert apply(artifacts=FIRST, description="For spring").changed
    assert not apply(artifacts=FIRST, description="For spring").changed
    assert server.only()["status"] == "active"


@pytest.mark.parametrize("fault", [lost_before, lost_after])
@pytest.mark.parametrize("operation", ["releases.create", "releases.update"])
@pytest.mark.parametrize("force", [False, True])
def test_a_lost_answer(server: FakeReleases, apply: Apply, fault: Fault, operation: str, force: bool) -> None:
    server.faults[operation] = [fault]
    assert apply(artifacts=FIRST, force=force).changed
    assert server.only()["status"] == "active"


@pytest.mark.parametrize("fault", [killed_before, killed_after])
@pytest.mark.parametrize("operation", ["releases.create", "releases.update"])
def test_a_killed_task_is_taken_up(server: FakeReleases, apply: Apply, fault: Fault, operation: str) -> None:
    server.faults[operation] = [fault]
    with pytest.raises(Killed):
        apply(artifacts=FIRST)
    apply(artifacts=FIRST)
    assert server.only()["status"] == "active"


def test_two_tasks_at_the_same_time(server: FakeReleases, apply: Apply) -> None:
    other = {"definition": "Fabrikam-Website", "artifacts": FIRST, "state": "active", "force": False}
    server.faults["releases.create"] = [after(lambda _server: resource.ensure(dict(other), server, Run()))]
    apply(artifacts=FIRST)
    assert server.only()["status"] == "active"


def test_it_is_marked_where_nobody_sees_it_if_the_server_can(
    server: FakeReleases, apply: Apply, generation: str
) -> None:
    apply(artifacts=FIRST, description="For spring")
    release = server.only()
    if generation in WITHOUT_PROPERTIES:
        first, mark = release["description"].split("\n")
        assert (first, bool(MARK.match(mark))) == ("For spring", True)
    else:
        assert release["description"] == "For spring"
        assert len(release["properties"][KEY]) == 64


def test_another_description_keeps_the_mark(server: FakeReleases, apply: Apply, generation: str) -> None:
    apply(artifacts=FIRST, state="draft")
    if generation == "tfs2015":
        with pytest.raises(DeclarationError, match=r"2017 is the first that has") as caught:
            apply(artifacts=FIRST, state="draft", description="other")
        assert caught.value.option == "description"
        return
    assert apply(artifacts=FIRST, state="draft", description="other").changed
    assert not apply(artifacts=FIRST, state="draft", description="other").changed
    shown = server.only()["description"]
    assert shown.startswith("other")
    assert bool(MARK.search(shown)) == (generation in WITHOUT_PROPERTIES)


def test_a_server_that_starts_a_draft_at_once_loses_nothing(server: FakeReleases, apply: Apply) -> None:
    """[I] No server is known to; the reference of 2016 just does not have the option."""
    create = server._create

    def without_drafts(body: dict[str, Any]) -> dict[str, Any]:
        return create({**body, "isDraft": False})

    server._create = without_drafts  # type: ignore[method-assign]
    assert apply(artifacts=FIRST).changed
    assert not apply(artifacts=FIRST).changed
    assert server.only()["status"] == "active"


# --- values of variables


@pytest.mark.parametrize("generation", LATER)
def test_values_are_there_before_it_is_started(server: FakeReleases, apply: Apply, generation: str) -> None:
    apply(artifacts=FIRST, **VALUES)
    release = server.only()
    assert (release["variables"]["Region"]["value"], secret_of(release)) == ("northeurope", "hush")
    assert release["environments"][0]["variables"]["Slots"]["value"] == "2"
    replaced = ["releases.replace"] if generation in WITHOUT_VALUES else []
    assert server.writes == ["releases.create", *replaced, "releases.update"]
    body = server.asked("releases.create")[0]["body"]
    assert ("variables" in body) == (generation not in WITHOUT_VALUES)
    assert not apply(artifacts=FIRST, **VALUES).changed


@pytest.mark.parametrize("generation", LATER)
@pytest.mark.parametrize("fault", [lost_before, lost_after])
def test_a_lost_answer_to_the_values(server: FakeReleases, apply: Apply, fault: Fault) -> None:
    server.faults["releases.replace"] = [fault]
    apply(artifacts=FIRST, **VALUES)
    assert (server.only()["status"], secret_of(server.only())) == ("active", "hush")


@pytest.mark.parametrize("generation", LATER)
@pytest.mark.parametrize("operation", ["releases.replace", "releases.update"])
@pytest.mark.parametrize("fault", [killed_before, killed_after])
def test_a_draft_that_has_no_values_yet_gets_them(
    server: FakeReleases, apply: Apply, operation: str, fault: Fault
) -> None:
    server.faults[operation] = [fault]
    try:
        apply(artifacts=FIRST, **VALUES)
    except Killed:
        apply(artifacts=FIRST, **VALUES)
    release = server.only()
    assert (release["status"], secret_of(release)) == ("active", "hush")
    assert release["variables"]["Region"]["value"] == "northeurope"


@pytest.mark.parametrize("generation", ["tfs2017", "tfs2018"])
def test_a_secret_is_not_in_the_diff(server: FakeReleases, apply: Apply) -> None:
    apply(artifacts=FIRST, state="draft", **VALUES)
    number = server.only()["id"]
    started = apply(release_id=number, state="active", **VALUES)
    assert "hush" not in str((started.before, started.after))
    assert secret_of(server.only()) == "hush"


def test_the_first_generation_can_not_be_given_values(server: FakeReleases, apply: Apply, generation: str) -> None:
    if generation != "tfs2015":
        apply(artifacts=FIRST, variables={"Region": "westeurope"})
        return
    said = r"has no values of variables for a release: Team Foundation Server 2017 is the first that has"
    of_stage = [{"name": "Dev", "variables": {"Slots": "7"}}]
    for option, value in (("variables", {"Region": "northeurope"}), ("environments", of_stage)):
        for check_mode in (True, False):
            with pytest.raises(DeclarationError, match=said) as caught:
                apply(check_mode=check_mode, artifacts=FIRST, **{option: value})
            assert (caught.value.option, server.writes) == (option, [])
    # What the definition says anyway needs nothing.
    assert apply(artifacts=FIRST, variables={"Region": "westeurope"}).changed


@pytest.mark.parametrize("check_mode", [True, False])
def test_only_later_servers_know_which_variables_may_be_set(
    server: FakeReleases, apply: Apply, generation: str, check_mode: bool
) -> None:
    fixed = {"artifacts": FIRST, "variables": {"Fixed": "sand"}}
    if generation in ("tfs2017", "tfs2018"):
        assert apply(check_mode=check_mode, **fixed).changed
    else:
        with pytest.raises(DeclarationError):
            apply(check_mode=check_mode, **fixed)
        assert server.writes == []


# --- names, tags, other options


def test_a_name(server: FakeReleases, apply: Apply, generation: str) -> None:
    if generation not in WITHOUT_NAMES:
        assert apply(artifacts=FIRST, name="Spring").changed
        assert not apply(artifacts=FIRST, name="Spring").changed
        assert server.only()["name"] == "Spring"
        return
    for check_mode in (True, False):
        with pytest.raises(DeclarationError, match=r"Azure DevOps Server 2020 is the first that has") as caught:
            apply(check_mode=check_mode, artifacts=FIRST, name="Spring")
        assert (caught.value.option, server.writes) == ("name", [])


def test_a_name_finds_everywhere(server: FakeReleases, apply: Apply, generation: str) -> None:
    number = server.add_release("20260101.1")
    # Where it can be changed, another case of it is another name.
    for name in ("Release-1", *(["release-1"] if generation in WITHOUT_NAMES else [])):
        found = apply(name=name)
        assert (found.changed, found.result["release"]["id"], server.writes) == (False, number, [])
    assert not apply(name="Release-9", state="absent").changed


def test_another_name_for_a_release(server: FakeReleases, apply: Apply, generation: str) -> None:
    number = server.add_release()
    if generation in WITHOUT_NAMES:
        with pytest.raises(DeclarationError) as caught:
            apply(release_id=number, name="Spring")
        assert (caught.value.option, server.writes) == ("name", [])
    else:
        assert apply(release_id=number, name="Spring").result["release"]["name"] == "Spring"


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ({"tags": ["web"]}, "tfs2018"),
        ({"reason": "pullRequest"}, "server2020"),
    ],
    ids=str,
)
def test_what_a_server_has_not_is_an_error_before_any_request(
    server: FakeReleases, apply: Apply, generation: str, options: dict[str, Any], first: str
) -> None:
    names = list(GENERATIONS)
    if names.index(generation) >= names.index(first):
        assert apply(artifacts=FIRST, **options).changed
        return
    with pytest.raises(DeclarationError, match=f"{GENERATIONS[first].title} is the first that has") as caught:
        apply(artifacts=FIRST, **options)
    assert (caught.value.option, server.calls) == (next(iter(options)), [])


def test_no_tags_need_nothing(server: FakeReleases, apply: Apply) -> None:
    assert apply(artifacts=FIRST, tags=[]).changed
    assert not apply(artifacts=FIRST, tags=[]).changed


def test_stages_that_are_not_to_start(server: FakeReleases, apply: Apply) -> None:
    apply(artifacts=FIRST, manual_environments=["qa"], reason="schedule")
    release = server.only()
    assert [stage["conditions"] for stage in release["environments"]][1] == []
    assert release["reason"] == "schedule"


def test_a_deleted_release(server: FakeReleases, apply: Apply, generation: str) -> None:
    number = server.add_release()
    assert apply(release_id=number, state="absent", comment="Not needed").changed
    if generation in WITHOUT_PROPERTIES:
        with pytest.raises(NotFoundError, match="or it was deleted"):
            apply(release_id=number)
        assert "releases.list" not in server.operations
    else:
        assert apply(release_id=number).changed
        assert number in server.releases


def test_the_default_version(server: FakeReleases, apply: Apply) -> None:
    """Of the newest build: the first servers only list versions, the newest first (SDK of 2016)."""
    apply()
    (artifact,) = server.only()["artifacts"]
    assert artifact["definitionReference"]["version"]["id"] == str(server.build("20260102.1")["id"])


# --- a name that is taken


@pytest.mark.parametrize("state", ["active", "draft"])
@pytest.mark.parametrize("status", ["active", "draft", "abandoned"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_new_release_with_a_name_that_is_taken_is_refused_before_it_is_created(
    server: FakeReleases, apply: Apply, state: str, status: str, check_mode: bool
) -> None:
    number = server.add_release("20260101.1", status=status, name="Spring")
    server.faults["releases.update"] = [refusing("A release with the name 'Spring' already exists.")]
    with pytest.raises(
        DeclarationError, match=rf"Spring is the name of release {number} \(status: {status}\)"
    ) as caught:
        apply(check_mode=check_mode, name="spring", artifacts=FIRST, state=state, force=True)
    assert (caught.value.option, server.writes) == ("name", [])
    assert list(server.releases) == [number]
