# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a release definition: the definition itself and its environments (stages).

Options are the wire's names in snake case. Every option may be left out: then it is left as the server has it.
"""

from __future__ import annotations

from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.jobs import (
    DeployPhase,
    WorkflowTask,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.sources import (
    Artifact,
    Schedule,
    Trigger,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Count,
    Declared,
    Flag,
    Json,
    Name,
    Reference,
    Text,
    distinct_names,
    member,
    stands_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    AfterValidator,
    Field,
    field_validator,
    model_validator,
)

Properties = Annotated[
    dict[str, Any], AfterValidator(lambda given: {name: value for name, value in given.items() if value is not None})
]
"""Properties by name; null is as good as not given, as it is of options."""


class Variable(Declared):
    """A variable; a plain value stands for ``{value: ...}``."""

    value: Text | None = None
    is_secret: Flag | None = None
    allow_override: Flag | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, given: Any) -> Any:
        if isinstance(given, list):
            raise ValueError("must be a value or a map with value, is_secret and allow_override, not a list")
        return given if isinstance(given, dict) else {"value": given}


Variables = Annotated[dict[str, Variable], distinct_names("variable")]


class Approver(Declared):
    """One who is asked; a plain name stands for ``{approver: name}``. Approvers of equal rank are asked together."""

    approver: Name
    rank: Annotated[int, Field(ge=1)] | None = None
    is_notification_on: Flag | None = None

    _plain_name = stands_for("approver")


class ApprovalOptions(Declared):
    required_approver_count: Count | None = None
    release_creator_can_be_approver: Flag | None = None
    auto_triggered_and_previous_environment_approved_can_be_skipped: Flag | None = None
    enforce_identity_revalidation: Flag | None = None
    timeout_in_minutes: Count | None = None
    execution_order: Annotated[str, member(enums.EXECUTION_ORDER)] | None = None


class Approvals(Declared):
    """The approvals before or after a deployment: by people, or automated."""

    approvers: list[Approver] | None = None
    is_automated: Flag | None = None
    is_notification_on: Flag | None = None
    options: ApprovalOptions | None = None

    @model_validator(mode="after")
    def _someone_or_nobody(self) -> Approvals:
        if self.is_automated and self.approvers:
            raise ValueError("is_automated: true and approvers exclude each other")
        if self.approvers is not None and not self.approvers and not self.is_automated:
            raise ValueError(
                "approvers is empty, which would let every deployment pass: name at least one approver, or say"
                " is_automated: true when nobody is to be asked"
            )
        if self.is_automated is False and not self.approvers:
            raise ValueError("is_automated: false needs approvers")
        if self.is_notification_on is not None and not self.approvers:
            raise ValueError("is_notification_on is about the approvers: name them too")
        return self


class GateOptions(Declared):
    is_enabled: Flag | None = None
    timeout: Count | None = None
    sampling_interval: Count | None = None
    stabilization_time: Count | None = None
    minimum_success_duration: Count | None = None


class Gate(Declared):
    tasks: list[WorkflowTask] | None = None


class Gates(Declared):
    options: GateOptions | None = None
    gates: list[Gate] | None = None


_FILTER_KEYS = ("sourceBranch", "tags", "tagFilter", "useBuildDefinitionBranch", "createReleaseOnBuildTagging")


def _artifact_filter(value: dict[str, Any]) -> dict[str, Any]:
    """What an artifact must have, with the wire's keys; in snake case they are the same, as in trigger_conditions."""
    known = {key.casefold(): key for key in _FILTER_KEYS}
    unknown = [key for key in value if str(key).replace("_", "").casefold() not in known]
    if unknown:
        raise ValueError(f"{unknown[0]} is not a key here; the keys are {', '.join(_FILTER_KEYS)}")
    return {known[str(key).replace("_", "").casefold()]: entry for key, entry in value.items()}


