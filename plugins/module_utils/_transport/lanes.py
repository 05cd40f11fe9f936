# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections, each lent to one exchange at a time.

NTLM signs in a connection by several requests in a row: with one pool for all threads, another thread would take the
connection in between.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


class Lanes:
    """Sessions of requests, as many as are in use at a time; the one that was used last is lent first."""

    def __init__(self, make: Callable[[], requests.Session]) -> None:
        self._make = make
        self._idle: list[requests.Session] = []
        self._all: list[requests.Session] = []
        self._lock = threading.Lock()

    @contextmanager
    def lend(self) -> Iterator[requests.Session]:
        """Lend a session, and with it one connection to each server."""
        lane = self._take()
        try:
            yield lane
        finally:
            with self._lock:
                self._idle.append(lane)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for lane in self._all:
                lane.close()

    def _take(self) -> requests.Session:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            lane = self._make()
            self._all.append(lane)
            return lane
