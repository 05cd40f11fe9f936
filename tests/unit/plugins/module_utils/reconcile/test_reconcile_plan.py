# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be true of every plan, whatever the shape, the server's document and the declaration."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes_and_documents import SPELLINGS, Case, cut_out, exact, proven, unrelated

from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    KeyedList,
    Leaf,
    MapOf,
    Object,
    Sequential,
    SetOf,
    Shape,
    Switch,
    WithDefaults,
    plan,
)


def is_same(left: Any, right: Any) -> bool:
    """Equal as JSON, the order of keys aside."""
    return _sorted(left) == _sorted(right)


def _sorted(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_sorted(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_sorted, value)) + "]"
    return exact(value)


@proven(80)
@given(unrelated())
def test_the_plan_of_an_applied_plan_is_empty(case: Case) -> None:
    applied = plan(case.kind.shape, case.declared, case.actual, case.purge).target

    again = plan(case.kind.shape, case.declared, applied, case.purge)

    assert not again.changed
    assert exact(again.target) == exact(applied)


@proven(60)
@given(unrelated())
def test_the_plan_of_a_created_document_is_empty(case: Case) -> None:
    created = plan(case.kind.shape, case.declared, None, case.purge)

    assert created.changed
    assert not plan(case.kind.shape, case.declared, created.target, case.purge).changed


@proven(80)
@given(unrelated())
def test_what_was_not_declared_is_byte_for_byte_what_it_was(case: Case) -> None:
    target = plan(case.kind.shape, case.declared, case.actual, case.purge).target

    case.kind.check_kept(case.declared, case.actual, target, case.purge)


@proven(80)
@given(cut_out())
def test_declaring_any_part_of_what_the_server_has_changes_nothing(case: Case) -> None:
    found = plan(case.kind.shape, case.declared, case.actual, case.purge)

    assert not found.changed
    assert exact(found.target) == exact(case.actual)


@proven(60)
@given(unrelated())
def test_declaring_the_servers_own_document_changes_nothing(case: Case) -> None:
    found = plan(case.kind.shape, copy.deepcopy(case.actual), case.actual, case.purge)

    assert not found.changed
    assert exact(found.target) == exact(case.actual)


@proven(60)
@given(st.one_of(unrelated(), cut_out()))
def test_a_plan_is_changed_exactly_when_its_target_is_another_document(case: Case) -> None:
    found = plan(case.kind.shape, case.declared, case.actual, case.purge)

    assert found.changed is not is_same(found.target, case.actual)


@proven(50)
@given(unrelated())
def test_neither_the_declaration_nor_the_servers_document_is_touched(case: Case) -> None:
    declared, actual = copy.deepcopy(case.declared), copy.deepcopy(case.actual)
    tables = copy.deepcopy((case.kind.defaults, case.kind.created))

    plan(case.kind.shape, case.declared, case.actual, case.purge)
    plan(case.kind.shape, case.declared, None, case.purge)

    assert exact(case.declared) == exact(declared)
    assert exact(case.actual) == exact(actual)
    assert exact((case.kind.defaults, case.kind.created)) == exact(tables)


@proven(60)
@given(st.data())
def test_the_order_of_a_declaration_does_not_count_where_order_means_nothing(data: st.DataObject) -> None:
    case = data.draw(unrelated())
    shuffled = case.kind.shuffled(data.draw, case.declared)

    one = plan(case.kind.shape, case.declared, case.actual, case.purge)
    other = plan(case.kind.shape, shuffled, case.actual, case.purge)

    assert one.changed is other.changed
    assert is_same(case.kind.ordered(one.target), case.kind.ordered(other.target))


# ----------------------------------------------------------------------------------------------- empty, null and absent

_NAMED = (lambda entry: entry.get("name"),)
_CONTAINERS: dict[str, tuple[Shape, Any]] = {
    "map": (MapOf(), {}),
    "map that others share": (MapOf(partial=True), {}),
    "keyed list": (KeyedList(Object(), _NAMED), []),
    "sequence": (Sequential(Object(), _NAMED), []),
    "set": (SetOf(), []),
    "text": (Leaf(rules.text), ""),
    "flag": (Leaf(rules.flag), False),
    "number": (Leaf(rules.number), 0),
}


@pytest.mark.parametrize("actual", [{}, {"place": None}], ids=["absent", "null"])
@pytest.mark.parametrize("name", _CONTAINERS)
def test_declaring_nothing_where_nothing_is_changes_nothing(name: str, actual: dict[str, Any]) -> None:
    """Servers leave out what is empty, and old ones have never heard of it: sending it again would never end."""
    shape, empty = _CONTAINERS[name]

    assert not plan(Object({"place": shape}), {"place": empty}, actual).changed


