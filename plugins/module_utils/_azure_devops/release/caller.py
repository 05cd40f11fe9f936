# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who calls: the account of a client's credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.identities import (
    read_identity,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client


@dataclass(frozen=True)
class Caller:
    """The account that a client's requests are made by.

    :ivar account: what the server's filters find it by.
    :ivar shown: what people call it.
    """

    id: str
    account: str
    shown: str

    def is_this(self, person: Mapping[str, Any] | None) -> bool:
        """Whether a reference in a document means this account."""
        return str((person or {}).get("id")).casefold() == self.id.casefold()


def caller_of(client: Client) -> Caller:
    """The account of a client's credentials; one request for as long as the client lives."""
    if "caller" not in client.kept:
        identity = read_identity(client.call("connection_data.get")["authenticatedUser"])
        shown = identity.display_names[0] if identity.display_names else identity.name
        client.kept["caller"] = Caller(identity.id, (*identity.accounts, identity.id)[0], shown)
    caller: Caller = client.kept["caller"]
    return caller
