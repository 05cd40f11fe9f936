# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the resources of this area, as Ansible argument specs; the connection is not among them."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._files.specification import DOWNLOAD_SPEC

Spec = dict[str, dict[str, Any]]

_TEXTS: dict[str, Any] = {"type": "list", "elements": "str"}

# ------------------------------------------------------------------------------------------------------------ releases

REASONS = ["none", "manual", "continuousIntegration", "schedule", "pullRequest"]

ARTIFACT: Spec = {
    "alias": {"type": "str"},
    "version": {"type": "raw"},
    "branch": {"type": "str"},
    "tags": {**_TEXTS, "aliases": ["tag"]},
}
STAGE_VARIABLES: Spec = {
    "name": {"type": "str"},
    "variables": {"type": "dict"},
}
RELEASE_SPEC: Spec = {
    "state": {"type": "str", "choices": ["active", "draft", "abandoned", "absent"], "default": "active"},
    "release_id": {"type": "int"},
    "definition": {"type": "raw"},
    "path": {"type": "str"},
    "name": {"type": "str"},
    "artifacts": {"type": "list", "elements": "dict", "options": ARTIFACT},
    "description": {"type": "str"},
    "variables": {"type": "dict"},
    "environments": {"type": "list", "elements": "dict", "options": STAGE_VARIABLES, "aliases": ["stages"]},
    "manual_environments": {**_TEXTS, "aliases": ["manual_stages"]},
    "reason": {"type": "str", "choices": REASONS},
    "keep_forever": {"type": "bool"},
    "tags": _TEXTS,
    "comment": {"type": "str"},
    "match_limit": {"type": "int", "default": 200},
    "force": {"type": "bool", "default": False},
}

# ------------------------------------------------------------------------------------------- stages and what they ask

ONE_STAGE_SPEC: Spec = {
    "release_id": {"type": "int"},
    "definition": {"type": "raw"},
    "path": {"type": "str"},
    "name": {"type": "str"},
    "environment": {"type": "str", "required": True, "aliases": ["stage"]},
}
"""What says which stage is meant: the release (its id, its name, or the newest one of a definition), and its name."""

STAGE_SPEC: Spec = {
    **ONE_STAGE_SPEC,
    "state": {"type": "str", "choices": ["deployed", "canceled"], "default": "deployed"},
    "redeploy": {"type": "bool", "default": False},
    "ensure_current": {"type": "bool", "default": False},
    "after_attempt": {"type": "int"},
    "scheduled_time": {"type": "str"},
    "comment": {"type": "str"},
    "variables": {"type": "dict"},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 3600},
    "poll_interval": {"type": "float", "default": 10.0},
}
APPROVAL_SPEC: Spec = {
    **ONE_STAGE_SPEC,
    "state": {"type": "str", "choices": ["approved", "rejected", "reassigned"], "default": "approved"},
    "type": {"type": "str", "choices": ["pre_deploy", "post_deploy", "manual_intervention"], "default": "pre_deploy"},
    "comment": {"type": "str"},
    "assignee": {"type": "str"},
    "wait_timeout": {"type": "int", "default": 60},
    "poll_interval": {"type": "float", "default": 10.0},
}

# ------------------------------------------------------------------------------------------------- queries, downloads

QUERY_SPEC: Spec = {
    "release_id": {"type": "int"},
    "name": {"type": "str"},
    "definition": {"type": "raw"},
    "path": {"type": "str"},
    "environment": {"type": "str", "aliases": ["stage"]},
    "definition_id": {"type": "int"},
    "definition_environment_id": {"type": "int"},
    "search_text": {"type": "str"},
    "created_by": {"type": "str"},
    "status_filter": {"type": "str", "choices": ["draft", "active", "abandoned", "undefined"]},
    "environment_status_filter": {
        **_TEXTS,
        "choices": [
            *("notStarted", "inProgress", "succeeded", "canceled", "rejected", "queued", "scheduled"),
            "partiallySucceeded",
        ],
    },
    "min_created_time": {"type": "str"},
    "max_created_time": {"type": "str"},
    "query_order": {"type": "str", "choices": ["ascending", "descending"]},
    "expand": {
        **_TEXTS,
        "choices": ["none", "environments", "artifacts", "approvals", "manualInterventions", "variables", "tags"],
    },
    "artifact_type_id": {"type": "str"},
    "source_id": {"type": "str"},
    "artifact_version_id": {"type": "str"},
    "source_branch_filter": {"type": "str"},
    "is_deleted": {"type": "bool"},
    "tag_filter": _TEXTS,
    "property_filters": _TEXTS,
    "release_id_filter": {"type": "list", "elements": "int"},
    "limit": {"type": "int"},
    "include": {
        **_TEXTS,
        "choices": [
            *("environments", "artifacts", "approvals", "manual_interventions", "variables", "tags", "logs"),
            "revisions",
        ],
    },
}
LOG_SPEC: Spec = {
    **ONE_STAGE_SPEC,
    # Only the log of one task is of a stage.
    "environment": {**ONE_STAGE_SPEC["environment"], "required": False},
    "task": {"type": "raw"},
    "rank": {"type": "int"},
    "phase": {"type": "str", "aliases": ["job"]},
    "agent": {"type": "str"},
    "attempt": {"type": "int"},
    "start_line": {"type": "int"},
    "end_line": {"type": "int"},
    **DOWNLOAD_SPEC,
}
