# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to no pipeline: projects, people, queues, tasks, groups, endpoints, repositories."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    FIRST_PREVIEW,
    Operation,
)

_TASK_AGENT = "{project}/_apis/distributedtask"

CORE: Mapping[str, Operation] = {
    "connection_data.get": Operation("GET", "_apis/connectionData", previews=FIRST_PREVIEW),
    "deployment_groups.list": Operation("GET", f"{_TASK_AGENT}/deploymentgroups", top="$top"),
    "identities.search": Operation("GET", "_apis/identities", "identity"),
    "projects.get": Operation("GET", "_apis/projects/{project}"),
    "projects.list": Operation("GET", "_apis/projects", top="$top"),
    "queues.list": Operation("GET", f"{_TASK_AGENT}/queues"),
    "repositories.list": Operation("GET", "{project}/_apis/git/repositories"),
    "service_endpoints.list": Operation("GET", "{project}/_apis/serviceendpoint/endpoints"),
    "task_groups.list": Operation("GET", f"{_TASK_AGENT}/taskgroups", top="$top"),
    "tasks.list": Operation("GET", "_apis/distributedtask/tasks", previews=FIRST_PREVIEW),
    "variable_groups.list": Operation("GET", f"{_TASK_AGENT}/variablegroups", top="$top"),
}
