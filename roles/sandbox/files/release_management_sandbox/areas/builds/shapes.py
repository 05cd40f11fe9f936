# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A build as the API shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from release_management_sandbox.areas import distributed_task
from release_management_sandbox.areas.builds import growth, xaml
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import COLLECTION, Document

DEFINITION = "build_definition"
_AS_STORED = (
    "id",
    "buildNumber",
    "buildNumberRevision",
    "status",
    "result",
    "queueTime",
    "startTime",
    "finishTime",
    "sourceBranch",
    "sourceVersion",
    "priority",
    "reason",
    "quality",
    "parameters",
    "templateParameters",
    "triggerInfo",
    "tags",
    "validationResults",
    "lastChangedDate",
    "keepForever",
    "retainedByRelease",
    "queueOptions",
    "agentSpecification",
    "demands",
    "deleted",
    "deletedDate",
    "deletedReason",
)
_SOURCES = "sourceVersionDisplayUri"
OMITTED = {"POST": frozenset({"sourceVersion"}), "PATCH": frozenset({"parameters"})}
"""What the answer to a write leaves out (recorded)."""


class Shaper:
    """Shows builds of one request; what they have in common is made once."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._project = project_reference(call.project or {}, call)
        self._older = growth.newest(call) < growth.DESIGNER
        self._known: dict[tuple[str, Any], Document | None] = {}
        self._web = f"{call.addresses.base(CORE)}/{call.project_id}/_build/results?buildId="

    def shown(self, build: Document, properties: list[str] | None = None) -> Document:
        """`properties` names those to show besides; a build shows none by itself, "*" all."""
        call, number = self._call, build["id"]
        if xaml.is_xaml(build):
            return xaml.shown(build, call, self._project)
        url = call.addresses.build(call.project_id, f"Builds/{number}")
        lower = call.addresses.build(call.project_id, f"builds/{number}")
        document: Document = {
            "_links": self._links(build, url, lower),
            "properties": chosen(build["properties"], properties or []),
            "plans": [{"planId": build["planId"]}],
            "uri": f"vstfs:///Build/Build/{number}",
            "url": url,
            "definition": self._once("definition", build["definition"]["id"], lambda: self._definition(build)),
            "project": self._project,
            "queue": self._once("queue", build.get("queue"), lambda: self._queue(build)),
            "requestedFor": self._person(build["requestedFor"]),
            "requestedBy": self._person(build["requestedBy"]),
            "lastChangedBy": self._person(build["lastChangedBy"]),
            "orchestrationPlan": {"planId": build["planId"]},
            "logs": {"id": 0, "type": "Container", "url": f"{lower}/logs"},
            "repository": self._repository(build["repository"]),
        }
        omitted = OMITTED.get(call.method, frozenset())
        document.update({name: build[name] for name in _AS_STORED if name in build and name not in omitted})
        if "deletedBy" in build:
            document["deletedBy"] = self._person(build["deletedBy"])
        if self._older:
            document = _as_of_2015(document, call)
        return {name: value for name, value in growth.limited("Build", document, call).items() if value is not None}

    def _links(self, build: Document, url: str, lower: str) -> Document:
        call = self._call
        links = {
            "self": {"href": url},
            "web": {"href": f"{self._web}{build['id']}"},
            _SOURCES: {"href": f"{lower}/sources"},
            "timeline": {"href": f"{lower}/Timeline"},
            "badge": {"href": call.addresses.build(call.project_id, f"status/{build['definition']['id']}")},
        }
        return growth.limited("Build._links", links, call)

    def _once(self, kind: str, key: Any, make: Callable[[], Document | None]) -> Document | None:
        if (kind, key) not in self._known:
            self._known[kind, key] = make()
        return self._known[kind, key]

    def _person(self, identity_id: str) -> Document | None:
        return self._once("person", identity_id, lambda: self._call.identity(identity_id))

    def _definition(self, build: Document) -> Document:
        """[I] A definition that was renamed or moved has its name of today; one that is gone its last."""
        call, reference = self._call, build["definition"]
        known = call.store.get(DEFINITION, call.project_id, reference["id"]) or reference
        names = ("id", "name", "path", "type", "queueStatus", "revision")
        shown = {
            **{name: known[name] for name in names if name in known},
            "url": call.addresses.build(
                call.project_id, f"Definitions/{reference['id']}?revision={known.get('revision', 1)}"
            ),
            "uri": f"vstfs:///Build/Definition/{reference['id']}",
            "project": self._project,
        }
        return growth.limited("Build.definition", shown, call)

    def _queue(self, build: Document) -> Document | None:
        queue = self._call.store.get(distributed_task.QUEUE, self._call.project_id, build.get("queue") or 0)
        if queue is None:
            return None
        return {"id": queue["id"], "name": queue["name"], "pool": pool_of(queue, self._call)}

    def _repository(self, repository: Document) -> Document | None:
        return self._once("repository", repository.get("id"), lambda: self._repository_once(repository))

    def _repository_once(self, repository: Document) -> Document:
        call = self._call
        shown: Document = {name: repository[name] for name in ("id", "type", "name", "url") if name in repository}
        known = call.store.get(REPOSITORY, call.project_id, str(repository.get("id", "")))
        if known is not None:
            shown["name"] = known["name"]
            shown["url"] = f"{call.addresses.base(CORE)}/{(call.project or {}).get('name')}/_git/{known['name']}"
        shown.update(clean=None, checkoutSubmodules=bool(repository.get("checkoutSubmodules")))
        return growth.limited("Build.repository", shown, call)


def pool_of(queue: Document, call: Call) -> Document | None:
    """Null in 2015 (recorded); the OpenAPI documents of builds know three fields of it."""
    if growth.newest(call) < growth.DESIGNER:
        return None
    pool = call.store.get(distributed_task.POOL, COLLECTION, queue["poolId"]) or {}
    return {name: pool[name] for name in ("id", "name", "isHosted") if name in pool}


def _as_of_2015(document: Document, call: Call) -> Document:
    """Recorded: no list of tags that is empty, properties in the answer to an update only, one link when read alone."""
    left_out = {"tags"} if not document.get("tags") else set()
    if call.method != "PATCH":
        left_out.add("properties")
    links = {name: link for name, link in document["_links"].items() if name != _SOURCES}
    if call.method == "GET" and "buildId" in call.path:
        links[_SOURCES] = {"href": ""}
    return {**{name: value for name, value in document.items() if name not in left_out}, "_links": links}


def chosen(properties: Document, names: list[str]) -> Document:
    """The properties of these names, "*" for all, as the server writes them: with their type."""
    return {
        name: {"$type": "System.String", "$value": value}
        for name, value in properties.items()
        if "*" in names or name in names
    }
