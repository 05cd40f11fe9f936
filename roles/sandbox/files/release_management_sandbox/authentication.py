# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in, and what the others are told.

A token comes as the password of Basic, where the generation has personal access tokens, or as Bearer. An installed
server also takes the account with its password, by Basic, NTLM or Negotiate.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from release_management_sandbox.answers import SIGN_IN_PAGE, TEXT, Answer, html
from release_management_sandbox.generations import Generation
from release_management_sandbox.handshakes import SCHEMES, Account, Connection, Handshakes
from release_management_sandbox.people import People
from release_management_sandbox.settings import Settings

SIGN_IN_PATH = "/_signin"
FAILED, CHALLENGED, SUCCEEDED = "failed", "challenged", "succeeded"


@dataclass
class SignIn:
    """What became of the credentials of a request.

    `person` is the id of who came in, `headers` belong into the answer. `outcome` tells the journal of an attempt with
    credentials that was not simply let through, such as "NTLM failed"; empty where there is nothing to tell.
    """

    person: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    outcome: str = ""


class Gate:
    """Lets people in. `tokens` has ids of people by token."""

    def __init__(self, generation: Generation, tokens: dict[str, str], handshakes: Handshakes) -> None:
        self.tokens = tokens
        self._generation = generation
        self._handshakes = handshakes

    def sign_in(self, headers: Mapping[str, str], connection: Connection) -> SignIn:
        """By the Authorization header, or as whoever has authenticated the connection."""
        scheme, _ignored, value = headers.get("authorization", "").partition(" ")
        if not scheme:
            return SignIn(self._handshakes.owner(connection))
        kind, value = scheme.lower(), value.strip()
        if kind in SCHEMES and not self._generation.hosted:
            return self._by_handshake(kind, value, connection)
        person = self._by_token(value) if kind == "bearer" else self._by_basic(value) if kind == "basic" else None
        return SignIn(person, outcome="" if person else f"{scheme} {FAILED}")

    def forget(self, connection: Connection) -> None:
        """A connection has ended, and with it what was agreed on it."""
        self._handshakes.forget(connection)

    def refuse(self, headers: Mapping[str, str], origin: str, going_on: dict[str, str]) -> Answer:
        """401, or in the cloud the sign-in for those who do not suppress the redirect.

        `going_on` has the header of an exchange that is not at its end.
        """
        if going_on:
            return Answer(None, 401, going_on, media_type="", versioned=False)
        suppressed = headers.get("x-tfs-fedauthredirect", "").lower() == "suppress"
        basic = f'Basic realm="{origin}/"'
        if self._generation.hosted:
            return _unauthorized(basic) if suppressed else _to_sign_in(origin)
        challenge = ", ".join(["Bearer", *self._handshakes.offered(), basic])
        return _unauthorized(challenge) if suppressed else _unauthorized(challenge, _ANONYMOUS)

    def _by_handshake(self, kind: str, value: str, connection: Connection) -> SignIn:
        step = self._handshakes.step(kind, value, connection)
        scheme = SCHEMES[kind]
        # The end of an exchange may have a token too, by which the server shows who it is.
        headers = {"WWW-Authenticate": f"{scheme} {step.token}"} if step.token else {}
        outcome = SUCCEEDED if step.person else CHALLENGED if step.token else FAILED
        return SignIn(step.person, headers, f"{scheme} {outcome}")

    def _by_basic(self, value: str) -> str | None:
        """By user name and password, or by a token, whatever the user name."""
        pair = _pair(value)
        if pair is None:
            return None
        account = self._handshakes.account
        if not self._generation.hosted and account.fits(pair[0]) and _same(pair[1], account.password):
            return account.person()
        return self._by_token(pair[1]) if self._generation.tokens else None

    def _by_token(self, given: str) -> str | None:
        known = (person for token, person in self.tokens.items() if _same(given, token))
        return next(known, None)


_ANONYMOUS = "TF400813: Resource not available for anonymous access. Client authentication required."


def gate_of(settings: Settings, generation: Generation, people: People, caller: str) -> Gate:
    """The gate that the settings describe. [I] An account that the seed does not know is the caller's."""

    def person_of(name: str) -> str | None:
        person = people.of_account(name)
        return str(person["id"]) if person and person.get("isActive", True) else None

    account = Account(settings.username, settings.password, lambda: person_of(settings.username) or caller)
    return Gate(generation, {settings.token: caller}, Handshakes(account, settings.keytab, person_of))


def sign_in() -> Answer:
    """Where the redirect ends: a page and a status of success."""
    return html(SIGN_IN_PAGE, status=203)


def _unauthorized(challenges: str, text: str | None = None) -> Answer:
    media_type = TEXT if text else ""
    return Answer(text, 401, {"WWW-Authenticate": challenges}, media_type=media_type, versioned=False)


def _to_sign_in(origin: str) -> Answer:
    location = f"{origin}{SIGN_IN_PATH}?realm=dev.azure.com&protocol=wsfederation"
    return Answer(SIGN_IN_PAGE, 302, {"Location": location}, media_type="text/html; charset=utf-8", versioned=False)


def _pair(value: str) -> tuple[str, str] | None:
    """User name and password of Basic; None when they cannot be read."""
    try:
        user, separator, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if separator else None


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())
