# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of a sandbox in this process, and the documents that the tests send."""

from __future__ import annotations

import base64
from typing import Any

from asgi_client import AsgiClient

from release_management_sandbox.application import Sandbox
from release_management_sandbox.settings import DEFAULT_TOKEN, Settings

CHUCK = "52a5bc8d-4730-400a-95c7-7276d4ae5953"
FABRIKAM = "ff213d65-d61d-447c-b39d-d16f21b18364"


class Api:
    """Requests to one project's addresses, with the token and a version unless told otherwise."""

    def __init__(self, settings: Settings, base: str = "/DefaultCollection", release: str | None = None) -> None:
        self.sandbox = Sandbox(settings)
        self.client = AsgiClient(self.sandbox.app)
        self.base = base
        self.release_base = release or base
        token = base64.b64encode(f":{DEFAULT_TOKEN}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "X-TFS-FedAuthRedirect": "Suppress"}
        self.version = "7.1"

    def call(self, method: str, path: str, /, *, body: Any = None, headers: Any = None, **query: Any) -> Any:
        """`path` follows the base; a query name such as `api_version=None` leaves the version out."""
        parameters = {name.replace("expand", "$expand").replace("top", "$top"): str(one) for name, one in query.items()}
        version = parameters.pop("api_version", self.version)
        if version != "None":
            parameters["api-version"] = version
        return self.client.request(method, path, params=parameters, body=body, headers=headers or self.headers)

    def definitions(
        self, method: str = "GET", suffix: str = "", /, *, project: str = "Fabrikam", **arguments: Any
    ) -> Any:
        return self.call(method, f"{self.release_base}/{project}/_apis/release/definitions{suffix}", **arguments)

    def create(self, document: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        answer = self.definitions("POST", body=document, **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def update(self, document: dict[str, Any]) -> dict[str, Any]:
        answer = self.definitions("PUT", body=document)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, definition_id: int) -> dict[str, Any]:
        return self.definitions("GET", f"/{definition_id}").json()


def automated() -> dict[str, Any]:
    return {"approvals": [{"rank": 1, "isAutomated": True}]}


def stage(name: str = "Dev", rank: int = 1, **fields: Any) -> dict[str, Any]:
    """The least that a modern server takes for a stage."""
    return {
        "name": name,
        "rank": rank,
        "preDeployApprovals": automated(),
        "postDeployApprovals": automated(),
        "retentionPolicy": {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
        "deployPhases": [
            {"name": "Agent job", "rank": 1, "phaseType": "agentBasedDeployment", "deploymentInput": {"queueId": 2}}
        ],
        **fields,
    }


def build_artifact(**fields: Any) -> dict[str, Any]:
    return {
        "alias": "FabrikamCI",
        "type": "Build",
        "definitionReference": {
            "project": {"name": "Fabrikam", "id": FABRIKAM},
            "definition": {"name": "Fabrikam.CI", "id": "1"},
        },
        **fields,
    }
