# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it costs to see to many definitions that are as declared: `release_definitions`, and other ways to do it.

Runs each way without latency and with, counts its requests, and compares it with a plain program that only fetches the
same documents with eight threads: the whole runs, and the runs less what the same program or playbook takes that does
nothing. Then sees to five times as many, for how time and memory grow. Exits with 1 when a bound is not met; that of
time is about the part at work.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from timed import Cost, play, run, write_hosts

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_export import (
    RELEASE_DEFINITION_EXPORT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

PREFIX = "devops.release_management."
GIVEN, MANY, LOOP, URI = "only given to a task", "release_definitions", "loop: release_definition", "loop: uri"
NO_REQUEST, ONE_BY_ONE, THREADS = "requests, only imported", "requests, one by one", "requests, 8 threads"
WAYS = (GIVEN, MANY, LOOP, URI, NO_REQUEST, ONE_BY_ONE, THREADS)
STARTS = {MANY: GIVEN, LOOP: GIVEN, URI: GIVEN, ONE_BY_ONE: NO_REQUEST, THREADS: NO_REQUEST}
"""What of each way is no work: the same without a request."""
SLOW = (LOOP, URI, ONE_BY_ONE)
# How the role release_pipelines has them: a file each, as the role export_pipelines writes them.
PIPELINES = f"query('{PREFIX}pipeline_files', 'pipelines')"
PEOPLE = ("who approves", "who owns the stages")
KINDS = ("projects", "build/definitions", "distributedtask/tasks", "distributedtask/queues", *PEOPLE)
"""The catalogues of the names in each definition; of people servers have none, each is looked for."""
FOLDER = "\\Bench"
PAGE = 100
"""How many definitions the sandbox lists in a page."""
SEEDED = 3
"""How many it has without ours."""
GROWTH = 5
MEGABYTE = 2**20


Way = Callable[[], Cost]


@dataclass(frozen=True)
class Figures:
    seconds: float
    work: float
    memory: int
    requests: int


def main() -> int:
    wishes = _arguments()
    verdicts: list[tuple[bool, str]] = []
    with running_sandbox(pace=0) as sandbox, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_hosts(folder)
        ids = _create(sandbox, wishes.count)
        for latency in (0, wishes.latency):
            figures = _compare(sandbox, folder, ids, latency, wishes)
            verdicts += _report(figures, latency, wishes)
        verdicts += _growth(sandbox, folder, wishes)
    for is_met, sentence in verdicts:
        print(f"{'met    ' if is_met else 'NOT met'}  {sentence}")
    return 0 if all(is_met for is_met, _sentence in verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="definitions (200)")
    parser.add_argument("--latency", type=int, default=80, help="milliseconds that each request takes longer (80)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="runs of each quick way, of which the quickest counts (5)"
    )
    parser.add_argument("--quick", action="store_true", help="without the ways that take a minute")
    parser.add_argument("--bound", type=float, default=1.5, help="times the program with 8 threads (1.5)")
    parser.add_argument("--linear", type=float, default=1.5, help="how much more than linear time may grow (1.5)")
    parser.add_argument("--memory", type=float, default=300.0, help="megabytes for five times as many (300)")
    return parser.parse_args()


# ------------------------------------------------------------------------------------------------------- definitions


def pipeline(number: int) -> dict[str, Any]:
    """One of many that differ: three stages, some tasks each, a person who approves."""
    return {
        "name": f"Service {number:04}",
        "path": f"{FOLDER}\\Team {number % 7}",
        "description": f"Deploys service {number}",
        "variables": {"service": f"service-{number}", "replicas": str(number % 5 + 1)},
        "artifacts": [{"alias": "drop", "type": "Build", "definition": "Fabrikam.CI"}],
        "environments": [_stage(number, stage) for stage in ("Dev", "QA", "Production")],
    }


def _stage(number: int, name: str) -> dict[str, Any]:
    command = f"deploy --service service-{number} --to {name.lower()}"
    tasks = [
        {"task": "CmdLine@2", "name": f"Step {step}", "inputs": {"script": f"{command} --step {step}"}}
        for step in range(4)
    ]
    approval = {"pre_deploy_approvals": {"approvers": ["Normal Paulk"]}} if name == "Production" else {}
    return {
        "name": name,
        "variables": {"slot": name.lower()},
        "deploy_phases": [{"name": "Deploy", "queue": "Default", "workflow_tasks": tasks}],
        **approval,
    }


def _connection(sandbox: RunningSandbox) -> dict[str, Any]:
    return {"organization_url": sandbox.url, "project": "Fabrikam", "server": "server2022", "token": sandbox.token}


def _create(sandbox: RunningSandbox, count: int) -> list[int]:
    """Create the definitions and return their ids."""
    params = {"definitions": [pipeline(number) for number in range(count)], "concurrency": 8}
    with contextlib.closing(connect(_connection(sandbox))) as client:
        outcome = RELEASE_DEFINITIONS.run(params, client, Run())
    return [one["id"] for one in outcome.result["release_definitions"]]


# -------------------------------------------------------------------------------------------------------------- ways


def _compare(
    sandbox: RunningSandbox, folder: Path, ids: list[int], latency: int, wishes: argparse.Namespace
) -> dict[str, Figures]:
    sandbox.set_faults(*_slowness(latency))
    commands = _commands(sandbox, folder, ids)
    runs: dict[str, list[Figures]] = {way: [] for way in WAYS if way not in SLOW or not wishes.quick}
    play(folder, _play(folder, sandbox, []))  # warms what is cached on disk
    for number in range(wishes.rounds):
        for way, seen in runs.items():
            if number == 0 or way not in SLOW:
                seen.append(_measured(sandbox, commands[way]))
    sandbox.set_faults()
    return {way: _quickest(seen) for way, seen in runs.items()}


def _quickest(figures: list[Figures]) -> Figures:
    """The quickest, with the most memory of all: whatever else the machine does makes it only slower."""
    quickest = min(figures, key=lambda one: one.seconds)
    return replace(quickest, memory=max(one.memory for one in figures))


def _slowness(latency: int) -> list[dict[str, Any]]:
    return [{"kind": "stall", "seconds": latency / 1000, "when": "before", "times": None}] if latency else []


def _measured(sandbox: RunningSandbox, work: Way) -> Figures:
    sandbox.clear_requests()
    cost = work()
    return Figures(cost.seconds, cost.work, cost.memory, len(sandbox.requests()))


def _commands(sandbox: RunningSandbox, folder: Path, ids: list[int]) -> dict[str, Way]:
    url = f"{sandbox.url}/Fabrikam/_apis/release/definitions"
    fetch = [sys.executable, str(Path(__file__).with_name("fetch.py"))]
    program = {"url": url, "token": sandbox.token, "ids": ids}
    _export(sandbox, folder)
    loop = {"loop": f"{{{{ {PIPELINES} }}}}", "loop_control": {"label": "{{ item.name }}"}}
    fetched = {
        "url": f"{url}/{{{{ item }}}}?api-version=7.0",
        "user": "pat",
        "password": sandbox.token,
        "force_basic_auth": True,
        "headers": {"Accept": "application/json"},
    }
    tasks: dict[str, list[dict[str, Any]]] = {
        GIVEN: [{"given": {"definitions": f"{{{{ {PIPELINES} }}}}"}}],
        MANY: [{f"{PREFIX}release_definitions": {"definitions": f"{{{{ {PIPELINES} }}}}"}}],
        LOOP: [{f"{PREFIX}release_definition": None, "args": "{{ item }}", **loop}],
        URI: [{"ansible.builtin.uri": fetched, "loop": ids}],
    }
    plays = {way: _play(folder, sandbox, content) for way, content in tasks.items()}
    return {
        **{way: lambda name=name: play(folder, name) for way, name in plays.items()},
        NO_REQUEST: lambda: run(folder, [*fetch, json.dumps({**program, "threads": 8, "ids": []})]),
        ONE_BY_ONE: lambda: run(folder, [*fetch, json.dumps({**program, "threads": 1})]),
        THREADS: lambda: run(folder, [*fetch, json.dumps({**program, "threads": 8})]),
    }


def _export(sandbox: RunningSandbox, folder: Path) -> None:
    """Write the files of all definitions that are there but those of the seed."""
    params = {"dest": str(folder / "pipelines"), "path": FOLDER, "concurrency": 8}
    with contextlib.closing(connect(_connection(sandbox))) as client:
        RELEASE_DEFINITION_EXPORT.run(params, client, Run())


def _play(folder: Path, sandbox: RunningSandbox, tasks: list[dict[str, Any]]) -> str:
    """Write a playbook in which nothing may change, and return its name."""
    unchanged = [{**task, "register": "done", "failed_when": "done is failed or done is changed"} for task in tasks]
    name = f"play{len(list(folder.glob('play*.yml')))}.yml"
    content: dict[str, Any] = {
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": {f"group/{PREFIX}azure_devops": _connection(sandbox)},
        "tasks": unchanged,
    }
    (folder / name).write_text(yaml.safe_dump([content]))
    return name


# ------------------------------------------------------------------------------------------------------------ report


def _report(figures: dict[str, Figures], latency: int, wishes: argparse.Namespace) -> Iterable[tuple[bool, str]]:
    at_work = {way: _at_work(way, figures) for way in figures}
    print(f"\n{wishes.count} definitions that are as declared, {latency} ms of latency; in brackets: times 8 threads")
    print(f"{'way':<26}{'seconds':>18}{'of it at work':>18}{'requests':>10}{'peak MB':>9}")
    for way, one in figures.items():
        whole = f"{one.seconds:.2f} ({one.seconds / figures[THREADS].seconds:.2f})"
        work = "" if way in STARTS.values() else f"{at_work[way]:.2f} ({at_work[way] / at_work[THREADS]:.2f})"
        print(f"{way:<26}{whole:>18}{work:>18}{one.requests:>10}{one.memory / MEGABYTE:>9.0f}")
    pages = -(-(wishes.count + SEEDED) // PAGE)
    parts = f"{pages} pages of the list, {wishes.count} definitions, {len(KINDS)} catalogues"
    requests = figures[MANY].requests
    yield requests == pages + wishes.count + len(KINDS), f"{requests} requests: {parts}"
    if latency:
        ratio = at_work[MANY] / at_work[THREADS]
        yield ratio <= wishes.bound, f"at work {ratio:.2f} of at most {wishes.bound:g} times 8 threads at {latency} ms"


def _at_work(way: str, figures: dict[str, Figures]) -> float:
    """Seconds without what the same takes that does nothing: to start, to read the pipelines, to give them to a task."""
    start = STARTS.get(way)
    return figures[way].seconds - (figures[start].seconds if start else 0.0)


def _growth(sandbox: RunningSandbox, folder: Path, wishes: argparse.Namespace) -> Iterable[tuple[bool, str]]:
    sizes = (wishes.count, GROWTH * wishes.count)
    seen: dict[int, dict[str, Figures]] = {}
    for count in sizes:
        commands = _commands(sandbox, folder, _create(sandbox, count))
        runs = {way: [_measured(sandbox, commands[way]) for _round in range(wishes.rounds)] for way in (GIVEN, MANY)}
        seen[count] = {way: _quickest(figures) for way, figures in runs.items()}
    print(f"\n{'definitions':<12}{'seconds':>9}{'processor':>11}{'at work':>9}{'peak MB':>9}{'of it given':>13}")
    at_work: dict[int, float] = {}
    for count, figures in seen.items():
        many, given = figures[MANY], figures[GIVEN]
        at_work[count] = many.work - given.work
        print(
            f"{count:<12}{many.seconds:>9.2f}{many.work:>11.2f}{at_work[count]:>9.2f}{many.memory / MEGABYTE:>9.0f}"
            f"{given.memory / MEGABYTE:>13.0f}"
        )
    # Of the processor, which others who use the machine meanwhile do not change much.
    times = at_work[sizes[1]] / at_work[sizes[0]]
    yield times <= GROWTH * wishes.linear, f"{GROWTH} times as many take {times:.1f} times as much of the processor"
    memory = seen[sizes[1]][MANY].memory / MEGABYTE
    yield memory <= wishes.memory, f"{memory:.0f} MB at the peak for {sizes[1]}, of at most {wishes.memory:g}"


if __name__ == "__main__":
    sys.exit(main())
