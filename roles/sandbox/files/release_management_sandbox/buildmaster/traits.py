# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How one BuildMaster differs from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Traits:
    """How this server differs from others of its kind; set by an entry of kind `buildmaster` in the fault plan.

    :ivar version: `current`, or `5`, which has the routes and keys of packages where later ones have builds.
    :ivar forbidden: whether a 403 is `empty` or has `text`.
    :ivar deploy: whether a deployment is answered as `object` or as `array`.
    :ivar sensitive: whether values of sensitive variables are `hidden` when read, or `shown`. [I] Both.
    """

    version: str = "current"
    forbidden: str = "empty"
    deploy: str = "object"
    sensitive: str = "hidden"

    @property
    def has_builds(self) -> bool:
        return self.version != "5"


CHOICES: Mapping[str, tuple[str, ...]] = {
    "version": ("current", "5"),
    "forbidden": ("empty", "text"),
    "deploy": ("object", "array"),
    "sensitive": ("hidden", "shown"),
}


def complaint(options: Mapping[str, Any]) -> str:
    """What is wrong with an entry of a fault plan; empty where nothing is."""
    wrong = [name for name, choices in CHOICES.items() if name in options and options[name] not in choices]
    return f"'{wrong[0]}' must be one of {', '.join(CHOICES[wrong[0]])}" if wrong else ""


def traits_in(options: Mapping[str, Any]) -> dict[str, str]:
    """The traits that an entry sets."""
    return {name: str(options[name]) for name in CHOICES if name in options}
