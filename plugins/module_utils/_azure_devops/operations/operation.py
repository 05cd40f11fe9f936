# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operation of the API is: its route, its host, and its version on each generation of the server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Host
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    GENERATIONS,
    Generation,
    number,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, VersionError
from ansible_collections.devops.release_management.plugins.module_utils._transport.retries import READ_METHODS

Kind = Literal["json", "text", "zip"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One operation.

    :ivar route: below the host's base address; ``{names}`` are filled from the call's path values.
    :ivar kind: what a successful answer is: a JSON document, text as it is, or a zip archive.
    :ivar versions: the ``api-version`` by version family where it is not the family itself, as for previews.
    :ivar needs: what servers that have it can do, where not all can.
    :ivar older: the operation that does the same on older servers, by the last version family that has that one.
    :ivar reads: whether it changes nothing, whatever its method says.
    :ivar repeatable: a write that may be sent twice, with the same end.
    :ivar top: the query parameter that sets the size of a page.
    """

    method: str
    route: str
    host: Host = "core"
    kind: Kind = "json"
    versions: Mapping[str, str] = field(default_factory=dict)
    needs: Capability | None = None
    older: Mapping[str, Operation] = field(default_factory=dict)
    reads: bool = False
    repeatable: bool = False
    top: str | None = None

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return not self.reads and self.method not in READ_METHODS

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names that the route needs values for."""
        return tuple(_PLACEHOLDER.findall(self.route))

    def on(self, generation: Generation) -> Operation:
        """Return the operation that does this on a generation of the server.

        :raises VersionError: there is none; it says which generation is the first that has it.
        """
        for last, operation in self.older.items():
            if number(generation.family) <= number(last):
                return operation.on(generation)
        if self.needs is not None and not self.needs.of(generation):
            raise VersionError(
                f"{self.needs.missing(generation)} If this server is a newer one, set the option server to its"
                " generation.",
                option="server",
            )
        return self

    def version(self, family: str) -> str:
        """Return the ``api-version`` to ask for, such as ``7.0`` or ``7.0-preview.1``."""
        return self.versions.get(family, family)

    def path(self, values: Mapping[str, Any]) -> str:
        """Return the route with its values, each percent-encoded once.

        :raises DeclarationError: a value cannot stand in a path.
        :raises KeyError: a value is missing.
        """
        return _PLACEHOLDER.sub(lambda match: _encode(match[1], str(values[match[1]])), self.route)


def _encode(name: str, value: str) -> str:
    # "." and ".." would lead to another address, an empty value to the whole list, whatever their encoding.
    if value in ("", ".", ".."):
        raise DeclarationError(f"{value!r} cannot stand for {name} in an address.")
    return quote(value, safe="")


def previews(*numbers: int) -> Mapping[str, str]:
    """The versions of an operation in its previews: one number for each family, the oldest first; plain after them.

    0 is the flag without a number: the newest preview that the server has of the version.
    """
    families = [generation.family for generation in GENERATIONS.values()]
    return {
        family: f"{family}-preview.{preview}" if preview else f"{family}-preview"
        for family, preview in zip(families, numbers, strict=False)
    }


FIRST_PREVIEW = previews(*[1] * len(GENERATIONS))
"""The versions of an operation that never left its first preview."""
