# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that has arrived wholly, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from release_management_sandbox.call import Query
from release_management_sandbox.handshakes import Connection


@dataclass(frozen=True)
class Arrival:
    """A request and its body. Names of headers are looked up in any case."""

    request: Request
    body: bytes

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        # Starlette's Mount leaves the whole path in place.
        return str(self.request.scope["path"])

    @property
    def query_text(self) -> str:
        """The query as it came."""
        return str(self.request.scope["query_string"].decode("latin-1"))

    @property
    def query(self) -> Query:
        """Its parameters; of one that comes several times the last."""
        pairs = parse_qsl(self.query_text, keep_blank_values=True)
        return Query({name.lower(): value for name, value in pairs})

    @property
    def headers(self) -> Mapping[str, str]:
        return self.request.headers

    @property
    def origin(self) -> str:
        return f"{self.request.url.scheme}://{self.headers.get('host', '127.0.0.1')}"

    @property
    def connection(self) -> Connection:
        host, port = self.request.scope.get("client") or ("", 0)
        return host, port
