# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The generations of Azure DevOps: their names, and the version of the API that is spoken with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@lru_cache  # there are some dozens, asked about for each thing that is declared
def number(version: str) -> tuple[int, ...]:
    """The numbers of a version such as ``7.1``, to compare it by."""
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True)
class Generation:
    """One generation of the product.

    :ivar name: its value of the option ``server``.
    :ivar title: its name for people.
    :ivar latest: the latest version of the API that it takes (first release to last update of the generation).
    :ivar family: the version of the API that we speak with it, without preview flags: that of its first release, which
        all its updates know.
    """

    name: str
    title: str
    latest: tuple[str, ...]
    family: str

    def has(self, version: str) -> bool:
        """Whether what came with this version of the API is there."""
        return number(self.family) >= number(version)


#: In the order of their age. The versions are those of Microsoft's documents and of the servers' own answers.
GENERATIONS: Mapping[str, Generation] = {
    generation.name: generation
    for generation in (
        # The first release that has classic release pipelines is Update 2.
        Generation("tfs2015", "Team Foundation Server 2015", ("2.0", "2.1", "2.2", "2.3"), family="2.2"),
        Generation("tfs2017", "Team Foundation Server 2017", ("3.0", "3.1", "3.2"), family="3.0"),
        Generation("tfs2018", "Team Foundation Server 2018", ("4.0", "4.1"), family="4.0"),
        Generation("server2019", "Azure DevOps Server 2019", ("5.0", "5.1", "5.2"), family="5.0"),
        Generation("server2020", "Azure DevOps Server 2020", ("6.0", "6.1"), family="6.0"),
        Generation("server2022", "Azure DevOps Server 2022", ("7.0", "7.1"), family="7.0"),
        Generation("services", "Azure DevOps Services", ("7.2",), family="7.1"),
    )
}

AUTO = "auto"

#: What the option ``server`` takes.
SERVER_CHOICES: tuple[str, ...] = (AUTO, *GENERATIONS)

OLDEST = GENERATIONS["tfs2015"]
NEWEST = GENERATIONS["services"]


def generation_by_latest(version: str) -> Generation | None:
    """Return the generation that names this version as the latest one it supports."""
    return next((generation for generation in GENERATIONS.values() if version in generation.latest), None)


def first_with(version: str) -> Generation:
    """Return the first generation that has what came with a version of the API."""
    return next(generation for generation in GENERATIONS.values() if generation.has(version))
