# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user name and password in playbooks: a wrong one is tried once in a loop and in retries, and none is shown."""

from __future__ import annotations

import base64
import importlib.util
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from harness.playbooks import AS_MODULE, IN_PROCESS, PATHS, PREFIX, Connection, Playbooks, Ran, play

from release_management_sandbox.settings import DEFAULT_USERNAME
from release_management_sandbox.testing import RunningSandbox, running_sandbox

pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(
        any(importlib.util.find_spec(name) is None for name in ("requests_ntlm", "spnego")),
        reason="NTLM is not tested: pip install requests_ntlm pyspnego",
    ),
]

PASSWORD, WRONG = "pw-e1f7709b2c", "wr0ng-86b1d3f2"
WAYS = [*(("ntlm", path) for path in PATHS), ("auto", IN_PROCESS), ("basic", IN_PROCESS)]
TASK: dict[str, Any] = {"name": "task", f"{PREFIX}release_definition_info": {}}
FILES: dict[str, Any] = {"name": "task", f"{PREFIX}release_log": {"release_id": 1, "dest": "{{ playbook_dir }}"}}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(generation="tfs2018", pace=0, password=PASSWORD) as running:
        yield running


def run(
    playbooks: Playbooks,
    sandbox: RunningSandbox,
    in_process: str,
    tasks: list[dict[str, Any]],
    password: str,
    auth: str,
    hosts: Mapping[str, Any] | None = None,
    forks: int = 5,
) -> Ran:
    options: dict[str, Any] = {
        # The sandbox is of another generation than the variables of a play say.
        "server": "auto",
        "organization_url": sandbox.url,
        "project": "Fabrikam",
        "auth": auth,
        "username": DEFAULT_USERNAME,
        "password": "{{ pw }}",
    }
    playbooks.write("secrets.yml", {"pw": password})
    for name in ("tmp", "local_tmp", "remote_tmp"):
        (playbooks.folder / name).mkdir(parents=True, exist_ok=True)
    return playbooks.run(
        [
            play(
                [{"ignore_errors": True, **task} for task in tasks],
                Connection(sandbox),
                in_process,
                hosts="all:!localhost" if hosts else "localhost",
                module_defaults={f"group/{PREFIX}azure_devops": options},
                vars_files=["secrets.yml"],
            )
        ],
        "-vvvv",
        f"--forks={forks}",
        inventory=hosts,
        environment={"ANSIBLE_LOG_PATH": str(playbooks.folder / "tmp" / "ansible.log")},
    )


def failures(sandbox: RunningSandbox) -> int:
    """How often the server has seen a wrong password."""
    return sum("failed" in one.get("sign_in", "") for one in sandbox.requests())


def leaks(playbooks: Playbooks, ran: Ran, secret: str) -> list[str]:
    spelled = (secret, base64.b64encode(f"{DEFAULT_USERNAME}:{secret}".encode()).decode())
    texts = {"output": ran.output, "records": str(ran.records)}
    for folder in ("tmp", "local_tmp", "remote_tmp", "ansible"):
        for path in (playbooks.folder / folder).rglob("*"):
            if path.is_file():
                texts[str(path)] = path.read_bytes().decode(errors="replace")
    return [where for where, text in texts.items() if any(one in text for one in spelled)]


@pytest.mark.parametrize(("auth", "in_process"), WAYS)
def test_the_right_password(
    in_process: str, auth: str, playbooks: Playbooks, fresh: RunningSandbox, sandbox: RunningSandbox
) -> None:
    ran = run(playbooks, sandbox, in_process, [TASK], PASSWORD, auth)
    assert ran.of("task").status == "ok", ran.output[-3000:]
    assert any("NTLM succeeded" in one.get("sign_in", "") for one in sandbox.requests()) == (auth != "basic")
    assert not leaks(playbooks, ran, PASSWORD)


@pytest.mark.parametrize(("auth", "in_process"), WAYS)
def test_a_wrong_password_is_tried_once_and_named(
    in_process: str, auth: str, playbooks: Playbooks, fresh: RunningSandbox, sandbox: RunningSandbox
) -> None:
    ran = run(playbooks, sandbox, in_process, [TASK], WRONG, auth)
    said = ran.of("task").result["msg"]
    assert "does not accept the credentials" in said
    assert "option auth" in said
    assert failures(sandbox) == 1
    assert not leaks(playbooks, ran, WRONG)


@pytest.mark.parametrize("in_process", PATHS)
@pytest.mark.parametrize("keywords", [{"loop": [1, 2, 3]}, {"retries": 2, "delay": 0, "until": False}])
def test_neither_a_loop_nor_retries_of_a_task_try_it_again(
    keywords: dict[str, Any], in_process: str, playbooks: Playbooks, fresh: RunningSandbox, sandbox: RunningSandbox
) -> None:
    ran = run(playbooks, sandbox, in_process, [{**TASK, **keywords}], WRONG, "ntlm")
    assert ran.of("task").status == "failed"
    assert "not tried again" in str(ran.of("task").result)
    assert failures(sandbox) == 1
    assert not leaks(playbooks, ran, WRONG)


@pytest.mark.parametrize(
    ("task", "in_process"), [(TASK, IN_PROCESS), (TASK, AS_MODULE), (FILES, AS_MODULE)], ids=["here", "module", "files"]
)
def test_neither_the_next_task_nor_another_host_tries_it_again(
    task: dict[str, Any], in_process: str, playbooks: Playbooks, fresh: RunningSandbox, sandbox: RunningSandbox
) -> None:
    hosts: dict[str, Any] = {name: {} for name in "abcd"}
    # Modules of several hosts begin at the same time, unless there is one worker.
    forks = 4 if in_process == IN_PROCESS else 1
    ran = run(playbooks, sandbox, in_process, [task, task, task], WRONG, "ntlm", hosts, forks)
    assert [one.status for one in ran.records] == ["failed"] * 12, ran.output[-3000:]
    assert failures(sandbox) == 1
    assert not leaks(playbooks, ran, WRONG)
