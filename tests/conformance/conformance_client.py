# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's own client with a recorder in it, and a transport that plays recorded answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from conformance_exchanges import generation_of, recorded
from conformance_wire import Exchange, exchange

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Addresses
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import (
    REQUEST_HEADERS,
    Client,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import choose_credentials
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)
from release_management_sandbox.testing import RunningSandbox

Task = Callable[..., Outcome]
"""Runs a resource: ``task(resource.ensure, **options)``."""


class RecordingSession(HttpSession):
    """A session that remembers its exchanges, the body as it was on the wire."""

    exchanges: list[Exchange]

    def send(self, method: str, url: str, *, body: Any = None, **options: Any) -> Answer:
        answer = super().send(method, url, body=body, **options)
        sent = None if body is None else json.loads(json.dumps(body))
        content_type = answer.headers.get("content-type", "")
        self.exchanges.append(exchange(method, url, sent, answer.status, content_type, answer.content))
        return answer


class PlayedSession:
    """Answers what a server once answered, whatever the request."""

    def __init__(self, status: int, content_type: str, content: bytes) -> None:
        self.cancelled = threading.Event()
        self._answer = status, {"content-type": content_type}, content

    def send(self, method: str, url: str, **_options: Any) -> Answer:
        status, headers, content = self._answer
        return Answer(method, url, status, headers, content)


def recording_client(sandbox: RunningSandbox, generation: str) -> tuple[Client, list[Exchange]]:
    """A client of a sandbox, and the list that its exchanges come to.

    It comes in by a bearer's token: TFS 2015 has no personal access tokens.
    """
    credentials = choose_credentials("bearer", {"access_token": sandbox.token}, {})
    session = RecordingSession(credentials, SessionOptions(), REQUEST_HEADERS)
    session.exchanges = []
    addresses = Addresses(sandbox.url, sandbox.release_url, sandbox.identity_url, "Fabrikam")
    return Client(session, addresses, generation), session.exchanges


def played(name: str, generation: str = "") -> Client:
    """A client of a server that gives a recorded answer to everything, of the generation of the recording."""
    asked = recorded(name)
    base = "https://fabfiber.vsrm.visualstudio.com/DefaultCollection"
    addresses = Addresses(base, base, base, "Fabrikam")
    session = PlayedSession(asked.status, asked.content_type, asked.content)
    return Client(session, addresses, generation or generation_of(asked))  # type: ignore[arg-type]
