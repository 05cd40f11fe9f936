# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diff shows: what changed, what it is called, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes_and_documents import exact, proven

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.difference import difference

VALUES = st.sampled_from([True, False, 0, 1, "", "1", "x"]) | st.lists(st.sampled_from(["one", "two"]), max_size=2)


def _entries(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.lists(
        st.tuples(st.sampled_from(["a", "b", "c"]), st.dictionaries(st.sampled_from("pq"), inner, max_size=2)),
        max_size=3,
    ).map(lambda entries: [{"name": name, **content} for name, content in entries])
    return named | st.lists(st.dictionaries(st.sampled_from("pqr"), inner, min_size=1, max_size=2), max_size=3)


OPTIONS = st.dictionaries(
    st.sampled_from(["k1", "k2", "k3"]),
    st.recursive(VALUES, lambda inner: _entries(inner) | st.dictionaries(st.sampled_from("mn"), inner), max_leaves=6),
    max_size=3,
)


@proven(80)
@given(OPTIONS)
def test_equal_options_have_no_difference(options: dict[str, Any]) -> None:
    assert difference(options, copy.deepcopy(options)) == ({}, {})


@proven(150)
@given(OPTIONS, OPTIONS)
def test_a_difference_names_exactly_the_keys_that_differ(before: dict[str, Any], after: dict[str, Any]) -> None:
    left, right = difference(before, after)

    differing = {key for key in {*before, *after} if exact(_sorted(before, key)) != exact(_sorted(after, key))}
    assert set(left) == differing & set(before)
    assert set(right) == differing & set(after)
    for key in differing & set(before) & set(after):
        assert exact(left[key]) != exact(right[key]), "two sides that read the same show no difference"


def _sorted(options: dict[str, Any], key: str) -> Any:
    def sort(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: sort(value[name]) for name in sorted(value)}
        return [sort(entry) for entry in value] if isinstance(value, list) else value

    return sort(options[key]) if key in options else ["absent"]


@proven(60)
@given(OPTIONS, OPTIONS)
def test_a_difference_turned_round_is_the_difference_of_the_other_way(before: Any, after: Any) -> None:
    left, right = difference(before, after)
    back_left, back_right = difference(before=after, after=before)

    assert (set(left), set(right)) == (set(back_right), set(back_left))


@proven(60)
@given(OPTIONS, OPTIONS)
def test_options_are_not_touched_by_looking_at_them(before: dict[str, Any], after: dict[str, Any]) -> None:
    kept = copy.deepcopy((before, after))

    difference(before, after)

    assert exact([before, after]) == exact(list(kept))


# ------------------------------------------------------------------------------------------------ pipelines, by example


def _task(name: str, **more: Any) -> dict[str, Any]:
    return {"task": "PowerShell@2", "name": name, "inputs": {"script": f"run {name}", "shell": "pwsh"}, **more}


def _pipeline(*tasks: dict[str, Any], **stage: Any) -> dict[str, Any]:
    phase = {"name": "Agent job", "queue": "Default", "workflow_tasks": list(tasks)}
    return {
        "name": "CD",
        "environments": [
            {"name": "Dev", "deploy_phases": [copy.deepcopy(phase)]},
            {"name": "QA", "deploy_phases": [phase], "owner": "chuck", **stage},
        ],
    }


def _at_tasks(*shown: Any) -> dict[str, Any]:
    return {"environments": [{"QA": {"deploy_phases": [{"Agent job": {"workflow_tasks": list(shown)}}]}}]}


def _whole(task: dict[str, Any]) -> dict[str, Any]:
    return {task["name"]: {key: value for key, value in task.items() if key != "name"}}


A, B, C = _task("a"), _task("b"), _task("c")


def _qa_only(*tasks: dict[str, Any]) -> dict[str, Any]:
    document = _pipeline(A, B, C)
    document["environments"][1]["deploy_phases"][0]["workflow_tasks"] = list(tasks)
    return document


def test_a_task_disabled_by_hand_shows_just_that() -> None:
    found = difference(_qa_only(A, _task("b", enabled=False), C), _qa_only(A, B, C))

    assert found == (_at_tasks({"b": {"enabled": False}}), _at_tasks({"b": {}}))


def test_an_edited_input_shows_just_that() -> None:
    edited = copy.deepcopy(B)
    edited["inputs"]["script"] = "other"

    found = difference(_qa_only(A, B, C), _qa_only(A, edited, C))

    assert found == (
        _at_tasks({"b": {"inputs": {"script": "run b"}}}),
        _at_tasks({"b": {"inputs": {"script": "other"}}}),
    )


def test_an_inserted_task_shows_whole_beside_the_names_of_the_others() -> None:
    found = difference(_qa_only(A, B), _qa_only(A, C, B))

    assert found == (_at_tasks("a", "b"), _at_tasks("a", _whole(C), "b"))


def test_a_removed_task_shows_whole_beside_the_names_of_the_others() -> None:
    found = difference(_qa_only(A, B, C), _qa_only(A, C))

    assert found == (_at_tasks("a", _whole(B), "c"), _at_tasks("a", "c"))


def test_a_moved_task_shows_as_names_in_another_order() -> None:
    found = difference(_qa_only(A, B, C), _qa_only(C, A, B))

    assert found == (_at_tasks("a", "b", "c"), _at_tasks("c", "a", "b"))


def test_a_renamed_task_shows_just_its_names() -> None:
    """Nothing but the name is another; the inputs are no difference."""
    found = difference(_qa_only(A, B, C), _qa_only(A, {**B, "name": "new"}, C))

    assert "run b" not in str(found)
    assert "'b'" in str(found[0])
    assert "'new'" in str(found[1])


def test_a_renamed_stage_does_not_show_what_is_in_it() -> None:
    after = _qa_only(A, B, C)
    after["environments"][1]["name"] = "Test"

    found = difference(_qa_only(A, B, C), after)

    assert "run" not in str(found)
    assert "'QA'" in str(found[0])
    assert "'Test'" in str(found[1])


def test_two_tasks_of_one_name_that_change_places_show_a_difference() -> None:
    one, other = _task("same"), {**_task("same"), "inputs": {"script": "other"}}

    left, right = difference(_qa_only(one, other), _qa_only(other, one))

    assert left != right


def test_of_two_tasks_of_one_name_the_changed_one_shows() -> None:
    one, other = _task("same"), {**_task("same"), "inputs": {"script": "2"}}

    found = difference(_qa_only(one, other), _qa_only(one, {**other, "enabled": False}))

    assert found == (_at_tasks({"same": {}}), _at_tasks({"same": {"enabled": False}}))


NIGHTLY = {"days_to_release": ["monday"], "start_hours": 3}
WEEKLY = {"days_to_release": ["sunday"], "start_hours": 5}


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        pytest.param([NIGHTLY], [NIGHTLY, WEEKLY], [NIGHTLY], [NIGHTLY, WEEKLY], id="one more"),
        pytest.param([NIGHTLY, WEEKLY], [WEEKLY], [NIGHTLY, WEEKLY], [WEEKLY], id="one less"),
        pytest.param([], [WEEKLY], [], [WEEKLY], id="the first"),
        pytest.param([WEEKLY], [], [WEEKLY], [], id="the last"),
        pytest.param(
            [NIGHTLY, WEEKLY],
            [NIGHTLY, {**WEEKLY, "start_hours": 6}],
            [{"start_hours": 5}],
            [{"start_hours": 6}],
            id="another hour",
        ),
    ],
)
def test_entries_without_a_name_read_sensibly(before: Any, after: Any, left: Any, right: Any) -> None:
    assert difference({"schedules": before}, {"schedules": after}) == ({"schedules": left}, {"schedules": right})


