# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of release documents: when two mean the same, how they are written, how they are said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import ABSENT, same

NOWHERE = Site("", None)
IDS = {"Default": 7, "Hosted": 8, "chuck": "52A5BC8D"}
NAMES = SimpleNamespace(
    id_of=lambda _kind, name, _option, project=None: IDS.get(name, name),
    say=lambda _kind, identifier, project=None: {7: "Default", 8: "Hosted"}.get(identifier, identifier),
    say_identity=lambda reference: reference.get("uniqueName") or reference.get("id"),
)
SITE = Site("environments[0].queue", NAMES)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.integers(), max_size=2), st.just({})
)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("\\", "/", True),
        ("\\", None, True),
        ("\\", "", True),
        ("\\Web\\Shop", "/web/shop/", True),
        ("Web", "\\WEB", True),
        ("\\Web", "\\Web\\Shop", False),
    ],
)
def test_folders(one: Any, other: Any, equal: bool) -> None:
    assert (codecs.folder(one) == codecs.folder(other)) is equal


@pytest.mark.parametrize(
    ("path", "spelled"),
    [("", "\\"), ("/", "\\"), ("web", "\\web"), ("/a/b/", "\\a\\b"), ("\\\\a\\\\b", "\\a\\b")],
)
def test_a_folder_is_written_as_the_server_spells_it(path: str, spelled: str) -> None:
    assert codecs.spelled_folder(path) == spelled
    assert codecs.FOLDER.to_wire(path, NOWHERE) == spelled


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("main", "refs/heads/main", True),
        ("+refs/heads/main", "main", True),
        ("-refs/heads/main", "-main", True),
        ("-main", "main", False),
        ("refs/tags/main", "main", False),
        ("Main", "main", False),
        (None, "", True),
    ],
)
def test_branches(one: Any, other: Any, equal: bool) -> None:
    assert (codecs.branch(one) == codecs.branch(other)) is equal


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ({"id": "AB"}, {"id": "ab", "displayName": "Chuck"}, True),
        ({"id": "ab"}, {"id": "cd", "displayName": "Chuck"}, False),
        ({"uniqueName": "a@b"}, {"uniqueName": "A@b"}, True),
        (None, {}, True),
    ],
)
def test_people(one: Any, other: Any, equal: bool) -> None:
    assert (codecs.identity(one) == codecs.identity(other)) is equal


@pytest.mark.parametrize(
    ("bare", "kept", "equal"),
    [
        ("v", {"$type": "System.String", "$value": "v"}, True),
        (5, {"$type": "System.Int32", "$value": 5}, True),
        ("5", {"$type": "System.Int32", "$value": 5}, True),
        (True, {"$type": "System.String", "$value": "True"}, True),
        ("v", {"$type": "System.String", "$value": "w"}, False),
        ({"a": 1}, {"a": 1}, True),
    ],
)
def test_properties_are_wrapped_by_the_server(bare: Any, kept: Any, equal: bool) -> None:
    assert same(codecs.PROPERTY.shape, bare, kept) is equal


def test_a_property_is_said_bare() -> None:
    assert codecs.PROPERTY.to_option({"$type": "System.String", "$value": "v"}, NOWHERE) == "v"
    assert codecs.PROPERTY.to_option("v", NOWHERE) == "v"


