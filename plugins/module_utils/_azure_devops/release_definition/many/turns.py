# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to wait for what: a definition takes the name of another one after that gave it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.listing import (
    Listing,
)

Place = tuple[str, str]
"""A name, casefolded, and a folder."""


@dataclass(frozen=True)
class Move:
    """A definition that is to give up its name or folder.

    :ivar there: where it is going; None where it is to be deleted.
    """

    id: int
    here: Place
    there: Place | None


def move_of(entry: Entry, listing: Listing) -> Move | None:
    """What an entry moves, renames or deletes, as far as the list of definitions tells that; else None."""
    identity = entry.identity
    if identity is None or entry.declaration is None:
        return None
    found = listing.only(identity)
    if found is None:
        return None
    here = _place(found.get("name"), found.get("path"))
    if not entry.is_to_be_there:
        return Move(int(found["id"]), here, None)
    there = _place(identity.name or found.get("name"), identity.path or found.get("path"))
    return None if identity.id is None or there == here else Move(identity.id, here, there)


def turns_of(moves: Sequence[Move | None]) -> list[int]:
    """The turn in which each entry is due: 0 for those that need not wait.

    Those that want the places of each other, which no order gives them, are due at once: the first finds it taken.
    """
    given_up = {move.here: index for index, move in enumerate(moves) if move is not None}
    waits = {
        index: given_up[move.there]
        for index, move in enumerate(moves)
        if move is not None and move.there is not None and move.there in given_up and given_up[move.there] != index
    }
    return [_turn(index, waits) for index in range(len(moves))]


def _turn(index: int, waits: dict[int, int]) -> int:
    turn = 0
    while index in waits and turn <= len(waits):
        index, turn = waits[index], turn + 1
    return 0 if turn > len(waits) else turn


def _place(name: object, path: object) -> Place:
    return str(name).casefold(), codecs.folder(None if path is None else str(path))
