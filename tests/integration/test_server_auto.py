# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""With `server: auto` the sandbox is asked what it is: once in a process, not for each item of a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from harness.playbooks import AS_MODULE, IN_PROCESS, PREFIX, Connection, Playbooks, Record, play

LOOP = ["tag1", "tag2", "tag1"]
ASKED = ["OPTIONS release"]
ASKED_OF_SERVICES = ["OPTIONS release", "GET resourceareas", "OPTIONS release"]
"""No sandbox has an address of the cloud: its organization names the host of the releases."""


def looped(connection: Connection, playbooks: Playbooks, in_process: str, **options: Any) -> Record:
    """Asks for tags of a build, item after item, and gives back what happened."""
    connection.sandbox.reset()
    # Null is not given, and is no wish for what a variable says.
    given = {**connection.options, **options}
    task = {
        "name": "asked",
        f"{PREFIX}build_tag": {"build_id": 391, "tags": ["{{ item }}"], **given},
        "loop": LOOP,
    }
    ran = playbooks.run(
        [play([task], connection, in_process, module_defaults={})], directions={**connection.directions, "tasks": {}}
    )
    assert ran.status == 0, ran.output[-4000:]
    return ran.of("asked")


@pytest.mark.parametrize(
    ("generation", "asked"),
    [("tfs2015", ASKED), ("tfs2018", ASKED), ("server2020", ASKED), ("services", ASKED_OF_SERVICES)],
)
def test_a_loop_asks_once(
    generation: str, asked: list[str], connection_to: Callable[[str], Connection], playbooks: Playbooks
) -> None:
    connection = connection_to(generation)
    told = looped(connection, playbooks, IN_PROCESS)
    found = looped(connection, playbooks, IN_PROCESS, server="auto", release_url=None, identity_url=None)
    assert found.reads == [*asked, *told.reads]
    assert found.result["results"] != []
    assert [entry["tags"] for entry in found.result["results"]] == [entry["tags"] for entry in told.result["results"]]


def test_a_module_is_a_process_of_its_own(connection_to: Callable[[str], Connection], playbooks: Playbooks) -> None:
    connection = connection_to("tfs2018")
    found = looped(connection, playbooks, AS_MODULE, server="auto")
    assert found.reads.count("OPTIONS release") == len(LOOP)
    assert not any(entry["changed"] for entry in found.result["results"])


def test_an_organization_that_does_not_exist(connection: Connection, playbooks: Playbooks) -> None:
    options = {**connection.options, "server": "auto", "organization_url": f"{connection.sandbox.root}/NoSuch"}
    task = {"name": "asked", f"{PREFIX}build_tag": {"build_id": 391, "tags": ["tag1"], **options}}
    ran = playbooks.run(
        [play([task], connection, IN_PROCESS, module_defaults={})], directions={**connection.directions, "tasks": {}}
    )
    record = ran.of("asked")
    assert record.reads == ["OPTIONS release"]
    assert record.result["failure"]["option"] == "organization_url"
    assert "heck organization_url" in record.result["msg"]
