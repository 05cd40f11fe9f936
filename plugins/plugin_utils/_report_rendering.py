# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rendering of the report: Jinja2 of its own, in which every value is escaped for the kind of file by itself."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ansible_collections.devops.release_management.plugins.plugin_utils._report_diagram import diagram
from ansible_collections.devops.release_management.plugins.plugin_utils._report_outline import outline
from ansible_collections.devops.release_management.plugins.plugin_utils._report_overview import overview_of
from ansible_collections.devops.release_management.plugins.plugin_utils._report_states import SIGNS

# What begins something in Markdown, in the middle of a line too.
_OF_MARKDOWN = re.compile(r"([\\`*_\[\]|~#$])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


_UNITS = ((14, 1, "days"), (60, 7, "weeks"), (731, 30, "months"), (None, 365, "years"))
"""How an age is told: up to so many days, in units of so many."""


def rendered(definitions: Iterable[Mapping[str, Any]], template: Path, title: str, as_of: datetime) -> str:
    """The report on these definitions, by a template whose name says what it makes: ``….html.j2`` or ``….md.j2``.

    Ansible's own Jinja2 escapes nothing, whatever a template says, so it is not used here.

    :param as_of: the moment that ages are counted to.
    """
    is_page = template.name.endswith(".html.j2")
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=is_page,
        finalize=None if is_page else _for_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        csp_source=csp_source,
        machine_time=machine_time,
        human_time=human_time,
        code=code,
        age=partial(age, as_of=as_of),
    )
    environment.globals.update(diagram=diagram, outline=outline, signs=SIGNS)
    return environment.get_template(template.name).render(
        report=overview_of(definitions), title=title, day=f"{as_of.astimezone(timezone.utc):%Y-%m-%d}"
    )


def csp_source(text: Any) -> str:
    """How a content security policy names a style or script within the page."""
    digest = hashlib.sha256(str(text).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def machine_time(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def human_time(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def age(moment: datetime, as_of: datetime) -> str:
    """How long ago a moment is, counted in days of UTC: all of a day tells the same."""
    days = (as_of.astimezone(timezone.utc).date() - moment.astimezone(timezone.utc).date()).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    length, name = next((length, name) for end, length, name in _UNITS if end is None or days < end)
    return f"{days // length} {name} ago"


@dataclass(frozen=True)
class Block:
    """A text that is Markdown already."""

    text: str

    def __str__(self) -> str:
        return self.text


def code(lines: Iterable[str]) -> Block:
    """Lines of text as a block of code in Markdown, within a fence that none of them ends."""
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return Block(f"{fence}text\n{text}\n{fence}")


def markdown_text(text: str) -> str:
    """A text as Markdown that shows it, in one line."""
    line = "".join(
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") or one in _OF_DIRECTION else one for one in text
    )
    escaped = _OF_MARKDOWN.sub(r"\\\1", line)
    return "".join(_ENTITIES.get(one, one) for one in escaped)


# Letters that turn the direction of what follows, in the neighbour's cell too.
_OF_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _for_markdown(value: Any) -> Any:
    return markdown_text(value) if isinstance(value, str) else value
