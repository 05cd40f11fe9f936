# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task finds around it, and what of it is left when it has ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.plugin_utils import _environment
from ansible_collections.devops.release_management.plugins.plugin_utils._environment import (
    cancelling,
    end_with_the_controller,
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


@contextmanager
def controller_of(work: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that forks a worker and waits for it; what either prints can be read."""
    program = f"""
import multiprocessing, os, threading, time
from {_environment.__name__} import end_with_the_controller

CONTROLLER = os.getpid()

def say(word):
    os.write(1, f"{{word}}\\n".encode())

def work():
{work}

worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
worker.join()
say("joined")
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment) as ran:
        yield ran


def said_after_the_kill(controller: subprocess.Popen[str], begun: str) -> str:
    """Kill a controller when its worker says so; what is printed then, until the worker has ended too."""
    assert controller.stdout
    assert controller.stdout.readline() == f"{begun}\n"
    controller.kill()
    return controller.stdout.read()


def test_a_worker_ends_soon_after_its_controller() -> None:
    work = """
    end_with_the_controller()
    say("at work")
    time.sleep(5)
    say("to the end")
"""
    with controller_of(work) as controller:
        assert said_after_the_kill(controller, "at work") == ""


def test_a_worker_whose_controller_is_gone_before_its_task_ends_too() -> None:
    work = """
    say("before the task")
    while os.getppid() == CONTROLLER:
        time.sleep(0.01)
    end_with_the_controller()
    time.sleep(5)
    say("to the end")
"""
    with controller_of(work) as controller:
        assert said_after_the_kill(controller, "before the task") == ""


def test_a_worker_ends_as_it_does_at_sigterm() -> None:
    work = """
    import signal
    from ansible_collections.devops.release_management.plugins.plugin_utils._environment import cancelling
    cancelled = threading.Event()

    def term(number, frame):
        say(f"terminated, {cancelled.is_set()}")
        os._exit(1)

    signal.signal(signal.SIGTERM, term)
    end_with_the_controller()
    with cancelling(cancelled):
        say("at work")
        time.sleep(5)
"""
    with controller_of(work) as controller:
        assert said_after_the_kill(controller, "at work") == "terminated, True\n"


def test_a_worker_that_cannot_get_rid_of_its_result_ends_too() -> None:
    work = """
    nobody_reads, result = os.pipe()
    end_with_the_controller()
    say("at work")
    os.write(result, bytes(1_000_000))
"""
    with controller_of(work) as controller:
        assert said_after_the_kill(controller, "at work") == ""


def test_a_worker_with_a_controller_does_all_its_items_with_one_look_out() -> None:
    work = """
    for _item in range(50):
        end_with_the_controller()
    time.sleep(1)
    say(threading.active_count())
"""
    with controller_of(work) as controller:
        assert controller.communicate() == ("2\njoined\n", None)


def test_signals_come_to_the_thread_of_the_task() -> None:
    work = """
    import signal
    signals = {signal.SIGALRM, signal.SIGINT, signal.SIGTERM}
    end_with_the_controller()
    say(signal.pthread_sigmask(signal.SIG_BLOCK, signals))
    for number in signals:
        os.kill(os.getpid(), number)
    time.sleep(0.2)
    say(signal.sigpending() == signals)  # no other thread takes them
"""
    with controller_of(work) as controller:
        assert controller.communicate() == ("set()\nTrue\njoined\n", None)


def test_what_is_no_worker_is_left_alone() -> None:
    threads = threading.active_count()
    end_with_the_controller()
    assert threading.active_count() == threads
