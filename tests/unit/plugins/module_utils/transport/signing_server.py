# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small server that signs people in as IIS does: NTLM for a connection (the acceptor of pyspnego), Basic for a request.

It notes what came at which stage of a sign-in, and can misbehave at each of them.
"""

from __future__ import annotations

import base64
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import spnego
from spnego.channel_bindings import GssChannelBindings

USER, PASSWORD = "FABRIKAM\\chuck", "pw-9b1e44c07a"

ANONYMOUS, FIRST, PROOF, SIGNED, BASIC = "anonymous", "first message", "proof", "signed in", "basic"
"""How a request comes: without anything, with the messages of NTLM, on a connection that is signed in, with Basic."""

RESET, HANG, GARBAGE = "reset", "hang", "garbage"
"""What may happen instead of an answer; a number is the status of one."""


@dataclass(frozen=True)
class Arrival:
    """A request as it came. `connection` counts them from 1."""

    stage: str
    method: str
    path: str
    body: bytes
    connection: int


@dataclass
class SigningServer:
    """Serves with the account above; the file of it for pyspnego has to be in the environment (NTLM_USER_FILE).

    :ivar offers: what a 401 names.
    :ivar mishaps: what happens instead of the usual, by stage, once each.
    :ivar denied: whether the user, once known, may nothing here (as a 401, as these servers do).
    :ivar binding: the channel binding that a proof has to have.
    """

    offers: tuple[str, ...] = ("Bearer", "Negotiate", "NTLM", 'Basic realm="http://server/"')
    mishaps: dict[str, str | int] = field(default_factory=dict)
    denied: bool = False
    binding: GssChannelBindings | None = None
    arrivals: list[Arrival] = field(default_factory=list)
    connections: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b"{}"
    pace: float = 0.0
    stopping: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    @property
    def stages(self) -> list[str]:
        return [one.stage for one in self.arrivals]

    def bodies(self, method: str = "POST") -> list[bytes]:
        return [one.body for one in self.arrivals if one.method == method]

    @contextmanager
    def running(self, tls: ssl.SSLContext | None = None) -> Iterator[SigningServer]:
        http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"signing": self}))
        http.daemon_threads = True
        if tls:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{http.server_address[1]}"
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield self
        finally:
            self.stopping.set()
            http.shutdown()
            http.server_close()


def write_account(folder: Path) -> Path:
    """The account as pyspnego reads it, in the spellings that a Windows domain knows."""
    domain, _ignored, user = USER.partition("\\")
    path = folder / "ntlm-users"
    names = ((domain, user), ("", f"{user}@{domain.lower()}.example"), ("", user))
    path.write_text("".join(f"{domain}:{name}:{PASSWORD}\n" for domain, name in names))
    return path


class _Handler(BaseHTTPRequestHandler):
    signing: SigningServer

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.signing.connections += 1
        self.number = self.signing.connections
        self.context: Any = None
        self.signed = False
        super().setup()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        scheme, _ignored, value = self.headers.get("authorization", "").partition(" ")
        given = base64.b64decode(value) if value else b""
        stage = self._stage(scheme, given)
        self.signing.arrivals.append(Arrival(stage, self.command, self.path, body, self.number))
        time.sleep(self.signing.pace)
        mishap = self.signing.mishaps.pop(stage, None)
        if mishap is not None:
            self._fail(mishap)
        elif stage in (FIRST, PROOF):
            self._step(scheme, given)
        elif stage == BASIC:
            self._let_in(given.decode() == f"{USER}:{PASSWORD}")
        else:
            self._let_in(stage == SIGNED)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

    def _stage(self, scheme: str, given: bytes) -> str:
        if not scheme:
            return SIGNED if self.signed else ANONYMOUS
        return BASIC if scheme == "Basic" else FIRST if given.startswith(b"NTLMSSP\0\x01") else PROOF

    def _step(self, scheme: str, given: bytes) -> None:
        if given.startswith(b"NTLMSSP\0\x01"):
            options = spnego.NegotiateOptions.use_ntlm
            self.signed = False
            self.context = spnego.server(
                service="http", protocol="ntlm", options=options, channel_bindings=self.signing.binding
            )
        try:
            token = self.context.step(given)
        except (spnego.exceptions.SpnegoError, AttributeError):
            self.context = None
            self._let_in(False)
            return
        if self.context.complete:
            self.signed = True
            self._let_in(True)
        else:
            self._send(401, {"WWW-Authenticate": f"{scheme} {base64.b64encode(token).decode()}"})

    def _let_in(self, known: bool) -> None:
        if known and not self.signing.denied:
            self._send(200, self.signing.headers, self.signing.content)
        else:
            self._send(401, {"WWW-Authenticate": ", ".join(self.signing.offers)}, b"refused", "text/plain")

    def _fail(self, mishap: str | int) -> None:
        if mishap == RESET:
            # Linger of zero seconds: closing sends RST, as a crashed server's system does.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.connection.detach())
            self.close_connection = True
        elif mishap == HANG:
            self.signing.stopping.wait(10)
            self.close_connection = True
        elif mishap == GARBAGE:
            self._send(401, {"WWW-Authenticate": f"NTLM {base64.b64encode(b'NTLMSSP').decode()}"})
        else:
            self._send(int(mishap), self.signing.headers)

    def _send(self, status: int, headers: dict[str, str], content: bytes = b"", kind: str = "application/json") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if content:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""
