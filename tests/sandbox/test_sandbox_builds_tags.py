# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of builds and of build definitions."""

from __future__ import annotations

import pytest

TAGS = "builds/391/tags"


def listed(answer):
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert document["count"] == len(document["value"])
    return document["value"]


def test_every_verb_answers_the_whole_list(builds):
    """Recorded."""
    assert listed(builds("GET", TAGS)) == ["tag1", "tag2", "tag3"]
    assert listed(builds("PUT", f"{TAGS}/myTag")) == ["tag1", "tag2", "tag3", "myTag"]
    assert listed(builds("POST", TAGS, body=["b", "a"])) == ["tag1", "tag2", "tag3", "myTag", "b", "a"]
    assert listed(builds("DELETE", f"{TAGS}/tag2")) == ["tag1", "tag3", "myTag", "b", "a"]
    change = {"tagsToAdd": ["c"], "tagsToRemove": ["TAG1", "unheard"]}
    assert listed(builds("PATCH", TAGS, body=change)) == ["tag3", "myTag", "b", "a", "c"]
    assert builds.get(391)["tags"] == ["tag3", "myTag", "b", "a", "c"]


def test_nothing_is_attached_twice(builds):
    assert listed(builds("PUT", f"{TAGS}/TAG1")) == ["tag1", "tag2", "tag3"]


def test_the_first_casing_of_the_project_wins(builds):
    """Observed of TFS 2017."""
    builds("PUT", "builds/390/tags/Test05")
    assert listed(builds("PUT", f"{TAGS}/TEST05"))[-1] == "Test05"
    assert builds.ids(tagFilters="test05") == [391, 390]
    contoso = builds("GET", "tags", project="Contoso")
    assert listed(contoso) == []


@pytest.mark.parametrize("encoded", ["%3A", "%25", "%2A", "%26", "%3C", "%3E", "%3F", "%5C"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_dangerous_character_is_refused_in_a_path(builds, method, encoded):
    """Observed of a colon; the others are of the same list of ASP.NET."""
    answer = builds(method, f"{TAGS}/a{encoded}b")
    assert answer.status_code == 400
    assert "A potentially dangerous Request.Path value was detected from the client (" in answer.text
    assert listed(builds("GET", TAGS)) == ["tag1", "tag2", "tag3"]


def test_such_a_character_is_good_in_a_body(builds):
    """Observed."""
    odd = ["a:b", "50%", "x&y", "c\\d"]
    assert listed(builds("POST", TAGS, body=odd))[3:] == odd
    assert listed(builds("PATCH", TAGS, body={"tagsToRemove": ["A:B", "50%"]}))[3:] == ["x&y", "c\\d"]


@pytest.mark.parametrize(
    ("encoded", "tag"), [("two%20words", "two words"), ("a/b", "a/b"), ("a%2Fb", "a/b"), ("%C3%BCber", "über")]
)
def test_spaces_slashes_and_letters_pass(builds, encoded, tag):
    assert listed(builds("PUT", f"{TAGS}/{encoded}"))[-1] == tag
    assert listed(builds("DELETE", f"{TAGS}/{encoded}")) == ["tag1", "tag2", "tag3"]


@pytest.mark.parametrize("body", [None, "tag", {"a": 1}, [1], [""], ["x" * 1000]])
def test_what_is_no_tag(builds, body):
    assert builds("POST", TAGS, body=body).status_code == 400
    assert listed(builds("GET", TAGS)) == ["tag1", "tag2", "tag3"]


def test_the_tags_of_a_project(builds):
    builds("PUT", f"{TAGS}/myTag")
    assert set(listed(builds("GET", "tags"))) == {"myTag", "existing tag", "important", "tag1", "tag2", "tag3"}
    assert "tag1" not in listed(builds("DELETE", "tags/TAG1"))
    assert builds.get(391)["tags"] == ["tag2", "tag3", "myTag"]
    assert builds.ids(tagFilters="tag1") == []


def test_tags_of_an_unknown_build(builds):
    for method, path in (("GET", "builds/54/tags"), ("PUT", "builds/54/tags/a"), ("DELETE", "builds/54/tags/a")):
        assert builds(method, path).status_code == 404


def test_tags_of_a_definition(builds):
    assert listed(builds("POST", "definitions/1/tags", body=["good", "TAG1"])) == ["good", "tag1"]
    assert listed(builds("PUT", "definitions/1/tags/more")) == ["good", "tag1", "more"]
    assert listed(builds("PATCH", "definitions/1/tags", body={"tagsToRemove": ["Good"]})) == ["tag1", "more"]
    assert listed(builds("DELETE", "definitions/1/tags/more")) == ["tag1"]
    definition = builds("GET", "definitions/1").json()
    assert (definition["tags"], definition["revision"]) == (["tag1"], 1)
    updated = builds("PUT", "definitions/1", body={**definition, "tags": ["other"]}).json()
    assert updated["tags"] == ["tag1"]
