# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields that a release definition may have, and how a body is read by them.

The table is that of the OpenAPI documents of Server 2022 and 4.1 with the fields that recorded documents have
besides. Reading follows Json.NET: names match in any case, a field that is not in the table is discarded, scalars
become the type of their field, and an enum may be given by name in any case or by number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from release_management_sandbox.errors import ModelError

_TASK = (
    "environment:{string} taskId:string version:string name:string refName:string enabled:bool alwaysRun:bool "
    "continueOnError:bool timeoutInMinutes:int retryCountOnTaskFailure:int definitionType:string "
    "overrideInputs:{string} condition:string inputs:{string}"
)
_BASE_INPUT = "condition:string jobCancelTimeoutInMinutes:int overrideInputs:{string} timeoutInMinutes:int"
_TARGET_INPUT = (
    _BASE_INPUT + " artifactsDownloadInput:ArtifactsDownloadInput demands:[Demand] enableAccessToken:bool "
    "queueId:int skipArtifactsDownload:bool"
)
_PHASE = "name:string phaseType:DeployPhaseTypes rank:int refName:string workflowTasks:[WorkflowTask]"
_TRIGGER = "triggerType:ReleaseTriggerType"

OBJECTS: dict[str, str] = {
    "ReleaseDefinition": "id:int name:string path:string revision:int description:string comment:string "
    "source:ReleaseDefinitionSource variables:{Variable} variableGroups:[int] environments:[Environment] "
    "artifacts:[Artifact] triggers:[Trigger] releaseNameFormat:string properties:properties tags:[string] "
    "isDisabled:bool pipelineProcess:any createdBy:Identity createdOn:string modifiedBy:Identity modifiedOn:string",
    "Environment": "id:int name:string rank:int owner:Identity variables:{Variable} variableGroups:[int] "
    "preDeployApprovals:Approvals postDeployApprovals:Approvals deployStep:DeployStep deployPhases:[DeployPhase] "
    "environmentOptions:EnvironmentOptions demands:[Demand] conditions:[Condition] executionPolicy:ExecutionPolicy "
    "schedules:[Schedule] retentionPolicy:RetentionPolicy processParameters:any properties:properties "
    "preDeploymentGates:Gates postDeploymentGates:Gates environmentTriggers:[EnvironmentTrigger]",
    "Identity": "id:string uniqueName:string displayName:string",
    "Variable": "value:string isSecret:bool allowOverride:bool",
    "Approvals": "approvals:[Approval] approvalOptions:ApprovalOptions",
    "Approval": "id:int rank:int isAutomated:bool isNotificationOn:bool approver:Identity",
    "ApprovalOptions": "requiredApproverCount:int releaseCreatorCanBeApprover:bool "
    "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped:bool enforceIdentityRevalidation:bool "
    "timeoutInMinutes:int executionOrder:ApprovalExecutionOrder",
    "DeployStep": "id:int",
    "AgentPhase": _PHASE + " deploymentInput:AgentInput",
    "ServerPhase": _PHASE + " deploymentInput:ServerInput",
    "MachineGroupPhase": _PHASE + " deploymentInput:MachineGroupInput",
    "GatesPhase": _PHASE + " deploymentInput:GatesInput",
    "AgentInput": _TARGET_INPUT + " agentSpecification:AgentSpecification imageId:int parallelExecution:Parallel",
    "ServerInput": _BASE_INPUT + " parallelExecution:Parallel",
    "MachineGroupInput": _TARGET_INPUT + " deploymentHealthOption:string healthPercent:int tags:[string]",
    "GatesInput": _BASE_INPUT + " minimumSuccessDuration:int samplingInterval:int stabilizationTime:int",
    "AgentSpecification": "identifier:string",
    "NoParallel": "parallelExecutionType:ParallelExecutionTypes",
    "MultiConfiguration": "parallelExecutionType:ParallelExecutionTypes continueOnError:bool maxNumberOfAgents:int "
    "multipliers:string",
    "MultiMachine": "parallelExecutionType:ParallelExecutionTypes continueOnError:bool maxNumberOfAgents:int",
    "ArtifactsDownloadInput": "downloadInputs:[DownloadInput]",
    "DownloadInput": "alias:string artifactDownloadMode:string artifactItems:[string] artifactType:string",
    "WorkflowTask": _TASK,
    "Condition": "name:string conditionType:ConditionType value:string",
    "ExecutionPolicy": "concurrencyCount:int queueDepthCount:int",
    "EnvironmentOptions": "emailNotificationType:string emailRecipients:string skipArtifactsDownload:bool "
    "timeoutInMinutes:int enableAccessToken:bool publishDeploymentStatus:bool badgeEnabled:bool "
    "autoLinkWorkItems:bool pullRequestDeploymentEnabled:bool",
    "RetentionPolicy": "daysToKeep:int releasesToKeep:int retainBuild:bool",
    "Schedule": "jobId:string timeZoneId:string startHours:int startMinutes:int daysToRelease:ScheduleDays "
    "scheduleOnlyWithChanges:bool",
    "Gates": "id:int gatesOptions:GatesOptions gates:[Gate]",
    "GatesOptions": "isEnabled:bool timeout:int samplingInterval:int stabilizationTime:int minimumSuccessDuration:int",
    "Gate": "tasks:[WorkflowTask]",
    "EnvironmentTrigger": "definitionEnvironmentId:int releaseDefinitionId:int triggerContent:string "
    "triggerType:EnvironmentTriggerType",
    "Artifact": "sourceId:string type:string alias:string definitionReference:{SourceReference} isPrimary:bool "
    "isRetained:bool",
    "SourceReference": "id:string name:string",
    "ArtifactSourceTrigger": _TRIGGER + " artifactAlias:string triggerConditions:[ArtifactFilter]",
    "ScheduleTrigger": _TRIGGER + " schedule:Schedule",
    "SourceRepoTrigger": _TRIGGER + " alias:string branchFilters:[string]",
    "ContainerImageTrigger": _TRIGGER + " alias:string tagFilters:[TagFilter]",
    "PackageTrigger": _TRIGGER + " alias:string",
    "PullRequestTrigger": _TRIGGER + " artifactAlias:string pullRequestConfiguration:PullRequestConfiguration "
    "statusPolicyName:string triggerConditions:[PullRequestFilter]",
    "UnknownTrigger": _TRIGGER,
    "ArtifactFilter": "sourceBranch:string tags:[string] tagFilter:TagFilter useBuildDefinitionBranch:bool "
    "createReleaseOnBuildTagging:bool",
    "TagFilter": "pattern:string",
    "PullRequestConfiguration": "useArtifactReference:bool codeRepositoryReference:CodeRepositoryReference",
    "CodeRepositoryReference": "systemType:PullRequestSystemType repositoryReference:{RepositoryValue}",
    "RepositoryValue": "value:string displayValue:string",
    "PullRequestFilter": "tags:[string] targetBranch:string",
}

