# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task's surroundings: what a module finds in its process, and the end of a task that is cut short."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

_ENDING_SIGNALS = (signal.SIGALRM, signal.SIGINT, signal.SIGTERM)
"""What a worker gets at a task's `timeout`, at Ctrl-C, and when the controller ends it."""

_PAUSE = 0.2
"""Seconds from one look for the controller's process to the next."""

_looking_out: set[int] = set()


@contextmanager
def surroundings_of_a_module(environment: Mapping[str, Any], directory: str) -> Iterator[None]:
    """Apply a task's `environment` and the directory in which a local module runs; take both back in any case.

    Each worker is a process of its own and runs one task at a time, so nothing else sees the change.
    """
    environment_before = dict(os.environ)
    directory_before = os.getcwd()
    try:
        os.environ.update({name: str(value) for name, value in environment.items()})
        os.chdir(directory)
        yield
    finally:
        os.chdir(directory_before)
        if dict(os.environ) != environment_before:
            os.environ.clear()
            os.environ.update(environment_before)


@contextmanager
def cancelling(cancelled: threading.Event) -> Iterator[None]:
    """Set the event the moment a signal ends the task, before the stack unwinds.

    A pool of threads waits for its threads on the way out; without this they would go on writing meanwhile.
    """
    handlers: dict[int, Callable[[int, FrameType | None], Any]] = {}
    for ending in _ENDING_SIGNALS:
        handler = signal.getsignal(ending)
        if callable(handler):  # without a handler the signal ends the process, threads and all
            handlers[ending] = handler

    def cancel(number: int, frame: FrameType | None) -> None:
        cancelled.set()
        handlers[number](number, frame)

    try:
        for number in handlers:
            signal.signal(number, cancel)
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def end_with_the_controller() -> None:
    """Have this worker end, as SIGTERM ends it, soon after the process that forked it is gone.

    From ansible-core 2.19 on a worker is a session of its own. Who cancels a run by killing ansible-playbook with its
    process group does not reach it: it would do its task to the end, and wait for ever for somebody to read a long
    result. A module that it runs is ended with it, or finds that nobody listens any more.

    A worker does one task, with all items of its loop, and ends with it, and the thread that looks out with the worker.
    """
    controller = multiprocessing.parent_process()
    if controller is None or os.getpid() in _looking_out:
        return
    _looking_out.add(os.getpid())
    thread_of_the_task = threading.get_ident()

    def look_out() -> None:
        # The parent at the fork, not at the start of the task: it may be gone by then.
        while os.getppid() == controller.pid:
            time.sleep(_PAUSE)
        signal.pthread_kill(thread_of_the_task, signal.SIGTERM)

    # A signal that came to this thread would not wake that of the task, which alone can handle it.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING_SIGNALS)
    try:
        threading.Thread(target=look_out, daemon=True).start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def split_credentials(
    environment: Mapping[str, Any], argument_spec: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Split a task's `environment` into what anybody may see and the variables that stand for `no_log` options.

    Ansible writes the environment on the command line of a module, where `ps` and -vvv show it.
    """
    secret_names = {
        variable
        for option in argument_spec.values()
        if option.get("no_log") and "fallback" in option
        for variable in option["fallback"][1]
    }
    shown = {name: value for name, value in environment.items() if name not in secret_names}
    hidden = {name: str(value) for name, value in environment.items() if name in secret_names}
    return shown, hidden
