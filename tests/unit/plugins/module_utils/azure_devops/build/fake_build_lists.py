# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds that are listed, read and tagged, in memory, called like the client.

What it does is what recorded answers and the documents say: a list comes in pages with a time for a token, which counts
for the same filters and the same order only; tags are equal in any case and keep the casing in which the project first
used them; POST adds; every verb answers with all tags; the path of DELETE refuses what ASP.NET refuses, encoded or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError, RefusedError

Document = dict[str, Any]

DEFINITIONS = [
    {"id": 25, "name": "Fabrikam.CI", "path": "\\"},
    {"id": 26, "name": "Fabrikam.Nightly", "path": "\\Web"},
    {"id": 27, "name": "Fabrikam.CI", "path": "\\Web"},
]
PARTS = ("timeline", "changes", "artifacts", "logs")


def no_build(number: int) -> NotFoundError:
    return NotFoundError(
        f"The requested build {number} could not be found.",
        status=404,
        details={"type_key": "BuildNotFoundException"},
    )


def moment(second: int) -> str:
    return f"2024-03-04T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


class FakeBuilds(FakeClient):
    """The server itself."""

    def __init__(self, generation: str = "server2022") -> None:
        super().__init__(generation)
        self.builds: dict[int, Document] = {}
        self.project_tags: dict[str, str] = {}
        self.page_size = 1000
        self.between_pages: Callable[[], Any] = lambda: None
        self.leaked: list[Document] = []
        """What a list has whatever its filters say."""
        self.work_items: dict[int, list[Document]] = {}
        self.failing: dict[str, Exception] = {}

    # ---------------------------------------------------------------------------------------------- what tests do

    def queue(self, *tags: str, definition: int = 25, number: str | None = None, **more: Any) -> int:
        """Somebody queues a build."""
        identifier = 391 + len(self.builds)
        queued = moment(len(self.builds))
        self.builds[identifier] = {
            "id": identifier,
            "buildNumber": number or f"20240304.{len(self.builds) + 1}",
            "queueTime": queued,
            "finishTime": queued,
            "status": "completed",
            "result": "succeeded",
            "definition": {"id": definition, "name": "Fabrikam.CI", "type": "build"},
            "sourceBranch": "refs/heads/main",
            "tags": [],
            **more,
        }
        self._add(identifier, tags)
        return identifier

    def tags_of(self, identifier: int) -> list[str]:
        return list(self.builds[identifier]["tags"])

    # ------------------------------------------------------------------------------------------------- the client

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self._note(operation, query, body, path)
        number = path["build_id"]
        if number not in self.builds:
            raise no_build(number)
        if operation == "builds.get":
            return dict(self.builds[number])
        if operation == "builds.timeline":
            return {"records": [{"name": f"timeline of {number}"}]}
        if operation == "build_tags.add_all":
            self._add(number, body)
        elif operation == "build_tags.update":
            self._add(number, body["tagsToAdd"])
            self._remove(number, body["tagsToRemove"])
        elif operation == "build_tags.remove":
            if any(character in path["tag"] for character in "<>*%&:\\?"):
                raise RefusedError(
                    "A potentially dangerous Request.Path value was detected from the client.", status=400
                )
            self._remove(number, [path["tag"]])
        else:
            raise AssertionError(operation)
        tags = self.tags_of(number)
        return {"count": len(tags), "value": tags}

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        asked = dict(query or {})
        if limit is not None:
            asked["$top"] = limit
        if operation == "builds.list":
            yield from self._listed(asked, limit)
            return
        self._note(operation, asked, None, path)
        if "build_id" in path and path["build_id"] not in self.builds:
            raise no_build(path["build_id"])
        yield from self._items(operation, asked, path)

    # -------------------------------------------------------------------------------------------------- operations

    def _note(self, operation: str, query: Any, body: Any, path: Mapping[str, Any]) -> None:
        # As the client does: not every server has every operation.
        OPERATIONS[operation].on(self.generation)
        self.calls.append((operation, {"query": dict(query or {}), "body": body, **path}))
        if operation in self.failing:
            raise self.failing[operation]

    def _items(self, operation: str, query: Mapping[str, Any], path: Mapping[str, Any]) -> list[Any]:
        if operation == "build_tags.list":
            return self.tags_of(path["build_id"])
        if operation == "project_build_tags.list":
            return list(self.project_tags.values())
        if operation == "build_definitions.list":
            name = query.get("name")
            return [entry for entry in DEFINITIONS if name in (None, entry["name"])]
        if operation == "queues.list":
            return [{"id": 7, "name": "Default"}, {"id": 8, "name": "Hosted"}]
        if operation == "builds.work_items":
            return self.work_items.get(path["build_id"], [])[: query.get("$top", 50)]
        return [{"name": f"{operation} of {path['build_id']}"}]

    def _listed(self, query: Mapping[str, Any], limit: int | None) -> Iterator[Document]:
        """Pages from a time on, that time included; in each the builds are as they are by then."""
        token: str | None = None
        size = min(self.page_size, query.get("$top") or self.page_size)
        order = query.get("queryOrder", "finishTimeDescending")
        key, descending = f"{order.partition('Time')[0]}Time", order.endswith("Descending")
        given = 0
        while True:
            self._note("builds.list", query if token is None else {**query, "continuationToken": token}, None, {})
            found = [build for build in self.builds.values() if _passes(build, query)]
            found.sort(key=lambda build: build[key], reverse=descending)
            if token is not None:
                found = [build for build in found if (build[key] <= token if descending else build[key] >= token)]
            else:
                found = self.leaked + found
            for build in found[:size]:
                if limit is not None and given == limit:
                    return
                given += 1
                yield dict(build)
            if len(found) <= size or given == limit:
                return
            token = found[size][key]
            self.between_pages()

    def _add(self, number: int, tags: Any) -> None:
        own = self.builds[number]["tags"]
        for tag in tags:
            spelled = self.project_tags.setdefault(tag.casefold(), tag)
            if spelled not in own:
                own.append(spelled)

    def _remove(self, number: int, tags: Any) -> None:
        folded = {tag.casefold() for tag in tags}
        own = self.builds[number]["tags"]
        own[:] = [tag for tag in own if tag.casefold() not in folded]


def _passes(build: Document, query: Mapping[str, Any]) -> bool:
    definitions = query.get("definitions")
    definitions = definitions if isinstance(definitions, list) else [definitions]
    ids = query.get("buildIds")
    tags = {tag.casefold() for tag in query.get("tagFilters") or ()}
    return (
        (definitions == [None] or build["definition"]["id"] in definitions)
        and (not ids or build["id"] in ids)
        and query.get("branchName") in (None, build["sourceBranch"])
        and (not query.get("resultFilter") or build["result"] in query["resultFilter"])
        and (not query.get("statusFilter") or build["status"] in query["statusFilter"])
        and tags <= {tag.casefold() for tag in build["tags"]}
        # The first version's rule, which later ones have with a star.
        and build["buildNumber"].startswith(str(query.get("buildNumber") or "").rstrip("*"))
    )
