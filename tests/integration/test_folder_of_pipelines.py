# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of pipelines read in a play: expressions, texts that are none, encrypted files, what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from harness.playbooks import PREFIX, Playbooks, Ran

FILES = {
    "_templates/web.yml": """
values: {region: us}
variables: {Site: "{{ values.region }}.{{ domain }}", Hosts: "{{ groups.all | length }}"}
""",
    "shop.yml": r"""
name: "{{ shop_name }}"
path: \Web
template: web
variables:
  Names: !unsafe docker ps --format '{{.Names}}'
  Flag: true
""",
    "_other/no.yml": "name: no",
}


@pytest.fixture
def folder(playbooks: Playbooks) -> Path:
    folder = playbooks.folder / "pipelines"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def ask(playbooks: Playbooks, expression: str, *arguments: str) -> Ran:
    variables = {"domain": "{{ 'example' ~ '.com' }}", "shop_name": "Shop", "found": "{{ " + expression + " }}"}
    tasks: list[dict[str, Any]] = [{"name": "read", "ansible.builtin.set_fact": {"seen": "{{ found }}"}}]
    return playbooks.run([{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}], *arguments)


QUERY = f"query('{PREFIX}pipeline_files', 'pipelines', values={{'region': 'eu'}})"
SHOP = {
    "name": "Shop",
    "path": "\\Web",
    "variables": {
        "Site": "us.example.com",
        "Hosts": "1",
        "Names": "docker ps --format '{{.Names}}'",
        "Flag": True,
    },
}


def shown(ran: Ran) -> Any:
    found = ran.of("read").result["ansible_facts"]["seen"]
    found[0]["variables"]["Hosts"] = str(found[0]["variables"]["Hosts"])
    return found


def test_expressions_are_read_and_unsafe_texts_are_left(playbooks: Playbooks, folder: Path) -> None:
    assert shown(ask(playbooks, QUERY)) == [SHOP]


def test_a_play_has_the_values_that_nothing_says_nearer(playbooks: Playbooks, folder: Path) -> None:
    template = folder / "_templates/web.yml"
    template.write_text(template.read_text().replace("values: {region: us}", ""))
    (shop,) = shown(ask(playbooks, QUERY))
    assert shop["variables"]["Site"] == "eu.example.com"


def test_a_pipeline_says_its_file_on_demand(playbooks: Playbooks, folder: Path) -> None:
    whence = {"source": "pipelines/shop.yml", "stands_on": ["_templates/web.yml"]}
    assert shown(ask(playbooks, QUERY.replace(")", ", say_source=true)"))) == [{**SHOP, **whence}]


def test_what_is_wrong_with_a_shared_file_is_told_of_that_file(playbooks: Playbooks, folder: Path) -> None:
    (folder / "_defaults.yml").write_text("variabels: {a: 1}")
    (shop,) = shown(ask(playbooks, QUERY.replace(")", ", say_source=true)")))
    (mistake,) = shop["mistakes"]
    assert mistake.startswith("pipelines/_defaults.yml: variabels: is not an option here (did you mean variables?)")


def test_a_folder_without_any_is_another_folder(playbooks: Playbooks, folder: Path) -> None:
    query = QUERY.replace("'pipelines'", "'pipelines/_other/none'")
    (folder / "_other" / "none").mkdir()
    ran = ask(playbooks, query)
    assert "there is no pipeline in the folder" in " ".join(ran.output.split())
    assert ask(playbooks, query.replace(")", ", may_be_empty=true)")).of("read").result["ansible_facts"]["seen"] == []


def test_a_stage_that_nothing_has_is_warned_of(playbooks: Playbooks, folder: Path) -> None:
    (folder / "_environments.yml").write_text("Prodction: {rank: 1}")
    ran = ask(playbooks, QUERY)
    assert shown(ran) == [SHOP]
    assert "pipelines/_environments.yml: no pipeline has a stage named Prodction" in " ".join(ran.output.split())


STAGES = r"""
name: Stages
values: {mine: [{name: Prod, jobs: []}, {name: QA, rank: 3}], days: 7}
stages: "{{ values.mine }}"
"""
OF_STAGES = r"""
prod: {variables: {Days: "{{ values.days }}"}}
QA: {rank: "{{ omit }}", owner: !unsafe "{{ values.days }}"}
Dev: {rank: "{{ nobody_knows_this }}"}
"""


def test_stages_that_are_one_expression_stand_on_what_is_said_of_all(playbooks: Playbooks, folder: Path) -> None:
    (folder / "shop.yml").write_text(STAGES)
    (folder / "_environments.yml").write_text(OF_STAGES)
    ran = ask(playbooks, QUERY.replace(")", ", say_source=true)"))
    (found,) = ran.of("read").result["ansible_facts"]["seen"]
    prod, qa = found["environments"]
    assert prod == {"name": "Prod", "deploy_phases": [], "variables": {"Days": prod["variables"]["Days"]}}
    assert str(prod["variables"]["Days"]) == "7"
    assert (qa["rank"], qa["owner"]) == (3, "{{ values.days }}")
    assert found["stands_on"] == ["_environments.yml"]
    told = " ".join(ran.output.split())
    assert "no pipeline has a stage named Dev" in told
    assert "named prod" not in told
    assert "named QA" not in told


def test_what_is_wrong_below_an_expression_names_both_files(playbooks: Playbooks, folder: Path) -> None:
    (folder / "shop.yml").write_text(STAGES.replace("name: QA", "name: Dev"))
    (folder / "_environments.yml").write_text(OF_STAGES)
    ran = ask(playbooks, QUERY)
    assert ran.status != 0
    told = " ".join(ran.output.split())
    assert re.search("pipelines/shop.yml, on _environments.yml: .*nobody_knows_this", told)


def test_a_file_may_be_encrypted(playbooks: Playbooks, folder: Path) -> None:
    key = playbooks.folder / "key"
    key.write_text("password-of-the-vault")
    vault = Path(sys.executable).with_name("ansible-vault")
    subprocess.run(
        [vault, "encrypt", "--vault-password-file", key, folder / "shop.yml"], check=True, capture_output=True
    )
    assert shown(ask(playbooks, QUERY, "--vault-password-file", str(key))) == [SHOP]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: {{ x", "shop.yml"),
        ("name: [", "shop.yml"),
        ("values: 3", "pipelines/shop.yml: values must be a map"),
        ("name: '{{ nobody_knows_this }}'", "pipelines/shop.yml: .*nobody_knows_this"),
        (
            "{name: '{{ nobody_knows_this }}', template: web}",
            "pipelines/shop.yml, on _templates/web.yml: .*nobody_knows_this",
        ),
        ("path: x", "pipelines/shop.yml: name is missing"),
    ],
)
def test_what_is_wrong_names_the_file(playbooks: Playbooks, folder: Path, text: str, said: str) -> None:
    (folder / "shop.yml").write_text(text)
    ran = ask(playbooks, QUERY)
    assert ran.status != 0
    message = " ".join(ran.output.split())
    assert re.search(said, message), ran.output[-3000:]
    assert "Traceback" not in ran.output
