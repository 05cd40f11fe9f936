# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of deploy phases (jobs) and their tasks."""

from __future__ import annotations

from typing import Annotated

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Count,
    Declared,
    Flag,
    Name,
    Reference,
    Strict,
    Text,
    member,
    stands_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import Field, model_validator


class Input(Strict):
    """The value of a task's input; a plain value stands for ``{value: ...}``. A secret one is never shown."""

    value: Text
    is_secret: Flag | None = None

    _plain_value = stands_for("value")


class WorkflowTask(Declared):
    """A task (``PowerShell@2``) or a task group."""

    task: Name | None = None
    task_group: Name | None = None
    version: Text | None = None
    name: Text | None = None
    ref_name: Text | None = None
    inputs: dict[str, Input] | None = None
    enabled: Flag | None = None
    always_run: Flag | None = None
    continue_on_error: Flag | None = None
    condition: Text | None = None
    timeout_in_minutes: Count | None = None
    retry_count_on_task_failure: Count | None = None
    environment: dict[str, Text] | None = None
    override_inputs: dict[str, Text] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> WorkflowTask:
        if (self.task is None) == (self.task_group is None):
            raise ValueError("needs either task (such as PowerShell@2) or task_group, and not both")
        return self


class Parallel(Declared):
    """How a job is spread: ``multiConfiguration`` over the values of its multipliers, ``multiMachine`` over agents."""

    type: Annotated[str, member(enums.PARALLEL_TYPE)] = Field(default="none")
    multipliers: list[Text] | None = None
    max_number_of_agents: Count | None = None
    continue_on_error: Flag | None = None

    _plain_type = stands_for("type")

    @model_validator(mode="after")
    def _multiplied(self) -> Parallel:
        if (self.type == "multiConfiguration") != bool(self.multipliers):
            raise ValueError("multipliers belong to type: multiConfiguration, which needs them")
        return self


class ArtifactDownload(Declared):
    """What of an artifact a job downloads; a plain alias stands for all of it."""

    alias: Name
    artifact_type: Text | None = None
    artifact_download_mode: Text | None = None
    artifact_items: list[Text] | None = None

    _plain_alias = stands_for("alias")


_ON_MACHINES = {"demands", "skip_artifacts_download", "download_artifacts", "enable_access_token"}
_FIELDS_OF_PHASE = {
    "agentBasedDeployment": {"queue", "agent_specification", "parallel", *_ON_MACHINES},
    "machineGroupBasedDeployment": {
        *("deployment_group", "health_percent", "deployment_health_option", "tags"),
        *_ON_MACHINES,
    },
    "runOnServer": {"parallel"},
}


class DeployPhase(Declared):
    """A job: on an agent, on the server, or on the machines of a deployment group."""

    name: Text | None = None
    phase_type: Annotated[str, member(enums.PHASE_TYPE)] = Field(default="agentBasedDeployment")
    ref_name: Text | None = None
    queue: Reference | None = None
    deployment_group: Reference | None = None
    agent_specification: Text | None = None
    demands: list[Text] | None = None
    condition: Text | None = None
    timeout_in_minutes: Count | None = None
    job_cancel_timeout_in_minutes: Count | None = None
    skip_artifacts_download: Flag | None = None
    download_artifacts: list[ArtifactDownload] | None = None
    enable_access_token: Flag | None = None
    override_inputs: dict[str, Text] | None = None
    parallel: Parallel | None = None
    health_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    deployment_health_option: Text | None = None
    tags: list[Text] | None = None
    workflow_tasks: list[WorkflowTask] | None = None

    @model_validator(mode="after")
    def _on_something_that_fits(self) -> DeployPhase:
        fitting = _FIELDS_OF_PHASE.get(self.phase_type, set())
        for option in sorted(set().union(*_FIELDS_OF_PHASE.values()) - fitting):
            if getattr(self, option) is not None:
                raise ValueError(f"{option} does not belong to a job with phase_type: {self.phase_type}")
        return self
