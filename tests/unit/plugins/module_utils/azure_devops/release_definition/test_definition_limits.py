# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a generation can not express: an error with the option and the first generation that can, nothing for a default."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from fake_old_release_server import OldReleaseServer
from fake_release_server import FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.capabilities import (
    CAPABILITIES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    LIMITS,
    check_limits,
    exceeded,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import Strict, validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Options = dict[str, Any]
NAMES = list(GENERATIONS)
TASK = {"task": "PowerShell@2", "name": "Say"}


def stage(**more: Any) -> Options:
    return {"environments": [{"name": "Dev", "deploy_phases": [{"queue": 7, "workflow_tasks": [TASK]}], **more}]}


def job(**more: Any) -> Options:
    return stage(deploy_phases=[{"queue": 7, "workflow_tasks": [TASK], **more}])


def jobs(*phases: Options) -> Options:
    return stage(deploy_phases=list(phases))


def task(**more: Any) -> Options:
    return job(workflow_tasks=[{**TASK, **more}])


def gates(side: str = "pre", **more: Any) -> Options:
    return stage(**{f"{side}_deployment_gates": {"gates": [{"tasks": [{**TASK, **more}]}]}})


def approvals(side: str = "pre", **options: Any) -> Options:
    return stage(**{f"{side}_deploy_approvals": {"approvers": ["frank@fabrikam.com"], "options": options}})


def options_of_stage(**options: Any) -> Options:
    return stage(environment_options=options)


def trigger(**more: Any) -> Options:
    return {"triggers": [{"trigger_type": "artifactSource", "alias": "_ci", **more}]}


def scheduled(**more: Any) -> Options:
    return {"triggers": [{"trigger_type": "schedule", "schedule": {"days_to_release": "monday", **more}}]}


def artifact(**more: Any) -> Options:
    return {"artifacts": [{"alias": "_ci", "definition": "Fabrikam.CI", **more}]}


def variable(**more: Any) -> Options:
    return {"variables": {"Color": {"value": "red", **more}}}


STAGE, JOB = "environments[0]", "environments[0].deploy_phases[0]"
STEP = f"{JOB}.workflow_tasks[0]"
GATES = f"{STAGE}.pre_deployment_gates"
GATE = f"{GATES}.gates[0].tasks[0]"
SERVER, MACHINES = {"phase_type": "server"}, {"phase_type": "machine group", "deployment_group": 5}

# The options, the path that the error names, and the first generation that takes them.
BEYOND: list[tuple[Options, str, str]] = [
    ({"description": "x"}, "description", "tfs2017"),
    ({"path": "\\Web"}, "path", "tfs2018"),
    ({"tags": ["a"]}, "tags", "tfs2018"),
    ({"variable_groups": [31]}, "variable_groups", "tfs2018"),
    (stage(variable_groups=["Common"]), f"{STAGE}.variable_groups", "tfs2018"),
    (jobs({"queue": 7, "workflow_tasks": [{"task_group": "Deploy@1"}]}), f"{STEP}.task_group", "tfs2017"),
    (jobs({"phase_type": "deploymentGates"}), f"{JOB}.phase_type", "server2019"),
    (jobs(SERVER), f"{JOB}.phase_type", "tfs2018"),
    (jobs(MACHINES), f"{JOB}.phase_type", "tfs2018"),
    (jobs({"queue": 7}, {"queue": 7}), f"{STAGE}.deploy_phases[1]", "tfs2018"),
    (job(condition="failed()"), f"{JOB}.condition", "tfs2018"),
    (job(job_cancel_timeout_in_minutes=2), f"{JOB}.job_cancel_timeout_in_minutes", "tfs2018"),
    (job(override_inputs={"a": "b"}), f"{JOB}.override_inputs", "tfs2018"),
    (task(override_inputs={"a": "b"}), f"{STEP}.override_inputs", "tfs2018"),
    (job(download_artifacts=["_ci"]), f"{JOB}.download_artifacts", "tfs2018"),
    (job(parallel={"type": "multiMachine", "max_number_of_agents": 2}), f"{JOB}.parallel", "tfs2018"),
    (job(raw={"newKey": 1}), f"{JOB}.raw", "tfs2018"),
    (job(enable_access_token=True), f"{JOB}.enable_access_token", "tfs2018"),
    (
        options_of_stage(enable_access_token=True),
        f"{STAGE}.environment_options.enable_access_token",
        "tfs2018",
    ),
    (job(agent_specification="ubuntu-22.04"), f"{JOB}.agent_specification", "server2019"),
    (job(ref_name="build"), f"{JOB}.ref_name", "server2019"),
    (task(ref_name="say"), f"{STEP}.ref_name", "tfs2018"),
    (task(condition="always()"), f"{STEP}.condition", "tfs2018"),
    (task(timeout_in_minutes=5), f"{STEP}.timeout_in_minutes", "tfs2018"),
    (task(environment={"A": "b"}), f"{STEP}.environment", "server2019"),
    (task(retry_count_on_task_failure=3), f"{STEP}.retry_count_on_task_failure", "server2022"),
    (gates(), GATES, "tfs2018"),
    (gates("post"), f"{STAGE}.post_deployment_gates", "tfs2018"),
    (stage(pre_deployment_gates={"options": {"timeout": 5}}), GATES, "tfs2018"),
    (approvals(execution_order="afterGatesAlways"), f"{STAGE}.pre_deploy_approvals.options.execution_order", "tfs2018"),
    (
        approvals("post", execution_order="beforeGates"),
        f"{STAGE}.post_deploy_approvals.options.execution_order",
        "tfs2018",
    ),
    (approvals(timeout_in_minutes=5), f"{STAGE}.pre_deploy_approvals.options.timeout_in_minutes", "tfs2017"),
    (
        approvals("post", enforce_identity_revalidation=True),
        f"{STAGE}.post_deploy_approvals.options.enforce_identity_revalidation",
        "tfs2017",
    ),
    (
        approvals(auto_triggered_and_previous_environment_approved_can_be_skipped=True),
        f"{STAGE}.pre_deploy_approvals.options.auto_triggered_and_previous_environment_approved_can_be_skipped",
        "tfs2017",
    ),
    (
        stage(conditions=[{"name": "_ci", "condition_type": "artifact", "value": {"sourceBranch": "main"}}]),
        f"{STAGE}.conditions[0].condition_type",
        "tfs2018",
    ),
    (stage(schedules=[{"days_to_release": "monday"}]), f"{STAGE}.schedules", "tfs2018"),
    (scheduled(schedule_only_with_changes=True), "triggers[0].schedule.schedule_only_with_changes", "server2019"),
    (
        stage(environment_triggers=[{"trigger_type": "rollbackRedeploy", "trigger_content": {}}]),
        f"{STAGE}.environment_triggers",
        "server2019",
    ),
    (stage(retention_policy={"days_to_keep": 30}), f"{STAGE}.retention_policy", "tfs2018"),
    (stage(process_parameters={"inputs": [{"name": "a"}]}), f"{STAGE}.process_parameters", "tfs2018"),
    ({"properties": {"a": "b"}}, "properties", "tfs2018"),
    (stage(properties={"a": "b"}), f"{STAGE}.properties", "tfs2018"),
    (options_of_stage(email_recipients="x"), f"{STAGE}.environment_options.email_recipients", "tfs2018"),
    (options_of_stage(badge_enabled=True), f"{STAGE}.environment_options.badge_enabled", "tfs2018"),
    (options_of_stage(auto_link_work_items=True), f"{STAGE}.environment_options.auto_link_work_items", "tfs2018"),
    (
        options_of_stage(publish_deployment_status=True),
        f"{STAGE}.environment_options.publish_deployment_status",
        "tfs2018",
    ),
    (
        options_of_stage(pull_request_deployment_enabled=True),
        f"{STAGE}.environment_options.pull_request_deployment_enabled",
        "server2019",
    ),
    (trigger(trigger_type="pullRequest"), "triggers[0].trigger_type", "server2019"),
    (trigger(trigger_type="sourceRepo"), "triggers[0].trigger_type", "tfs2018"),
    (trigger(trigger_type="containerImage"), "triggers[0].trigger_type", "tfs2018"),
    (trigger(trigger_type="package"), "triggers[0].trigger_type", "tfs2018"),
    (trigger(trigger_conditions=[{"source_branch": "main"}]), "triggers[0].trigger_conditions", "tfs2018"),
    (
        trigger(trigger_conditions=[{"create_release_on_build_tagging": True}]),
        "triggers[0].trigger_conditions[0].create_release_on_build_tagging",
        "server2019",
    ),
    (
        trigger(trigger_conditions=[{"tag_filter": "v*"}]),
        "triggers[0].trigger_conditions[0].tag_filter",
        "server2020",
    ),
    (trigger(trigger_type="containerImage", tag_filters=["v*"]), "triggers[0].tag_filters", "server2019"),
    (variable(allow_override=True), "variables.Color.allow_override", "server2019"),
    (
        stage(variables={"a.b": {"value": "c", "allow_override": True}}),
        f"{STAGE}.variables.a.b.allow_override",
        "server2019",
    ),
    (artifact(default_version="selectDuringReleaseCreation"), "artifacts[0].default_version", "tfs2018"),
    (artifact(is_retained=True), "artifacts[0].is_retained", "server2019"),
    (
        stage(pre_deployment_gates={"options": {"minimum_success_duration": 1}}),
        f"{GATES}.options.minimum_success_duration",
        "server2019",
    ),
    (gates(retry_count_on_task_failure=1), f"{GATE}.retry_count_on_task_failure", "server2022"),
]

# Said out loud, and yet nothing that an old server would not do anyway.
NOTHING: list[Options] = [
    {"description": "", "path": "\\", "tags": [], "variable_groups": [], "properties": {}},
    {"path": "/"},
    stage(variable_groups=[], schedules=[], environment_triggers=[], process_parameters={}, properties={}),
    stage(pre_deployment_gates={}, post_deployment_gates={"gates": [], "options": {"is_enabled": False}}),
    stage(retention_policy={}, conditions=[{"name": "ReleaseStarted", "condition_type": "event"}]),
    job(condition="succeeded()", job_cancel_timeout_in_minutes=1, override_inputs={}, parallel="none"),
    job(download_artifacts=[], enable_access_token=False, agent_specification="", ref_name="", raw={}),
    task(condition="", timeout_in_minutes=0, retry_count_on_task_failure=0, environment={}, override_inputs={}),
    task(condition="succeeded()", ref_name="", enabled=False, always_run=True, continue_on_error=True),
    approvals(execution_order="beforeGates", timeout_in_minutes=0, enforce_identity_revalidation=False),
    approvals("post", execution_order="afterSuccessfulGates", required_approver_count=1),
    options_of_stage(badge_enabled=False, publish_deployment_status=False, auto_link_work_items=False),
    options_of_stage(email_recipients="", pull_request_deployment_enabled=False, email_notification_type="Always"),
    trigger(trigger_conditions=[]),
    scheduled(schedule_only_with_changes=False, start_hours=3),
    variable(is_secret=False, allow_override=False),
    artifact(default_version="latest", is_retained=False, is_primary=True),
]


def first_refusal(options: Options, generation: str) -> DeclarationError | None:
    try:
        check_limits(validated(ReleaseDefinition, copy.deepcopy(options)), GENERATIONS[generation])
    except DeclarationError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("options", "path", "first"), BEYOND, ids=[f"{path}-{number}" for number, (_o, path, _f) in enumerate(BEYOND)]
)
def test_an_option_is_refused_by_all_before_the_first_that_can(options: Options, path: str, first: str) -> None:
    for generation in NAMES:
        said = [
            option
            for _limit, option in exceeded(
                validated(ReleaseDefinition, copy.deepcopy(options)), GENERATIONS[generation]
            )
        ]
        assert (path in said) == (NAMES.index(generation) < NAMES.index(first)), generation
    before = NAMES[NAMES.index(first) - 1]
    error = first_refusal(options, before)
    assert error is not None
    assert error.option == path
    assert GENERATIONS[before].title in error.message
    assert f"{GENERATIONS[first].title} is the first that has" in error.message


