# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Releases that are listed and read, in memory, called like the client.

What it does is what recorded answers and the documents say: a list is shallow, at most 100 a page, and its token is the
id of the release that the next page begins with; filters are written as the OpenAPI documents have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient

from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError

Document = dict[str, Any]

WEBSITE, SHUTTLE = 12, 11
DEFINITIONS = {
    WEBSITE: {
        "id": WEBSITE,
        "name": "Fabrikam-Website",
        "path": "\\Web",
        "environments": [{"id": 19, "name": "Dev"}, {"id": 20, "name": "QA"}],
    },
    SHUTTLE: {"id": SHUTTLE, "name": "MyShuttle.CD", "path": "\\", "environments": [{"id": 17, "name": "Prod"}]},
}
WHOLE_ONLY = ("environments", "artifacts", "variables", "tags")


def no_release(number: int) -> NotFoundError:
    return NotFoundError(
        f"Release with ID {number} does not exist.", status=404, details={"type_key": "ReleaseNotFoundException"}
    )


class FakeReleaseLists(FakeClient):
    """The server itself."""

    def __init__(self) -> None:
        super().__init__()
        self.releases: dict[int, Document] = {}
        self.between_pages: Callable[[], Any] = lambda: None
        self.failing: dict[str, Exception] = {}
        self.pages_given = 0

    # ---------------------------------------------------------------------------------------------- what tests do

    def make(self, definition: int = WEBSITE, **more: Any) -> int:
        """Somebody makes a release."""
        number = 101 + len(self.releases)
        self.releases[number] = {
            "id": number,
            "name": f"Release-{number - 100}",
            "status": "active",
            "releaseDefinition": {"id": definition, "name": DEFINITIONS[definition]["name"]},
            "environments": [],
            "artifacts": [{"alias": "_CI"}],
            "variables": {"Region": {"value": "westeurope"}},
            "tags": ["nightly"],
            **more,
        }
        return number

    # ------------------------------------------------------------------------------------------------- the client

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self._note(operation, query, path)
        if operation == "release_definitions.get":
            return DEFINITIONS[path["definition_id"]]
        assert operation == "releases.get", operation
        if path["release_id"] not in self.releases:
            raise no_release(path["release_id"])
        return dict(self.releases[path["release_id"]])

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        asked = dict(query or {})
        if operation == "releases.list":
            yield from self._listed(asked)
            return
        self._note(operation, asked, path)
        if operation == "release_definitions.list":
            yield from DEFINITIONS.values()
            return
        if path["release_id"] not in self.releases:
            raise no_release(path["release_id"])
        yield {"of": operation, "release": path["release_id"]}

    def _note(self, operation: str, query: Any, path: Mapping[str, Any]) -> None:
        self.calls.append((operation, {"query": dict(query or {}), **path}))
        if operation in self.failing:
            raise self.failing[operation]

    def _listed(self, query: Mapping[str, Any]) -> Iterator[Document]:
        token: int | None = None
        size = min(query.get("$top") or 50, 100)
        descending = query.get("queryOrder", "descending") == "descending"
        while True:
            self._note("releases.list", query if token is None else {**query, "continuationToken": token}, {})
            found = sorted((one["id"] for one in self.releases.values() if _passes(one, query)), reverse=descending)
            if token is not None:
                found = [number for number in found if (number <= token if descending else number >= token)]
            for number in found[:size]:
                yield {key: value for key, value in self.releases[number].items() if key not in WHOLE_ONLY}
            if len(found) <= size:
                return
            token = found[size]
            self.between_pages()


def _passes(release: Document, query: Mapping[str, Any]) -> bool:
    ids = query.get("releaseIdFilter")
    return (
        query.get("definitionId") in (None, release["releaseDefinition"]["id"])
        and str(query.get("searchText") or "").casefold() in release["name"].casefold()
        and (not ids or release["id"] in ids)
    )
