# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modern documents of the release area gained from one version to the next, as tables.

The versions are those of the first OpenAPI document that has a field, an enumeration's value or a parameter (4.1, 5.1,
6.0, 7.1, 7.2); where a row has another version its comment says why.
"""

from __future__ import annotations

from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.growth import Growth

_3_0, _4_1, _5_0, _5_1, _6_0, _7_1, _7_2 = (
    ApiVersion(*pair) for pair in ((3, 0), (4, 1), (5, 0), (5, 1), (6, 0), (7, 1), (7, 2))
)

SINCE: dict[tuple[str, str], ApiVersion] = {
    # The document of 4.1 has the field; servers show tags in definitions from 5.0 on (behaviour notes).
    ("ReleaseDefinition", "tags"): _5_0,
    # Live documents of 5.0 and later have both, though no OpenAPI document has the first and only 7.2 the second.
    ("ReleaseDefinition", "pipelineProcess"): _5_0,
    ("ReleaseDefinition", "isDisabled"): _5_0,
    ("DefinitionEntry", "pipelineProcess"): _5_0,
    ("DefinitionEntry", "isDisabled"): _5_0,
    # Fields of the middle state of TFS 2017 (behaviour notes); folders have a route since 3.1.
    ("Definition2015", "path"): _3_0,
    ("Definition2015", "description"): _3_0,
    ("Definition2015", "properties"): _3_0,
    # [I] TFS 2015 has the first two options of approvals; the behaviour notes have the last for 2017.
    ("ApprovalOptions2015", "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped"): _3_0,
    ("ApprovalOptions2015", "enforceIdentityRevalidation"): _3_0,
    ("ApprovalOptions2015", "timeoutInMintues"): _3_0,
    ("DefinitionReference", "path"): _5_1,
    ("DefinitionReference", "projectReference"): _5_1,
    ("Environment", "currentRelease"): _5_1,
    ("Environment", "environmentTriggers"): _5_1,
    ("EnvironmentOptions", "pullRequestDeploymentEnabled"): _5_1,
    ("Variable", "allowOverride"): _5_1,
    ("Schedule", "scheduleOnlyWithChanges"): _5_1,
    ("GatesOptions", "minimumSuccessDuration"): _5_1,
    ("DeployPhase", "refName"): _5_1,
    ("DeploymentInput", "agentSpecification"): _5_1,
    ("WorkflowTask", "environment"): _5_1,
    ("WorkflowTask", "retryCountOnTaskFailure"): _7_1,
    ("Artifact", "isRetained"): _5_1,
    ("Trigger", "tagFilters"): _5_1,
    ("TriggerCondition", "createReleaseOnBuildTagging"): _5_1,
    ("TriggerCondition", "tagFilter"): _6_0,
    ("Release", "releaseDefinitionRevision"): _5_1,
    ("Deployment", "projectReference"): _5_1,
    ("ReleaseDeployPhase", "startedOn"): _5_1,
    ("ReleaseGates", "ignoredGates"): _5_1,
    ("ReleaseGates", "succeedingSince"): _5_1,
    ("Issue", "data"): _5_1,
    ("ManualIntervention", "type"): _7_2,
    ("BuildVersion", "definitionId"): _5_1,
    ("BuildVersion", "definitionName"): _5_1,
    ("BuildVersion", "isMultiDefinitionType"): _5_1,
    ("ReleaseStartMetadata", "variables"): _5_1,
    ("ReleaseStartMetadata", "environmentsMetadata"): _5_1,
    # From 4.1 on; what the reference of 2016 lacks may have come between.
    ("ReleaseStartMetadata", "properties"): _4_1,
    ("ReleaseUpdateMetadata", "name"): _5_1,
    ("ReleaseEnvironmentUpdateMetadata", "variables"): _5_1,
}
"""The first version of a field, by the kind of object that has it."""

VALUES: dict[tuple[str, str], dict[str, ApiVersion]] = {
    ("DeployPhase", "phaseType"): {"deploymentGates": _5_1},
    # [I] The enumeration of 4.1 has the name, but there is no type for such a trigger.
    ("Trigger", "triggerType"): {"pullRequest": _5_1},
    ("ReleaseStartMetadata", "reason"): {"pullRequest": _5_1},
}
"""The first version of an enumeration's value; before it a body with the value is refused."""

