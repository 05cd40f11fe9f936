# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may be repeated, how often and after which pause."""

from __future__ import annotations

import random
import threading
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import InterruptedError_
from ansible_collections.devops.release_management.plugins.module_utils._libraries import Retry

#: Methods that change nothing: their repetition is always safe.
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

#: The server blocked the request before it looked at it: any method may be repeated.
BLOCKED = 429

#: The server or a gateway before it is busy or restarting.
BUSY = frozenset({BLOCKED, 502, 503, 504})

#: A gateway gave up on the server behind it, which may have done the work all the same.
GATEWAY_FAILURES = frozenset({502, 504})

#: Longest pause in seconds that we make because a server asks for it (Azure DevOps counts in windows of 5 minutes).
LONGEST_PAUSE = 300.0

#: Longest pause in seconds between two attempts where the server says nothing.
LONGEST_BACKOFF = 30.0


def pause(seconds: float, cancelled: threading.Event) -> None:
    """Wait, but no longer than until the task is cancelled.

    :raises InterruptedError_: the task was cancelled, before or meanwhile.
    """
    if cancelled.wait(max(0.0, seconds)):
        raise InterruptedError_("The task was interrupted; no further request was sent.")


class PatientRetry(Retry):
    """urllib3's count of attempts, with back-off that jitters and ends when the task is cancelled."""

    def __init__(self, *args: Any, cancelled: threading.Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancelled = cancelled

    def new(self, **kwargs: Any) -> PatientRetry:
        """Copy with the same event; urllib3 calls it at each `increment`."""
        return super().new(cancelled=self.cancelled, **kwargs)

    @property
    def is_used_up(self) -> bool:
        """Whether no further attempt is left."""
        return not self.total or self.total <= 0

    def get_backoff_time(self) -> float:
        """Seconds before the next attempt: doubled each time, of which a random half is taken off.

        urllib3 itself does not wait before the first repetition, and version 1 has no jitter.
        """
        full = min(LONGEST_BACKOFF, float(self.backoff_factor) * 2.0 ** max(0, len(self.history) - 1))
        return full * random.uniform(0.5, 1.0)

    def sleep(self, response: Any = None) -> None:
        """Pause before the next attempt.

        What a server asks for by ``Retry-After`` is kept by the session, for all its requests.
        """
        pause(self.get_backoff_time(), self.cancelled)
