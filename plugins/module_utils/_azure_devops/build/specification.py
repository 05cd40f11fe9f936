# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the resources of this area, as Ansible argument specs; the connection is not among them."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._files.specification import DOWNLOAD_SPEC

Spec = dict[str, dict[str, Any]]

RESULTS = ["succeeded", "partiallySucceeded", "failed", "canceled", "none"]
STATUSES = ["inProgress", "completed", "cancelling", "postponed", "notStarted", "all", "none"]
REASONS = [
    "manual",
    "individualCI",
    "batchedCI",
    "schedule",
    "scheduleForced",
    "userCreated",
    "validateShelveset",
    "checkInShelveset",
    "pullRequest",
    "buildCompletion",
    "resourceTrigger",
    "triggered",
    "all",
    "none",
]
ORDERS = [f"{moment}Time{way}" for moment in ("finish", "queue", "start") for way in ("Ascending", "Descending")]

_TEXTS: dict[str, Any] = {"type": "list", "elements": "str"}
_NAMES_OR_IDS: dict[str, Any] = {"type": "list", "elements": "raw"}

# ------------------------------------------------------------------------------------------------- tags, and the builds listed

STATUS_AND_RESULT_SPEC: Spec = {
    "status_filter": {**_TEXTS, "choices": STATUSES},
    "result_filter": {**_TEXTS, "choices": RESULTS},
}

ONE_BUILD_SPEC: Spec = {
    "build_id": {"type": "int"},
    "build_number": {"type": "str"},
    "definition": {"type": "raw"},
    "path": {"type": "str"},
    "source_branch": {"type": "str"},
    **STATUS_AND_RESULT_SPEC,
}
"""What says which build is meant: its id, its number, or the latest one of a definition."""

TAG_SPEC: Spec = {
    **ONE_BUILD_SPEC,
    # Not as texts: Ansible would make one of a map, too.
    "tags": {"type": "list", "elements": "raw", "required": True},
    "state": {"type": "str", "choices": ["present", "absent", "exact"], "default": "present"},
}

QUERY_SPEC: Spec = {
    "build_id": {"type": "int"},
    "build_number": {"type": "str"},
    "definitions": {**_NAMES_OR_IDS, "aliases": ["definition"]},
    "path": {"type": "str"},
    "queues": _NAMES_OR_IDS,
    "branch_name": {"type": "str"},
    "repository_id": {"type": "str"},
    "repository_type": {"type": "str"},
    "requested_for": {"type": "str"},
    "reason_filter": {**_TEXTS, "choices": REASONS},
    **STATUS_AND_RESULT_SPEC,
    "tag_filters": _TEXTS,
    "min_time": {"type": "str"},
    "max_time": {"type": "str"},
    "min_finish_time": {"type": "str"},
    "max_finish_time": {"type": "str"},
    "deleted_filter": {"type": "str", "choices": ["excludeDeleted", "includeDeleted", "onlyDeleted"]},
    "type": {"type": "str", "choices": ["build", "xaml"]},
    "max_builds_per_definition": {"type": "int"},
    "build_ids": {"type": "list", "elements": "int"},
    "properties": _TEXTS,
    "query_order": {"type": "str", "choices": ORDERS},
    "limit": {"type": "int"},
    "include": {
        **_TEXTS,
        "choices": ["timeline", "changes", "work_items", "artifacts", "logs", "tags", "leases"],
    },
}

# ------------------------------------------------------------------------------------------------------------ one build

LEASE_SPEC: Spec = {
    "owner_id": {"type": "str"},
    "days_valid": {"type": "int"},
    "protect_pipeline": {"type": "bool"},
}

BUILD_SPEC: Spec = {
    "build_id": {"type": "int"},
    "build_number": {"type": "str"},
    "definition": {"type": "raw"},
    "path": {"type": "str"},
    "source_branch": {"type": "str"},
    "source_version": {"type": "str"},
    "parameters": {"type": "dict"},
    "template_parameters": {"type": "dict"},
    "queue": {"type": "raw"},
    "priority": {"type": "str"},
    "demands": _TEXTS,
    "reason": {"type": "str"},
    "ignore_warnings": {"type": "bool"},
    "check_in_ticket": {"type": "str"},
    "source_build_id": {"type": "int"},
    "keep_forever": {"type": "bool"},
    "status": {"type": "str"},
    "result": {"type": "str"},
    "start_time": {"type": "str"},
    "finish_time": {"type": "str"},
    "retention_leases": {"type": "list", "elements": "dict", "options": LEASE_SPEC},
}
"""What is declared about a build; nothing has a default, and the model checks the rest."""

_UNDER_WAY = ["notStarted", "inProgress", "postponed"]
_ENDS = ["succeeded", "partiallySucceeded", "failed", "canceled"]

BUILD_TASK_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "canceled", "absent"], "default": "present"},
    "match_limit": {"type": "int", "default": 200},
    "match_results": {
        **_TEXTS,
        "choices": [*_UNDER_WAY, *_ENDS],
        "default": [*_UNDER_WAY, "succeeded", "partiallySucceeded"],
    },
    "force": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 3600},
    "poll_interval": {"type": "float", "default": 10.0},
    "fail_on_result": {**_TEXTS, "choices": _ENDS, "default": ["failed", "canceled"]},
    "force_delete": {"type": "bool", "default": False},
}
"""How the task itself is to go about it."""

# ------------------------------------------------------------------------------------------------------- downloads

ARTIFACT_SPEC: Spec = {
    **ONE_BUILD_SPEC,
    "name": {"type": "str", "required": True},
    **DOWNLOAD_SPEC,
}

LOG_SPEC: Spec = {
    **ONE_BUILD_SPEC,
    "log_id": {"type": "int"},
    "task": {"type": "str"},
    "start_line": {"type": "int"},
    "end_line": {"type": "int"},
    **DOWNLOAD_SPEC,
}