@pytest.mark.parametrize("name", _CONTAINERS)
def test_a_new_object_says_out_loud_what_is_declared_empty(name: str) -> None:
    shape, empty = _CONTAINERS[name]

    assert plan(Object({"place": shape}), {"place": empty}, None).target == {"place": empty}


def test_a_declared_empty_list_empties_the_list() -> None:
    found = plan(Object({"tasks": Sequential(Object(), _NAMED)}), {"tasks": []}, {"tasks": [{"name": "a"}], "id": 7})

    assert found.target == {"tasks": [], "id": 7}


# --------------------------------------------------------------------------------------------------- entries and ids

_TASK = Object({"name": Leaf(rules.text), "enabled": Leaf(rules.flag)}, {"enabled": True}, complete=True)
_TASKS = Object({"tasks": Sequential(_TASK, (lambda t: (t["sort"], t["name"]), lambda t: t["sort"]))})
_STAGES = Object(
    {
        "stages": KeyedList(
            Object({"name": Leaf(rules.text)}, created={"retention": 30}),
            (lambda stage: stage.get("id"), lambda stage: rules.folded(stage.get("name"))),
            purgeable=True,
        )
    }
)


def _tasks(*names: str) -> dict[str, Any]:
    """Tasks on the server: each has something that only the server knows."""
    return {"tasks": [{"sort": "ps", "name": name, "enabled": True, "serverId": f"<{name}>"} for name in names]}


def _wanted(*names: str) -> dict[str, Any]:
    return {"tasks": [{"sort": "ps", "name": name} for name in names]}


def _ids(target: dict[str, Any]) -> list[Any]:
    return [task.get("serverId") for task in target["tasks"]]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        pytest.param("abcd", ["<a>", "<b>", "<c>", "<d>"], id="nothing"),
        pytest.param("xabcd", [None, "<a>", "<b>", "<c>", "<d>"], id="inserted in front"),
        pytest.param("abxcd", ["<a>", "<b>", None, "<c>", "<d>"], id="inserted in the middle"),
        pytest.param("abcdx", ["<a>", "<b>", "<c>", "<d>", None], id="appended"),
        pytest.param("acd", ["<a>", "<c>", "<d>"], id="removed"),
        pytest.param("bcda", ["<b>", "<c>", "<d>", "<a>"], id="moved to the end"),
        pytest.param("dabc", ["<d>", "<a>", "<b>", "<c>"], id="moved to the front"),
        pytest.param("acbd", ["<a>", "<c>", "<b>", "<d>"], id="neighbours swapped"),
        pytest.param("dbca", ["<d>", "<b>", "<c>", "<a>"], id="first and last swapped"),
        pytest.param("badc", ["<b>", "<a>", "<d>", "<c>"], id="two swaps"),
        pytest.param("dcba", ["<d>", "<c>", "<b>", "<a>"], id="turned round"),
        pytest.param("aXcd", ["<a>", "<b>", "<c>", "<d>"], id="renamed"),
    ],
)
def test_entries_of_a_sequence_keep_what_is_theirs(wanted: str, ids: list[str | None]) -> None:
    target = plan(_TASKS, _wanted(*wanted), _tasks(*"abcd")).target

    assert [task["name"] for task in target["tasks"]] == list(wanted)
    assert _ids(target) == ids


def test_an_entry_disabled_by_hand_is_enabled_again_and_nothing_else_changes() -> None:
    actual = _tasks("a", "b")
    actual["tasks"][1]["enabled"] = False

    found = plan(_TASKS, _wanted("a", "b"), actual)

    assert found.changed
    assert exact(found.target) == exact(_tasks("a", "b"))


def _stages(*names: str) -> list[dict[str, Any]]:
    return [{"id": number, "name": name, "x": [number]} for number, name in enumerate(names, start=1)]


def test_a_stage_renamed_by_its_id_keeps_its_place_and_its_id() -> None:
    target = plan(_STAGES, {"stages": [{"id": 2, "name": "Test"}, {"name": "Dev"}]}, {"stages": _stages("Dev", "QA")})

    assert target.target["stages"] == [{"id": 1, "name": "Dev", "x": [1]}, {"id": 2, "name": "Test", "x": [2]}]


def test_a_stage_that_takes_the_old_name_of_a_renamed_one_is_another_stage() -> None:
    wanted = {"stages": [{"name": "Dev"}, {"id": 1, "name": "Build"}]}

    target = plan(_STAGES, wanted, {"stages": _stages("Dev")}).target

    assert target["stages"] == [{"id": 1, "name": "Build", "x": [1]}, {"retention": 30, "name": "Dev"}]