class Condition(Declared):
    """When a stage starts: an event (``ReleaseStarted``), another stage's state, or an artifact's branch and tags."""

    name: Text
    condition_type: Annotated[str, member(enums.CONDITION_TYPE)]
    value: Any = None

    @field_validator("value")
    @classmethod
    def _speakable(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return _artifact_filter(value)
        return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _that_can_come_true(self) -> Condition:
        if self.condition_type == "event" and self.name.casefold() != "releasestarted":
            raise ValueError(f"the only event is ReleaseStarted, not {self.name}")
        # Several states are the sum of their numbers.
        is_state = str(self.value or "").isdecimal() or enums.ENVIRONMENT_STATUS.name_of(self.value) is not None
        if self.condition_type == "environmentState" and not is_state:
            raise ValueError(f"value must be a state such as succeeded or partiallySucceeded, not {self.value}")
        return self


class EnvironmentTrigger(Declared):
    trigger_type: Annotated[str, member(enums.ENVIRONMENT_TRIGGER_TYPE)]
    trigger_content: Json | None = None


class ExecutionPolicy(Declared):
    concurrency_count: Count | None = None
    queue_depth_count: Annotated[int, Field(ge=0, le=1)] | None = None


class EnvironmentOptions(Declared):
    email_notification_type: Text | None = None
    email_recipients: Text | None = None
    skip_artifacts_download: Flag | None = None
    timeout_in_minutes: Count | None = None
    enable_access_token: Flag | None = None
    publish_deployment_status: Flag | None = None
    badge_enabled: Flag | None = None
    auto_link_work_items: Flag | None = None
    pull_request_deployment_enabled: Flag | None = None


class EnvironmentRetentionPolicy(Declared):
    days_to_keep: Count | None = None
    releases_to_keep: Count | None = None
    retain_build: Flag | None = None


class Environment(Declared):
    """A stage, found by ``id`` or ``name``."""

    name: Name | None = None
    id: Annotated[int, Field(ge=1)] | None = None
    rank: Annotated[int, Field(ge=1)] | None = None
    owner: Name | None = None
    variables: Variables | None = None
    variable_groups: list[Reference] | None = None
    pre_deploy_approvals: Approvals | None = None
    post_deploy_approvals: Approvals | None = None
    pre_deployment_gates: Gates | None = None
    post_deployment_gates: Gates | None = None
    deploy_phases: list[DeployPhase] | None = None
    conditions: list[Condition] | None = None
    schedules: list[Schedule] | None = None
    environment_triggers: list[EnvironmentTrigger] | None = None
    execution_policy: ExecutionPolicy | None = None
    environment_options: EnvironmentOptions | None = None
    retention_policy: EnvironmentRetentionPolicy | None = None
    process_parameters: Json | None = None
    properties: Properties | None = None

    @model_validator(mode="after")
    def _named(self) -> Environment:
        if self.name is None and self.id is None:
            raise ValueError("name is required (or id, to find the stage of an existing definition)")
        return self


class DefinitionRetentionPolicy(Declared):
    """Retention of the whole definition, as servers of the 2015 document era have it."""

    days_to_keep: Count | None = None


class ReleaseDefinition(Declared):
    """A release pipeline, found by ``id``, or by ``path`` and ``name``."""

    id: Annotated[int, Field(ge=1)] | None = None
    name: Name | None = None
    path: Text | None = None
    description: Text | None = None
    comment: Text | None = None
    variables: Variables | None = None
    variable_groups: list[Reference] | None = None
    artifacts: list[Artifact] | None = None
    triggers: list[Trigger] | None = None
    release_name_format: Text | None = None
    tags: list[Name] | None = None
    environments: list[Environment] | None = None
    retention_policy: DefinitionRetentionPolicy | None = None
    properties: Properties | None = None

    @field_validator("environments")
    @classmethod
    def _distinct(cls, stages: list[Environment] | None) -> list[Environment] | None:
        seen: set[str | int] = set()
        for index, stage in enumerate(stages or []):
            name = (stage.name or "").casefold()
            if name and name in seen:
                raise ValueError(f"entry {index} is a second stage named {stage.name}: a name may stand only once")
            if stage.id in seen:
                raise ValueError(f"entry {index} is a second stage with the id {stage.id}")
            seen |= {name, stage.id or name}
        return stages

    @field_validator("artifacts")
    @classmethod
    def _distinct_artifacts(cls, artifacts: list[Artifact] | None) -> list[Artifact] | None:
        seen: set[str] = set()
        for index, artifact in enumerate(artifacts or []):
            if artifact.alias.casefold() in seen:
                raise ValueError(f"entry {index} is a second artifact with the alias {artifact.alias}")
            seen.add(artifact.alias.casefold())
        return artifacts
