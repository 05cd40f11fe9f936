# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stages by their names: definitions and releases both have them under ``environments``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._names import fold, unknown

Document = dict[str, Any]


def stage_named(place: Mapping[str, Any], name: str) -> Document | None:
    """The stage of this name, or None."""
    stages = place.get("environments") or ()
    return next((stage for stage in stages if fold(str(stage.get("name"))) == fold(name)), None)


def known_stage(place: Mapping[str, Any], name: str, where: str, option: str) -> Document:
    """The stage of this name, which there has to be.

    :param where: what the place is in words, such as ``in Release-4``.
    :raises UnknownNameError: there is no such stage; the near misses are named.
    """
    stage = stage_named(place, name)
    if stage is None:
        stages = [str(stage["name"]) for stage in place.get("environments") or ()]
        raise unknown("stage", name, where, stages, option)
    return stage


def stage_names(declared: Sequence[str], place: Mapping[str, Any], option: str) -> list[str]:
    """Names of stages as the server spells them.

    :raises UnknownNameError: there is no such stage; the near misses are named.
    """
    where = f"in '{place.get('name')}'"
    return [str(known_stage(place, name, where, option)["name"]) for name in declared]
