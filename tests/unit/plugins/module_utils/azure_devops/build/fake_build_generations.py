# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of builds as servers of each generation have it, in memory, called like the client.

Which filters there are: the reference document of 2.0, Microsoft's client for Node of 3.0, that for Python of 4.0, and
the OpenAPI documents from 4.1 on. A filter that a server does not know is ignored [I]. Lists of 2.0 have XAML builds
among the others, whatever tag is asked for (recorded answer), and come in pages where only completed builds are asked
for (document).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_build_lists import FakeBuilds, moment

Document = dict[str, Any]

OF_2_0 = frozenset(
    {"definitions", "queues", "buildNumber", "type", "minFinishTime", "maxFinishTime", "requestedFor"}
) | {
    "reasonFilter",
    "statusFilter",
    "resultFilter",
    "tagFilters",
    "properties",
    "maxBuildsPerDefinition",
    "$top",
    "continuationToken",
}
OF_3_0 = OF_2_0 | {"branchName", "deletedFilter", "queryOrder"}
OF_4_0 = OF_3_0 - {"type"} | {"buildIds", "repositoryId", "repositoryType"}
OF_4_1 = OF_4_0 - {"minFinishTime", "maxFinishTime"} | {"minTime", "maxTime"}
KNOWN: Mapping[str, frozenset[str]] = {
    "tfs2015": OF_2_0,
    "tfs2017": OF_3_0,
    "tfs2018": OF_4_0,
    "server2019": OF_4_1,
    "server2020": OF_4_1,
    "server2022": OF_4_1,
    "services": OF_4_1,
}
FINISH = ("finishTimeAscending", "finishTimeDescending")
ORDERS = (*FINISH, "queueTimeAscending", "queueTimeDescending", "startTimeAscending", "startTimeDescending")
RANKS = {"inProgress": 0, "cancelling": 0, "completed": 2}
REPOSITORY = {"id": "278d5cd2-584d-4b63-824a-2ba458937249", "type": "TfsGit"}


class BuildsOfAGeneration(FakeBuilds):
    """The server itself."""

    def queue(self, *tags: str, **more: Any) -> int:
        """Somebody queues a build, which is completed a while later, unless another state is said."""
        identifier = super().queue(*tags, **{"queue": {"id": 7}, "reason": "manual", "repository": REPOSITORY, **more})
        build = self.builds[identifier]
        at = 100 * (identifier - 391)
        build.update(queueTime=moment(at), startTime=moment(at + 10), finishTime=moment(at + 20))
        build.update({key: value for key, value in more.items() if key.endswith("Time")})
        if build["status"] != "completed":
            del build["finishTime"], build["result"]
        if build["status"] == "notStarted":
            del build["startTime"]
        return identifier

    def xaml(self, **more: Any) -> int:
        """A build of the kind before: it has no branch, no queue and no tags (recorded answer)."""
        identifier = self.queue(**more)
        build = self.builds[identifier]
        build.update(
            definition={"id": 2, "name": "MyWebSite CI", "type": "xaml"}, repository={"id": "", "type": "TfsGit"}
        )
        for key in ("sourceBranch", "queue", "tags"):
            del build[key]
        return identifier

    def _listed(self, query: Mapping[str, Any], limit: int | None) -> Iterator[Document]:
        name = self.generation.name
        known = {key: value for key, value in query.items() if key in KNOWN[name] and value is not None}
        assert limit is None
        order = known.get("queryOrder", "finishTimeDescending")
        assert order in (FINISH if name in ("tfs2017", "tfs2018") else ORDERS), f"{name} has no order {order}"
        found = [build for build in self.builds.values() if self._is_listed(build, known, order)]
        found.sort(key=lambda build: _place(build, order), reverse=order.endswith("Descending"))
        size = min(self.page_size, known.get("$top") or self.page_size)
        only_completed = known.get("statusFilter") == ["completed"]
        has_pages = name not in ("tfs2015", "tfs2017", "tfs2018") or only_completed
        token = None
        while True:
            self._note("builds.list", query if token is None else {**query, "continuationToken": token}, None, {})
            yield from [dict(build) for build in found[:size]]
            found = found[size:]
            if not found or not has_pages:
                return
            token = f"{found[0]['id']}"

    def _is_listed(self, build: Document, known: Mapping[str, Any], order: str) -> bool:
        is_xaml = build["definition"]["type"] == "xaml"
        if is_xaml and self.generation.name not in ("tfs2015", "tfs2017"):
            return False
        number = str(known.get("buildNumber", ""))
        is_beginning = self.generation.name == "tfs2015" or number.endswith("*")
        number = number if self.generation.name == "tfs2015" else number.removesuffix("*")
        span = _time(build, order) if "minTime" in KNOWN[self.generation.name] else build.get("finishTime")
        tags = {tag.casefold() for tag in build.get("tags", ())}
        tests: dict[str, Callable[[Any], bool]] = {
            "type": lambda wanted: build["definition"]["type"] == wanted,
            "definitions": lambda wanted: (
                build["definition"]["id"] in (wanted if isinstance(wanted, list) else [wanted])
            ),
            "queues": lambda wanted: build.get("queue", {}).get("id") in wanted,
            "buildIds": lambda wanted: build["id"] in wanted,
            "buildNumber": lambda _wanted: (
                build["buildNumber"].startswith(number) if is_beginning else build["buildNumber"] == number
            ),
            "branchName": lambda wanted: build.get("sourceBranch") == wanted,
            "repositoryId": lambda wanted: build["repository"]["id"].casefold() == wanted.casefold(),
            "repositoryType": lambda wanted: build["repository"]["type"].casefold() == wanted.casefold(),
            "requestedFor": lambda wanted: (
                build.get("requestedFor", {}).get("uniqueName", "").casefold() == wanted.casefold()
            ),
            "reasonFilter": lambda wanted: build["reason"] in wanted,
            "statusFilter": lambda wanted: build["status"] in wanted or wanted == ["all"],
            "resultFilter": lambda wanted: build.get("result") in wanted,
            "tagFilters": lambda wanted: is_xaml or {tag.casefold() for tag in wanted} <= tags,
            "minFinishTime": lambda wanted: span is not None and span >= wanted,
            "maxFinishTime": lambda wanted: span is not None and span <= wanted,
            "minTime": lambda wanted: span is not None and span >= wanted,
            "maxTime": lambda wanted: span is not None and span <= wanted,
            "deletedFilter": lambda wanted: (
                wanted == "includeDeleted" or bool(build.get("deleted")) == (wanted == "onlyDeleted")
            ),
        }
        deleted = known.get("deletedFilter", "excludeDeleted")
        return all(tests[key](value) for key, value in known.items() if key in tests) and tests["deletedFilter"](
            deleted
        )


def _time(build: Document, order: str) -> str | None:
    """The moment that an order is about; what has not started counts by when it was queued."""
    key = order.partition("Time")[0]
    return build.get(f"{key}Time") or (build["queueTime"] if key == "start" else None)


def _place(build: Document, order: str) -> tuple[Any, ...]:
    if not order.startswith("finish"):
        return _time(build, order), build["id"]
    newest = build.get("finishTime") or build.get("startTime") or build["queueTime"]
    return -RANKS.get(build["status"], 1), newest, build["id"]
