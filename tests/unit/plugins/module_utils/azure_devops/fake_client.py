# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers in memory share that are called like the client: what they were asked, and how they fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import LostAnswerError

Document = dict[str, Any]
Commit = Callable[[], Any]
"""Does what a request asks for, and gives its answer."""
Fault = Callable[[Any, Commit], Any]
"""What comes of a request instead; it is given the server."""

WRITING = frozenset({"queue", "create", "replace", "update", "delete", "undelete", "add", "add_all", "remove"})


class FakeClient:
    """The server, and at the same time the client that the resource code is given.

    :ivar calls: each request: the operation, and what was asked.
    :ivar faults: by operation, what comes of its next requests.
    """

    def __init__(self, generation: str = "server2022") -> None:
        self.addresses = SimpleNamespace(project="Fabrikam")
        self.generation = GENERATIONS[generation]
        self.kept: dict[str, Any] = {}
        self.written = 0
        self.cancelled = threading.Event()
        self.warn: Callable[[str], None] = lambda message: None
        self.calls: list[tuple[str, Document]] = []
        self.faults: dict[str, list[Fault]] = {}

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _asked in self.calls]

    @property
    def writes(self) -> list[str]:
        return [operation for operation in self.operations if operation.rpartition(".")[2] in WRITING]

    def asked(self, operation: str) -> list[Document]:
        """What each request of an operation asked."""
        return [asked for name, asked in self.calls if name == operation]

    def forget_calls(self) -> None:
        """Forget what was asked, and what the client keeps: the next task begins."""
        self.calls.clear()
        self.kept.clear()

    def answer(self, operation: str, commit: Commit) -> Any:
        """What comes of a request: what it asks for, unless a fault waits for it."""
        waiting = self.faults.get(operation)
        return waiting.pop(0)(self, commit) if waiting else commit()


def lost_before(_server: Any, _commit: Commit) -> Any:
    """The connection breaks before the server took the request in."""
    raise LostAnswerError("the answer was lost")


def lost_after(_server: Any, commit: Commit) -> Any:
    """The server does it, and the connection breaks before its answer."""
    commit()
    raise LostAnswerError("the answer was lost")


def after(step: Callable[[Any], Any]) -> Fault:
    """Somebody else does something just before the request arrives."""

    def fault(server: Any, commit: Commit) -> Any:
        step(server)
        return commit()

    return fault
