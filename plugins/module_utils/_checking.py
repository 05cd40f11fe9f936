# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is checked of the options of every task, before anything is asked of a server."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

_BOUNDS: Mapping[str, tuple[Callable[[float], bool], str]] = {
    "concurrency": (lambda number: number > 0, "must be greater than 0"),
    "match_limit": (lambda number: number > 0, "must be greater than 0"),
    "poll_interval": (lambda number: 0 < number < math.inf, "must be a number greater than 0"),
    "wait_timeout": (lambda number: number >= 0, "must be 0 or more"),
}
"""Options with a number: what it may be, whichever resource has the option."""


def check_options(declared: Mapping[str, Any], resource: Resource) -> None:
    """Check what can be checked without knowing the resource.

    :param declared: the options that the task gives, and defaults.
    :raises DeclarationError: a number is none or out of its bounds, or a text is empty that must not be.
    """
    for option, spec in resource.argument_spec.items():
        # For Python, and so for Ansible, true is the number 1.
        if spec.get("type") == "int" and isinstance(declared.get(option), bool):
            raise DeclarationError("must be a whole number", option=option)
    for option, (is_right, sentence) in _BOUNDS.items():
        if option in declared and not is_right(declared[option]):
            raise DeclarationError(sentence, option=option)
    for option in resource.never_empty:
        for place in _empty_places(declared.get(option), option):
            raise DeclarationError(_about_empty(resource, option), option=place)


def _empty_places(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, str) and not value.strip():
        yield place
    elif isinstance(value, (list, tuple)):
        for index, entry in enumerate(value):
            yield from _empty_places(entry, f"{place}[{index}]")


def _about_empty(resource: Resource, option: str) -> str:
    if resource.argument_spec[option].get("required"):
        return "must not be empty"
    # What a template left empty must not mean all that there is.
    return "must not be empty. Where nothing is to be chosen by it, leave it out, or give omit or null"
