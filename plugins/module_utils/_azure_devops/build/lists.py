# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of builds, the same from servers of every generation: all that pass the filters, in order, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.capabilities import (
    ALL_ORDERS,
    FINISH_ORDERS,
    IDS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.filters import (
    Asked,
    Passing,
    asked_of,
    lets_nothing_pass,
    passes_of,
    values_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.ordering import (
    FINISH_ORDER,
    STABLE_ORDER,
    order_named,
    ordered,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.listing import (
    THREADS,
    ever_longer,
    in_batches,
)
from ansible_collections.devops.release_management.plugins.module_utils._concurrently import concurrently
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

Document = dict[str, Any]

LONGEST_PAGE = 1000
"""The longest page that is asked for, where a limit says how many builds are wanted."""

SHORTEST_PAGE = 50
"""The shortest page where builds are ordered here: to know the newest some of them have to be looked at."""

_COMPLETED = "completed"
_MAXIMUM = "maxBuildsPerDefinition"


def list_builds(
    client: Client, wanted: Mapping[str, Any], limit: int | None = None, *, project: str | None = None
) -> Iterator[Document]:
    """Yield the builds that pass all filters, in the order asked for, each once; at most `limit` of them.

    :param wanted: filters, by their names in today's API, and ``type``; ``queryOrder``; ``minTime`` and ``maxTime``,
        which are about the moment of the order. Without an order it is that of queueing, newest first.
    :param project: another project than that of the task.
    :raises DeclarationError: the server cannot list such builds; nothing was asked then.
    """
    if limit == 0 or lets_nothing_pass(wanted):
        return iter(())
    builds = _Listing(client, wanted, limit, project).builds()
    return islice(_each_once(builds, wanted.get(_MAXIMUM)), limit)


class _Listing:
    """One list, as a server of its generation can give it."""

    def __init__(self, client: Client, wanted: Mapping[str, Any], limit: int | None, project: str | None) -> None:
        self._client = client
        self._generation = client.generation
        self._wanted = wanted
        self._limit = limit
        self._place: dict[str, Any] = {} if project is None else {"project": project}
        self._order = order_named(wanted.get("queryOrder") or STABLE_ORDER)
        self._has_times = any(wanted.get(name) is not None for name in ("minTime", "maxTime"))

    def builds(self) -> Iterator[Document]:
        ids = list(dict.fromkeys(map(int, values_of(self._wanted.get("buildIds") or []))))
        if ids and not IDS.of(self._generation):
            return self._one_by_one(ids, passes_of(self._generation, self._wanted))
        asked = asked_of(self._generation, self._wanted)
        listed = self._listed if ALL_ORDERS.of(self._generation) else self._ordered_here
        return (
            build
            for query in in_batches(asked.query, "buildIds", ids)
            for build in listed(query, asked)
            if asked.passes(build)
        )

    def _listed(self, query: Document, asked: Asked) -> Iterator[Document]:
        for name in ("minTime", "maxTime", _MAXIMUM):
            query[name] = self._wanted.get(name)
        query["queryOrder"] = self._wanted.get("queryOrder") or STABLE_ORDER
        # What only we can see may take many builds to find few: then a page is as long as the server likes.
        if self._limit is not None and not (asked.is_sifted or query[_MAXIMUM] is not None):
            query["$top"] = min(self._limit, LONGEST_PAGE)
        builds = self._pages(query)
        if self._order.is_by_finish and self._has_times:
            return (build for build in builds if self._order.time_of(build) is not None)
        return builds

    # ------------------------------------------------------------------------------- where the server has not all orders

    def _ordered_here(self, query: Document, asked: Asked) -> Iterator[Document]:
        builds = ordered(self._under_way(query), self._completed(query, asked), self._order)
        return (build for build in builds if self._is_in_time(build))

    def _under_way(self, query: Document) -> list[Document]:
        """Read before those that are completed: what ends meanwhile is among them, too.

        Only completed builds come in pages (document of 2.0).
        """
        states = [state for state in self._states() if state != _COMPLETED]
        if not states or (self._order.is_by_finish and self._has_times):
            return []
        return ever_longer(lambda top: list(self._pages({**query, "statusFilter": states, "$top": top})))

    def _completed(self, query: Document, asked: Asked) -> Iterator[Document]:
        if _COMPLETED not in self._states():
            return iter(())
        sent = {**query, "statusFilter": [_COMPLETED], **self._finish_times()}
        if FINISH_ORDERS.of(self._generation):
            sent["queryOrder"] = FINISH_ORDER
        counts = self._wanted.get(_MAXIMUM) is not None
        if self._limit is not None and self._order.is_descending and not (asked.is_sifted or counts):
            sent["$top"] = min(max(self._limit, SHORTEST_PAGE), LONGEST_PAGE)
        return self._pages(sent)

    def _states(self) -> list[str]:
        declared = self._wanted.get("statusFilter")
        states = enums.STATUS.names if declared is None else [str(state) for state in values_of(declared)]
        return enums.STATUS.names if "all" in states else [state for state in states if state != "none"]

    def _finish_times(self) -> Document:
        """What is sent of the times: nothing finishes before it was queued."""
        names = {"minTime": "minFinishTime", **({"maxTime": "maxFinishTime"} if self._order.is_by_finish else {})}
        return {sent: self._wanted[name] for name, sent in names.items() if self._wanted.get(name) is not None}

    def _is_in_time(self, build: Mapping[str, Any]) -> bool:
        if not self._has_times:
            return True
        moment = self._order.time_of(build)
        first, last = instant(self._wanted.get("minTime")), instant(self._wanted.get("maxTime"))
        return moment is not None and (first is None or moment >= first) and (last is None or moment <= last)

    def _one_by_one(self, ids: Iterable[int], passes: Passing) -> Iterator[Document]:
        read = concurrently(lambda number: read_build_if_there(self._client, number), ids, threads=THREADS)
        found = [build for build in read if build is not None and passes(build) and self._is_in_time(build)]
        yield from sorted(found, key=self._order.key, reverse=not self._order.is_descending)

    def _pages(self, query: Mapping[str, Any]) -> Iterator[Document]:
        return self._client.pages("builds.list", query=query, **self._place)


def _each_once(builds: Iterable[Document], most: int | None) -> Iterator[Document]:
    """Yield each build once, of each definition at most so many: a server counts page by page, or not at all."""
    seen: set[int] = set()
    of_definition: Counter[int] = Counter()
    for build in builds:
        if build["id"] in seen:
            continue
        seen.add(build["id"])
        if most is not None:
            definition = build["definition"]["id"]
            of_definition[definition] += 1
            if of_definition[definition] > most:
                continue
        yield build
