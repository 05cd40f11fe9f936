# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where parameters are wrong: each place with its indexes, none with its value."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    RELEASE_DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._located import (
    VALIDATION_BREAKS,
    wrong_places,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource
from ansible_collections.devops.release_management.plugins.module_utils._performing import refuse

SECRET = "correct-horse"


def places(**given: Any) -> list[tuple[str, str]]:
    return [(place.option, place.sentence) for place in wrong_places(given, RELEASE_DEFINITION.argument_spec)]


def in_task(**task: Any) -> list[tuple[str, str]]:
    job = {"workflow_tasks": [{"task": "Delay@1"}, {"task": "Delay@1"}, task]}
    return places(environments=[{"name": "Dev"}, {"name": "QA", "deploy_phases": [job]}])


TASK = "environments[1].deploy_phases[0].workflow_tasks[2]"


@pytest.mark.parametrize(
    ("task", "option", "sentence"),
    [
        ({"timeout_in_minutes": "soon"}, "timeout_in_minutes", "must be a whole number"),
        ({"timeout_in_minutes": 1.5}, "timeout_in_minutes", "must be a whole number"),
        ({"timeout_in_minutes": [1]}, "timeout_in_minutes", "must be a whole number"),
        ({"timeout_in_minutes": float("inf")}, "timeout_in_minutes", "must be a whole number"),
        ({"enabled": "perhaps"}, "enabled", "must be true or false"),
        ({"inputs": [SECRET]}, "inputs", "must be a map"),
        ({"inputs": SECRET}, "inputs", "must be a map"),
    ],
)
def test_a_wrong_type_has_its_place(task: dict[str, Any], option: str, sentence: str) -> None:
    assert in_task(**task) == [(f"{TASK}.{option}", sentence)]


def test_an_unknown_option_has_its_place_and_what_is_near() -> None:
    ((option, sentence),) = in_task(inputz={})
    assert option == f"{TASK}.inputz"
    assert sentence.startswith("is not an option here (did you mean inputs?); the options are task, task_group, ")


@pytest.mark.parametrize(
    ("stages", "option", "sentence"),
    [
        ([None], "environments[0]", "must be a map"),
        ([{}, "Dev"], "environments[1]", "must be a map"),
        ("Dev", "environments", "must be a list"),
        ({"name": "Dev"}, "environments", "must be a list"),
        (
            [{"deploy_phases": [{"workflow_tasks": "PowerShell@2"}]}],
            "environments[0].deploy_phases[0].workflow_tasks",
            "must be a list",
        ),
        (
            [{"pre_deployment_gates": {"gates": [{"tasks": [1]}]}}],
            "environments[0].pre_deployment_gates.gates[0].tasks[0]",
            "must be a map",
        ),
    ],
)
def test_a_wrong_container_has_its_place(stages: Any, option: str, sentence: str) -> None:
    assert places(environments=stages) == [(option, sentence)]
    assert places(stages=stages) == [(option, sentence)], "an alias is said as its option"


def test_all_of_them_are_found() -> None:
    found = places(id="x", environments=[{"rank": "x"}, {"jobs": [{"queu": 1}]}], nome=1)
    assert [option for option, _sentence in found] == [
        "id",
        "environments[0].rank",
        "environments[1].deploy_phases[0].queu",
        "nome",
    ]


def test_what_ansible_takes_is_not_wrong() -> None:
    assert places(id="5", purge="y", tags="a,b", tag=None, variables='{"a": 1}')[0][0] == "tag"
    assert places(id="5", purge="y", tags="a,b", variables='{"a": 1}', environments="name=Dev", artifacts=None) == []
    assert in_task(inputs="a=b", timeout_in_minutes="5", name={"a": "map as text"}, version=2, enabled=None) == []


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["a=b", "1", "y"])
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
SPEC: dict[str, Any] = {
    "a": {"type": "int"},
    "b": {"type": "bool", "aliases": ["bb"]},
    "c": {"type": "dict", "options": {"a": {"type": "int"}, "b": {"type": "list", "elements": "int"}}},
    "d": {"type": "list", "elements": "dict", "options": {"a": {"type": "float"}, "c": {"type": "dict"}, "d": {}}},
}


@given(st.dictionaries(st.sampled_from([*"abcd", "x"]), VALUES, max_size=4))
def test_something_is_found_just_when_ansible_finds_something(params: dict[str, Any]) -> None:
    try:
        refused_by_ansible = bool(ArgumentSpecValidator(SPEC).validate(params).error_messages)
    except VALIDATION_BREAKS:
        refused_by_ansible = True
    assert any(wrong_places(params, SPEC)) == refused_by_ansible


def refused(message: str = "as Ansible says it", **given: Any) -> dict[str, Any]:
    spec = {
        "name": {"type": "str"},
        "stages": {"type": "list", "elements": "dict", "options": {"rank": {"type": "int"}}},
    }
    toy = Resource("toy", spec, lambda params, client, run: Outcome(False, {}), lambda params: None)
    return refuse(toy, {}, message, given)


def test_a_refusal_names_them_all_and_the_first_as_its_option() -> None:
    answer = refused(stages=[{"rank": SECRET}, {"rnk": SECRET}])
    assert answer["msg"] == (
        "stages[0].rank: must be a whole number; stages[1].rnk: is not an option here (did you mean rank?);"
        " the options are rank"
    )
    assert answer["failure"] == {"kind": "DeclarationError", "option": "stages[0].rank"}
    assert (answer["failed"], answer["changed"]) == (True, False)


def test_an_option_that_the_module_does_not_have_is_said_by_ansible() -> None:
    said = "Unsupported parameters for toy: nam."
    answer = refused(said, nam="x")
    assert (answer["msg"], answer["failure"]["option"]) == (f"{said} Did you mean name?", "nam")
    answer = refused(f"{said} Supported parameters include: name, stages.", nam="x")
    assert answer["msg"] == f"{said} Did you mean name? Supported parameters include: name, stages."
    assert refused(said, xyz="x")["msg"] == said


@pytest.mark.parametrize("first", ["missing required arguments: name", "value of state must be one of: a, b", ""])
def test_and_is_named_where_ansible_says_something_else_first(first: str) -> None:
    answer = refused(first, nam="x")
    assert answer["msg"] == "nam: is not an option here (did you mean name?); the options are name, stages"
    assert answer["failure"]["option"] == "nam"


def test_what_is_not_found_again_is_said_by_ansible() -> None:
    answer = refused(name="x")
    assert answer["msg"] == "as Ansible says it"
    assert answer["failure"] == {"kind": "DeclarationError"}
