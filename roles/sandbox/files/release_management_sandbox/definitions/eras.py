# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes that the documents of the generations have.

What is stored is the modern shape. An era reads a body of its own shape into it and shows it in its own shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import schema, wire
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document


@dataclass(frozen=True)
class Era:
    """How one era reads a body, shows a whole definition, and shows an entry of a list."""

    read: Callable[[Any], Document]
    show: Callable[[Document, Call, list[str]], Document]
    show_shallow: Callable[[Document, Call, set[str], list[str]], Document]


def _read_modern(body: Any) -> Document:
    if not isinstance(body, dict):
        raise ModelError("Value cannot be null. Parameter name: releaseDefinition")
    document: Document = schema.read("ReleaseDefinition", body, "")
    return document


ERAS: dict[str, Era] = {"modern": Era(_read_modern, wire.show, wire.show_shallow)}


def era_of(call: Call) -> Era:
    return ERAS[call.world.generation.era]
