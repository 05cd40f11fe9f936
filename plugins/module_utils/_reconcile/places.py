# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dotted places in documents, and documents laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import ABSENT


def dig(document: Mapping[str, Any], place: str) -> Any:
    """The value at a dotted place, or ABSENT."""
    value: Any = document
    for key in place.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return ABSENT
        value = value[key]
    return value


def bury(document: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a dotted place, making the objects on the way."""
    *way, last = place.split(".")
    for key in way:
        document = document.setdefault(key, {})
    document[last] = value


def overlay(document: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """One map over another; maps within are laid over each other, anything else is replaced."""
    result = dict(document)
    for key, value in over.items():
        below = result.get(key)
        result[key] = overlay(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return result


def without(document: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What a document has besides these places."""
    known = set(known)
    heads = {place.partition(".")[0] for place in known if "." in place} - known
    rest: dict[str, Any] = {}
    for key, value in document.items():
        if key in known or value is None:
            continue
        if key in heads and isinstance(value, Mapping):
            inner = without(value, {place.partition(".")[2] for place in known if place.startswith(f"{key}.")})
            if inner:
                rest[key] = inner
            continue
        rest[key] = value
    return rest
