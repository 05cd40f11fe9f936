# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions, releases, their stages, approvals and logs.

Versions: Microsoft's OpenAPI documents (4.1, 5.1, 6.0, 7.1) and SDKs (4.0, 5.0, 7.0, 7.1), reference documents and
recorded exchanges (2.2, 3.0). All of the area was under preview until Azure DevOps Server 2019.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    FIRST_PREVIEW,
    Operation,
    previews,
)

_AREA = "{project}/_apis/release"
_DEFINITIONS = f"{_AREA}/definitions"
_DEFINITION = f"{_DEFINITIONS}/{{definition_id}}"
_FOLDER = f"{_AREA}/folders/{{path}}"
_RELEASES = f"{_AREA}/releases"
_RELEASE = f"{_RELEASES}/{{release_id}}"
_ENVIRONMENT = f"{_RELEASE}/environments/{{environment_id}}"
_INTERVENTIONS = f"{_RELEASE}/manualinterventions"

# Of 3.0 the first preview is that of 2016, which lacks what TFS 2017 keeps: description, path, properties. A PUT of it
# would lose them. What number they came with is not known.
_DEFINITION_VERSIONS = previews(1, 0, 3)
_RELEASE_VERSIONS = previews(1, 2, 4)
_ENVIRONMENT_VERSIONS = previews(1, 2, 4, 6, 6)
_REVISION_VERSIONS = previews(1, 1, 1, 1, 1)
_LOG_VERSIONS = previews(1, 1, 2, 2, 2)
_APPROVAL_VERSIONS = previews(1, 1, 1)
# Of 5.0 no document tells; a server takes lower numbers than its own, too.
_FOLDER_VERSIONS = previews(1, 1, 1, 1, 2)

DEFINITION_TAGS = Capability("tags of release definitions", "3.2")
DELETED_DEFINITIONS = Capability("list of deleted release definitions, and their restoring", "4.0")
FOLDERS = Capability("folders of release definitions", "3.1")
TAGS = Capability("tags of releases", "3.2")
DEPLOYMENTS = Capability("list of deployments", "3.0", "what is deployed to a stage is told by the stages of releases")
INTERVENTIONS = Capability("manual interventions", "4.0")
LOGS_OF_PHASES = Capability("logs by deploy phase", "4.0", "the log of a task of the stage")

