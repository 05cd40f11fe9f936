# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stages among each other: their ranks, their names, who waits for them, and which are lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import FakeReleaseServer
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.stages import (
    place_stages,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]
Options = dict[str, Any]


def on_server(*names: str) -> Options:
    """A definition with these stages in the order of their ranks, listed in another one, as servers do."""
    stages = [{"id": index + 10, "name": name, "rank": index + 1} for index, name in enumerate(names)]
    return {"environments": stages[::-1]}


def placed(declared: list[Any], actual: Options | None, purge: bool = True) -> list[str]:
    """The names of all stages in the order of the ranks that they get."""
    stages = [dict(stage) if isinstance(stage, dict) else {"name": stage} for stage in declared]
    document: Options = {"environments": stages}
    place_stages(document, actual, purge)
    ranks = sorted(stage["rank"] for stage in document["environments"])
    assert ranks == list(range(1, len(ranks) + 1))
    return [stage["name"] for stage in sorted(document["environments"], key=lambda stage: int(stage["rank"]))]


def error_of(declared: list[Any], actual: Options | None, purge: bool = True) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        placed(declared, actual, purge)
    return caught.value


# ----------------------------------------------------------------------------------------------------------- ranks


@pytest.mark.parametrize(
    ("declared", "actual", "purge", "order"),
    [
        (["A", "B"], None, True, ["A", "B"]),
        (["B", "A"], on_server("A", "B"), True, ["B", "A"]),
        (["B"], on_server("A", "B", "C"), True, ["B"]),
        # What is not declared stays where it is among the others.
        (["B"], on_server("A", "B", "C"), False, ["A", "B", "C"]),
        (["A", "C"], on_server("A", "B", "C"), False, ["A", "B", "C"]),
        (["c", "A"], on_server("A", "B", "C"), False, ["c", "A", "B"]),
        # What is new comes after what it follows.
        (["A", "New"], on_server("A", "B", "C"), False, ["A", "New", "B", "C"]),
        (["New", "C"], on_server("A", "B", "C"), False, ["A", "B", "New", "C"]),
        (["New"], on_server("A", "B", "C"), False, ["A", "B", "C", "New"]),
        ([], on_server("A", "B"), False, ["A", "B"]),
    ],
)
def test_the_list_is_the_order(declared: list[Any], actual: Any, purge: bool, order: list[str]) -> None:
    assert placed(declared, actual, purge) == order


@pytest.mark.parametrize("declared", [["B", "New"], ["New", "B"]])
def test_a_new_stage_stands_on_its_side_of_a_declared_one(declared: list[str]) -> None:
    order = placed(declared, on_server("A", "B", "C"), purge=False)
    assert [name for name in order if name != "New"] == ["A", "B", "C"]
    assert [name for name in order if name in declared] == declared


@pytest.mark.parametrize(
    ("declared", "order"),
    [
        ([{"name": "A", "rank": 2}, {"name": "B", "rank": 1}], ["B", "A"]),
        ([{"name": "A", "rank": 3}, "B", "C"], ["B", "C", "A"]),
        (["A", "B", {"name": "C", "rank": 1}], ["C", "A", "B"]),
    ],
)
def test_a_rank_of_its_own_counts_before_the_order(declared: list[Any], order: list[str]) -> None:
    assert placed(declared, None) == order
    assert placed(declared, on_server("A", "B", "C")) == order


def test_with_kept_stages_a_rank_counts_them_too() -> None:
    """The rank is the one on the server, where the kept stages are."""
    actual = on_server("A", "B", "C")
    assert placed([{"name": "C", "rank": 3}], actual, purge=False) == ["A", "B", "C"]
    assert placed([{"name": "C", "rank": 1}], actual, purge=False) == ["C", "A", "B"]
    assert placed([{"name": "New", "rank": 4}], actual, purge=False) == ["A", "B", "C", "New"]
    assert placed([{"name": "New", "rank": 2}, "C"], actual, purge=False) == ["A", "New", "B", "C"]


