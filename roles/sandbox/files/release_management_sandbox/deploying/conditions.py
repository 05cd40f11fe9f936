# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a stage start by itself: the start of the release, the end of other stages, filters on artifacts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from release_management_sandbox.store import Document, fold


def begins_with_release(release: Document, environment: Document) -> bool:
    """Whether a stage starts when its release does."""
    kinds = {one["conditionType"]: one for one in environment["conditions"]}
    if "environmentState" in kinds or fold(kinds.get("event", {}).get("name") or "") != "releasestarted":
        return False
    return _artifacts_fit(release, environment)


def followers(release: Document, ended: Document) -> list[tuple[Document, float]]:
    """The stages that the end of this one starts, each with the moment: when the last of those it waits for ended.

    [I] A stage that has been deployed before, or tried, is not started again.
    """
    waiting = [one for one in release["environments"] if not one["attempts"] and one["status"] == "notStarted"]
    return [(one, _moment(release, one)) for one in waiting if _follows(release, one, ended)]


def _follows(release: Document, environment: Document, ended: Document) -> bool:
    states = [one for one in environment["conditions"] if one["conditionType"] == "environmentState"]
    if not any(fold(one["name"]) == fold(ended["name"]) for one in states):
        return False
    for condition in states:
        condition["result"] = _is_in_state(release, condition)
    return all(condition["result"] for condition in states) and _artifacts_fit(release, environment)


def _is_in_state(release: Document, condition: Document) -> bool:
    """The value is a number whose bits are statuses: 4 for succeeded, 132 for partially succeeded too."""
    named = next((one for one in release["environments"] if fold(one["name"]) == fold(condition["name"])), None)
    if named is None:
        return False
    wanted = str(condition.get("value") or "4")
    return bool(int(wanted) & _BITS.get(named["status"], 0)) if wanted.isdecimal() else False


_BITS = {"succeeded": 4, "canceled": 8, "rejected": 16, "partiallySucceeded": 128}


def _moment(release: Document, environment: Document) -> float:
    names = {fold(one["name"]) for one in environment["conditions"] if one["conditionType"] == "environmentState"}
    ends = [one["attempts"][-1]["completed"] for one in release["environments"] if fold(one["name"]) in names]
    return float(max(ends))


def _artifacts_fit(release: Document, environment: Document) -> bool:
    """The filters of one artifact are alternatives; a branch with a leading minus is excluded."""
    filters: dict[str, list[Any]] = {}
    for condition in environment["conditions"]:
        if condition["conditionType"] == "artifact":
            filters.setdefault(fold(condition["name"]), []).append(_filter(condition))
    for alias, wanted in filters.items():
        artifact = next((one for one in release["artifacts"] if fold(one["alias"]) == alias), None)
        if artifact is None or not fits(_branch(artifact), artifact.get("tags", []), wanted):
            return False
    return True


def _branch(artifact: Document) -> str:
    return str(artifact["definitionReference"].get("branch", {}).get("id") or "")


def fits(branch: str, tags: Iterable[str], wanted: list[Document]) -> bool:
    """Whether a branch is one of those wanted and none of those excluded, and what was built of it has the tags.

    `wanted` is made by `filter_of`; where nothing is wanted everything fits.
    """
    known = {fold(tag) for tag in tags}
    excluded = [one for one in wanted if one["branch"].startswith("-")]
    included = [one for one in wanted if not one["branch"].startswith("-")]
    if any(_is_branch(branch, one["branch"][1:]) for one in excluded):
        return False
    return not included or any(_is_branch(branch, one["branch"]) and _has_tags(known, one) for one in included)


def _filter(condition: Document) -> Document:
    """The value of an artifact condition is JSON in a string (recorded)."""
    try:
        value = json.loads(condition.get("value") or "{}")
    except ValueError:
        value = {}
    return filter_of(value if isinstance(value, dict) else {})


def filter_of(value: Document) -> Document:
    """An ArtifactFilter of the API, as `fits` needs it."""
    return {
        "branch": str(value.get("sourceBranch") or ""),
        "tags": {fold(tag) for tag in value.get("tags") or []},
        "pattern": (value.get("tagFilter") or {}).get("pattern") or "",
    }


def _is_branch(branch: str, wanted: str) -> bool:
    """An asterisk stands for any text; a filter without a branch is for all of them."""
    pattern = ".*".join(re.escape(part) for part in fold(_short(wanted)).split("*"))
    return not wanted or re.fullmatch(pattern, fold(_short(branch))) is not None


def _has_tags(tags: set[str], wanted: Document) -> bool:
    """All those that are named, and one that the pattern of the filter is found in ([I] so, and in any case)."""
    if not wanted["tags"] <= tags:
        return False
    try:
        return not wanted["pattern"] or any(re.search(wanted["pattern"], tag, re.IGNORECASE) for tag in tags)
    except re.error:
        return False


def _short(branch: str) -> str:
    return branch.removeprefix("refs/heads/")
