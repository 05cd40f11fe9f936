# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The diagram of a pipeline's stages as lines of text, which everything that shows Markdown shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ansible_collections.devops.release_management.plugins.plugin_utils._report_diagram import fitted
from ansible_collections.devops.release_management.plugins.plugin_utils._report_overview import Stage
from ansible_collections.devops.release_management.plugins.plugin_utils._report_states import SIGNS

_LETTERS = 60


def outline(stages: Sequence[Stage]) -> list[str]:
    """A line for each stage, under the first of those that it follows; the others are named in it."""
    followers: dict[str, list[Stage]] = {}
    for stage in stages:
        if stage.after:
            followers.setdefault(stage.after[0], []).append(stage)
    told: dict[str, str] = {}
    # Those of a circle, which no server takes, follow nothing that is told: they begin anew.
    for stage in sorted(stages, key=lambda one: bool(one.after)):
        if stage.name not in told:
            told.update(_told(stage, followers, frozenset(told)))
    return list(told.values())


def _told(stage: Stage, followers: Mapping[str, Sequence[Stage]], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The name and the line of a stage, then those of all that follow it."""
    yield stage.name, _line(stage)
    next_ones = [one for one in followers.get(stage.name, ()) if one.name not in known | {stage.name}]
    for one in next_ones:
        is_last = one is next_ones[-1]
        arrow, rest = ("└─▶ ", "    ") if is_last else ("├─▶ ", "│   ")
        for number, (name, line) in enumerate(_told(one, followers, known | {stage.name})):
            yield name, f"{rest if number else arrow}{line}"


def _line(stage: Stage) -> str:
    runs = stage.current.release if stage.current else "nothing yet"
    others = f" (and after {', '.join(fitted(name, _LETTERS) for name in stage.after[1:])})" if stage.after[1:] else ""
    return f"{SIGNS[stage.state.kind]} {fitted(stage.name, _LETTERS)}: {fitted(runs, _LETTERS)}{others}"
