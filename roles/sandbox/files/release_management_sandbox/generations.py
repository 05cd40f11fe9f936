# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generations of the server, as a table, and the arithmetic of API versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


class ApiVersion(NamedTuple):
    """A version such as 7.1, without preview flag."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class RequestedVersion(NamedTuple):
    """What a request asked for; `preview` is None without the flag and 0 for a flag without a number."""

    version: ApiVersion
    preview: int | None
    text: str


_REQUESTED = re.compile(r"^(\d+)(?:\.(\d+))?(?:-preview(?:\.(\d+))?)?$", re.IGNORECASE)


def parse_version(text: str) -> RequestedVersion | None:
    """Read "7.1", "7", "7.2-preview" or "7.2-preview.4"; None when it is none of these."""
    match = _REQUESTED.match(text.strip())
    if match is None:
        return None
    preview = int(match[3] or 0) if "-preview" in text.lower() else None
    return RequestedVersion(ApiVersion(int(match[1]), int(match[2] or 0)), preview, text.strip())


@dataclass(frozen=True)
class Nouns:
    """What a generation calls things in its texts: pairs of today's word and its own, singular and in lower case.

    [I] The older wording: no text of an older server is recorded, only that the nouns changed over time. Clients must
    go by status and typeKey.
    """

    words: tuple[tuple[str, str], ...] = ()

    def spoken(self, message: str) -> str:
        """A message of today in the words of this generation; what stands between quotes is somebody's name."""
        parts = _QUOTED.split(message)
        for today, own in self.words:
            parts[::2] = [re.sub(rf"\b{today}(?=s?\b)", own, part) for part in parts[::2]]
            parts[::2] = [re.sub(rf"\b{today.capitalize()}(?=s?\b)", own.capitalize(), part) for part in parts[::2]]
        return "".join(parts)


_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
TODAY = Nouns()
_DEFINITIONS = Nouns(
    (
        ("pipeline", "definition"),
        ("stage", "environment"),
        ("Azure DevOps Server", "Team Foundation Server"),
        ("Azure DevOps administrator", "Team Foundation Server administrator"),
    )
)


@dataclass(frozen=True)
class Generation:
    """One generation of the product.

    `maximum` is the newest version that it answers, `released` the newest that needs no preview flag, `hosted` tells
    the cloud service (separate hosts, sign-in pages) from the installed one, `era` is the shape of its documents,
    `tokens` tells whether it has personal access tokens.
    """

    name: str
    maximum: ApiVersion
    released: ApiVersion
    era: str
    nouns: Nouns = TODAY
    hosted: bool = False
    tokens: bool = True


GENERATIONS: dict[str, Generation] = {
    generation.name: generation
    for generation in (
        # Update 2 and 3. [I] Personal access tokens came with the next one.
        Generation("tfs2015", ApiVersion(2, 2), ApiVersion(2, 2), era="2015", nouns=_DEFINITIONS, tokens=False),
        # All updates in one.
        Generation("tfs2017", ApiVersion(3, 2), ApiVersion(3, 2), era="2015", nouns=_DEFINITIONS),
        Generation("tfs2018", ApiVersion(4, 1), ApiVersion(4, 1), era="modern", nouns=_DEFINITIONS),
        # The first update: its refusal of 5.2 is quoted with 5.1 as the latest.
        Generation("server2019", ApiVersion(5, 1), ApiVersion(5, 1), era="modern"),
        Generation("server2020", ApiVersion(6, 1), ApiVersion(6, 0), era="modern"),
        Generation("server2022", ApiVersion(7, 1), ApiVersion(7, 1), era="modern"),
        Generation("services", ApiVersion(7, 2), ApiVersion(7, 1), era="modern", hosted=True),
    )
}
"""From the oldest to the newest."""
