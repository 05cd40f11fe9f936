# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which definitions the entries of one task claim, which names they leave and take, and who has to wait for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.listing import (
    Listing,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Place = tuple[str, str]
"""A name, casefolded, and a folder."""


@dataclass(frozen=True)
class Claim:
    """What an entry is about.

    :ivar ids: the definition that it is about; several where its name is in several folders, none where it is new.
    :ivar here: the place of that definition, as far as the list tells; None where it is not there or not certain.
    :ivar there: the place that it has in the end, or that nothing is to have; None where that is not certain.
    :ivar leaves: whether its place is free in the end.
    :ivar left: the ids that have its name, and lose it by other entries, which name them by their ids.
    :ivar may_come_back: whether it may be a deleted definition, whose place nobody knows before it is restored.
    """

    ids: frozenset[int] = frozenset()
    here: Place | None = None
    there: Place | None = None
    leaves: bool = False
    left: frozenset[int] = frozenset()
    may_come_back: bool = False

    @property
    def id(self) -> int | None:
        """The one definition that it is about."""
        return next(iter(self.ids)) if len(self.ids) == 1 else None


def claims_of(entries: Sequence[Entry], listing: Listing) -> list[Claim]:
    """What each entry claims. A name that another entry takes away from what has it means a new definition."""
    by_id = [_claim_of_id(entry, listing) for entry in entries]
    leaving = frozenset(number for claim in by_id if claim is not None and claim.leaves for number in claim.ids)
    return [
        claim if claim is not None else _claim_of_name(entry, listing, leaving)
        for entry, claim in zip(entries, by_id, strict=True)
    ]


def _claim_of_id(entry: Entry, listing: Listing) -> Claim | None:
    """The claim of an entry that names its definition by the id; None for others."""
    identity = entry.identity
    if identity is None or identity.id is None:
        return None
    ids, found = frozenset({identity.id}), listing.of_id(identity.id)
    if found is None:
        is_certain = identity.name is not None and identity.path is not None and entry.is_to_be_there
        there = _place(identity.name, identity.path) if is_certain else None
        return Claim(ids, there=there, may_come_back=entry.is_to_be_there)
    here = _place(found.get("name"), found.get("path"))
    if not entry.is_to_be_there:
        return Claim(ids, here, leaves=True)
    name = found.get("name") if identity.name is None else identity.name
    there = _place(name, found.get("path") if identity.path is None else identity.path)
    return Claim(ids, here, there, leaves=there != here)


def _claim_of_name(entry: Entry, listing: Listing, leaving: frozenset[int]) -> Claim:
    identity = entry.identity
    if identity is None:
        return Claim()
    meant = frozenset(listing.meant(identity))
    ids, left = meant - leaving, meant & leaving
    if len(ids) > 1:
        return Claim(ids, left=left)
    found: Mapping[str, Any] = (listing.of_id(next(iter(ids))) if ids else None) or {}
    here = _place(found.get("name"), found.get("path")) if found else None
    there = _place(identity.name, found.get("path") if found else identity.path)
    return Claim(ids, here, there, leaves=not entry.is_to_be_there, left=left)


def _place(name: object, path: object) -> Place:
    return str(name).casefold(), codecs.folder(None if path is None else str(path))


def check_no_twins(entries: Sequence[Entry], claims: Sequence[Claim]) -> None:
    """Raise DeclarationError where two entries are about the same definition: it would end in either state."""
    seen: dict[object, Entry] = {}
    for entry, claim in zip(entries, claims, strict=True):
        if entry.declaration is None:
            continue
        for key in (*sorted(claim.ids), *filter(None, [claim.there])):
            if key in seen:
                own = f"{entry.subject.source} " if entry.subject.source else ""
                same = (
                    "is about the same release definition" if isinstance(key, int) else "has the same name and folder"
                )
                raise DeclarationError(
                    f"{own}{same} as {seen[key].subject.declaration}: {seen[key].subject}",
                    option="definitions" if own else entry.subject.place,
                )
            seen[key] = entry


def waits_of(claims: Sequence[Claim]) -> list[frozenset[int]]:
    """By entry, the entries that have to leave the name or folder before it can take that."""
    leaving = {claim.here: index for index, claim in enumerate(claims) if claim.leaves and claim.here is not None}
    of_id = {number: index for index, claim in enumerate(claims) if claim.leaves for number in claim.ids}
    waits = []
    for index, claim in enumerate(claims):
        found = {of_id[number] for number in claim.left}
        if claim.there in leaving and claim.there != claim.here:
            found.add(leaving[claim.there])
        waits.append(frozenset(found - {index}))
    return waits


def turns_of(claims: Sequence[Claim], waits: Sequence[frozenset[int]]) -> list[int]:
    """The turn in which each entry is due: 0 for those that need not wait.

    Those that want the places of each other, which no order gives them, are due together: the first finds it taken.
    """
    turns: dict[int, int] = {}
    left = frozenset(range(len(claims)))
    while left:
        due = frozenset(index for index in left if not waits[index] & left) or _in_circles(left, waits)
        turns.update(dict.fromkeys(due, max(turns.values(), default=-1) + 1))
        left -= due
    last = max(turns.values(), default=0) + 1
    return [last if claim.may_come_back else turns[index] for index, claim in enumerate(claims)]


def _in_circles(entries: frozenset[int], waits: Sequence[frozenset[int]]) -> frozenset[int]:
    """Those of some entries, none of which can be first, that others of them wait for: the rest only waits behind."""
    while (awaited := frozenset(other for index in entries for other in waits[index]) & entries) != entries:
        entries = awaited
    return entries
