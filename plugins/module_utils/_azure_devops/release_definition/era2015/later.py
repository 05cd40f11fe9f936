# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new object of a modern document starts with and servers before 2018 have no place for.

It says no more than what is so there anyway (limits.py refuses the rest), and is left out, so that a new definition is
written as one of its day. Where the server's own document has such a key already, it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Document = dict[str, Any]

_DEFINITION = frozenset({"path", "variableGroups", "properties"})
_STAGE = frozenset(
    {"variableGroups", "preDeploymentGates", "postDeploymentGates", "schedules", "environmentTriggers"}
    | {"retentionPolicy", "processParameters", "properties"}
)
_OPTIONS = frozenset(
    {"enableAccessToken", "emailRecipients", "publishDeploymentStatus", "badgeEnabled", "autoLinkWorkItems"}
    | {"pullRequestDeploymentEnabled"}
)
_APPROVAL_OPTIONS = frozenset({"executionOrder"})
_TASK = frozenset(
    {"refName", "condition", "timeoutInMinutes", "retryCountOnTaskFailure", "environment", "overrideInputs"}
)
_ARTIFACT = frozenset({"isRetained"})
_VARIABLE = frozenset({"allowOverride"})
_TRIGGER = frozenset({"triggerConditions"})
SIDES = ("preDeployApprovals", "postDeployApprovals")
"""The keys of a stage's approvals."""


def without_later(view: Mapping[str, Any], actual: Mapping[str, Any]) -> Document:
    """A modern view without what is of later servers, and that ``actual`` (the server's document) does not have."""
    document = _less(view, _DEFINITION, [actual])
    _variables(document, [actual])
    for key, later in (("artifacts", _ARTIFACT), ("triggers", _TRIGGER)):
        if document.get(key):
            document[key] = [_less(entry, later, actual.get(key)) for entry in document[key]]
    if document.get("environments"):
        known = actual.get("environments") or []
        tasks = [task for stage in known for task in (stage.get("deployStep") or {}).get("tasks") or []]
        document["environments"] = [_stage(stage, known, tasks) for stage in document["environments"]]
    return document


def _variables(view: Document, known: Iterable[Any]) -> None:
    """The same of the variables of a definition or stage, in place."""
    there = [variable for holder in known for variable in (holder.get("variables") or {}).values()]
    for name, variable in (view.get("variables") or {}).items():
        if isinstance(variable, Mapping):
            view["variables"] = {**view["variables"], name: _less(variable, _VARIABLE, filter(_is_map, there))}


def _is_map(value: Any) -> bool:
    return isinstance(value, Mapping)


def _stage(view: Mapping[str, Any], known: list[Document], tasks: list[Document]) -> Document:
    stage = _less(view, _STAGE, known)
    _variables(stage, known)
    if stage.get("environmentOptions"):
        there = [other.get("environmentOptions") for other in known]
        stage["environmentOptions"] = _less(stage["environmentOptions"], _OPTIONS, there)
    for side in SIDES:
        options = (stage.get(side) or {}).get("approvalOptions")
        if options:
            there = [(other.get(side) or {}).get("approvalOptions") for other in known]
            stage[side] = {**stage[side], "approvalOptions": _less(options, _APPROVAL_OPTIONS, there)}
    if stage.get("deployPhases"):
        stage["deployPhases"] = [_phase(phase, tasks) for phase in stage["deployPhases"]]
    return stage


def _phase(phase: Mapping[str, Any], known: list[Document]) -> Document:
    if not phase.get("workflowTasks"):
        return dict(phase)
    return {**phase, "workflowTasks": [_less(task, _TASK, known) for task in phase["workflowTasks"]]}


def _less(entry: Mapping[str, Any], later: frozenset[str], known: Iterable[Any] | None) -> Document:
    """An object without the later keys that none of its like on the server has."""
    there = {key for other in known or () for key in other or ()}
    return {key: value for key, value in entry.items() if key not in later or key in there}
