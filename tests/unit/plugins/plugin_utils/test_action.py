# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a task runs in the controller's process, when as a module, and how either ends."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.plugin_utils import _in_process
from ansible_collections.devops.release_management.tests.unit.plugins.plugin_utils.toy.playbooks import (
    AS_MODULE,
    IN_PROCESS,
    THING,
    Playbooks,
    ToyServer,
    task,
)

NAME = SimpleNamespace(local="ansible.builtin.local", ssh="ansible.builtin.ssh")
PROGRESS = "here | thing: looked at "


def settled(path: str) -> dict[str, Any]:
    """Task keywords that settle how a task is run."""
    return {"vars": {"release_management_in_process": path}}


def action(
    connection: str = NAME.local, become: Any = None, async_val: int = 0, delegate_to: str | None = None
) -> SimpleNamespace:
    return SimpleNamespace(
        _connection=SimpleNamespace(ansible_name=connection, become=become),
        _task=SimpleNamespace(async_val=async_val, delegate_to=delegate_to, action=THING),
        _templar=Templar(DataLoader(), variables={"playbook_python": "from the wrong host"}),
    )


def trusted(template: str) -> Any:
    try:
        from ansible.template import trust_as_template
    except ImportError:  # ansible-core 2.18
        return template
    return trust_as_template(template)


@pytest.mark.parametrize(
    ("the_action", "task_vars", "expected"),
    [
        (action(), {}, True),
        (action(), {"ansible_python_interpreter": "auto"}, True),
        (action(), {"ansible_python_interpreter": "auto_silent"}, True),
        (action(), {"ansible_python_interpreter": sys.executable}, True),
        (
            action(),
            {"ansible_python_interpreter": trusted("{{ playbook_python }}"), "playbook_python": sys.executable},
            True,
        ),
        (action(), {"ansible_python_interpreter": "/somewhere/else/bin/python"}, False),
        (action(connection=NAME.ssh), {}, False),
        (action(connection="ansible.legacy.local"), {}, False),
        (action(become=object()), {}, False),
        (action(async_val=10), {}, False),
        (action(), {"release_management_in_process": "never"}, False),
        (action(), {"release_management_in_process": "always"}, True),
        (
            action(),
            {"release_management_in_process": "always", "ansible_python_interpreter": "/somewhere/else/bin/python"},
            True,
        ),
        (
            action(delegate_to="other"),
            {
                "ansible_python_interpreter": "/ours/not/asked",
                "ansible_delegated_vars": {
                    "other": {
                        "ansible_python_interpreter": trusted("{{ playbook_python }}"),
                        "playbook_python": sys.executable,
                    }
                },
            },
            True,
        ),
        (
            action(delegate_to="other"),
            {"ansible_delegated_vars": {"other": {"ansible_python_interpreter": "/its/own"}}},
            False,
        ),
    ],
)
def test_decision(the_action: Any, task_vars: dict[str, Any], expected: bool) -> None:
    assert _in_process.runs_in_process(the_action, task_vars) is expected


def test_decision_without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_in_process, "missing_libraries", lambda: ["requests"])
    assert not _in_process.runs_in_process(action(), {})
    with pytest.raises(DeclarationError, match="cannot import requests"):
        _in_process.runs_in_process(action(), {"release_management_in_process": "always"})


