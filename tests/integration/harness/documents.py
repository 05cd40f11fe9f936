# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code blocks of a page of the documentation, Markdown or reStructuredText."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_DIRECTIVE = re.compile(
    r"^\.\. code-block:: (?P<language>[\w+]+)\n(?P<options>(?:   :.*\n)*)\n(?P<text>(?:(?:   .*)?\n)+)", re.MULTILINE
)
_CAPTION = re.compile(r"^   :caption: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A code block.

    :ivar caption: the path of the file that it is, where it is one.
    :ivar line: the number of its first line in the page.
    """

    language: str
    text: str
    caption: str | None
    line: int


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page, in their order."""
    return list(_blocks(page.read_text(encoding="utf-8"), _DIRECTIVE if page.suffix == ".rst" else _FENCE))


def _blocks(text: str, pattern: re.Pattern[str]) -> Iterator[Block]:
    for match in pattern.finditer(text):
        parts = match.groupdict()
        caption = _CAPTION.search(parts.get("options") or "")
        line = text.count("\n", 0, match.start("text")) + 1
        content = textwrap.dedent(parts["text"]).strip("\n") + "\n"
        yield Block(parts["language"], content, caption[1] if caption else None, line)
