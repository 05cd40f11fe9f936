# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret of a task about BuildMaster comes out: its key and declared variables, in all that a run leaves behind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from harness.playbooks import PATHS, PREFIX, Connection, Playbooks, play
from test_leaks import files, leaks

from release_management_sandbox.testing import RunningSandbox, running_sandbox

KEY = f"key-{uuid.uuid4().hex}"
PLACES = ("release", "plain_for_secret", "build", "deployment", "misspelled", "sensitive", "refused_flag", "changed")
SECRETS = {place: f"{place}-{uuid.uuid4().hex}" for place in PLACES}
WANTED = {"key": KEY, **SECRETS}


def secret(place: str, flag: Any = True, name: str = "is_secret") -> dict[str, Any]:
    return {"value": "{{ secrets." + place + " }}", name: flag}


RELEASE = {"application": "ProfitCalculator", "number": "3.0", "pipeline": "Release"}
BUILD = {"application": "ProfitCalculator", "release": "3.0", "number": "1"}
DEPLOYMENT = {"application": "ProfitCalculator", "release": "3.0", "to_stage": "Build"}
TASKS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "created": ("release", {**RELEASE, "variables": {"Pin": secret("release")}}, {}),
    "checked": ("release", {**RELEASE, "variables": {"New": secret("release")}}, {"check_mode": True}),
    "kept secret": ("release", {**RELEASE, "variables": {"Pin": "{{ secrets.plain_for_secret }}"}}, {}),
    "compared": ("release", {**RELEASE, "variables": {"Pin": secret("changed")}}, {}),
    "built": ("build", {**BUILD, "variables": {"Pin": secret("build")}}, {}),
    "deployed": ("deployment", {**DEPLOYMENT, "variables": {"Pin": secret("deployment")}, "wait": True}, {}),
    "queried": ("release_info", {"application_name": "ProfitCalculator"}, {}),
    "key of the environment": (
        "release_info",
        {"api_key": None},
        {"module_defaults": {}, "environment": {"BUILDMASTER_API_KEY": "{{ key }}"}},
    ),
    "unknown option": ("release", {**RELEASE, "api_kye": "{{ secrets.misspelled }}"}, {}),
    "the server's word for it": (
        "release",
        {**RELEASE, "variables": {"Pin": secret("sensitive", name="sensitive")}},
        {},
    ),
    "a flag that is none": ("release", {**RELEASE, "variables": {"Pin": secret("refused_flag", "maybe")}}, {}),
    "key in the address": ("release", {**RELEASE, "buildmaster_url": "http://127.0.0.1:9/?key={{ key }}"}, {}),
    "refused with an echo": ("build", {**BUILD, "number": "2", "variables": {"Pin": secret("build")}}, {}),
    "not accepted": ("release", {**RELEASE, "api_key": "{{ secrets.misspelled }}"}, {}),
    "cut off": ("release", {**RELEASE, "retries": 0}, {}),
    "no connection": ("release", {**RELEASE, "buildmaster_url": "http://127.0.0.1:9", "retries": 0}, {}),
}
SUCCEEDING = frozenset(list(TASKS)[:8])
ECHO = {
    "kind": "answer",
    "status": 400,
    "times": None,
    "path": "builds/create",
    "content_type": "text/plain",
    "body": f"Refused: {KEY} {SECRETS['build']}",
}
FAULTS: dict[str, list[dict[str, Any]]] = {
    "compared": [{"kind": "buildmaster", "sensitive": "shown"}],
    "refused with an echo": [ECHO],
    "cut off": [{"kind": "truncate", "times": None}],
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0, token=KEY) as running:
        yield running


def tasks() -> list[dict[str, Any]]:
    made = []
    for name, (module, options, keywords) in TASKS.items():
        given = {key: value for key, value in options.items() if value is not None}
        task = {"name": name, f"{PREFIX}buildmaster_{module}": given, "ignore_errors": True, "diff": True, **keywords}
        if "environment" in keywords:
            url = {"buildmaster_url": "{{ buildmaster_url }}"}
            task["module_defaults"] = {f"group/{PREFIX}buildmaster": url}
        made.append(task)
    lookup = f"{{{{ query('{PREFIX}buildmaster_builds', status='active') | length }}}}"
    return [*made, {"name": "looked up", "ansible.builtin.debug": {"msg": lookup}}]


@pytest.mark.parametrize("in_process", PATHS)
def test_nothing_leaks(in_process: str, playbooks: Playbooks, fresh: RunningSandbox, connection: Connection) -> None:
    for name in ("tmp", "local_tmp", "remote_tmp"):
        (playbooks.folder / name).mkdir(parents=True)
    playbooks.write("secrets.yml", {"key": KEY, "secrets": SECRETS})
    ran = playbooks.run(
        [
            play(
                tasks(),
                connection,
                in_process,
                module_defaults={
                    f"group/{PREFIX}buildmaster": {"buildmaster_url": fresh.root, "api_key": "{{ key }}"},
                },
                vars_files=["secrets.yml"],
                vars={"buildmaster_api_key": "{{ key }}", "azure_devops_token": "{{ key }}"},
            )
        ],
        "-vvvv",
        "--diff",
        directions={
            **connection.directions,
            "tasks": {name: {"faults": faults} for name, faults in FAULTS.items()},
        },
        environment={
            "ANSIBLE_PIPELINING": "0",
            "ANSIBLE_LOG_PATH": str(playbooks.folder / "tmp" / "ansible.log"),
            "TMPDIR": str(playbooks.folder / "tmp"),
        },
    )
    statuses = {record.task: record.status for record in ran.records}
    good = SUCCEEDING | {"looked up"}
    expected = {name: "ok" if name in good else "failed" for name in [*TASKS, "looked up"]}
    assert statuses == expected, ran.output[-4000:]
    assert ran.of("compared").result["changed"]
    assert ran.of("created").result["invocation"]["module_args"]["variables"]["Pin"]["value"] == "********"

    found = [*leaks("stdout", ran.stdout, WANTED), *leaks("stderr", ran.stderr, WANTED)]
    for record in ran.records:
        found += leaks(f"result of {record.task}", str(record.result), WANTED)
        found += [f"{record.task}: the key is in an address" for one in record.requests if KEY in str(one)]
    for folder in ("tmp", "local_tmp", "remote_tmp", "ansible"):
        for name, text in files(playbooks.folder / folder):
            found += leaks(name, text, WANTED)
    assert not found, "\n".join(found)