PARTS: dict[str, dict[str, str]] = {
    "ReleaseDefinition": {
        "environments": "Environment",
        "variables": "Variable",
        "artifacts": "Artifact",
        "triggers": "Trigger",
    },
    "DefinitionEntry": {
        "environments": "Environment",
        "variables": "Variable",
        "artifacts": "Artifact",
        "triggers": "Trigger",
    },
    "Definition2015": {"environments": "Environment2015", "variables": "Variable", "triggers": "Trigger"},
    "Environment2015": {
        "variables": "Variable",
        "preDeployApprovals": "Approvals2015",
        "postDeployApprovals": "Approvals2015",
    },
    "Approvals2015": {"approvalOptions": "ApprovalOptions2015"},
    "Environment": {
        "variables": "Variable",
        "deployPhases": "DeployPhase",
        "environmentOptions": "EnvironmentOptions",
        "schedules": "Schedule",
        "preDeploymentGates": "Gates",
        "postDeploymentGates": "Gates",
    },
    "DeployPhase": {"deploymentInput": "DeploymentInput", "workflowTasks": "WorkflowTask"},
    "Gates": {"gatesOptions": "GatesOptions", "gates": "Gate"},
    "Gate": {"tasks": "WorkflowTask"},
    "Trigger": {"schedule": "Schedule", "triggerConditions": "TriggerCondition"},
    "Release": {
        "environments": "ReleaseEnvironment",
        "variables": "Variable",
        "artifacts": "Artifact",
        "releaseDefinition": "DefinitionReference",
    },
    "ReleaseEnvironment": {
        "variables": "Variable",
        "environmentOptions": "EnvironmentOptions",
        "schedules": "Schedule",
        "deployPhasesSnapshot": "DeployPhase",
        "preDeploymentGatesSnapshot": "Gates",
        "postDeploymentGatesSnapshot": "Gates",
        "deploySteps": "DeploymentAttempt",
    },
    "DeploymentAttempt": {
        "issues": "Issue",
        "job": "ReleaseTask",
        "tasks": "ReleaseTask",
        "releaseDeployPhases": "ReleaseDeployPhase",
        "preDeploymentGates": "ReleaseGates",
        "postDeploymentGates": "ReleaseGates",
    },
    "ReleaseDeployPhase": {"deploymentJobs": "DeploymentJob", "manualInterventions": "ManualIntervention"},
    "ReleaseGates": {"deploymentJobs": "DeploymentJob"},
    "DeploymentJob": {"job": "ReleaseTask", "tasks": "ReleaseTask"},
    "ReleaseTask": {"issues": "Issue"},
    "Deployment": {"release": "ReleaseReference", "releaseDefinition": "DefinitionReference"},
    "ReleaseReference": {"artifacts": "Artifact"},
    "ReleaseDefinitionSummary": {"releases": "Release", "releaseDefinition": "DefinitionReference"},
    "ArtifactVersions": {"artifactVersions": "ArtifactVersion"},
    "ArtifactVersion": {"versions": "BuildVersion", "defaultVersion": "BuildVersion"},
    "ReleaseStartMetadata": {"variables": "Variable"},
}
"""Which kinds of objects, alone, in lists or by name, a kind has in its fields: only as far as rows above are reached."""

PARAMETERS: dict[str, dict[str, ApiVersion]] = {
    # Of 2016 the reference has $expand alone.
    "definitions": {
        "searchtext": _4_1,
        "artifacttype": _4_1,
        "artifactsourceid": _4_1,
        "$top": _4_1,
        "continuationtoken": _4_1,
        "queryorder": _4_1,
        "path": _4_1,
        "isexactnamematch": _4_1,
        "tagfilter": _4_1,
        "propertyfilters": _4_1,
        "definitionidfilter": _4_1,
        "isdeleted": _4_1,
        "searchtextcontainsfoldername": _5_1,
    },
    # Of 2016 the reference has definitionId, createdBy, the times, statusFilter, $expand, $top, order and token.
    "releases": {
        "definitionenvironmentid": _4_1,
        "searchtext": _4_1,
        "environmentstatusfilter": _4_1,
        "artifacttypeid": _4_1,
        "sourceid": _4_1,
        "artifactversionid": _4_1,
        "sourcebranchfilter": _4_1,
        "isdeleted": _4_1,
        "tagfilter": _4_1,
        "propertyfilters": _4_1,
        "releaseidfilter": _4_1,
        "releasecount": _4_1,
        "path": _5_1,
    },
    "definition": {"propertyfilters": _4_1},
    "release": {
        "propertyfilters": _4_1,
        "approvalfilters": _4_1,
        "definitionsnapshotrevision": _4_1,
        "$expand": _5_1,
        "$topgaterecords": _5_1,
    },
    "environment": {"$expand": _7_1},
    "deployments": {"sourcebranch": _5_1},
}
"""The first version of a parameter (in lower case) of a read."""

EXPANSIONS: dict[str, dict[str, ApiVersion]] = {
    "definitions": {"triggers": _4_1, "variables": _4_1, "tags": _4_1, "lastrelease": _4_1},
    "releases": {"manualinterventions": _4_1, "variables": _4_1, "tags": _4_1},
}
"""The same for a value of `$expand`."""

GROWTH = Growth(
    since=SINCE,
    came=PARAMETERS,
    expansions=EXPANSIONS,
    values=VALUES,
    parts=PARTS,
    maps={"Variable"},
)
limited, accepted, knows, known_query = GROWTH.limited, GROWTH.accepted, GROWTH.knows, GROWTH.known_query
