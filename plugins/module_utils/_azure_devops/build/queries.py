# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries: the module ``build_info`` and the lookups ``builds`` and ``build_tags``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    full_branch,
    read_build_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.parts import with_parts
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import (
    find_tagged_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.names import fold
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.listing import (
    counted,
    in_batches,
    limited,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
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
    "max_builds_per_definition": "maxBuildsPerDefinition",
    "build_ids": "buildIds",
    "properties": "properties",
    "query_order": "queryOrder",
}
"""Options that are filters of the list: names of all versions of the endpoint in snake case, and today's names.

``type``, of the first version, is none of them: later servers dropped it, so that only we look at it.
"""

STABLE_ORDER = "queueTimeDescending"
"""The order where none is asked for: the one in which no build changes its place, as a queue time never does.

In an order by start or finish a build moves while the pages are read, and the server's own begins with those under way.
Newest first, a build that is queued meanwhile comes before the first page, and every list has an end.
"""

FINISH_ORDER = "finishTimeDescending"
"""The order that makes the times of the filter those of finishing."""

LONGEST_PAGE = 1000
"""The longest page that is asked for, where a limit says how many builds are wanted."""


def query(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Find builds; changes nothing.

    ``build_id`` gives that one, or none; otherwise the list by its filters, to the end of its pages or to ``limit``.
    """
    found = _found(params, client)
    include = params.get("include")
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
    listed = (build for asked in _questions(params, client) for build in client.pages("builds.list", query=asked))
    return limited(_sifted(listed, params), params.get("limit"))


# ------------------------------------------------------------------------------------------------ what the server is asked


def _questions(params: Mapping[str, Any], client: Client) -> Iterator[dict[str, Any]]:
    """The queries of the lists that together have all builds; several where there are many ids."""
    asked = _filters(params, client)
    limit = params.get("limit")
    # What only we can see may take many builds to find few: then a page is as long as the server likes.
    if limit is not None and not _leaves_out_much(params):
        asked["$top"] = min(limit, LONGEST_PAGE)
    ids = list(dict.fromkeys(params.get("build_ids") or []))
    yield from in_batches(asked, "buildIds", ids)


def _filters(params: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """The filters as the server takes them.

    :raises UnknownNameError: there is no such definition or queue.
    :raises DeclarationError: filters contradict each other.
    """
    given = {option: params[option] for option in FILTERS if params.get(option) not in (None, [])}
    order = _order(given)
    path = params.get("path")
    if path is not None and "definitions" not in given:
        raise DeclarationError("is the folder of definitions: it needs definitions", option="path")
    if "definitions" in given:
        given["definitions"] = [
            definition_id(client, definition, path, option=f"definitions[{position}]")
            for position, definition in enumerate(given["definitions"])
        ]
    if "queues" in given:
        given["queues"] = [
            catalogue_of(client).id_of("queue", queue, f"queues[{position}]")
            for position, queue in enumerate(given["queues"])
        ]
    if "branch_name" in given:
        given["branch_name"] = full_branch(given["branch_name"])
    given["tag_filters"] = [tag for tag in given.get("tag_filters", ()) if "," not in tag] or None
    return {**{FILTERS[option]: value for option, value in given.items()}, "queryOrder": order}


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


# ------------------------------------------------------------------------------------------------- what we look at ourselves


def _sifted(builds: Iterator[Document], params: Mapping[str, Any]) -> Iterator[Document]:
    """Yield each build once, without those that the server should not have listed."""
    seen: set[int] = set()
    tags = {fold(tag) for tag in params.get("tag_filters") or ()}
    number = params.get("build_number")
    kind = params.get("type")
    most = params.get("max_builds_per_definition")
    of_definition: Counter[int] = Counter()
    for build in builds:
        if build["id"] in seen or not (_has_tags(build, tags) and _is_numbered(build, number) and _is_of(build, kind)):
            continue
        seen.add(build["id"])
        if most is not None:
            definition = build["definition"]["id"]
            of_definition[definition] += 1
            if of_definition[definition] > most:
                continue
        yield build


def _leaves_out_much(params: Mapping[str, Any]) -> bool:
    """Whether there is a filter that the server may not know: for it a comma is the end of a tag."""
    ours = params.get("type") is not None or params.get("max_builds_per_definition") is not None
    return ours or any("," in tag for tag in params.get("tag_filters") or ())


def _has_tags(build: Document, wanted: set[str]) -> bool:
    """A filter by tags was seen to let builds without any tags pass (recorded VSTS answer)."""
    return not wanted or wanted <= {fold(tag) for tag in build.get("tags") or ()}


def _is_numbered(build: Document, number: str | None) -> bool:
    """For the first version a number was the beginning of one; later a star at its end says so."""
    if number is None:
        return True
    actual, wanted = str(build.get("buildNumber")).casefold(), str(number).casefold()
    return actual.startswith(wanted[:-1]) if wanted.endswith("*") else actual == wanted


def _is_of(build: Document, kind: str | None) -> bool:
    return kind is None or build["definition"].get("type", "build") == kind