@pytest.mark.parametrize("generation", NAMES)
@pytest.mark.parametrize("options", NOTHING)
def test_a_default_is_no_difference(options: Options, generation: str) -> None:
    assert first_refusal(options, generation) is None


def _paths() -> Iterator[str]:
    for limit in LIMITS:
        yield from limit.paths


def test_every_row_is_proven_here() -> None:
    """A row that no example above exceeds may never have worked."""
    proven = set()
    for options, _path, _first in BEYOND:
        for limit, _option in exceeded(validated(ReleaseDefinition, copy.deepcopy(options)), GENERATIONS["tfs2015"]):
            proven.add(limit.capability.label)
        for limit, _option in exceeded(validated(ReleaseDefinition, copy.deepcopy(options)), GENERATIONS["server2020"]):
            proven.add(limit.capability.label)
    assert {limit.capability.label for limit in LIMITS} == proven


def test_every_path_is_an_option_of_the_models() -> None:
    """A mistyped path would never find anything."""
    words = {word for path in _paths() for word in path.replace("[]", "").replace("[1]", "").split(".")} - {"*"}
    assert words <= _words(Strict)


def _words(model: Any) -> set[str]:
    return {*model.model_fields}.union(*map(_words, model.__subclasses__()))


def test_the_table_has_each_capability_once() -> None:
    labels = [capability.label for capability in CAPABILITIES]
    assert len(labels) == len(set(labels))
    assert {limit.capability for limit in LIMITS} <= set(CAPABILITIES)


