# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Doing the same with many things, several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

AHEAD = 4
"""How many things for each thread are taken in before the first of them is handed out: what limits the memory."""


def concurrently(work: Callable[[Thing], Result], things: Iterable[Thing], *, threads: int) -> Iterator[Result]:
    """Yield what `work` makes of each thing, in the order of the things, with so many threads at work.

    Things are taken in as results are taken out, by the thread that takes them out. The first failure, of whichever
    thing, is raised at once and what has not begun by then never does; the same when the caller stops or is
    interrupted. What is under way then is not waited for: it has to end by itself, such as by the task's event.
    """
    # An import of some milliseconds, which a task that does one thing only does not need.
    from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

    pool = ThreadPoolExecutor(threads)
    begun: deque[Future[Result]] = deque()
    left = iter(things)
    try:
        while True:
            while len(begun) < threads * AHEAD and (thing := next(left, begun)) is not begun:
                begun.append(pool.submit(work, thing))  # type: ignore[arg-type]
            if not begun:
                return
            wait([one for one in begun if not one.done()] or list(begun), return_when=FIRST_COMPLETED)
            for one in begun:
                if one.done() and (error := one.exception()) is not None:
                    raise error
            while begun and begun[0].done():
                yield begun.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
