# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What two results have in common, and what they may differ in."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

HOW_IT_RAN = frozenset(
    {"invocation", "discovered_interpreter_python", "activity_id", "jobId", "elapsed"}
    | {"runPlanId", "timelineRecordId", "taskInstanceId", "timeToDeploy"}
)
"""Keys of a result that depend on the path that a task took, or on chance."""

GIVEN_AT_WRITING = frozenset(
    {"revision", "createdOn", "createdBy", "modifiedOn", "modifiedBy", "url", "_links", "badgeUrl", "lastRelease"}
    | {"currentRelease", "comment"}
)
"""Marks of a write that nobody can foretell."""

INJECTED_DEMAND = "Agent.Version -gtVersion 1.87"
"""Added by the server to the agent jobs of a definition with a Build artifact."""

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
_DIGEST = re.compile(r"scrypt\$[^\"\\]+")
_MARK = re.compile(r"(\[devops\.release_management) (?:(?P<attempt>\w+) (?P=attempt)|(?P<key>\w+) \w+)\]")
"""The mark of a release in its description: what was declared, and which attempt at creating it was the one; twice the
attempt where the release was to be another one than any before it.
"""


def without_chance(value: Any) -> Any:
    """A result without what differs from run to run: dates, salts, ids of requests."""
    if isinstance(value, Mapping):
        return {
            key: without_chance(entry)
            for key, entry in value.items()
            if key not in HOW_IT_RAN and not str(key).startswith("_ansible_")
        }
    if isinstance(value, list):
        return [without_chance(entry) for entry in value]
    if isinstance(value, str):
        return _MARK.sub(r"\1 \g<key> (attempt)]", _DIGEST.sub("(digest)", _DATE.sub("(date)", value)))
    return value


def unlike(checked: Any, real: Any, place: str = "") -> Iterator[str]:
    """Where check mode's prediction contradicts what the real run returned, place by place.

    A prediction need not have what only the server adds. What it has must be so; an id may be null instead, for
    what it only pretends to create.
    """
    checked, real = _plain_property(checked), _plain_property(real)
    if isinstance(checked, Mapping) and isinstance(real, Mapping):
        yield from _unlike_maps(checked, real, place)
    elif isinstance(checked, list) and isinstance(real, list):
        real = [entry for entry in real if entry != INJECTED_DEMAND or entry in checked]
        if len(checked) != len(real):
            yield f"{place}: foretold {len(checked)} entries, really {len(real)}"
        for index, (one, other) in enumerate(zip(checked, real, strict=False)):
            yield from unlike(one, other, f"{place}[{index}]")
    elif without_chance(checked) != without_chance(real) and not (_empty(checked) and _empty(real)):
        yield f"{place}: foretold {checked!r}, really {real!r}"


def _unlike_maps(checked: Mapping[str, Any], real: Mapping[str, Any], place: str) -> Iterator[str]:
    for key, value in checked.items():
        if key in GIVEN_AT_WRITING or key in HOW_IT_RAN or str(key).startswith("_ansible_"):
            continue
        # Null, or the 0 of a part that the server counts as none.
        if key in ("id", "buildNumber", "number") and not value:
            continue
        if key in real:
            yield from unlike(value, real[key], f"{place}.{key}")
        elif not _empty(value):
            yield f"{place}.{key}: foretold {value!r}, really absent"


def _plain_property(value: Any) -> Any:
    return value["$value"] if isinstance(value, Mapping) and set(value) == {"$type", "$value"} else value


def _empty(value: Any) -> bool:
    """Whether a value says nothing, such as `{id: "", name: ""}`, which some generations leave out."""
    return value in (None, "", [], {}, False) or (isinstance(value, Mapping) and all(map(_empty, value.values())))


def lacks(expected: Any, actual: Any, place: str = "") -> Iterator[str]:
    """Where a document lacks what is expected of it, place by place.

    A map needs to have the expected keys, a list just the expected entries; a text between slashes is a regular
    expression; `~absent` means that there is no such key.
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        yield from _lacking_keys(expected, actual, place)
    elif isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from lacks(one, other, f"{place}[{index}]")
    elif _is_pattern(expected):
        if not re.search(expected[1:-1], str(actual)):
            yield f"{place}: {actual!r} does not match {expected}"
    elif expected != actual:
        yield f"{place}: expected {expected!r}, it is {actual!r}"


def _lacking_keys(expected: Mapping[str, Any], actual: Mapping[str, Any], place: str) -> Iterator[str]:
    for key, value in expected.items():
        if value == "~absent":
            if key in actual:
                yield f"{place}.{key}: should be absent, it is {actual[key]!r}"
        elif key not in actual:
            yield f"{place}.{key}: is absent, expected {value!r}; there are {sorted(map(str, actual))}"
        else:
            yield from lacks(value, actual[key], f"{place}.{key}")


def _is_pattern(expected: Any) -> bool:
    return isinstance(expected, str) and len(expected) > 2 and expected[0] == expected[-1] == "/"


def difference(one: Any, other: Any) -> str:
    """Where two values differ, as lines of their YAML."""
    lines = [as_text(without_chance(value)).splitlines() for value in (one, other)]
    return "\n".join(difflib.unified_diff(*lines, "in process", "as module", lineterm="", n=4))


def as_text(value: Any) -> str:
    """A diff as a person reads it."""
    return yaml.safe_dump(json.loads(json.dumps(value, default=str)), width=200, sort_keys=True)
