# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of a project's release definitions, asked for once and looked at often."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    Identity,
    chosen,
)

Document = dict[str, Any]


class Listing:
    """What the list says of each definition."""

    def __init__(self, entries: Iterable[Document]) -> None:
        self._by_id: dict[int, Document] = {}
        self._by_name: dict[str, list[Document]] = {}
        for entry in entries:
            self._by_id[int(entry["id"])] = entry
            self._by_name.setdefault(str(entry.get("name")).casefold(), []).append(entry)

    @classmethod
    def read(cls, client: Client) -> Listing:
        """Ask for the whole of it, page after page."""
        return cls(client.pages("release_definitions.list"))

    def look(self, name: str, path: str | None, gone: Collection[int] = ()) -> Document | None:
        """Find one as `find_shallow` does, without a request. Raises AmbiguousNameError.

        :param gone: the ids of those that have given up their names since the list was read.
        """
        named = self._by_name.get(name.casefold(), ())
        return chosen([entry for entry in named if entry["id"] not in gone], name, path)

    def of_id(self, number: int) -> Document | None:
        """What the list says of the one that has an id."""
        return self._by_id.get(number)

    def meant(self, identity: Identity) -> set[int]:
        """The ids of all that an identity may mean: more than one where a name is in several folders."""
        if identity.id is not None:
            return {identity.id}
        named = self._by_name.get(str(identity.name).casefold(), ())
        folder = None if identity.path is None else codecs.folder(identity.path)
        return {int(entry["id"]) for entry in named if folder in (None, codecs.folder(entry.get("path")))}

    def within(self, folder: str) -> Iterator[Document]:
        """Yield the definitions in a folder and in those below it."""
        for entries in self._by_name.values():
            yield from (entry for entry in entries if codecs.is_within(entry.get("path"), folder))
