# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for something that a server does, and telling how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    ThrottledError,
    UnavailableError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

State = TypeVar("State")

FIRST_PAUSE = 0.25
"""Seconds before the second look. Pauses grow from here to the interval, so that what is quick is seen quickly."""

REMINDER = 60.0
"""Seconds after which a line is repeated, so that a person sees that the task is alive."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to look.

    :ivar timeout: seconds until the wait is given up; 0 looks once.
    :ivar interval: seconds between two looks, at most.
    """

    timeout: float
    interval: float


@dataclass(frozen=True)
class Waited(Generic[State]):
    """The end of a wait.

    :ivar state: what was seen last.
    :ivar elapsed: seconds.
    """

    state: State
    elapsed: float


def wait_until(
    is_over: Callable[[State], bool],
    look: Callable[[], State],
    say: Callable[[State], str],
    patience: Patience,
    run: Run,
) -> Waited[State]:
    """Look until it is over.

    What `say` makes of a state is shown as progress whenever it changes. A server that does not answer for a while is
    no end of the wait: what is waited for goes on without us.

    :param say: what is going on, in words, such as ``in progress: Build, Run tests``; also the end of the sentence
        that reports a timeout.
    :raises WaitTimeoutError: it took longer than the patience; its ``details`` have ``elapsed``.
    :raises InterruptedError_: the task was told to end.
    """
    start = time.monotonic()
    teller = _Teller(run, start)
    pause = FIRST_PAUSE
    words = "nothing was seen yet"
    while True:
        try:
            state = look()
        except (UnavailableError, ThrottledError) as error:
            words = f"the server does not answer ({error.message})"
        else:
            words = say(state)
            if is_over(state):
                teller.tell(words)
                return Waited(state, round(time.monotonic() - start, 1))
        teller.tell(words)
        left = start + patience.timeout - time.monotonic()
        if left <= 0:
            raise _timeout(words, time.monotonic() - start)
        if run.cancelled.wait(min(pause, patience.interval, left)):
            raise InterruptedError_(f"The task was told to end while it waited: {words}.")
        pause *= 2


def duration(seconds: float) -> str:
    """Write a duration for people: ``8 s``, ``2 min 05 s``, ``1 h 02 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def _timeout(words: str, elapsed: float) -> WaitTimeoutError:
    details: dict[str, Any] = {"elapsed": round(elapsed, 1)}
    return WaitTimeoutError(
        f"It was not over after {duration(elapsed)}: {words}. It goes on; run the task again, or give it more time",
        option="wait_timeout",
        details=details,
    )


class _Teller:
    """Shows a line when there is something new, or after a while."""

    def __init__(self, run: Run, start: float) -> None:
        self._run = run
        self._start = start
        self._said: str | None = None
        self._said_at = start

    def tell(self, words: str) -> None:
        now = time.monotonic()
        if words == self._said and now - self._said_at < REMINDER:
            return
        self._said, self._said_at = words, now
        self._run.progress(f"{words} ({duration(now - self._start)})")
