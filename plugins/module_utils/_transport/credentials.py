# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials: how a request says who sends it. No repr, message or exception here carries a secret."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import AuthBase

if TYPE_CHECKING:
    import requests


class FromEnvironment(str):
    """A value that was read from an environment variable; an explicit one goes before it."""

    __slots__ = ()


class HeaderCredentials(AuthBase):
    """Credentials that are one request header, such as ``Authorization`` or an API key."""

    def __init__(self, header: str, value: str) -> None:
        if not (value.isascii() and value.isprintable()):
            raise DeclarationError("The credentials have characters that cannot be sent in a request header.")
        self._header = header
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._header] = self._value
        return request

    def __repr__(self) -> str:
        return f"<credentials in the header {self._header}>"


class _Nobody(AuthBase):
    """Takes off what says who sends a request: for a host that is not to know."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A cookie is for a host, whatever its port.
        for header in ("Authorization", "Cookie"):
            request.headers.pop(header, None)
        return request


nobody = _Nobody()
"""No credentials at all."""


def basic(username: str, password: str) -> HeaderCredentials:
    """HTTP Basic, in UTF-8."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
    return HeaderCredentials("Authorization", f"Basic {pair}")


def personal_access_token(token: str) -> HeaderCredentials:
    """HTTP Basic with an empty user name and the token as password."""
    return basic("", token)


def bearer(access_token: str) -> HeaderCredentials:
    """An OAuth bearer token."""
    return HeaderCredentials("Authorization", f"Bearer {access_token}")


@dataclass(frozen=True)
class Scheme:
    """One way to authenticate: the options that it needs, in the order in which `make` takes them."""

    options: tuple[str, ...]
    make: Callable[..., AuthBase]


#: By the name that the option ``auth`` has for it; in the order in which ``auto`` looks.
SCHEMES: Mapping[str, Scheme] = {
    "pat": Scheme(("token",), personal_access_token),
    "bearer": Scheme(("access_token",), bearer),
    "basic": Scheme(("username", "password"), basic),
}

_AUTO = "auto"
AUTH_CHOICES: tuple[str, ...] = (_AUTO, *SCHEMES)


def choose_credentials(auth: str, given: Mapping[str, Any], environment: Mapping[str, tuple[str, ...]]) -> AuthBase:
    """Make the credentials that the options ask for.

    ``auto`` takes the first scheme that is whole and has an option that was given explicitly, then the first one that
    the environment alone makes whole. `environment` names, for messages, the variables that fill an option.

    :raises DeclarationError: nothing, or not enough, was given.
    """
    values = {name: _without_line_end(value) for name, value in given.items() if value}
    scheme = _find_scheme(values) if auth == _AUTO else SCHEMES[auth]
    if scheme is None:
        raise DeclarationError(f"There are no credentials. Set {_ways(SCHEMES.values(), environment)}.")
    if not _is_whole(scheme, values):
        raise DeclarationError(f"The value {auth!r} needs {_ways([scheme], environment)}.", option="auth")
    return scheme.make(*(values[option] for option in scheme.options))


def _without_line_end(value: str) -> str:
    """Take off the line end that a secret has when it was read from a file."""
    return type(value)(value.rstrip("\r\n"))


def _find_scheme(values: Mapping[str, str]) -> Scheme | None:
    explicit = {name: value for name, value in values.items() if not isinstance(value, FromEnvironment)}
    for scheme in SCHEMES.values():
        # A user name given explicitly may have its password in the environment.
        if _is_whole(scheme, values) and any(option in explicit for option in scheme.options):
            return scheme
    return next((scheme for scheme in SCHEMES.values() if _is_whole(scheme, values)), None)


def _is_whole(scheme: Scheme, values: Mapping[str, str]) -> bool:
    return all(option in values for option in scheme.options)


def _ways(schemes: Any, environment: Mapping[str, tuple[str, ...]]) -> str:
    return ", or ".join(
        " and ".join(f"the option {option} ({_variables(environment.get(option, ()))})" for option in scheme.options)
        for scheme in schemes
    )


def _variables(names: tuple[str, ...]) -> str:
    return f"or in the environment {' or '.join(names)}" if names else "explicitly"
