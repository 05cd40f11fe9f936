# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting: until it is over, until patience ends, until the task ends; and what is told meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest

from ansible_collections.devops.release_management.plugins.module_utils import _waiting
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    NotFoundError,
    UnavailableError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, duration, wait_until


class Clock:
    """Time that passes only while something waits for it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now


class Event(threading.Event):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        assert timeout >= 0
        self._clock.pauses.append(timeout)
        self._clock.now += timeout
        return self.is_set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_waiting, "time", clock)
    return clock


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def run(clock: Clock, lines: list[str]) -> Run:
    return Run(progress=lines.append, cancelled=Event(clock))


def seeing(*states: str | Exception) -> Callable[[], str]:
    """Look at these one after the other, and at the last one for ever."""
    sequence: Iterator[str | Exception] = chain(states, repeat(states[-1]))

    def look() -> str:
        state = next(sequence)
        if isinstance(state, Exception):
            raise state
        return state

    return look


def is_done(state: str) -> bool:
    return state == "done"


def test_what_is_over_already_costs_one_look_and_no_time(run: Run, clock: Clock) -> None:
    waited = wait_until(is_done, seeing("done"), str, Patience(60, 10), run)
    assert (waited.state, waited.elapsed, clock.pauses) == ("done", 0, [])


def test_pauses_grow_to_the_interval(run: Run, clock: Clock) -> None:
    waited = wait_until(is_done, seeing(*["running"] * 6, "done"), str, Patience(60, 2), run)
    assert clock.pauses == [0.25, 0.5, 1, 2, 2, 2]
    assert waited.elapsed == 7.8


def test_an_interval_below_the_first_pause_counts(run: Run, clock: Clock) -> None:
    wait_until(is_done, seeing("running", "running", "done"), str, Patience(60, 0.1), run)
    assert clock.pauses == [0.1, 0.1]


def test_what_is_new_is_told_once_and_again_after_a_while(run: Run, lines: list[str]) -> None:
    wait_until(is_done, seeing("queued", *["running"] * 5, "done"), str, Patience(600, 30), run)
    assert [line.split(" (")[0] for line in lines] == ["queued", "running", "done"]
    lines.clear()
    wait_until(is_done, seeing(*["running"] * 14, "done"), str, Patience(600, 30), run)
    assert lines[0] == "running (0 s)"
    assert len([line for line in lines if line.startswith("running")]) == 4


def test_patience_ends_and_the_error_says_how_it_stands(run: Run, clock: Clock) -> None:
    with pytest.raises(WaitTimeoutError, match=r"wait_timeout: .* after 1 min 30 s: running, Run tests") as caught:
        wait_until(is_done, seeing("running, Run tests"), str, Patience(90, 10), run)
    assert sum(clock.pauses) == pytest.approx(90)
    assert caught.value.details["elapsed"] == 90


def test_without_patience_there_is_one_look(run: Run, clock: Clock) -> None:
    with pytest.raises(WaitTimeoutError):
        wait_until(is_done, seeing("running", "done"), str, Patience(0, 10), run)
    assert clock.pauses == []


def test_a_task_that_is_told_to_end_ends(run: Run) -> None:
    def look() -> str:
        run.cancelled.set()
        return "running"

    with pytest.raises(InterruptedError_, match="running"):
        wait_until(is_done, look, str, Patience(60, 10), run)


def test_a_server_that_is_away_for_a_while_ends_no_wait(run: Run, lines: list[str]) -> None:
    states = seeing("running", UnavailableError("HTTP 503"), UnavailableError("HTTP 503"), "done")
    assert wait_until(is_done, states, str, Patience(60, 10), run).state == "done"
    assert [line for line in lines if "HTTP 503" in line]


def test_a_server_that_stays_away_is_what_the_timeout_tells(run: Run) -> None:
    with pytest.raises(WaitTimeoutError, match="HTTP 503"):
        wait_until(is_done, seeing("running", UnavailableError("HTTP 503")), str, Patience(60, 10), run)


def test_what_is_gone_is_no_server_that_is_away(run: Run) -> None:
    with pytest.raises(NotFoundError):
        wait_until(is_done, seeing("running", NotFoundError("no such build")), str, Patience(60, 10), run)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (65, "1 min 05 s"),
        (3599.7, "1 h 00 min"),
        (7260, "2 h 01 min"),
    ],
)
def test_durations_are_written_for_people(seconds: float, words: str) -> None:
    assert duration(seconds) == words
