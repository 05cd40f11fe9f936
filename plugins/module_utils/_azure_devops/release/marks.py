# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mark by which a release that we created is known again: what it is for, and which request made it.

It is in two properties of the release, which nobody sees in the portal. Servers before TFS 2018 keep no properties of a
release; there it is the last line of the description, which they show in lists too (recorded).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    PROPERTIES,
)

Document = dict[str, Any]

KEY = "devops.release_management.key"
"""The property that is a digest of what a release is for."""

REQUEST = "devops.release_management.request"
"""The property that tells what one request created from what another one did, for the same declaration."""

SHOWN = f"{KEY},{REQUEST}"
"""What asks a server to show both in a list."""

_LINE = re.compile(r"\s*\[devops\.release_management (?P<key>[0-9a-f]{32}) (?P<request>[0-9a-f]{32})\]\s*\Z")


def marked(body: Mapping[str, Any], key: str, request: str, generation: Generation) -> Document:
    """The body of a request that creates a release, with the mark.

    :param key: 32 hexadecimal digits at least; `request` has just so many.
    """
    if PROPERTIES.of(generation):
        return {**body, "properties": {KEY: key, REQUEST: request}}
    return {
        **body,
        "description": _with_line(body.get("description"), f"[devops.release_management {key[:32]} {request}]"),
    }


def has_key(release: Mapping[str, Any], key: str) -> bool:
    """Whether a release, as a list shows it, was made for what this key is the digest of."""
    found = _read(release, "key", KEY)
    return found is not None and found == key[: len(found)]


def is_of_request(release: Mapping[str, Any], request: str) -> bool:
    """Whether it was this request that made a release."""
    return _read(release, "request", REQUEST) == request


def description_of(release: Mapping[str, Any]) -> str:
    """What people wrote: the description without our line."""
    return _LINE.sub("", str(release.get("description") or ""))


def described(release: Mapping[str, Any], description: str) -> str:
    """Another description for a release, with our line where it has one."""
    line = _LINE.search(str(release.get("description") or ""))
    return description if line is None else _with_line(description, line[0].strip())


def _with_line(description: Any, line: str) -> str:
    return f"{description}\n{line}" if description else line


def _read(release: Mapping[str, Any], name: str, key: str) -> str | None:
    value = (release.get("properties") or {}).get(key)
    # Servers show a property as an object.
    text = value.get("$value") if isinstance(value, Mapping) else value
    if text is not None:
        return str(text)
    line = _LINE.search(str(release.get("description") or ""))
    return None if line is None else line[name]
