# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of the API each operation has on each generation, by those who make the servers: tables of facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from conformance_wire import shared_folder


class Version(NamedTuple):
    """A version such as 6.0-preview.8; `preview` is None for a released one, and 0 for a flag without a number."""

    number: tuple[int, ...]
    preview: int | None

    @classmethod
    def read(cls, text: str) -> Version:
        match = re.fullmatch(r"(\d+)\.(\d+)(?:-preview(?:\.(\d+))?)?", text)
        assert match, text
        return cls((int(match[1]), int(match[2])), int(match[3] or 0) if "-" in text else None)

    def allows(self, sent: Version) -> bool:
        """Whether a server whose document has this version of an operation takes a request in another one.

        It takes older ones of the same major number, and a preview of what is released; what is a preview, it takes
        with the flag only, and with no higher number.
        """
        if sent.number[0] != self.number[0] or sent.number > self.number:
            return False
        return self.preview is None or (sent.preview is not None and sent.preview <= self.preview)


SDKS = ("4.0", "5.0", "5.1")

_VERSIONS_OF_SDKS: Mapping[tuple[str | None, ...], tuple[str, ...]] = {
    ("4.0", "5.0", "5.1"): (
        "build_definitions.get",
        "build_definitions.list",
        "build_tags.add_all",
        "build_tags.list",
        "build_tags.remove",
        "builds.artifact_archive",
        "builds.artifacts",
        "builds.changes",
        "builds.delete",
        "builds.get",
        "builds.list",
        "builds.log",
        "builds.log_archive",
        "builds.logs",
        "builds.queue",
        "builds.timeline",
        "builds.update",
        "builds.work_items",
        "identities.search",
        "project_build_tags.list",
        "projects.get",
        "projects.list",
        "repositories.list",
    ),
    ("4.0-preview.1", None, "5.1-preview.1"): ("queues.list",),
    ("4.0-preview.1", "5.0", "5.1"): (
        "deployments.list",
        "manual_interventions.get",
        "manual_interventions.list",
        "manual_interventions.update",
        "release_approvals.list",
        "release_approvals.update",
    ),
    ("4.0-preview.3", "5.0", "5.1"): (
        "release_definitions.create",
        "release_definitions.delete",
        "release_definitions.get",
        "release_definitions.list",
        "release_definitions.update",
    ),
    ("4.0-preview.1", "5.0-preview.1", "5.1-preview.1"): (
        "connection_data.get",
        "deployment_groups.list",
        "release_definitions.revision",
        "release_definitions.revisions",
        "task_groups.list",
        "variable_groups.list",
    ),
    ("4.0-preview.4", None, "5.1-preview.6"): ("release_environments.get",),
    ("4.0-preview.4", "5.0-preview.6", "5.1-preview.6"): ("release_environments.update",),
    ("4.0-preview.1", None, "5.1-preview.2"): (
        "release_folders.delete",
        "release_folders.list",
        "release_folders.update",
    ),
    ("4.0-preview.4", None, None): (
        "releases.delete",
        "releases.undelete",
    ),
    ("4.0-preview.1", None, None): (
        "artifact_versions.list",
        "definition_tags.add_all",
        "definition_tags.list",
        "definition_tags.remove",
        "release_approvals.get",
        "release_folders.create",
        "release_tags.add",
        "release_tags.add_all",
        "release_tags.list",
        "release_tags.remove",
        "releases.history",
    ),
    ("4.0-preview.4", "5.0", "5.1"): (
        "releases.create",
        "releases.get",
        "releases.list",
        "releases.replace",
        "releases.update",
    ),
    ("4.0-preview.2", "5.0-preview.2", "5.1-preview.2"): (
        "release_tasks.log",
        "releases.log_archive",
        "service_endpoints.list",
    ),
    ("4.0", None, None): ("tasks.list",),
}

SDK_VERSIONS: Mapping[str, Mapping[str, str]] = {
    operation: {sdk: version for sdk, version in zip(SDKS, versions, strict=True) if version}
    for versions, operations in _VERSIONS_OF_SDKS.items()
    for operation in operations
}
"""By operation, what Microsoft's SDKs for Python send: vsts 0.1.25 (4.0), azure-devops 5.1.0b7 (5.0), 6.0.0b4 (5.1)."""

PREVIEWS_OF_6_0: Mapping[str, str] = {
    "connection_data.get": "6.0-preview.1",
    "deployment_groups.list": "6.0-preview.1",
    "queues.list": "6.0-preview.1",
    "service_endpoints.list": "6.0-preview.4",
    "task_groups.list": "6.0-preview.1",
    "variable_groups.list": "6.0-preview.2",
}
"""What azure-devops 6.0.0b4 sends as 6.0, of what had not been released before. It is older than the release of 6.0."""

NEVER_RELEASED = frozenset(
    {
        "artifact_versions.list",
        "connection_data.get",
        "definition_tags.add_all",
        "definition_tags.list",
        "definition_tags.remove",
        "release_tags.add",
        "release_tags.add_all",
        "release_tags.list",
        "release_tags.remove",
        "release_tasks.log_of_stage",
        "releases.history",
        "tasks.list",
    }
)
"""Nothing shows that they left their first preview: servers list them without a released version (0.0), or the SDKs
that have them send it. Servers take the flag of what is released, too.
"""

