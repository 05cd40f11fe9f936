# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials that are one request header, and none at all. No repr, message or exception here carries a secret."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import AuthBase

if TYPE_CHECKING:
    import requests


class Credentials(AuthBase):
    """Says in each request of a session who sends it.

    :ivar signs_in_first: a connection has to be signed in, by a request that changes nothing, before a write is sent.
    :ivar password_refused: a password is part of them, and the server refused it.
    """

    signs_in_first: bool = False
    password_refused: bool = False


def on_answer(request: requests.PreparedRequest, hook: Callable[..., requests.Response]) -> None:
    """Have the hook look at the answer of a request, and return it or one that takes its place."""
    request.hooks["response"].append(hook)


class HeaderCredentials(Credentials):
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


class _Nobody(Credentials):
    """Takes off what says who sends a request: for a host that is not to know."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A cookie is for a host, whatever its port.
        for header in ("Authorization", "Cookie"):
            request.headers.pop(header, None)
        return request


nobody = _Nobody()
"""No credentials at all."""


def basic_value(username: str, password: str) -> str:
    """Return the value of the header for HTTP Basic, in UTF-8."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode('ascii')}"


def personal_access_token(token: str) -> HeaderCredentials:
    """HTTP Basic with an empty user name and the token as password."""
    return HeaderCredentials("Authorization", basic_value("", token))


def bearer(access_token: str) -> HeaderCredentials:
    """An OAuth bearer token."""
    return HeaderCredentials("Authorization", f"Bearer {access_token}")
