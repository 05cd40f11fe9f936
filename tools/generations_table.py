# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/generations.md from the tables of the code: what servers of each generation can do. The same page for the
documentation site is docs/docsite/rst/generations.rst.

.venv/bin/python tools/generations_table.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import groupby
from pathlib import Path

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    GENERATIONS,
    Generation,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "generations.md"
SITE_PAGE = ROOT / "docs" / "docsite" / "rst" / "generations.rst"

SITE_HEAD = """\
..
  Copyright (c) 2026, devops.release_management contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later
  Made by tools/generations_table.py.

.. _ansible_collections.devops.release_management.docsite.generations:

"""

HEAD = """\
# Server generations

The collection speaks to every server that has classic release pipelines. The option `server` says which generation it is;
with `auto`, its default, an address of Azure DevOps Services tells by itself, and any other server is asked once with one
small request. What is declared is the same for all of them.

{generations}

All updates of a generation are spoken to in the version of its first release, which all of them know. A server that is newer
than all of these is spoken to as the newest that can be installed, with a warning.

The tables say what servers can do: "yes", "other" where the collection does the same in another way, which the last column
tells, and "no" where an option is an error that names the first generation that can. They are made of the code's own tables by
`tools/generations_table.py`.
"""

_SHORT: Mapping[str, str] = {
    "tfs2015": "2015",
    "tfs2017": "2017",
    "tfs2018": "2018",
    "server2019": "2019",
    "server2020": "2020",
    "server2022": "2022",
    "services": "Services",
}

_UNDERLINES: Mapping[str, str] = {"#": "=", "##": "-"}

AREAS: Mapping[str, str] = {
    "release_definition": "Release definitions",
    "release": "Releases, stages and approvals",
    "build": "Builds",
}
"""The headline of each area that has a table of capabilities, by its folder."""


def page() -> str:
    """The whole page."""
    parts = [HEAD.format(generations="\n".join(_generations()))]
    parts += [_section(title, capabilities_of(area)) for area, title in AREAS.items()]
    parts.append(_section("Requests", operations()))
    return "\n".join(parts)


def site_page() -> str:
    """The same in reStructuredText: of Markdown the page has headlines, tables, code and paragraphs only."""
    return SITE_HEAD + "\n".join(_restructured(page().splitlines())) + "\n"


def _restructured(lines: list[str]) -> Iterator[str]:
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        write = _list_table if is_table else _restructured_texts
        yield from write(list(group))


def _restructured_texts(lines: list[str]) -> Iterator[str]:
    return map(_restructured_text, lines)


def _restructured_text(line: str) -> str:
    level, _blank, title = line.partition(" ")
    if level in _UNDERLINES:
        return f"{title}\n{_UNDERLINES[level] * len(title)}"
    return line.replace("`", "``")


def _list_table(lines: list[str]) -> Iterator[str]:
    yield ".. list-table::"
    yield "   :header-rows: 1"
    yield ""
    for line in lines:
        if not line.startswith("|---"):
            for number, cell in enumerate(line.strip("|").split("|")):
                yield f"   {' ' if number else '*'} - {_restructured_text(_escaped(cell.strip()))}".rstrip()


def _escaped(cell: str) -> str:
    """With the marks of reStructuredText as they are."""
    return cell.replace("\\", r"\\").replace("*", r"\*")


def capabilities_of(area: str) -> list[Capability]:
    """The rows of one area."""
    utils = "ansible_collections.devops.release_management.plugins.module_utils._azure_devops"
    return list(dict.fromkeys(import_module(f"{utils}.{area}.capabilities").CAPABILITIES))


def operations() -> list[Capability]:
    """What is about requests of their own, and in no other table."""
    needed = {one.needs for one in OPERATIONS.values() if one.needs is not None}
    elsewhere = {row for area in AREAS for row in capabilities_of(area)}
    return sorted(needed - elsewhere, key=lambda row: row.label)


def _section(title: str, rows: list[Capability]) -> str:
    return f"## {title}\n\n" + "\n".join(_table(rows)) + "\n"


def _generations() -> Iterator[str]:
    yield "| `server` | Generation | Spoken to in version |"
    yield "|---|---|---|"
    for generation in GENERATIONS.values():
        update = " Update 2 and later" if generation.name == "tfs2015" else ""
        yield f"| `{generation.name}` | {generation.title}{update} | {generation.family} |"


def _table(rows: list[Capability]) -> Iterator[str]:
    yield f"| | {' | '.join(_SHORT[name] for name in GENERATIONS)} | On older servers |"
    yield f"|---|{'---|' * len(GENERATIONS)}---|"
    for row in rows:
        cells = " | ".join(_cell(row, generation) for generation in GENERATIONS.values())
        yield f"| {row.label[0].upper()}{row.label[1:]} | {cells} | {row.before} |"


def _cell(row: Capability, generation: Generation) -> str:
    return "yes" if row.of(generation) else "other" if row.before else "no"


if __name__ == "__main__":
    for path, text in ((PAGE, page()), (SITE_PAGE, site_page())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} is written")
