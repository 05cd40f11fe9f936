# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds secrets in any text, however they are spelled there."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote, quote_plus

LONG_ENOUGH = 6
"""From this length on, that a text contains a secret by mere chance is unlikely."""

_DEEPEST = 20
"""How many branches a pattern has one within the other; the limit of Python's own is not far above."""


class Anywhere(NamedTuple):
    """What finds secrets without regard to their position."""

    in_text: re.Pattern[str] | None
    in_structures: re.Pattern[str] | None


def anywhere(secrets: set[str]) -> Anywhere:
    """What finds any of these: the long ones everywhere, short ones as words of a text."""
    long = {form for secret in secrets if len(secret) >= LONG_ENOUGH for form in _spellings(secret)}
    short = {form for secret in secrets if len(secret) < LONG_ENOUGH for form in _spellings(secret)}
    spelled = [_any_of(long)] if long else []
    words = [rf"(?<!\w)(?:{_any_of(short)})(?!\w)"] if short else []
    return Anywhere(_compiled(spelled + words), _compiled(spelled))


def _compiled(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None


def _any_of(texts: Collection[str], depth: int = 0) -> str:
    """A pattern for any of several texts; of those that fit at a place it takes the longest, so that no rest is left.

    What begins the same is in one branch, and so on: a thousand secrets are looked for in the time of a few.
    """
    if depth == _DEEPEST:
        return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    branches = groupby(sorted(text for text in texts if text), key=lambda text: text[0])
    return "|".join(_branch(set(branch), depth) for _first, branch in branches)


def _branch(texts: set[str], depth: int) -> str:
    start = _common_start(min(texts), max(texts))
    rests = [text[len(start) :] for text in texts if text != start]
    if not rests:
        return re.escape(start)
    return f"{re.escape(start)}(?:{_any_of(rests, depth + 1)}){'?' if start in texts else ''}"


def _common_start(first: str, last: str) -> str:
    """What the first and the last of sorted texts have in common at their start, and so has each between them."""
    differing = (index for index, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differing, min(len(first), len(last)))]


def _spellings(secret: str) -> set[str]:
    """The forms in which messages repeat a value: in JSON, in Python's notation, in an URL, without its line ends."""
    stripped = secret.strip()
    lines = {line.strip() for line in secret.splitlines() if len(line.strip()) >= LONG_ENOUGH}
    plain = {secret, stripped, *lines}
    written = {
        form
        for text in plain
        for form in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1])
    }
    return plain | written | {quote(stripped, safe=""), quote_plus(stripped)}
