# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NTLM and Negotiate: exchanges of several requests over one connection, by the library pyspnego.

NTLM authenticates the connection: what comes on it afterwards needs no header. Kerberos, within Negotiate, authenticates
one request; it needs a keytab and the library gssapi, and is refused without them.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    import spnego
except ImportError:  # The sandbox works without: these two ways in are closed then.
    spnego = None  # type: ignore[assignment]

NTLM, NEGOTIATE = "ntlm", "negotiate"
SCHEMES = {NEGOTIATE: "Negotiate", NTLM: "NTLM"}
"""As the server writes them, in the order of its challenge."""

_FIRST_TOKENS = (b"NTLMSSP\0\x01", b"\x60")
"""How an exchange begins: of NTLM alone, and within SPNEGO."""

Connection = tuple[str, int]
"""The address of a client: as long as it is connected, it is the connection's own."""

_FAILURES: tuple[type[Exception], ...] = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    StopIteration,
    struct.error,
    TypeError,
    ValueError,
)
"""The ways in which what a stranger sends may fail in a parser, besides those that the library names."""

if spnego is not None:
    _FAILURES = (spnego.exceptions.SpnegoError, *_FAILURES)


@dataclass(frozen=True)
class Account:
    """The account that the server knows the password of: `name` as DOMAIN\\user, `person` finds the id of whose it is."""

    name: str
    password: str
    person: Callable[[], str]

    @property
    def user(self) -> str:
        return self.name.rpartition("\\")[2]

    @property
    def domain(self) -> str:
        return self.name.rpartition("\\")[0]

    def fits(self, given: str) -> bool:
        """Whether somebody means this account: DOMAIN\\user, user@domain or the user alone, in any case."""
        spellings = (self.name, self.user, f"{self.user}@{self.domain}")
        return given.casefold() in {one.casefold() for one in spellings}

    def lines(self) -> str:
        """The account for NTLM_USER_FILE, in each of its spellings."""
        names = ((self.domain, self.user), ("", self.user), ("", f"{self.user}@{self.domain}"))
        return "".join(f"{domain}:{user}:{self.password}\n" for domain, user in names)


@dataclass(frozen=True)
class Step:
    """One step of an exchange: who has come in, if anybody has, and the token that goes back, as text."""

    person: str | None = None
    token: str = ""


class Handshakes:
    """The exchanges that are going on, and who the connections belong to that are authenticated.

    `keytab` is the file with the keys of the service, for Kerberos. `person_of` finds who a principal is: an account
    name, with or without its domain.
    """

    def __init__(self, account: Account, keytab: Path | None, person_of: Callable[[str], str | None]) -> None:
        self.account = account
        self._keytab = keytab
        self._person_of = person_of
        self._open: dict[Connection, Any] = {}
        self._owners: dict[Connection, str] = {}

    def offered(self) -> list[str]:
        return list(SCHEMES.values()) if spnego is not None else []

    def owner(self, connection: Connection) -> str | None:
        return self._owners.get(connection)

    def forget(self, connection: Connection) -> None:
        self._open.pop(connection, None)
        self._owners.pop(connection, None)

    def step(self, kind: str, value: str, connection: Connection) -> Step:
        """Take a token in. Whoever fails has to begin anew."""
        self._owners.pop(connection, None)
        try:
            given = base64.b64decode(value, validate=True)
        except binascii.Error:
            given = b""
        if spnego is None or not given:
            self.forget(connection)
            return Step()
        with self._environment():
            return self._step(kind, given, connection)

    def _step(self, kind: str, given: bytes, connection: Connection) -> Step:
        try:
            known = None if given.startswith(_FIRST_TOKENS) else self._open.pop(connection, None)
            context = known or self._context(kind)
            token = base64.b64encode(context.step(given) or b"").decode()
        except _FAILURES:
            return Step()
        if not context.complete:
            self._open[connection] = context
            return Step(token=token)
        person = self._person(str(context.client_principal))
        if person is not None and context.negotiated_protocol == NTLM:
            self._owners[connection] = person
        return Step(person, token) if person is not None else Step()

    def _context(self, kind: str) -> Any:
        # The library's own implementations: those of the system would look for users elsewhere.
        option = spnego.NegotiateOptions.use_ntlm if kind == NTLM else spnego.NegotiateOptions.use_negotiate
        return spnego.server(service="HTTP", protocol=kind, options=option)

    def _person(self, principal: str) -> str | None:
        return self.account.person() if self.account.fits(principal) else self._person_of(principal)

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """What the libraries read from variables of the process. The file is there as long as it is read."""
        with tempfile.NamedTemporaryFile("w", prefix="sandbox-ntlm-") as users:
            users.write(self.account.lines())
            users.flush()
            wanted = {"NTLM_USER_FILE": users.name, "KRB5_KTNAME": str(self._keytab or os.devnull)}
            before = {name: os.environ.get(name) for name in wanted}
            os.environ.update(wanted)
            try:
                yield
            finally:
                for name, value in before.items():
                    os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
