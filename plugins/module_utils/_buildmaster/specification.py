# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the resources, as Ansible argument specs; the connection is not among them."""

from __future__ import annotations

from typing import Any

Spec = dict[str, dict[str, Any]]

RELEASE_SPEC: Spec = {
    "application": {"type": "raw", "required": True},
    "number": {"type": "str", "required": True},
    "pipeline": {"type": "str"},
    "name": {"type": "str"},
    "variables": {"type": "dict"},
    "reason": {"type": "str"},
}
_SECRETS: Spec = {
    "update_secrets": {
        "type": "str",
        "choices": ["on_change", "on_create", "always"],
        "default": "on_change",
        "no_log": False,
    }
}
RELEASE_TASK_SPEC: Spec = {
    "state": {"type": "str", "choices": ["active", "canceled"], "default": "active"},
    "on_immutable": {"type": "str", "choices": ["fail", "warn"], "default": "fail"},
    **_SECRETS,
}

BUILD_SPEC: Spec = {
    "application": {"type": "raw"},
    "release": {"type": "str", "aliases": ["release_number"]},
    "number": {"type": "str", "aliases": ["build_number"]},
    "build_id": {"type": "int"},
    "pipeline": {"type": "str"},
    "variables": {"type": "dict"},
}
BUILD_TASK_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "rejected"], "default": "present"},
    "force": {"type": "bool", "default": False},
    **_SECRETS,
}

DEPLOYMENT_SPEC: Spec = {
    "application": {"type": "raw"},
    "release": {"type": "str", "aliases": ["release_number"]},
    "build": {"type": "str", "aliases": ["build_number"]},
    "build_id": {"type": "int"},
    "pipeline": {"type": "str"},
    "to_stage": {"type": "str", "aliases": ["stage"]},
    "start_time": {"type": "str"},
    "variables": {"type": "dict"},
}
DEPLOYMENT_TASK_SPEC: Spec = {
    "state": {"type": "str", "choices": ["deployed"], "default": "deployed"},
    "force": {"type": "bool", "default": False},
    "redeploy": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 3600},
    "poll_interval": {"type": "float", "default": 10.0},
}

_RELEASE_FILTERS: Spec = {
    "application_id": {"type": "int"},
    "application_name": {"type": "str"},
    "release_id": {"type": "int"},
    "release_number": {"type": "str"},
    "release_name": {"type": "str"},
    "pipeline_name": {"type": "str"},
}
_BUILD_FILTERS: Spec = {**_RELEASE_FILTERS, "build_id": {"type": "int"}, "build_number": {"type": "str"}}
_LIMIT: Spec = {"limit": {"type": "int"}}

RELEASE_QUERY_SPEC: Spec = {
    **_RELEASE_FILTERS,
    "status": {"type": "str", "choices": ["active", "canceled", "deployed"]},
    **_LIMIT,
}
BUILD_QUERY_SPEC: Spec = {
    **_BUILD_FILTERS,
    "furthest_stage": {"type": "str"},
    "status": {"type": "str", "choices": ["active", "rejected", "deployed"]},
    **_LIMIT,
}
DEPLOYMENT_QUERY_SPEC: Spec = {
    **_BUILD_FILTERS,
    "deployment_id": {"type": "int"},
    "pipeline_stage_name": {"type": "str"},
    "environment_id": {"type": "int"},
    "environment_name": {"type": "str"},
    "status": {"type": "str", "choices": ["pending", "executing", "succeeded", "warned", "failed"]},
    **_LIMIT,
}
