# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release definitions of a folder go, because no declaration is about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.listing import (
    Listing,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._names import first_few

Document = dict[str, Any]


def check_prune(params: Mapping[str, Any]) -> None:
    """Raise DeclarationError unless a folder says where to prune."""
    if params.get("prune") and not params.get("path"):
        raise DeclarationError(
            "deletes only below a folder: say which with path; \\ is the whole project", option="prune"
        )


def to_be_pruned(params: Mapping[str, Any], entries: Sequence[Entry], listing: Listing) -> list[Document]:
    """What the list says of the definitions in the folder that nothing declares.

    Raises DeclarationError where nothing is declared at all, and where a declaration does not say what it is about.
    """
    if not params.get("prune"):
        return []
    candidates = sorted(listing.within(params["path"]), key=lambda entry: int(entry["id"]))
    if not any(entry.is_to_be_there for entry in entries) and not params.get("prune_all"):
        raise DeclarationError(
            f"has no definition that is to be there, so prune would delete all {len(candidates)} in {params['path']} and"
            " below. If that is meant, set prune_all: true",
            option="definitions",
        )
    declared: set[int] = set()
    for entry in entries:
        if entry.identity is None:
            raise DeclarationError(
                f"deletes nothing, because {entry.subject.declaration} does not say which definition it is about",
                option="prune",
            )
        declared |= listing.meant(entry.identity)
    return [candidate for candidate in candidates if int(candidate["id"]) not in declared]


def unsafe_to_prune(surplus: Sequence[Document]) -> DeclarationError:
    """The failure of pruning while others fail: what nothing declares may be what one of them was renamed from."""
    kept = first_few(str(entry.get("name")) for entry in surplus)
    return DeclarationError(f"deletes nothing while others fail. Nothing declares {kept}", option="prune")
