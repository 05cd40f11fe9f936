# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain HTTP to a sandbox, recorded: what was sent, what came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from release_management_sandbox.testing import RunningSandbox

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared"
"""Documents and recordings of real servers, beside the checkout where somebody has them."""


def shared_folder(*parts: str) -> Path:
    """A folder of the material about real servers; skips the test where it is not there."""
    folder = SHARED.joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(f"there is no folder {folder}: nothing to compare with")
    return folder


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. `resource` is what follows `_apis/` in the path, `answer` None for an empty one."""

    method: str
    resource: str
    body: Any
    status: int
    media_type: str
    answer: Any
    content_type: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.resource}"


def exchange(method: str, url: str, body: Any, status: int, content_type: str, content: bytes) -> Exchange:
    """What was sent to a URL and what came back, read."""
    media_type = content_type.split(";")[0]
    answer: Any = content.decode() or None
    if answer is not None and media_type == "application/json":
        answer = json.loads(answer)
    return Exchange(method, url.split("?")[0].split("/_apis/", 1)[1], body, status, media_type, answer, content_type)


class Wire:
    """Requests with the token and a version, as a careful client sends them."""

    def __init__(self, sandbox: RunningSandbox, generation: str) -> None:
        self.generation = generation
        self.sandbox = sandbox
        self.version = {"server2022": "7.1", "services": "7.2-preview"}[generation]
        self.exchanges: list[Exchange] = []
        self._hosts = {"core": sandbox.url, "release": sandbox.release_url, "identity": sandbox.identity_url}
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = ("", sandbox.token)
        self._session.headers["X-TFS-FedAuthRedirect"] = "Suppress"

    def call(
        self,
        method: str,
        resource: str,
        body: Any = None,
        *,
        host: str = "core",
        project: str | None = "Fabrikam",
        version: str | None = None,
        **query: Any,
    ) -> Exchange:
        """One exchange; `expand` and `top` become `$expand` and `$top`."""
        base = "/".join(filter(None, (self._hosts[host], project)))
        names = {"expand": "$expand", "top": "$top"}
        parameters = {names.get(name, name): value for name, value in query.items()}
        parameters["api-version"] = version or self.version
        response = self._session.request(
            method, f"{base}/_apis/{resource}", params=parameters, json=body, timeout=30, allow_redirects=False
        )
        content_type = response.headers.get("content-type", "")
        seen = exchange(method, response.url, body, response.status_code, content_type, response.content)
        self.exchanges.append(seen)
        return seen

    def release(self, method: str, resource: str, body: Any = None, **options: Any) -> Exchange:
        """One exchange with the release service."""
        return self.call(method, f"release/{resource}", body, host="release", **options)

    def created(self, document: dict[str, Any]) -> dict[str, Any]:
        """The answer to the creation of a definition."""
        seen = self.release("POST", "definitions", document)
        assert seen.status == 200, seen.answer
        return dict(seen.answer)


OLDER_VERSIONS = {"tfs2018": "4.1-preview", "server2019": "5.1-preview", "server2020": "6.0-preview"}
"""The generations that have OpenAPI documents of their own, and are not of today; the versions of these."""


class OlderWire(Wire):
    """Requests to an older generation, always with the preview flag: which operation needs it is tested elsewhere."""

    def __init__(self, sandbox: RunningSandbox, generation: str) -> None:
        super().__init__(sandbox, "server2022")
        self.generation, self.version = generation, OLDER_VERSIONS[generation]
