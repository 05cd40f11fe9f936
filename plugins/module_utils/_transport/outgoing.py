# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request before it is sent: its URL with the query, its body as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.retries import READ_METHODS


@dataclass(frozen=True)
class Outgoing:
    """A request.

    :ivar repeatable: sending it twice does no more than sending it once.
    :ivar target: a file that gets the body of a success.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    repeatable: bool = True
    target: BinaryIO | None = None

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method not in READ_METHODS


def prepare(
    method: str,
    url: str,
    query: Mapping[str, Any] | None,
    body: Any,
    headers: Mapping[str, str] | None,
    repeatable: bool,
    target: BinaryIO | None,
) -> Outgoing:
    """Make a request; see `HttpSession.send`."""
    all_headers = dict(headers or {})
    if body is not None:
        all_headers["Content-Type"] = "application/json; charset=utf-8"
    return Outgoing(
        method=method,
        url=url + _query_string(query or {}),
        headers=all_headers,
        body=None if body is None else _json_bytes(body),
        repeatable=repeatable or method in READ_METHODS,
        target=target,
    )


def _json_bytes(document: Any) -> bytes:
    try:
        return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:
        raise DeclarationError(f"The document cannot be written as JSON: {error}.") from None


def _query_string(query: Mapping[str, Any]) -> str:
    pairs = [(name, _query_value(value)) for name, value in query.items() if value is not None]
    return "?" + urlencode(pairs, quote_via=quote, safe="$") if pairs else ""


def _query_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(_query_value(item) for item in value)
    return str(value)