SAME_RESOURCE: Mapping[str, str] = {
    "release_approvals.get": "release_approvals.update",
    "release_definitions.undelete": "release_definitions.get",
    "releases.delete": "releases.get",
    "releases.undelete": "releases.get",
}
"""Operations that no document of today has, with another of the same resource, whose versions they share."""

FIRST_VERSIONS: Mapping[str, Mapping[str, str]] = {
    # Reference documents of Release Management for TFS 2015 Update 2, and of Build 2.0.
    "tfs2015": {"release": "2.2-preview.1", "build": "2.0"},
    # Reference documents and recorded exchanges of VSTS in 2016; Build 3.0 as clients have it.
    "tfs2017": {"release": "3.0-preview.1", "build": "3.0"},
}
"""What servers before the first SDK and OpenAPI document are spoken to in, by area."""

RELEASES_2016 = "3.0-preview.2"
OF_RELEASES_2016 = frozenset(
    {
        "releases.list",
        "releases.get",
        "releases.create",
        "releases.update",
        "releases.replace",
        "releases.delete",
        "releases.undelete",
        "release_environments.get",
        "release_environments.update",
    }
)
"""The document of releases has a preview of its own. [I] It holds for those of the resource that it does not print."""

DEFINITIONS_2017 = "3.0-preview"
OF_DEFINITIONS_2017 = frozenset(
    {
        "release_definitions.list",
        "release_definitions.get",
        "release_definitions.create",
        "release_definitions.update",
        "release_definitions.delete",
    }
)
"""What a client of TFS 2017 sends (behaviour notes). The recorded documents of 3.0-preview.1 lack what definitions of
TFS 2017 have: description, path, properties.
"""

LOWEST_REGISTERED: Mapping[str, str] = {
    "connection_data.get": "1.0",
    "deployment_groups.list": "3.2",
    "identities.search": "1.0",
    "projects.get": "1.0",
    "projects.list": "1.0",
    "queues.list": "2.0",
    "repositories.list": "1.0",
    "service_endpoints.list": "1.0",
    "task_groups.list": "3.0",
    "tasks.list": "1.0",
    "variable_groups.list": "3.1",
}
"""The lowest version of operations outside of both areas that servers register.

[I] Of identities, projects and repositories, which are as old as the API.
"""

ALWAYS_RELEASED = frozenset({"identities.search", "projects.get", "projects.list", "repositories.list"})
"""Those of them that need no preview flag on any generation; what servers released once stays released."""

_OPENAPI: Mapping[tuple[str, str], str] = {
    ("tfs2018", "release"): "release-tfs-4.1.json",
    ("tfs2018", "build"): "build-tfs-4.1.json",
    ("server2019", "release"): "release-5.1.json",
    ("server2019", "build"): "build-5.1.json",
    ("server2020", "release"): "release-6.0.json",
    ("server2020", "build"): "build-6.0.json",
    ("server2022", "release"): "release-azure-devops-server-7.1.json",
    ("server2022", "build"): "build-azure-devops-server-7.1.json",
    ("services", "release"): "release-7.1.json",
    ("services", "build"): "build-7.1.json",
    ("services", "distributedtask"): "distributedTask-taskAgent-7.1.json",
}

ROUTES_IN_DOCUMENTS = {
    # Optional at the end of the route, and written as required.
    "builds.timeline": "/{}",
    "release_folders.list": "/{}",
}
"""What the documents write after a route of ours."""


@cache
def _documented(name: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The operations of a document by method and route; parameters are all called the same."""
    document = json.loads((shared_folder("openapi") / name).read_text(encoding="utf-8"))
    found = {}
    for routes in (document["paths"], document.get("x-ms-paths", {})):
        for route, methods in routes.items():
            plain = re.sub(r"^/\{(organization|collection)\}/", "", route.rstrip("?"))
            for method, operation in methods.items():
                found[method.upper(), plain_route(plain)] = operation
    return found


def plain_route(route: str) -> str:
    """A route in lower case, with parameters that have no names."""
    return re.sub(r"\{\w+\}", "{}", route).lower()


def area_of(route: str) -> str:
    """The area that a route is of, in lower case."""
    match = re.search(r"_apis/(\w+)", route)
    assert match, route
    return match[1].lower()


def has_document(generation: str, area: str) -> bool:
    """Whether there is an OpenAPI document of an area on a generation."""
    return (generation, area) in _OPENAPI


def documented(generation: str, name: str, method: str, route: str) -> Mapping[str, Any] | None:
    """The operation as the generation's OpenAPI document has it; None where it does not."""
    document = _documented(_OPENAPI[generation, area_of(route)])
    return document.get((method, plain_route(route) + ROUTES_IN_DOCUMENTS.get(name, "")))


def documented_version(operation: Mapping[str, Any]) -> Version:
    """The version of an operation of an OpenAPI document."""
    return Version.read(operation["x-ms-docs-override-version"])
