# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles one after the other, on every generation: a project exported, kept, deployed and reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, Ran, is_write, play

from release_management_sandbox.generations import GENERATIONS

THE_NEWEST_OF_ONES_OWN = "server2022"
ALL = [
    pytest.param(name, marks=() if name == THE_NEWEST_OF_ONES_OWN else pytest.mark.wide, id=name)
    for name in GENERATIONS
]


def roles(connection: Connection, **options: dict[str, Any]) -> list[dict[str, Any]]:
    """A play with these roles, each with its variables; variables say the connection, and the environment another one."""
    listed = [{"role": f"{PREFIX}{role}", "vars": variables} for role, variables in options.items()]
    elsewhere = {"AZURE_DEVOPS_PROJECT": "Contoso", "AZURE_DEVOPS_EXT_PAT": "wrong"}
    return [play([], connection, IN_PROCESS, roles=listed, module_defaults={}, environment=elsewhere)]


def whole(ran: Ran) -> Ran:
    assert ran.status == 0, ran.output[-6000:]
    return ran


@pytest.fixture(params=ALL)
def connection(request: pytest.FixtureRequest, connection_to: Callable[[str], Connection]) -> Connection:
    connection = connection_to(request.param)
    connection.sandbox.reset()
    connection.sandbox.clear_requests()
    return connection


def test_an_exported_project_is_found_as_its_files_say(connection: Connection, playbooks: Playbooks) -> None:
    folder = str(playbooks.folder / "pipelines")
    ran = whole(
        playbooks.run(
            roles(
                connection,
                export_pipelines={"export_pipelines_directory": folder},
                release_pipelines={"release_pipelines_directory": folder},
            )
        )
    )
    done = ran.of(f"{PREFIX}release_pipelines : See to all pipelines of the folder").result
    assert [one["source"] for one in done["release_definitions"]] == [f"{folder}/MyShuttle.CD.yml"]
    assert [one["action"] for one in done["release_definitions"]] == ["unchanged"]
    assert not [request for request in connection.sandbox.requests() if is_write(request)]


def test_a_report_of_drift_does_not_stay_where_nothing_could_be_looked_at(
    connection: Connection, playbooks: Playbooks
) -> None:
    """One that was published would be read as that of today."""
    folder = playbooks.folder / "pipelines"
    folder.mkdir()
    report = playbooks.folder / "drift.md"
    options = {
        "release_pipelines_directory": str(folder),
        "release_pipelines_mode": "check",
        "release_pipelines_report": str(report),
    }
    (folder / "new.yml").write_text("{name: New, stages: [{name: Dev, jobs: [{queue: Default}]}]}")
    whole(playbooks.run(roles(connection, release_pipelines=options)))
    assert "1 of 1 pipelines differ" in report.read_text()
    for text, said in (
        ("{name: New, template: 'no|<b>'}", "pipelines/new.yml: there is no template no\\|&lt;b>"),
        ("{name: New, path: '{{ nobody_knows_this }}'}", "nobody_knows_this"),
    ):
        (folder / "new.yml").write_text(text)
        ran = playbooks.run(roles(connection, release_pipelines=options))
        assert ran.status == 2
        assert "failed=1" in ran.output
        assert "rescued=0" in ran.output
        told = report.read_text()
        assert told.startswith(
            "# Drift of release pipelines\n\nNothing could be looked at, so what differs is not known:"
        )
        assert said in told
        assert "pipelines differ" not in told
        assert not [line for line in told.splitlines() if line.startswith("#")][1:]
    kept = report.read_text()
    (folder / "new.yml").write_text("{name: New, template: other}")
    assert playbooks.run(roles(connection, release_pipelines=options), "--check").status == 2
    assert report.read_text() == kept


