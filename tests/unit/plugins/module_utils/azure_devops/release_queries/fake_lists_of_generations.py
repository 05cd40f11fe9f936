# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of releases of each generation, in memory, called like the client.

Which parameters a generation knows is written down here from the documents: the reference of 2016, Microsoft's SDKs of
4.0, 4.1 and 5.0 and its OpenAPI document of 5.1. What a server does not know it ignores. Entries of the first generations
have the keys of the recorded ones.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient

Document = dict[str, Any]

WEBSITE, SHUTTLE, SHOP = 12, 11, 13
PROJECT = "ff213d65-d61d-447c-b39d-d16f21b18364"
STATUSES = {"notStarted": 1, "inProgress": 2, "succeeded": 4, "canceled": 8, "rejected": 16, "queued": 32}

_OF_2016 = {
    "definitionId",
    "createdBy",
    "minCreatedTime",
    "maxCreatedTime",
    "statusFilter",
    "$expand",
    "$top",
    "queryOrder",
    "continuationToken",
}
_OF_4_0 = _OF_2016 | {
    "definitionEnvironmentId",
    "searchText",
    "environmentStatusFilter",
    "artifactTypeId",
    "sourceId",
    "artifactVersionId",
    "sourceBranchFilter",
    "isDeleted",
    "tagFilter",
    "propertyFilters",
}
_OF_5_0 = _OF_4_0 | {"releaseIdFilter"}
_OF_5_1 = _OF_5_0 | {"path"}
KNOWN: Mapping[str, set[str]] = {
    "tfs2015": _OF_2016,
    "tfs2017": _OF_2016,
    "tfs2018": _OF_4_0,
    "server2019": _OF_5_0,
    "server2020": _OF_5_1,
    "server2022": _OF_5_1,
    "services": _OF_5_1,
}
"""The parameters of the first version of each generation."""

_EXPANDED_IN_2016 = {"none", "environments", "artifacts", "approvals"}
EXPANDED: Mapping[str, set[str]] = {
    "tfs2015": _EXPANDED_IN_2016,
    "tfs2017": _EXPANDED_IN_2016,
    "tfs2018": _EXPANDED_IN_2016 | {"manualInterventions"},
}
"""The values of `$expand` that the older ones are known to take; another one is a 400."""


def stage(place: int, status: str) -> Document:
    return {"id": place * 10, "definitionEnvironmentId": place, "name": f"Stage {place}", "status": status}


def build(version: str, branch: str = "refs/heads/main", definition: str = "1") -> Document:
    return {
        "type": "Build",
        "alias": "_CI",
        "sourceId": f"{PROJECT}:{definition}",
        "definitionReference": {
            "project": {"id": PROJECT, "name": "Fabrikam"},
            "definition": {"id": definition, "name": "Fabrikam.CI"},
            "version": {"id": version, "name": None},
            "branch": {"id": branch, "name": branch},
        },
    }


def git(version: str) -> Document:
    return {
        "type": "Git",
        "alias": "scripts",
        "sourceId": f"{PROJECT}:scripts",
        "definitionReference": {
            "project": {"id": PROJECT, "name": "Fabrikam"},
            "definition": {"id": "scripts", "name": "scripts"},
            "version": {"id": version, "name": version},
            "branch": {"id": "main", "name": "main"},
        },
    }


DEFINITIONS = {
    WEBSITE: {"id": WEBSITE, "name": "Fabrikam-Website", "path": "\\Web"},
    SHUTTLE: {"id": SHUTTLE, "name": "MyShuttle.CD", "path": "\\"},
    SHOP: {"id": SHOP, "name": "Shop", "path": "\\Web\\Shop"},
}


def releases() -> dict[int, Document]:
    found = [
        _release(101, WEBSITE, [build("90")], [stage(19, "succeeded"), stage(20, "rejected")]),
        _release(102, WEBSITE, [build("91", "refs/heads/topic"), git("90")], [stage(19, "rejected")]),
        _release(103, SHUTTLE, [build("90", definition="2")], [stage(17, "succeeded")], name="Shuttle-1"),
        _release(104, SHOP, [git("abc")], [stage(30, "inProgress")], name="shop RELEASE 4"),
        _release(105, WEBSITE, [build("92")], [stage(19, "notStarted"), stage(20, "succeeded")], status="draft"),
    ]
    return {one["id"]: one for one in found}


