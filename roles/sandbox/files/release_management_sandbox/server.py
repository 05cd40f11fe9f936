# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""uvicorn around the application: the socket, the announcement, cutting connections."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from release_management_sandbox.addresses import urls
from release_management_sandbox.application import Sandbox
from release_management_sandbox.generations import GENERATIONS
from release_management_sandbox.settings import Settings

ADDRESS = "127.0.0.1"
_connections: dict[tuple[str, int], asyncio.Transport] = {}


class _Protocol(HttpToolsProtocol):
    """Remembers the transport of each client, so that a fault can cut it, and tells the sandbox of its end."""

    sandbox: Sandbox

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is not None:
            _connections[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            _connections.pop(self.client, None)
            self.sandbox.gate.forget(self.client)
        super().connection_lost(exc)


def _cut(scope: Scope, reset: bool) -> None:
    transport = _connections[tuple(scope["client"])]
    connection = transport.get_extra_info("socket")
    if reset:
        # A linger of zero seconds turns the close into a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        sys.stdout.write(self._announcement + "\n")
        sys.stdout.flush()


def announcement(settings: Settings, port: int) -> str:
    """The one line that tells where the sandbox is; the first URL is the collection's."""
    sandbox_urls = urls(GENERATIONS[settings.generation], f"http://{ADDRESS}:{port}")
    others = sorted({url for url in sandbox_urls.values() if url != sandbox_urls["core"]})
    names = {url: service for service, url in sandbox_urls.items()}
    detail = "".join(f", {names[url]} at {url}" for url in others)
    return f"sandbox ready ({settings.generation}): {sandbox_urls['core']}{detail}"


def run(settings: Settings) -> None:
    """Serve until a signal ends it. Raises OSError when the port is taken."""
    # The protocol is named so that asyncio turns Nagle's algorithm off: 40 ms a request otherwise.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((ADDRESS, settings.port))
    sandbox = _Protocol.sandbox = Sandbox(settings, cut=_cut)
    config = uvicorn.Config(
        sandbox.app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    try:
        _Server(config, announcement(settings, listener.getsockname()[1])).run(sockets=[listener])
    finally:
        sandbox.store.close()
