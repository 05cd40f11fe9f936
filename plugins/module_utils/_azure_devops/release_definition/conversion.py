# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole document on a server of another generation than its own: converted, not thrown at it.

Servers discard what they do not know, so a document of another day would lose its tasks without a word. What matters
and can not be said there is an error with its place in the document; what only keeps house goes, with a warning.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.era2015.definition import (
    ONE_SETTING,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    Era,
    era_of,
    era_of_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    exceeded,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Choice,
    Layout,
    Nested,
)

Document = dict[str, Any]
Fit = Callable[[Mapping[str, Any], Mapping[str, Any], str], Document]
"""Takes the options that a document declares, the document, and the option that it comes from; gives the options that
the server can have."""

_STEP = re.compile(r"\[\d+\]|[^.\[]+")


def as_declared(options: Mapping[str, Any], _document: Mapping[str, Any], _path: str) -> Document:
    """For a server that is not known: nothing is converted."""
    return dict(options)


def fit_for(generation: Generation, warn: Callable[[str], None]) -> Fit:
    """What converts documents for servers of a generation."""

    def fit(options: Mapping[str, Any], document: Mapping[str, Any], path: str) -> Document:
        source, target = era_of_document(document, path), era_of(generation.name)
        fitting = copy.deepcopy(target.reword(options))
        left_out: list[str] = []
        if source.retains_by_stage and not target.retains_by_stage:
            left_out += _retain_by_definition(fitting)
            _drop_left_overs(fitting)
        for limit, option in list(exceeded(fitting, generation)):
            if not limit.keeps_house:
                limit.capability.need(generation, f"{path}.{place_in_document(option, document, source)}")
            _remove(fitting, option)
            left_out.append(place_in_document(option, document, source))
        if left_out:
            warn(f"{generation.title} has no place for parts of {path}, which are left out: {', '.join(left_out)}.")
        return fitting

    return fit


# --------------------------------------------------------------------------------------------------------- retention


def _retain_by_definition(options: Document) -> list[str]:
    """The longest retention of a stage becomes that of the definition. Returns what gets lost."""
    policies = [stage.pop("retention_policy", None) or {} for stage in options.get("environments") or []]
    days = [policy["days_to_keep"] for policy in policies if policy.get("days_to_keep") is not None]
    if days and not options.get("retention_policy"):
        options["retention_policy"] = {"days_to_keep": max(days)}
    details = {key for policy in policies for key in policy} - {"days_to_keep"}
    lost = "all of the stages' retention but the most days" if details or len(set(days)) > 1 else ""
    return [lost] if lost else []


def _drop_left_overs(options: Document) -> None:
    """What documents from 2018 on have of a stage's old settings, beside the job's own, means nothing."""
    for stage in options.get("environments") or []:
        if stage.get("deploy_phases") and stage.get("environment_options"):
            own = stage["environment_options"]
            stage["environment_options"] = {key: value for key, value in own.items() if key not in ONE_SETTING}


# ------------------------------------------------------------------------------------------------------------- places


def _remove(options: Any, path: str) -> None:
    *way, last = _STEP.findall(path)
    for step in way:
        options = options[int(step[1:-1])] if step.startswith("[") else options[step]
    options.pop(last, None)


def place_in_document(option: str, document: Mapping[str, Any], era: Era) -> str:
    """Where in a document an option of it stands: ``environments[0].retentionPolicy``."""
    place = ""
    codec: Any = Nested(era.definition)
    for step in _STEP.findall(option):
        if step.startswith("["):
            place += _index_in_document(document, int(step[1:-1])) if place == "environments" else step
            codec = getattr(codec, "entry", None)
            continue
        wire, codec = _wire_of(codec, step)
        place += f".{wire}" if place else wire
    return era.place(place)


def _index_in_document(document: Mapping[str, Any], index: int) -> str:
    """Options have the stages by rank, a document in any order."""
    stages = document.get("environments") or []
    return f"[{sorted(range(len(stages)), key=lambda place: rules.number(stages[place].get('rank')))[index]}]"


def _wire_of(codec: Any, option: str) -> tuple[str, Any]:
    """The key of an option, and its codec; a free name is its own key."""
    for layout in _layouts(codec):
        for row in layout.rows:
            if option in row.options:
                return next(iter(row.places)), getattr(row, "codec", None)
    return option, getattr(codec, "entry", None)


def _layouts(codec: Any) -> list[Layout]:
    if isinstance(codec, Choice):
        return list(codec.layouts.values())
    return [codec.layout] if isinstance(codec, Nested) else []
