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
class Generation:
    """One generation of the product.

    `maximum` is the newest version that it answers, `released` the newest that needs no preview flag, `hosted` tells
    the cloud service (separate hosts, sign-in pages) from the installed one, `era` is the shape of its documents.
    """

    name: str
    maximum: ApiVersion
    released: ApiVersion
    hosted: bool
    era: str


GENERATIONS: dict[str, Generation] = {
    generation.name: generation
    for generation in (
        Generation("server2022", ApiVersion(7, 1), ApiVersion(7, 1), hosted=False, era="modern"),
        Generation("services", ApiVersion(7, 2), ApiVersion(7, 1), hosted=True, era="modern"),
    )
}
