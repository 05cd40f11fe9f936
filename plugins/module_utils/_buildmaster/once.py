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
_LOOKS = 3
_PAUSE = 1.0
"""Seconds between two looks: a server may still be at it when its connection is lost."""


def send_once(send: Callable[[], Thing], look: Callable[[], Thing | None], run: Run) -> Thing:
    """Send a request and return what came of it, or what a request without an answer is found to have done.

    :param look: finds what the request was to do; None where that was not done.
    :raises LostAnswerError: it cannot be found out whether the server did it.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            return send()
        except LostAnswerError as lost:
            found = _looked_for(look, lost, run)
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


def _looked_for(look: Callable[[], Thing | None], lost: LostAnswerError, run: Run) -> Thing | None:
    """A look that fails is told together with the lost answer that made it needed."""
    try:
        for number in range(_LOOKS):
            if number and run.cancelled.wait(_PAUSE):
                raise InterruptedError_("The task was told to end while it looked for what its request had done.")
            found = look()
            if found is not None:
                return found
    except InterruptedError_:
        raise
    except ReleaseManagementError as error:
        lost.message += f" To look for it failed, too: {error.message}"
        raise lost from None
    return None