@pytest.mark.parametrize(
    ("said", "mask"),
    [
        (127, 127),
        ("all", 127),
        ("127", 127),
        ("31", 31),
        ("monday, friday", 17),
        ("Monday,Friday", 17),
        (["monday", "friday"], 17),
        (["all"], 127),
        (["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], 127),
        ("none", 0),
        (None, 0),
        ("", 0),
    ],
)
def test_days_of_the_week_are_one_mask(said: Any, mask: int) -> None:
    assert codecs.weekdays(said) == mask


@given(st.integers(0, 127))
def test_days_said_and_written_are_the_same_days(mask: int) -> None:
    said = codecs.WEEKDAYS.to_option(mask, NOWHERE)
    assert codecs.weekdays(said) == mask
    assert codecs.weekdays(codecs.WEEKDAYS.to_wire(said, NOWHERE)) == mask


@pytest.mark.parametrize(("value", "wire"), [("succeeded", "4"), ("Partially Succeeded", "128"), ("4", "4"), ("", "")])
def test_a_state_that_a_stage_waits_for_is_its_number(value: str, wire: str) -> None:
    assert codecs.CONDITION_VALUE.to_wire(value, NOWHERE) == wire


def test_the_condition_on_an_artifact_is_json_in_a_text() -> None:
    written = codecs.CONDITION_VALUE.to_wire({"sourceBranch": "main", "tags": []}, NOWHERE)
    assert isinstance(written, str)
    assert same(codecs.CONDITION_VALUE.shape, written, '{"tags":[],"sourceBranch":"main"}')
    assert not same(codecs.CONDITION_VALUE.shape, written, '{"tags":[],"sourceBranch":"dev"}')


@pytest.mark.parametrize("empty", [None, "", ABSENT])
def test_nothing_is_the_usual_condition(empty: Any) -> None:
    assert same(codecs.condition().shape, "succeeded()", empty)
    assert not same(codecs.condition().shape, "failed()", empty)


def test_an_enumeration_is_the_same_by_number_and_by_name() -> None:
    codec = codecs.member(enums.PHASE_TYPE)
    assert same(codec.shape, "agentBasedDeployment", 1)
    assert same(codec.shape, "RunOnServer", "2")
    assert codec.to_option(4, NOWHERE) == "machineGroupBasedDeployment"
    assert codec.to_option("of a later server", NOWHERE) == "of a later server"


def test_demands_are_flat_texts_and_the_server_may_add_its_own() -> None:
    kept = ["Agent.Version -gtVersion 1.87", {"name": "npm", "value": "6"}, {"name": "docker", "value": None}]
    assert codecs.DEMANDS.to_option(kept, NOWHERE) == [
        "Agent.Version -gtVersion 1.87",
        "npm -equals 6",
        "docker",
    ]
    shape = codecs.DEMANDS.shape
    assert same(shape, ["NPM -equals 6", "docker"], kept)
    assert shape.merge(["docker"], kept, True) == [kept[0], kept[2]]
    assert shape.merge(["docker", "java"], kept, True) == [kept[0], kept[2], "java"]


def test_names_are_written_as_ids_and_said_as_names() -> None:
    assert codecs.named("queue").to_wire("Hosted", SITE) == 8
    assert codecs.named("queue").to_option(8, SITE) == "Hosted"
    many = codecs.many_named("queue")
    assert many.to_wire(["Hosted", "Default"], SITE) == [8, 7]
    assert many.to_option([7, 99], SITE) == ["Default", 99]
    assert same(many.shape, [8, 7], [7, 8])
    assert codecs.IDENTITY.to_wire("chuck", SITE) == {"id": "52A5BC8D"}
    assert codecs.IDENTITY.to_option({"id": "1", "uniqueName": "chuck"}, SITE) == "chuck"


def test_a_secret_input_is_its_value_on_the_wire() -> None:
    assert codecs.INPUT.to_wire({"value": "x", "is_secret": True}, NOWHERE) == "x"
    assert codecs.INPUT.to_wire("x", NOWHERE) == "x"


@pytest.mark.parametrize(("one", "other"), [(True, "true"), ("True", "true"), (1, "1"), (None, "")])
def test_inputs_are_strings_on_the_wire(one: Any, other: Any) -> None:
    assert same(codecs.INPUT.shape, one, other)


@given(ANYTHING, ANYTHING)
def test_comparing_never_fails(one: Any, other: Any) -> None:
    rules = (codecs.folder, codecs.branch, codecs.identity, codecs.property_value, codecs.weekdays)
    for rule in (*rules, codecs.status_or_json):
        assert isinstance(rule(one) == rule(other), bool)
