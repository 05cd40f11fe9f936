# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user name with its password, which is tried once: each failure counts, and after a few the account is locked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import AuthenticationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.verdicts import Verdict, Verdicts

if TYPE_CHECKING:
    import requests

verdicts = Verdicts()
"""What servers said, so that neither another item, ``until`` nor the next host of a run tries again what was refused."""

_TELLS_NOTHING = frozenset({407, 408, 429})
"""Refusals that may come from something before the server, which has not looked at the password."""


class Password:
    """The password of a user.

    Until a server has accepted it, one thread of one process at a time may try it.

    :ivar is_refused: the server has refused it.
    """

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self.password = password
        self.is_proven = False
        self.is_refused = False
        self._turn = threading.Lock()

    def __repr__(self) -> str:
        return "<the password of a user>"

    def check(self, url: str) -> None:
        """Look whether it may be tried at a server.

        :raises AuthenticationError: the server has refused it.
        """
        if verdicts.of(self._at(url)) is Verdict.REFUSED:
            raise refused_already(visible_url(url))

    @contextmanager
    def attempt(self, url: str) -> Iterator[None]:
        """Have a try at a server, alone as long as nobody knows whether the password is right.

        :raises AuthenticationError: the server has refused it by now.
        """
        at = self._at(url)
        if self.is_proven or verdicts.of(at) is Verdict.ACCEPTED:
            yield
            return
        with self._turn, verdicts.turn(at):
            self.check(url)
            yield

    def learn(self, response: requests.Response) -> None:
        """Take in what a server answered to a request that came with the password."""
        status, at = response.status_code, self._at(response.url)
        if status == 401:
            # Of a password that was right it says that the user has no access here.
            if not self.is_proven and verdicts.of(at) is not Verdict.ACCEPTED:
                self.is_refused = True
                verdicts.note(at, Verdict.REFUSED)
        elif not self.is_proven and (status < 300 or (400 <= status < 500 and status not in _TELLS_NOTHING)):
            self.is_proven = True
            verdicts.note(at, Verdict.ACCEPTED)

    def _at(self, url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.scheme}\0{parts.hostname}\0{parts.port}\0{self.username}\0{self.password}"


def refused_already(shown: str) -> AuthenticationError:
    """The error of a password that is not tried again.

    :param shown: who refused it, as it may be shown.
    """
    return AuthenticationError(
        f"{shown} has refused this user name and password already. They are not tried again, so that no account"
        " is locked: correct the options username and password.",
        option="password",
        details={"url": shown, "password_refused": True},
    )