ENUMS: dict[str, dict[str, int]] = {
    "ReleaseDefinitionSource": {
        "undefined": 0,
        "restApi": 1,
        "userInterface": 2,
        "ibiza": 4,
        "portalExtensionApi": 8,
    },
    "DeployPhaseTypes": {
        "undefined": 0,
        "agentBasedDeployment": 1,
        "runOnServer": 2,
        "machineGroupBasedDeployment": 4,
        "deploymentGates": 8,
    },
    "ParallelExecutionTypes": {"none": 0, "multiConfiguration": 1, "multiMachine": 2},
    "ConditionType": {"undefined": 0, "event": 1, "environmentState": 2, "artifact": 4},
    "ApprovalExecutionOrder": {"beforeGates": 1, "afterSuccessfulGates": 2, "afterGatesAlways": 4},
    "EnvironmentTriggerType": {"undefined": 0, "deploymentGroupRedeploy": 1, "rollbackRedeploy": 2},
    "ReleaseTriggerType": {
        "undefined": 0,
        "artifactSource": 1,
        "schedule": 2,
        "sourceRepo": 3,
        "containerImage": 4,
        "package": 5,
        "pullRequest": 6,
    },
    "PullRequestSystemType": {"none": 0, "tfsGit": 1, "gitHub": 2},
}
DAYS = {
    "monday": 1,
    "tuesday": 2,
    "wednesday": 4,
    "thursday": 8,
    "friday": 16,
    "saturday": 32,
    "sunday": 64,
}
_EVERY_DAY = 127

