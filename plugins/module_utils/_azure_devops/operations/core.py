# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to no pipeline: projects, people, queues, tasks, groups, endpoints, repositories.

Versions: Microsoft's SDKs (4.0 to 7.1) and the lowest versions that servers register.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    FIRST_PREVIEW,
    Operation,
    previews,
)

_TASK_AGENT = "{project}/_apis/distributedtask"

DEPLOYMENT_GROUPS = Capability("deployment groups", "3.2")
TASK_GROUPS = Capability("task groups", "3.0")
VARIABLE_GROUPS = Capability("variable groups", "3.1")

# A server takes a preview of what is released by now.
_AGENT_VERSIONS = previews(1, 1, 1, 1, 1)
_ENDPOINTS_OF_OLD = Operation("GET", f"{_TASK_AGENT}/serviceendpoints", versions=previews(1, 1, 2))

CORE: Mapping[str, Operation] = {
    "connection_data.get": Operation("GET", "_apis/connectionData", versions=FIRST_PREVIEW),
    "deployment_groups.list": Operation(
        "GET",
        f"{_TASK_AGENT}/deploymentgroups",
        top="$top",
        versions=_AGENT_VERSIONS,
        needs=DEPLOYMENT_GROUPS,
    ),
    "identities.search": Operation("GET", "_apis/identities", "identity"),
    "projects.get": Operation("GET", "_apis/projects/{project}"),
    "projects.list": Operation("GET", "_apis/projects", top="$top"),
    "queues.list": Operation("GET", f"{_TASK_AGENT}/queues", versions=_AGENT_VERSIONS),
    "repositories.list": Operation("GET", "{project}/_apis/git/repositories"),
    "service_endpoints.list": Operation(
        "GET",
        "{project}/_apis/serviceendpoint/endpoints",
        versions=previews(1, 1, 1, 2, 4),
        older={"4.0": _ENDPOINTS_OF_OLD},
    ),
    "task_groups.list": Operation(
        "GET",
        f"{_TASK_AGENT}/taskgroups",
        top="$top",
        versions=_AGENT_VERSIONS,
        needs=TASK_GROUPS,
    ),
    "tasks.list": Operation("GET", "_apis/distributedtask/tasks", versions=FIRST_PREVIEW),
    "variable_groups.list": Operation(
        "GET",
        f"{_TASK_AGENT}/variablegroups",
        top="$top",
        versions=previews(1, 1, 1, 1, 2),
        needs=VARIABLE_GROUPS,
    ),
}
