# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release that would be created: as the server would answer it, and in the terms of the options."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.matching import Wanted

Document = dict[str, Any]

HIDDEN = "********"
_AS_DECLARED = ("name", "description", "manual_environments", "reason", "keep_forever", "tags")


def predicted(wanted: Wanted, declared: Mapping[str, Any]) -> Document:
    """The release that check mode shows. What only the server gives is null: ids, and a name that is not declared."""
    definition = wanted.definition
    release: Document = {
        "id": None,
        "name": declared.get("name"),
        "status": declared["state"],
        "description": declared.get("description") or "",
        "reason": declared.get("reason") or "manual",
        "keepForever": bool(declared.get("keep_forever")),
        "tags": list(declared.get("tags") or []),
        "releaseDefinition": {"id": definition["id"], "name": definition.get("name")},
        "releaseDefinitionRevision": definition.get("revision"),
        "variables": copy.deepcopy(definition.get("variables") or {}),
        "artifacts": [_artifact(artifact, wanted) for artifact in definition.get("artifacts") or []],
        "environments": [_stage(stage) for stage in definition.get("environments") or []],
    }
    for setting in wanted.settings:
        setting.put_into(release, shown=True)
    return release


def declared_terms(wanted: Wanted, declared: Mapping[str, Any]) -> Document:
    """What a diff shows of a creation: the declaration, with the versions and names that it means."""
    terms: Document = {
        "definition": wanted.definition.get("name"),
        "state": declared["state"],
        "artifacts": {alias: version.name for alias, version in wanted.versions.items()},
        **{option: declared[option] for option in _AS_DECLARED if option in declared},
    }
    for one in wanted.settings:
        holder = terms if one.stage is None else terms.setdefault("environments", {}).setdefault(one.stage, {})
        holder.setdefault("variables", {})[one.name] = HIDDEN if one.is_secret else one.value
    return terms


def _artifact(artifact: Mapping[str, Any], wanted: Wanted) -> Document:
    version = wanted.versions[artifact["alias"]]
    reference = {**(artifact.get("definitionReference") or {}), "version": {"id": version.id, "name": version.name}}
    if version.branch:
        reference["branch"] = {"id": version.branch, "name": version.branch}
    return {**artifact, "definitionReference": reference}


def _stage(stage: Mapping[str, Any]) -> Document:
    return {
        "id": None,
        "definitionEnvironmentId": stage.get("id"),
        "name": stage.get("name"),
        "rank": stage.get("rank"),
        "status": "notStarted",
        "variables": copy.deepcopy(stage.get("variables") or {}),
    }
