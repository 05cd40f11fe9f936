# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the README and the pages of the documentation show is true: files, options, targets of make."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from harness.documents import Block, blocks
from harness.person import Person
from harness.playbooks import IN_PROCESS, PREFIX, ROOT, Connection, Playbooks, play

from release_management_sandbox.testing import RunningSandbox

SITE = ROOT / "docs" / "docsite"
EXAMPLE = ROOT / "docs" / "examples" / "controller"
PAGES = [ROOT / "README.md", *sorted((SITE / "rst").glob("*.rst"))]
KEYWORDS = ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers")


class Loader(yaml.SafeLoader):
    """Reads YAML with tags of Ansible."""


Loader.add_multi_constructor("!", lambda loader, _suffix, node: loader.construct_scalar(node))


YAML = [
    pytest.param(block, id=f"{page.name}:{block.line}")
    for page in PAGES
    for block in blocks(page)
    if block.language.startswith("yaml")
]


def tasks_in(document: Any) -> Iterator[dict[str, Any]]:
    """All tasks of plays, blocks and lists of tasks."""
    for entry in document if isinstance(document, list) else []:
        if isinstance(entry, dict):
            yield entry
            for keyword in KEYWORDS:
                yield from tasks_in(entry.get(keyword))


def literal(path: Path, name: str) -> dict[str, Any]:
    """The YAML of a constant such as DOCUMENTATION, wherever in the file it is."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            found: dict[str, Any] = yaml.safe_load(ast.literal_eval(node.value))
            return found
    raise AssertionError(f"{path} has no {name}")


def names_of(options: dict[str, Any]) -> set[str]:
    return {name for option, about in options.items() for name in (option, *about.get("aliases", []))}


def options_of(module: str) -> set[str]:
    documentation = literal(ROOT / "plugins" / "modules" / f"{module}.py", "DOCUMENTATION")
    known = names_of(documentation.get("options", {}))
    for fragment in documentation.get("extends_documentation_fragment", []):
        name = fragment.removeprefix(PREFIX).partition(".")[0]
        path = ROOT / "plugins" / "doc_fragments" / f"{name}.py"
        known |= names_of(literal(path, "DOCUMENTATION").get("options", {}))
    return known


@pytest.mark.parametrize("block", YAML)
def test_yaml_is_yaml_and_its_tasks_have_options_that_there_are(block: Block) -> None:
    for task in tasks_in(yaml.load(block.text, Loader)):
        for action in (key for key in task if key.startswith(PREFIX)):
            unknown = set(task[action] or {}) - options_of(action.removeprefix(PREFIX))
            assert not unknown, f"{action} has no option {', '.join(sorted(unknown))}"


def test_the_page_of_the_controller_shows_the_files_of_the_example() -> None:
    shown = {block.caption: block.text for block in blocks(SITE / "rst" / "controller.rst") if block.caption}
    for name in ("inventory.yml", "group_vars/projects.yml", "enforce_projects.yml"):
        assert shown[name].rstrip() == (EXAMPLE / name).read_text(encoding="utf-8").rstrip()


def test_every_page_is_in_the_contents_under_a_label_of_its_name() -> None:
    sections = yaml.safe_load((SITE / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    listed = [name for section in sections for name in section["toctree"]]
    assert sorted(listed) == sorted(path.stem for path in (SITE / "rst").glob("*.rst"))
    for name in listed:
        text = (SITE / "rst" / f"{name}.rst").read_text(encoding="utf-8")
        assert f".. _ansible_collections.devops.release_management.docsite.{name}:\n" in text
        # The theme has its own, and says so in red.
        assert ".. contents::" not in text


def test_the_task_that_people_migrate_from_works(
    fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    (block,) = (one for one in blocks(SITE / "rst" / "migrating.rst") if "ansible.builtin.uri:" in one.text)
    (task,) = yaml.safe_load(block.text.replace("https://vsrm.dev.azure.com/fabrikam", fresh.url))
    document = Person(fresh.root, fresh.token).read("MyShuttle.CD")
    (playbooks.folder / "website.json").write_text(json.dumps(document), encoding="utf-8")
    variables = {"vault_azure_devops_token": fresh.token}
    fresh.clear_requests()
    ran = playbooks.run([play([task], connection, IN_PROCESS, vars=variables)])
    assert [(one["method"], one["status"]) for one in fresh.requests()] == [("PUT", 200)], ran.output


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: str(page.name))
def test_make_has_the_targets_that_are_named(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    patterns = tuple(re.findall(r"^([a-z]+-)%:", makefile, re.MULTILINE))
    assert patterns
    named = {
        word
        for code in re.findall(r"`make ([^`\n]+)`", page.read_text(encoding="utf-8"))
        for word in code.split()
        if "=" not in word and not word.startswith(("'", "-", *patterns))
    }
    assert named - targets == set()
