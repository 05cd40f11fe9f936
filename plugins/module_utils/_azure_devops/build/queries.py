# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: the module ``build_info`` and the lookups ``builds`` and ``build_tags``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.filters import (
    check_filters,
    lets_nothing_pass,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    full_branch,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.lists import list_builds
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.ordering import (
    FINISH_ORDER,
    STABLE_ORDER,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.parts import (
    check_parts,
    with_parts,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import (
    find_tagged_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.listing import (
    counted,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.module_utils._limit import checked_limit
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

FILTERS: Mapping[str, str] = {
    "build_number": "buildNumber",
    "definitions": "definitions",
    "queues": "queues",
    "branch_name": "branchName",
    "repository_id": "repositoryId",
    "repository_type": "repositoryType",
    "requested_for": "requestedFor",
    "reason_filter": "reasonFilter",
    "status_filter": "statusFilter",
    "result_filter": "resultFilter",
    "tag_filters": "tagFilters",
    "min_time": "minTime",
    "max_time": "maxTime",
    "min_finish_time": "minTime",
    "max_finish_time": "maxTime",
    "deleted_filter": "deletedFilter",
    "type": "type",
    "max_builds_per_definition": "maxBuildsPerDefinition",
    "build_ids": "buildIds",
    "properties": "properties",
    "query_order": "queryOrder",
}
"""Options that are filters of the list: names of all versions of the endpoint in snake case, and those of `list_builds`."""

_TIMES = ("min_time", "max_time", "min_finish_time", "max_finish_time")


def query(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Find builds; changes nothing.

    ``build_id`` gives that one, or none; otherwise the list by its filters, to the end of its pages or to ``limit``.

    :raises DeclarationError: the server cannot give it, or filters contradict each other.
    """
    include = params.get("include") or ()
    check_parts(include, client)
    found = _found(params, client)
    if include:
        found = counted(with_parts(found, include, client), "builds", run)
    return Outcome(changed=False, result={"builds": list(found)})


def query_tags(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Give the tags of the build that the options mean, or all tags of the project when they mean none.

    :raises NotFoundError: there is no such build.
    """
    if any(params.get(option) is not None for option in ("build_id", "build_number", "definition")):
        return Outcome(changed=False, result={"tags": list(find_tagged_build(params, client).tags)})
    return Outcome(changed=False, result={"tags": list(client.pages("project_build_tags.list"))})


def _found(params: Mapping[str, Any], client: Client) -> Iterator[Document]:
    number = params.get("build_id")
    if number is not None:
        found = read_build_if_there(client, number)
        return iter([] if found is None else [found])
    limit = checked_limit(params.get("limit"))
    given = {option: params[option] for option in FILTERS if params.get(option) is not None}
    if limit == 0 or lets_nothing_pass({FILTERS[option]: value for option, value in given.items()}):
        return iter(())
    return list_builds(client, _filters(given, params.get("path"), client), limit)


def _filters(given: Document, path: str | None, client: Client) -> Document:
    """The filters as `list_builds` takes them; names of definitions and queues are looked up when all is checked.

    :raises UnknownNameError: there is no such definition or queue.
    :raises DeclarationError: filters contradict each other, or the server cannot do what they say.
    """
    order = _order(given)
    if path is not None and "definitions" not in given:
        raise DeclarationError("is the folder of definitions: it needs definitions", option="path")
    for option in _TIMES:
        if option in given and instant(given[option]) is None:
            raise DeclarationError("must be a time such as 2024-03-04T09:00:00Z", option=option)
    wanted = {**{FILTERS[option]: value for option, value in given.items()}, "queryOrder": order}
    check_filters(client.generation, wanted)
    if "definitions" in given:
        wanted["definitions"] = [
            definition_id(client, definition, path, option=f"definitions[{position}]")
            for position, definition in enumerate(given["definitions"])
        ]
    if "queues" in given:
        wanted["queues"] = [
            catalogue_of(client).certain_id_of("queue", queue, f"queues[{position}]")
            for position, queue in enumerate(given["queues"])
        ]
    if "branch_name" in given:
        wanted["branchName"] = full_branch(given["branch_name"])
    return wanted


def _order(given: Mapping[str, Any]) -> str:
    """The order to ask for. Times of the filter are those of the order: of queueing, starting or finishing."""
    order: str | None = given.get("query_order")
    for end in ("min", "max"):
        if f"{end}_finish_time" not in given:
            continue
        if any(f"{other}_time" in given for other in ("min", "max")):
            raise DeclarationError("cannot stand together with min_time or max_time", option=f"{end}_finish_time")
        order = order or FINISH_ORDER
        if not order.startswith("finishTime"):
            raise DeclarationError(f"needs a query_order by finishTime, and not {order}", option=f"{end}_finish_time")
    return order or STABLE_ORDER
