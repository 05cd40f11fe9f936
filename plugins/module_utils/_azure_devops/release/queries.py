# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: the module ``release_info`` and the lookup ``releases``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.enumerations import (
    ENVIRONMENT_STATUS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.listing import (
    counted,
    in_batches,
    limited,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    definition_id,
    find_named,
    read_release_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.parts import with_parts
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    known_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    read_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

FILTERS: Mapping[str, str] = {
    "definition_id": "definitionId",
    "definition_environment_id": "definitionEnvironmentId",
    "search_text": "searchText",
    "created_by": "createdBy",
    "status_filter": "statusFilter",
    "environment_status_filter": "environmentStatusFilter",
    "min_created_time": "minCreatedTime",
    "max_created_time": "maxCreatedTime",
    "query_order": "queryOrder",
    "expand": "$expand",
    "artifact_type_id": "artifactTypeId",
    "source_id": "sourceId",
    "artifact_version_id": "artifactVersionId",
    "source_branch_filter": "sourceBranchFilter",
    "is_deleted": "isDeleted",
    "tag_filter": "tagFilter",
    "property_filters": "propertyFilters",
    "release_id_filter": "releaseIdFilter",
    "path": "path",
}
"""Options that are filters of the list, and their names in the API."""

LONGEST_PAGE = 100
"""The longest page that servers give; without asking it is half as long."""

NEWEST_FIRST, OLDEST_FIRST = "descending", "ascending"
"""Newest first is the servers' own order. A release that is made meanwhile comes before the first page then."""


def query(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Find releases; changes nothing.

    ``release_id``, or ``name`` of ``definition``, gives that one (whole), or none; otherwise the list by its filters,
    to the end of its pages or to ``limit``. ``include`` reads each of them whole.

    :raises UnknownNameError: there is no such definition or stage; the near misses are named.
    :raises DeclarationError: options contradict each other.
    """
    include = params.get("include")
    is_one = params.get("release_id") is not None or params.get("name") is not None
    if include and not is_one and params.get("is_deleted"):
        raise DeclarationError("servers only list deleted releases, and include needs whole ones", option="is_deleted")
    found = _one(params, client) if is_one else limited(_listed(params, client), params.get("limit"))
    if include:
        whole = with_parts(found, include, client, are_whole=is_one, properties=_properties(params))
        found = counted(whole, "releases", run)
    return Outcome(changed=False, result={"releases": list(found)})


def _one(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    number = params.get("release_id")
    if number is None:
        shallow = find_named(client, _definition(params, client, "name"), str(params["name"]))
        number = None if shallow is None else int(shallow["id"])
    found = None if number is None else read_release_if_there(client, number, _properties(params))
    return iter([] if found is None else [found])


def _properties(params: Mapping[str, Any]) -> str | None:
    return ",".join(params.get("property_filters") or ()) or None


def _definition(params: Mapping[str, Any], client: Client, what_for: str) -> int:
    """The id of the definition that the options mean.

    :raises DeclarationError: they mean none, though an option needs it.
    """
    if params.get("definition") is not None:
        return definition_id(client, params["definition"], params.get("path"))
    if params.get("definition_id") is None:
        raise DeclarationError("is looked for in a definition: say which with definition", option=what_for)
    return int(params["definition_id"])


# -------------------------------------------------------------------------------------------------------------- lists


def _listed(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    """Yield each release of the list once."""
    seen: set[int] = set()
    for asked in _questions(params, client):
        for release in client.pages("releases.list", query=asked):
            if release["id"] not in seen:
                seen.add(release["id"])
                yield release


def _questions(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    """The queries of the lists that together have all releases; several where there are many ids."""
    asked = _filters(params, client)
    # Ids are given out in the order of creation, so that all answers together are in the order that was asked for.
    ids = sorted(set(params.get("release_id_filter") or ()), reverse=asked["queryOrder"] != OLDEST_FIRST)
    yield from in_batches(asked, "releaseIdFilter", ids)


def _filters(params: Mapping[str, Any], client: Client) -> Document:
    """The filters as the server takes them."""
    given = {option: params[option] for option in FILTERS if params.get(option) not in (None, [])}
    given.setdefault("query_order", NEWEST_FIRST)
    for option, written in _WRITTEN.items():
        if option in given:
            given[option] = written(given[option])
    if params.get("definition") is not None:
        given["definition_id"] = _definition(params, client, "definition")
        # Said which definition is meant; the folder of its releases is the same.
        given.pop("path", None)
    if params.get("environment") is not None:
        given["definition_environment_id"] = _stage(params, client)
    limit = params.get("limit")
    size = LONGEST_PAGE if limit is None else min(limit, LONGEST_PAGE)
    return {**{FILTERS[option]: value for option, value in given.items()}, "$top": size}


def _stage(params: Mapping[str, Any], client: Client) -> int:
    """The id that a stage has in its definition, which costs one request."""
    definition = read_definition(client, _definition(params, client, "environment"))
    where = f"in the release definition {definition['name']}"
    return int(known_stage(definition, params["environment"], where, "environment")["id"])


def _sum_of_statuses(names: list[str]) -> int:
    return sum(number for number, name in ENVIRONMENT_STATUS.numbers.items() if name in names)


def _tags(tags: list[str]) -> list[str]:
    for position, tag in enumerate(tags):
        if "," in tag:
            raise DeclarationError(
                f"servers cannot filter by {tag!r}: for them a comma is the end of a tag",
                option=f"tag_filter[{position}]",
            )
    return tags


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "environment_status_filter": _sum_of_statuses,
    "tag_filter": _tags,
    "path": codecs.spelled_folder,
}
"""How values are written that the server takes in a form of its own."""
