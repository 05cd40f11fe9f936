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
from release_management_sandbox.definitions import era_2015, growth, schema, wire
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document


@dataclass(frozen=True)
class Era:
    """How one era reads a body, shows a whole definition, an entry of a list and one of the history.

    `text` makes the document that the text of a revision has of the shown one, `spelled` a body of a seeded definition.
    """

    read: Callable[[Any, Call], Document]
    show: Callable[[Document, Call, list[str]], Document]
    show_shallow: Callable[[Document, Call, set[str], list[str]], Document]
    show_revision: Callable[[Document, Call], Document]
    text: Callable[[Document], Document]
    spelled: Callable[[Document], Document]


def _read_modern(body: Any, call: Call) -> Document:
    if not isinstance(body, dict):
        raise ModelError("Value cannot be null. Parameter name: releaseDefinition")
    document = schema.read("ReleaseDefinition", body, "")
    return growth.accepted("ReleaseDefinition", document, call.world.generation.maximum)


def _show_modern(definition: Document, call: Call, property_filters: list[str]) -> Document:
    shown = wire.show(definition, call, property_filters)
    return growth.limited("ReleaseDefinition", shown, call.world.generation.maximum)


def _show_modern_entry(definition: Document, call: Call, expand: set[str], property_filters: list[str]) -> Document:
    shown = wire.show_shallow(definition, call, expand, property_filters)
    return growth.limited("DefinitionEntry", shown, call.world.generation.maximum)


def _as_it_is(document: Document, *_call: Call) -> Document:
    return document


ERAS: dict[str, Era] = {
    "2015": Era(
        era_2015.read,
        era_2015.show,
        era_2015.show_shallow,
        era_2015.show_revision,
        era_2015.text,
        era_2015.spelled,
    ),
    "modern": Era(_read_modern, _show_modern, _show_modern_entry, _as_it_is, _as_it_is, _as_it_is),
}


def era_of(call: Call) -> Era:
    return ERAS[call.world.generation.era]
