# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds, their tags and what they leave behind; build definitions.

Versions: Microsoft's OpenAPI documents (4.1, 5.1, 6.0, 7.1) and SDKs (4.0, 5.0, 7.0, 7.1), reference documents and
recorded exchanges (2.0). Team Foundation Server 2015 is documented with version 2.0 here, whatever it knows besides.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    Operation,
)

_AREA = "{project}/_apis/build"
_BUILDS = f"{_AREA}/builds"
_BUILD = f"{_BUILDS}/{{build_id}}"
_LEASES = f"{_AREA}/retention/leases"

_VERSIONS = {"2.2": "2.0"}
_LEASE_VERSIONS = {"6.0": "6.0-preview.1"}

LEASES = Capability("retention leases of builds", "6.0")
LEASES_OF_A_BUILD = Capability("list of all retention leases of a build", "6.1")
LEASE_CHANGES = Capability("change of a retention lease", "6.1", "a lease that is otherwise is made anew")
TAGS_IN_ONE_REQUEST = Capability(
    "tags of a build added and removed in one request",
    "6.1",
    "additions in one request, a request for each removal, which cannot be of a tag with one of < > * % & : \\ ?",
)

BUILD: Mapping[str, Operation] = {
    "builds.list": Operation("GET", _BUILDS, top="$top", versions=_VERSIONS),
    "builds.get": Operation("GET", _BUILD, versions=_VERSIONS),
    "builds.queue": Operation("POST", _BUILDS, versions=_VERSIONS),
    "builds.update": Operation("PATCH", _BUILD, versions=_VERSIONS),
    "builds.delete": Operation("DELETE", _BUILD, versions=_VERSIONS),
    "builds.timeline": Operation("GET", f"{_BUILD}/timeline", versions=_VERSIONS),
    "builds.changes": Operation("GET", f"{_BUILD}/changes", top="$top", versions=_VERSIONS),
    "builds.work_items": Operation(
        "GET",
        f"{_BUILD}/workitems",
        top="$top",
        # The first documents have a POST without a body here; for Microsoft's clients of 3.0 that is another one.
        older={
            "2.2": Operation("POST", f"{_BUILD}/workitems", top="$top", versions=_VERSIONS, reads=True, repeatable=True)
        },
    ),
    "builds.logs": Operation("GET", f"{_BUILD}/logs", versions=_VERSIONS),
    "builds.log": Operation("GET", f"{_BUILD}/logs/{{log_id}}", kind="text", versions=_VERSIONS),
    "builds.log_archive": Operation("GET", f"{_BUILD}/logs", kind="zip", versions=_VERSIONS),
    "builds.artifacts": Operation("GET", f"{_BUILD}/artifacts", versions=_VERSIONS),
    "builds.artifact_archive": Operation(
        "GET",
        f"{_BUILD}/artifacts",
        kind="zip",
        # The address that a recorded answer of 2.0 names.
        older={"2.2": Operation("GET", f"{_BUILD}/artifacts/{{artifact}}", kind="zip", versions=_VERSIONS)},
    ),
    "build_tags.list": Operation("GET", f"{_BUILD}/tags", versions=_VERSIONS),
    "build_tags.add_all": Operation("POST", f"{_BUILD}/tags", repeatable=True, versions=_VERSIONS),
    "build_tags.remove": Operation("DELETE", f"{_BUILD}/tags/{{tag}}", repeatable=True, versions=_VERSIONS),
    "build_tags.update": Operation(
        "PATCH",
        f"{_BUILD}/tags",
        repeatable=True,
        versions=_VERSIONS,
        needs=TAGS_IN_ONE_REQUEST,
    ),
    "project_build_tags.list": Operation("GET", f"{_AREA}/tags", versions=_VERSIONS),
    "leases.of_build": Operation("GET", f"{_BUILD}/leases", versions=_LEASE_VERSIONS, needs=LEASES_OF_A_BUILD),
    "leases.list": Operation("GET", _LEASES, versions=_LEASE_VERSIONS, needs=LEASES),
    "leases.add": Operation("POST", _LEASES, versions=_LEASE_VERSIONS, needs=LEASES),
    "leases.update": Operation(
        "PATCH",
        f"{_LEASES}/{{lease_id}}",
        repeatable=True,
        versions=_LEASE_VERSIONS,
        needs=LEASE_CHANGES,
    ),
    "leases.delete": Operation("DELETE", _LEASES, repeatable=True, versions=_LEASE_VERSIONS, needs=LEASES),
    "build_definitions.list": Operation("GET", f"{_AREA}/definitions", top="$top", versions=_VERSIONS),
    "build_definitions.get": Operation("GET", f"{_AREA}/definitions/{{definition_id}}", versions=_VERSIONS),
}
