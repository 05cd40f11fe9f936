# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is `omit`, where Ansible does not leave it out itself: it does so in the options of a task only."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

_DATA = (Mapping, list, tuple, set, int, float, datetime.date)
"""What is certainly a value."""


def value_of(variable: str, variables: Mapping[str, Any], template: Callable[[Any], Any]) -> Any:
    """The value of a variable, which is a template; null where it is `omit`.

    Before ansible-core 2.19 that is a text, which is a variable too. From then on it is an object, which templating
    drops from lists, and which alone is an error.
    """
    for value in template([variables[variable]]):
        return None if is_omit(value, variables, template) else value
    return None


def is_omit(value: Any, variables: Mapping[str, Any], template: Callable[[Any], Any]) -> bool:
    """Whether a value that needs no templating any more is `omit`, as what a lookup is given may be."""
    if isinstance(value, str):
        return bool(value == variables.get("omit"))
    return value is not None and not isinstance(value, _DATA) and not template([value])
