# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options by generation: what a release definition can say on servers of a version of the API, as one table.

Versions: the first OpenAPI document that has a field (4.1, 5.1, 6.0, 7.1), taken back to the first release of its
generation: what 4.1 has we expect of 4.0, what 5.1 has of 5.0. Older ones: the routes that servers register, and the
recorded answers of 2016. What no document tells is marked as an inference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation

_EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Limit:
    """Options that need a capability of the server.

    :ivar paths: where they stand: ``[]`` is each entry of a list, ``[1]`` its second, ``*`` each value of a map.
    :ivar is_no_difference: whether a value says what servers without the capability do anyway.
    :ivar keeps_house: whether a whole document goes on without it, with a warning.
    """

    capability: Capability
    paths: tuple[str, ...]
    is_no_difference: Callable[[Any], bool]
    keeps_house: bool = False

    def exceeded(self, options: Mapping[str, Any]) -> Iterator[str]:
        """The paths of options that say what only servers with the capability do."""
        for pattern in self.paths:
            for path, value in _found(options, _steps(pattern)):
                if value not in _EMPTY and not self.is_no_difference(value):
                    yield path


def exceeded(options: Mapping[str, Any], generation: Generation) -> Iterator[tuple[Limit, str]]:
    """What servers of a generation can not express, with its path."""
    for limit in LIMITS:
        if not limit.capability.of(generation):
            for path in limit.exceeded(options):
                yield limit, path


def check_limits(options: Mapping[str, Any], generation: Generation) -> None:
    """Raise DeclarationError for an option that servers of a generation can not express."""
    for limit, path in exceeded(options, generation):
        limit.capability.need(generation, path)


def _steps(pattern: str) -> list[str]:
    return pattern.replace("[", ".[").split(".")


def _found(value: Any, steps: list[str], path: str = "") -> Iterator[tuple[str, Any]]:
    if not steps:
        yield path, value
        return
    for place, entry in _entries(value, steps[0], path):
        yield from _found(entry, steps[1:], place)


def _entries(value: Any, step: str, path: str) -> Iterator[tuple[str, Any]]:
    if step.startswith("["):
        chosen = step[1:-1]
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            if chosen in ("", str(index)):
                yield f"{path}[{index}]", entry
    elif isinstance(value, Mapping):
        for name in value if step == "*" else [step] if step in value else []:
            yield f"{path}.{name}" if path else name, value[name]


# --------------------------------------------------------------------------------------------------------- the table


def _row(
    label: str, since: str, *paths: str, usual: Any = None, unlike: Any = None, house: bool = False, before: str = ""
) -> Limit:
    """One row. ``usual`` is what the option means where it is not said; ``unlike`` the only value that is limited."""
    harmless = (lambda value: value == usual) if unlike is None else (lambda value: value not in unlike)
    return Limit(Capability(label, since, before), paths, harmless, house)


_STAGE = "environments[]"
_JOB = f"{_STAGE}.deploy_phases[]"
_GATES = (f"{_STAGE}.pre_deployment_gates", f"{_STAGE}.post_deployment_gates")
_TASKS = (f"{_JOB}.workflow_tasks[]", *(f"{gates}.gates[].tasks[]" for gates in _GATES))
_VARIABLES = ("variables.*", f"{_STAGE}.variables.*")
_SCHEDULES = (f"{_STAGE}.schedules[]", "triggers[].schedule")
_APPROVALS = (f"{_STAGE}.pre_deploy_approvals", f"{_STAGE}.post_deploy_approvals")
_FILTER = "triggers[].trigger_conditions[]"
_USUAL_RECIPIENTS = "release.environment.owner;release.creator"


def _each(bases: tuple[str, ...], *options: str) -> tuple[str, ...]:
    return tuple(f"{base}.{option}" for base in bases for option in options)


def _opens_nothing(gates: Any) -> bool:
    """Gates that are none, or not enabled."""
    options = gates.get("options") or {}
    return not gates.get("gates") and not {key: value for key, value in options.items() if key != "is_enabled" or value}


_ORDER = Capability("approvals after the gates", "4.0")

