# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments (stages) as servers from TFS 2018 on have them.

Sources: the OpenAPI documents 4.1 to 7.2; what a new stage starts with is what the portal gives one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.jobs import (
    PHASES,
    TASKS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.triggers import (
    SCHEDULES,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Codec,
    Entries,
    Group,
    Layout,
    Many,
    Nested,
    Row,
    Site,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    ABSENT,
    KeyedList,
    Leaf,
    Object,
)

VARIABLE = Layout(
    rows=(
        Row("value", "value", codecs.TEXT),
        Row("is_secret", "isSecret", codecs.FLAG, default=False),
        Row("allow_override", "allowOverride", codecs.FLAG, default=False),
    )
)


@dataclass(frozen=True)
class _Variable(Nested):
    """A variable; one that is nothing but a value is said as that value, and may stand as it in somebody's document."""

    @property
    def shape(self) -> Object:
        return replace(self.layout.shape, or_plain=True)

    def to_option(self, value: Any, site: Site) -> Any:
        if not isinstance(value, Mapping):
            return value
        options = super().to_option(value, site)
        said = {name: entry for name, entry in options.items() if name == "value" or entry is not False}
        return rules.text(said["value"]) if set(said) == {"value"} else said


VARIABLES = Entries(_Variable(VARIABLE), fold=True, purgeable=True)
PROPERTIES = Entries(codecs.PROPERTY, partial=True)

# --------------------------------------------------------------------------------------------------------- approvals

_AUTOMATED = {"rank": 1, "isAutomated": True, "isNotificationOn": False}
_STEP = Object(
    fields={
        "rank": Leaf(rules.number),
        "isAutomated": Leaf(rules.flag),
        "isNotificationOn": Leaf(rules.flag),
        "approver": codecs.IDENTITY.shape,
    },
    defaults={"isAutomated": False, "isNotificationOn": False, "approver": None},
    complete=True,
)


_STEP_KEYS = frozenset({"id", "rank", "isAutomated", "isNotificationOn", "approver"})


def _by_rank(step: Mapping[str, Any]) -> Any:
    return rules.number(step.get("rank"))


def _by_approver(step: Mapping[str, Any]) -> Any:
    """Of approvers with one rank each keeps its own id."""
    return _by_rank(step), codecs.identity(step.get("approver"))


def _write_steps(options: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    if options.get("is_automated"):
        return {"approvals": [dict(_AUTOMATED)]}
    if not options.get("approvers"):
        return {}
    notify = bool(options.get("is_notification_on"))
    return {
        "approvals": [
            {
                "rank": approver.get("rank", index + 1),
                "isAutomated": False,
                "isNotificationOn": approver.get("is_notification_on", notify),
                "approver": codecs.IDENTITY.to_wire(approver["approver"], site.of("approvers").at(index)),
                **(approver.get("raw") or {}),
            }
            for index, approver in enumerate(options["approvers"])
        ]
    }


def _read_steps(document: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    steps = document.get("approvals")
    if steps is None:
        return {}
    if len(steps) == 1 and rules.flag(steps[0].get("isAutomated")) is True:
        return {"is_automated": True}
    ordered = sorted(steps, key=_by_rank)
    notified = {rules.flag(step.get("isNotificationOn")) for step in ordered}
    in_sequence = [_by_rank(step) for step in ordered] == list(range(1, len(ordered) + 1))
    said = [_say_step(step, site) for step in ordered]
    if in_sequence and len(notified) == 1 and not any("raw" in entry for entry in said):
        options: dict[str, Any] = {"approvers": [entry["approver"] for entry in said]}
    else:
        options = {"approvers": said}
    return {**options, "is_notification_on": True} if notified == {True} else options


def _say_step(step: Mapping[str, Any], site: Site) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "approver": codecs.IDENTITY.to_option(step.get("approver"), site),
        "rank": _by_rank(step),
        "is_notification_on": rules.flag(step.get("isNotificationOn")),
    }
    raw = {key: value for key, value in step.items() if key not in _STEP_KEYS and value is not None}
    return {**entry, "raw": raw} if raw else entry


def _approvals(execution_order: str) -> Nested:
    """Approvals before or after a deployment; ``execution_order`` is what the portal starts them with."""
    options = Layout(
        rows=(
            Row("required_approver_count", "requiredApproverCount", codecs.NUMBER),
            Row("release_creator_can_be_approver", "releaseCreatorCanBeApprover", codecs.FLAG),
            Row(
                "auto_triggered_and_previous_environment_approved_can_be_skipped",
                "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped",
                codecs.FLAG,
            ),
            Row("enforce_identity_revalidation", "enforceIdentityRevalidation", codecs.FLAG),
            Row("timeout_in_minutes", "timeoutInMinutes", codecs.NUMBER),
            Row("execution_order", "executionOrder", codecs.member(enums.EXECUTION_ORDER)),
        ),
        created={
            "requiredApproverCount": 0,
            "releaseCreatorCanBeApprover": False,
            "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped": False,
            "enforceIdentityRevalidation": False,
            "timeoutInMinutes": 0,
            "executionOrder": execution_order,
        },
    )
    return Nested(
        Layout(
            rows=(
                Group(
                    options=("approvers", "is_automated", "is_notification_on"),
                    places={"approvals": (KeyedList(_STEP, keys=(_by_approver, _by_rank)), ABSENT)},
                    write=_write_steps,
                    read=_read_steps,
                ),
                Row("options", "approvalOptions", Nested(options)),
            ),
            created={"approvals": [_AUTOMATED]},
        )
    )


# ------------------------------------------------------------------------------------------------------------- gates


@dataclass(frozen=True)
class _Gates(Nested):
    """Gates before or after a deployment. Where there are some they have options; a block without says nothing."""

    def to_wire(self, value: Any, site: Site) -> Any:
        document = super().to_wire(value, site)
        if document.get("gates"):
            document.setdefault("gatesOptions", {})
        return document


_GATES = _Gates(
    Layout(
        rows=(
            Row(
                "options",
                "gatesOptions",
                Nested(
                    Layout(
                        rows=(
                            Row("is_enabled", "isEnabled", codecs.FLAG),
                            Row("timeout", "timeout", codecs.NUMBER),
                            Row("sampling_interval", "samplingInterval", codecs.NUMBER),
                            Row("stabilization_time", "stabilizationTime", codecs.NUMBER),
                            Row("minimum_success_duration", "minimumSuccessDuration", codecs.NUMBER),
                        ),
                        created={
                            "isEnabled": True,
                            "timeout": 1440,
                            "samplingInterval": 15,
                            "stabilizationTime": 5,
                            "minimumSuccessDuration": 0,
                        },
                    )
                ),
            ),
            Row(
                "gates",
                "gates",
                Many(
                    Nested(Layout(rows=(Row("tasks", "tasks", TASKS, default=[]),), complete=True)), keys=(lambda _: 0,)
                ),
            ),
        ),
        noise=frozenset({"id"}),
        created={"gates": []},
    )
)

# -------------------------------------------------------------------------------------------- conditions and triggers


def _by_condition(condition: Mapping[str, Any]) -> Any:
    return rules.folded(condition.get("name")), enums.CONDITION_TYPE.name_of(condition.get("conditionType"))


_CONDITIONS = Many(
    Nested(
        Layout(
            rows=(
                Row("name", "name", codecs.FOLDED),
                Row("condition_type", "conditionType", codecs.member(enums.CONDITION_TYPE)),
                Row("value", "value", codecs.CONDITION_VALUE, default=""),
            ),
            noise=frozenset({"result"}),
            complete=True,
        )
    ),
    # An artifact may have several conditions, which differ in their value.
    keys=(lambda entry: (*_by_condition(entry), codecs.status_or_json(entry.get("value"))), _by_condition),
    keyed=True,
)

_ENVIRONMENT_TRIGGERS = Many(
    Nested(
        Layout(
            rows=(
                Row("trigger_type", "triggerType", codecs.member(enums.ENVIRONMENT_TRIGGER_TYPE)),
                Row("trigger_content", "triggerContent", codecs.JSON_TEXT, default=""),
            ),
            # Ids of the stage and definition that have the trigger: the server's to give.
            noise=frozenset({"definitionEnvironmentId", "releaseDefinitionId"}),
            complete=True,
        )
    ),
    keys=(lambda trigger: enums.ENVIRONMENT_TRIGGER_TYPE.name_of(trigger.get("triggerType")),),
    keyed=True,
)

# ------------------------------------------------------------------------------------------------------- environment

_EXECUTION_POLICY = Layout(
    rows=(
        Row("concurrency_count", "concurrencyCount", codecs.NUMBER),
        Row("queue_depth_count", "queueDepthCount", codecs.NUMBER),
    ),
    created={"concurrencyCount": 1, "queueDepthCount": 0},
)
ENVIRONMENT_OPTIONS = Layout(
    rows=(
        Row("email_notification_type", "emailNotificationType", codecs.FOLDED),
        Row("email_recipients", "emailRecipients", codecs.TEXT),
        Row("skip_artifacts_download", "skipArtifactsDownload", codecs.FLAG),
        Row("timeout_in_minutes", "timeoutInMinutes", codecs.NUMBER),
        Row("enable_access_token", "enableAccessToken", codecs.FLAG),
        Row("publish_deployment_status", "publishDeploymentStatus", codecs.FLAG),
        Row("badge_enabled", "badgeEnabled", codecs.FLAG),
        Row("auto_link_work_items", "autoLinkWorkItems", codecs.FLAG),
        Row("pull_request_deployment_enabled", "pullRequestDeploymentEnabled", codecs.FLAG),
    )
)
_RETENTION = Layout(
    rows=(
        Row("days_to_keep", "daysToKeep", codecs.NUMBER),
        Row("releases_to_keep", "releasesToKeep", codecs.NUMBER),
        Row("retain_build", "retainBuild", codecs.FLAG),
    ),
    created={"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
)


def only_written(option: str, key: str, codec: Codec) -> Group:
    """An option that is declared and never exported, such as one that finds or places its object."""
    return Group(
        options=(option,),
        places={key: (codec.shape, ABSENT)},
        write=lambda options, site: Row(option, key, codec).write(options, site),
        read=lambda _document, _site: {},
    )


ENVIRONMENT = Layout(
    rows=(
        Row("name", "name", codecs.TEXT),
        only_written("id", "id", codecs.NUMBER),
        only_written("rank", "rank", codecs.NUMBER),
        Row("owner", "owner", codecs.IDENTITY),
        Row("variables", "variables", VARIABLES),
        Row("variable_groups", "variableGroups", codecs.many_named("variable_group")),
        Row("pre_deploy_approvals", "preDeployApprovals", _approvals("beforeGates")),
        Row("post_deploy_approvals", "postDeployApprovals", _approvals("afterSuccessfulGates")),
        Row("pre_deployment_gates", "preDeploymentGates", _GATES),
        Row("post_deployment_gates", "postDeploymentGates", _GATES),
        Row("deploy_phases", "deployPhases", PHASES),
        Row("conditions", "conditions", _CONDITIONS),
        Row("schedules", "schedules", SCHEDULES),
        Row("environment_triggers", "environmentTriggers", _ENVIRONMENT_TRIGGERS),
        Row("execution_policy", "executionPolicy", Nested(_EXECUTION_POLICY)),
        Row("environment_options", "environmentOptions", Nested(ENVIRONMENT_OPTIONS)),
        Row("retention_policy", "retentionPolicy", Nested(_RETENTION)),
        Row("process_parameters", "processParameters", codecs.VERBATIM),
        Row("properties", "properties", PROPERTIES),
    ),
    # Links and marks of the server, and the stubs that modern documents keep of the 2015 era.
    noise=frozenset({"badgeUrl", "currentRelease", "deployStep", "demands", "queueId", "runOptions", "_links", "url"}),
    elsewhere={
        "deployStep": "deploy_phases[].workflow_tasks",
        "demands": "deploy_phases[].demands",
        "queueId": "deploy_phases[].queue",
        "runOptions": "environment_options",
    },
    created={
        "preDeployApprovals": {},
        "postDeployApprovals": {},
        "deployPhases": [],
        "executionPolicy": {},
        "retentionPolicy": {},
    },
)
ENVIRONMENTS = Many(
    Nested(ENVIRONMENT),
    keys=(lambda stage: stage.get("id") or None, lambda stage: rules.folded(stage.get("name"))),
    keyed=True,
    purgeable=True,
)
