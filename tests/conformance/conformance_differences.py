# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the OpenAPI documents leave out or have otherwise than the wire has it: tables, each row with its reason."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

DOCUMENTS = {
    "server2022": (
        "release-azure-devops-server-7.1.json",
        "build-azure-devops-server-7.1.json",
        "distributedTask-taskAgent-7.1.json",
    ),
    "services": ("release-7.2.json", "build-7.2.json", "distributedTask-taskAgent-7.1.json"),
}
"""The documents of a generation; those of the task agent exist for the cloud only."""

VARIANTS: dict[str, tuple[str, dict[Any, str]]] = {
    "DeployPhase": (
        "phaseType",
        {
            "agentBasedDeployment": "AgentBasedDeployPhase",
            "runOnServer": "RunOnServerDeployPhase",
            "machineGroupBasedDeployment": "MachineGroupBasedDeployPhase",
            "deploymentGates": "GatesDeployPhase",
        },
    ),
    "ReleaseTriggerBase": (
        "triggerType",
        {
            "artifactSource": "ArtifactSourceTrigger",
            "schedule": "ScheduledReleaseTrigger",
            "sourceRepo": "SourceRepoTrigger",
            "containerImage": "ContainerImageTrigger",
            "package": "PackageTrigger",
            "pullRequest": "PullRequestTrigger",
        },
    ),
    "ExecutionInput": (
        "parallelExecutionType",
        {"multiConfiguration": "MultiConfigInput", "multiMachine": "MultiMachineInput"},
    ),
    "ArtifactDownloadInputBase": (
        "artifactType",
        {
            "Build": "BuildArtifactDownloadInput",
            "Git": "GitArtifactDownloadInput",
            "GitHub": "GitHubArtifactDownloadInput",
            "Jenkins": "JenkinsArtifactDownloadInput",
            "TFVC": "TfvcArtifactDownloadInput",
        },
    ),
    "BuildProcess": ("type", {1: "DesignerProcess", 2: "YamlProcess"}),
    "PhaseTarget": ("type", {1: "AgentPoolQueueTarget", 2: "ServerTarget"}),
}
"""Which definition a value really has: the documents name base types and leave the discriminator out."""

_LINKS: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"href": {"type": "string"}},
        "required": ["href"],
        "additionalProperties": False,
    },
}
_PROPERTIES: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": ["object", "string", "number"],
        "properties": {
            "$type": {"enum": ["System.String", "System.Int32", "System.Double"]},
            "$value": {"type": ["string", "number"]},
        },
        "required": ["$type", "$value"],
        "additionalProperties": False,
    },
}
_DAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"

INSTEAD: dict[str, Schema] = {
    # The documents show the .NET class; on the wire (recorded build and release documents) it is name to {href}.
    "ReferenceLinks": _LINKS,
    # Likewise: name to {$type, $value}; a request may give a plain value.
    "PropertiesCollection": _PROPERTIES,
    # Recorded documents have flat strings such as "Agent.Version -gtVersion 1.87".
    "Demand": {"type": "string"},
}
"""What is on the wire instead of what the documents define."""

FLAGS: dict[str, Schema] = {
    # Several days are written as .NET writes flags.
    "daysToRelease": {"type": "string", "pattern": f"^(none|all|{_DAY}(, {_DAY})*)$"}
}
"""Enumerations of which several values may be set at once."""

BESIDES: dict[tuple[str, str], str] = {
    ("ReleaseDefinition", "isDisabled"): "in the document of 7.2 only; documents of servers from 5.0 on show it",
    ("ReleaseDefinition", "pipelineProcess"): "live documents of 5.0 and later show it",
    ("EnvironmentOptions", "emailNotificationType"): "recorded in 2016, and never gone from the documents shown since",
    ("EnvironmentOptions", "emailRecipients"): "the same",
    ("EnvironmentOptions", "skipArtifactsDownload"): "the same",
    ("EnvironmentOptions", "timeoutInMinutes"): "the same",
    ("EnvironmentOptions", "enableAccessToken"): "the same",
    ("ReleaseDefinitionApprovalStep", "id"): "of ReleaseDefinitionEnvironmentStep, whose properties the document omits",
    ("ReleaseDefinitionDeployStep", "id"): "the same",
    ("Artifact", "sourceId"): "Microsoft's SDK has it; servers add it",
    ("Release", "url"): "Microsoft's SDK has it",
    ("ReleaseReference", "url"): "the same",
    ("ReleaseDeployPhase", "id"): "the same",
    ("ReleaseApproval", "isNotificationOn"): "recorded in 2016 and 2017, and Microsoft's SDK has it",
    ("ReleaseApproval", "trialNumber"): "the same",
    ("Build", "keepForever"): "recorded; Microsoft's SDK has it",
    ("ServiceEndpoint", "serviceEndpointProjectReferences"): "the task agent's copy is old; Microsoft's SDK has it",
}
"""Keys that a definition does not have and an answer may, with the reason."""