LIMITS: tuple[Limit, ...] = (
    # Inference: a field of the documents of TFS 2017 and not of those before.
    _row("description of release definitions", "3.0", "description", house=True),
    Limit(
        Capability("folders of release definitions", "3.1"),
        ("path",),
        lambda value: codecs.spelled_folder(value) == "\\",
    ),
    _row("tags of release definitions", "3.2", "tags", house=True),
    _row("variable groups", "3.1", "variable_groups", f"{_STAGE}.variable_groups"),
    _row("task groups", "3.0", *_each(_TASKS, "task_group")),
    _row("jobs that are gates", "5.0", f"{_JOB}.phase_type", unlike=("deploymentGates",)),
    _row(
        "jobs on the server and on deployment groups",
        "4.0",
        f"{_JOB}.phase_type",
        unlike=("runOnServer", "machineGroupBasedDeployment"),
    ),
    _row("stages with several jobs", "4.0", f"{_STAGE}.deploy_phases[1]"),
    _row("conditions of jobs", "4.0", f"{_JOB}.condition", usual="succeeded()"),
    _row("time for a cancelled job to end", "4.0", f"{_JOB}.job_cancel_timeout_in_minutes", usual=1),
    _row("overridden inputs of jobs and tasks", "4.0", f"{_JOB}.override_inputs", *_each(_TASKS, "override_inputs")),
    _row("choice of artifacts that a job downloads", "4.0", f"{_JOB}.download_artifacts"),
    _row("jobs in parallel", "4.0", f"{_JOB}.parallel", usual={"type": "none"}),
    _row("further keys of jobs", "4.0", f"{_JOB}.raw", house=True),
    # Inference: the recorded answers up to 3.0 have no such setting, the document of 4.1 has it.
    _row(
        "access of jobs to the OAuth token",
        "4.0",
        f"{_JOB}.enable_access_token",
        f"{_STAGE}.environment_options.enable_access_token",
        usual=False,
    ),
    _row("agent specifications", "5.0", f"{_JOB}.agent_specification"),
    _row("reference names of jobs", "5.0", f"{_JOB}.ref_name", house=True),
    _row("reference names of tasks", "4.0", *_each(_TASKS, "ref_name"), house=True),
    _row(
        "conditions of tasks",
        "4.0",
        *_each(_TASKS, "condition"),
        usual="succeeded()",
        before="the option always_run says whether a task runs after a failure too",
    ),
    _row("time limits of tasks", "4.0", *_each(_TASKS, "timeout_in_minutes"), usual=0),
    _row("environment variables of tasks", "5.0", *_each(_TASKS, "environment")),
    _row("retries of failed tasks", "7.0", *_each(_TASKS, "retry_count_on_task_failure"), usual=0),
    Limit(Capability("deployment gates", "4.0"), _GATES, _opens_nothing),
    _row("time that gates have to stay passed", "5.0", *_each(_GATES, "options.minimum_success_duration"), usual=0),
    # Without gates any order is the same.
    Limit(
        _ORDER, (f"{_APPROVALS[0]}.options.execution_order",), lambda value: value == "beforeGates", keeps_house=True
    ),
    Limit(
        _ORDER,
        (f"{_APPROVALS[1]}.options.execution_order",),
        lambda value: value == "afterSuccessfulGates",
        keeps_house=True,
    ),
    # Inference: the misspelt time limit is known of 2017; the other two came with or before it.
    _row(
        "approvals with a time limit, skipped ones and revalidation",
        "3.0",
        *_each(
            _APPROVALS,
            "options.timeout_in_minutes",
            "options.auto_triggered_and_previous_environment_approved_can_be_skipped",
            "options.enforce_identity_revalidation",
        ),
        usual=0,
    ),
    _row("conditions of stages on artifacts", "4.0", f"{_STAGE}.conditions[].condition_type", unlike=("artifact",)),
    _row("schedules of stages", "4.0", f"{_STAGE}.schedules"),
    _row("schedules that wait for changes", "5.0", *_each(_SCHEDULES, "schedule_only_with_changes"), usual=False),
    _row("triggers of stages", "5.0", f"{_STAGE}.environment_triggers"),
    _row(
        "retention policies of stages",
        "4.0",
        f"{_STAGE}.retention_policy",
        house=True,
        before="the option retention_policy of the definition is for all its stages",
    ),
    _row("process parameters", "4.0", f"{_STAGE}.process_parameters", house=True),
    _row("properties of release definitions and stages", "4.0", "properties", f"{_STAGE}.properties", house=True),
    _row(
        "choice of the recipients of mails",
        "4.0",
        f"{_STAGE}.environment_options.email_recipients",
        usual=_USUAL_RECIPIENTS,
        house=True,
    ),
    _row(
        "deployment status, badges and work item links of stages",
        "4.0",
        *_each(
            (f"{_STAGE}.environment_options",), "publish_deployment_status", "badge_enabled", "auto_link_work_items"
        ),
        usual=False,
        house=True,
    ),
    _row(
        "deployments of pull requests",
        "5.0",
        f"{_STAGE}.environment_options.pull_request_deployment_enabled",
        "triggers[].trigger_type",
        unlike=(True, "pullRequest"),
    ),
    _row(
        "triggers of repositories, container images and packages",
        "4.0",
        "triggers[].trigger_type",
        unlike=("sourceRepo", "containerImage", "package"),
    ),
    _row("conditions of triggers", "4.0", "triggers[].trigger_conditions"),
    _row("triggers of tagged builds", "5.0", f"{_FILTER}.create_release_on_build_tagging", usual=False),
    _row("tag patterns of container triggers", "5.0", "triggers[].tag_filters"),
    _row("tag patterns of artifact triggers", "6.0", f"{_FILTER}.tag_filter"),
    _row("variables that a release may override", "5.0", *_each(_VARIABLES, "allow_override"), usual=False),
    _row("default versions of artifacts", "4.0", "artifacts[].default_version", usual={"type": "latest"}),
    _row("artifacts that are retained", "5.0", "artifacts[].is_retained", usual=False),
)