RELEASE: Mapping[str, Operation] = {
    "release_definitions.list": Operation("GET", _DEFINITIONS, "release", top="$top", versions=_DEFINITION_VERSIONS),
    "release_definitions.get": Operation("GET", _DEFINITION, "release", versions=_DEFINITION_VERSIONS),
    "release_definitions.create": Operation("POST", _DEFINITIONS, "release", versions=_DEFINITION_VERSIONS),
    "release_definitions.update": Operation(
        "PUT",
        _DEFINITIONS,
        "release",
        versions=_DEFINITION_VERSIONS,
        # The documents of 2016 have the id in the path.
        older={"3.0": Operation("PUT", _DEFINITION, "release", versions=_DEFINITION_VERSIONS)},
    ),
    "release_definitions.delete": Operation("DELETE", _DEFINITION, "release", versions=_DEFINITION_VERSIONS),
    "release_definitions.undelete": Operation(
        "PATCH",
        _DEFINITION,
        "release",
        versions=_DEFINITION_VERSIONS,
        needs=DELETED_DEFINITIONS,
    ),
    "release_definitions.revisions": Operation(
        "GET", f"{_DEFINITION}/revisions", "release", versions=_REVISION_VERSIONS
    ),
    "release_definitions.revision": Operation(
        "GET", f"{_DEFINITION}/revisions/{{revision}}", "release", "text", versions=_REVISION_VERSIONS
    ),
    "definition_tags.list": Operation(
        "GET",
        f"{_DEFINITION}/tags",
        "release",
        versions=FIRST_PREVIEW,
        needs=DEFINITION_TAGS,
    ),
    "definition_tags.add_all": Operation(
        "POST",
        f"{_DEFINITION}/tags",
        "release",
        versions=FIRST_PREVIEW,
        repeatable=True,
        needs=DEFINITION_TAGS,
    ),
    "definition_tags.remove": Operation(
        "DELETE",
        f"{_DEFINITION}/tags/{{tag}}",
        "release",
        versions=FIRST_PREVIEW,
        needs=DEFINITION_TAGS,
    ),
    "release_folders.list": Operation(
        "GET",
        f"{_AREA}/folders",
        "release",
        versions=_FOLDER_VERSIONS,
        needs=FOLDERS,
    ),
    "release_folders.create": Operation("POST", _FOLDER, "release", versions=_FOLDER_VERSIONS, needs=FOLDERS),
    "release_folders.update": Operation("PATCH", _FOLDER, "release", versions=_FOLDER_VERSIONS, needs=FOLDERS),
    "release_folders.delete": Operation("DELETE", _FOLDER, "release", versions=_FOLDER_VERSIONS, needs=FOLDERS),
    "releases.list": Operation("GET", _RELEASES, "release", top="$top", versions=_RELEASE_VERSIONS),
    "releases.get": Operation("GET", _RELEASE, "release", versions=_RELEASE_VERSIONS),
    "releases.create": Operation("POST", _RELEASES, "release", versions=_RELEASE_VERSIONS),
    "releases.replace": Operation("PUT", _RELEASE, "release", versions=_RELEASE_VERSIONS),
    "releases.update": Operation("PATCH", _RELEASE, "release", versions=_RELEASE_VERSIONS),
    "releases.delete": Operation("DELETE", _RELEASE, "release", versions=_RELEASE_VERSIONS),
    "releases.undelete": Operation("PUT", _RELEASE, "release", versions=_RELEASE_VERSIONS),
    "releases.log_archive": Operation("GET", f"{_RELEASE}/logs", "release", "zip", versions=_LOG_VERSIONS),
    "releases.history": Operation("GET", f"{_RELEASE}/history", "release", versions=FIRST_PREVIEW),
    "release_tags.list": Operation("GET", f"{_RELEASE}/tags", "release", versions=FIRST_PREVIEW, needs=TAGS),
    "release_tags.add": Operation(
        "PATCH",
        f"{_RELEASE}/tags/{{tag}}",
        "release",
        versions=FIRST_PREVIEW,
        repeatable=True,
        needs=TAGS,
    ),
    "release_tags.add_all": Operation(
        "POST",
        f"{_RELEASE}/tags",
        "release",
        versions=FIRST_PREVIEW,
        repeatable=True,
        needs=TAGS,
    ),
    "release_tags.remove": Operation(
        "DELETE",
        f"{_RELEASE}/tags/{{tag}}",
        "release",
        versions=FIRST_PREVIEW,
        repeatable=True,
        needs=TAGS,
    ),
    "release_environments.get": Operation("GET", _ENVIRONMENT, "release", versions=_ENVIRONMENT_VERSIONS),
    "release_environments.update": Operation("PATCH", _ENVIRONMENT, "release", versions=_ENVIRONMENT_VERSIONS),
    "release_tasks.log": Operation(
        "GET",
        f"{_ENVIRONMENT}/deployPhases/{{phase_id}}/tasks/{{task_id}}/logs",
        "release",
        "text",
        versions=_LOG_VERSIONS,
        needs=LOGS_OF_PHASES,
    ),
    "release_tasks.log_of_stage": Operation(
        "GET", f"{_ENVIRONMENT}/tasks/{{task_id}}/logs", "release", "text", versions=FIRST_PREVIEW
    ),
    "release_approvals.list": Operation("GET", f"{_AREA}/approvals", "release", top="top", versions=_APPROVAL_VERSIONS),
    "release_approvals.get": Operation(
        "GET", f"{_AREA}/approvals/{{approval_id}}", "release", versions=_APPROVAL_VERSIONS
    ),
    "release_approvals.update": Operation(
        "PATCH", f"{_AREA}/approvals/{{approval_id}}", "release", versions=_APPROVAL_VERSIONS
    ),
    "manual_interventions.list": Operation(
        "GET", _INTERVENTIONS, "release", versions=previews(1, 1, 1), needs=INTERVENTIONS
    ),
    "manual_interventions.get": Operation(
        "GET",
        f"{_INTERVENTIONS}/{{intervention_id}}",
        "release",
        versions=previews(1, 1, 1),
        needs=INTERVENTIONS,
    ),
    "manual_interventions.update": Operation(
        "PATCH",
        f"{_INTERVENTIONS}/{{intervention_id}}",
        "release",
        versions=previews(1, 1, 1),
        needs=INTERVENTIONS,
    ),
    "deployments.list": Operation(
        "GET",
        f"{_AREA}/deployments",
        "release",
        top="$top",
        versions=previews(1, 1, 1),
        needs=DEPLOYMENTS,
    ),
    "artifact_versions.list": Operation("GET", f"{_AREA}/artifacts/versions", "release", versions=FIRST_PREVIEW),
}
