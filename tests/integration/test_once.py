# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One release, whatever happens to the playbook that asks for it: it is killed, or there are two of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import IN_PROCESS, ROOT, Connection, Playbooks, play

from release_management_sandbox.testing import RunningSandbox

DEMO = ROOT / "playbooks" / "demo_tasks"
KILLS = int(os.environ.get("KILLS", "4"))
"""How often a run is killed."""


@pytest.fixture
def person(fresh: RunningSandbox, connection: Connection, playbooks: Playbooks) -> Person:
    """Somebody at a sandbox that has the pipeline of the demo."""
    ran = playbooks.run([play([{"ansible.builtin.include_tasks": str(DEMO / "pipeline.yml")}], connection, IN_PROCESS)])
    assert ran.status == 0, ran.output[-4000:]
    return Person(fresh.root, fresh.token)


def chapter(connection: Connection, build: int, logs: Path) -> list[dict[str, Any]]:
    """The release chapter of the demo, for a build."""
    logs.mkdir(exist_ok=True)
    known = {"demo_built": {"build": {"buildNumber": build}}, "demo_logs": {"path": str(logs)}}
    return [play([{"ansible.builtin.include_tasks": str(DEMO / "release.yml")}], connection, IN_PROCESS, vars=known)]


def releases_of(person: Person, build: int) -> list[tuple[int, str]]:
    """Id and status of each release that has the build, drafts too."""
    listed = person.call("GET", "release/releases", query="$expand=artifacts&$top=100")["value"]
    return [
        (release["id"], release["status"])
        for release in listed
        if str(build) in [artifact["definitionReference"]["version"]["id"] for artifact in release["artifacts"]]
    ]


def kill(process: subprocess.Popen[str], folder: Path) -> None:
    """Kill a run with its workers, which are sessions of their own."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.joinpath("cwd").readlink() == folder:
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue  # another's, or gone by now
    process.communicate()


@pytest.mark.wide
def test_killed_at_any_moment_it_comes_to_the_same_end(
    person: Person, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    first, *builds = fresh.add_builds(KILLS + 1)
    logs = playbooks.folder / "logs"
    begin = time.monotonic()
    assert playbooks.run(chapter(connection, first, logs)).status == 0
    whole = time.monotonic() - begin
    chance = random.Random()
    for build in builds:
        moment = chance.uniform(0.3, 1.0) * whole
        process = playbooks.start(chapter(connection, build, logs))
        time.sleep(moment)
        kill(process, playbooks.folder)
        left = releases_of(person, build)
        ran = playbooks.run(chapter(connection, build, logs))
        told = f"killed after {moment:.2f} of {whole:.2f} s, with the releases {left}"
        assert ran.status == 0, f"{told}:\n{ran.output[-4000:]}"
        ((_number, status),) = releases_of(person, build)
        assert status == "active", told
        ran = playbooks.run(chapter(connection, build, logs))
        assert [record.task for record in ran.records if record.result.get("changed")] == [], told


BOTH_LOOK_FIRST = {
    "kind": "stall",
    "when": "after",
    "seconds": 3,
    "method": "GET",
    "path": "release/releases$",
    "times": 2,
}
"""Holds back what each of the two is told of the releases there are: both find none, so both create one."""


def test_two_playbooks_at_a_time_make_one_release(
    person: Person, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    (build,) = fresh.add_builds(1)
    release = {"definition": "Fabrikam-Website", "artifacts": [{"alias": "Fabrikam.CI", "version": build}]}
    task = {"name": "released", "devops.release_management.release": release}
    folders = [playbooks.folder / name for name in ("one", "other")]
    fresh.clear_requests()
    fresh.set_faults(BOTH_LOOK_FIRST)
    processes = [Playbooks(folder).start([play([task], connection, IN_PROCESS)]) for folder in folders]
    for process in processes:
        _stdout, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    seen = [(request["method"], request["path"].rpartition("/")[2].isdigit()) for request in fresh.requests()]
    assert (seen.count(("POST", False)), seen.count(("DELETE", True))) == (2, 1), "they did not meet"
    assert [status for _number, status in releases_of(person, build)] == ["active"]
    again = playbooks.run([play([task], connection, IN_PROCESS)])
    assert not again.of("released").result["changed"]