def _release(number: int, definition: int, artifacts: list[Document], stages: list[Document], **more: Any) -> Document:
    return {
        "id": number,
        "name": f"Release-{number}",
        "status": "active",
        "releaseDefinition": {"id": definition, "name": DEFINITIONS[definition]["name"]},
        "variables": {"Region": {"value": "westeurope"}},
        "tags": ["nightly"],
        "artifacts": artifacts,
        "environments": stages,
        **more,
    }


class FakeLists(FakeClient):
    """The server itself."""

    def __init__(self, generation: str) -> None:
        super().__init__(generation)
        self.name = generation
        self.releases = releases()
        self.ignored: set[str] = set()

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self.calls.append((operation, {"query": query, **path}))
        assert operation == "releases.get", operation
        return copy.deepcopy(self.releases[path["release_id"]])

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **_path: Any
    ) -> Iterator[Document]:
        asked = dict(query or {})
        self.calls.append((operation, asked))
        if operation == "release_definitions.list":
            for one in DEFINITIONS.values():
                yield {key: value for key, value in one.items() if key != "path" or self.name != "tfs2015"}
            return
        assert operation == "releases.list", operation
        self.ignored |= set(asked) - KNOWN[self.name]
        known = {name: value for name, value in asked.items() if name in KNOWN[self.name]}
        words = [word for word in str(known.get("$expand") or "").split(",") if word]
        assert set(words) <= EXPANDED.get(self.name, set(words)), words
        found = [one for one in self.releases.values() if all(_fits(one, name, known) for name in known)]
        found.sort(key=lambda one: int(one["id"]), reverse=known.get("queryOrder") != "ascending")
        for one in found if limit is None else found[:limit]:
            yield self._entry(one, words)

    def _entry(self, release: Document, words: list[str]) -> Document:
        parts = ("environments", "artifacts", "variables", "tags")
        shown = {key: value for key, value in copy.deepcopy(release).items() if key not in parts or key in words}
        if self.name in ("tfs2015", "tfs2017"):
            shown["variables"] = release["variables"]
            for artifact in shown.get("artifacts", []):
                del artifact["sourceId"]
        else:
            shown.setdefault("variables", {})
        return shown


def _fits(release: Document, name: str, query: Mapping[str, Any]) -> bool:
    return name not in _FITS or _FITS[name](release, query)


def _artifact(release: Document, query: Mapping[str, Any]) -> bool:
    def fits(one: Document) -> bool:
        reference = one["definitionReference"]
        return (
            query.get("artifactTypeId", one["type"]) == one["type"]
            and query.get("sourceId", one["sourceId"]) == one["sourceId"]
            and query.get("artifactVersionId", reference["version"]["id"]) == reference["version"]["id"]
            and query.get("sourceBranchFilter", "").removeprefix("refs/heads/")
            in ("", reference["branch"]["id"].removeprefix("refs/heads/"))
        )

    return any(fits(one) for one in release["artifacts"])


def _stage(release: Document, query: Mapping[str, Any]) -> bool:
    def fits(one: Document) -> bool:
        place, mask = one["definitionEnvironmentId"], query.get("environmentStatusFilter", 255)
        return query.get("definitionEnvironmentId", place) == place and bool(STATUSES[one["status"]] & mask)

    return any(fits(one) for one in release["environments"])


def _folder(release: Document, query: Mapping[str, Any]) -> bool:
    path = str(DEFINITIONS[release["releaseDefinition"]["id"]]["path"]).casefold().rstrip("\\")
    return f"{path}\\".startswith(f"{query['path'].casefold().rstrip(chr(92))}\\")


_FITS: Mapping[str, Callable[[Document, Mapping[str, Any]], bool]] = {
    "definitionId": lambda one, query: one["releaseDefinition"]["id"] == query["definitionId"],
    "statusFilter": lambda one, query: one["status"] == query["statusFilter"],
    "searchText": lambda one, query: query["searchText"].casefold() in one["name"].casefold(),
    "releaseIdFilter": lambda one, query: one["id"] in query["releaseIdFilter"],
    "artifactTypeId": _artifact,
    "sourceId": _artifact,
    "artifactVersionId": _artifact,
    "sourceBranchFilter": _artifact,
    "definitionEnvironmentId": _stage,
    "environmentStatusFilter": _stage,
    "path": _folder,
}
