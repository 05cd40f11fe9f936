# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a release definition's content, as an Ansible argument spec.

Nothing here has a default, is required or excludes another: what is not given is not given, and the models check the
rest, so that an error names the entry. A value that has several spellings (a name or an id, a plain value or a map) is
``raw``: AnsibleModule would convert it before the models see it.
"""

from __future__ import annotations

from typing import Any

Spec = dict[str, dict[str, Any]]

_RAW: dict[str, Any] = {"type": "dict"}
_TEXTS: dict[str, Any] = {"type": "list", "elements": "str"}


def _one(options: Spec) -> dict[str, Any]:
    return {"type": "dict", "options": options}


def _many(options: Spec, *aliases: str) -> dict[str, Any]:
    return {"type": "list", "elements": "dict", "options": options, **({"aliases": list(aliases)} if aliases else {})}


# -------------------------------------------------------------------------------------------------------------- jobs

WORKFLOW_TASK: Spec = {
    "task": {"type": "str"},
    "task_group": {"type": "str"},
    "version": {"type": "str"},
    "name": {"type": "str"},
    "ref_name": {"type": "str"},
    "inputs": {"type": "dict"},
    "enabled": {"type": "bool"},
    "always_run": {"type": "bool"},
    "continue_on_error": {"type": "bool"},
    "condition": {"type": "str"},
    "timeout_in_minutes": {"type": "int"},
    "retry_count_on_task_failure": {"type": "int"},
    "environment": {"type": "dict"},
    "override_inputs": {"type": "dict"},
    "raw": _RAW,
}
DEPLOY_PHASE: Spec = {
    "name": {"type": "str"},
    "phase_type": {"type": "str"},
    "ref_name": {"type": "str"},
    "queue": {"type": "raw"},
    "deployment_group": {"type": "raw"},
    "agent_specification": {"type": "str"},
    "demands": _TEXTS,
    "condition": {"type": "str"},
    "timeout_in_minutes": {"type": "int"},
    "job_cancel_timeout_in_minutes": {"type": "int"},
    "skip_artifacts_download": {"type": "bool"},
    "download_artifacts": {"type": "list", "elements": "raw"},
    "enable_access_token": {"type": "bool", "no_log": False},
    "override_inputs": {"type": "dict"},
    "parallel": {"type": "raw"},
    "health_percent": {"type": "int"},
    "deployment_health_option": {"type": "str"},
    "tags": _TEXTS,
    "workflow_tasks": _many(WORKFLOW_TASK, "tasks"),
    "raw": _RAW,
}

# ----------------------------------------------------------------------------------------- artifacts and what triggers

ARTIFACT: Spec = {
    "alias": {"type": "str"},
    "type": {"type": "str"},
    "project": {"type": "str"},
    "definition": {"type": "str"},
    "definition_reference": {"type": "dict"},
    "default_version": {"type": "raw"},
    "is_primary": {"type": "bool"},
    "is_retained": {"type": "bool"},
    "raw": _RAW,
}
SCHEDULE: Spec = {
    "days_to_release": {"type": "raw"},
    "start_hours": {"type": "int"},
    "start_minutes": {"type": "int"},
    "time_zone_id": {"type": "str"},
    "schedule_only_with_changes": {"type": "bool"},
    "raw": _RAW,
}
TRIGGER_CONDITION: Spec = {
    "source_branch": {"type": "str"},
    "target_branch": {"type": "str"},
    "tags": _TEXTS,
    "tag_filter": {"type": "str"},
    "use_build_definition_branch": {"type": "bool"},
    "create_release_on_build_tagging": {"type": "bool"},
    "raw": _RAW,
}
PULL_REQUEST_CONFIGURATION: Spec = {
    "use_artifact_reference": {"type": "bool"},
    "system_type": {"type": "str"},
    "project": {"type": "str"},
    "repository": {"type": "str"},
    "repository_reference": {"type": "dict"},
    "raw": _RAW,
}
TRIGGER: Spec = {
    "trigger_type": {"type": "str"},
    # The API calls it alias in some types and artifactAlias in others.
    "alias": {"type": "str", "aliases": ["artifact_alias"]},
    "trigger_conditions": _many(TRIGGER_CONDITION),
    "schedule": _one(SCHEDULE),
    "branch_filters": _TEXTS,
    "tag_filters": _TEXTS,
    "pull_request_configuration": _one(PULL_REQUEST_CONFIGURATION),
    "status_policy_name": {"type": "str"},
    "raw": _RAW,
}

# ------------------------------------------------------------------------------------------------------ environments

APPROVAL_OPTIONS: Spec = {
    "required_approver_count": {"type": "int"},
    "release_creator_can_be_approver": {"type": "bool"},
    "auto_triggered_and_previous_environment_approved_can_be_skipped": {"type": "bool"},
    "enforce_identity_revalidation": {"type": "bool"},
    "timeout_in_minutes": {"type": "int"},
    "execution_order": {"type": "str"},
    "raw": _RAW,
}
APPROVALS: Spec = {
    "approvers": {"type": "list", "elements": "raw"},
    "is_automated": {"type": "bool"},
    "is_notification_on": {"type": "bool"},
    "options": _one(APPROVAL_OPTIONS),
    "raw": _RAW,
}
GATE_OPTIONS: Spec = {
    "is_enabled": {"type": "bool"},
    "timeout": {"type": "int"},
    "sampling_interval": {"type": "int"},
    "stabilization_time": {"type": "int"},
    "minimum_success_duration": {"type": "int"},
    "raw": _RAW,
}
GATES: Spec = {
    "options": _one(GATE_OPTIONS),
    "gates": _many({"tasks": _many(WORKFLOW_TASK), "raw": _RAW}),
    "raw": _RAW,
}
CONDITION: Spec = {
    "name": {"type": "str"},
    "condition_type": {"type": "str"},
    "value": {"type": "raw"},
    "raw": _RAW,
}
ENVIRONMENT_TRIGGER: Spec = {
    "trigger_type": {"type": "str"},
    "trigger_content": {"type": "raw"},
    "raw": _RAW,
}
EXECUTION_POLICY: Spec = {
    "concurrency_count": {"type": "int"},
    "queue_depth_count": {"type": "int"},
    "raw": _RAW,
}
ENVIRONMENT_OPTIONS: Spec = {
    "email_notification_type": {"type": "str"},
    "email_recipients": {"type": "str"},
    "skip_artifacts_download": {"type": "bool"},
    "timeout_in_minutes": {"type": "int"},
    "enable_access_token": {"type": "bool", "no_log": False},
    "publish_deployment_status": {"type": "bool"},
    "badge_enabled": {"type": "bool"},
    "auto_link_work_items": {"type": "bool"},
    "pull_request_deployment_enabled": {"type": "bool"},
    "raw": _RAW,
}
ENVIRONMENT_RETENTION_POLICY: Spec = {
    "days_to_keep": {"type": "int"},
    "releases_to_keep": {"type": "int"},
    "retain_build": {"type": "bool"},
    "raw": _RAW,
}
ENVIRONMENT: Spec = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    "rank": {"type": "int"},
    "owner": {"type": "str"},
    "variables": {"type": "dict"},
    "variable_groups": {"type": "list", "elements": "raw"},
    "pre_deploy_approvals": _one(APPROVALS),
    "post_deploy_approvals": _one(APPROVALS),
    "pre_deployment_gates": _one(GATES),
    "post_deployment_gates": _one(GATES),
    "deploy_phases": _many(DEPLOY_PHASE, "jobs"),
    "conditions": _many(CONDITION),
    "schedules": _many(SCHEDULE),
    "environment_triggers": _many(ENVIRONMENT_TRIGGER),
    "execution_policy": _one(EXECUTION_POLICY),
    "environment_options": _one(ENVIRONMENT_OPTIONS),
    "retention_policy": _one(ENVIRONMENT_RETENTION_POLICY),
    "process_parameters": {"type": "raw"},
    "properties": {"type": "dict"},
    "raw": _RAW,
}

# -------------------------------------------------------------------------------------------------------- definition

DEFINITION_SPEC: Spec = {
    "id": {"type": "int"},
    "name": {"type": "str"},
    "path": {"type": "str"},
    "description": {"type": "str"},
    "comment": {"type": "str"},
    "variables": {"type": "dict"},
    "variable_groups": {"type": "list", "elements": "raw"},
    "artifacts": _many(ARTIFACT),
    "triggers": _many(TRIGGER),
    "release_name_format": {"type": "str"},
    "tags": _TEXTS,
    "environments": _many(ENVIRONMENT, "stages"),
    "retention_policy": _one({"days_to_keep": {"type": "int"}, "raw": _RAW}),
    "properties": {"type": "dict"},
    "raw": _RAW,
}

VARIABLE: Spec = {
    "value": {"type": "raw"},
    "is_secret": {"type": "bool"},
    "allow_override": {"type": "bool"},
    "raw": _RAW,
}
_VARIABLES: dict[str, Any] = {"type": "dict", "entries": VARIABLE}
FILE_SPEC: Spec = {
    **DEFINITION_SPEC,
    "variables": _VARIABLES,
    "environments": _many({**ENVIRONMENT, "variables": _VARIABLES}, "stages"),
}
"""The same with what Ansible has no word for: the options of each variable."""
