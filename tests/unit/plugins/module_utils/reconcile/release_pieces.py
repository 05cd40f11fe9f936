# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pieces of a release definition, as options and as a server answers them."""

from __future__ import annotations

from typing import Any

from release_documents import TwoWayNames, guid

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import validated
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import Plan, plan

SITE = Site("", TwoWayNames())


def wire(options: dict[str, Any]) -> dict[str, Any]:
    return DEFINITION.to_wire(validated(ReleaseDefinition, options), SITE)


def declare(options: dict[str, Any], actual: dict[str, Any]) -> Plan:
    return plan(DEFINITION.shape, wire(options), actual)


def stage(**options: Any) -> dict[str, Any]:
    return {"environments": [{"name": "Dev", **options}]}


def phase(**options: Any) -> dict[str, Any]:
    return stage(deploy_phases=[{"name": "Agent job", **options}])


def task(**options: Any) -> dict[str, Any]:
    return phase(workflow_tasks=[{"task": "Task1@2", "name": "Run", **options}])


def wire_stage(**keys: Any) -> dict[str, Any]:
    return {"environments": [{"id": 7, "name": "Dev", "rank": 1, **keys}]}


def wire_phase(given: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    return wire_stage(
        deployPhases=[{"name": "Agent job", "phaseType": "agentBasedDeployment", "deploymentInput": given, **keys}]
    )


def wire_task(**keys: Any) -> dict[str, Any]:
    content = {"taskId": guid(1), "version": "2.*", "name": "Run", "definitionType": "task", **keys}
    return wire_phase({}, workflowTasks=[content])


def wire_schedule(**keys: Any) -> dict[str, Any]:
    return wire_stage(schedules=[{"jobId": guid(1), "startHours": 3, "startMinutes": 0, "timeZoneId": "UTC", **keys}])


def schedule(days: Any, **more: Any) -> dict[str, Any]:
    return stage(schedules=[{"days_to_release": days, "start_hours": 3, **more}])


def trigger(**options: Any) -> dict[str, Any]:
    return {"triggers": [{"trigger_type": "artifactSource", "alias": "CI", **options}]}


def wire_trigger(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {
        "triggers": [{"triggerType": "artifactSource", "artifactAlias": "CI", "triggerConditions": list(conditions)}]
    }


def approvers(*names: Any, **more: Any) -> dict[str, Any]:
    return stage(pre_deploy_approvals={"approvers": list(names), **more})


def wire_approvers(*steps: tuple[int, int], **more: Any) -> dict[str, Any]:
    entries = [
        {"id": 140 + place, "rank": rank, "isAutomated": False, "isNotificationOn": False, "approver": person(number)}
        for place, (rank, number) in enumerate(steps)
    ]
    return wire_stage(preDeployApprovals={"approvals": entries, **more})


def person(number: int) -> dict[str, Any]:
    return {"id": guid(number), "displayName": f"Person {number}", "uniqueName": f"p{number}@x", "url": "https://x"}


BUILD = {"alias": "_CI", "type": "Build", "project": "project 1", "definition": "build_definition 5"}
WIRE_BUILD = {
    "artifactSourceDefinitionUrl": {"id": "https://x", "name": ""},
    "defaultVersionBranch": {"id": "", "name": ""},
    "defaultVersionSpecific": {"id": "", "name": ""},
    "defaultVersionTags": {"id": "", "name": ""},
    "defaultVersionType": {"id": "latestType", "name": "Latest"},
    "definition": {"id": "5", "name": "Renamed.CI"},
    "project": {"id": guid(1), "name": "Fabrikam"},
    "IsMultiDefinitionType": {"id": "False", "name": "False"},
}


def wire_build(reference: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    content = {
        "sourceId": f"{guid(1)}:5",
        "type": "Build",
        "alias": "_CI",
        "definitionReference": reference or WIRE_BUILD,
    }
    return {"artifacts": [{**content, **keys}]}