@pytest.mark.parametrize(
    ("declared", "option", "right"),
    [
        ([{"name": "A", "rank": 1}, {"name": "B", "rank": 1}], "environments[1].rank", "from 1 to 2, each only once"),
        ([{"name": "A"}, {"name": "B", "rank": 3}], "environments[1].rank", "from 1 to 2"),
    ],
)
def test_ranks_have_no_gap(declared: list[Any], option: str, right: str) -> None:
    error = error_of(declared, None)
    assert error.option == option
    assert right in error.message


NAMES = ["A", "B", "C", "D", "E"]


@given(
    st.permutations(NAMES).flatmap(lambda all_: st.integers(0, 5).map(lambda count: all_[:count])),
    st.permutations(NAMES).flatmap(lambda all_: st.integers(1, 5).map(lambda count: all_[:count])),
    st.booleans(),
    st.data(),
)
def test_ranks_are_consecutive_kept_stages_keep_their_order_and_nothing_moves_twice(
    known: list[str], wanted: list[str], purge: bool, data: st.DataObject
) -> None:
    count = len(wanted) if purge else len({*known, *wanted})
    ranks = data.draw(st.permutations(range(1, count + 1)))
    ranked = data.draw(st.lists(st.booleans(), min_size=len(wanted), max_size=len(wanted)))
    declared = [
        {"name": name, "rank": rank} if has_rank else {"name": name}
        for name, rank, has_rank in zip(wanted, ranks, ranked, strict=False)
    ]
    order = placed(declared, on_server(*known), purge)
    kept = [] if purge else [name for name in known if name not in wanted]
    assert [name for name in order if name in kept] == kept
    assert sorted(order) == sorted({*wanted, *kept})
    free = [stage["name"] for stage in declared if "rank" not in stage]
    assert [name for name in order if name in free] == free
    for stage in declared:
        if "rank" in stage:
            assert order[int(str(stage["rank"])) - 1] == stage["name"]
    assert placed(declared, on_server(*order), purge) == order


def test_nothing_declared_is_left_alone() -> None:
    document: Options = {"name": "x"}
    place_stages(document, on_server("A"), True)
    assert document == {"name": "x"}


# -------------------------------------------------------------------------------------------------------- identity


def test_an_id_that_the_definition_does_not_have() -> None:
    error = error_of(["A", {"id": 99, "name": "B"}], on_server("A", "B"))
    assert error.option == "environments[1].id"
    assert "no stage with the id 99; there are 10 (A), 11 (B)" in error.message
    assert "there are none" in error_of([{"id": 99, "name": "B"}], None).message


def test_ids_are_enough_for_stages_that_are_there(apply: Apply, server: FakeReleaseServer) -> None:
    created = apply({"name": "Website", "environments": [{"name": "A"}, {"name": "B"}]}).result["release_definition"]
    ids = [stage["id"] for stage in created["environments"]]
    assert not apply({"name": "Website", "environments": [{"id": number} for number in ids]}).changed


def website(*stages: Options, **more: Any) -> Options:
    return {"name": "Website", "environments": list(stages), **more}


def waits_for(*names: str, **stage: Any) -> Options:
    conditions = [{"name": name, "condition_type": "environmentState", "value": "succeeded"} for name in names]
    return {**stage, "conditions": conditions}


def ids_of(outcome: Outcome) -> dict[str, int]:
    return {stage["name"]: stage["id"] for stage in outcome.result["release_definition"]["environments"]}


def waiting(outcome: Outcome) -> dict[str, list[str]]:
    stages = outcome.result["release_definition"]["environments"]
    return {stage["name"]: [one["name"] for one in stage.get("conditions") or []] for stage in stages}


