# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several at a time: order, bounds, and what a failure or an interruption leaves undone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._concurrently import AHEAD, concurrently

PATIENCE = 10.0


def test_results_come_in_the_order_of_the_things() -> None:
    def work(number: int) -> int:
        time.sleep(0.002 * (number % 3))
        return number * number

    assert list(concurrently(work, range(50), threads=4)) == [number * number for number in range(50)]


def test_nothing_makes_nothing() -> None:
    assert list(concurrently(lambda thing: thing, [], threads=4)) == []


def test_none_is_a_thing_and_a_result() -> None:
    assert list(concurrently(lambda thing: thing, [None, 0, None], threads=2)) == [None, 0, None]


def test_so_many_are_at_work_at_a_time() -> None:
    together = threading.Barrier(3, timeout=PATIENCE)
    lock = threading.Lock()
    at_work = most = 0

    def work(_number: int) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        together.wait()
        with lock:
            at_work -= 1

    list(concurrently(work, range(12), threads=3))
    assert most == 3


def test_things_are_taken_in_as_results_are_taken_out() -> None:
    taken: list[int] = []

    def things() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = concurrently(lambda number: number, things(), threads=2)
    next(results)
    assert len(taken) <= 2 * AHEAD
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 2 * AHEAD


def test_the_first_failure_is_raised_though_an_earlier_thing_still_works() -> None:
    release = threading.Event()
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 0:
            release.wait(PATIENCE)
        if number == 2:
            time.sleep(0.1)
            raise ValueError("the third one")
        time.sleep(0.02)
        return number

    start = time.monotonic()
    try:
        with pytest.raises(ValueError, match="the third one"):
            list(concurrently(work, range(100), threads=2))
        assert time.monotonic() - start < PATIENCE / 2
        time.sleep(0.1)
        # What was begun ends; what was not begun never is.
        assert len(begun) <= 5
    finally:
        release.set()


def test_a_failure_of_the_things_themselves_is_raised() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise KeyError("no more")

    with pytest.raises(KeyError, match="no more"):
        list(concurrently(lambda number: number, things(), threads=2))
