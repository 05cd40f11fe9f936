# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers can do by their generation, and that the documentation tells it as the code has it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

ROOT = Path(__file__).resolve().parents[5]
GATES = Capability("deployment gates", "4.0")


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """The tool that writes the page."""
    spec = importlib.util.spec_from_file_location("generations_table", ROOT / "tools" / "generations_table.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- a capability


@pytest.mark.parametrize(
    ("server", "can"), [("tfs2015", False), ("tfs2017", False), ("tfs2018", True), ("services", True)]
)
def test_servers_can_from_a_version_on(server: str, can: bool) -> None:
    assert GATES.of(GENERATIONS[server]) is can


def test_what_a_server_can_not_is_an_error_of_the_option() -> None:
    GATES.need(GENERATIONS["tfs2018"], "gates")
    with pytest.raises(DeclarationError) as caught:
        GATES.need(GENERATIONS["tfs2017"], "gates")
    assert caught.value.option == "gates"
    assert str(caught.value) == (
        "gates: Team Foundation Server 2017 has no deployment gates: Team Foundation Server 2018 is the first that has."
    )


# --- the page


def test_the_page_is_what_the_code_says(writer: ModuleType) -> None:
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), (
        "docs/generations.md is not what the tables of the code say. Write it again with:"
        " PYTHONPATH=.collections .venv/bin/python tools/generations_table.py"
    )
    assert writer.SITE_PAGE.read_text(encoding="utf-8") == writer.site_page()


def test_the_page_has_every_table_of_capabilities(writer: ModuleType) -> None:
    folder = ROOT / "plugins" / "module_utils" / "_azure_devops"
    assert {path.parent.name for path in folder.glob("*/capabilities.py")} == set(writer.AREAS)


def test_every_row_is_in_the_tuple_of_its_area(writer: ModuleType) -> None:
    for area in writer.AREAS:
        module = importlib.import_module(f"{Capability.__module__.rpartition('.')[0]}.{area}.capabilities")
        rows = {value for value in vars(module).values() if isinstance(value, Capability)}
        assert rows <= set(module.CAPABILITIES), area


def test_labels_are_said_once(writer: ModuleType) -> None:
    for area in writer.AREAS:
        labels = [row.label for row in writer.capabilities_of(area)]
        assert sorted(set(labels)) == sorted(labels), area


def test_every_request_that_older_servers_lack_is_on_the_page(writer: ModuleType) -> None:
    needed = {one.needs for one in OPERATIONS.values() if one.needs}
    shown = {row for area in writer.AREAS for row in writer.capabilities_of(area)} | set(writer.operations())
    assert len(needed) > 5
    assert needed <= shown


def test_the_readme_names_the_page() -> None:
    assert "(docs/generations.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
