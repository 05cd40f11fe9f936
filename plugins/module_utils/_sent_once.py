# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A write that must happen once: looked for when its answer was lost, and only then sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    LostAnswerError,
    RefusedError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Thing = TypeVar("Thing")

_TRIES = 2
_LOOKS = (0.0, 1.0, 2.0)
"""Seconds before each look: a server may still be at it when its connection is lost."""


def send_once(send: Callable[[], Thing], look: Callable[[], Thing | None], what: str, run: Run) -> Thing:
    """Send a request and return what came of it, or what a request without an answer is found to have done.

    :param look: finds what the request was to do; None where that was not done.
    :param what: what the request does, as the end of a sentence, such as ``the build was queued``.
    :raises LostAnswerError: it cannot be found out whether the server did it.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            return send()
        except LostAnswerError as lost:
            found = _looked_for(look, lost, what, run)
            if found is None and attempt == _TRIES:
                raise
        except RefusedError:
            # After a lost answer it may be refused because the first request did arrive after all.
            found = look() if attempt > 1 else None
            if found is None:
                raise
        if found is not None:
            return found
    raise AssertionError("the last attempt returns or raises")


def do_once(send: Callable[[], object], is_done: Callable[[], bool], what: str, run: Run) -> None:
    """The same for a request of which nothing comes but that it is done, such as a deletion."""

    def sent() -> bool:
        send()
        return True

    send_once(sent, lambda: is_done() or None, what, run)


def _looked_for(look: Callable[[], Thing | None], lost: LostAnswerError, what: str, run: Run) -> Thing | None:
    """What the request did, or None after some looks; a look that fails is told together with the lost answer."""
    try:
        for pause in _LOOKS:
            if run.cancelled.wait(pause):
                raise InterruptedError_(f"The task was told to end before it was known whether {what}.")
            found = look()
            if found is not None:
                return found
    except InterruptedError_:
        raise
    except ReleaseManagementError as error:
        lost.message += f" To find out whether {what} failed, too: {error.message}"
        raise lost from None
    return None
