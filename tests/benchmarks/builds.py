# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a long list of builds costs: seconds, peak memory and requests of the lookup `builds`, with a filter that half of
the builds pass, while somebody goes on queueing builds that pass it too.

Each list is read by a process of its own, which tells by how much it grew. Exits with 1 when a build is missing or comes
twice, or when time or memory grow more than linearly by more than a generous factor.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

SIZES = (1000, 5000, 10000)
FILTER = {"definitions": ["Fabrikam.CI"], "result_filter": ["succeeded"], "min_time": "2020-01-01T00:00:00Z"}
ROUNDS = 3
"""How often each list is read; the quickest time counts."""
PAUSE = 0.05
"""Seconds between two builds that somebody queues meanwhile."""


@dataclass(frozen=True)
class Figures:
    """What one list cost: seconds of the clock, seconds of the processor, bytes more at the peak, ids in their order."""

    builds: int
    seconds: float
    work: float
    memory: int
    requests: int
    ids: list[int]


def main() -> int:
    wishes = _arguments()
    if wishes.read:
        print(json.dumps(_read(json.loads(wishes.read))))
        return 0
    with running_sandbox(pace=0) as sandbox:
        figures = [_measure(sandbox, size) for size in wishes.sizes]
    return _report(figures, wishes.bound)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of builds (1000 5000 10000)")
    parser.add_argument("--bound", type=float, default=2.5, help="how many times more than linear is too much (2.5)")
    parser.add_argument("--read", help=argparse.SUPPRESS)
    return parser.parse_args()


def _read(connection: dict[str, Any]) -> dict[str, Any]:
    """Read the list, in a process that does nothing else, and tell what it cost."""
    client = BUILD_INFO.connect(connection)
    with contextlib.closing(client):
        # What a first request takes for good is no cost of the list.
        BUILD_INFO.run({**FILTER, "limit": 1}, client, Run())
        before, start, work = _peak(), time.perf_counter(), time.process_time()
        builds = BUILD_INFO.run(dict(FILTER), client, Run()).result["builds"]
        return {
            "seconds": time.perf_counter() - start,
            "work": time.process_time() - work,
            "memory": _peak() - before,
            "ids": [build["id"] for build in builds],
        }


def _peak() -> int:
    """The most memory that this process ever had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _measure(sandbox: RunningSandbox, size: int) -> Figures:
    sandbox.reset()
    # One passes, one does not, and so on.
    passing = sandbox.add_builds(size // 2, result="succeeded", start="2024-01-01T00:00:00Z", seconds=60)
    sandbox.add_builds(size - size // 2, result="failed", start="2024-01-01T00:00:30Z", seconds=60)
    connection = {"organization_url": sandbox.url, "project": "Fabrikam", "token": sandbox.token}
    command = [sys.executable, __file__, "--read", json.dumps(connection)]
    rounds = []
    with _somebody_queueing(sandbox) as queued:
        for _round in range(ROUNDS):
            sandbox.clear_requests()
            process = subprocess.run(command, capture_output=True, text=True, check=False)
            if process.returncode:
                sys.exit(f"reading {size} builds failed:\n{process.stderr[-3000:]}")
            lists = [one for one in sandbox.requests() if one["method"] == "GET" and one["path"].endswith("/builds")]
            # One list was for warming up.
            rounds.append(Figures(builds=size, requests=len(lists) - 1, **json.loads(process.stdout)))
    for one in rounds:
        _check(one.ids, set(passing), set(queued))
    # Whatever else the machine does makes it only worse.
    return min(rounds, key=lambda one: one.seconds)


@contextlib.contextmanager
def _somebody_queueing(sandbox: RunningSandbox) -> Iterator[list[int]]:
    """Queue one build after the other, on a thread; gives the ids of those queued so far."""
    queued: list[int] = []
    enough = threading.Event()

    def queue() -> None:
        while not enough.wait(PAUSE):
            queued.append(_queue(sandbox))

    thread = threading.Thread(target=queue)
    thread.start()
    try:
        yield queued
    finally:
        enough.set()
        thread.join()


def _queue(sandbox: RunningSandbox) -> int:
    request = urllib.request.Request(
        f"{sandbox.url}/Fabrikam/_apis/build/builds?api-version=7.0",
        data=json.dumps({"definition": {"id": 1}}).encode(),
        headers={"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"},
        method="POST",
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as response:
        number: int = json.load(response)["id"]
    return number


def _check(ids: list[int], passing: set[int], queued: set[int]) -> None:
    problems = []
    if len(ids) != len(set(ids)):
        problems.append(f"{len(ids) - len(set(ids))} builds came more than once")
    if lacking := passing - set(ids):
        problems.append(f"{len(lacking)} builds that pass the filter did not come, such as {min(lacking)}")
    if foreign := set(ids) - passing - queued:
        problems.append(f"{len(foreign)} builds came that do not pass the filter, such as {min(foreign)}")
    if not queued:
        problems.append("nobody queued a build meanwhile")
    if problems:
        sys.exit("; ".join(problems))


def _report(figures: list[Figures], bound: float) -> int:
    print("list of the builds that pass a filter, while others are queued")
    print(f"{'builds':>8}{'pass':>8}{'seconds':>10}{'processor':>11}{'peak MB':>10}{'requests':>10}")
    for one in figures:
        print(
            f"{one.builds:>8}{len(one.ids):>8}{one.seconds:>10.2f}{one.work:>11.2f}{one.memory / 2**20:>10.1f}"
            f"{one.requests:>10}"
        )
    least, most = figures[0], figures[-1]
    times = len(most.ids) / len(least.ids)
    grown = {
        "seconds": most.seconds / least.seconds,
        "processor": most.work / least.work,
        "memory": most.memory / max(least.memory, 1),
    }
    print(f"{times:.1f} times as many builds: " + ", ".join(f"{name} x{ratio:.1f}" for name, ratio in grown.items()))
    steep = [name for name, ratio in grown.items() if ratio > times * bound]
    print(f"each build came once; {'more than ' + ', '.join(steep) + ' is NOT ' if steep else 'all is '}linear")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