@pytest.mark.parametrize(
    ("the_action", "reason"),
    [
        (action(connection=NAME.ssh), "its connection is ansible.builtin.ssh"),
        (action(become=object()), "it becomes another user"),
        (action(async_val=1), "it is asynchronous"),
    ],
)
def test_always_where_it_cannot_be(the_action: Any, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        _in_process.runs_in_process(the_action, {"release_management_in_process": "always"})


def test_interpreter_behind_a_symbolic_link_is_another(tmp_path: Path) -> None:
    """A virtual environment's python is a link to the system's, and yet sees other libraries."""
    (tmp_path / "python").symlink_to(sys.executable)
    assert not _in_process.runs_in_process(action(), {"ansible_python_interpreter": str(tmp_path / "python")})


def test_another_interpreter_runs_the_module(playbooks: Playbooks) -> None:
    there = task({"name": "delegated"}, delegate_to="elsewhere", when="inventory_hostname == 'here'")
    ran = playbooks.run([task(), there], play={"hosts": "all"})
    assert ran.status == 0, ran.output
    assert f"{PROGRESS}a " in ran.stderr
    assert f"{PROGRESS}delegated " not in ran.stderr
    assert "elsewhere | thing: " not in ran.stderr


def test_always_fails_where_it_cannot_be_and_wrong_settings_always(playbooks: Playbooks) -> None:
    become = {"become": True, "become_method": "fixture.toy.nobody"}
    ran = playbooks.run(
        [task(**become, **settled("always"), ignore_errors=True), task(**settled("maybe"), ignore_errors=True)]
    )
    assert ran.output.count("...ignoring") == 2
    assert "release_management_in_process: 'always' cannot be" in ran.output
    assert "because it becomes another user" in ran.output
    assert "'maybe' is not one of auto, always, never" in ran.output
    assert "Traceback" not in ran.output


def test_become_and_async_run_as_modules(playbooks: Playbooks, server: ToyServer) -> None:
    variables = {"secret": {"value": "hush-hush", "is_secret": True}}
    nobody = "fixture.toy.nobody"
    ways: dict[str, dict[str, Any]] = {
        "here": {},
        "become": {"become": True, "become_method": nobody},
        "become_by_variable": {"vars": {"ansible_become": True, "ansible_become_method": nobody}},
        "async": {"async": 30, "poll": 1},
    }
    tasks = [task({"name": f"by_{way}", "variables": variables}, register=f"by_{way}", **ways[way]) for way in ways]
    ran = playbooks.run(tasks, "-vvvv", register=tuple(f"by_{way}" for way in ways))
    assert ran.status == 0, ran.output
    assert "hush-hush" not in ran.output
    for way in ways:
        assert (f"{PROGRESS}by_{way} " in ran.stderr) is (way == "here")
        result = ran.registered[f"by_{way}"]
        assert result["changed"] is True
        assert result["thing"]["variables"]["secret"] == {"value": "********", "is_secret": True}
        assert result["warnings"] == [f"by_{way} is a toy"]
        assert [method for method, path in server.requests if path == f"/by_{way}"] == ["GET", "PUT"]


@pytest.mark.parametrize("path", [IN_PROCESS, AS_MODULE])
def test_a_failure_has_one_name_of_an_option(playbooks: Playbooks, path: str) -> None:
    words = {"release_management_option_names": {"stages": "shop_stages"}, "release_management_in_process": path}
    trouble = {"trouble": "unknown name", "variables": {"secret": {"value": "x"}}}
    ran = playbooks.run([task(trouble, vars=words)])
    assert ran.status == 2
    assert "shop_stages[0].queue: No queue is named" in ran.output
    assert not re.search(r"(?<!shop_)stages\[0\]", ran.output)


def test_a_loop_keeps_its_connection(playbooks: Playbooks, server: ToyServer) -> None:
    playbooks.run([task({"name": "{{ item }}"}, loop=["a", "b", "c", "d"])], in_process=IN_PROCESS)
    assert len(server.requests) == 8
    assert len(server.connections) == 1


def test_a_loop_with_several_servers_and_tokens(playbooks: Playbooks, server: ToyServer) -> None:
    playbooks.run([task({"token": "{{ item }}"}, loop=["one", "two", "one"])], in_process=IN_PROCESS)
    assert [token for token in server.tokens if token != "Bearer one"] == ["Bearer two"]
    assert server.tokens[0] == server.tokens[-1] == "Bearer one"
    assert len(server.connections) == 2


def test_a_failed_item_starts_the_next_one_afresh(playbooks: Playbooks, server: ToyServer) -> None:
    items = [{"name": "a"}, {"name": "a", "trouble": "bug", "variables": {"secret": {"value": "x"}}}, {"name": "b"}]
    ran = playbooks.run(
        [
            task(
                {
                    "name": "{{ item.name }}",
                    "trouble": "{{ item.trouble | default(omit) }}",
                    "variables": "{{ item.variables | default(omit) }}",
                },
                loop=items,
                ignore_errors=True,
            )
        ],
        in_process=IN_PROCESS,
    )
    assert ran.status == 0
    assert len(server.connections) == 2


def test_progress_is_silent_when_asked(playbooks: Playbooks) -> None:
    ran = playbooks.run([task({"name": "hidden"}, no_log=True), task()], in_process=IN_PROCESS)
    assert f"{PROGRESS}a " in ran.stderr
    assert f"{PROGRESS}hidden " not in ran.output
    assert " | thing: " not in ran.stdout


def test_credentials_of_the_environment_are_not_shown(playbooks: Playbooks, server: ToyServer) -> None:
    environment = {"TOY_TOKEN": "{{ hush }}", "TOY_PAT": "{{ hush }}-too", "OTHER": "shown"}
    tasks = [
        {
            "name": "T",
            THING: {"organization_url": "{{ url }}", "name": "a"},
            "environment": environment,
            **settled(path),
        }
        for path in (IN_PROCESS, AS_MODULE)
    ]
    ran = playbooks.run(tasks, "-vvvv", variables={"hush": "hush-hush-secret"})
    assert ran.status == 0, ran.output
    assert server.tokens == ["Bearer hush-hush-secret"] * 3
    assert "hush-hush-secret" not in ran.output


@pytest.mark.parametrize("path", [IN_PROCESS, AS_MODULE])
def test_a_variable_that_is_omitted_is_as_if_it_was_not_there(
    playbooks: Playbooks, server: ToyServer, path: str
) -> None:
    own = {"organization_url": "{{ omit }}", "token": "{{ omit }}"}
    ran = playbooks.run(
        [task(own), task({"token": "{{ omit }}"}, vars={"azure_devops_token": "said"})],
        in_process=path,
        environment={"TOY_URL": server.url, "TOY_TOKEN": "of-the-environment"},
        variables={
            "azure_devops_organization_url": "{{ nothing | default(omit) }}",
            "azure_devops_token": "{{ other }}",
            "other": "{{ nothing | default(omit) }}",
        },
    )
    assert ran.status == 0, ran.output
    assert set(server.tokens) == {"Bearer of-the-environment", "Bearer said"}


def test_environment_is_taken_back_between_items(playbooks: Playbooks, server: ToyServer) -> None:
    book = {
        "name": "Task",
        THING: {"organization_url": "{{ url }}", "name": "a"},
        "environment": "{{ {'TOY_TOKEN': 'first'} if item == 1 else {} }}",
        "loop": [1, 2],
    }
    ran = playbooks.run([book], in_process=IN_PROCESS)
    assert ran.status == 0, ran.output
    assert list(dict.fromkeys(server.tokens)) == ["Bearer first", "Bearer None"]


def test_environment_of_the_controller(playbooks: Playbooks, server: ToyServer) -> None:
    book = {"name": "Task", THING: {"name": "a"}}
    ran = playbooks.run([book], in_process=IN_PROCESS, environment={"TOY_URL": server.url, "TOY_TOKEN": "mine"})
    assert ran.status == 0, ran.output
    assert set(server.tokens) == {"Bearer mine"}
