# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for many stages: how often the server is asked, and what is shown meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, play

from release_management_sandbox.testing import RunningSandbox, running_sandbox

STAGES = 20
INTERVAL = 0.5
MOST_FOR_ALL = 2
"""Requests that a task sends once for all items, such as the one that finds out what the server is."""
STEP = {
    "taskId": "e213ff0f-5d5c-4791-802d-52ea3e7be1f1",
    "version": "2.*",
    "name": "Deploy",
    "enabled": True,
    "definitionType": "task",
    "inputs": {"targetType": "inline", "script": "Write-Host deploying"},
}


@pytest.fixture(scope="module")
def slow_sandbox() -> Iterator[RunningSandbox]:
    """Where a task takes its time."""
    with running_sandbox(pace=0.3) as running:
        yield running


def kind_of(request: dict[str, Any]) -> tuple[str, str, str]:
    """Method and kind of a request, and the release that it is about."""
    parts = request["path"].split("/")
    what = next((part for part in ("environments", "releases", "deployments") if part in parts), request["path"])
    release = parts[parts.index("releases") + 1] if "releases" in parts[:-1] else ""
    return request["method"], what, release


def looks_allowed(elapsed: float) -> int:
    """So many looks there may be: pauses grow from a quarter of a second to the interval."""
    looks, pause, passed = 1, 0.25, 0.0
    while passed + min(pause, INTERVAL) <= elapsed + 0.1:
        passed += min(pause, INTERVAL)
        pause *= 2
        looks += 1
    return looks


def test_many_waits_ask_no_more_often_than_they_say(slow_sandbox: RunningSandbox, playbooks: Playbooks) -> None:
    person = Person(slow_sandbox.root, slow_sandbox.token)
    person.many(count=1, name="Web", tag_every=1)
    made = person.edit("Web 0", set={"environments[0].deployPhases[0].workflowTasks": [STEP]})
    releases = [
        person.call("POST", "release/releases", {"definitionId": made["id"]})["id"] for _number in range(STAGES)
    ]
    slow_sandbox.clear_requests()
    options = {"release_id": "{{ item }}", "environment": "Dev", "wait": True, "poll_interval": INTERVAL}
    task = {"name": "deploys", f"{PREFIX}release_environment": options, "loop": releases}
    ran = playbooks.run([play([task], Connection(slow_sandbox), IN_PROCESS)])
    assert ran.status == 0, ran.output[-4000:]
    results = ran.of("deploys").result["results"]
    requests = Counter(kind_of(request) for request in slow_sandbox.requests())
    looks = {release: requests.pop(("GET", "environments", str(release))) for release in releases}
    # One read of each release, one start, one list of what is deployed when it is over; and nothing else besides looks.
    asked = Counter((method, what) for method, what, _release in requests.elements())
    once = [("GET", "releases"), ("PATCH", "environments"), ("GET", "deployments")]
    assert {kind: asked[kind] for kind in once} == dict.fromkeys(once, STAGES)
    assert asked.total() - 3 * STAGES <= MOST_FOR_ALL, asked
    assert len(results) == STAGES
    for result in results:
        assert result["changed"]
        assert result["environment"]["status"] == "succeeded"
        assert 1 < looks[result["release_id"]] <= looks_allowed(result["elapsed"]), result["elapsed"]
        assert f"stage Dev of Release-{result['release_id']}: in progress: Agent job, " in ran.stderr
