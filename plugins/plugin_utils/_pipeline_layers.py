# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of pipelines and stages laid over each other. Nothing here knows of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.alignment import by_key, interleaved
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.places import overlay

Options = dict[str, Any]


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Options:
    """Options of a pipeline or a stage over others: maps are joined, stages by their names, variables by what each says;
    any other value takes the place of the one below.
    """
    joined = overlay(below, above)
    first, second = below.get("environments"), above.get("environments")
    if isinstance(first, list) and isinstance(second, list):
        joined["environments"] = _merged_stages(first, second)
    first, second = below.get("variables"), above.get("variables")
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        joined["variables"] = _merged_variables(first, second)
    return joined


def one_over_another(below: Any, above: Any) -> Any:
    return merged(below, above) if isinstance(below, Mapping) and isinstance(above, Mapping) else above


def _merged_variables(below: Mapping[str, Any], above: Mapping[str, Any]) -> Options:
    """A plain value is only the value of a variable: one that is a secret below stays one."""
    joined = overlay(below, above)
    for name in set(below) & set(above):
        if isinstance(below[name], Mapping) or isinstance(above[name], Mapping):
            joined[name] = overlay(_variable(below[name]), _variable(above[name]))
    return joined


def _variable(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {"value": said}


def _merged_stages(below: list[Any], above: list[Any]) -> list[Any]:
    """In the order of those above, with every other one after the stage that it follows below: as a declaration stands
    on what a server has.
    """
    pairs = by_key(above, below, [lambda stage: name_of(stage) or None])
    own = [one_over_another(below[pairs[here]], stage) if here in pairs else stage for here, stage in enumerate(above)]
    return interleaved(own, below, pairs, set(range(len(below))) - set(pairs.values()))


def with_defaults_of_stages(options: Options, defaults: Mapping[str, Any]) -> Options:
    """Options whose stages stand on what is said of all stages of their name, which is in lower case there."""
    stages = options.get("environments")
    if not defaults or not isinstance(stages, list):
        return options
    return {**options, "environments": [one_over_another(defaults.get(name_of(stage)), stage) for stage in stages]}


def listed(options: Mapping[str, Any]) -> list[Any]:
    stages = options.get("environments")
    return stages if isinstance(stages, list) else []


def name_of(stage: Any) -> str:
    return folded(stage.get("name", "")) if isinstance(stage, Mapping) else ""


def folded(name: Any) -> str:
    return str(name).casefold()
