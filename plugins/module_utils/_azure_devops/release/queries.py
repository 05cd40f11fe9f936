# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: the module ``release_info`` and the lookup ``releases``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.enumerations import (
    ENVIRONMENT_STATUS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.listing import (
    counted,
    in_batches,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    INTERVENTIONS,
    LOGS_OF_PHASES,
    TAGS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    DELETED,
    HISTORY,
    ID_FILTER,
    PROPERTIES,
    check,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    definition_id,
    find_named,
    find_numbered,
    read_release_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import (
    LONGEST_PAGE,
    NEWEST_FIRST,
    OLDEST_FIRST,
    listed,
    shows,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.parts import (
    expanded,
    with_parts,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    known_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    read_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._limit import limited
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

NEEDED: Mapping[str, Capability] = {
    "is_deleted": DELETED,
    "tag_filter": TAGS,
    "property_filters": PROPERTIES,
}
"""Options that servers can do nothing with that are older than these."""

_SHOWN: Mapping[str, Capability] = {
    "manualInterventions": INTERVENTIONS,
    "manual_interventions": INTERVENTIONS,
    "tags": TAGS,
    "revisions": HISTORY,
}
"""Values of ``expand`` and ``include``: the same of them."""

_ONE_OF = ("release_id_filter", "environment_status_filter")
"""Filters that a release passes with one of their values: with none of them where there are none. To a server that is no
filter at all.
"""

_IN_OLD_LISTS = frozenset({"variables"})
"""What lists before 2018 show whether it is asked for or not (recorded)."""


def query(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Find releases; changes nothing.

    ``release_id``, or ``name`` of ``definition``, gives that one (whole), or none; otherwise the list by its filters,
    to the end of its pages or to ``limit``. ``include`` reads each of them whole.

    :raises UnknownNameError: there is no such definition or stage; the near misses are named.
    :raises DeclarationError: options contradict each other, or the server can do nothing with one.
    """
    _check_server(params, client.generation)
    include = params.get("include")
    is_one = params.get("release_id") is not None or params.get("name") is not None
    expand = [] if is_one or include else _expanded_here(params, client.generation)
    if (include or expand) and not is_one and params.get("is_deleted"):
        option = "include" if include else f"expand: {expand[0]}"
        raise DeclarationError(
            f"servers only list deleted releases, and {option} needs whole ones", option="is_deleted"
        )
    found = _one(params, client) if is_one else limited(_listed(params, client), params.get("limit"))
    if include:
        whole = with_parts(found, include, client, are_whole=is_one, properties=_properties(params))
        found = counted(whole, "releases", run)
    elif expand:
        found = counted(expanded(found, expand, client), "releases", run)
    return Outcome(changed=False, result={"releases": list(found)})


def _check_server(params: Mapping[str, Any], generation: Generation) -> None:
    check(params, NEEDED, generation)
    for option in ("expand", "include"):
        for word in params.get(option) or ():
            if word in _SHOWN:
                _SHOWN[word].need(generation, option)


def _expanded_here(params: Mapping[str, Any], generation: Generation) -> list[str]:
    """The values of ``expand`` that the list does not show on this generation."""
    shown = frozenset() if LOGS_OF_PHASES.of(generation) else _IN_OLD_LISTS
    return [word for word in params.get("expand") or () if not shows(word, generation) and word not in shown]


def _one(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    if params.get("release_id") is not None:
        found = find_numbered(client, params, _properties(params))
    else:
        shallow = find_named(client, _definition(params, client, "name"), str(params["name"]))
        found = None if shallow is None else read_release_if_there(client, int(shallow["id"]), _properties(params))
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
    if any(params.get(option) == [] for option in _ONE_OF):
        return
    seen: set[int] = set()
    for asked in _questions(params, client):
        for release in listed(client, asked):
            if release["id"] not in seen:
                seen.add(release["id"])
                yield release


def _questions(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    """The queries of the lists that together have all releases; several where there are many ids."""
    asked = _filters(params, client)
    # Ids are given out in the order of creation, so that all answers together are in the order that was asked for.
    ids = sorted(set(params.get("release_id_filter") or ()), reverse=asked["queryOrder"] != OLDEST_FIRST)
    if ids and not ID_FILTER.of(client.generation):
        yield {**asked, "releaseIdFilter": ids}
        return
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
