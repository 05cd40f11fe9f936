# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release is the declared one, and which is not."""

from __future__ import annotations

from typing import Any

import pytest
from fake_releases import MAIN, WEBSITE, Apply, FakeReleases, build_artifact, git_artifact

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)

FIRST = [{"alias": "_CI", "version": "20260101.1"}]
SECOND = [{"alias": "_CI", "version": "20260102.1"}]


def version_of(release: dict[str, Any], alias: str = "_CI") -> str:
    artifact = next(one for one in release["artifacts"] if one["alias"] == alias)
    return str(artifact["definitionReference"]["version"]["id"])


def test_the_same_task_twice_is_one_release(server: FakeReleases, apply: Apply) -> None:
    first = apply(artifacts=FIRST)
    assert first.changed
    assert first.result["release"]["status"] == "active"
    assert version_of(first.result["release"]) == str(server.build("20260101.1")["id"])
    second = apply(artifacts=FIRST)
    assert not second.changed
    assert (second.before, second.after) == ({}, {})
    assert second.result["release"]["id"] == first.result["release"]["id"]
    assert server.writes == []
    assert server.operations == [
        "release_definitions.list",
        "release_definitions.get",
        "builds.list",
        "releases.list",
        "releases.get",
    ]


def test_what_somebody_else_made_for_the_same_versions_is_the_release(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    assert apply(artifacts=FIRST).result["release"]["id"] == number
    assert server.writes == []


@pytest.mark.parametrize("version", ["20260101.1", 1000, "1000"])
def test_a_version_is_a_build_number_or_an_id(server: FakeReleases, apply: Apply, version: object) -> None:
    number = server.add_release("20260101.1")
    assert apply(artifacts=[{"alias": "_ci", "version": version}]).result["release"]["id"] == number


def test_digits_are_a_build_number_before_they_are_an_id(server: FakeReleases, apply: Apply) -> None:
    number = server.add_build("1000")
    assert version_of(apply(artifacts=[{"alias": "_CI", "version": "1000"}]).result["release"]) == str(number)
    assert version_of(apply(artifacts=[{"alias": "_CI", "version": 1000}]).result["release"]) == "1000"


def test_without_artifacts_the_default_versions_count_and_not_any_release(server: FakeReleases, apply: Apply) -> None:
    old = server.add_release("20260101.1")
    made = apply().result["release"]
    assert made["id"] != old
    assert version_of(made) == str(server.build("20260102.1")["id"])
    assert not apply().changed
    server.add_build("20260103.1")
    assert apply().changed


def test_a_strangers_draft_is_not_it(server: FakeReleases, apply: Apply) -> None:
    draft = server.add_release("20260101.1", status="draft")
    made = apply(artifacts=FIRST).result["release"]
    assert made["id"] != draft
    assert server.releases[draft]["status"] == "draft"


def test_a_draft_is_found_for_a_draft(server: FakeReleases, apply: Apply) -> None:
    active = server.add_release("20260101.1")
    first = apply(artifacts=FIRST, state="draft").result["release"]
    assert (first["status"], first["id"] != active) == ("draft", True)
    second = apply(artifacts=FIRST, state="draft")
    assert (second.changed, second.result["release"]["id"]) == (False, first["id"])


def test_our_draft_that_was_started_is_not_created_again(
    server: FakeReleases, apply: Apply, warnings: list[str]
) -> None:
    number = apply(artifacts=FIRST, state="draft").result["release"]["id"]
    assert apply(release_id=number, state="active").changed
    again = apply(artifacts=FIRST, state="draft")
    assert (again.changed, again.result["release"]["id"]) == (False, number)
    assert "is started by now" in warnings[-1]
    assert len(server.releases) == 1


def test_an_abandoned_release_is_not_it(server: FakeReleases, apply: Apply) -> None:
    abandoned = server.add_release("20260101.1", status="abandoned")
    assert apply(artifacts=FIRST).result["release"]["id"] != abandoned


def test_a_release_whose_stage_failed_is_still_it(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    server.releases[number]["environments"][0]["status"] = "rejected"
    outcome = apply(artifacts=FIRST)
    assert (outcome.changed, outcome.result["release"]["id"]) == (False, number)


def test_the_newest_of_several_is_it(server: FakeReleases, apply: Apply) -> None:
    server.add_release("20260101.1")
    newer = server.add_release("20260101.1")
    server.add_release("20260102.1")
    assert apply(artifacts=FIRST).result["release"]["id"] == newer


def test_every_alias_counts(server: FakeReleases, apply: Apply) -> None:
    server.definitions[WEBSITE]["artifacts"].append(build_artifact("_Lib", definition=6, isPrimary=False))
    server.add_build("lib-1", definition=6)
    first = apply(artifacts=FIRST).result["release"]
    server.add_build("lib-2", definition=6)
    second = apply(artifacts=FIRST)
    assert second.changed
    assert version_of(second.result["release"], "_Lib") != version_of(first, "_Lib")
    third = apply(artifacts=[*FIRST, {"alias": "_Lib", "version": "lib-1"}])
    assert (third.changed, third.result["release"]["id"]) == (False, first["id"])


def test_a_release_with_an_artifact_that_the_definition_has_no_more(server: FakeReleases, apply: Apply) -> None:
    server.definitions[WEBSITE]["artifacts"].append(build_artifact("_Lib", definition=6, isPrimary=False))
    server.add_build("lib-1", definition=6)
    first = apply(artifacts=FIRST).result["release"]
    server.definitions[WEBSITE]["artifacts"].pop()
    assert apply(artifacts=FIRST).result["release"]["id"] != first["id"]


def test_the_same_commit_in_a_release_of_another_branch(server: FakeReleases, apply: Apply) -> None:
    server.definitions[WEBSITE]["artifacts"] = [git_artifact("_Scripts")]
    server.commits = [
        {"id": "abc123", "name": "abc123", "sourceBranch": "refs/heads/hotfix"},
        {"id": "abc123", "name": "abc123", "sourceBranch": MAIN},
    ]
    on_hotfix = apply(artifacts=[{"alias": "_Scripts", "version": "abc123", "branch": "hotfix"}]).result["release"]
    on_main = apply(artifacts=[{"alias": "_Scripts", "version": "abc123", "branch": "main"}]).result["release"]
    assert on_main["id"] != on_hotfix["id"]
    assert not apply(artifacts=[{"alias": "_Scripts", "version": "abc123", "branch": "hotfix"}]).changed


def test_the_same_number_on_two_branches(server: FakeReleases, apply: Apply) -> None:
    server.add_build("1.0", branch=MAIN)
    with_branch = server.add_build("1.0", branch="refs/heads/old")
    with pytest.raises(AmbiguousNameError, match="refs/heads/old"):
        apply(artifacts=[{"alias": "_CI", "version": "1.0"}])
    assert version_of(apply(artifacts=[{"alias": "_CI", "version": with_branch}]).result["release"]) == str(with_branch)


def test_the_latest_build_of_a_branch_with_a_tag(server: FakeReleases, apply: Apply) -> None:
    wanted = server.add_build("f.1", branch="refs/heads/feature", tags=["Ready"])
    server.add_build("f.2", branch="refs/heads/feature")
    server.add_build("f.3", branch="refs/heads/feature", tags=["ready"], result="failed")
    server.add_build("m.1", tags=["ready"])
    made = apply(artifacts=[{"alias": "_CI", "branch": "feature", "tags": ["ready"]}]).result["release"]
    assert version_of(made) == str(wanted)


def test_declared_variables_count(server: FakeReleases, apply: Apply) -> None:
    plain = apply(artifacts=FIRST).result["release"]
    assert not apply(artifacts=FIRST, variables={"region": "westeurope"}).changed
    other = apply(artifacts=FIRST, variables={"region": "northeurope"})
    assert other.changed
    assert other.result["release"]["id"] != plain["id"]
    assert other.result["release"]["variables"]["Region"]["value"] == "northeurope"
    assert not apply(artifacts=FIRST, variables={"Region": "northeurope"}).changed


def test_variables_of_a_stage_count(server: FakeReleases, apply: Apply) -> None:
    stages = [{"name": "dev", "variables": {"slots": 2}}]
    first = apply(artifacts=FIRST, environments=stages)
    assert first.result["release"]["environments"][0]["variables"]["Slots"]["value"] == "2"
    assert not apply(artifacts=FIRST, environments=stages).changed
    assert apply(artifacts=FIRST, environments=[{"name": "Dev", "variables": {"Slots": "3"}}]).changed


def test_secrets_are_not_compared_and_not_shown(server: FakeReleases, apply: Apply) -> None:
    first = apply(artifacts=FIRST, variables={"ApiKey": "hunter2"})
    number = first.result["release"]["id"]
    assert server.releases[number]["variables"]["ApiKey"]["value"] == "hunter2"
    assert "hunter2" not in str((first.before, first.after))
    assert not apply(artifacts=FIRST, variables={"ApiKey": "other"}).changed


def test_a_release_without_the_secret_is_another_one(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1")
    del server.releases[number]["variables"]["ApiKey"]
    assert apply(artifacts=FIRST, variables={"ApiKey": "hunter2"}).result["release"]["id"] != number


def test_a_release_of_an_earlier_revision_is_it_with_a_warning(
    server: FakeReleases, apply: Apply, warnings: list[str]
) -> None:
    number = server.add_release("20260101.1")
    server.definitions[WEBSITE]["revision"] = 5
    outcome = apply(artifacts=FIRST)
    assert (outcome.changed, outcome.result["release"]["id"]) == (False, number)
    assert "revision 3" in warnings[-1]
    assert "revision 5" in warnings[-1]


def test_force_always_creates(server: FakeReleases, apply: Apply) -> None:
    numbers = {apply(artifacts=FIRST, force=True).result["release"]["id"] for _time in range(2)}
    assert len(numbers) == 2
    assert {server.releases[number]["status"] for number in numbers} == {"active"}


def test_a_walk_is_bounded(server: FakeReleases, apply: Apply) -> None:
    server.definitions[WEBSITE]["artifacts"] = []
    for _time in range(3):
        server.add_release(variables={"Region": {"value": "elsewhere"}})
    apply(variables={"Region": "here"}, match_limit=2)
    assert server.operations.count("releases.get") == 2


# ------------------------------------------------------------------------------------------------------------ bad input


def test_a_version_that_is_not_there_names_the_nearest(server: FakeReleases, apply: Apply) -> None:
    with pytest.raises(UnknownNameError, match=r"'20260101\.1'") as caught:
        apply(artifacts=[{"alias": "_CI", "version": "20260101.11"}])
    assert caught.value.option == "artifacts[0].version"
    with pytest.raises(UnknownNameError, match=r"'20260102\.1'"):
        apply(artifacts=[{"alias": "_CI", "version": "elephant"}])


def test_a_build_of_another_definition(server: FakeReleases, apply: Apply) -> None:
    number = server.add_build("x.1", definition=6)
    with pytest.raises(DeclarationError, match=r"one of Other\.CI"):
        apply(artifacts=[{"alias": "_CI", "version": number}])


def test_a_build_of_another_branch(server: FakeReleases, apply: Apply) -> None:
    with pytest.raises(DeclarationError, match="of the branch refs/heads/main, not of feature") as caught:
        apply(artifacts=[{"alias": "_CI", "version": "20260101.1", "branch": "feature"}])
    assert caught.value.option == "artifacts[0].branch"


def test_an_unknown_alias(server: FakeReleases, apply: Apply) -> None:
    with pytest.raises(UnknownNameError, match="'_CI'") as caught:
        apply(artifacts=[{"alias": "_CJ", "version": "20260101.1"}])
    assert caught.value.option == "artifacts[0].alias"


def test_an_alias_that_asks_at_release_time(server: FakeReleases, apply: Apply) -> None:
    server.definitions[WEBSITE]["artifacts"] = [build_artifact("_CI", kind="selectDuringReleaseCreation")]
    server.add_release("20260102.1")
    with pytest.raises(DeclarationError, match=r"declare one.*'20260102\.1'") as caught:
        apply()
    assert caught.value.option == "artifacts"
    assert server.writes == []
    assert apply(artifacts=FIRST).changed


def test_a_variable_that_may_not_be_set(server: FakeReleases, apply: Apply) -> None:
    with pytest.raises(DeclarationError, match="allow_override") as caught:
        apply(artifacts=FIRST, variables={"Fixed": "x"})
    assert caught.value.option == "variables.Fixed"
    with pytest.raises(UnknownNameError, match="Did you mean 'Region'"):
        apply(artifacts=FIRST, variables={"Regoin": "x"})


def test_an_unknown_stage(server: FakeReleases, apply: Apply) -> None:
    with pytest.raises(UnknownNameError, match="'Dev' and 'QA'") as caught:
        apply(artifacts=FIRST, manual_environments=["Staging"])
    assert caught.value.option == "manual_environments"


@pytest.mark.parametrize("definition", [4711, "Fabrikam-Webseite"])
def test_an_unknown_definition(server: FakeReleases, apply: Apply, definition: object) -> None:
    with pytest.raises(UnknownNameError) as caught:
        apply(definition=definition, artifacts=FIRST)
    assert caught.value.option == "definition"


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"artifacts": [{"alias": "_CI"}]}, "artifacts[0]"),
        ({"artifacts": [{"alias": "_CI", "version": "1", "tags": ["x"]}]}, "artifacts[0]"),
        ({"artifacts": [*FIRST, *FIRST]}, "artifacts[1].alias"),
        ({"artifacts": [{"alias": "_CI", "version": ""}]}, "artifacts[0].version"),
        ({"definition": 0}, "definition"),
        ({"definition": ""}, "definition"),
        ({"variables": {"Region": [1]}}, "variables.Region"),
        ({"variables": {"Region": "a", "region": "b"}}, "variables.region"),
    ],
)
def test_what_makes_no_sense(apply: Apply, options: dict[str, Any], option: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply(**options)
    assert caught.value.option == option


def test_nothing_says_which(apply: Apply) -> None:
    with pytest.raises(DeclarationError, match="definition is needed"):
        apply(definition=None, name="X")


# ------------------------------------------------------------------------------------------------ named or numbered


def test_a_name_is_set_and_finds(server: FakeReleases, apply: Apply) -> None:
    server.add_release("20260101.1")
    made = apply(artifacts=FIRST, name="Spring")
    assert made.changed
    assert made.result["release"]["name"] == "Spring"
    again = apply(artifacts=FIRST, name="spring".title())
    assert (again.changed, again.result["release"]["id"]) == (False, made.result["release"]["id"])
    # The definition is not read for it.
    assert server.operations == ["release_definitions.list", "releases.list", "releases.get", "builds.list"]


def test_another_name_is_another_release(server: FakeReleases, apply: Apply) -> None:
    spring = apply(artifacts=FIRST, name="Spring").result["release"]["id"]
    assert apply(artifacts=FIRST, name="Summer").result["release"]["id"] != spring
    assert server.releases[spring]["name"] == "Spring"


def test_a_named_release_of_other_versions(server: FakeReleases, apply: Apply) -> None:
    apply(artifacts=FIRST, name="Spring")
    with pytest.raises(DeclarationError, match=r"not for 20260102\.1") as caught:
        apply(artifacts=SECOND, name="Spring")
    assert caught.value.option == "artifacts"


def test_a_draft_is_found_by_its_name(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release("20260101.1", status="draft", name="Spring")
    outcome = apply(name="Spring")
    assert (outcome.changed, outcome.result["release"]["id"]) == (True, number)
    assert (outcome.before, outcome.after) == ({"state": "draft"}, {"state": "active"})


def test_a_number_that_is_of_another_definition(server: FakeReleases, apply: Apply) -> None:
    number = server.add_release()
    server.add_definition("Other")
    with pytest.raises(DeclarationError, match="one of Fabrikam-Website"):
        apply(release_id=number, definition="Other")
    server.definitions[WEBSITE]["name"] = "Renamed"
    assert not apply(release_id=number, definition="Renamed").changed
    assert not apply(release_id=number, definition=str(WEBSITE)).changed
    with pytest.raises(NotFoundError, match="4711"):
        apply(release_id=4711)
