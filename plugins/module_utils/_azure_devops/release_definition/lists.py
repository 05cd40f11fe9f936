# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of release definitions by its filters: those of the server where it has them, the same here where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    source_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DELETED_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.capabilities import (
    EXPANSIONS,
    FILTERS,
    FOLDER_NAMES,
    PROPERTIES,
    TAGS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    Spec,
)
from ansible_collections.devops.release_management.plugins.module_utils._limit import limited

Document = dict[str, Any]

FILTER_SPEC: Spec = {
    "search_text": {"type": "str"},
    "is_exact_name_match": {"type": "bool"},
    "search_text_contains_folder_name": {"type": "bool"},
    "artifact_type": {"type": "str"},
    "artifact_source_id": {"type": "str"},
    "tag_filter": {"type": "list", "elements": "str"},
    "definition_id_filter": {"type": "list", "elements": "int"},
}
"""The filters that mean the same wherever definitions are listed."""

# Options that are filters of the list: the endpoint's own names in snake case.
PARAMETERS: Mapping[str, str] = {
    "search_text": "searchText",
    "artifact_type": "artifactType",
    "artifact_source_id": "artifactSourceId",
    "path": "path",
    "is_exact_name_match": "isExactNameMatch",
    "tag_filter": "tagFilter",
    "property_filters": "propertyFilters",
    "definition_id_filter": "definitionIdFilter",
    "is_deleted": "isDeleted",
    "search_text_contains_folder_name": "searchTextContainsFolderName",
    "query_order": "queryOrder",
    "expand": "$expand",
}
_NEEDED: Mapping[str, Capability] = {
    "tag_filter": TAGS,
    "property_filters": PROPERTIES,
    "is_deleted": DELETED_DEFINITIONS,
}
_EXPANDED_FROM_THE_FIRST = ("none", "environments", "artifacts")
_OF_NAMES = ("search_text", "is_exact_name_match", "search_text_contains_folder_name")


def listed(client: Client, params: Mapping[str, Any]) -> Iterator[Document]:
    """Yield the shallow entries that pass the filters among the options, at most ``limit`` of them.

    Raises DeclarationError for a filter that this server does not have and that nothing here can stand for.
    """
    asked = {option: params[option] for option in PARAMETERS if params.get(option) not in (None, [])}
    _check(asked, client.generation)
    here = _filtered_here(asked, client.generation)
    if not here:
        yield from client.pages("release_definitions.list", query=_query(asked), limit=params.get("limit"))
        return
    sent = {option: value for option, value in asked.items() if option not in here}
    found = _ordered(_entries(client, sent, here), here.get("query_order"))
    yield from limited(iter(found), params.get("limit"))


def _check(asked: Mapping[str, Any], generation: Generation) -> None:
    for option, capability in _NEEDED.items():
        if asked.get(option):
            capability.need(generation, option)
    if set(asked.get("expand") or ()) - {*_EXPANDED_FROM_THE_FIRST}:
        EXPANSIONS.need(generation, "expand")


def _filtered_here(asked: Mapping[str, Any], generation: Generation) -> dict[str, Any]:
    """The filters that the server does not have."""
    if not FILTERS.of(generation):
        return {option: value for option, value in asked.items() if option != "expand"}
    if asked.get("search_text_contains_folder_name") and not FOLDER_NAMES.of(generation):
        return {option: asked[option] for option in _OF_NAMES if option in asked}
    return {}


def _entries(client: Client, sent: Mapping[str, Any], here: Mapping[str, Any]) -> list[Document]:
    """The entries that pass: without their artifacts, where those are there only to be looked at."""
    wanted = sent.get("expand") or []
    only_looked_at = bool({"artifact_type", "artifact_source_id"} & set(here)) and "artifacts" not in wanted
    if only_looked_at:
        sent = {**sent, "expand": [*(word for word in wanted if word != "none"), "artifacts"]}
    unseen = {"artifacts"} if only_looked_at else set()
    entries = client.pages("release_definitions.list", query=_query(sent))
    return [
        {key: value for key, value in entry.items() if key not in unseen} for entry in entries if _passes(entry, here)
    ]


def _query(asked: Mapping[str, Any]) -> dict[str, Any]:
    query = {
        PARAMETERS[option]: ",".join(map(str, value)) if isinstance(value, list) else value
        for option, value in asked.items()
    }
    if "path" in query:
        query["path"] = codecs.spelled_folder(query["path"])
    return query


# -------------------------------------------------------------------------------------------------------------- here


def _passes(entry: Mapping[str, Any], filters: Mapping[str, Any]) -> bool:
    return all(test(entry, filters[option], filters) for option, test in _TESTS.items() if filters.get(option))


def _has_text(entry: Mapping[str, Any], text: str, filters: Mapping[str, Any]) -> bool:
    name, wanted = str(entry.get("name")).casefold(), str(text).casefold()
    if filters.get("is_exact_name_match"):
        return name == wanted
    in_folder = filters.get("search_text_contains_folder_name") and wanted in str(entry.get("path") or "").casefold()
    return wanted in name or bool(in_folder)


def _is_in_folder(entry: Mapping[str, Any], path: str, _filters: Mapping[str, Any]) -> bool:
    """The first generations have no folders: all is in the root."""
    return bool(codecs.folder(entry.get("path")) == codecs.folder(path))


def _has_id(entry: Mapping[str, Any], numbers: list[int], _filters: Mapping[str, Any]) -> bool:
    return entry.get("id") in numbers


def _has_artifact(entry: Mapping[str, Any], wanted: str, _filters: Mapping[str, Any]) -> bool:
    return any(str(artifact.get("type")).casefold() == wanted.casefold() for artifact in entry.get("artifacts") or ())


def _has_source(entry: Mapping[str, Any], wanted: str, _filters: Mapping[str, Any]) -> bool:
    return any(source_id(artifact).casefold() == wanted.casefold() for artifact in entry.get("artifacts") or ())


_TESTS: Mapping[str, Callable[[Mapping[str, Any], Any, Mapping[str, Any]], bool]] = {
    "search_text": _has_text,
    "path": _is_in_folder,
    "definition_id_filter": _has_id,
    "artifact_type": _has_artifact,
    "artifact_source_id": _has_source,
}


def _ordered(entries: list[Document], order: str | None) -> list[Document]:
    if order is None:
        return entries
    by_name = order.casefold().startswith("name")
    return sorted(
        entries,
        key=lambda entry: str(entry.get("name")).casefold() if by_name else entry["id"],
        reverse=order.casefold().endswith("descending"),
    )
