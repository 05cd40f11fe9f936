# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that are made once, by whichever thread needs them first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class OncePerKey(Generic[Key, Value]):
    """Remembers one value per key. Threads that ask for the same key wait for one maker, other keys do not wait.

    A maker that raises is not remembered: the error goes to who asked, and the next one tries again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Key, threading.Lock] = {}
        self._values: dict[Key, Value] = {}

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Give the value of `key`, made by `make` when there is none yet."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._values:
                value = make()
                with self._lock:
                    self._values[key] = value
            return self._values[key]

    def known(self, key: Key) -> Value | None:
        """Give the value of `key` if it was made already."""
        with self._lock:
            return self._values.get(key)

    def values(self) -> list[Value]:
        """Give all values made so far."""
        with self._lock:
            return list(self._values.values())
