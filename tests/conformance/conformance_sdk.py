# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own SDK against a sandbox: it finds the hosts and routes itself and negotiates versions."""

from __future__ import annotations

from typing import Any

from azure.devops.connection import Connection
from msrest.authentication import BasicAuthentication

from release_management_sandbox.testing import RunningSandbox

PROJECT = "Fabrikam"

# Routes for which the SDK has no method, by the ids that OPTIONS of real servers has for them.
DEFINITIONS = "d8f96f24-8ea7-4cb6-baab-2df8fc515665"
DEFINITION_TAGS = "3d21b4c8-c32e-45b2-a7cb-770a369012f4"
FOLDERS = "f7ddf76d-ce0c-4d68-94ff-becaec5d9dea"
TASKS = "60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd"


class Sdk:
    """The clients of the SDK for one sandbox, and the continuation token of the last answer."""

    def __init__(self, sandbox: RunningSandbox, token: str | None = None) -> None:
        credentials = BasicAuthentication("", sandbox.token if token is None else token)
        self._clients = Connection(base_url=sandbox.url, creds=credentials).clients_v7_1
        self.continuation_token: str | None = None
        self.release = self._listening(self._clients.get_release_client())
        self.task_agent = self._clients.get_task_agent_client()
        self.service_endpoint = self._clients.get_service_endpoint_client()
        self.identity = self._clients.get_identity_client()
        self.core = self._clients.get_core_client()
        self.build = self._clients.get_build_client()
        self.git = self._clients.get_git_client()
        self.location = self._clients.get_location_client()

    def send(self, client: Any, method: str, location: str, body: Any = None, **route: Any) -> Any:
        """A request without a method of its own: the SDK finds its route and its version."""
        version = {TASKS: "7.1", DEFINITIONS: "7.1-preview.4", FOLDERS: "7.1-preview.2"}.get(location, "7.1-preview.1")
        response = client._send(method, location, version, route_values=dict(route), content=body)
        return response.json() if response.content else None

    def _listening(self, client: Any) -> Any:
        """The SDK gives the items of a list and keeps the token of the next page to itself."""
        send = client._send

        def listen(*arguments: Any, **options: Any) -> Any:
            response = send(*arguments, **options)
            self.continuation_token = client._get_continuation_token(response)
            return response

        client._send = listen
        return client
