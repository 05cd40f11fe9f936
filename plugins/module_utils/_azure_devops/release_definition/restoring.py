# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier revisions of a release definition, as text of their day and as options."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import secrets
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.conversion import (
    Fit,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    era_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnexpectedAnswerError,
)

Document = dict[str, Any]
# A revision says everything: what it does not have was not there.
_NO_STAGE_CONTENT: Mapping[str, Any] = {
    "variables": {},
    "variable_groups": [],
    "conditions": [],
    "schedules": [],
    "environment_triggers": [],
}
_NO_CONTENT: Mapping[str, Any] = {
    "description": "",
    "variables": {},
    "variable_groups": [],
    "artifacts": [],
    "triggers": [],
    "release_name_format": "",
}


def restored_options(client: Client, actual: Document, revision: int, fit: Fit) -> dict[str, Any]:
    """The options of an earlier revision, under the name and folder that the definition has now.

    The text of a revision is as the server had it on its day; ``fit`` converts it for the server of today.
    Raises DeclarationError when there is no such revision, or when it needs a secret that is gone.
    """
    content = earlier_document(client, actual, revision, "restore_revision")
    missing = secrets.missing_secrets(content, actual)
    if missing:
        raise DeclarationError(
            f"revision {revision} needs secrets that the definition no longer has: {', '.join(missing)}. Declare"
            " them with their values first, then restore",
            option="restore_revision",
        )
    options = fit(options_of(content, "restore_revision"), content, "restore_revision")
    _follow_stages(options, content, actual)
    gated = _gated_stages(actual)
    stages = [
        {**_NO_STAGE_CONTENT, **gated.get(stage.get("id"), {}), **stage} for stage in options.get("environments") or []
    ]
    idle = era_of(client.generation.name).definition.idle
    options["raw"] = {**idle, **(options.get("raw") or {})}
    today = {"name": actual["name"], "path": actual.get("path") or "\\"}
    return {**_NO_CONTENT, **options, "environments": stages, **today}


def earlier_document(client: Client, actual: Document, revision: int, option: str) -> Document:
    """The document of an earlier revision. Raises DeclarationError when there is no such one."""
    if not 1 <= revision <= actual["revision"]:
        raise DeclarationError(
            f"there is no revision {revision}: {actual['name']} has the revisions 1 to {actual['revision']}",
            option=option,
        )
    text = client.call("release_definitions.revision", definition_id=actual["id"], revision=revision)
    return read_revision(text, revision)


def _gated_stages(actual: Mapping[str, Any]) -> dict[Any, dict[str, Any]]:
    """By id of a stage that has gates now: the options by which it has none."""
    sides = {"pre_deployment_gates": "preDeploymentGates", "post_deployment_gates": "postDeploymentGates"}
    return {
        stage.get("id"): {option: {"gates": []} for option, key in sides.items() if (stage.get(key) or {}).get("gates")}
        for stage in actual.get("environments") or []
    }


def _follow_stages(options: dict[str, Any], content: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
    """Find the stages of a revision by the ids that they had then, so that one renamed since keeps its history."""
    known = {stage.get("id") for stage in actual.get("environments") or []}
    had = {stage.get("name"): stage.get("id") for stage in content.get("environments") or []}
    for stage in options.get("environments") or []:
        if had.get(stage["name"]) in known:
            stage["id"] = had[stage["name"]]


def read_revision(text: Any, revision: int) -> Document:
    """The document of an earlier revision, which servers answer as the text that they once stored."""
    try:
        content = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise UnexpectedAnswerError(f"revision {revision} is not a release definition: the stored text is no JSON map")
    return content
