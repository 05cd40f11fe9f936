# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that is ended from outside starts no write after that."""

from __future__ import annotations

import signal
import time
from typing import Any

import pytest

from ansible_collections.devops.release_management.tests.unit.plugins.plugin_utils.toy.playbooks import (
    AS_MODULE,
    IN_PROCESS,
    Playbooks,
    ToyServer,
    task,
)

WRITES = 40
PACE = 0.25
"""Seconds of a write."""

WAYS: dict[str, dict[str, Any]] = {
    "in process": {"in_process": IN_PROCESS},
    "as module": {"in_process": AS_MODULE},
    "in a loop": {"in_process": IN_PROCESS},
    "as another user": {"in_process": "auto"},
}
TASKS: dict[str, dict[str, Any]] = {
    "in process": task({"writes": WRITES}),
    "as module": task({"writes": WRITES}),
    "in a loop": task({"name": "{{ item }}"}, loop=[f"number {number}" for number in range(WRITES)]),
    "as another user": task({"writes": WRITES}, become=True, become_method="fixture.toy.nobody"),
}


def assert_no_more_writes(server: ToyServer, most: int) -> None:
    time.sleep(0.5 + PACE)  # a killed one sees it within half a second, and the write that was under way may end
    seen = len(server.requests)
    assert seen < most
    time.sleep(4 * PACE)
    assert len(server.requests) == seen


@pytest.mark.parametrize("path", [IN_PROCESS, AS_MODULE])
def test_a_timeout_ends_the_writing(playbooks: Playbooks, server: ToyServer, path: str) -> None:
    server.seconds_per_write = PACE
    ran = playbooks.run([task({"writes": WRITES}, timeout=2)], in_process=path)
    assert ran.status == 2
    assert_no_more_writes(server, 15)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("interruption", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interruption_ends_the_writing(
    playbooks: Playbooks, server: ToyServer, interruption: signal.Signals, way: str
) -> None:
    """Of the process group, as runners do to cancel a job: from ansible-core 2.19 on no worker is in it."""
    server.seconds_per_write = PACE
    ran = playbooks.run(
        [TASKS[way]], **WAYS[way], interrupt_after=lambda: len(server.requests) > 2, interruption=interruption
    )
    assert ran.status != 0
    assert_no_more_writes(server, 30)


def test_what_is_asynchronous_goes_on(playbooks: Playbooks, server: ToyServer) -> None:
    server.seconds_per_write = PACE
    playbooks.run(
        [task({"writes": 8}, **{"async": 60, "poll": 1})],
        interrupt_after=lambda: len(server.requests) > 2,
        interruption=signal.SIGKILL,
    )
    time.sleep(8 * PACE + 0.5)
    assert [method for method, _path in server.requests] == ["GET", *["PUT"] * 8]