NULLS: dict[tuple[str, str], str] = {
    ("ConfigurationVariableValue", "value"): "of a secret: never shown, and kept where a request has null",
    ("VariableValue", "value"): "the same",
    ("EndpointAuthorization", "parameters"): "the same",
    ("VariableGroup", "variableGroupProjectReferences"): "recorded in lists of variable groups",
    ("ReleaseDefinition", "description"): "recorded of TFS 2017: never given",
    ("ReleaseDefinition", "lastRelease"): "recorded of TFS 2017: a definition without releases",
    ("BuildRepository", "clean"): "recorded in builds",
    ("BuildDefinitionVariable", "value"): "of a secret: never shown, and kept where a request has null",
    ("IdentityRef", "id"): "recorded of the author of a commit",
    ("TimelineRecord", "parentId"): "recorded: of the uppermost record",
    ("TimelineRecord", "startTime"): "of a record that never ran; live timelines show it",
    ("TimelineRecord", "finishTime"): "the same",
    ("TimelineRecord", "currentOperation"): "recorded",
    ("TimelineRecord", "percentComplete"): "of a record that never ran; live timelines show it",
    ("TimelineRecord", "result"): "of a record that is not completed; live timelines show it",
    ("TimelineRecord", "resultCode"): "recorded",
    ("TimelineRecord", "details"): "recorded",
    ("TimelineRecord", "url"): "recorded",
    ("TimelineRecord", "workerName"): "of stages and phases; live timelines show it",
    ("TimelineRecord", "log"): "of a record without log; live timelines show it",
    ("TimelineRecord", "task"): "of a record that is no task; live timelines show it",
    ("TimelineRecord", "identifier"): "of tasks; live timelines show it",
    ("DeployPhase", "refName"): "in the creation example of 5.1",
    ("ReleaseDefinitionGatesStep", "gatesOptions"): "live documents: a stage without gates",
}
"""Keys that may be null (of a map: its values), with the reason; no other may."""

NULLS_SENT: dict[tuple[str, str], str] = {
    ("ReleaseDefinitionApprovals", "approvalOptions"): "in a recorded PUT",
    ("ReleaseDefinitionApprovalStep", "approver"): "of an automated approval; answers leave the key out",
    ("AgentDeploymentInput", "agentSpecification"): "none is wanted; answers leave the key out",
    ("ArtifactFilter", "tagFilter"): "none is wanted; portal exports have it so",
}
"""Keys that may be null in a request besides: servers read null as absent."""

UNDOCUMENTED: dict[tuple[str, str], str] = {
    ("PATCH", r"release/definitions/\d+"): "undelete: Microsoft's command line sends it, no document has it",
    ("*", r"release/definitions/\d+/tags(/[^/]+)?"): "listed by OPTIONS of a real server, in no document",
    ("*", r"release/tags"): "the same",
    ("*", r"release/releases/\d+/tags(/[^/]+)?"): "the same",
    ("DELETE", r"release/releases/\d+"): "Microsoft's SDK of 4.0 has it",
    ("GET", r"release/releases/\d+/history"): "the same",
    ("GET", r"release/releases/\d+/environments/\d+(/deployPhases/\d+)?/tasks"): "the same",
    (
        "GET",
        r"release/releases/\d+/environments/\d+/tasks/\d+/logs",
    ): "the older route of a log, in the reference of 2016",
    ("GET", r"release/releases/\d+/environments/\d+/gates/\d+/tasks/\d+/logs"): "the address that gates have for it",
    ("GET", r"release/approvals/\d+(/history)?"): "Microsoft's SDK of 4.0 has it",
    ("PATCH", r"release/approvals"): "the same",
    ("*", r"release/artifacts/versions"): "the same",
    ("GET", r"distributedtask/machinegroups(/\d+)?"): "the same",
    ("GET", r"projects(/[^/]+)?"): "the documents at hand are those of release, build and task agent",
    ("GET", r"identities(/[^/]+)?"): "the same",
    ("GET", r"git/repositories(/[^/]+)?"): "the same",
    ("GET", r"connectionData"): "the same",
    ("GET", r"ResourceAreas(/[^/]+)?"): "the same",
}
"""Operations that no document has, with the reason."""

ELSEWHERE: dict[str, tuple[str, bool]] = {
    r"distributedtask/tasks": ("TaskDefinition", True),
    r"distributedtask/tasks/[^/]+": ("TaskDefinition", True),
    r"distributedtask/tasks/[^/]+/[^/]+": ("TaskDefinition", False),
    r"distributedtask/taskgroups": ("TaskGroup", True),
    r"serviceendpoint/endpoints": ("ServiceEndpoint", True),
    r"serviceendpoint/endpoints/[^/]+": ("ServiceEndpoint", False),
}
"""Reads whose operation is in no document, but whose type is: in that of the task agent. True: a list of them."""
