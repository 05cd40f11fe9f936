# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding release definitions on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DELETED_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.capabilities import (
    FILTERS,
    TAGS,
    TAGS_SHOWN,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import AmbiguousNameError, NotFoundError

Document = dict[str, Any]


def read_definition(client: Client, definition_id: int) -> Document:
    """The whole document of a definition, in one request. Raises NotFoundError."""
    document: Document = client.call("release_definitions.get", definition_id=definition_id)
    return document


def read_tagged(client: Client, definition_id: int) -> Document:
    """The same with its tags, which not every generation shows in it. Raises NotFoundError."""
    return tagged(client, read_definition(client, definition_id))


def tagged(client: Client, document: Document) -> Document:
    """A document that was read with its tags: one request more where it does not show them."""
    if not TAGS.of(client.generation) or TAGS_SHOWN.of(client.generation):
        return document
    return {**document, "tags": tags_of(client.call("definition_tags.list", definition_id=document["id"]))}


def tags_of(answer: Any) -> list[str]:
    """The tags that an answer of their endpoint lists."""
    return list(answer.get("value") or []) if isinstance(answer, Mapping) else list(answer or [])


def read_if_there(client: Client, definition_id: int) -> Document | None:
    """The whole document of a definition, or ``None`` when the server says that there is none of this id."""
    try:
        return read_definition(client, definition_id)
    except NotFoundError as error:
        if not says_no_definition(error):
            raise
        return None


def says_no_definition(error: NotFoundError) -> bool:
    """A missing project or route is a 404 too, and does not mean that the definition is not there."""
    return "ReleaseDefinition" in str(error.details.get("type_key") or "")


@dataclass(frozen=True)
class Identity:
    """How a declaration finds its definition: by the id, or else by the name, in a folder or anywhere."""

    id: int | None
    name: str | None
    path: str | None


Look = Callable[[Client, str, "str | None"], "Document | None"]
"""Finds what the list of definitions says of the one of a name, as `find_shallow` does."""


def find_definition(client: Client, name: str, path: str | None, look: Look | None = None) -> Document | None:
    """The whole document of the definition of this name, or ``None``: one request to find it, one to read it.

    Without a path the name is looked for in every folder. Raises AmbiguousNameError when it is in several.
    """
    document = find_now(client, name, path, look or find_shallow)
    return None if document is None else tagged(client, document)


def find_now(client: Client, name: str, path: str | None, look: Look) -> Document | None:
    """The same without its tags. What ``look`` knows may be of a while ago: somebody may have renamed or moved it."""
    for find in (look, find_shallow):
        found = find(client, name, path)
        if found is None:
            return None
        document = read_if_there(client, int(found["id"]))
        if document is not None and is_named(document, name, path):
            return document
    return None


def find_shallow(client: Client, name: str, path: str | None) -> Document | None:
    """What the list says of the definition of this name, or ``None``."""
    query: dict[str, Any] = {"searchText": name, "isExactNameMatch": True}
    if path is not None:
        query["path"] = codecs.spelled_folder(path)
    if not FILTERS.of(client.generation):
        query = {}
    # The search is a "contains" on servers that do not know the flag, and its case rule is not documented.
    return chosen(client.pages("release_definitions.list", query=query), name, path)


def chosen(entries: Iterable[Document], name: str, path: str | None) -> Document | None:
    """The one of this name: in this casing, or else in any. Raises AmbiguousNameError where there are several."""
    named = [entry for entry in entries if is_named(entry, name, path)]
    exact = [entry for entry in named if entry["name"] == name] or named
    if len(exact) > 1:
        folders = ", ".join(sorted(str(entry.get("path") or "\\") for entry in exact))
        raise AmbiguousNameError(
            f"there are {len(exact)} release definitions named {name}, in the folders {folders}: set path to one of them",
            option="name",
        )
    return exact[0] if exact else None


def is_named(entry: Mapping[str, Any], name: str, path: str | None) -> bool:
    """Whether a definition has this name, in this folder or in any."""
    if str(entry.get("name")).casefold() != name.casefold():
        return False
    # The first generations have no folders: no path is the root.
    return path is None or codecs.folder(entry.get("path")) == codecs.folder(path)


def find_deleted(client: Client, definition_id: int) -> Document | None:
    """What the list says of a definition that was deleted and can be restored, or ``None``.

    Servers that list no deleted ones restore none either: there it is just gone.
    """
    if not DELETED_DEFINITIONS.of(client.generation):
        return None
    query = {"isDeleted": True, "definitionIdFilter": str(definition_id)}
    entries = client.pages("release_definitions.list", query=query)
    return next((entry for entry in entries if entry.get("id") == definition_id), None)


def not_there(definition_id: int, project: str | None) -> NotFoundError:
    """The error for an id that the project does not have."""
    return NotFoundError(f"project {project} has no release definition with the id {definition_id}", option="id")
