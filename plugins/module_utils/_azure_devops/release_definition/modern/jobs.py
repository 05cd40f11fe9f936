# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploy phases (jobs) and tasks as servers from TFS 2018 on have them.

Sources: the OpenAPI documents 4.1 to 7.2; defaults as the portal and the servers fill them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Choice,
    Entries,
    Group,
    Layout,
    Many,
    Nested,
    Plain,
    Row,
    Site,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import ABSENT, Leaf

# ------------------------------------------------------------------------------------------------------------- tasks


def _write_task(options: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    names: codecs.Names = site.names
    if options.get("task_group") is not None:
        return names.task_group(options["task_group"], options.get("version"), site.of("task_group").path)
    return names.task(options["task"], options.get("version"), site.of("task").path)


def _read_task(document: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    kind = document.get("definitionType") or "task"
    names: codecs.Names = site.names
    return names.say_task(str(document.get("taskId", "")), str(document.get("version") or "*"), kind)


def _same_kind(value: Any) -> Any:
    """``null`` means ``task`` (recorded answers)."""
    return rules.folded(value or "task")


def _condition_of_task(usual: str) -> Row:
    return Row("condition", "condition", codecs.condition(usual), default=usual)


_TASK = Layout(
    rows=(
        Group(
            options=("task", "task_group", "version"),
            places={
                "taskId": (Leaf(rules.folded), ABSENT),
                "version": (Leaf(rules.text), ABSENT),
                "definitionType": (Leaf(_same_kind), "task"),
            },
            write=_write_task,
            read=_read_task,
        ),
        Row("name", "name", codecs.TEXT),
        Row("ref_name", "refName", codecs.TEXT, default=""),
        Row("inputs", "inputs", Entries(codecs.INPUT, fold=True), default={}),
        Row("enabled", "enabled", codecs.FLAG, default=True),
        Row("always_run", "alwaysRun", codecs.FLAG, default=False),
        Row("continue_on_error", "continueOnError", codecs.FLAG, default=False),
        _condition_of_task("succeeded()"),
        Row("timeout_in_minutes", "timeoutInMinutes", codecs.NUMBER, default=0),
        Row("retry_count_on_task_failure", "retryCountOnTaskFailure", codecs.NUMBER, default=0),
        Row("environment", "environment", Entries(codecs.TEXT, fold=True), default={}),
        Row("override_inputs", "overrideInputs", Entries(codecs.TEXT, fold=True), default={}),
    ),
    complete=True,
)


_AFTER_FAILURE = replace(
    _TASK,
    rows=tuple(
        _condition_of_task("succeededOrFailed()") if row.options == ("condition",) else row for row in _TASK.rows
    ),
)

# A task without a condition runs after a failure if alwaysRun says so: that is how agents read it.
TASK = Choice(
    option="always_run",
    wire="alwaysRun",
    member=lambda value: "true" if rules.flag(value) is True else "false",
    usual="false",
    layouts={"false": _TASK, "true": _AFTER_FAILURE},
)


def _by_reference(task: Mapping[str, Any]) -> Any:
    label = task.get("refName") or task.get("name")
    return (*_by_task(task), rules.folded(label))


def _by_task(task: Mapping[str, Any]) -> Any:
    return rules.folded(task.get("taskId")), _same_kind(task.get("definitionType"))


TASKS = Many(TASK, keys=(_by_reference, _by_task))

# ------------------------------------------------------------------------------------------------------------ phases

_DOWNLOAD = Layout(
    rows=(
        Row("alias", "alias", codecs.TEXT),
        Row("artifact_type", "artifactType", codecs.FOLDED),
        Row("artifact_download_mode", "artifactDownloadMode", codecs.FOLDED, default="All"),
        Row("artifact_items", "artifactItems", codecs.TEXTS, default=[]),
    ),
    complete=True,
)

_PARALLEL_TYPE = Row("type", "parallelExecutionType", codecs.member(enums.PARALLEL_TYPE), default="none")
_MULTIPLIERS = Row(
    "multipliers",
    "multipliers",
    Plain(
        lambda value: rules.text(value).replace(" ", ""),
        write=lambda value, _site: ",".join(value),
        read=lambda value, _site: [part.strip() for part in value.split(",") if part.strip()],
    ),
    default="",
)
_SPREADING = (
    Row("max_number_of_agents", "maxNumberOfAgents", codecs.NUMBER, default=0),
    Row("continue_on_error", "continueOnError", codecs.FLAG, default=False),
)
_PARALLEL = Choice(
    option="type",
    wire="parallelExecutionType",
    member=enums.PARALLEL_TYPE.name_of,
    usual="none",
    layouts={
        "none": Layout(rows=(_PARALLEL_TYPE,), complete=True),
        "multiMachine": Layout(rows=(_PARALLEL_TYPE, *_SPREADING), complete=True),
        "multiConfiguration": Layout(rows=(_PARALLEL_TYPE, _MULTIPLIERS, *_SPREADING), complete=True),
    },
)

_AGENT_SPECIFICATION = Plain(
    lambda value: rules.folded(value.get("identifier") if isinstance(value, Mapping) else value),
    write=lambda value, _site: {"identifier": value},
    read=lambda value, _site: value.get("identifier") if isinstance(value, Mapping) else value,
)

_EVERY_PHASE = (
    Row("name", "name", codecs.TEXT),
    Row("phase_type", "phaseType", codecs.member(enums.PHASE_TYPE), default="agentBasedDeployment"),
    Row("ref_name", "refName", codecs.TEXT, default=None),
    Row("condition", "deploymentInput.condition", codecs.condition(), default="succeeded()"),
    Row("timeout_in_minutes", "deploymentInput.timeoutInMinutes", codecs.NUMBER, default=0),
    Row("job_cancel_timeout_in_minutes", "deploymentInput.jobCancelTimeoutInMinutes", codecs.NUMBER, default=1),
    Row("override_inputs", "deploymentInput.overrideInputs", Entries(codecs.TEXT, fold=True), default={}),
    Row("workflow_tasks", "workflowTasks", TASKS, default=[]),
)
_ON_MACHINES = (
    Row("demands", "deploymentInput.demands", codecs.DEMANDS, default=[]),
    Row("skip_artifacts_download", "deploymentInput.skipArtifactsDownload", codecs.FLAG, default=False),
    Row("enable_access_token", "deploymentInput.enableAccessToken", codecs.FLAG, default=False),
    Row(
        "download_artifacts",
        "deploymentInput.artifactsDownloadInput.downloadInputs",
        Many(Nested(_DOWNLOAD), keys=(lambda entry: rules.folded(entry.get("alias")),), keyed=True),
        default=[],
    ),
)
_SPREAD = Row("parallel", "deploymentInput.parallelExecution", _PARALLEL, default={"parallelExecutionType": "none"})
# A phase's place is its place in the list; the rank is numbered from it when the document is written.
_NOISE = frozenset({"rank"})

PHASE = Choice(
    option="phase_type",
    wire="phaseType",
    member=enums.PHASE_TYPE.name_of,
    usual="agentBasedDeployment",
    layouts={
        "agentBasedDeployment": Layout(
            rows=(
                *_EVERY_PHASE,
                *_ON_MACHINES,
                Row("queue", "deploymentInput.queueId", codecs.named("queue")),
                Row("agent_specification", "deploymentInput.agentSpecification", _AGENT_SPECIFICATION, default=None),
                _SPREAD,
            ),
            noise=_NOISE,
            complete=True,
        ),
        "runOnServer": Layout(rows=(*_EVERY_PHASE, _SPREAD), noise=_NOISE, complete=True),
        "machineGroupBasedDeployment": Layout(
            rows=(
                *_EVERY_PHASE,
                *_ON_MACHINES,
                Row("deployment_group", "deploymentInput.queueId", codecs.named("deployment_group")),
                Row("tags", "deploymentInput.tags", codecs.TEXTS, default=[]),
                Row("health_percent", "deploymentInput.healthPercent", codecs.NUMBER, default=0),
                Row(
                    "deployment_health_option",
                    "deploymentInput.deploymentHealthOption",
                    codecs.FOLDED,
                    default="OneTargetAtATime",
                ),
            ),
            noise=_NOISE,
            complete=True,
        ),
        "deploymentGates": Layout(rows=_EVERY_PHASE, noise=_NOISE, complete=True),
    },
)


def _phase_type(phase: Mapping[str, Any]) -> Any:
    return enums.PHASE_TYPE.name_of(phase.get("phaseType"))


PHASES = Many(PHASE, keys=(lambda phase: (_phase_type(phase), rules.folded(phase.get("name"))), _phase_type))

USUAL_PHASE_NAME = {
    "agentBasedDeployment": "Agent job",
    "runOnServer": "Agentless job",
    "machineGroupBasedDeployment": "Deployment group job",
    "deploymentGates": "Deployment gates",
}