Variants = tuple[str, str, dict[str, str]]
VARIANTS: dict[str, Variants] = {
    "DeployPhase": (
        "phaseType",
        "DeployPhaseTypes",
        {
            "agentBasedDeployment": "AgentPhase",
            "runOnServer": "ServerPhase",
            "machineGroupBasedDeployment": "MachineGroupPhase",
            "deploymentGates": "GatesPhase",
        },
    ),
    "Trigger": (
        "triggerType",
        "ReleaseTriggerType",
        {
            "artifactSource": "ArtifactSourceTrigger",
            "schedule": "ScheduleTrigger",
            "sourceRepo": "SourceRepoTrigger",
            "containerImage": "ContainerImageTrigger",
            "package": "PackageTrigger",
            "pullRequest": "PullRequestTrigger",
            "undefined": "UnknownTrigger",
        },
    ),
    "Parallel": (
        "parallelExecutionType",
        "ParallelExecutionTypes",
        {"none": "NoParallel", "multiConfiguration": "MultiConfiguration", "multiMachine": "MultiMachine"},
    ),
}
"""Objects whose fields depend on one of them: that field, its enum, and the object for each value."""


def _fields(text: str) -> dict[str, tuple[str, str]]:
    """Field names and types by the name in lower case."""
    pairs = [entry.split(":", 1) for entry in text.split()]
    return {name.lower(): (name, kind) for name, kind in pairs}


_FIELDS = {name: _fields(text) for name, text in OBJECTS.items()}


def define(
    objects: Mapping[str, str], enums: Mapping[str, dict[str, int]], variants: Mapping[str, Variants] | None = None
) -> None:
    """Make the objects, enumerations and variants of other documents known, spelled as those above."""
    _FIELDS.update({name: _fields(text) for name, text in objects.items()})
    ENUMS.update(enums)
    VARIANTS.update(variants or {})


def read(kind: str, value: Any, where: str) -> Any:
    """`value` as the type of a field; absent fields stay absent and nulls are left out.

    Raises ModelError naming `where` when the value cannot be one.
    """
    if kind in _SCALARS:
        return _SCALARS[kind](value, where)
    if kind.startswith("["):
        if not isinstance(value, list):
            raise _wrong(where, "a list")
        return [read(kind[1:-1], entry, f"{where}[{index}]") for index, entry in enumerate(value)]
    if kind.startswith("{"):
        return _read_map(kind[1:-1], value, where)
    if kind in ENUMS:
        return read_enum(ENUMS[kind], value, where)
    return _read_object(kind, value, where)


