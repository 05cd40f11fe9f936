# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release definitions of a folder go, because no declaration is about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.claims import (
    Claim,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.listing import (
    Listing,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Report,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._names import first_few

Document = dict[str, Any]


def check_prune(params: Mapping[str, Any]) -> None:
    """Raise DeclarationError unless a folder says where to prune."""
    if params.get("prune") and not params.get("path"):
        raise DeclarationError("deletes only below a folder: set path to one. \\ is the whole project", option="prune")


def to_be_pruned(
    params: Mapping[str, Any], entries: Sequence[Entry], claims: Sequence[Claim], listing: Listing
) -> list[Document]:
    """What the list says of the definitions in the folder that nothing declares.

    Raises DeclarationError where nothing is declared at all.
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
    declared = {number for claim in claims for number in claim.ids | claim.left}
    return [candidate for candidate in candidates if int(candidate["id"]) not in declared]


def reason_not_to(surplus: Sequence[Document], entries: Sequence[Entry], reports: Sequence[Report]) -> str | None:
    """Why what nothing declares is not deleted, in a sentence; None where nothing keeps from it.

    While a declaration fails, what nothing declares may be what that one was renamed from.

    :param reports: what became of the declarations.
    """
    if not surplus:
        return None
    nobody = next((entry.subject for entry in entries if entry.identity is None), None)
    if nobody is not None:
        return f"Nothing is pruned, because {nobody.declaration} does not say which definition it is about."
    if any(report.error for report in reports):
        kept = first_few(str(entry.get("name")) for entry in surplus)
        return f"Nothing is pruned while others fail. Nothing declares {kept}."
    return None
