# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer differs from the recorded one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance_recordings import kind
from conformance_tolerances import ASIDE, UNORDERED, Difference


def differences(answer_of_then: Any, answered: Any) -> list[Difference]:
    """Where an answer has not what was recorded: keys that are missing or new, values of another kind.

    Of a list each recorded entry is compared with the one at its place.
    """
    found = _differences(_in_order(answer_of_then), _in_order(answered), "")
    return list(dict.fromkeys(one for one in found if one.place.rpartition(".")[2] not in ASIDE))


def count_keys(value: Any) -> int:
    """How many keys a recorded answer has, at every depth."""
    if isinstance(value, Mapping):
        return len(value) + sum(count_keys(one) for one in value.values())
    return sum(count_keys(one) for one in value) if isinstance(value, list) else 0


def _in_order(document: Any) -> Any:
    lists = [name for name in UNORDERED if isinstance(document, Mapping) and name in document]
    return {**document, **{name: sorted(document[name], key=_rank(name)) for name in lists}} if lists else document


def _rank(name: str) -> Callable[[Mapping[str, Any]], list[Any]]:
    return lambda one: [one[key] for key in UNORDERED[name]]


def _differences(then: Any, now: Any, place: str) -> Iterator[Difference]:
    if kind(then) != kind(now):
        yield _difference(place, f"recorded {kind(then)}, answered {kind(now)}")
    elif isinstance(then, Mapping):
        yield from _differences_of_maps(then, now, place)
    elif isinstance(then, list):
        if len(now) < len(then):
            yield _difference(place, f"recorded {len(then)} entries, answered {len(now)}")
        for one, other in zip(then, now, strict=False):
            yield from _differences(one, other, f"{place}[]")


def _differences_of_maps(then: Mapping[str, Any], now: Mapping[str, Any], place: str) -> Iterator[Difference]:
    is_list = set(then) == {"count", "value"}
    for key, value in then.items():
        where = place if is_list and key == "value" else f"{place}.{key}"
        if key in now:
            yield from _differences(value, now[key], where)
        else:
            yield _difference(where, "missing")
    for key in now.keys() - then.keys():
        yield _difference(f"{place}.{key}", "not recorded")


def _difference(place: str, said: str) -> Difference:
    return Difference(re.sub(r"^(\[\])?\.?", "", place), said)
