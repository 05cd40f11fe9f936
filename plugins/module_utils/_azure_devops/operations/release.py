# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions, releases, their stages, approvals and logs."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    FIRST_PREVIEW,
    Operation,
)

_AREA = "{project}/_apis/release"
_DEFINITIONS = f"{_AREA}/definitions"
_DEFINITION = f"{_DEFINITIONS}/{{definition_id}}"
_FOLDER = f"{_AREA}/folders/{{path}}"
_RELEASES = f"{_AREA}/releases"
_RELEASE = f"{_RELEASES}/{{release_id}}"
_ENVIRONMENT = f"{_RELEASE}/environments/{{environment_id}}"
_INTERVENTIONS = f"{_RELEASE}/manualinterventions"

RELEASE: Mapping[str, Operation] = {
    "release_definitions.list": Operation("GET", _DEFINITIONS, "release", top="$top"),
    "release_definitions.get": Operation("GET", _DEFINITION, "release"),
    "release_definitions.create": Operation("POST", _DEFINITIONS, "release"),
    "release_definitions.update": Operation("PUT", _DEFINITIONS, "release"),
    "release_definitions.delete": Operation("DELETE", _DEFINITION, "release"),
    "release_definitions.undelete": Operation("PATCH", _DEFINITION, "release"),
    "release_definitions.revisions": Operation("GET", f"{_DEFINITION}/revisions", "release"),
    "release_definitions.revision": Operation("GET", f"{_DEFINITION}/revisions/{{revision}}", "release", "text"),
    "definition_tags.list": Operation("GET", f"{_DEFINITION}/tags", "release", previews=FIRST_PREVIEW),
    "definition_tags.add": Operation(
        "PATCH", f"{_DEFINITION}/tags/{{tag}}", "release", previews=FIRST_PREVIEW, repeatable=True
    ),
    "definition_tags.remove": Operation("DELETE", f"{_DEFINITION}/tags/{{tag}}", "release", previews=FIRST_PREVIEW),
    "release_folders.list": Operation("GET", f"{_AREA}/folders", "release"),
    "release_folders.create": Operation("POST", _FOLDER, "release"),
    "release_folders.update": Operation("PATCH", _FOLDER, "release"),
    "release_folders.delete": Operation("DELETE", _FOLDER, "release"),
    "releases.list": Operation("GET", _RELEASES, "release", top="$top"),
    "releases.get": Operation("GET", _RELEASE, "release"),
    "releases.create": Operation("POST", _RELEASES, "release"),
    "releases.replace": Operation("PUT", _RELEASE, "release"),
    "releases.update": Operation("PATCH", _RELEASE, "release"),
    "releases.delete": Operation("DELETE", _RELEASE, "release"),
    "releases.undelete": Operation("PUT", _RELEASE, "release"),
    "releases.log_archive": Operation("GET", f"{_RELEASE}/logs", "release", "zip"),
    "releases.history": Operation("GET", f"{_RELEASE}/history", "release", previews=FIRST_PREVIEW),
    "release_tags.list": Operation("GET", f"{_RELEASE}/tags", "release", previews=FIRST_PREVIEW),
    "release_tags.add": Operation(
        "PATCH", f"{_RELEASE}/tags/{{tag}}", "release", previews=FIRST_PREVIEW, repeatable=True
    ),
    "release_tags.add_all": Operation("POST", f"{_RELEASE}/tags", "release", previews=FIRST_PREVIEW, repeatable=True),
    "release_tags.remove": Operation(
        "DELETE", f"{_RELEASE}/tags/{{tag}}", "release", previews=FIRST_PREVIEW, repeatable=True
    ),
    "release_environments.get": Operation("GET", _ENVIRONMENT, "release"),
    "release_environments.update": Operation("PATCH", _ENVIRONMENT, "release"),
    "release_tasks.log": Operation(
        "GET", f"{_ENVIRONMENT}/deployPhases/{{phase_id}}/tasks/{{task_id}}/logs", "release", "text"
    ),
    "release_tasks.log_of_stage": Operation(
        "GET", f"{_ENVIRONMENT}/tasks/{{task_id}}/logs", "release", "text", previews=FIRST_PREVIEW
    ),
    "release_approvals.list": Operation("GET", f"{_AREA}/approvals", "release", top="top"),
    "release_approvals.get": Operation("GET", f"{_AREA}/approvals/{{approval_id}}", "release"),
    "release_approvals.update": Operation("PATCH", f"{_AREA}/approvals/{{approval_id}}", "release"),
    "manual_interventions.list": Operation("GET", _INTERVENTIONS, "release"),
    "manual_interventions.get": Operation("GET", f"{_INTERVENTIONS}/{{intervention_id}}", "release"),
    "manual_interventions.update": Operation("PATCH", f"{_INTERVENTIONS}/{{intervention_id}}", "release"),
    "deployments.list": Operation("GET", f"{_AREA}/deployments", "release", top="$top"),
    "artifact_versions.list": Operation("GET", f"{_AREA}/artifacts/versions", "release", previews=FIRST_PREVIEW),
}
