# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds, their tags and what they leave behind; build definitions."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    FIRST_PREVIEW,
    Operation,
)

_AREA = "{project}/_apis/build"
_BUILDS = f"{_AREA}/builds"
_BUILD = f"{_BUILDS}/{{build_id}}"
_LEASES = f"{_AREA}/retention/leases"

BUILD: Mapping[str, Operation] = {
    "builds.list": Operation("GET", _BUILDS, top="$top"),
    "builds.get": Operation("GET", _BUILD),
    "builds.queue": Operation("POST", _BUILDS),
    "builds.update": Operation("PATCH", _BUILD),
    "builds.delete": Operation("DELETE", _BUILD),
    "builds.latest": Operation("GET", f"{_AREA}/latest/{{definition}}", previews=FIRST_PREVIEW),
    "builds.timeline": Operation("GET", f"{_BUILD}/timeline"),
    "builds.changes": Operation("GET", f"{_BUILD}/changes", top="$top"),
    "builds.work_items": Operation("GET", f"{_BUILD}/workitems", top="$top"),
    "builds.logs": Operation("GET", f"{_BUILD}/logs"),
    "builds.log": Operation("GET", f"{_BUILD}/logs/{{log_id}}", kind="text"),
    "builds.log_archive": Operation("GET", f"{_BUILD}/logs", kind="zip"),
    "builds.artifacts": Operation("GET", f"{_BUILD}/artifacts"),
    "builds.artifact_archive": Operation("GET", f"{_BUILD}/artifacts", kind="zip"),
    "build_tags.list": Operation("GET", f"{_BUILD}/tags"),
    "build_tags.add": Operation("PUT", f"{_BUILD}/tags/{{tag}}", repeatable=True),
    "build_tags.add_all": Operation("POST", f"{_BUILD}/tags", repeatable=True),
    "build_tags.remove": Operation("DELETE", f"{_BUILD}/tags/{{tag}}", repeatable=True),
    "build_tags.update": Operation("PATCH", f"{_BUILD}/tags", repeatable=True),
    "project_build_tags.list": Operation("GET", f"{_AREA}/tags"),
    "leases.of_build": Operation("GET", f"{_BUILD}/leases"),
    "leases.list": Operation("GET", _LEASES),
    "leases.add": Operation("POST", _LEASES),
    "leases.update": Operation("PATCH", f"{_LEASES}/{{lease_id}}", repeatable=True),
    "leases.delete": Operation("DELETE", _LEASES, repeatable=True),
    "build_definitions.list": Operation("GET", f"{_AREA}/definitions", top="$top"),
    "build_definitions.get": Operation("GET", f"{_AREA}/definitions/{{definition_id}}"),
}
