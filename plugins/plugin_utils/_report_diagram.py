# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The diagram of a pipeline's stages: which are where, and what leads to what."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.plugin_utils._report_overview import Stage

WIDTH, HEIGHT = 148, 54
# Two side by side fit a phone of 360 pixels.
_GAP_OF_LAYERS, _GAP_OF_SIBLINGS, _EDGE = 40, 10, 4
_LETTERS = 17


@dataclass(frozen=True)
class Box:
    stage: Stage
    x: int
    y: int
    name: str
    version: str


@dataclass(frozen=True)
class Arrow:
    """:ivar line: a curve, as SVG writes it; :ivar head: the three corners of its head."""

    line: str
    head: str


@dataclass(frozen=True)
class Diagram:
    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def diagram(stages: Sequence[Stage], is_tall: bool = False) -> Diagram:
    """Lay out the stages, each one step behind those that it follows: from left to right, or from top to bottom."""
    places = _places(stages)
    boxes = {stage.name: _box(stage, place, is_tall) for stage, place in zip(stages, places, strict=True)}
    arrows = [_arrow(boxes[name], boxes[stage.name], is_tall) for stage in stages for name in stage.after]
    return Diagram(
        width=max((box.x for box in boxes.values()), default=0) + WIDTH + _EDGE,
        height=max((box.y for box in boxes.values()), default=0) + HEIGHT + _EDGE,
        boxes=list(boxes.values()),
        arrows=arrows,
    )


def _places(stages: Sequence[Stage]) -> list[tuple[int, int]]:
    """For each stage its layer, and how many of that layer are before it."""
    layers: dict[str, int] = {}
    # As many rounds as there are stages settle any order; of a circle, which no server takes, they end all the same.
    for _round in stages:
        for stage in stages:
            layers[stage.name] = max((layers.get(name, 0) + 1 for name in stage.after), default=0)
    taken: dict[int, int] = {}
    places = []
    for stage in stages:
        layer = layers[stage.name]
        places.append((layer, taken.get(layer, 0)))
        taken[layer] = taken.get(layer, 0) + 1
    return places


def _box(stage: Stage, place: tuple[int, int], is_tall: bool) -> Box:
    layer, sibling = place
    along, across = (HEIGHT, WIDTH) if is_tall else (WIDTH, HEIGHT)
    forward = _EDGE + layer * (along + _GAP_OF_LAYERS)
    aside = _EDGE + sibling * (across + _GAP_OF_SIBLINGS)
    x, y = (aside, forward) if is_tall else (forward, aside)
    runs = stage.current.release if stage.current else "nothing yet"
    return Box(stage, x, y, fitted(stage.name), fitted(runs))


def _arrow(start: Box, end: Box, is_tall: bool) -> Arrow:
    if is_tall:
        x1, y1, x2, y2 = start.x + WIDTH // 2, start.y + HEIGHT, end.x + WIDTH // 2, end.y
        bend = f"{x1} {(y1 + y2) // 2} {x2} {(y1 + y2) // 2}"
        return Arrow(f"M{x1} {y1}C{bend} {x2} {y2 - 6}", f"{x2},{y2} {x2 - 4},{y2 - 7} {x2 + 4},{y2 - 7}")
    x1, y1, x2, y2 = start.x + WIDTH, start.y + HEIGHT // 2, end.x, end.y + HEIGHT // 2
    bend = f"{(x1 + x2) // 2} {y1} {(x1 + x2) // 2} {y2}"
    return Arrow(f"M{x1} {y1}C{bend} {x2 - 6} {y2}", f"{x2},{y2} {x2 - 7},{y2 - 4} {x2 - 7},{y2 + 4}")


def fitted(text: str, cells: int = _LETTERS) -> str:
    """A text without control characters, cut to a width: wide letters count twice, those above others not at all."""
    clean = "".join(" " if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp") else one for one in text)
    if sum(map(_cells, clean)) <= cells:
        return clean
    kept, left = "", cells - 1
    for one in clean:
        left -= _cells(one)
        if left < 0:
            break
        kept += one
    # Not many marks above one letter.
    return f"{kept[: cells * 2].rstrip()}…"


def _cells(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "FW" else 1
