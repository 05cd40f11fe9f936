# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which entry is which: what a person means by inserting, removing, moving and renaming."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes_and_documents import proven

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.alignment import by_key, in_order


def strong(entry: Any) -> Any:
    """Sort and name; an entry without a name has no strong key."""
    return entry if entry[1] is not None else None


def weak(entry: Any) -> Any:
    return entry[0]


KEYS = (strong, weak)
ENTRIES = st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from(["a", "b", "c", "d", None])), max_size=7)
DISTINCT = st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abcdef")), min_size=2, max_size=7, unique=True)


def longest_common(left: list[Any], right: list[Any]) -> int:
    """Length of the longest common subsequence, by the textbook."""
    if not left or not right:
        return 0
    if left[0] is not None and left[0] == right[0]:
        return 1 + longest_common(left[1:], right[1:])
    return max(longest_common(left[1:], right), longest_common(left, right[1:]))


@pytest.mark.parametrize("align", [by_key, in_order])
def test_each_entry_is_used_at_most_once_and_only_for_its_equal(align: Any) -> None:
    @proven(60)
    @given(ENTRIES, ENTRIES)
    def check(declared: list[Any], actual: list[Any]) -> None:
        pairs = align(declared, actual, KEYS)

        assert len(set(pairs.values())) == len(pairs)
        assert set(pairs) <= set(range(len(declared)))
        assert set(pairs.values()) <= set(range(len(actual)))
        assert all(weak(declared[here]) == weak(actual[there]) for here, there in pairs.items())

    check()


@pytest.mark.parametrize("align", [by_key, in_order])
def test_every_equal_strong_key_that_can_be_matched_is_matched(align: Any) -> None:
    """An entry that is still there is never taken for another one, wherever it went."""

    @proven(100)
    @given(ENTRIES, ENTRIES)
    def check(declared: list[Any], actual: list[Any]) -> None:
        pairs = align(declared, actual, KEYS)

        matched = sum(strong(declared[h]) is not None and declared[h] == actual[t] for h, t in pairs.items())
        names = [Counter(e for e in entries if strong(e) is not None) for entries in (declared, actual)]
        assert matched == (names[0] & names[1]).total()

    check()


@proven(80)
@given(ENTRIES, ENTRIES)
def test_as_many_entries_as_possible_keep_their_order(declared: list[Any], actual: list[Any]) -> None:
    pairs = in_order(declared, actual, KEYS)

    equal = sorted((h, t) for h, t in pairs.items() if strong(declared[h]) is not None and declared[h] == actual[t])
    best = longest_common([strong(e) for e in declared], [strong(e) for e in actual])
    rising = [0] * len(equal)
    for index, (_here, there) in enumerate(equal):
        rising[index] = 1 + max((rising[j] for j in range(index) if equal[j][1] < there), default=0)
    assert max(rising, default=0) >= best


@proven(60)
@given(ENTRIES)
def test_a_list_is_itself(entries: list[Any]) -> None:
    assert in_order(entries, list(entries), KEYS) == {index: index for index in range(len(entries))}


@st.composite
def edited(draw: Any) -> tuple[list[Any], list[Any], dict[int, int]]:
    """A list, the list after one edit, and who is who: declared position to actual position."""
    actual = draw(DISTINCT)
    place = draw(st.integers(0, len(actual) - 1))
    same = {index: index for index in range(len(actual))}
    edit = draw(st.sampled_from(["insert", "append", "delete", "swap", "move", "rename"]))
    if edit in ("insert", "append"):
        place = len(actual) if edit == "append" else place
        declared = [*actual[:place], (draw(st.sampled_from("xyz")), "new"), *actual[place:]]
        return declared, actual, {i + (i >= place): i for i in range(len(actual))}
    if edit == "delete":
        return actual[:place] + actual[place + 1 :], actual, {i - (i > place): i for i in same if i != place}
    if edit == "rename":
        return [*actual[:place], (actual[place][0], "new"), *actual[place + 1 :]], actual, same
    other = draw(st.integers(0, len(actual) - 1))
    order = list(same)
    if edit == "swap":
        order[place], order[other] = order[other], order[place]
    else:
        order.insert(other, order.pop(place))
    return [actual[index] for index in order], actual, dict(enumerate(order))


@proven(120)
@given(edited())
def test_one_edit_leaves_everybody_who_they_are(case: tuple[list[Any], list[Any], dict[int, int]]) -> None:
    declared, actual, expected = case

    assert in_order(declared, actual, KEYS) == expected


@pytest.mark.parametrize(
    ("declared", "actual", "expected"),
    [
        pytest.param(["xN", "xb"], ["xa", "xb"], {0: 0, 1: 1}, id="a rename before"),
        pytest.param(["yN", "xb"], ["xa", "xb"], {1: 1}, id="another kind is another entry"),
        pytest.param(["xM", "xN"], ["xa", "xb"], {0: 0, 1: 1}, id="all renamed"),
        pytest.param(["xa", "xa"], ["xa"], {0: 0}, id="a copy is new"),
        pytest.param(["xd", "xb", "xc", "xa"], ["xa", "xb", "xc", "xd"], {0: 3, 1: 1, 2: 2, 3: 0}, id="ends swapped"),
        pytest.param(["xb", "xa", "xd", "xc"], ["xa", "xb", "xc", "xd"], {0: 1, 1: 0, 2: 3, 3: 2}, id="two swaps"),
        pytest.param(["xN", "xb", "xa"], ["xa", "xb", "xc"], {1: 1, 2: 0}, id="moved, not renamed into a new one"),
    ],
)
def test_who_is_who(declared: list[str], actual: list[str], expected: dict[int, int]) -> None:
    pairs = in_order([tuple(e) for e in declared], [tuple(e) for e in actual], KEYS)

    assert {here: there for here, there in pairs.items() if here in expected} == expected
    assert len(pairs) == len(expected) or declared[0] == "xN"


def test_an_id_finds_its_entry_before_a_name_does() -> None:
    actual = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
    declared = [{"name": "a"}, {"id": 1, "name": "b"}]

    assert by_key(declared, actual, (lambda e: e.get("id"), lambda e: e["name"])) == {1: 0}
