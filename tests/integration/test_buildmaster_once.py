# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One release, one build and one deployment in BuildMaster, whatever happens to the playbook that asks for them."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, play
from test_once import KILLS, kill

from release_management_sandbox.testing import RunningSandbox


def chapter(connection: Connection, number: str) -> list[dict[str, Any]]:
    """A release with a build that is deployed to the first stage."""
    named = {"application": "ProfitCalculator", "release": number}
    tasks = [
        {
            "name": "released",
            f"{PREFIX}buildmaster_release": {**named, "number": number, "pipeline": "Release", "variables": {"A": 1}},
        },
        {"name": "built", f"{PREFIX}buildmaster_build": named},
        {"name": "deployed", f"{PREFIX}buildmaster_deployment": {**named, "to_stage": "Build", "wait": True}},
    ]
    del tasks[0][f"{PREFIX}buildmaster_release"]["release"]
    return [play(tasks, connection, IN_PROCESS)]


def made(person: Person, number: str) -> list[int]:
    """How many releases, builds and deployments there are of a number."""
    named = {"applicationName": "ProfitCalculator", "releaseNumber": number}
    paths = ("releases", "releases/builds", "releases/builds/deployments")
    return [len(person.buildmaster(path, named)) for path in paths]


@pytest.mark.wide
def test_killed_at_any_moment_it_comes_to_the_same_end(
    fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    person = Person(fresh.root, fresh.token)
    begin = time.monotonic()
    assert playbooks.run(chapter(connection, "5.0")).status == 0
    whole = time.monotonic() - begin
    assert made(person, "5.0") == [1, 1, 1]
    chance = random.Random()
    for number in (f"5.{one}" for one in range(1, KILLS + 1)):
        moment = chance.uniform(0.3, 1.0) * whole
        process = playbooks.start(chapter(connection, number))
        time.sleep(moment)
        kill(process, playbooks.folder)
        told = f"killed after {moment:.2f} of {whole:.2f} s, with {made(person, number)}"
        ran = playbooks.run(chapter(connection, number))
        assert ran.status == 0, f"{told}:\n{ran.output[-4000:]}"
        assert made(person, number) == [1, 1, 1], told
        ran = playbooks.run(chapter(connection, number))
        assert [record.task for record in ran.records if record.result.get("changed")] == [], told


BOTH_LOOK_FIRST = {
    "kind": "stall",
    "when": "after",
    "seconds": 3,
    "method": "POST",
    "path": "api/releases$",
    "times": 2,
}
"""Holds back what each of the two is told of the releases there are: both find none, so both create one."""


def test_two_playbooks_at_a_time_make_one_release(
    fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    task = chapter(connection, "6.0")[0]["tasks"][0]
    folders = [playbooks.folder / name for name in ("one", "other")]
    fresh.clear_requests()
    fresh.set_faults(BOTH_LOOK_FIRST)
    processes = [Playbooks(folder).start([play([task], connection, IN_PROCESS)]) for folder in folders]
    for process in processes:
        _stdout, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    created = [one["status"] for one in fresh.requests() if one["path"] == "/api/releases/create"]
    assert sorted(created) == [200, 400], "they did not meet"
    assert made(Person(fresh.root, fresh.token), "6.0")[0] == 1
