# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest two structures that show how one document became another.

Both are given in the terms in which a person declares them. Only what differs is kept: in a map the keys whose values
differ, in a list the entries that differ, each under its name, beside the names of the others where the order or number
of entries differs, so that an insertion reads as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.alignment import in_order
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.rules import strict
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import ABSENT, identical

LABELS = ("name", "alias", "task", "task_group", "variable_group", "trigger_type", "condition_type", "approver")


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parts of two maps that differ. Both are empty when the maps are equal."""
    left: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key, ABSENT), after.get(key, ABSENT)
        if identical(old, new):
            continue
        shown_old, shown_new = _values(old, new)
        if shown_old is not ABSENT:
            left[key] = shown_old
        if shown_new is not ABSENT:
            right[key] = shown_new
    return left, right


def _values(old: Any, new: Any) -> tuple[Any, Any]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return difference(old, new)
    if _is_list_of_maps(old) and _is_list_of_maps(new):
        return _lists(old, new)
    return old, new


def _lists(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Entries of two lists under their labels: equal ones by it alone, changed ones with what differs, others whole.

    Where nothing came, went or moved, equal entries say nothing and are left out.
    """
    pairs = in_order(new, old, (_itself, _label, _content_but_label))
    pairs |= _moved(new, old, pairs)
    in_place = len(old) == len(new) == len(pairs) and all(here == there for here, there in pairs.items())
    left: list[Any] = [_whole(entry) for entry in old]
    right: list[Any] = [_whole(entry) for entry in new]
    for here, there in pairs.items():
        left[there], right[here] = _pair(old[there], new[here], unique=_is_unique(new[here], old, new))
    if in_place:
        unlike = [index for index in range(len(old)) if not identical(old[index], new[index])]
        left, right = [left[index] for index in unlike], [right[index] for index in unlike]
    return left, right


def _moved(new: Sequence[Any], old: Sequence[Any], pairs: Mapping[int, int]) -> dict[int, int]:
    """Pairs of the others whose label nothing else has: an entry that was moved and changed at the same time."""
    left = {_label(entry): there for there, entry in enumerate(old) if there not in set(pairs.values())}
    return {
        here: left[_label(entry)]
        for here, entry in enumerate(new)
        if here not in pairs and _label(entry) in left and _is_unique(entry, old, new)
    }


def _pair(old: Mapping[str, Any], new: Mapping[str, Any], *, unique: bool) -> tuple[Any, Any]:
    """How an entry is shown on both sides: a label tells it from the others only where it is the only one."""
    if identical(old, new):
        shown = _label(new) if unique else _whole(new)
        return shown, shown
    shown_old, shown_new = difference(old, new)
    if _label_key(old) is None:
        return shown_old, shown_new
    return {_label(old): shown_old}, {_label(old): shown_new}


def _is_unique(entry: Mapping[str, Any], *lists: Sequence[Mapping[str, Any]]) -> bool:
    label = _label(entry)
    return all(sum(_label(other) == label for other in entries) <= 1 for entries in lists)


def _itself(entry: Mapping[str, Any]) -> Any:
    """A key by which an entry is the same one: its id, which outlives its name, or else all of it."""
    return ("id", entry["id"]) if entry.get("id") else ("content", strict(entry))


def _content_but_label(entry: Mapping[str, Any]) -> Any:
    """A key by which an entry matches itself under another name."""
    return strict(_rest(entry))


def _whole(entry: Mapping[str, Any]) -> Any:
    key = _label_key(entry)
    return dict(entry) if key is None else {str(entry[key]): _rest(entry)}


def _rest(entry: Mapping[str, Any]) -> dict[str, Any]:
    key = _label_key(entry)
    return {name: value for name, value in entry.items() if name != key}


def _label(entry: Mapping[str, Any]) -> str:
    key = _label_key(entry)
    return "(same)" if key is None else str(entry[key])


def _label_key(entry: Mapping[str, Any]) -> str | None:
    return next((key for key in LABELS if entry.get(key) is not None), None)


def _is_list_of_maps(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(e, Mapping) for e in value)
