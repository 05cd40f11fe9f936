# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A hundred definitions in one task: how often the server is asked, what a person sees, and a run that is killed."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import AS_MODULE, IN_PROCESS, PREFIX, Connection, Playbooks, Ran, is_write, play
from test_once import KILLS, kill

from release_management_sandbox.testing import RunningSandbox

COUNT = 100
PAGE = 100
"""How many definitions the sandbox lists in a page."""
FOLDER = "\\Shop"
STRAYS = 5


def pipeline(number: int, description: str = "As declared") -> dict[str, Any]:
    tasks = [{"task": "CmdLine@2", "name": "Deploy", "inputs": {"script": f"deploy {number}"}}]
    stage = {"name": "Dev", "deploy_phases": [{"queue": "Default", "workflow_tasks": tasks}]}
    return {"name": f"Service {number}", "description": description, "environments": [stage]}


PIPELINES = [pipeline(number) for number in range(COUNT)]


def plays(connection: Connection, definitions: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    in_process = options.pop("in_process", IN_PROCESS)
    task = {f"{PREFIX}release_definitions": {"path": FOLDER, "definitions": definitions, **options}}
    return [play([{"name": "enforced", **task}], connection, in_process)]


def enforced(ran: Ran) -> dict[str, Any]:
    assert ran.status == 0, ran.output[-6000:]
    return ran.of("enforced").result


@pytest.mark.parametrize("in_process", [IN_PROCESS, AS_MODULE])
def test_one_list_each_definition_once_and_each_catalogue_once(
    in_process: str, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    enforced(playbooks.run(plays(connection, PIPELINES)))
    fresh.clear_requests()
    ran = playbooks.run(
        plays(connection, PIPELINES, in_process=in_process), directions={**connection.directions, "tasks": {}}
    )
    assert not enforced(ran)["changed"]
    record = ran.of("enforced")
    listed = len(Person(fresh.root, fresh.token).all())
    assert listed > PAGE
    assert (record.writes, Counter(record.reads)) == (
        [],
        {
            "GET release/definitions": -(-listed // PAGE),
            "GET release/definitions/#": COUNT,
            "GET distributedtask/queues": 1,
            "GET distributedtask/tasks": 1,
        },
    )
    # What Ansible has already been given does not come back to it with the result.
    assert record.result["invocation"]["module_args"]["definitions"] == f"{COUNT} entries"


@pytest.mark.usefixtures("fresh")
def test_a_person_who_waits_sees_how_far_it_is(
    sandbox: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    wrong = {**pipeline(1), "name": "Wrong", "environments": [{"name": "Dev", "deploy_phases": [{"queue": "Defualt"}]}]}
    sandbox.set_faults({"kind": "stall", "seconds": 0.3, "when": "before", "method": "POST", "times": None})
    ran = playbooks.run(plays(connection, [wrong, *PIPELINES[:20]], concurrency=2))
    told = re.findall(r"localhost \| release_definitions: (\d+) of 21 done, (\d+) changed, (\d+) failed", ran.stderr)
    assert len(told) > 1
    assert told == sorted(told, key=lambda line: int(line[0]))
    assert told[-1] == ("21", "20", "1")
    assert "release_definitions: " not in ran.stdout.partition("PLAY RECAP")[0].replace(
        "1 of 21 release_definitions", ""
    )


@pytest.mark.parametrize("in_process", [IN_PROCESS, AS_MODULE])
def test_killed_it_starts_no_more_writes(
    in_process: str, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    """Who cancels a job kills ansible-playbook only: its workers are in no process group that anybody knows of."""
    seconds = 0.7
    fresh.set_faults({"kind": "stall", "seconds": seconds, "method": "POST", "times": None})

    def writes() -> int:
        return sum(is_write(request) for request in fresh.requests())

    process = playbooks.start(plays(connection, PIPELINES[:15], in_process=in_process, concurrency=1))
    while writes() < 3 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    killed_at = writes()
    process.communicate(timeout=60)
    time.sleep(4 * seconds)
    assert killed_at <= writes() <= killed_at + 1  # that which was under way


@pytest.fixture
def untidy(fresh: RunningSandbox, connection: Connection, playbooks: Playbooks) -> Any:
    """Brings the sandbox into a state in which there is something to create, to change and to prune."""

    def begin() -> None:
        fresh.reset()
        some = [pipeline(number, "Changed by hand") for number in range(0, COUNT, 4)]
        strays = [{**pipeline(number), "name": f"Stray {number}"} for number in range(STRAYS)]
        enforced(playbooks.run(plays(connection, [*some, *strays])))

    return begin


@pytest.mark.wide
def test_killed_at_any_moment_it_comes_to_the_same_end(
    untidy: Any, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    person = Person(fresh.root, fresh.token)
    untidy()
    wanted = plays(connection, PIPELINES, prune=True)
    begin = time.monotonic()
    enforced(playbooks.run(wanted))
    whole = time.monotonic() - begin
    chance = random.Random()
    for _kill in range(KILLS):
        untidy()
        moment = chance.uniform(0.3, 1.0) * whole
        fresh.clear_requests()
        process = playbooks.start(wanted)
        time.sleep(moment)
        kill(process, playbooks.folder)
        writes = sum(request["method"] != "GET" for request in fresh.requests())
        told = f"killed after {moment:.2f} of {whole:.2f} s, with {writes} writes"
        assert enforced(playbooks.run(wanted)) is not None, told
        in_folder = [one for one in person.all() if one["path"].startswith(FOLDER)]
        assert sorted(one["name"] for one in in_folder) == sorted(one["name"] for one in PIPELINES), told
        assert {one["description"] for one in in_folder} == {"As declared"}, told
        fresh.clear_requests()
        assert not enforced(playbooks.run(wanted))["changed"], told
        assert {request["method"] for request in fresh.requests()} == {"GET"}, told
