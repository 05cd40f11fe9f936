# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Things with an id and a name, kind by kind: how each is listed, spelled and identified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import (
    is_guid,
    is_left_to_the_server,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.source import Document
from ansible_collections.devops.release_management.plugins.module_utils._names import ambiguous, fold, unknown

Id: TypeAlias = "int | str"


@dataclass(frozen=True)
class IdForm:
    """How the ids of a kind look.

    :ivar parse: reads an id from its text; None when the text is none.
    :ivar beats_name: whether what looks like an id is one, without a look at the names.
    """

    parse: Callable[[str], Id | None]
    beats_name: bool


def _guid(text: str) -> str | None:
    return text if is_guid(text) else None


def _guids(text: str) -> str | None:
    return text if all(is_guid(part) for part in _parts(text)) else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _number_as_text(text: str) -> str | None:
    number = _number(text)
    return None if number is None else str(number)


GUID = IdForm(_guid, beats_name=True)
GUIDS = IdForm(_guids, beats_name=True)
NUMBER = IdForm(_number, beats_name=False)
NUMBER_AS_TEXT = IdForm(_number_as_text, beats_name=False)


def _name_only(document: Document) -> tuple[str, ...]:
    return (str(document.get("name") or ""),)


def _name_and_folder(document: Document) -> tuple[str, ...]:
    name = str(document.get("name") or "")
    return (name, "\\".join([str(document.get("path") or "").rstrip("\\"), name]))


def _fold_folders(name: str) -> str:
    r"""Fold ``folder/name`` and ``\folder\name`` to one form, and keep ``name`` (any folder) apart from ``\name``."""
    folded = fold(name).replace("/", "\\")
    if "\\" not in folded:
        return folded
    return "\\" + "\\".join(part for part in folded.split("\\") if part)


@dataclass(frozen=True)
class Kind:
    """One kind of thing that declarations name.

    :ivar label: the kind in words, singular.
    :ivar plural: the same, plural.
    :ivar operation: the client's operation that lists all of them.
    :ivar ids: how its ids look.
    :ivar in_project: whether each project has its own.
    :ivar spellings: the names of a listed document, the shortest first.
    :ivar fold_name: the form in which equal names are equal.
    :ivar way_out: what to write when a name means several of them.
    """

    label: str
    plural: str
    operation: str
    ids: IdForm
    in_project: bool = True
    spellings: Callable[[Document], tuple[str, ...]] = _name_only
    fold_name: Callable[[str], str] = fold
    way_out: str = "Write its id instead of the name."

    def is_no_name(self, text: str) -> bool:
        """Tell whether a text passes as it is, without a look at the names."""
        return is_left_to_the_server(text) or (self.ids.beats_name and self.ids.parse(text) is not None)


KINDS = {
    "queue": Kind("agent queue", "agent queues", "queues.list", NUMBER),
    "variable_group": Kind("variable group", "variable groups", "variable_groups.list", NUMBER),
    "deployment_group": Kind("deployment group", "deployment groups", "deployment_groups.list", NUMBER),
    # An input that takes several endpoints holds them with commas between.
    "service_endpoint": Kind("service endpoint", "service endpoints", "service_endpoints.list", GUIDS),
    "task_group": Kind("task group", "task groups", "task_groups.list", GUID),
    "repository": Kind("Git repository", "Git repositories", "repositories.list", GUID),
    "project": Kind("project", "projects", "projects.list", GUID, in_project=False),
    # An artifact names its definition by the text of the number.
    "build_definition": Kind(
        "build definition",
        "build definitions",
        "build_definitions.list",
        NUMBER_AS_TEXT,
        spellings=_name_and_folder,
        fold_name=_fold_folders,
        way_out=r"Write it with its folder, as in \folder\name.",
    ),
}


@dataclass(frozen=True)
class Entry:
    """One listed thing: its id, and its names with the shortest first."""

    id: Id
    spellings: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """The name that says most."""
        return self.spellings[-1]


class Directory:
    """All things of one kind in one place.

    :param documents: what the server listed.
    :param where: the place in words, such as ``in project 'Fabrikam'``.
    """

    def __init__(self, kind: Kind, documents: Iterable[Document], where: str) -> None:
        self._kind = kind
        self._where = where
        self._by_id: dict[str, Entry] = {}
        for document in documents:
            identifier = kind.ids.parse(str(document.get("id")))
            if identifier is not None:
                # A task group is listed once per version: the first stands for all.
                self._by_id.setdefault(fold(str(identifier)), Entry(identifier, kind.spellings(document)))
        self._by_name: dict[str, list[Entry]] = {}
        for entry in self._by_id.values():
            for name in {kind.fold_name(spelling) for spelling in entry.spellings}:
                self._by_name.setdefault(name, []).append(entry)

    def id_of(self, name: str, option: str) -> Id:
        """Give the id of a name; a number that is no name is an id itself.

        :raises UnknownNameError: there is no such name.
        :raises AmbiguousNameError: several have it.
        """
        found = self._named(name)
        if len(found) == 1:
            return found[0].id
        if found:
            meanings = [f"'{entry.full_name}' (id {entry.id})" for entry in found]
            raise ambiguous(self._kind.label, name, self._where, meanings, self._kind.way_out, option)
        identifier = self._kind.ids.parse(name)
        if identifier is not None:
            return identifier
        if self._is_several(name):
            return ",".join(str(self.id_of(part, option)) for part in _parts(name) if part)
        existing = [entry.full_name for entry in self._by_id.values()]
        raise unknown(self._kind.label, name, self._where, existing, option)

    def name_of(self, identifier: Id) -> str | None:
        """Give the shortest name that `id_of` resolves to `identifier`; None when there is none."""
        text = str(identifier)
        if self._is_several(text):
            return self._names_of(_parts(text))
        entry = self._by_id.get(fold(text))
        if entry is None:
            return None
        return next((name for name in entry.spellings if self._means(name, entry)), None)

    def _names_of(self, identifiers: list[str]) -> str | None:
        names = [self.name_of(identifier) for identifier in identifiers]
        known = [name for name in names if name is not None and "," not in name]
        return ",".join(known) if len(known) == len(names) else None

    def _is_several(self, text: str) -> bool:
        return self._kind.ids is GUIDS and "," in text

    def _means(self, name: str, entry: Entry) -> bool:
        return not self._kind.is_no_name(name) and self._named(name) == [entry]

    def _named(self, name: str) -> list[Entry]:
        found = self._by_name.get(self._kind.fold_name(name), [])
        if len(found) <= 1:
            return found
        exact = [entry for entry in found if name in entry.spellings]
        return exact if len(exact) == 1 else found
