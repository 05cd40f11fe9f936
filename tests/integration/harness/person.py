# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Another person at the sandbox: what somebody does by hand, in the portal or with a script, between two tasks.

An action is a map with one key, the name of a method of `Person`, and its arguments; see the README beside the tests.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from release_management_sandbox.generations import GENERATIONS

Document = dict[str, Any]

_AUTOMATED = {"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False}]}
_STAGE = {"name": "Dev", "rank": 1, "preDeployApprovals": _AUTOMATED, "postDeployApprovals": _AUTOMATED}
_SMALLEST_JOB = {
    "2015": {"queueId": 1, "deployStep": {"tasks": []}},
    "modern": {
        "retentionPolicy": {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
        "deployPhases": [
            {"phaseType": "agentBasedDeployment", "rank": 1, "name": "Agent job", "deploymentInput": {"queueId": 1}}
        ],
    },
}
"""What a stage has besides, by the era of documents."""
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class ServerSaidNo(Exception):
    """The sandbox refused what a scenario wanted somebody to do."""


class Person:
    """Does things at a sandbox, in the newest version that its generation has.

    `origin` is its scheme, host and port. Every generation takes a token as bearer.
    """

    def __init__(self, origin: str, token: str, generation: str = "server2022", project: str = "Fabrikam"):
        self._origin = origin
        self._project = project
        self._era = GENERATIONS[generation].era
        self._version = f"{GENERATIONS[generation].maximum}-preview"
        self._authorization = f"Bearer {token}"
        self._token = token

    def act(self, action: Mapping[str, Any]) -> Any:
        """Carry out one action of a scenario."""
        ((name, arguments),) = action.items()
        method = getattr(self, name.replace("-", "_"))
        return method(**arguments) if isinstance(arguments, Mapping) else method(arguments)

    # ------------------------------------------------------------------------------------------ release definitions

    def edit(self, name: str, set: Mapping[str, Any] | None = None, remove: list[str] | None = None) -> Document:
        """Change places of a definition, such as `environments[0].deployPhases[0].workflowTasks[1].enabled`."""
        document = self.read(name)
        for place, value in (set or {}).items():
            _put(document, place, value)
        for place in remove or []:
            _drop(document, place)
        return self.call("PUT", "release/definitions", body=document)

    def create(self, **document: Any) -> Document:
        """Create a definition from an API document."""
        return self.call("POST", "release/definitions", body=document)

    def delete(self, name: str) -> None:
        """Delete a definition, which can be brought back."""
        self.call("DELETE", f"release/definitions/{self._find(name)['id']}")

    def tag(self, name: str, tag: str) -> None:
        """Give a definition a tag."""
        self.call("PATCH", f"release/definitions/{self._find(name)['id']}/tags/{quote(tag, safe='')}")

    def many(self, count: int, name: str, tag_every: int | None = None) -> None:
        """Create `Name 0`, `Name 1` and so on, and give every so-manieth the tag `marked`."""
        for number in range(count):
            made = self.create(name=f"{name} {number}", environments=[{**_STAGE, **_SMALLEST_JOB[self._era]}])
            if tag_every and number % tag_every == 0:
                self.call("PATCH", f"release/definitions/{made['id']}/tags/marked")

    def read(self, name: str) -> Document:
        """The whole document of a definition."""
        return self.call("GET", f"release/definitions/{self._find(name)['id']}")

    def all(self) -> list[Document]:
        """All definitions of the project, shallow."""
        return self.call("GET", "release/definitions", query="$top=10000")["value"]

    def build(self, number: int) -> Document | None:
        """The document of a build, or None when there is none."""
        # The first servers do not know the filter, and list all builds.
        found = self.call("GET", "build/builds", query=f"buildIds={number}")["value"]
        return next((one for one in found if one["id"] == number), None)

    def buildmaster(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Send a request to BuildMaster, to a path below `/api/`, and return its JSON."""
        content = self.send(method, f"api/{path}", body)
        return json.loads(content) if content.strip() else None

    def _find(self, name: str) -> Document:
        found = [one for one in self.all() if one["name"] == name]
        if len(found) != 1:
            raise ServerSaidNo(f"there are {len(found)} definitions named {name}")
        return found[0]

    # ------------------------------------------------------------------------------------------------- any request

    def call(self, method: str, path: str, body: Any = None, query: str = "", project: str | None = None) -> Any:
        """Send a request below `{project}/_apis/` and return its JSON."""
        address = f"DefaultCollection/{quote(project or self._project)}/_apis/{quote(path, safe='/%')}"
        content = self.send(method, f"{address}{'?' if query else ''}{query}", body)
        return json.loads(content) if content.strip() else None

    def send(self, method: str, path: str, body: Any = None) -> bytes:
        """Send a request to a path of the sandbox."""
        request = urllib.request.Request(
            f"{self._origin}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": self._authorization,
                "Accept": f"application/json;api-version={self._version}",
                "Content-Type": "application/json",
                "X-TFS-FedAuthRedirect": "Suppress",
                "X-ApiKey": self._token,
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as response:
                content: bytes = response.read()
        except urllib.error.HTTPError as error:
            raise ServerSaidNo(f"{method} {path}: {error.code} {error.read()[:500]!r}") from None
        return content


def _steps(place: str) -> list[Any]:
    return [int(index) if index else name for name, index in _STEP.findall(place)]


def _holder(document: Any, steps: list[Any]) -> Any:
    for step in steps:
        document = document[step]
    return document


def _put(document: Document, place: str, value: Any) -> None:
    *way, last = _steps(place)
    holder = _holder(document, way)
    if isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value


def _drop(document: Document, place: str) -> None:
    *way, last = _steps(place)
    del _holder(document, way)[last]
