# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a process learns, those that fork from the same one know too."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._transport.verdicts import Verdict, Verdicts


@pytest.fixture
def verdicts() -> Verdicts:
    return Verdicts()


def forked(work: Callable[[], bool]) -> int:
    """A child process that ends with status 0 where its work says so."""
    child = os.fork()
    if child == 0:
        os._exit(0 if work() else 1)
    return child


def succeeded(child: int) -> bool:
    return os.waitpid(child, 0)[1] == 0


def test_nothing_is_known_at_first(verdicts: Verdicts) -> None:
    assert verdicts.of("a") is None


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_kept_and_may_change(verdicts: Verdicts, verdict: Verdict) -> None:
    for other in (*Verdict, verdict):
        verdicts.note("a", other)
    assert (verdicts.of("a"), verdicts.of("b")) == (verdict, None)


def test_children_and_their_parent_share_it(verdicts: Verdicts) -> None:
    def learn() -> bool:
        verdicts.note("a", Verdict.REFUSED)
        return True

    assert succeeded(forked(learn))
    assert succeeded(forked(lambda: verdicts.of("a") is Verdict.REFUSED))
    assert verdicts.of("a") is Verdict.REFUSED


def test_many_are_kept_apart(verdicts: Verdicts) -> None:
    texts = [f"text {number}" for number in range(50)]
    for text in texts:
        verdicts.note(text, Verdict.REFUSED)
        assert verdicts.of(text) is Verdict.REFUSED
    assert verdicts.of("another") is None


def test_one_process_at_a_time_has_the_turn(verdicts: Verdicts) -> None:
    """Each looks, pauses and notes: without turns more than one would find nothing noted."""

    def try_once() -> bool:
        with verdicts.turn("a"):
            is_first = verdicts.of("a") is None
            time.sleep(0.05)
            verdicts.note("a", Verdict.REFUSED)
        return is_first

    children = [forked(try_once) for _child in range(4)]
    assert sorted(succeeded(child) for child in children) == [False, False, False, True]


def test_a_killed_process_gives_its_turn_back(verdicts: Verdicts) -> None:
    reading, writing = os.pipe()

    def hold() -> bool:
        with verdicts.turn("a"):
            os.write(writing, b"!")
            time.sleep(60)
        return True

    child = forked(hold)
    os.read(reading, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with verdicts.turn("a"):
        pass


def test_neither_the_text_nor_a_plain_digest_of_it_is_in_the_memory(verdicts: Verdicts) -> None:
    verdicts.note("s3cret", Verdict.REFUSED)
    other = Verdicts()
    other.note("s3cret", Verdict.REFUSED)
    assert b"s3cret" not in bytes(verdicts._memory)
    assert bytes(verdicts._memory) != bytes(other._memory)
