# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""User name and password: by Basic, by NTLM, or by what the server offers. No repr or message carries a secret.

NTLM signs in a connection, by three requests in a row. The library does these, with two amendments: it is asked only for
the server (it would sign in to a proxy with the same password), and never with a write, whose body would go out at each
of them; see `HttpSession`. That NTLM goes by the connection is RFC 4559's word for it.
"""

from __future__ import annotations

import struct
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    MissingLibraryError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import optional_library, requests
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import (
    offered_schemes,
    visible_url,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.failures import explain
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    Credentials,
    HeaderCredentials,
    basic_value,
    on_answer,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.passwords import Password

_NTLM = frozenset({"ntlm", "negotiate"})
"""An NTLM message may come as a Negotiate one."""


class _WithPassword(Credentials):
    """Credentials that know whether their password was refused."""

    _password: Password

    @property
    def password_refused(self) -> bool:  # type: ignore[override]
        """Whether the server has refused the password."""
        return self._password.is_refused


class BasicCredentials(_WithPassword, HeaderCredentials):
    """HTTP Basic: the password is in each request."""

    def __init__(self, password: Password) -> None:
        super().__init__("Authorization", basic_value(password.username, password.password))
        self._password = password

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._password.check(request.url or "")
        on_answer(request, self._learn)
        return super().__call__(request)

    def answer(self, refusal: requests.Response, sending: dict[str, Any]) -> requests.Response:
        """Send again, with the password, what the server refused without it."""
        with self._password.attempt(refusal.url):
            request = super().__call__(refusal.request.copy())
            # Read to its end, the answer gives its connection back for the next request.
            _ignored = refusal.content
            refusal.raw.release_conn()
            response: requests.Response = refusal.connection.send(request, **sending)
            return self._learn(response)

    def _learn(self, response: requests.Response, **sending: Any) -> requests.Response:
        self._password.learn(response)
        return response


class NtlmCredentials(_WithPassword):
    """NTLM: the server gets proof that we know the password, and never the password itself."""

    signs_in_first = True

    def __init__(self, password: Password) -> None:
        self._library = optional_library("requests_ntlm", "requests_ntlm", "auth: ntlm")
        self._password = password
        self._broken: tuple[type[Exception], ...] = (
            LookupError,
            PermissionError,
            ValueError,
            struct.error,
            *_errors_of_exchanges(),
        )

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._password.check(request.url or "")
        on_answer(request, self._answered)
        return request

    def __repr__(self) -> str:
        return "<credentials for NTLM>"

    def _answered(self, response: requests.Response, **sending: Any) -> requests.Response:
        is_wanted = response.status_code == 401 and not _NTLM.isdisjoint(_offered(response))
        return self.answer(response, sending) if is_wanted else response

    def answer(self, refusal: requests.Response, sending: dict[str, Any]) -> requests.Response:
        """Sign the connection in, and send what the server refused on it before."""
        with self._password.attempt(refusal.url):
            response = self._sign_in(refusal, sending)
            self._password.learn(response)
            return response

    def _sign_in(self, refusal: requests.Response, sending: dict[str, Any]) -> requests.Response:
        method, url = str(refusal.request.method), refusal.url
        exchange = self._library.HttpNtlmAuth(self._password.username, self._password.password)
        try:
            response: requests.Response = exchange.response_hook(refusal, **sending)
        except requests.exceptions.RequestException as error:
            if self._password.is_proven:
                raise
            # A repetition might be the second attempt with a wrong password: the server may have got the first one.
            raise explain(error, method, url).error from None
        except self._broken:
            raise UnexpectedAnswerError(
                f"{visible_url(url)} offers NTLM, but broke the exchange off or sent what is not part of it. Something"
                " before the server that does not keep connections, such as a proxy, may be the cause; the option auth"
                " has other ways.",
                option="auth",
                details={"url": visible_url(url)},
            ) from None
        return response


class OfferedCredentials(_WithPassword):
    """NTLM where the server offers it and the library for it is there, else Basic where the server offers that.

    The server is asked by a request without credentials, so the password is tried in one way only.
    """

    def __init__(self, password: Password) -> None:
        self._password = password
        self._chosen: BasicCredentials | NtlmCredentials | None = None

    @property
    def signs_in_first(self) -> bool:  # type: ignore[override]
        """Whether a write has to wait for a choice, or for what was chosen."""
        return self._chosen is None or self._chosen.signs_in_first

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._chosen is not None:
            return self._chosen(request)
        self._password.check(request.url or "")
        on_answer(request, self._answered)
        return request

    def __repr__(self) -> str:
        return "<credentials for what the server offers>"

    def _answered(self, response: requests.Response, **sending: Any) -> requests.Response:
        if response.status_code != 401:
            return response
        chosen = self._chosen or self._choose(_offered(response))
        if chosen is None:
            return response
        self._chosen = chosen
        return chosen.answer(response, sending)

    def _choose(self, offered: set[str]) -> BasicCredentials | NtlmCredentials | None:
        if not _NTLM.isdisjoint(offered):
            try:
                return NtlmCredentials(self._password)
            except MissingLibraryError:
                if "basic" not in offered:
                    raise
        return BasicCredentials(self._password) if "basic" in offered else None


def basic(username: str, password: str) -> BasicCredentials:
    """HTTP Basic, in UTF-8."""
    return BasicCredentials(Password(username, password))


def ntlm(username: str, password: str) -> NtlmCredentials:
    """NTLM, by requests_ntlm."""
    return NtlmCredentials(Password(username, password))


def offered(username: str, password: str) -> OfferedCredentials:
    """NTLM or Basic, by what the server offers."""
    return OfferedCredentials(Password(username, password))


def _offered(response: requests.Response) -> set[str]:
    """The ways to sign in that a server names, in lower case."""
    return set(map(str.lower, offered_schemes(response.headers)))


def _errors_of_exchanges() -> tuple[type[Exception], ...]:
    """What requests_ntlm raises for messages that it cannot read, besides errors of Python's own."""
    spnego = optional_library("spnego", "pyspnego", "auth: ntlm")
    return (spnego.exceptions.SpnegoError,)
