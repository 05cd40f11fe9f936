# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of requests about releases: their fields, read as those of definitions are."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import growth, schema
from release_management_sandbox.errors import ModelError
from release_management_sandbox.releases import kinds
from release_management_sandbox.store import Document

schema.define(
    objects={
        "ReleaseStartMetadata": "definitionId:int description:string artifacts:[ArtifactMetadata] isDraft:bool "
        "manualEnvironments:[string] reason:ReleaseReason variables:{Variable} properties:properties "
        "environmentsMetadata:[ReleaseStartEnvironmentMetadata]",
        "ArtifactMetadata": "alias:string instanceReference:BuildVersion",
        "BuildVersion": "id:string name:string sourceBranch:string sourceVersion:string commitMessage:string",
        "ReleaseStartEnvironmentMetadata": "definitionEnvironmentId:int variables:{Variable}",
        "ReleaseUpdateMetadata": "status:ReleaseStatus name:string comment:string keepForever:bool "
        "manualEnvironments:[string]",
        "Release": "id:int name:string description:string comment:string keepForever:bool variables:{Variable} "
        "artifacts:[Artifact] environments:[ReleaseEnvironment]",
        "ReleaseEnvironment": "id:int variables:{Variable} deployPhasesSnapshot:[DeployPhase]",
        "ReleaseEnvironmentUpdateMetadata": "status:EnvironmentStatus scheduledDeploymentTime:string "
        "variables:{Variable} comment:string",
        "ReleaseApproval": "id:int status:ApprovalStatus comments:string approver:Identity",
        "ManualInterventionUpdateMetadata": "status:ManualInterventionStatus comment:string",
        "GateUpdateMetadata": "gatesToIgnore:[string] comment:string",
    },
    enums={
        "ReleaseReason": kinds.REASON,
        "ReleaseStatus": kinds.RELEASE_STATUS,
        "EnvironmentStatus": kinds.STAGE_STATUS,
        "ApprovalStatus": kinds.APPROVAL_STATUS,
        "ManualInterventionStatus": kinds.INTERVENTION_STATUS,
    },
)


def read(call: Call, kind: str, body: Any) -> Document:
    """A body as one of the objects above, as far as the generation knows them. Raises ModelError for what is none."""
    if not isinstance(body, dict):
        raise ModelError(f"Value cannot be null. Parameter name: {kind[:1].lower()}{kind[1:]}")
    return growth.accepted(kind, schema.read(kind, body, ""), call.world.generation.maximum)


def read_list(call: Call, kind: str, body: Any) -> list[Document]:
    """A body that is a list of such objects."""
    if not isinstance(body, list):
        raise ModelError(f"Value cannot be null. Parameter name: {kind[:1].lower()}{kind[1:]}s")
    return [read(call, kind, entry) for entry in body]
