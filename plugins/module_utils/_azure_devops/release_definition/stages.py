# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a definition among each other: their order, their names, and who refers to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.alignment import (
    by_key,
    interleaved,
)

_KEYS = (lambda stage: stage.get("id") or None, lambda stage: rules.folded(stage.get("name")))


def place_stages(declared: dict[str, Any], actual: Mapping[str, Any] | None, purge: bool) -> None:
    """Number the ranks of declared stages, in place, and check that each says who it is.

    The order is that of the list, but for stages with a ``rank`` of their own, which count all stages. Stages that
    stay without being declared keep their places among the declared ones.
    """
    stages = declared.get("environments")
    if stages is None:
        return
    known = sorted((actual or {}).get("environments") or [], key=lambda stage: rules.number(stage.get("rank")))
    pairs = by_key(stages, known, _KEYS)
    for index, stage in enumerate(stages):
        _check_identity(stage, index, index in pairs, known)
    staying = [] if purge else [there for there in range(len(known)) if there not in pairs.values()]
    kept = [known[there] for there in staying]
    _check_names([stage.get("name") or known[pairs[index]].get("name") for index, stage in enumerate(stages)], kept)
    ranked = _declared_ranks(stages, len(stages) + len(kept))
    in_sequence = [here for here, stage in enumerate(stages) if stage.get("rank") is None]
    there_of = {place: pairs[here] for place, here in enumerate(in_sequence) if here in pairs}
    final = interleaved([stages[here] for here in in_sequence], known, there_of, staying)
    for rank in sorted(ranked):
        final.insert(rank - 1, ranked[rank])
    for rank, stage in enumerate(final, start=1):
        if any(stage is own for own in stages):
            stage["rank"] = rank
    if kept:
        declared["environments"] = stages + [
            {"id": stage.get("id"), "name": stage.get("name"), "rank": rank}
            for rank, stage in enumerate(final, start=1)
            if any(stage is other for other in kept)
        ]


def _check_identity(stage: Mapping[str, Any], index: int, found: bool, known: Sequence[Mapping[str, Any]]) -> None:
    option = f"environments[{index}]"
    if stage.get("id") and not any(stage["id"] == other.get("id") for other in known):
        there = ", ".join(f"{other.get('id')} ({other.get('name')})" for other in known) or "none"
        raise DeclarationError(
            f"the definition has no stage with the id {stage['id']}; there are {there}", option=f"{option}.id"
        )
    if not found and not stage.get("name"):
        raise DeclarationError("name is required for a new stage", option=option)


def _check_names(declared: Sequence[Any], kept: Sequence[Mapping[str, Any]]) -> None:
    """A rename, or a stage that is declared by its id only, may meet the name of another one."""
    seen: set[Any] = set()
    for name in [*declared, *(stage.get("name") for stage in kept)]:
        if rules.folded(name) in seen:
            raise DeclarationError(f"two stages would be named {name}", option="environments")
        seen.add(rules.folded(name))


def _declared_ranks(stages: Sequence[dict[str, Any]], count: int) -> dict[int, dict[str, Any]]:
    """The stages that say their rank themselves, by it."""
    asked: dict[int, dict[str, Any]] = {}
    for index, stage in enumerate(stages):
        rank = stage.get("rank")
        if rank is None:
            continue
        if rank in asked or rank > count:
            raise DeclarationError(
                f"ranks count the stages from 1 to {count}, each only once", option=f"environments[{index}].rank"
            )
        asked[rank] = stage
    return asked


def follow_renames(
    target: dict[str, Any], actual: Mapping[str, Any] | None, declared: Mapping[str, Any]
) -> dict[str, Any]:
    """The target with a stage's new name in the conditions that name it.

    Declared conditions stand as they are: they name the stages that the definition will have.
    """
    old_names = {stage.get("id"): stage.get("name") for stage in (actual or {}).get("environments") or []}
    stages = target.get("environments") or []
    renamed = {
        rules.folded(old_names[stage["id"]]): stage["name"]
        for stage in stages
        if stage.get("id") in old_names and old_names[stage["id"]] != stage["name"]
    }
    if not renamed:
        return target
    own = [stage for stage in declared.get("environments") or [] if stage.get("conditions") is not None]
    settled = set(by_key(own, stages, _KEYS).values())
    followed = [stage if index in settled else _follow(stage, renamed) for index, stage in enumerate(stages)]
    return {**target, "environments": followed}