# --------------------------------------------------------------------------------------------------------- renaming


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_renamed_stage_is_followed_where_others_wait_for_it(apply: Apply, check_mode: bool) -> None:
    ids = ids_of(apply(website({"name": "Dev"}, waits_for("Dev", name="QA"), waits_for("Dev", "QA", name="Prod"))))
    renamed = website({"id": ids["Dev"], "name": "Development"}, {"name": "QA"}, {"name": "Prod"})
    outcome = apply(renamed, check_mode=check_mode)
    assert outcome.changed
    assert ids_of(outcome) == {"Development": ids["Dev"], "QA": ids["QA"], "Prod": ids["Prod"]}
    assert waiting(outcome) == {"Development": [], "QA": ["Development"], "Prod": ["Development", "QA"]}


def test_a_condition_that_is_declared_is_meant_as_it_stands(apply: Apply) -> None:
    """Dev gets another name, and a new stage gets its old one: QA waits for the new one."""
    ids = ids_of(apply(website({"name": "Dev"}, waits_for("Dev", name="QA"))))
    new = waits_for("Build", name="Dev", deploy_phases=[{"phase_type": "server"}])
    task = website({"id": ids["Dev"], "name": "Build"}, new, waits_for("Dev", name="QA"))
    outcome = apply(task)
    assert waiting(outcome) == {"Build": [], "Dev": ["Build"], "QA": ["Dev"]}
    assert not apply(task).changed


def test_two_stages_that_swap_their_names(apply: Apply) -> None:
    ids = ids_of(apply(website({"name": "A"}, {"name": "B"}, waits_for("A", name="C"), waits_for("A", name="D"))))
    swapped = [{"id": ids["A"], "name": "B"}, {"id": ids["B"], "name": "A"}]
    task = website(*swapped, {"name": "C"}, waits_for("A", name="D"))
    outcome = apply(task)
    # C waits for the same stage as before, D for the one that is declared.
    assert waiting(outcome) == {"B": [], "A": [], "C": ["B"], "D": ["A"]}
    assert not apply(task).changed


