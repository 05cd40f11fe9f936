# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all models share: values as YAML gives them, errors that name the option and never show a value."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.enumerations import PHASE_TYPE
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Count,
    Declared,
    Flag,
    Json,
    Name,
    Reference,
    Text,
    member,
    validated,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError


class Wheel(Declared):
    size: Annotated[int, Field(ge=10, le=30)] | None = None
    label: Text | None = None


class Bicycle(Declared):
    name: Name | None = None
    new: Flag | None = None
    gears: Count | None = None
    owner: Reference | None = None
    kind: Annotated[str, member(PHASE_TYPE)] | None = None
    notes: Json | None = None
    wheels: list[Wheel] | None = None
    parts: dict[str, Wheel] | None = None
    free: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _no_tandem(self) -> Bicycle:
        if self.name == "tandem":
            raise ValueError("a tandem is no bicycle")
        return self


def error_of(declared: dict[str, Any], path: str = "") -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        validated(Bicycle, declared, path)
    return caught.value


@pytest.mark.parametrize(
    ("given_value", "wire"),
    [("plain", "plain"), (True, "true"), (False, "false"), (1, "1"), (1.5, "1.5"), ("1.10", "1.10"), ("", "")],
)
def test_text_is_what_the_wire_has(given_value: Any, wire: str) -> None:
    assert validated(Wheel, {"label": given_value}) == {"label": wire}


@pytest.mark.parametrize(
    ("given_value", "flag"),
    [(True, True), (False, False), ("true", True), ("False", False), ("yes", True), ("off", False), (1, True)],
)
def test_a_flag_in_the_spellings_of_yaml(given_value: Any, flag: bool) -> None:
    assert validated(Bicycle, {"new": given_value}) == {"new": flag}


def test_a_number_may_come_as_its_text() -> None:
    assert validated(Bicycle, {"gears": "21"}) == {"gears": 21}


@pytest.mark.parametrize(
    ("given_value", "reference"), [(7, 7), ("Hosted", "Hosted"), ("7", "7"), (True, "true"), (False, "false")]
)
def test_a_reference_is_an_id_or_a_name_and_yes_is_not_the_first_id(given_value: Any, reference: Any) -> None:
    found = validated(Bicycle, {"owner": given_value})["owner"]
    assert (type(found), found) == (type(reference), reference)


def test_what_is_not_given_is_not_there() -> None:
    assert validated(Bicycle, {"name": "a", "gears": None}) == {"name": "a"}


def test_json_may_be_a_map_a_list_or_text() -> None:
    for notes in ({"a": 1}, [1], '{"a": 1}'):
        assert validated(Bicycle, {"notes": notes}) == {"notes": notes}
    assert error_of({"notes": 5}).option == "notes"


def test_a_null_within_free_maps_stays() -> None:
    assert validated(Bicycle, {"free": {"a": None}, "raw": {"b": None}}) == {"free": {"a": None}, "raw": {"b": None}}


@pytest.mark.parametrize(
    ("declared", "option", "sentence"),
    [
        ({"colour": "red"}, "colour", "is not an option here; the options are "),
        ({"geers": 3}, "geers", "is not an option here (did you mean gears?); the options are "),
        ({"wheels": [{}, {"sice": 20}]}, "wheels[1].sice", "is not an option here (did you mean size?)"),
        ({"parts": {"front": {"sice": 1}}}, "parts.front.sice", "the options are raw, size, label"),
        ({"gears": -1}, "gears", "must be greater than or equal to 0"),
        ({"gears": "many"}, "gears", "must be a valid integer"),
        ({"new": "perhaps"}, "new", "must be a valid boolean"),
        ({"name": ""}, "name", "must not be empty"),
        ({"name": ["a"]}, "name", "must be a single value, not a list"),
        ({"name": {"a": 1}}, "name", "must be a single value, not a map"),
        ({"owner": [1]}, "owner", "must be a single value, not a list"),
        ({"kind": "boat"}, "kind", "must be one of agentBasedDeployment, runOnServer, machineGroupBasedDeployment"),
        ({"wheels": {"size": 20}}, "wheels", "must be a valid list"),
        ({"wheels": [{}, {}, {"size": 99}]}, "wheels[2].size", "must be less than or equal to 30"),
        ({"parts": ["a"]}, "parts", "must be a valid dict"),
        ({"raw": "x"}, "raw", "must be a valid dict"),
        ({"name": "tandem"}, None, "a tandem is no bicycle"),
    ],
)
def test_an_error_names_the_option_and_what_would_be_right(
    declared: dict[str, Any], option: str | None, sentence: str
) -> None:
    error = error_of(declared)
    assert error.option == option
    assert sentence in error.message


def test_the_path_begins_where_the_declaration_stands() -> None:
    assert error_of({"wheels": [{"size": 1}]}, "document").option == "document.wheels[0].size"
    assert error_of({"name": "tandem"}, "document").option == "document"


@pytest.mark.parametrize("name", ["int", "str", "function-after", "constrained-str"])
def test_a_key_stays_in_the_path_whatever_it_is_called(name: str) -> None:
    assert error_of({"parts": {name: {"size": 1}}}).option == f"parts.{name}.size"


def test_all_that_is_wrong_is_said_at_once() -> None:
    error = error_of({"gears": -1, "wheels": [{"size": 1}, {"size": 2}]})
    assert error.option == "gears"
    assert "wheels[0].size: " in error.message
    assert "wheels[1].size: " in error.message


SECRET = "hunter2-s3cr3t"


@given(
    option=st.sampled_from(sorted(set(Bicycle.model_fields) - {"raw", "free"})),
    value=st.sampled_from(
        [SECRET, [SECRET], {"x": SECRET}, [[SECRET]], [{"label": [SECRET]}], {"x": {"size": SECRET}}]
    ),
)
def test_no_error_shows_a_value(option: str, value: Any) -> None:
    try:
        validated(Bicycle, {option: value})
    except DeclarationError as error:
        shown = [str(error), repr(error), repr(error.details), str(error.__cause__), str(error.__context__)]
        assert not [text for text in shown if SECRET in text]
