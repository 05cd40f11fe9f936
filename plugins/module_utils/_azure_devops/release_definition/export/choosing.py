# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which release definitions of a project a task exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    FILTER_SPEC,
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, unknown

Document = dict[str, Any]


def chosen(project: Sequence[Document], params: Mapping[str, Any], client: Client) -> list[Document]:
    """Those of a project's definitions that pass the filters of a task.

    :param project: what the list says of all of them.
    :raises UnknownNameError: a name is that of none.
    """
    found = [entry for entry in project if codecs.is_within(entry.get("path"), params.get("path") or "\\")]
    found = _named(found, params, client.addresses.project)
    asked = {option: params[option] for option in FILTER_SPEC if params.get(option) not in (None, [])}
    if asked:
        passing = {entry["id"] for entry in listed(client, asked)}
        found = [entry for entry in found if entry["id"] in passing]
    return found


def _named(entries: list[Document], params: Mapping[str, Any], project: str | None) -> list[Document]:
    names = params.get("names")
    if not names:
        return entries
    there = {fold(str(entry.get("name"))): str(entry.get("name")) for entry in entries}
    for index, name in enumerate(names):
        if fold(name) not in there:
            where = (
                f"in folder {params['path']} of project {project}" if params.get("path") else f"in project {project}"
            )
            raise unknown("release definition", name, where, there.values(), f"names[{index}]")
    return list(_of_names(entries, {fold(name) for name in names}))


def _of_names(entries: list[Document], names: set[str]) -> Iterator[Document]:
    yield from (entry for entry in entries if fold(str(entry.get("name"))) in names)
