# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each message on the page about messages is one that the code has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "docsite" / "rst" / "troubleshooting.rst"
PLACE = "…"
SHORTEST = 12
"""A part of a message that is shorter says nothing by itself."""


def messages_of_the_page() -> list[str]:
    return re.findall(r"^\.\. code-block:: text\n\n   (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def texts_of_the_code() -> list[str]:
    """All literal texts of the plugins, with a mark where values come in."""
    found = []
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append(
                    "".join(PLACE if isinstance(one, ast.FormattedValue) else one.value for one in node.values)
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


TEXTS = texts_of_the_code()


def simple(text: str) -> str:
    """Without the blanks around a place, where a value may bring a blank or be nothing."""
    return re.sub(rf"\s*{PLACE}[\s{PLACE}]*", PLACE, text)


@pytest.mark.parametrize("message", messages_of_the_page())
def test_the_code_has_the_message(message: str) -> None:
    wanted = simple(message).strip(PLACE)
    assert any(len(part.strip(" .:;,'()")) >= SHORTEST for part in wanted.split(PLACE)), "too little to tell it by"
    assert any(wanted in simple(text) for text in TEXTS)


def test_there_are_as_many_messages_as_blocks() -> None:
    blocks = PAGE.read_text(encoding="utf-8").count(".. code-block:: text")
    assert len(messages_of_the_page()) == blocks > 40
    assert len(set(messages_of_the_page())) == blocks
