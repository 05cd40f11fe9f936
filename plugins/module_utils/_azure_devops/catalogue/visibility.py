# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a task's input is shown, by the rule that the catalogue gives: ``action = Build || action = Push``."""

from __future__ import annotations

import re
from collections.abc import Callable

_CLAUSE = re.compile(r"(?P<input>[^\s=!]+)\s*(?P<operator>==?|!=|\bNotIn\b|\bIn\b)\s*(?P<value>.*)", re.IGNORECASE)

ValueOf = Callable[[str], "str | None"]
"""Gives the value that an input has, ``""`` for an empty one; None when it cannot be known."""


def is_visible(rule: str, value_of: ValueOf) -> bool | None:
    """Evaluate a rule of clauses with ``&&`` and ``||``; None when it cannot be known before the task runs."""
    if not rule.strip():
        return True
    return _any([_all([_clause(part, value_of) for part in either.split("&&")]) for either in rule.split("||")])


def _clause(text: str, value_of: ValueOf) -> bool | None:
    match = _CLAUSE.fullmatch(text.strip())
    value = value_of(match["input"]) if match else None
    if match is None or value is None or "$(" in value:
        return None
    operator, folded = match["operator"].casefold(), value.casefold()
    wanted = match["value"].strip().strip("\"'").casefold()
    if operator in ("in", "notin"):
        return (folded in [option.strip() for option in wanted.split(",")]) == (operator == "in")
    return (folded == wanted) == (operator != "!=")


def _any(values: list[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True
