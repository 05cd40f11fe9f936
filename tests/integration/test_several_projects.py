# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Roles in a play whose hosts are projects: what they write on this machine is for each its own."""

from __future__ import annotations

from typing import Any

import pytest
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, Ran, is_write, play

from release_management_sandbox.testing import RunningSandbox

PROJECTS = {"one": {"azure_devops_project": "Fabrikam"}, "two": {"azure_devops_project": "Contoso"}}
HOST = "{{ inventory_hostname }}"


def run(
    role: str,
    variables: dict[str, Any],
    connection: Connection,
    playbooks: Playbooks,
    *arguments: str,
    hosts: str = "one:two",
) -> Ran:
    """Run a role for both projects, with variables as from the command line."""
    connected = {name: value for name, value in connection.lookup_variables.items() if name != "azure_devops_project"}
    plays = [
        {
            **play([], connection, IN_PROCESS, hosts=hosts, roles=[f"{PREFIX}{role}"], module_defaults={}),
            "vars": {**connected, "release_management_in_process": IN_PROCESS},
        }
    ]
    playbooks.write("extra.yml", variables)
    return playbooks.run(plays, "-e", "@extra.yml", *arguments, inventory=PROJECTS)


@pytest.mark.parametrize(
    ("role", "option", "variables"),
    [
        ("export_pipelines", "export_pipelines_directory", {"export_pipelines_directory": "same"}),
        ("deployment_report", "deployment_report_html", {"deployment_report_html": "same.html"}),
        (
            "release_pipelines",
            "release_pipelines_report",
            {
                "release_pipelines_directory": "pipelines",
                "release_pipelines_mode": "check",
                "release_pipelines_report": "same.md",
            },
        ),
    ],
)
def test_two_hosts_do_not_write_over_each_other(
    fresh: RunningSandbox,
    connection: Connection,
    playbooks: Playbooks,
    role: str,
    option: str,
    variables: dict[str, str],
) -> None:
    ran = run(role, variables, connection, playbooks)
    assert ran.status == 2
    assert f"{option}" in ran.output
    assert "Each project needs" in ran.output
    assert not list(playbooks.folder.glob("same*"))
    assert not [request for request in fresh.requests() if is_write(request)]


def test_each_has_its_own(fresh: RunningSandbox, connection: Connection, playbooks: Playbooks) -> None:
    """Exports, in folders named after the hosts, and reports, whose usual names are."""
    ran = run("export_pipelines", {"export_pipelines_directory": f"pipelines-{HOST}"}, connection, playbooks)
    assert ran.status == 0, ran.output[-4000:]
    assert (playbooks.folder / "pipelines-one" / "MyShuttle.CD.yml").exists()
    assert (playbooks.folder / "pipelines-two").exists()

    ran = run("deployment_report", {}, connection, playbooks)
    assert ran.status == 0, ran.output[-4000:]
    written = sorted(path.name for path in playbooks.folder.glob("deployment-report*"))
    assert written == [f"deployment-report-{host}.{kind}" for host in PROJECTS for kind in ("html", "md")]

    checked = {"release_pipelines_directory": f"pipelines-{HOST}", "release_pipelines_mode": "check"}
    ran = run(
        "release_pipelines",
        {**checked, "release_pipelines_report": f"drift-{HOST}.md", "release_pipelines_prune_all": True},
        connection,
        playbooks,
    )
    assert ran.status == 0, ran.output[-4000:]
    assert sorted(path.name for path in playbooks.folder.glob("drift-*")) == ["drift-one.md", "drift-two.md"]


@pytest.mark.parametrize(
    ("hosts", "limit", "names"),
    [("one:two", ["--limit", "two"], ["two"]), ("two", [], ["two"]), ("localhost", [], []), ("127.0.0.1", [], [])],
)
def test_the_usual_names_of_a_report_are_the_same_for_a_host_however_few_there_are(
    fresh: RunningSandbox,
    connection: Connection,
    playbooks: Playbooks,
    hosts: str,
    limit: list[str],
    names: list[str],
) -> None:
    """Else a run for one project writes over the report of another, and leaves its own as it was."""
    variables = {} if names else {"azure_devops_project": "Fabrikam"}
    ran = run("deployment_report", variables, connection, playbooks, *limit, hosts=hosts)
    assert ran.status == 0, ran.output[-4000:]
    written = sorted(path.name for path in playbooks.folder.glob("deployment-report*"))
    stem = "-".join(["deployment-report", *names])
    assert written == [f"{stem}.html", f"{stem}.md"]
