# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A build as the API shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from release_management_sandbox.areas import distributed_task
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
OMITTED = {"POST": frozenset({"sourceVersion"}), "PATCH": frozenset({"parameters"})}
"""What the answer to a write leaves out (recorded)."""


class Shaper:
    """Shows builds of one request; what they have in common is made once."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._project = project_reference(call.project or {}, call.addresses)
        self._known: dict[tuple[str, Any], Document | None] = {}
        self._web = f"{call.addresses.base(CORE)}/{call.project_id}/_build/results?buildId="

    def shown(self, build: Document, properties: list[str] | None = None) -> Document:
        """`properties` names those to show besides; a build shows none by itself, "*" all."""
        call, number = self._call, build["id"]
        url = call.addresses.build(call.project_id, f"Builds/{number}")
        lower = call.addresses.build(call.project_id, f"builds/{number}")
        document: Document = {
            "_links": {
                "self": {"href": url},
                "web": {"href": f"{self._web}{number}"},
                "sourceVersionDisplayUri": {"href": f"{lower}/sources"},
                "timeline": {"href": f"{lower}/Timeline"},
                "badge": {"href": call.addresses.build(call.project_id, f"status/{build['definition']['id']}")},
            },
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
        return {name: value for name, value in document.items() if value is not None}

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
        return {
            **{name: known[name] for name in names if name in known},
            "url": call.addresses.build(
                call.project_id, f"Definitions/{reference['id']}?revision={known.get('revision', 1)}"
            ),
            "uri": f"vstfs:///Build/Definition/{reference['id']}",
            "project": self._project,
        }

    def _queue(self, build: Document) -> Document | None:
        queue = self._call.store.get(distributed_task.QUEUE, self._call.project_id, build.get("queue") or 0)
        if queue is None:
            return None
        pool = self._call.store.get(distributed_task.POOL, COLLECTION, queue["poolId"]) or {}
        shown = {name: pool[name] for name in ("id", "name", "isHosted") if name in pool}
        return {"id": queue["id"], "name": queue["name"], "pool": shown}

    def _repository(self, repository: Document) -> Document | None:
        return self._once("repository", repository.get("id"), lambda: self._repository_once(repository))

    def _repository_once(self, repository: Document) -> Document:
        call = self._call
        shown = {name: repository[name] for name in ("id", "type", "name", "url") if name in repository}
        known = call.store.get(REPOSITORY, call.project_id, str(repository.get("id", "")))
        if known is not None:
            shown["name"] = known["name"]
            shown["url"] = f"{call.addresses.base(CORE)}/{(call.project or {}).get('name')}/_git/{known['name']}"
        return {**shown, "clean": None, "checkoutSubmodules": bool(repository.get("checkoutSubmodules"))}


def chosen(properties: Document, names: list[str]) -> Document:
    """The properties of these names, "*" for all, as the server writes them: with their type."""
    return {
        name: {"$type": "System.String", "$value": value}
        for name, value in properties.items()
        if "*" in names or name in names
    }
