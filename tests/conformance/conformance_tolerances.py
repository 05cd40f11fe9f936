# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All differences between recorded answers and those of the sandbox that are right to keep, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """`place` as in `environments[].id`, that of an entry of a list without the list; `said` tells what is there."""

    place: str
    said: str

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


@dataclass(frozen=True)
class Tolerance:
    """A difference, and the recordings in whose comparison it comes up; it has to."""

    difference: Difference
    recordings: tuple[str, ...]
    why: str


ASIDE: dict[str, str] = {
    "isContainer": "people are the sandbox's own; of the recorded ones some were groups, which have this key",
}
"""Keys that are not compared in any answer. Values never are: only what kind they are of."""

UNORDERED: dict[str, tuple[str, ...]] = {"records": ("type", "order")}
"""Lists in no order, with what theirs is made of for the comparison: the records of a timeline come as they like."""

TOLERATED = (
    Tolerance(
        Difference("", "recorded 8 entries, answered 5"),
        ("build-builds/GET__build_builds__knownBuildId__changes",),
        "the seeded branch has five commits",
    ),
    Tolerance(
        Difference("records[].details", "recorded map, answered null"),
        ("build-builds/GET__build_builds__knownBuildId__timeline",),
        "one task of 2015 wrote a timeline of its own",
    ),
    Tolerance(
        Difference("records[].issues", "missing"),
        ("build-builds/GET__build_builds__knownBuildId__timeline",),
        "whether a task warns depends on its run",
    ),
)


def untolerated(name: str, found: Iterable[Difference]) -> list[Difference]:
    """What is not in the table: differences that nobody allowed."""
    allowed = {one.difference for one in TOLERATED if name in one.recordings}
    return [one for one in found if one not in allowed]


def outdated(name: str, found: Iterable[Difference]) -> list[Difference]:
    """What is in the table and does not come up any more."""
    known = set(found)
    wanted = [one for one in TOLERATED if name in one.recordings]
    return [one.difference for one in wanted if one.difference not in known]
