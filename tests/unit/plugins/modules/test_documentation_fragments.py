# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules and lookups take of documentation fragments is what they mean to take."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

PLUGINS = Path(__file__).parents[4] / "plugins"
DOCUMENTED = [path for kind in ("modules", "lookup") for path in sorted((PLUGINS / kind).glob("[!_]*.py"))]
PREFIX = "devops.release_management."


def fragments_of(path: Path) -> list[str]:
    """The fragments of this collection that a plugin takes, without its name."""
    texts = {
        target.id: node.value.value
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    taken = yaml.safe_load(texts["DOCUMENTATION"]).get("extends_documentation_fragment", [])
    return [one.removeprefix(PREFIX) for one in taken if one.startswith(PREFIX)]


@pytest.mark.parametrize("path", DOCUMENTED, ids=lambda path: path.stem)
def test_no_part_of_a_fragment_is_called_like_another_fragment(path: Path) -> None:
    # Ansible takes `attributes.buildmaster` for the fragment `buildmaster`, if there is one.
    files = {one.stem for one in (PLUGINS / "doc_fragments").glob("*.py")}
    parts = [name.rpartition(".")[2] for name in fragments_of(path) if "." in name]
    assert not files & set(parts)


@pytest.mark.parametrize("path", sorted((PLUGINS / "modules").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_each_module_says_its_action_group(path: Path) -> None:
    group = "buildmaster" if path.stem.startswith("buildmaster_") else "azure_devops"
    assert f"attributes.group_{group}" in fragments_of(path)
