# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of release definitions: filters, order, pages, expansion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.definitions import folders
from release_management_sandbox.definitions.eras import era_of
from release_management_sandbox.definitions.growth import known_query, knows
from release_management_sandbox.definitions.kinds import DEFINITION, DELETED
from release_management_sandbox.store import Document, fold

PAGE = 100
"""[I] How many come without $top: no default is documented, so clients must follow the token."""

Keep = Callable[[Document], bool]


def list_definitions(call: Call) -> Answer:
    """A page of the definitions that fit all filters, with the token of the next in x-ms-continuationtoken."""
    call = known_query(call, "definitions")
    found = [definition for definition in _candidates(call) if all(keep(definition) for keep in _filters(call))]
    page, token = _page(found, call)
    expand = {fold(word) for word in call.query.words("$expand")}
    filters = call.query.words("propertyFilters")
    show = era_of(call).show_shallow
    headers = {"x-ms-continuationtoken": token} if token else {}
    return collection((show(definition, call, expand, filters) for definition in page), headers)


def _candidates(call: Call) -> list[Document]:
    """What the name filter leaves. `searchText` is contained in the name, in any case; [I] so with an exact match."""
    kind = DELETED if call.query.flag("isDeleted") else DEFINITION
    text = call.query.text("searchText")
    if not text or call.query.flag("searchTextContainsFolderName"):
        return call.store.all(kind, call.project_id)
    if call.query.flag("isExactNameMatch"):
        return call.store.named(kind, call.project_id, text)
    return call.store.containing(kind, call.project_id, text)


def _filters(call: Call) -> list[Keep]:
    """The filters that the query sets."""
    made = [(make, call.query.text(name)) for name, make in _FILTERS.items() if call.query.text(name)]
    filters = [make(value) for make, value in made]
    if call.query.flag("searchTextContainsFolderName"):
        filters.append(_name_or_folder(call.query.text("searchText")))
    return filters


def _name_or_folder(text: str) -> Keep:
    wanted = fold(text)
    return lambda one: wanted in fold(one["name"]) or wanted in fold(one["path"])


def _by_path(value: str) -> Keep:
    """ "Under the specified path" (OpenAPI): [I] at any depth."""
    folder = folders.normal(value)
    return lambda one: folders.is_below(one["path"], folder)


def _by_tags(value: str) -> Keep:
    """Definitions that have all of the tags."""
    wanted = {fold(tag.strip()) for tag in value.split(",")}
    return lambda one: wanted <= {fold(tag) for tag in one["tags"]}


def _by_ids(value: str) -> Keep:
    wanted = {part.strip() for part in value.split(",")}
    return lambda one: str(one["id"]) in wanted


def _by_artifact(field: str) -> Callable[[str], Keep]:
    def make(value: str) -> Keep:
        return lambda one: any(fold(artifact[field]) == fold(value) for artifact in one["artifacts"])

    return make


_FILTERS: dict[str, Callable[[str], Keep]] = {
    "path": _by_path,
    "tagFilter": _by_tags,
    "definitionIdFilter": _by_ids,
    "artifactType": _by_artifact("type"),
    "artifactSourceId": _by_artifact("sourceId"),
}


def _by_id(one: Document) -> Any:
    return one["id"]


def _by_name(one: Document) -> Any:
    return fold(one["name"]), one["id"]


_ORDERS: dict[str, tuple[Callable[[Document], Any], bool]] = {
    "idascending": (_by_id, False),
    "iddescending": (_by_id, True),
    "nameascending": (_by_name, False),
    "namedescending": (_by_name, True),
    # As numbers: the values of the enum in the order of the document.
    "0": (_by_id, False),
    "1": (_by_id, True),
    "2": (_by_name, False),
    "3": (_by_name, True),
}


def _page(found: list[Document], call: Call) -> tuple[list[Document], str | None]:
    """The page that begins at the token, and the token of the one after. A token holds the sort key of its first."""
    key, descending = _ORDERS.get(fold(call.query.text("queryOrder")), _ORDERS["idascending"])
    found.sort(key=key, reverse=descending)
    token = call.query.text("continuationToken")
    if token:
        start = _key_of(token, by_name=key is _by_name)
        found = [one for one in found if (key(one) <= start if descending else key(one) >= start)]
    top = call.query.number("$top") or PAGE
    # [I] Before there was a parameter for the token, a list was whole.
    if len(found) <= top or not knows(call, "definitions", "continuationToken"):
        return found, None
    return found[:top], _token_of(key(found[top]))


def _token_of(key: Any) -> str:
    return str(key) if isinstance(key, int) else f"{key[1]}:{quote(key[0])}"


def _key_of(token: str, *, by_name: bool) -> Any:
    number, _ignored, name = token.partition(":")
    identifier = int(number) if number.isdecimal() else 0
    return (unquote(name), identifier) if by_name else identifier
