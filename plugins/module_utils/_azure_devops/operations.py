# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation of the API that the collection uses: its route, its host, and its version.

Versions are those of the servers' OpenAPI documents and of Microsoft's own SDK. Where neither shows that an operation
left its preview, the preview flag is sent: servers accept it for released operations too, but refuse its absence
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Host
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Kind = Literal["json", "text"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One operation.

    :ivar route: below the host's base address; ``{names}`` are filled from the call's path values.
    :ivar kind: what a successful answer is: a JSON document, or text as it is.
    :ivar previews: by version family the number of the preview; where a family is absent, the operation is released.
    :ivar repeatable: a write that may be sent twice, with the same end.
    :ivar top: the query parameter that sets the size of a page.
    """

    method: str
    route: str
    host: Host = "core"
    kind: Kind = "json"
    previews: Mapping[str, int] = field(default_factory=dict)
    repeatable: bool = False
    top: str | None = None

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names that the route needs values for."""
        return tuple(_PLACEHOLDER.findall(self.route))

    def version(self, family: str) -> str:
        """Return the ``api-version`` to ask for, such as ``7.0`` or ``7.0-preview.1``."""
        preview = self.previews.get(family)
        return family if preview is None else f"{family}-preview.{preview}"

    def path(self, values: Mapping[str, Any]) -> str:
        """Return the route with its values, each percent-encoded once.

        :raises DeclarationError: a value cannot stand in a path.
        :raises KeyError: a value is missing.
        """
        return _PLACEHOLDER.sub(lambda match: _encode(match[1], str(values[match[1]])), self.route)


def _encode(name: str, value: str) -> str:
    # "." and ".." would lead to another address, an empty value to the whole list, whatever their encoding.
    if value in ("", ".", ".."):
        raise DeclarationError(f"{value!r} cannot stand for {name} in an address.")
    return quote(value, safe="")


_RELEASE = "{project}/_apis/release"
_DEFINITIONS = f"{_RELEASE}/definitions"
_DEFINITION = f"{_DEFINITIONS}/{{definition_id}}"
_FOLDER = f"{_RELEASE}/folders/{{path}}"
_TASK_AGENT = "{project}/_apis/distributedtask"

_FIRST_PREVIEW: Mapping[str, int] = {"7.0": 1, "7.1": 1}

OPERATIONS: Mapping[str, Operation] = {
    "release_definitions.list": Operation("GET", _DEFINITIONS, "release", top="$top"),
    "release_definitions.get": Operation("GET", _DEFINITION, "release"),
    "release_definitions.create": Operation("POST", _DEFINITIONS, "release"),
    "release_definitions.update": Operation("PUT", _DEFINITIONS, "release"),
    "release_definitions.delete": Operation("DELETE", _DEFINITION, "release"),
    "release_definitions.undelete": Operation("PATCH", _DEFINITION, "release"),
    "release_definitions.revisions": Operation("GET", f"{_DEFINITION}/revisions", "release"),
    "release_definitions.revision": Operation("GET", f"{_DEFINITION}/revisions/{{revision}}", "release", "text"),
    "definition_tags.list": Operation("GET", f"{_DEFINITION}/tags", "release", previews=_FIRST_PREVIEW),
    "definition_tags.add": Operation(
        "PATCH", f"{_DEFINITION}/tags/{{tag}}", "release", previews=_FIRST_PREVIEW, repeatable=True
    ),
    "definition_tags.remove": Operation("DELETE", f"{_DEFINITION}/tags/{{tag}}", "release", previews=_FIRST_PREVIEW),
    "release_folders.list": Operation("GET", f"{_RELEASE}/folders", "release"),
    "release_folders.create": Operation("POST", _FOLDER, "release"),
    "release_folders.update": Operation("PATCH", _FOLDER, "release"),
    "release_folders.delete": Operation("DELETE", _FOLDER, "release"),
    "releases.list": Operation("GET", f"{_RELEASE}/releases", "release", top="$top"),
    "queues.list": Operation("GET", f"{_TASK_AGENT}/queues"),
    "tasks.list": Operation("GET", "_apis/distributedtask/tasks", previews=_FIRST_PREVIEW),
    "task_groups.list": Operation("GET", f"{_TASK_AGENT}/taskgroups", top="$top"),
    "variable_groups.list": Operation("GET", f"{_TASK_AGENT}/variablegroups", top="$top"),
    "deployment_groups.list": Operation("GET", f"{_TASK_AGENT}/deploymentgroups", top="$top"),
    "service_endpoints.list": Operation("GET", "{project}/_apis/serviceendpoint/endpoints"),
    "identities.search": Operation("GET", "_apis/identities", "identity"),
    "build_definitions.list": Operation("GET", "{project}/_apis/build/definitions", top="$top"),
    "projects.list": Operation("GET", "_apis/projects", top="$top"),
    "projects.get": Operation("GET", "_apis/projects/{project}"),
    "repositories.list": Operation("GET", "{project}/_apis/git/repositories"),
    "connection_data.get": Operation("GET", "_apis/connectionData", previews=_FIRST_PREVIEW),
}