def _read_map(kind: str, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        # Quoted from public issues for releases: variables given as an array are silently ignored. [I] here.
        if kind == "Variable" and isinstance(value, list):
            return {}
        raise _wrong(where, "an object")
    if kind == "Variable":
        # Quoted from public issues: a variable that is a bare string silently disappears.
        value = {name: entry for name, entry in value.items() if isinstance(entry, dict)}
    return {name: read(kind, entry, f"{where}.{name}") for name, entry in value.items() if entry is not None}


def _read_object(kind: str, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(where, "an object")
    if kind in VARIANTS:
        kind = _variant(kind, value, where)
    fields = _FIELDS[kind]
    document: dict[str, Any] = {}
    for name, entry in value.items():
        known = fields.get(name.lower())
        if known is not None and entry is not None:
            document[known[0]] = read(known[1], entry, f"{where}.{known[0]}" if where else known[0])
    return document


def _variant(kind: str, value: Mapping[str, Any], where: str) -> str:
    field, enum, variants = VARIANTS[kind]
    given = next((entry for name, entry in value.items() if name.lower() == field.lower()), None)
    chosen = variants.get(read_enum(ENUMS[enum], given, f"{where}.{field}")) if given is not None else None
    if chosen is None:
        if kind == "Parallel":
            return "NoParallel"
        raise ModelError(f"The value of {where}.{field} does not name a type of {kind}.")
    return chosen


def read_enum(names: Mapping[str, int], value: Any, where: str) -> str:
    """The name of an enum value given by number, by number in a string, or by name in any case."""
    text = str(value).strip().lower()
    for name, number in names.items():
        if text in (name.lower(), str(number)):
            return name
    raise ModelError(f'Error converting value "{value}" at {where}: requested value was not found.')


def _read_days(value: Any, where: str) -> str:
    """A set of days: a number, or names in any case after commas. Written as names, all seven as "all".

    [I] Several days come back as the serializer writes flags: "monday, friday".
    """
    text = str(value).strip().lower()
    if text.isdecimal():
        bits = int(text)
    else:
        words = {"none": 0, "all": _EVERY_DAY, **DAYS}
        names = [word.strip() for word in text.split(",")]
        if not all(name in words for name in names):
            raise ModelError(f'Error converting value "{value}" at {where}: requested value was not found.')
        bits = 0
        for name in names:
            bits |= words[name]
    if bits == _EVERY_DAY:
        return "all"
    return ", ".join(name for name, bit in DAYS.items() if bits & bit) or "none"


def _read_string(value: Any, where: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise _wrong(where, "a string")


def _read_int(value: Any, where: str) -> int:
    try:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise ValueError
        return int(value)
    except (TypeError, ValueError):
        raise _wrong(where, "an integer") from None


def _read_bool(value: Any, where: str) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, (bool, int)):
        return bool(value)
    raise _wrong(where, "a boolean")


def _read_demand(value: Any, where: str) -> str:
    """A demand is a flat string; an object with name and value becomes one (probed servers)."""
    if isinstance(value, dict):
        demand = read("DemandObject", value, where)
        name, wanted = demand.get("name", ""), demand.get("value")
        return f"{name} -equals {wanted}" if wanted else name
    return _read_string(value, where)


_FIELDS["DemandObject"] = _fields("name:string value:string")


def _read_properties(value: Any, where: str) -> dict[str, Any]:
    """Properties, each plain or as `{$type, $value}`; kept by value."""
    if not isinstance(value, dict):
        raise _wrong(where, "an object")
    plain = {name: entry["$value"] if _is_typed(entry) else entry for name, entry in value.items()}
    for name, entry in plain.items():
        if not isinstance(entry, (str, int, float, type(None))):
            raise _wrong(f"{where}.{name}", "a value of a primitive type")
    return {name: entry for name, entry in plain.items() if entry is not None}


def _is_typed(entry: Any) -> bool:
    return isinstance(entry, dict) and "$value" in entry


def _read_any(value: Any, _where: str) -> Any:
    return value


_SCALARS: dict[str, Callable[[Any, str], Any]] = {
    "string": _read_string,
    "int": _read_int,
    "bool": _read_bool,
    "Demand": _read_demand,
    "ScheduleDays": _read_days,
    "properties": _read_properties,
    "any": _read_any,
}


def _wrong(where: str, wanted: str) -> ModelError:
    return ModelError(f"The value of '{where}' is not valid: {wanted} is needed.")
