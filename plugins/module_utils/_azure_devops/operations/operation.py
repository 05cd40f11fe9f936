# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operation of the API is: its route, its host, and its version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Host
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Kind = Literal["json", "text", "zip"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One operation.

    :ivar route: below the host's base address; ``{names}`` are filled from the call's path values.
    :ivar kind: what a successful answer is: a JSON document, text as it is, or a zip archive.
    :ivar previews: by version family the number of the preview; where a family is absent, the operation is released.
    :ivar repeatable: a write that may be sent twice, with the same end.
    :ivar top: the query parameter that sets the size of a page.
    """

    method: str
    route: str
    host: Host = "core"
    kind: Kind = "json"
    previews: Mapping[str, int] = field(default_factory=dict)
    repeatable: bool = False
    top: str | None = None

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names that the route needs values for."""
        return tuple(_PLACEHOLDER.findall(self.route))

    def version(self, family: str) -> str:
        """Return the ``api-version`` to ask for, such as ``7.0`` or ``7.0-preview.1``."""
        preview = self.previews.get(family)
        return family if preview is None else f"{family}-preview.{preview}"

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


FIRST_PREVIEW: Mapping[str, int] = {"7.0": 1, "7.1": 1}
"""The versions of an operation that never left its first preview."""