@pytest.mark.parametrize("purge", [True, False])
def test_only_purging_drops_keyed_entries(purge: bool) -> None:
    target = plan(_STAGES, {"stages": [{"name": "qa"}]}, {"stages": _stages("Dev", "QA", "Prod")}, purge).target

    assert [stage["id"] for stage in target["stages"]] == ([2] if purge else [1, 2, 3])


@pytest.mark.parametrize("shape", [MapOf(purgeable=True), MapOf(purgeable=True, fold=True), MapOf(partial=True)])
def test_without_purge_a_map_keeps_what_is_not_declared(shape: MapOf) -> None:
    target = plan(Object({"m": shape}), {"m": {"b": 2, "n": 3}}, {"m": {"a": 1, "b": 1}}, purge=False).target

    assert exact(target) == exact({"m": {"a": 1, "b": 2, "n": 3}})


def test_a_map_that_others_share_is_never_purged() -> None:
    assert plan(Object({"m": MapOf(partial=True)}), {"m": {}}, {"m": {"theirs": 1}}).changed is False


# ------------------------------------------------------------------------------------------------------ small print


def test_a_word_that_only_the_server_puts_there_stays() -> None:
    shape = Object({"demands": SetOf(rules.folded, lambda word: word.startswith("Agent."))})

    found = plan(shape, {"demands": ["java"]}, {"demands": ["Agent.Version", "JAVA", "old"]})

    assert found.target == {"demands": ["Agent.Version", "JAVA"]}


def test_an_input_that_is_left_out_means_the_tasks_own_default() -> None:
    shape = Object({"inputs": MapOf(Leaf(rules.lenient), fold=True)})
    declared = {"inputs": WithDefaults({"script": "x"}, {"Verbose": "false", "folder": ""})}

    assert not plan(shape, declared, {"inputs": {"script": "x", "verbose": "False"}}).changed
    assert not plan(shape, declared, {"inputs": {"script": "x"}}).changed
    assert plan(shape, declared, {"inputs": {"script": "x", "verbose": "true"}}).target == {"inputs": {"script": "x"}}


def test_an_object_takes_the_shape_of_what_is_declared() -> None:
    shape = Object({"t": Switch(lambda d: Object({"v": Leaf(rules.number if d.get("type") == "n" else rules.strict)}))})

    assert not plan(shape, {"t": {"type": "n", "v": "5"}}, {"t": {"type": "n", "v": 5}}).changed
    assert plan(shape, {"t": {"type": "s", "v": "5"}}, {"t": {"type": "s", "v": 5}}).changed


def test_one_and_true_are_two_values() -> None:
    assert plan(Object(), {"raw": True}, {"raw": 1}).changed
    assert plan(Object(), {"raw": 1.0}, {"raw": 1}).changed
    assert plan(Object({"f": MapOf()}), {"f": {"a": [True]}}, {"f": {"a": [1]}}).changed


@pytest.mark.parametrize("rule", ["strict", "text", "folded", "lenient", "flag", "number", "json_text"])
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -1,
        1.5,
        float("inf"),
        float("nan"),
        "",
        " ",
        "²",
        "--1",
        "٣",
        "1e9",
        "[",
        "NaN",
        [],
        [None],
        {},
        {"a": [1]},
        {1: 2, "a": 3},
    ],
    ids=repr,
)
def test_rules_never_raise(rule: str, value: Any) -> None:
    """What a rule does not understand stays as it is; and a value always means the same as itself."""
    meaning = getattr(rules, rule)

    assert exact([repr(meaning(value))]) == exact([repr(meaning(copy.deepcopy(value)))])


@proven(60)
@given(st.data())
def test_spellings_of_one_meaning_are_equal_and_others_are_not(data: st.DataObject) -> None:
    rule, classes = data.draw(st.sampled_from(sorted(SPELLINGS.values(), key=str)))
    one, other = data.draw(st.sampled_from(range(len(classes)))), data.draw(st.sampled_from(range(len(classes))))
    left, right = data.draw(st.sampled_from(classes[one])), data.draw(st.sampled_from(classes[other]))

    assert plan(Object({"p": Leaf(rule)}), {"p": left}, {"p": right}).changed is (one != other)


def test_an_empty_map_still_knows_what_its_entries_mean_by_default() -> None:
    """A task without inputs, while the portal has written the defaults out."""
    shape = Object({"inputs": MapOf(Leaf(rules.text))})
    actual = {"inputs": {"script": "", "shell": "pwsh"}}
    assert not plan(shape, {"inputs": WithDefaults({}, {"script": "", "shell": "pwsh"})}, actual).changed
    assert plan(shape, {"inputs": WithDefaults({}, {"script": "", "shell": "bash"})}, actual).target == {
        "inputs": {"script": ""}
    }
