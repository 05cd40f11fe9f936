# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build definitions by name: which one a declaration means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.directories import KINDS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import (
    require_something,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError
from ansible_collections.devops.release_management.plugins.module_utils._names import ambiguous, fold

Document = dict[str, Any]


def definition_id(client: Client, definition: int | str, path: str | None = None, *, option: str = "definition") -> int:
    r"""Give the id of a build definition: a number is one, a name costs one request.

    :param definition: id, ``name``, or ``\folder\name``.
    :param path: the folder, where the name does not have it; without either, any folder.
    :raises UnknownNameError: there is none; the near misses are named.
    :raises AmbiguousNameError: several folders have one.
    """
    return int(definition_reference(client, definition, path, option=option)["id"])


def definition_reference(
    client: Client, definition: int | str, path: str | None = None, *, option: str = "definition"
) -> Document:
    """The same as a build refers to it: its ``id``, and its ``name`` where that had to be looked up.

    :raises DeclarationError: it is neither a name nor an id.
    :raises UnknownNameError: there is none; the near misses are named.
    :raises AmbiguousNameError: several folders have one.
    """
    require_something(KINDS["build_definition"].label, definition, option)
    text = str(definition)
    if text.isascii() and text.isdigit():
        return {"id": int(text)}
    folder, name = _split(text, path)
    known: dict[Any, Document] = client.kept.setdefault("build_definitions", {})
    key = (fold(folder or "*"), fold(name))
    if key not in known:
        known[key] = _looked_up(client, name, folder, option)
    return known[key]


def is_of_definition(build: Mapping[str, Any], definition: int | str, path: str | None = None) -> bool:
    """Whether a build's document is of the definition that a declaration means; needs no request."""
    its_definition = build.get("definition") or {}
    text = str(definition)
    if text.isascii() and text.isdigit():
        return bool(its_definition.get("id") == int(text))
    folder, name = _split(text, path)
    return _is_named(its_definition, name, folder)


def _split(text: str, path: str | None) -> tuple[str | None, str]:
    plain = text.replace("/", "\\")
    folder, slash, name = plain.rpartition("\\")
    return (codecs.spelled_folder(folder or "\\"), name) if slash else (path and codecs.spelled_folder(path), text)


def _looked_up(client: Client, name: str, folder: str | None, option: str) -> Document:
    query = {"name": name, **({} if folder is None else {"path": folder})}
    # The name is a pattern for the server, and the folder was no filter of the first servers.
    named = [entry for entry in client.pages("build_definitions.list", query=query) if _is_named(entry, name, folder)]
    # The first servers list the definitions of XAML builds, too (recorded answer).
    found = [entry for entry in named if str(entry.get("type") or "build").casefold() != "xaml"]
    if named and not found:
        raise UnknownNameError(
            f"the build definition '{name}' is one of XAML builds: those are not run here", option=option
        )
    exact = [entry for entry in found if entry["name"] == name] or found
    if len(exact) == 1:
        return {"id": int(exact[0]["id"]), "name": str(exact[0]["name"])}
    if exact:
        meanings = [f"'{_full_name(entry)}' (id {entry['id']})" for entry in exact]
        where = f"in project '{client.addresses.project}'"
        way_out = r"Write it with its folder, as in \folder\name, or its id."
        raise ambiguous("build definition", name, where, meanings, way_out, option)
    # Only now is a look at all of them worth its while: for the near misses.
    full_name = name if folder is None else "\\".join([folder.rstrip("\\"), name])
    return {"id": int(catalogue_of(client).id_of("build_definition", full_name, option))}


def _is_named(entry: Mapping[str, Any], name: str, folder: str | None) -> bool:
    if fold(str(entry.get("name"))) != fold(name):
        return False
    return folder is None or codecs.folder(entry.get("path")) == codecs.folder(folder)


def _full_name(entry: Mapping[str, Any]) -> str:
    return "\\".join([str(entry.get("path") or "\\").rstrip("\\"), str(entry["name"])])
