# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding one release on the server: by its id, by its name, or as the newest one of its definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    DELETED,
    PROPERTIES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import (
    NEWEST_FIRST,
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_shallow,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, unknown

Document = dict[str, Any]

# What "the newest release" of a definition may be.
_STARTED = "active"
# Of a deleted release: what says whether it can come into the declared state.
_JUDGED = "artifacts,variables,tags"


def read_release(client: Client, release_id: int, properties: str | None = None) -> Document:
    """The whole document of a release, in one request.

    :param properties: names of the properties to answer, with commas between; without, the server leaves all out.
    :raises NotFoundError: there is none of this id, or it is deleted; ``option`` is ``release_id`` then.
    """
    is_asked = properties is not None and PROPERTIES.of(client.generation)
    query = {"propertyFilters": properties} if is_asked else None
    with about_release(client, release_id):
        document: Document = client.call("releases.get", release_id=release_id, query=query)
    return document


def read_release_if_there(client: Client, release_id: int, properties: str | None = None) -> Document | None:
    """The whole document of a release, or None when the server says that there is none of this id."""
    try:
        return read_release(client, release_id, properties)
    except NotFoundError as error:
        if error.option != "release_id":
            raise
        return None


@contextmanager
def about_release(client: Client, release_id: int) -> Iterator[None]:
    """Say of a release that is gone which one it is."""
    try:
        yield
    except NotFoundError as error:
        if not says_no_release(error):
            raise
        raise no_release(release_id, client.addresses.project) from None


def says_no_release(error: NotFoundError) -> bool:
    """A missing project or route is a 404 too, and does not mean that the release is not there."""
    key = str(error.details.get("type_key") or "")
    # Release and ReleaseManagementObject are both names that the client library has for what is not found.
    return key.startswith("Release") and "NotFound" in key and "Definition" not in key


def no_release(release_id: int, project: str | None) -> NotFoundError:
    """The error for an id that the project does not have."""
    return NotFoundError(
        f"project {project} has no release with the id {release_id}, or it was deleted", option="release_id"
    )


def find_release(client: Client, params: Mapping[str, Any]) -> Document | None:
    """The whole document of the release that the options mean, or None when there is none.

    ``release_id``; else ``name`` within ``definition`` (and ``path``); else the newest release of ``definition`` that
    is neither abandoned nor a draft.

    :raises DeclarationError: the options mean no release at all, or contradict each other.
    :raises UnknownNameError: there is no such definition; the near misses are named.
    :raises AmbiguousNameError: several folders have a definition of this name.
    """
    if params.get("release_id") is not None:
        return find_numbered(client, params)
    definition = params.get("definition")
    if definition is None:
        raise DeclarationError("is needed to find a release, or else release_id", option="definition")
    number = definition_id(client, definition, params.get("path"))
    name = params.get("name")
    found = newest(client, number) if name is None else find_named(client, number, str(name))
    return None if found is None else read_release(client, int(found["id"]))


def find_numbered(client: Client, params: Mapping[str, Any], properties: str | None = None) -> Document | None:
    """The whole document of the release ``release_id``, or None when there is none.

    :raises DeclarationError: it is another one than ``definition``, ``path`` or ``name`` beside it say.
    """
    release = read_release_if_there(client, params["release_id"], properties)
    if release is None:
        return None
    check_definition(client, release, params)
    name = params.get("name")
    if name is not None and fold(str(name)) != fold(str(release.get("name"))):
        raise DeclarationError(f"release {release['id']} is {release.get('name')}, not {name}", option="name")
    return release


def check_definition(client: Client, release: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Check that a release which was found by its id is one of the definition that is declared beside it.

    :raises DeclarationError: it is one of another definition.
    """
    declared, path = params.get("definition"), params.get("path")
    actual = release.get("releaseDefinition") or {}
    if declared is None or (path is None and fold(str(declared)) == fold(str(actual.get("name")))):
        return
    # The name may be that of another day.
    if definition_id(client, declared, path) != actual.get("id"):
        raise DeclarationError(
            f"release {release['id']} is one of {actual.get('name')} (id {actual.get('id')}), not of {declared}",
            option="definition",
        )


def find_named(client: Client, definition: int, name: str) -> Document | None:
    """What the list says of the release of this name, or None; the newest one should several have it."""
    query = {"definitionId": definition, "searchText": name, "queryOrder": NEWEST_FIRST}
    # The search is a "contains"; the exact spelling goes before another casing.
    named = [entry for entry in listed(client, query) if fold(str(entry.get("name"))) == fold(name)]
    exact = [entry for entry in named if entry["name"] == name]
    return next(iter(exact or named), None)


def newest(client: Client, definition: int) -> Document | None:
    """What the list says of the newest release of a definition that is neither abandoned nor a draft, or None."""
    query = {"definitionId": definition, "statusFilter": _STARTED, "queryOrder": NEWEST_FIRST}
    return next(listed(client, query, limit=1), None)


def find_deleted(client: Client, release_id: int) -> Document | None:
    """What the list says of a release that was deleted and can be restored, or None; as on servers without such a list."""
    if not DELETED.of(client.generation):
        return None
    entries = listed(client, {"isDeleted": True, "releaseIdFilter": [release_id], "$expand": _JUDGED})
    return next((entry for entry in entries if entry.get("id") == release_id), None)


def definition_id(client: Client, definition: Any, path: str | None = None, option: str = "definition") -> int:
    """Give the id of a release definition: a number (or its digits) is one, a name costs one request.

    :param path: the folder of the definition; without it, any folder.
    :raises DeclarationError: it is no name and no id.
    :raises UnknownNameError: there is none; the near misses are named.
    :raises AmbiguousNameError: several folders have one.
    """
    text = str(definition)
    if not text.strip(" 0"):
        raise DeclarationError("must be the name of a release definition, or its id, which is 1 or more", option=option)
    if text.isascii() and text.isdigit():
        return int(text)
    known: dict[Any, int] = client.kept.setdefault("release_definitions", {})
    key = (None if path is None else codecs.folder(path), fold(text))
    if key not in known:
        known[key] = _looked_up(client, text, path, option)
    return known[key]


def _looked_up(client: Client, name: str, path: str | None, option: str) -> int:
    try:
        found = find_shallow(client, name, path)
    except AmbiguousNameError as error:
        raise AmbiguousNameError(error.message, option=option) from None
    if found is not None:
        return int(found["id"])
    # Only now is a look at all of them worth its while: for the near misses.
    names = [str(entry.get("name")) for entry in client.pages("release_definitions.list")]
    folder = "" if path is None else f" in the folder {codecs.spelled_folder(path)}"
    raise unknown("release definition", name, f"in project '{client.addresses.project}'{folder}", names, option)