def _follow(stage: dict[str, Any], renamed: Mapping[Any, Any]) -> dict[str, Any]:
    conditions = stage.get("conditions") or []
    if not any(_waits_for(condition, renamed) for condition in conditions):
        return stage
    return {
        **stage,
        "conditions": [
            {**condition, "name": renamed[rules.folded(condition.get("name"))]}
            if _waits_for(condition, renamed)
            else condition
            for condition in conditions
        ],
    }


def _waits_for(condition: Mapping[str, Any], names: Mapping[Any, Any]) -> bool:
    return _is_of_stage(condition) and rules.folded(condition.get("name")) in names


def _is_of_stage(condition: Mapping[str, Any]) -> bool:
    return enums.CONDITION_TYPE.name_of(condition.get("conditionType")) == "environmentState"


def check_conditions(declared: Mapping[str, Any], target: Mapping[str, Any], actual: Mapping[str, Any] | None) -> None:
    """Raise DeclarationError when a condition waits for a stage that the definition will not have.

    That is one that is declared, or one that is not and loses its stage.
    """
    names = _names(target)
    for index, stage in enumerate(declared.get("environments") or []):
        for place, condition in enumerate(stage.get("conditions") or []):
            if _is_of_stage(condition) and rules.folded(condition.get("name")) not in names:
                raise DeclarationError(
                    f"there is no stage named {condition.get('name')}; there are {', '.join(names.values())}",
                    option=f"environments[{index}].conditions[{place}].name",
                )
    gone = {name: said for name, said in _names(actual or {}).items() if name not in names}
    for stage in target.get("environments") or []:
        for condition in stage.get("conditions") or []:
            if _waits_for(condition, gone):
                dropped = gone[rules.folded(condition.get("name"))]
                raise DeclarationError(
                    f"the stage {dropped} would go, and the stage {stage.get('name')} still waits for it: declare the"
                    f" conditions of {stage.get('name')} too, or keep {dropped}",
                    option="environments",
                )


def check_cycles(target: Mapping[str, Any], actual: Mapping[str, Any] | None) -> None:
    """Raise DeclarationError when stages come to wait for each other.

    A stage starts when all that it waits for is done: of these none would ever, or they would start each other without
    end once somebody deploys one by hand. Servers are not known to refuse it, so what is there already is left alone.
    """
    cycle = _cycle(target)
    if cycle and not _cycle(actual or {}):
        raise DeclarationError(
            f"the stages {' -> '.join([*cycle, cycle[0]])} would wait for each other, so none of them would ever start",
            option="environments",
        )


def _cycle(document: Mapping[str, Any]) -> list[str]:
    """The names of stages of which each waits for the next, and the last for the first; none where there is no such."""
    stages = {rules.folded(stage.get("name")): stage for stage in document.get("environments") or []}
    open_ends = {
        name: {
            rules.folded(condition.get("name"))
            for condition in stage.get("conditions") or []
            if _waits_for(condition, stages)
        }
        for name, stage in stages.items()
    }
    while free := {name for name, waited_for in open_ends.items() if not waited_for}:
        open_ends = {name: waited_for - free for name, waited_for in open_ends.items() if name not in free}
    way: list[Any] = []
    name = next(iter(open_ends), None)
    while name is not None and name not in way:
        way.append(name)
        name = min(open_ends[name])
    return [str(stages[one].get("name")) for one in way[way.index(name) :]] if way else []


def _names(document: Mapping[str, Any]) -> dict[Any, Any]:
    return {rules.folded(stage.get("name")): stage.get("name") for stage in document.get("environments") or []}


def warn_of_lost_stages(
    target: Mapping[str, Any], actual: Mapping[str, Any] | None, warn: Callable[[str], None]
) -> None:
    """Say when stages go while others come: perhaps a rename was meant, which keeps the history."""
    before = {stage.get("id"): stage.get("name") for stage in (actual or {}).get("environments") or []}
    after = {stage.get("id") for stage in target.get("environments") or []}
    gone = [(number, name) for number, name in before.items() if number not in after]
    new = [stage.get("name") for stage in target.get("environments") or [] if stage.get("id") not in before]
    if gone and new:
        lost = ", ".join(f"{name} (id {number})" for number, name in gone)
        warn(
            f"Stage {lost} is dropped with its deployment history while {', '.join(map(str, new))} is new. If a stage"
            " was renamed, declare it with its id and the new name: then it keeps its history."
        )