def test_a_condition_on_a_stage_that_will_not_be_there(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply(website({"name": "Dev"}, waits_for("Dev", "Deev", name="QA")))
    assert caught.value.option == "environments[1].conditions[1].name"
    assert "no stage named Deev; there are Dev, QA" in caught.value.message
    assert server.writes == []


def test_the_old_name_of_a_stage_that_is_renamed_is_no_stage_any_more(apply: Apply) -> None:
    ids = ids_of(apply(website({"name": "Dev"}, waits_for("Dev", name="QA"))))
    with pytest.raises(
        DeclarationError, match=r"environments\[1\]\.conditions\[0\]\.name: there is no stage named Dev"
    ):
        apply(website({"id": ids["Dev"], "name": "Development"}, waits_for("Dev", name="QA")))


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_stage_that_goes_while_another_still_waits_for_it(
    apply: Apply, server: FakeReleaseServer, check_mode: bool
) -> None:
    """The server would refuse it, and nobody declared the condition."""
    apply(website({"name": "Dev"}, waits_for("Dev", name="QA")))
    with pytest.raises(DeclarationError) as caught:
        apply(website({"name": "QA"}), check_mode=check_mode)
    assert caught.value.option == "environments"
    assert "the stage Dev would go, and the stage QA still waits for it" in caught.value.message
    assert server.writes == []
    assert apply(website({"name": "QA", "conditions": []})).changed


def test_a_condition_that_waited_for_nothing_already_is_left_alone(apply: Apply, server: FakeReleaseServer) -> None:
    number = apply(website({"name": "Dev"}, waits_for("Dev", name="QA"))).result["release_definition"]["id"]
    server.edit(number, lambda document: document["environments"][1]["conditions"][0].update(name="Lost"))
    assert apply(website({"name": "QA"})).changed


@pytest.mark.parametrize(
    ("stages", "cycle"),
    [
        ([waits_for("Dev", name="Dev")], "Dev -> Dev"),
        ([waits_for("qa", name="Dev"), waits_for("Dev", name="QA")], "Dev -> QA -> Dev"),
        (
            [
                waits_for("QA", name="Dev"),
                waits_for("Prod", name="QA"),
                waits_for("QA", "Free", name="Prod"),
                {"name": "Free"},
            ],
            "QA -> Prod -> QA",
        ),
    ],
)
def test_stages_that_would_wait_for_each_other(
    apply: Apply, server: FakeReleaseServer, stages: list[Options], cycle: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply(website(*stages))
    assert caught.value.option == "environments"
    assert f"the stages {cycle} would wait for each other" in caught.value.message
    assert server.writes == []


def test_stages_that_wait_for_each_other_already_are_left_alone(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(website({"name": "Dev"}, waits_for("Dev", name="QA")))
    number = outcome.result["release_definition"]["id"]
    same = copy.deepcopy(server.stored(number)["environments"][1]["conditions"])
    server.edit(number, lambda document: document["environments"][0].update(conditions=[{**same[0], "name": "QA"}]))
    assert apply({"name": "Website", "description": "new"}).changed


def test_a_name_that_another_stage_keeps(apply: Apply, server: FakeReleaseServer) -> None:
    """Two stages of one name would come out of it."""
    ids = ids_of(apply(website({"name": "Dev"}, {"name": "QA"})))
    with pytest.raises(DeclarationError) as caught:
        apply(website({"id": ids["Dev"], "name": "qa"}, purge=False))
    assert caught.value.option == "environments"
    assert caught.value.message == "two stages would be named QA"
    assert server.writes == []


# ---------------------------------------------------------------------------------------------- what stays, what goes


def test_ids_of_stages_and_approvals_survive(apply: Apply, server: FakeReleaseServer) -> None:
    number = apply(website({"name": "Dev"}, {"name": "QA"})).result["release_definition"]["id"]
    before = copy.deepcopy(server.stored(number)["environments"])
    apply(website({"name": "New"}, {"name": "QA", "variables": {"a": 1}}, {"name": "Dev"}))
    after = {stage["name"]: stage for stage in server.stored(number)["environments"]}
    for stage in before:
        for key in ("id", "preDeployApprovals", "postDeployApprovals"):
            assert after[stage["name"]][key] == stage[key]


def test_stages_that_are_not_declared_go_or_stay(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website({"name": "Dev"}, {"name": "QA"}, {"name": "Prod"}))
    assert not apply(website({"name": "QA"}, purge=False)).changed
    assert list(ids_of(apply(website({"name": "QA"})))) == ["QA"]


def test_a_stage_dropped_while_another_comes_is_called_out(apply: Apply, warnings: list[str]) -> None:
    ids = ids_of(apply(website({"name": "Dev"}, {"name": "QA"})))
    apply(website({"name": "Development"}, {"name": "QA"}))
    (warning,) = warnings
    assert f"Dev (id {ids['Dev']}) is dropped with its deployment history while Development is new" in warning
    assert "declare it with its id" in warning


@pytest.mark.parametrize("stages", [["Dev"], ["Dev", "QA", "Prod"], ["QA", "Dev"]])
def test_other_changes_of_stages_are_none_to_warn_of(apply: Apply, warnings: list[str], stages: list[str]) -> None:
    apply(website({"name": "Dev"}, {"name": "QA"}))
    apply(website(*({"name": name} for name in stages)))
    assert warnings == []


def test_a_definition_needs_a_stage(apply: Apply, server: FakeReleaseServer) -> None:
    for declared in ({"name": "Website"}, {"name": "Website", "environments": []}):
        with pytest.raises(DeclarationError) as caught:
            apply(declared)
        assert caught.value.option == "environments"
    apply(website({"name": "Dev"}))
    with pytest.raises(DeclarationError, match="at least one stage"):
        apply(website())
    assert server.writes == []
