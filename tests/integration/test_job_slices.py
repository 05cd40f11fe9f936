# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory in which each host is one project, run in slices as AWX and Automation Controller run it.

They give slice i of n the hosts i, i+n, i+2n and so on of the inventory in the order of names, as an inventory script
in a private data folder, and start ansible-runner on it: so does this.
"""

from __future__ import annotations

import collections
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from harness.playbooks import ROOT, resource_of

from release_management_sandbox.testing import RunningSandbox, running_sandbox

pytestmark = pytest.mark.wide

EXAMPLE = ROOT / "docs" / "examples" / "controller"
PLAYBOOK = "enforce_projects.yml"
SLICES = 5
PROJECTS = [f"Project-{number:02}" for number in range(1, 51)]
WITH_ONE = {"Project-07"}
"""The projects of the example that have one pipeline; the others have two."""


@dataclass(frozen=True)
class Job:
    """What a job of a controller left behind."""

    status: str
    hosts: set[str]
    changed: set[str]
    output: str


@pytest.fixture(scope="module")
def fifty() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0, projects=len(PROJECTS)) as running:
        yield running


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def environment(sandbox: RunningSandbox) -> dict[str, str]:
    """What a controller's credential and settings give a job, and where the tools are."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": os.environ["HOME"],
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".collections"),
        "ANSIBLE_HOME": str(ROOT / ".cache" / "ansible"),
        "AZURE_DEVOPS_ORG_URL": sandbox.url,
        "AZURE_DEVOPS_SERVER": "server2022",
        "AZURE_DEVOPS_EXT_PAT": sandbox.token,
        "NO_PROXY": "127.0.0.1",
    }


def whole_inventory(env: dict[str, str]) -> dict[str, Any]:
    """The inventory as a controller imports it: the hosts, each with its variables."""
    command = [program("ansible-inventory"), "-i", "inventory.yml", "--list", "--export"]
    listed = subprocess.run(command, cwd=EXAMPLE, env=env, capture_output=True, text=True, check=True)
    inventory: dict[str, Any] = json.loads(listed.stdout)
    return inventory


def sliced(inventory: dict[str, Any], number: int, count: int) -> dict[str, Any]:
    """Slice `number` (from 1) of `count`."""
    hosts = sorted(inventory["projects"]["hosts"])[number - 1 :: count]
    known = inventory["_meta"]["hostvars"]
    return {
        **inventory,
        "projects": {**inventory["projects"], "hosts": hosts},
        "_meta": {"hostvars": {host: known[host] for host in hosts if host in known}},
    }


def start(folder: Path, inventory: dict[str, Any], env: dict[str, str]) -> subprocess.Popen[str]:
    shutil.copytree(EXAMPLE, folder / "project")
    # The variables come with the inventory, as they do on a controller.
    for name in ("inventory.yml", "group_vars", "host_vars"):
        target = folder / "project" / name
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    (folder / "inventory").mkdir()
    script = folder / "inventory" / "hosts"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(inventory)}\nEND\n")
    script.chmod(0o700)
    command = [program("ansible-runner"), "run", str(folder), "-p", PLAYBOOK, "-i", "job", "--forks", "5"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finished(process: subprocess.Popen[str], folder: Path) -> Job:
    output = process.communicate(timeout=300)[0]
    job = folder / "artifacts" / "job"
    events = [json.loads(path.read_text()) for path in (job / "job_events").glob("*.json")]
    (stats,) = (one["event_data"] for one in events if one["event"] == "playbook_on_stats")
    return Job((job / "status").read_text(), set(stats["processed"]), set(stats["changed"]), output)


def run_slices(sandbox: RunningSandbox, folder: Path) -> list[Job]:
    """All slices at a time, as on a controller with several nodes."""
    env = environment(sandbox)
    inventory = whole_inventory(env)
    folders = [folder / f"slice-{number}" for number in range(1, SLICES + 1)]
    started = [start(one, sliced(inventory, number, SLICES), env) for number, one in enumerate(folders, 1)]
    return [finished(process, one) for process, one in zip(started, folders, strict=True)]


def created(sandbox: RunningSandbox) -> collections.Counter[str]:
    """How many definitions were created, by project."""
    return collections.Counter(
        one["path"].split("/")[2]
        for one in sandbox.requests()
        if one["method"] == "POST" and resource_of(one["path"]) == "release/definitions" and one["status"] == 200
    )


def writes(sandbox: RunningSandbox) -> list[str]:
    return [f"{one['method']} {one['path']}" for one in sandbox.requests() if one["method"] in ("POST", "PUT", "PATCH")]


def test_the_slices_are_the_whole_and_nothing_is_done_twice(fifty: RunningSandbox, tmp_path: Path) -> None:
    fifty.clear_requests()
    jobs = run_slices(fifty, tmp_path / "first")
    assert [job.status for job in jobs] == ["successful"] * SLICES, "\n".join(job.output[-2000:] for job in jobs)
    assert [len(job.hosts) for job in jobs] == [10] * SLICES
    assert set.union(*(job.hosts for job in jobs)) == set(PROJECTS)
    assert all(job.changed == job.hosts for job in jobs)
    assert created(fifty) == {name: 1 if name in WITH_ONE else 2 for name in PROJECTS}

    fifty.clear_requests()
    again = run_slices(fifty, tmp_path / "again")
    assert [job.changed for job in again] == [set()] * SLICES
    assert writes(fifty) == []


def test_without_slices_it_finds_what_the_slices_made(fifty: RunningSandbox) -> None:
    """Runs after the other: by itself it makes the definitions first."""
    command = [program("ansible-playbook"), "-i", "inventory.yml", PLAYBOOK, "--forks", "10"]
    for _attempt in range(2):
        fifty.clear_requests()
        ran = subprocess.run(
            command,
            cwd=EXAMPLE,
            env=environment(fifty),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        if not writes(fifty):
            break
    assert writes(fifty) == []
    assert "changed=1" not in ran.stdout
