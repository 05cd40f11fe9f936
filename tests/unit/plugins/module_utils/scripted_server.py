# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tiny HTTP server in a thread that does what a script says, on the wire: answers, cut bodies, resets, silence."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Reply:
    """An answer.

    `cut` sends only so many bytes of the body, `silence` waits so many seconds before it, `hang_up` closes the
    connection afterwards without having said so.
    """

    status: int = 200
    document: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str | None = "application/json; charset=utf-8"
    cut: int | None = None
    silence: float = 0.0
    hang_up: bool = False

    @property
    def body(self) -> bytes:
        if self.content is not None:
            return self.content
        return b"" if self.document is None else json.dumps(self.document).encode()


@dataclass
class Reset:
    """The request is read, then the connection is torn down without an answer."""


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    raw_path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class ScriptedServer:
    """Answers request after request by its script; when that is at its end, with an empty JSON object."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.script: list[Reply | Reset] = []
        self.requests: list[Seen] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"scripted": self}))
        self._http.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}"

    @property
    def methods(self) -> list[str]:
        return [seen.method for seen in self.requests]

    def next_step(self) -> Reply | Reset:
        return self.script.pop(0) if self.script else Reply(document={})

    @contextmanager
    def running(self) -> Iterator[ScriptedServer]:
        self._thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._http.shutdown()
            self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    #: Set in the subclass that each server makes for itself.
    scripted: ScriptedServer

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.scripted.connections += 1
        super().setup()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def answer(self) -> None:
        self.scripted.requests.append(self._seen())
        step = self.scripted.next_step()
        if isinstance(step, Reset):
            self._tear_down()
            return
        self.scripted.stopping.wait(step.silence)
        self._send(step)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def _seen(self) -> Seen:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length", "0"))
        return Seen(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            raw_path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.content_type is not None:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        if reply.cut is not None or reply.hang_up:
            self.close_connection = True

    def _tear_down(self) -> None:
        # Linger of zero seconds: closing sends RST, as a crashed server's system does.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Closed by its number, before the base class can end the connection in an orderly way.
        socket.close(self.connection.detach())
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""
