# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions to send, spelled as the OpenAPI documents spell them."""

from __future__ import annotations

from typing import Any

FABRIKAM = "ff213d65-d61d-447c-b39d-d16f21b18364"
CHUCK = "52a5bc8d-4730-400a-95c7-7276d4ae5953"
JAMAL = "8c8c7d32-6b1b-47f4-b2e9-30b477b5ab3d"
POWERSHELL = "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
DELAY = "28782b92-5e8e-4458-9751-a71cd1492bae"
REPOSITORY = "278d5cd2-584d-4b63-824a-2ba458937249"


def automated() -> dict[str, Any]:
    return {"approvals": [{"rank": 1, "isAutomated": True}]}


def stage(name: str = "Dev", rank: int = 1, **fields: Any) -> dict[str, Any]:
    """The least that makes a stage."""
    return {
        "name": name,
        "rank": rank,
        "preDeployApprovals": automated(),
        "postDeployApprovals": automated(),
        "retentionPolicy": {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
        "deployPhases": [agent_phase()],
        **fields,
    }


def agent_phase(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Agent job",
        "rank": 1,
        "phaseType": "agentBasedDeployment",
        "deploymentInput": {"queueId": 2},
        "workflowTasks": [powershell()],
        **fields,
    }


def powershell(**fields: Any) -> dict[str, Any]:
    inputs = {"targetType": "inline", "script": "Write-Host $(greeting)"}
    return {"taskId": POWERSHELL, "version": "2.*", "name": "Say", "enabled": True, "inputs": inputs, **fields}


def delay() -> dict[str, Any]:
    return {"taskId": DELAY, "version": "1.*", "name": "Wait", "enabled": True, "inputs": {"delayForMinutes": "1"}}


def small(name: str = "Fabrikam.CD", **fields: Any) -> dict[str, Any]:
    """The least that makes a definition."""
    return {"name": name, "environments": [stage()], **fields}


def build_artifact(alias: str = "Drop") -> dict[str, Any]:
    return {
        "alias": alias,
        "type": "Build",
        "isPrimary": True,
        "definitionReference": {
            "project": {"id": FABRIKAM, "name": "Fabrikam"},
            "definition": {"id": "1", "name": "Fabrikam.CI"},
            "defaultVersionType": {"id": "latestType", "name": "Latest"},
        },
    }


def git_artifact(alias: str = "Scripts") -> dict[str, Any]:
    return {
        "alias": alias,
        "type": "Git",
        "definitionReference": {
            "project": {"id": FABRIKAM, "name": "Fabrikam"},
            "definition": {"id": REPOSITORY, "name": "Fabrikam"},
            "branches": {"id": "main", "name": "main"},
            "defaultVersionType": {"id": "latestFromBranchType", "name": "Latest from the branch"},
        },
    }


def gates() -> dict[str, Any]:
    options = {"isEnabled": True, "timeout": 1440, "samplingInterval": 15, "stabilizationTime": 5}
    return {"gatesOptions": options, "gates": [{"tasks": [delay()]}]}


def schedule(days: str = "monday") -> dict[str, Any]:
    return {"timeZoneId": "UTC", "startHours": 3, "startMinutes": 30, "daysToRelease": days}


def approved_by(person: str, order: str) -> dict[str, Any]:
    options = {
        "requiredApproverCount": 1,
        "releaseCreatorCanBeApprover": False,
        "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped": False,
        "enforceIdentityRevalidation": False,
        "timeoutInMinutes": 60,
        "executionOrder": order,
    }
    return {"approvals": [{"rank": 1, "isAutomated": False, "approver": {"id": person}}], "approvalOptions": options}


def large(name: str = "Everything.CD") -> dict[str, Any]:
    """Something of nearly all that a definition may have: every phase type, every trigger, gates, schedules, people."""
    multi_configuration = {
        "parallelExecutionType": "multiConfiguration",
        "multipliers": "color",
        "maxNumberOfAgents": 2,
        "continueOnError": True,
    }
    agent_input = {
        "queueId": 2,
        "demands": ["msbuild", "Agent.OS -equals Windows_NT"],
        "timeoutInMinutes": 30,
        "jobCancelTimeoutInMinutes": 2,
        "condition": "succeeded()",
        "overrideInputs": {},
        "enableAccessToken": True,
        "skipArtifactsDownload": False,
        "artifactsDownloadInput": {
            "downloadInputs": [
                {"alias": "Drop", "artifactType": "Build", "artifactDownloadMode": "All", "artifactItems": []},
                {"alias": "Scripts", "artifactType": "Git", "artifactDownloadMode": "Skip", "artifactItems": []},
            ]
        },
        "parallelExecution": multi_configuration,
    }
    dev = stage(
        variables={"site": {"value": "dev"}, "password": {"value": "hush", "isSecret": True}},
        variableGroups=[1],
        owner={"id": JAMAL},
        deployPhases=[
            agent_phase(deploymentInput=agent_input),
            {"name": "Server job", "rank": 2, "phaseType": "runOnServer", "workflowTasks": [delay()]},
            {
                "name": "Farm",
                "rank": 3,
                "phaseType": "machineGroupBasedDeployment",
                "deploymentInput": {
                    "queueId": 1,
                    "tags": ["web"],
                    "healthPercent": 50,
                    "deploymentHealthOption": "Custom",
                },
                "workflowTasks": [powershell(timeoutInMinutes=5, condition="succeeded()", environment={"A": "b"})],
            },
        ],
        conditions=[{"name": "ReleaseStarted", "conditionType": "event", "value": ""}],
        executionPolicy={"concurrencyCount": 1, "queueDepthCount": 0},
        preDeploymentGates=gates(),
        postDeploymentGates=gates(),
    )
    production = stage(
        "Production",
        2,
        preDeployApprovals=approved_by(CHUCK, "beforeGates"),
        postDeployApprovals=approved_by(JAMAL, "afterSuccessfulGates"),
        conditions=[{"name": "Dev", "conditionType": "environmentState", "value": "4"}],
        schedules=[schedule("monday, friday")],
        environmentOptions={"badgeEnabled": True, "publishDeploymentStatus": True, "autoLinkWorkItems": False},
        environmentTriggers=[{"triggerType": "rollbackRedeploy", "triggerContent": '{"action":"rollback"}'}],
    )
    return {
        "name": name,
        "path": "\\Shop",
        "description": "Everything",
        "comment": "made by a test",
        "releaseNameFormat": "Release-$(rev:r)",
        "variables": {"greeting": {"value": "hello", "allowOverride": True}, "key": {"value": "x", "isSecret": True}},
        "variableGroups": [1, 3],
        "properties": {"origin": "conformance"},
        "artifacts": [build_artifact(), git_artifact()],
        "triggers": [
            {
                "triggerType": "artifactSource",
                "artifactAlias": "Drop",
                "triggerConditions": [{"sourceBranch": "main", "tags": ["good"], "useBuildDefinitionBranch": False}],
            },
            {"triggerType": "schedule", "schedule": schedule("all")},
            {"triggerType": "sourceRepo", "alias": "Scripts", "branchFilters": ["main"]},
            {
                "triggerType": "pullRequest",
                "artifactAlias": "Scripts",
                "statusPolicyName": "",
                "pullRequestConfiguration": {"useArtifactReference": True},
                "triggerConditions": [{"targetBranch": "main", "tags": []}],
            },
        ],
        "environments": [dev, production],
    }
