# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When two values mean the same: canonical forms for the leaves of a document.

A rule is a function from a value as somebody wrote it (YAML, a portal export, the server's answer) to a form in
which equal meaning is equal. Rules never raise: what they do not understand stays as it is, and so differs from
everything else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Rule = Callable[[Any], Any]


def strict(value: Any) -> Any:
    """The value itself, with ``1``, ``1.0`` and ``True`` told apart and the order of keys ignored."""
    try:
        return json.dumps(value, sort_keys=True, default=str)
    except TypeError:  # keys that do not compare: not JSON, so never the server's
        return repr(value)


def text(value: Any) -> Any:
    """Text as the wire has it: YAML booleans and numbers by their spelling there; null, absent and ``""`` are one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value


def folded(value: Any) -> Any:
    """Text in which case does not count, such as a GUID or a name that the server folds."""
    plain = text(value)
    return plain.casefold() if isinstance(plain, str) else plain


def lenient(value: Any) -> Any:
    """Text in which the casing of ``true`` and ``false`` does not count: documents hold both spellings."""
    plain = text(value)
    if isinstance(plain, str) and plain.casefold() in ("true", "false"):
        return plain.casefold()
    return plain


def flag(value: Any) -> Any:
    """A boolean, or its text; null and absent are false."""
    if value is None:
        return False
    if isinstance(value, str) and value.casefold() in ("true", "false", ""):
        return value.casefold() == "true"
    return value


def number(value: Any) -> Any:
    """A whole number, or its text; null and absent are zero."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        return value
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return value


def json_text(value: Any) -> Any:
    """JSON that a field holds as text: compared by what it says, whether it comes as text or as a structure."""
    if isinstance(value, str):
        try:
            return strict(json.loads(value))
        except ValueError:
            return value
    return "" if value is None else strict(value)
