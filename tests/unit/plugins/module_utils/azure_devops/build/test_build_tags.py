# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags of a build: which requests bring them into the declared state, and what is said of those that cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fake_build_lists import FakeBuilds
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import (
    declared_tags,
    ensure_tags,
    planned,
    predicted,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

READ, ADD, UPDATE, REMOVE = "build_tags.list", "build_tags.add_all", "build_tags.update", "build_tags.remove"
ODD = [
    "käse ☕",
    "a b",
    "a/b",
    "a:b",
    "100%",
    "c++",
    "#1",
    "what?",
    "R&D",
    "\"so\" 'so'",
    "back\\slash",
    "<x>",
    "x" * 200,
]


@pytest.fixture
def server() -> FakeBuilds:
    return FakeBuilds()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def apply(server: FakeBuilds, said: list[str]):
    def run(*, check_mode: bool = False, **params: Any) -> Outcome:
        server.forget_calls()
        said.clear()
        return ensure_tags(params, server, Run(check_mode=check_mode, warn=said.append))

    return run


# --- requests


def test_all_that_is_missing_is_added_in_one_request(server, apply):
    build = server.queue("tag1")
    outcome = apply(build_id=build, tags=["tag1", "tag2", "tag3"])
    assert server.operations == [READ, ADD]
    assert server.asked(ADD)[0]["body"] == ["tag2", "tag3"]
    assert outcome.changed
    assert outcome.result == {"build_id": build, "tags": ["tag1", "tag2", "tag3"]}
    assert (outcome.before, outcome.after) == ({"tags": ["tag1"]}, {"tags": ["tag1", "tag2", "tag3"]})


def test_nothing_is_sent_when_nothing_changes(server, apply):
    build = server.queue("Nightly", "tested")
    for state, tags in (("present", ["NIGHTLY"]), ("absent", ["other"]), ("exact", ["Tested", "nightly"])):
        outcome = apply(build_id=build, tags=tags, state=state)
        assert server.operations == [READ], state
        assert not outcome.changed
        assert outcome.result["tags"] == ["Nightly", "tested"]
        assert outcome.before == outcome.after


def test_removals_and_additions_are_one_request(server, apply):
    build = server.queue("old", "older", "kept")
    outcome = apply(build_id=build, tags=["kept", "new", "newer"], state="exact")
    assert server.operations == [READ, UPDATE]
    assert server.asked(UPDATE)[0]["body"] == {"tagsToAdd": ["new", "newer"], "tagsToRemove": ["old", "older"]}
    assert outcome.result["tags"] == ["kept", "new", "newer"]


def test_a_tag_is_removed_by_the_spelling_of_the_server(server, apply):
    build = server.queue("Nightly")
    outcome = apply(build_id=build, tags=["nightly"], state="absent")
    assert server.asked(UPDATE)[0]["body"] == {"tagsToAdd": [], "tagsToRemove": ["Nightly"]}
    assert outcome.result["tags"] == []


def test_exact_with_an_empty_list_removes_all(server, apply):
    build = server.queue("a", "b")
    assert apply(build_id=build, tags=[], state="exact").result["tags"] == []


def test_check_mode_foretells_and_sends_nothing(server, apply):
    build = server.queue("old")
    foretold = apply(build_id=build, tags=["new"], state="exact", check_mode=True)
    assert server.writes == []
    done = apply(build_id=build, tags=["new"], state="exact")
    assert foretold == done


# --- casing


def test_what_differs_only_in_case_or_outer_blanks_is_declared_once(server, apply):
    build = server.queue()
    apply(build_id=build, tags=["Nightly", "nightly", " NIGHTLY "])
    assert server.asked(ADD)[0]["body"] == ["Nightly"]


def test_the_result_has_the_spelling_of_the_server(server, apply):
    server.queue("Test05")
    build = server.queue()
    outcome = apply(build_id=build, tags=["TEST05"])
    assert outcome.result["tags"] == ["Test05"]
    assert outcome.after == {"tags": ["Test05"]}
    assert not apply(build_id=build, tags=["TEST05"]).changed


# --- characters


@pytest.mark.parametrize("tag", ODD)
@pytest.mark.parametrize("generation", ["server2022", "services"])
def test_any_character_is_added_kept_and_removed(generation, tag):
    server = FakeBuilds(generation)
    build = server.queue("other")
    added = ensure_tags({"build_id": build, "tags": [tag]}, server, Run())
    assert tag in added.result["tags"]
    assert not ensure_tags({"build_id": build, "tags": [tag]}, server, Run()).changed
    removed = ensure_tags({"build_id": build, "tags": [tag], "state": "absent"}, server, Run())
    assert removed.result["tags"] == ["other"]


@pytest.fixture
def older(server: FakeBuilds) -> FakeBuilds:
    """A server whose version of the API has no PATCH for tags."""
    server.generation = replace(server.generation, family="6.0")
    return server


def test_an_older_server_removes_one_by_one(older, apply):
    build = older.queue("a", "b/c", "d e")
    outcome = apply(build_id=build, tags=["new"], state="exact")
    assert older.operations == [READ, ADD, REMOVE, REMOVE, REMOVE]
    assert outcome.result["tags"] == ["new"]


def test_what_an_older_server_did_before_it_refused_is_in_the_failure(older, apply):
    build = older.queue("old", "tag1")
    older.failing[REMOVE] = PermissionDeniedError("no", status=403)
    with pytest.raises(PermissionDeniedError) as caught:
        apply(build_id=build, tags=["n1", "n2", "tag1"], state="exact")
    assert caught.value.details["reached"] == {"changed": True, "build_id": build, "tags": ["n1", "n2", "old", "tag1"]}
    older.failing[ADD] = PermissionDeniedError("no", status=403)
    with pytest.raises(PermissionDeniedError) as caught:
        apply(build_id=build, tags=["n3"], state="exact")
    assert "reached" not in caught.value.details


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("character", "<>*%&:\\?")
def test_an_older_server_cannot_remove_what_a_path_refuses_and_nothing_is_half_done(
    older, apply, character, check_mode
):
    tag = f"a{character}b"
    build = older.queue("first", tag)
    with pytest.raises(DeclarationError) as caught:
        apply(build_id=build, tags=["new"], state="exact", check_mode=check_mode)
    assert f"'{tag}'" in str(caught.value)
    assert f"characters {character} there" in str(caught.value)
    assert older.writes == []


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("tag", [".", ".."])
def test_an_older_server_cannot_remove_what_a_path_takes_for_a_way(older, apply, tag, check_mode):
    build = older.queue("first", tag)
    with pytest.raises(DeclarationError, match=r"^tags: the tag '\.+' cannot be removed"):
        apply(build_id=build, tags=["new"], state="exact", check_mode=check_mode)
    assert older.writes == []


def test_a_comma_is_a_warning_when_the_tag_is_added(server, apply, said):
    build = server.queue()
    apply(build_id=build, tags=["a,b", "c"])
    assert len(said) == 1
    assert "'a,b'" in said[0]
    apply(build_id=build, tags=["a,b", "c"])
    assert said == []


@pytest.mark.parametrize("tag", ["", "  ", None, {"a": "b"}, ["a"], "a\nb", "a\tb", "a\x00b"], ids=repr)
def test_what_cannot_be_a_tag_is_refused_before_anything_is_asked(server, apply, tag):
    with pytest.raises(DeclarationError, match=r"tags\[1\]"):
        apply(build_id=server.queue(), tags=["a", tag])
    assert server.calls == []


def test_a_number_is_a_tag_as_it_is_spelled(server, apply):
    build = server.queue()
    assert apply(build_id=build, tags=[2024, 1.5]).result["tags"] == ["1.5", "2024"]


def test_a_refusal_names_the_tags(server, apply):
    build = server.queue()
    server.failing[ADD] = RefusedError("A tag must not have more than 256 characters.", status=400)
    with pytest.raises(RefusedError, match=r"^tags: 'a' and 'b': A tag must not") as caught:
        apply(build_id=build, tags=["a", "b"])
    assert caught.value.option == "tags"


# --- what the server kept


def test_what_the_answer_does_not_have_is_warned_of(server, apply, said, monkeypatch):
    build = server.queue("old")
    monkeypatch.setattr(server, "_add", lambda number, tags: None)
    monkeypatch.setattr(server, "_remove", lambda number, tags: None)
    outcome = apply(build_id=build, tags=["new"], state="exact")
    assert outcome.result["tags"] == ["old"]
    assert [("'new'" in line, "'old'" in line) for line in said] == [(True, False), (False, True)]


# --- which build


def test_by_its_number_the_list_is_all_that_is_read(server, apply):
    server.queue("a", number="20240304.1")
    build = server.queue("b", number="20240304.10")
    outcome = apply(build_number="20240304.10", tags=["b"])
    assert server.operations == ["builds.list"]
    assert outcome.result == {"build_id": build, "tags": ["b"]}


def test_a_xaml_build_in_a_list_has_no_tags_key_so_they_are_read(server, apply):
    build = server.queue("a", number="MyWebSite CI_20150623.1")
    server.leaked.append({key: value for key, value in server.builds[build].items() if key != "tags"})
    outcome = ensure_tags({"definition": 25, "tags": ["a"]}, server, Run())
    assert server.operations[-1] == READ
    assert not outcome.changed


def test_a_number_of_several_definitions_is_ambiguous_until_one_is_named(server, apply):
    server.queue(number="7.1")
    build = server.queue(number="7.1", definition=26)
    with pytest.raises(AmbiguousNameError, match=r"7\.1"):
        apply(build_number="7.1", tags=["a"])
    assert apply(build_number="7.1", definition="Fabrikam.Nightly", tags=["a"]).result["build_id"] == build


def test_the_latest_build_is_the_one_queued_last_of_the_branch(server, apply):
    server.queue()
    wanted = server.queue(finishTime="2024-01-01T00:00:00Z")
    server.queue(sourceBranch="refs/heads/topic")
    server.queue(definition=26)
    outcome = apply(definition="\\Fabrikam.CI", source_branch="main", tags=["a"])
    assert outcome.result["build_id"] == wanted


def test_the_latest_build_of_a_result(server, apply):
    server.queue(result="failed")
    wanted = server.queue()
    server.queue(result="failed")
    server.queue(status="inProgress", result=None)
    assert apply(definition=25, result_filter=["succeeded"], tags=["a"]).result["build_id"] == wanted
    assert apply(definition=25, status_filter=["inProgress"], tags=["a"]).result["build_id"] == wanted + 2


@pytest.mark.parametrize("state", ["present", "absent", "exact"])
def test_a_build_that_is_gone_is_an_error(server, apply, state):
    with pytest.raises(NotFoundError, match="4711") as caught:
        apply(build_id=4711, tags=["a"], state=state)
    assert caught.value.option == "build_id"


def test_a_build_that_goes_before_the_write_is_the_same_error(server, apply):
    build = server.queue()
    listed = server.tags_of(build)

    class Going(FakeBuilds):
        def _items(self, operation, query, path):
            self.builds.clear()
            return listed

    going = Going()
    going.queue()
    with pytest.raises(NotFoundError, match=str(build)) as caught:
        ensure_tags({"build_id": build, "tags": ["a"]}, going, Run())
    assert caught.value.option == "build_id"


def test_no_such_number_latest_build_or_definition(server, apply):
    server.queue()
    with pytest.raises(NotFoundError, match=r"Fabrikam\.Nightly.*20240304\.9"):
        apply(build_number="20240304.9", definition="Fabrikam.Nightly", tags=["a"])
    with pytest.raises(NotFoundError, match=r"definition 25 that is topic$"):
        apply(definition=25, source_branch="topic", tags=["a"])
    with pytest.raises(NotFoundError, match=r"that is failed or canceled$"):
        apply(definition=25, result_filter=["failed", "canceled"], tags=["a"])
    with pytest.raises(UnknownNameError, match=r"Fabrikam\.CI"):
        apply(definition="Fabrikam.CJ", tags=["a"])


@pytest.mark.parametrize("params", [{}, {"result_filter": ["failed"]}, {"build_number": "1", "status_filter": ["all"]}])
def test_options_that_mean_no_build(server, apply, params):
    with pytest.raises(DeclarationError):
        apply(tags=["a"], **params)


def test_that_one_may_not_look_does_not_mean_that_there_is_none(server, apply):
    server.failing[READ] = PermissionDeniedError("no", status=403)
    with pytest.raises(PermissionDeniedError):
        apply(build_id=server.queue(), tags=["a"])


# --- the plan, whatever the tags

TAGS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(str.strip).map(str.strip),
    max_size=6,
)


@given(st.sampled_from(["present", "absent", "exact"]), TAGS, TAGS)
def test_a_plan_reaches_its_state_and_is_empty_then(state, tags, actual):
    declared, there = declared_tags(tags), declared_tags(actual)
    after = predicted(there, planned(state, declared, there))
    assert not planned(state, declared, after)
    folded, wanted = {tag.strip().casefold() for tag in after}, {tag.strip().casefold() for tag in declared}
    assert {"present": wanted <= folded, "absent": not wanted & folded, "exact": wanted == folded}[state]
