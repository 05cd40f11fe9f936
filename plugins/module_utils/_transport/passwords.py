# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user name with its password, which is tried once: each failure counts, and after a few the account is locked."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import AuthenticationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import visible_url

if TYPE_CHECKING:
    import requests

_KEY = os.urandom(32)
_refused: set[bytes] = set()
"""What servers refused in this process, so that neither the items of a loop nor ``until`` try it again; no password."""

_TELLS_NOTHING = frozenset({407, 408, 429})
"""Refusals that may come from something before the server, which has not looked at the password."""


class Password:
    """The password of a user.

    Until a server has accepted it, one thread at a time may try it.
    """

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self.password = password
        self.is_proven = False
        self._turn = threading.Lock()

    def __repr__(self) -> str:
        return "<the password of a user>"

    def check(self, url: str) -> None:
        """Look whether it may be tried at a server.

        :raises AuthenticationError: the server has refused it.
        """
        if self._at(url) in _refused:
            shown = visible_url(url)
            raise AuthenticationError(
                f"{shown} has refused this user name and password already. They are not tried again, so that no account"
                " is locked: correct the options username and password.",
                option="password",
                details={"url": shown},
            )

    @contextmanager
    def attempt(self, url: str) -> Iterator[None]:
        """Have a try at a server, alone as long as nobody knows whether the password is right.

        :raises AuthenticationError: the server has refused it by now.
        """
        if self.is_proven:
            yield
            return
        with self._turn:
            self.check(url)
            yield

    def learn(self, response: requests.Response) -> None:
        """Take in what a server answered to a request that came with the password."""
        status = response.status_code
        if status == 401:
            # Of a password that was right it says that the user has no access here.
            if not self.is_proven:
                _refused.add(self._at(response.url))
        elif status < 300 or (400 <= status < 500 and status not in _TELLS_NOTHING):
            self.is_proven = True

    def _at(self, url: str) -> bytes:
        parts = urlsplit(url)
        place = f"{parts.scheme}\0{parts.hostname}\0{parts.port}\0{self.username}\0{self.password}"
        return hmac.digest(_KEY, place.encode(errors="surrogatepass"), hashlib.sha256)