def test_nothing_is_written_and_nothing_looked_up_when_one_is_refused() -> None:
    server = OldReleaseServer()
    with pytest.raises(DeclarationError) as caught:
        resource.ensure({"name": "Website", **stage(variable_groups=["Common"])}, server, Run())
    assert caught.value.option == "environments[0].variable_groups"
    assert server.operations == ["release_definitions.list"]


def test_defaults_need_no_catalogue_that_is_not_there() -> None:
    server = OldReleaseServer()
    resource.ensure({"name": "Website", "variable_groups": [], **stage(variable_groups=[])}, server, Run())
    assert not {"variable_groups.list", "task_groups.list", "deployment_groups.list"} & set(server.operations)


@pytest.mark.parametrize("options", NOTHING)
def test_defaults_are_unchanged_the_second_time_on_the_oldest(options: Options) -> None:
    server = OldReleaseServer()
    ci = {"alias": "_ci", "type": "Build", "definition": "Fabrikam.CI"}
    declared = {"name": "Website", "artifacts": [ci], **stage(), **options}
    resource.ensure(copy.deepcopy(declared), server, Run())
    assert not resource.ensure(copy.deepcopy(declared), server, Run()).changed


def test_a_modern_server_of_before_says_which_is_the_first() -> None:
    server = FakeReleaseServer()
    server.generation = GENERATIONS["server2019"]
    with pytest.raises(DeclarationError) as caught:
        resource.ensure({"name": "Website", **task(retry_count_on_task_failure=3)}, server, Run())
    assert caught.value.option == f"{STEP}.retry_count_on_task_failure"
    assert "Azure DevOps Server 2019 has no retries" in caught.value.message
    assert "Azure DevOps Server 2022 is the first that has" in caught.value.message
    assert server.writes == []
