# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task finds around it, and what of it is left when it has ended."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.plugin_utils._environment import (
    cancelling,
    split_credentials,
    surroundings_of_a_module,
)

SPEC: dict[str, Any] = {
    "token": {"no_log": True, "aliases": ["pat"], "fallback": (None, ["TOKEN", "PAT"])},
    "password": {"no_log": True},
    "url": {"fallback": (None, ["URL"])},
}


class Ended(BaseException):
    pass


def test_surroundings_are_taken_back_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERE", "before")
    monkeypatch.delenv("NEW", raising=False)
    directory, environment = Path.cwd(), dict(os.environ)
    with pytest.raises(Ended), surroundings_of_a_module({"THERE": 1, "NEW": True}, str(tmp_path)):
        assert (os.environ["THERE"], os.environ["NEW"], Path.cwd()) == ("1", "True", tmp_path)
        os.environ["LEFT_BEHIND"] = "x"
        raise Ended
    assert dict(os.environ) == environment
    assert Path.cwd() == directory


def test_credentials_leave_the_environment() -> None:
    environment = {"TOKEN": 1, "PAT": "b", "URL": "u", "OTHER": True}
    shown, hidden = split_credentials(environment, SPEC)
    assert shown == {"URL": "u", "OTHER": True}
    assert hidden == {"TOKEN": "1", "PAT": "b"}


def test_a_signal_cancels_before_it_is_handled() -> None:
    cancelled = threading.Event()
    seen: list[bool] = []

    def handler(number: int, frame: Any) -> None:
        seen.append(cancelled.is_set())

    before = signal.signal(signal.SIGALRM, handler)
    try:
        with cancelling(cancelled):
            assert not cancelled.is_set()
            os.kill(os.getpid(), signal.SIGALRM)
        assert seen == [True]
        assert signal.getsignal(signal.SIGALRM) is handler
    finally:
        signal.signal(signal.SIGALRM, before)