@pytest.mark.parametrize(
    ("role", "options", "said"),
    [
        ("export_pipelines", {"names": ["casng"]}, r"export_pipelines_names\[0\]: There is no release definition"),
        ("release_pipelines", {"prune": True}, "release_pipelines_prune: deletes .*: set release_pipelines_path to"),
        (
            "release_pipelines",
            {"prune": True, "path": "\\"},
            "release_pipelines_directory: has no definition .*, set release_pipelines_prune_all: true",
        ),
    ],
)
@pytest.mark.parametrize("in_process", ["auto", "never"])
def test_a_failure_is_told_in_the_words_of_the_role_alone(
    connection: Connection, playbooks: Playbooks, in_process: str, role: str, options: dict[str, Any], said: str
) -> None:
    (playbooks.folder / "pipelines").mkdir()
    (playbooks.folder / "pipelines" / "gone.yml").write_text("name: Gone\nstate: absent\n")
    given = {"directory": str(playbooks.folder / "pipelines"), **options}
    (book,) = roles(connection, **{role: {f"{role}_{name}": value for name, value in given.items()}})
    book["vars"]["release_management_in_process"] = in_process
    ran = playbooks.run([book])
    assert ran.status != 0
    text = " ".join(ran.output.split())
    assert re.search(said, text), ran.output[-3000:]
    assert not re.search(r"(?<!export_pipelines_)names\[0\]: ", text)
    assert not re.search(r"(?<!release_pipelines_)(prune|prune_all|directory|definitions): (deletes|has|true)", text)


def test_a_mistake_is_told_of_its_file_and_fails_what_stands_on_it(
    connection: Connection, playbooks: Playbooks
) -> None:
    stage = {"name": "Dev", "deploy_phases": [{"queue": "Default"}]}
    wrong = {"name": "Production", "pre_deploy_approvals": {"is_automated": True, "approvers": ["x"]}}
    for name in ("_templates", "Bad"):
        (playbooks.folder / "pipelines" / name).mkdir(parents=True)
    playbooks.write("pipelines/_templates/base.yml", {"stages": [stage, {**stage, "name": "Production"}]})
    playbooks.write("pipelines/Bad/_defaults.yml", {"variabels": {}})
    playbooks.write("pipelines/Bad/pay.yml", {"name": "Pay", "template": "base"})
    playbooks.write("pipelines/shop.yml", {"name": "Shop", "template": "base", "stages": [{"name": "QA"}, wrong]})
    folder = str(playbooks.folder / "pipelines")
    ran = playbooks.run(roles(connection, release_pipelines={"release_pipelines_directory": folder}))
    assert ran.status != 0
    done = ran.of(f"{PREFIX}release_pipelines : See to all pipelines of the folder").result
    pay, shop = (one["msg"] for one in done["release_definitions"])
    assert pay.startswith(f"{folder}/Bad/_defaults.yml: variabels: is not an option here (did you mean variables?)")
    assert shop.startswith(f"{folder}/shop.yml, on _templates/base.yml: environments[2] (Production).pre_deploy_app")


def test_a_build_is_deployed_and_reported(connection: Connection, playbooks: Playbooks) -> None:
    page, text = playbooks.folder / "report.html", playbooks.folder / "report.md"
    deployment = {
        "deploy_release_definition": "MyShuttle.CD",
        "deploy_release_build_definition": "Fabrikam.CI",
        "deploy_release_logs": str(playbooks.folder / "logs"),
    }
    report = {"deployment_report_html": str(page), "deployment_report_markdown": str(text)}
    whole(playbooks.run(roles(connection, deploy_release=deployment)))
    assert list((playbooks.folder / "logs").rglob("*.*"))
    if connection.generation == "tfs2015":
        refused = playbooks.run(roles(connection, deployment_report=report))
        assert refused.status != 0
        assert "Team Foundation Server 2017 is the first that has" in refused.output
        return
    whole(playbooks.run(roles(connection, deployment_report=report)))
    (release,) = set(re.findall(r"Release-\d+", text.read_text()))
    assert release in page.read_text()
    nowhere = playbooks.run(roles(connection, deployment_report={**report, "deployment_report_path": "\\Nix"}))
    assert nowhere.status != 0
    assert "there is no pipeline in the folder \\Nix" in nowhere.output.replace("\\\\", "\\")
    for arguments in ((), ("--check",)):
        missing = {**report, "deployment_report_markdown": str(playbooks.folder / "no" / "report.md")}
        lost = playbooks.run(roles(connection, deployment_report=missing), *arguments)
        assert lost.status != 0
        assert f"deployment_report_markdown: there is no folder {playbooks.folder}/no." in lost.output
    connection.sandbox.clear_requests()
    again = whole(playbooks.run(roles(connection, deploy_release=deployment)))
    assert "changed=0" in again.output
    assert not [request for request in connection.sandbox.requests() if is_write(request)]
