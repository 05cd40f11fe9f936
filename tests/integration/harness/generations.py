# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which generations scenarios run on, what of them is said for some only, and the matrix of what came of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from release_management_sandbox.generations import GENERATIONS

USUAL = "server2022"
EVERYWHERE = frozenset({"generations"})
"""The scenarios that run on every generation, whatever is asked for."""

_BY_AGE = list(GENERATIONS)
_ABSENT = object()


def is_asked() -> bool:
    """Whether the environment variable GENERATIONS asks for any."""
    return bool(os.environ.get("GENERATIONS"))


def wanted() -> list[str]:
    """The generations that the environment variable GENERATIONS asks for: names with commas between them, or `all`."""
    text = os.environ.get("GENERATIONS") or USUAL
    names = _BY_AGE if text == "all" else [name.strip() for name in text.split(",")]
    unknown = sorted(set(names) - set(_BY_AGE))
    if unknown:
        raise ValueError(f"GENERATIONS={text}: there is no {', '.join(unknown)}; there are {', '.join(_BY_AGE)}")
    return names


def is_before(generation: str, since: str) -> bool:
    """Whether a generation is older than another one."""
    return _BY_AGE.index(generation) < _BY_AGE.index(since)


_SINCE = "$since"


def on_generation(content: Any, generation: str) -> Any:
    """What a file says of one generation.

    In place of any value stands `{$since: {tfs2015: a, server2019: b}}`, where it depends on the generation: each
    holds from its own on. Where none holds yet there is nothing: no such key, no such entry.
    """
    if isinstance(content, Mapping) and set(content) == {_SINCE}:
        values = content[_SINCE]
        held = [name for name in values if not is_before(generation, name)]
        return on_generation(values[max(held, key=_BY_AGE.index)], generation) if held else _ABSENT
    if isinstance(content, Mapping):
        entries = {key: on_generation(value, generation) for key, value in content.items()}
        return {key: value for key, value in entries.items() if value is not _ABSENT}
    if isinstance(content, list):
        return [value for entry in content if (value := on_generation(entry, generation)) is not _ABSENT]
    return content


# ------------------------------------------------------------------------------------------------------------ matrix

_TEST = re.compile(r"test_scenarios\.py::test_scenario\[(\w+)-(\w+)\]")
_MARKS = {"passed": "passed", "failed": "FAILED", "skipped": "-"}


def matrix(outcomes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines of a table, scenarios by generations, of the outcomes of tests by their ids.

    Those of a product that has no generations are not in it.
    """
    found: dict[str, dict[str, str]] = {}
    for test, outcome in outcomes:
        match = _TEST.search(test)
        if match and match[1] in GENERATIONS and outcome in _MARKS:
            row = found.setdefault(match[2], {})
            row[match[1]] = (
                _MARKS["failed"] if _MARKS["failed"] in (row.get(match[1]), _MARKS[outcome]) else _MARKS[outcome]
            )
    if not found:
        return
    columns = [name for name in _BY_AGE if any(name in row for row in found.values())]
    width = max(len("scenario"), *map(len, found))
    yield "  ".join(["scenario".ljust(width), *(name.ljust(10) for name in columns)]).rstrip()
    for scenario in sorted(found):
        cells = (found[scenario].get(name, "").ljust(10) for name in columns)
        yield "  ".join([scenario.ljust(width), *cells]).rstrip()
    counted = [mark for row in found.values() for mark in row.values()]
    yield (
        f"{counted.count('passed')} passed, {counted.count('FAILED')} failed,"
        f" {counted.count('-')} not applicable (-), of {len(counted)} on {len(columns)} generations"
    )
