# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an item of a loop costs: milliseconds for a converged definition, in-process, as module, and by ansible.builtin.uri.

Runs ansible-playbook on a sandbox without latency, each way several times in turn (the quick ones more often, as they
suffer more from whatever else the machine does), and takes the median less that of an empty playbook. Exits with 1 when
in-process is not as many times faster than uri as is demanded.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from timed import play, write_hosts

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    ensure,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

MODULE = "devops.release_management.release_definition"
STAGE = {
    "name": "Dev",
    "deploy_phases": [
        {
            "queue": "Default",
            "workflow_tasks": [{"task": "CmdLine@2", "name": "Deploy", "inputs": {"script": "deploy"}}],
        }
    ],
}
IN_PROCESS, BY_NAME, AS_MODULE, URI = "in-process", "in-process, by name", "module", "ansible.builtin.uri"
SLOW = (AS_MODULE, URI)
RUNS_OF_A_QUICK_ONE = 5


def main() -> int:
    wishes = _arguments()
    with running_sandbox(pace=0) as sandbox, tempfile.TemporaryDirectory() as folder:
        definition_id = _create(sandbox)
        plays = _write_plays(Path(folder), sandbox, definition_id, wishes.items)
        for playbook in plays.values():
            play(Path(folder), playbook)  # warms what is cached on disk, and brings the definition into its state
        seconds: dict[str, list[float]] = {name: [] for name in plays}
        for name, playbook in _in_turn(plays, wishes.rounds):
            seconds[name].append(play(Path(folder), playbook).seconds)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    empty = medians.pop("")
    each = {name: (median - empty) / wishes.items * 1000 for name, median in medians.items()}
    return _report(each, empty, wishes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=50, help="items of the loop (50)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of runs, of which the median counts (3)")
    parser.add_argument(
        "--bound", type=float, default=20.0, help="how many times faster than uri in-process must be (20)"
    )
    return parser.parse_args()


def _create(sandbox: RunningSandbox) -> int:
    """Create the definition that all ways are about, and return its id."""
    connection = {"organization_url": sandbox.url, "project": "Fabrikam", "token": sandbox.token}
    with contextlib.closing(connect(connection)) as client:
        outcome = ensure({"name": "Bench", "environments": [STAGE]}, client, Run())
    number: int = outcome.result["release_definition"]["id"]
    return number


def _write_plays(folder: Path, sandbox: RunningSandbox, definition_id: int, items: int) -> dict[str, str]:
    """Write a playbook for each way; the one without a name does nothing."""
    connection = {"organization_url": sandbox.url, "project": "Fabrikam", "token": sandbox.token}
    # uri fetches by the id, so those that are compared with it do the same: one request each.
    converged = {MODULE: {**connection, "id": definition_id, "environments": [STAGE]}}
    found = {MODULE: {**connection, "name": "Bench", "environments": [STAGE]}}
    fetched = {
        "ansible.builtin.uri": {
            "url": f"{sandbox.url}/Fabrikam/_apis/release/definitions/{definition_id}?api-version=7.0",
            "user": "pat",
            "password": sandbox.token,
            "force_basic_auth": True,
            "headers": {"Accept": "application/json"},
        }
    }
    setting = "release_management_in_process"
    ways: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
        "": ({}, []),
        IN_PROCESS: ({setting: "always"}, [converged]),
        BY_NAME: ({setting: "always"}, [found]),
        AS_MODULE: ({setting: "never"}, [converged]),
        URI: ({}, [fetched]),
    }
    plays = {}
    for number, (name, (variables, tasks)) in enumerate(ways.items()):
        looped = [{**task, "loop": list(range(items)), "loop_control": {"label": "{{ item }}"}} for task in tasks]
        content = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": looped}
        plays[name] = f"play{number}.yml"
        (folder / plays[name]).write_text(yaml.safe_dump([content]))
    write_hosts(folder)
    return plays


def _in_turn(plays: dict[str, str], rounds: int) -> Iterator[tuple[str, str]]:
    """Yield the name and the playbook of every run."""
    quick = [(name, playbook) for name, playbook in plays.items() if name not in SLOW]
    slow = [(name, playbook) for name, playbook in plays.items() if name in SLOW]
    for _round in range(rounds):
        yield from quick * RUNS_OF_A_QUICK_ONE
        yield from slow


def _report(each: dict[str, float], empty: float, wishes: argparse.Namespace) -> int:
    ratio = each[URI] / each[IN_PROCESS]
    runs = f"{wishes.rounds * RUNS_OF_A_QUICK_ONE} runs ({wishes.rounds} of module and uri)"
    print(f"{wishes.items} items, median of {runs}, less an empty playbook ({empty * 1000:.0f} ms)")
    print(f"{'way':<22}{'ms an item':>12}{'against uri':>14}")
    for name, milliseconds in each.items():
        print(f"{name:<22}{milliseconds:>12.1f}{each[URI] / milliseconds:>13.1f}x")
    met = ratio >= wishes.bound
    print(
        f"in-process is {ratio:.1f} times faster than uri; {'' if met else 'NOT '}the {wishes.bound:g} that are demanded"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
