# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways in which Ansible runs a task: loops, delegation, async, become, environment, defaults, vault, other hosts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from harness.playbooks import (
    AS_MODULE,
    IN_PROCESS,
    INTEGRATION,
    PATHS,
    PREFIX,
    Connection,
    Playbooks,
    Ran,
    Tagged,
    play,
)

from release_management_sandbox.testing import RunningSandbox

MODULE = PREFIX + "release_definition"
SHUTTLE = {"name": "MyShuttle.CD", "description": "Declared"}
VAULT_PASSWORD = "of the vault"


@pytest.fixture
def run(fresh: RunningSandbox, connection: Connection, playbooks: Playbooks) -> Any:
    """Runs tasks, the last of which is named `asked`, and gives back what happened."""

    def run_tasks(in_process: str, *tasks: dict[str, Any], **keywords: Any) -> Ran:
        names = ("arguments", "environment_of_controller", "inventory")
        how = {name: keywords.pop(name) for name in names if name in keywords}
        return playbooks.run(
            [play(list(tasks), connection, in_process, **keywords)],
            *how.get("arguments", ()),
            environment=how.get("environment_of_controller"),
            inventory=how.get("inventory"),
            directions={**connection.directions, "tasks": {}},
        )

    return run_tasks


def task(options: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    return {"name": "asked", MODULE: SHUTTLE if options is None else options, **keywords}


@pytest.mark.parametrize("in_process", PATHS)
def test_a_loop(run: Any, in_process: str) -> None:
    """Every item has a result of its own; in one process the catalogue is asked once for all of them."""
    stage = {"name": "Dev", "deploy_phases": [{"queue": "Default", "workflow_tasks": []}]}
    looped = task({"name": "{{ item }}", "environments": [stage]}, loop=["One", "Two", "One"])
    record = run(in_process, looped).of("asked")
    assert [entry["changed"] for entry in record.result["results"]] == [True, True, False]
    assert [entry["release_definition"]["id"] for entry in record.result["results"]] == [12, 13, 12]
    assert record.reads.count("GET distributedtask/queues") == (1 if in_process == IN_PROCESS else 3)
    assert record.writes == ["POST release/definitions"] * 2


@pytest.mark.parametrize("in_process", PATHS)
def test_delegation_to_localhost(run: Any, in_process: str) -> None:
    ran = run(in_process, task(delegate_to="localhost"), hosts="web", inventory={"web": {"ansible_connection": "ssh"}})
    assert ran.status == 0 and ran.of("asked").result["changed"]


def test_async_is_polled(run: Any) -> None:
    """Async is nothing for the controller's process; `auto` takes the module."""
    record = run("auto", task(**{"async": 60, "poll": 1})).of("asked")
    assert record.result["changed"] and record.result["finished"] in (1, True)
    assert record.writes == ["PUT release/definitions"]


def test_async_without_polling(run: Any) -> None:
    wait = {
        "name": "waited",
        "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
        "register": "state",
        "until": "state is finished",
        "retries": 60,
        "delay": 1,
    }
    ran = run("auto", task(**{"async": 60, "poll": 0}, register="job"), wait)
    assert ran.of("waited").result["release_definition"]["description"] == "Declared"


@pytest.mark.parametrize("in_process", ["auto", AS_MODULE])
def test_become(run: Any, in_process: str) -> None:
    """The become plugin of the tests runs what it is given as the same user, and says so in a variable."""
    record = run(
        in_process,
        task(),
        become=True,
        become_method="as_nobody",
        environment_of_controller={"ANSIBLE_BECOME_PLUGINS": str(INTEGRATION / "become_plugins")},
    ).of("asked")
    assert record.result["changed"]


def test_become_is_nothing_for_the_process_of_the_controller(run: Any) -> None:
    ran = run(
        IN_PROCESS,
        task(),
        become=True,
        become_method="as_nobody",
        environment_of_controller={"ANSIBLE_BECOME_PLUGINS": str(INTEGRATION / "become_plugins")},
    )
    assert ran.status == 2
    assert "becomes another user" in ran.of("asked").result["msg"]


@pytest.mark.parametrize("in_process", PATHS)
def test_environment_of_the_task(run: Any, connection: Connection, in_process: str) -> None:
    """All of the connection from `environment`; nothing of it stays for the next task."""
    variables = {
        "AZURE_DEVOPS_ORG_URL": connection.sandbox.url,
        "AZURE_DEVOPS_PROJECT": "Fabrikam",
        "AZURE_DEVOPS_EXT_PAT": "{{ pat }}",
    }
    following = {"name": "following", MODULE: SHUTTLE, "ignore_errors": True}
    no_variables = dict.fromkeys(connection.lookup_variables)
    ran = run(
        in_process,
        task(environment=variables),
        following,
        module_defaults={},
        vars={"pat": connection.sandbox.token, **no_variables},
    )
    assert ran.of("asked").result["changed"]
    assert "organization_url" in ran.of("following").result["msg"]


@pytest.mark.parametrize("in_process", PATHS)
def test_variables_of_the_connection(run: Any, in_process: str) -> None:
    """They go before the environment, and what the task says goes before them."""
    elsewhere = {"AZURE_DEVOPS_PROJECT": "Contoso", "AZURE_DEVOPS_EXT_PAT": "wrong"}
    ran = run(
        in_process,
        task(environment=elsewhere),
        {"name": "told", MODULE: {**SHUTTLE, "project": "Nowhere"}, "ignore_errors": True},
        module_defaults={},
    )
    assert ran.of("asked").result["changed"]
    assert "Nowhere" in ran.of("told").result["msg"]


@pytest.mark.parametrize("in_process", PATHS)
def test_explicit_beats_environment(run: Any, in_process: str) -> None:
    assert run(in_process, task(environment={"AZURE_DEVOPS_EXT_PAT": "wrong"})).of("asked").result["changed"]


@pytest.mark.parametrize("in_process", PATHS)
def test_no_log(run: Any, in_process: str) -> None:
    ran = run(in_process, task({**SHUTTLE, "description": "not-for-the-eye"}, no_log=True), arguments=["-vvv"])
    assert ran.of("asked").status == "ok"
    assert "not-for-the-eye" not in ran.output


@pytest.mark.parametrize("in_process", PATHS)
def test_vaulted_values(run: Any, connection: Connection, playbooks: Playbooks, in_process: str) -> None:
    """An inline vaulted token and a vaulted secret, from a file of variables."""
    vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])

    def vaulted(text: str) -> Tagged:
        return Tagged("!vault", vault.encrypt(text.encode()).decode())

    playbooks.write("secrets.yml", {"pat": vaulted(connection.sandbox.token), "password": vaulted("from-the-vault")})
    (playbooks.folder / "vault-password").write_text(VAULT_PASSWORD)
    options = {
        **SHUTTLE,
        "token": "{{ pat }}",
        "variables": {"password": {"value": "{{ password }}", "is_secret": True}, "site": "{{ password | length }}"},
    }
    ran = run(
        in_process,
        task(options),
        {**task(options), "name": "again"},
        vars_files=["secrets.yml"],
        environment_of_controller={"ANSIBLE_VAULT_PASSWORD_FILE": str(playbooks.folder / "vault-password")},
    )
    assert ran.of("asked").result["release_definition"]["variables"]["site"] == {"value": "14"}
    assert not ran.of("again").result["changed"]
    assert "from-the-vault" not in ran.output


def test_another_interpreter_is_another_host(run: Any, tmp_path: Path) -> None:
    """A host whose Python is not the controller's gets the module."""
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    record = run("auto", task(), hosts="bastion", inventory={"bastion": {"ansible_python_interpreter": str(other)}})
    assert record.of("asked").result["changed"]


def test_always_counts_more_than_another_interpreter(run: Any) -> None:
    nowhere = {"bastion": {"ansible_python_interpreter": "/nowhere/python"}}
    ran = run(IN_PROCESS, task(), hosts="bastion", inventory=nowhere)
    assert ran.of("asked").result["changed"]


def test_a_host_behind_another_connection(run: Any) -> None:
    """The connection plugin of the tests runs everything on this machine, but is not `local`."""
    record = run(
        "auto",
        task(),
        hosts="bastion",
        inventory={"bastion": {"ansible_connection": "elsewhere"}},
        environment_of_controller={"ANSIBLE_CONNECTION_PLUGINS": str(INTEGRATION / "connection_plugins")},
    ).of("asked")
    assert record.result["changed"] and record.writes == ["PUT release/definitions"]
