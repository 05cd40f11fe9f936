# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A write that must happen once, whatever becomes of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _sent_once
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    LostAnswerError,
    RefusedError,
    UnavailableError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

WHAT = "the build was queued"


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sent_once, "_LOOKS", (0.0, 0.0, 0.0))


class Steps:
    """Answers or raises one after the other; counts how often it was called."""

    def __init__(self, *steps: Any) -> None:
        self._steps = list(steps)
        self.calls = 0

    def __call__(self) -> Any:
        self.calls += 1
        step = self._steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


LOST = LostAnswerError("lost.")


def test_what_is_answered_is_not_looked_for() -> None:
    send, look = Steps("made"), Steps()
    assert send_once(send, look, WHAT, Run()) == "made"
    assert (send.calls, look.calls) == (1, 0)


@pytest.mark.parametrize(
    ("answers", "seen", "made"),
    [
        ([LOST], ["found"], (1, 1)),
        ([LOST], [None, None, "found"], (1, 3)),
        ([LOST, "made"], [None, None, None], (2, 3)),
        ([LOST, LOST], [None, None, None, "found"], (2, 4)),
        # The first request arrived when the second was under way.
        ([LOST, RefusedError("is there")], [None, None, None, "found"], (2, 4)),
    ],
)
def test_a_lost_answer_is_looked_for_before_it_is_sent_again(
    answers: list[Any], seen: list[Any], made: tuple[int, int]
) -> None:
    send, look = Steps(*answers), Steps(*seen)
    assert send_once(send, look, WHAT, Run()) in ("made", "found")
    assert (send.calls, look.calls) == made


@pytest.mark.parametrize(
    ("answers", "looks"),
    [([LOST, LOST], 6), ([RefusedError("no")], 0), ([LOST, RefusedError("no")], 4), ([UnavailableError("down")], 0)],
)
def test_the_end_of_it_is_the_last_error(answers: list[Exception], looks: int) -> None:
    look = Steps(*[None] * looks)
    with pytest.raises(type(answers[-1])):
        send_once(Steps(*answers), look, WHAT, Run())
    assert look.calls == looks


def test_a_look_that_fails_is_told_with_what_made_it_needed() -> None:
    with pytest.raises(LostAnswerError, match=r"^gone\. To find out whether the build was queued failed, too: down"):
        send_once(Steps(LostAnswerError("gone.")), Steps(UnavailableError("down")), WHAT, Run())


@pytest.mark.parametrize("cancel", ["before", "meanwhile"])
def test_nothing_is_sent_again_by_a_task_that_is_told_to_end(cancel: str) -> None:
    run = Run()
    look: Callable[[], Any] = Steps()
    if cancel == "before":
        run.cancelled.set()
    else:

        def look() -> None:
            run.cancelled.set()

    send = Steps(LOST)
    with pytest.raises(InterruptedError_, match="before it was known whether the build was queued"):
        send_once(send, look, WHAT, run)
    assert send.calls == 1
