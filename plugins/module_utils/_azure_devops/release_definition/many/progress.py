# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a task with many things is, and whether there is any use in going on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Report,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    LostAnswerError,
    ReleaseManagementError,
    UnavailableError,
)

_PAUSE = 1.0
"""Seconds between two lines; a task that is quicker shows none."""


class Progress:
    """Counts what is done, for a person who waits."""

    def __init__(self, total: int, tell: Callable[[str], None]) -> None:
        self._total = total
        self._tell = tell
        self._done = self._changed = self._failed = 0
        self._last = time.monotonic()
        self._has_told = False
        self._lock = threading.Lock()

    def count(self, report: Report) -> None:
        """Count one more that is done."""
        with self._lock:
            self._done += 1
            self._changed += report.is_changed
            self._failed += report.error is not None
            is_end = self._done == self._total and self._has_told
            if not is_end and time.monotonic() < self._last + _PAUSE:
                return
            self._last, self._has_told = time.monotonic(), True
            self._tell(f"{self._done} of {self._total} done, {self._changed} changed, {self._failed} failed")


class Patience:
    """Gives up where going on can only do harm, or last for hours.

    Credentials that are refused may be locked out by more attempts; a server that does not answer takes the time of all
    repetitions for each definition.

    :ivar ended_by: the failure that ended it.
    """

    def __init__(self, threads: int) -> None:
        self._most = 2 * threads
        self._in_a_row = 0
        self._lock = threading.Lock()
        self.ended_by: ReleaseManagementError | None = None

    def count(self, error: ReleaseManagementError | None) -> None:
        """Take the end of one more."""
        is_unavailable = isinstance(error, UnavailableError) and not isinstance(error, LostAnswerError)
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if is_unavailable else 0
            if isinstance(error, AuthenticationError) or self._in_a_row >= self._most:
                self.ended_by = self.ended_by or error

    def refusal(self) -> ReleaseManagementError:
        """The error for what is not tried any more."""
        kind = type(self.ended_by) if self.ended_by else UnavailableError
        return kind(f"was not looked at any more, after another one had failed: {self.ended_by}")
