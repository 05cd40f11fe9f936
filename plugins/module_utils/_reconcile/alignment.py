# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which entry of a declared list is which entry of the server's list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

Key = Callable[[Any], "Hashable | None"]
"""What an entry goes by; ``None`` when it has no such name and can not be found by it."""


def by_key(declared: Sequence[Any], actual: Sequence[Any], keys: Sequence[Key]) -> dict[int, int]:
    """Pairs of positions (declared to actual), order ignored: by the first key first, what is left by the next."""
    pairs: dict[int, int] = {}
    for key in keys:
        free: dict[Hashable, list[int]] = {}
        taken = set(pairs.values())
        for there, entry in enumerate(actual):
            name = key(entry)
            if there not in taken and name is not None:
                free.setdefault(name, []).append(there)
        for here, entry in enumerate(declared):
            name = key(entry)
            if here not in pairs and name is not None and free.get(name):
                pairs[here] = free[name].pop(0)
    return pairs


def in_order(declared: Sequence[Any], actual: Sequence[Any], keys: Sequence[Key]) -> dict[int, int]:
    """Pairs of positions of two ordered lists, so that an insertion is an insertion and a rename is a rename.

    The longest common subsequence on the first key are the anchors; an entry that still has a twin by that key has
    moved. What is left is aligned on the weaker keys, within the gaps between the anchors.
    """
    everything = (range(len(declared)), range(len(actual)))
    anchors = _common(declared, actual, keys[0], everything)
    pairs = dict(anchors)
    here, there = _unpaired(everything, pairs)
    moved = by_key([declared[index] for index in here], [actual[index] for index in there], keys[:1])
    pairs.update({here[index]: there[twin] for index, twin in moved.items()})
    for key in keys[1:]:
        for gap in _gaps(anchors, everything):
            found = _common(declared, actual, key, _unpaired(gap, pairs))
            pairs.update(found)
            anchors = sorted([*anchors, *found])
    return pairs


def interleaved(
    ordered: Sequence[Any], known: Sequence[Any], there_of: Mapping[int, int], kept: Collection[int]
) -> list[Any]:
    """The declared entries in their order, with every kept one after that which it follows in the other list.

    What only the declared ones have stays behind that which it follows among them.

    :param there_of: where the other list has a declared entry, for those that are in both.
    :param kept: the positions in the other list of what stays without being declared.
    """
    final: list[tuple[int | None, Any]] = []
    for here, entry in enumerate(ordered):
        final.append((there_of.get(here, final[-1][0] if final else None), entry))
    for there in sorted(kept):
        at = max(
            (index + 1 for index, (other, _entry) in enumerate(final) if other is not None and other < there), default=0
        )
        final.insert(at, (there, known[there]))
    return [entry for _there, entry in final]


Stretch = tuple[Sequence[int], Sequence[int]]
"""Positions in the declared list, and positions in the other."""


def _gaps(anchors: Sequence[tuple[int, int]], everything: Stretch) -> list[Stretch]:
    """The stretches between the anchors."""
    gaps: list[Stretch] = []
    start_here = start_there = 0
    for end_here, end_there in [*anchors, (len(everything[0]), len(everything[1]))]:
        gaps.append((range(start_here, end_here), range(start_there, end_there)))
        start_here, start_there = end_here + 1, end_there + 1
    return gaps


def _unpaired(stretch: Stretch, pairs: Mapping[int, int]) -> tuple[list[int], list[int]]:
    taken = set(pairs.values())
    return [index for index in stretch[0] if index not in pairs], [index for index in stretch[1] if index not in taken]


def _common(declared: Sequence[Any], actual: Sequence[Any], key: Key, stretch: Stretch) -> list[tuple[int, int]]:
    """Pairs of positions within a stretch: its longest common subsequence on a key."""
    here, there = stretch
    left, right = [key(declared[index]) for index in here], [key(actual[index]) for index in there]
    return [(here[i], there[j]) for i, j in _longest_common_subsequence(left, right)]


def _longest_common_subsequence(
    left: Sequence[Hashable | None], right: Sequence[Hashable | None]
) -> list[tuple[int, int]]:
    lengths = [[0] * (len(right) + 1) for _row in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            if left[i] is not None and left[i] == right[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] is not None and left[i] == right[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
