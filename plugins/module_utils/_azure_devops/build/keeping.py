# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps a build from being deleted: taken away, and put back where that was in vain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.leases import (
    delete_leases,
    in_force,
    leases_of,
    restore_leases,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import read_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.updating import update_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client

Document = dict[str, Any]


class Hold(NamedTuple):
    """What keeps a build: the mark to be kept forever, and its retention leases."""

    is_marked: bool
    leases: Sequence[Mapping[str, Any]]

    def __bool__(self) -> bool:
        return self.is_marked or bool(self.leases)

    def as_options(self) -> Document:
        """The same as options, for a diff."""
        held = [{"owner_id": lease.get("ownerId"), "valid_until": lease.get("validUntil")} for lease in self.leases]
        return {**({"keep_forever": True} if self.is_marked else {}), **({"retention_leases": held} if held else {})}

    def in_words(self) -> str:
        mark = ["the mark to be kept forever"] * self.is_marked
        return " and ".join([*mark, *([f"the retention leases of {holders_of(self.leases)}"] if self.leases else [])])


NOTHING = Hold(False, ())


def hold_of(client: Client, build: Mapping[str, Any]) -> Hold:
    """What keeps a build, as far as the server tells it."""
    return Hold(bool(build.get("keepForever")), leases_of(client, int(build["id"])))


def holders_of(leases: Sequence[Mapping[str, Any]]) -> str:
    """Who holds leases, and until when."""
    return ", ".join(f"{lease.get('ownerId')} until {lease.get('validUntil')}" for lease in leases)


def take_away(client: Client, build: Mapping[str, Any], hold: Hold) -> None:
    """Take away what keeps a build."""
    leases = hold.leases
    if hold.is_marked:
        update_build(client, build, {"keep_forever": False}, check_mode=False)
        # Whoever set it held a lease by it, which is gone now.
        leases = leases_of(client, int(build["id"]))
    delete_leases(client, leases)


def put_back(client: Client, build: Mapping[str, Any], hold: Hold) -> bool:
    """Put back what is not there any more of what kept a build; returns whether that was anything."""
    number = int(build["id"])
    current = read_build(client, number)
    lacks_mark = hold.is_marked and not current.get("keepForever")
    if lacks_mark:
        update_build(client, current, {"keep_forever": True}, check_mode=False)
    there = {str(lease.get("ownerId")).casefold() for lease in leases_of(client, number)}
    lacking = [lease for lease in in_force(hold.leases) if str(lease.get("ownerId")).casefold() not in there]
    restore_leases(client, build, lacking)
    return lacks_mark or bool(lacking)