def test_gates_that_change_places_show_a_difference() -> None:
    one, other = {"tasks": [A]}, {"tasks": [B]}

    left, right = difference({"gates": [one, other]}, {"gates": [other, one]})

    assert left != right


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        pytest.param({"v": "1"}, {"v": "2"}, {"v": "1"}, {"v": "2"}, id="value"),
        pytest.param({}, {"v": "2"}, {}, {"v": "2"}, id="new"),
        pytest.param({"v": "1"}, {}, {"v": "1"}, {}, id="gone"),
        pytest.param({"v": 1}, {"v": True}, {"v": 1}, {"v": True}, id="one is not true"),
        pytest.param({"v": {"a": 1, "b": 2}}, {"v": {"b": 2, "a": 1}}, {}, {}, id="order of keys"),
        pytest.param({"v": ["a", "b"]}, {"v": ["a"]}, {"v": ["a", "b"]}, {"v": ["a"]}, id="plain values"),
        pytest.param({"v": "x"}, {"v": {"value": "x"}}, {"v": "x"}, {"v": {"value": "x"}}, id="kind"),
        pytest.param(
            {"v": {"a": 1, "b": {"c": 2}}}, {"v": {"a": 1}}, {"v": {"b": {"c": 2}}}, {"v": {}}, id="inner gone"
        ),
    ],
)
def test_maps_show_the_keys_that_differ(before: Any, after: Any, left: Any, right: Any) -> None:
    assert difference(before, after) == (left, right)


@st.composite
def one_edit(draw: Any) -> tuple[dict[str, Any], dict[str, Any], str]:
    """A pipeline whose every leaf value is unlike every other, and one of them changed; with the new value."""
    numbers = iter(range(1000))

    def task(name: str) -> dict[str, Any]:
        return {"name": name, "condition": f"<{next(numbers)}>", "inputs": {k: f"<{next(numbers)}>" for k in "xy"}}

    stages = [
        {
            "name": name,
            "owner": f"<{next(numbers)}>",
            "deploy_phases": [
                {"name": "job", "workflow_tasks": [task(n) for n in draw(st.sampled_from(["ab", "abc"]))]}
            ],
            "schedules": [{"time_zone_id": f"<{next(numbers)}>"} for _ignored in range(draw(st.integers(0, 2)))],
        }
        for name in draw(st.sampled_from([["Dev"], ["Dev", "QA"]]))
    ]
    before = {"description": f"<{next(numbers)}>", "environments": stages}
    text = exact(before)
    edited = draw(st.sampled_from([f"<{number}>" for number in range(next(numbers))]))
    return before, json.loads(text.replace(edited, "<new>")), edited


@proven(100)
@given(one_edit())
def test_no_unchanged_value_shows(case: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    before, after, edited = case

    left, right = difference(before, after)

    assert [word.split(">")[0] for word in exact(left).split("<")[1:]] == [edited[1:-1]]
    assert [word.split(">")[0] for word in exact(right).split("<")[1:]] == ["new"]


def test_an_entry_that_is_moved_and_changed_shows_what_changed() -> None:
    """Three tasks in another order, one of them enabled again, one gone."""
    old = [{"name": "c"}, {"name": "a"}, {"name": "n"}, {"name": "b", "enabled": False, "inputs": {"script": "long"}}]
    new = [{"name": "a"}, {"name": "b", "enabled": True, "inputs": {"script": "long"}}, {"name": "c"}]
    before, after = difference({"tasks": old}, {"tasks": new})
    assert {"b": {"enabled": False}} in before["tasks"]
    assert {"b": {"enabled": True}} in after["tasks"]
