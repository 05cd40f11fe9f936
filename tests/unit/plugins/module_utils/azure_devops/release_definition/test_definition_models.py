# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a release definition: what each takes, and what is said of what it does not take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
    Variable,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    VARIABLE,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Options = dict[str, Any]


def checked(options: Options) -> Options:
    return validated(ReleaseDefinition, options)


def stage_with(**options: Any) -> Options:
    return {"environments": [{"name": "Dev", **options}]}


def phase_with(**options: Any) -> Options:
    return stage_with(deploy_phases=[options])


def task_with(**options: Any) -> Options:
    return phase_with(workflow_tasks=[{"task": "PowerShell@2", **options}])


def stage_of(options: Options) -> Options:
    found: Options = checked(options)["environments"][0]
    return found


def phase_of(options: Options) -> Options:
    found: Options = stage_of(options)["deploy_phases"][0]
    return found


def error_of(options: Options) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        checked(options)
    return caught.value


# --------------------------------------------------------------------------------------------- everything is taken

WHOLE: Options = {
    "id": 3,
    "name": "Website",
    "path": "\\Web",
    "description": "d",
    "comment": "c",
    "variables": {"a": {"value": "1", "is_secret": True, "allow_override": False}, "b": {"value": "2"}},
    "variable_groups": ["Common", 31],
    "artifacts": [
        {
            "alias": "_ci",
            "type": "Build",
            "project": "Fabrikam",
            "definition": "Fabrikam.CI",
            "definition_reference": {"x": {"id": "1", "name": "n"}},
            "default_version": {"type": "latestWithBranchAndTags", "branch": "main", "tags": ["ok"]},
            "is_primary": True,
            "is_retained": False,
        }
    ],
    "triggers": [
        {
            "trigger_type": "artifactSource",
            "alias": "_ci",
            "trigger_conditions": [
                {
                    "source_branch": "main",
                    "tags": ["ok"],
                    "tag_filter": "v.*",
                    "use_build_definition_branch": True,
                    "create_release_on_build_tagging": True,
                }
            ],
        },
        {
            "trigger_type": "schedule",
            "schedule": {
                "days_to_release": ["monday"],
                "start_hours": 3,
                "start_minutes": 59,
                "time_zone_id": "UTC",
                "schedule_only_with_changes": True,
            },
        },
        {"trigger_type": "sourceRepo", "alias": "_git", "branch_filters": ["+main"]},
        {"trigger_type": "containerImage", "alias": "_image", "tag_filters": ["v.*"]},
        {"trigger_type": "package", "alias": "_package"},
        {
            "trigger_type": "pullRequest",
            "alias": "_git",
            "status_policy_name": "deploy",
            "trigger_conditions": [{"target_branch": "main"}],
            "pull_request_configuration": {
                "use_artifact_reference": False,
                "system_type": "tfsGit",
                "project": "Fabrikam",
                "repository": "web",
                "repository_reference": {"x": 1},
            },
        },
    ],
    "release_name_format": "Release-$(rev:r)",
    "tags": ["one"],
    "environments": [
        {
            "name": "Dev",
            "id": 1,
            "rank": 1,
            "owner": "chuck",
            "variables": {"a": {"value": "1"}},
            "variable_groups": ["Common"],
            "pre_deploy_approvals": {
                "approvers": [{"approver": "chuck", "rank": 1, "is_notification_on": True}],
                "is_notification_on": True,
                "options": {
                    "required_approver_count": 1,
                    "release_creator_can_be_approver": False,
                    "auto_triggered_and_previous_environment_approved_can_be_skipped": False,
                    "enforce_identity_revalidation": False,
                    "timeout_in_minutes": 60,
                    "execution_order": "afterGatesAlways",
                },
            },
            "post_deploy_approvals": {"is_automated": True},
            "pre_deployment_gates": {
                "options": {
                    "is_enabled": True,
                    "timeout": 60,
                    "sampling_interval": 5,
                    "stabilization_time": 0,
                    "minimum_success_duration": 0,
                },
                "gates": [{"tasks": [{"task": "queryWorkItems@0"}]}],
            },
            "post_deployment_gates": {"gates": []},
            "deploy_phases": [
                {
                    "name": "Job",
                    "phase_type": "agentBasedDeployment",
                    "ref_name": "job",
                    "queue": "Default",
                    "agent_specification": "windows-2022",
                    "demands": ["npm"],
                    "condition": "always()",
                    "timeout_in_minutes": 5,
                    "job_cancel_timeout_in_minutes": 2,
                    "skip_artifacts_download": True,
                    "download_artifacts": [
                        {
                            "alias": "_ci",
                            "artifact_type": "Build",
                            "artifact_download_mode": "Selective",
                            "artifact_items": ["drop"],
                        }
                    ],
                    "enable_access_token": True,
                    "override_inputs": {"x": "y"},
                    "parallel": {
                        "type": "multiConfiguration",
                        "multipliers": ["os"],
                        "max_number_of_agents": 2,
                        "continue_on_error": True,
                    },
                    "workflow_tasks": [
                        {
                            "task": "PowerShell@2",
                            "version": "2.*",
                            "name": "Say",
                            "ref_name": "say",
                            "inputs": {"script": {"value": "echo", "is_secret": True}},
                            "enabled": False,
                            "always_run": True,
                            "continue_on_error": True,
                            "condition": "failed()",
                            "timeout_in_minutes": 1,
                            "retry_count_on_task_failure": 3,
                            "environment": {"A": "1"},
                            "override_inputs": {"b": "2"},
                        },
                        {"task_group": "Deploy@1"},
                    ],
                },
                {
                    "phase_type": "machineGroupBasedDeployment",
                    "deployment_group": 5,
                    "health_percent": 50,
                    "deployment_health_option": "Custom",
                    "tags": ["web"],
                },
                {"phase_type": "runOnServer", "parallel": {"type": "multiMachine"}},
                {"phase_type": "deploymentGates"},
            ],
            "conditions": [{"name": "QA", "condition_type": "environmentState", "value": "4"}],
            "schedules": [{"days_to_release": ["all"]}],
            "environment_triggers": [{"trigger_type": "rollbackRedeploy", "trigger_content": {"action": "x"}}],
            "execution_policy": {"concurrency_count": 1, "queue_depth_count": 0},
            "environment_options": {
                "email_notification_type": "OnlyOnFailure",
                "email_recipients": "release.environment.owner",
                "skip_artifacts_download": False,
                "timeout_in_minutes": 0,
                "enable_access_token": False,
                "publish_deployment_status": True,
                "badge_enabled": False,
                "auto_link_work_items": False,
                "pull_request_deployment_enabled": False,
            },
            "retention_policy": {"days_to_keep": 30, "releases_to_keep": 3, "retain_build": True},
            "process_parameters": {"inputs": []},
            "properties": {"p": 1},
        }
    ],
    "retention_policy": {"days_to_keep": 60},
    "properties": {"p": "v"},
}


def test_every_option_comes_out_as_it_was_given() -> None:
    assert checked(WHOLE) == WHOLE


def test_what_is_checked_may_be_checked_again() -> None:
    assert checked(checked(WHOLE)) == checked(WHOLE)


# Maps of free names have no options of their own, and a default version or an input is no object on the wire.
WITHOUT_RAW = {
    *("definition_reference", "repository_reference", "override_inputs", "environment", "properties"),
    *("process_parameters", "trigger_content", "default_version", "inputs"),
}


def with_raw(value: Any) -> Any:
    """The same options with a `raw` in each object."""
    if isinstance(value, list):
        return [with_raw(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    inner = {key: entry if key in WITHOUT_RAW else with_raw(entry) for key, entry in value.items()}
    if "variables" in inner:
        inner["variables"] = {name: with_raw(variable) for name, variable in value["variables"].items()}
    return {**inner, "raw": {"later": {"key": 1}}}


def test_every_object_takes_raw() -> None:
    declared = with_raw(WHOLE)
    assert str(declared).count("'later'") > 40
    assert checked(declared) == declared


# ------------------------------------------------------------------------------------------------- short spellings


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (1, "1"), (1.5, "1.5"), ("1.10", "1.10"), ("", "")]
)
def test_a_plain_value_is_a_variable_and_a_string_on_the_wire(value: Any, text: str) -> None:
    declared = {"variables": {"x": value}, **stage_with(variables={"y": {"value": value}})}
    assert checked(declared)["variables"] == {"x": {"value": text}}
    assert stage_of(declared)["variables"] == {"y": {"value": text}}


def test_inputs_are_strings_on_the_wire() -> None:
    declared = task_with(inputs={"a": True, "b": 2, "c": {"value": False, "is_secret": "yes"}}, environment={"N": 1})
    task = phase_of(declared)["workflow_tasks"][0]
    assert task["inputs"] == {"a": {"value": "true"}, "b": {"value": "2"}, "c": {"value": "false", "is_secret": True}}
    assert task["environment"] == {"N": "1"}


def test_short_forms_of_entries() -> None:
    declared = {
        "artifacts": [{"alias": "_ci", "default_version": "selectDuringReleaseCreation"}],
        **stage_with(
            pre_deploy_approvals={"approvers": ["chuck"]},
            deploy_phases=[{"parallel": "multiMachine", "download_artifacts": ["_ci"], "queue": 7}],
        ),
    }
    options = checked(declared)
    assert options["artifacts"][0]["default_version"] == {"type": "selectDuringReleaseCreation"}
    stage = options["environments"][0]
    assert stage["pre_deploy_approvals"]["approvers"] == [{"approver": "chuck"}]
    assert stage["deploy_phases"][0]["parallel"] == {"type": "multiMachine"}
    assert stage["deploy_phases"][0]["download_artifacts"] == [{"alias": "_ci"}]
    assert stage["deploy_phases"][0]["queue"] == 7


def test_a_job_is_one_on_an_agent() -> None:
    assert phase_of(phase_with())["phase_type"] == "agentBasedDeployment"


@pytest.mark.parametrize(
    ("options", "place", "name"),
    [
        (phase_with(phase_type=2), ("deploy_phases", 0, "phase_type"), "runOnServer"),
        (phase_with(phase_type="4"), ("deploy_phases", 0, "phase_type"), "machineGroupBasedDeployment"),
        (phase_with(phase_type="SERVER"), ("deploy_phases", 0, "phase_type"), "runOnServer"),
        (phase_with(phase_type="machine group"), ("deploy_phases", 0, "phase_type"), "machineGroupBasedDeployment"),
        (phase_with(parallel={"type": 2}), ("deploy_phases", 0, "parallel", "type"), "multiMachine"),
        (
            stage_with(conditions=[{"name": "ReleaseStarted", "condition_type": 1}]),
            ("conditions", 0, "condition_type"),
            "event",
        ),
        (
            stage_with(conditions=[{"name": "QA", "condition_type": "ENVIRONMENTSTATE", "value": "succeeded"}]),
            ("conditions", 0, "condition_type"),
            "environmentState",
        ),
        (
            stage_with(pre_deploy_approvals={"options": {"execution_order": "2"}}),
            ("pre_deploy_approvals", "options", "execution_order"),
            "afterSuccessfulGates",
        ),
        (
            stage_with(environment_triggers=[{"trigger_type": 2}]),
            ("environment_triggers", 0, "trigger_type"),
            "rollbackRedeploy",
        ),
    ],
)
def test_an_enumeration_in_any_spelling(options: Options, place: tuple[Any, ...], name: str) -> None:
    value: Any = stage_of(options)
    for step in place:
        value = value[step]
    assert value == name


@pytest.mark.parametrize(
    ("spelled", "name"),
    [(1, "artifactSource"), ("6", "pullRequest"), ("PackAge", "package"), ("container_image", "containerImage")],
)
def test_a_trigger_type_in_any_spelling(spelled: Any, name: str) -> None:
    assert checked({"triggers": [{"trigger_type": spelled, "alias": "a"}]})["triggers"][0]["trigger_type"] == name


@pytest.mark.parametrize("spelled", ["latestType", "latest", "LATEST", "latestTYPE"])
def test_a_default_version_in_the_words_of_the_wire_too(spelled: str) -> None:
    options = checked({"artifacts": [{"alias": "a", "default_version": spelled}]})
    assert options["artifacts"][0]["default_version"] == {"type": "latest"}


@pytest.mark.parametrize(
    ("spelled", "days"),
    [
        ("monday, friday", ["monday", "friday"]),
        (["Monday", "FRIDAY"], ["monday", "friday"]),
        (17, ["monday", "friday"]),
        ("17", ["monday", "friday"]),
        (127, ["all"]),
        ("all", ["all"]),
        ([1, 16], ["monday", "friday"]),
    ],
)
def test_days_of_the_week_in_any_spelling(spelled: Any, days: list[str]) -> None:
    options = stage_of(stage_with(schedules=[{"days_to_release": spelled}]))
    assert options["schedules"][0]["days_to_release"] == days


# ---------------------------------------------------------------------------------------------------- what is wrong

TASK = "environments[0].deploy_phases[0].workflow_tasks"


@pytest.mark.parametrize(
    ("options", "option", "right"),
    [
        ({"environments": [{"name": "A"}, {"rank": 2}]}, "environments[1]", "name is required (or id"),
        ({"environments": [{"name": ""}]}, "environments[0].name", "must not be empty"),
        ({"environments": [{"name": "A", "rank": -1}]}, "environments[0].rank", "greater than or equal to 1"),
        ({"environments": [{"name": "A", "rank": 0}]}, "environments[0].rank", "greater than or equal to 1"),
        ({"id": 0}, "id", "greater than or equal to 1"),
        ({"name": ""}, "name", "must not be empty"),
        ({"environments": [{"name": "Dev\n"}]}, "environments[0].name", "must not begin or end with a line break"),
        ({"stages": []}, "stages", "the options are"),
        ({"enviroments": []}, "enviroments", "did you mean environments?"),
        ({"variables": ["a"]}, "variables", "must be a valid dict"),
        ({"variables": {"a": ["x"]}}, "variables.a", "a map with value, is_secret and allow_override, not a list"),
        (
            stage_with(variables={"a": {"secret": True}}),
            "environments[0].variables.a.secret",
            "did you mean is_secret?",
        ),
        (stage_with(variables={"a": {"value": {}}}), "environments[0].variables.a.value", "a single value, not a map"),
        (
            stage_with(pre_deploy_approvals={"approvers": []}),
            "environments[0].pre_deploy_approvals",
            "name at least one approver, or say is_automated: true",
        ),
        (
            stage_with(post_deploy_approvals={"is_automated": True, "approvers": ["a"]}),
            "environments[0].post_deploy_approvals",
            "exclude each other",
        ),
        (
            stage_with(post_deploy_approvals={"is_automated": False}),
            "environments[0].post_deploy_approvals",
            "approvers",
        ),
        (
            stage_with(pre_deploy_approvals={"approvers": [{"rank": 1}]}),
            "environments[0].pre_deploy_approvals.approvers[0].approver",
            "is required",
        ),
        (
            stage_with(pre_deploy_approvals={"approvers": ["a", ""]}),
            "environments[0].pre_deploy_approvals.approvers[1].approver",
            "must not be empty",
        ),
        (
            stage_with(pre_deploy_approvals={"options": {"execution_order": "last"}}),
            "environments[0].pre_deploy_approvals.options.execution_order",
            "must be one of beforeGates, afterSuccessfulGates, afterGatesAlways",
        ),
        (
            stage_with(pre_deployment_gates={"gates": [{}, {"tasks": [{}]}]}),
            "environments[0].pre_deployment_gates.gates[1].tasks[0]",
            "needs either task (such as PowerShell@2) or task_group",
        ),
        (phase_with(phase_type="moon"), "environments[0].deploy_phases[0].phase_type", "agentBasedDeployment, runOn"),
        (phase_with(workflow_tasks=[{}]), f"{TASK}[0]", "needs either task"),
        (phase_with(workflow_tasks=[{"task": "a", "task_group": "b"}]), f"{TASK}[0]", "and not both"),
        (
            phase_with(workflow_tasks=[{"task": "a"}, {"task": "b"}, {"taks": "c"}]),
            f"{TASK}[2].taks",
            "did you mean task?",
        ),
        (task_with(inputs={"script": ["a"]}), f"{TASK}[0].inputs.script.value", "must be a single value, not a list"),
        (task_with(inputs={"script": {}}), f"{TASK}[0].inputs.script.value", "is required"),
        (task_with(timeout_in_minutes=-1), f"{TASK}[0].timeout_in_minutes", "greater than or equal to 0"),
        (task_with(enabled="perhaps"), f"{TASK}[0].enabled", "must be a valid boolean"),
        (phase_with(parallel="multiConfiguration"), "environments[0].deploy_phases[0].parallel", "needs them"),
        (
            phase_with(parallel={"type": "multiMachine", "multipliers": ["a"]}),
            "environments[0].deploy_phases[0].parallel",
            "multipliers belong to type: multiConfiguration",
        ),
        (
            stage_with(conditions=[{"name": "QA"}]),
            "environments[0].conditions[0].condition_type",
            "is required",
        ),
        (
            stage_with(schedules=[{"days_to_release": "someday"}]),
            "environments[0].schedules[0].days_to_release",
            "must name days of the week: monday, tuesday",
        ),
        (stage_with(schedules=[{"days_to_release": 128}]), "environments[0].schedules[0].days_to_release", "bit mask"),
        (stage_with(schedules=[{"days_to_release": True}]), "environments[0].schedules[0].days_to_release", "days"),
        (stage_with(schedules=[{"days_to_release": 1.5}]), "environments[0].schedules[0].days_to_release", "days"),
        (stage_with(schedules=[{"days_to_release": {}}]), "environments[0].schedules[0].days_to_release", "days"),
        (
            stage_with(schedules=[{"days_to_release": "all", "start_hours": 24}]),
            "environments[0].schedules[0].start_hours",
            "less than or equal to 23",
        ),
        ({"artifacts": [{"type": "Build"}]}, "artifacts[0].alias", "is required"),
        ({"artifacts": [{"alias": "a", "default_version": "newest"}]}, "artifacts[0].default_version.type", "latest, "),
        (
            {"artifacts": [{"alias": "a", "default_version": "specificVersion"}]},
            "artifacts[0].default_version",
            "needs version",
        ),
        ({"triggers": [{"trigger_type": "moon"}]}, "triggers[0].trigger_type", "artifactSource, schedule, sourceRepo"),
        ({"triggers": [{"trigger_type": "package"}]}, "triggers[0]", "alias is required"),
        ({"triggers": [{"trigger_type": "schedule"}]}, "triggers[0]", "schedule is required"),
        (
            {"triggers": [{"trigger_type": "package", "alias": "a", "schedule": {"days_to_release": "all"}}]},
            "triggers[0]",
            "schedule does not belong to a trigger with trigger_type: package",
        ),
        ({"tags": "one"}, "tags", "must be a valid list"),
        ({"tags": [["one"]]}, "tags[0]", "must be a single value, not a list"),
    ],
)
def test_an_error_has_the_path_and_what_would_be_right(options: Options, option: str, right: str) -> None:
    error = error_of(options)
    assert error.option == option
    assert right in error.message


@pytest.mark.parametrize(
    ("phase_type", "options"),
    [
        ("runOnServer", {"queue": 7}),
        ("runOnServer", {"deployment_group": 5}),
        ("runOnServer", {"agent_specification": "ubuntu"}),
        ("runOnServer", {"demands": ["npm"]}),
        ("runOnServer", {"skip_artifacts_download": True}),
        ("runOnServer", {"download_artifacts": ["_ci"]}),
        ("runOnServer", {"enable_access_token": True}),
        ("runOnServer", {"tags": ["web"]}),
        ("deploymentGates", {"queue": 7}),
        ("deploymentGates", {"parallel": "multiMachine"}),
        ("deploymentGates", {"demands": ["npm"]}),
        ("machineGroupBasedDeployment", {"queue": 7}),
        ("machineGroupBasedDeployment", {"parallel": "multiMachine"}),
        ("agentBasedDeployment", {"deployment_group": 5}),
        ("agentBasedDeployment", {"health_percent": 5}),
        ("agentBasedDeployment", {"tags": ["web"]}),
    ],
)
def test_an_option_of_another_kind_of_job_is_an_error_and_not_ignored(phase_type: str, options: Options) -> None:
    error = error_of(phase_with(phase_type=phase_type, **options))
    assert error.option == "environments[0].deploy_phases[0]"
    assert error.message == f"{next(iter(options))} does not belong to a job with phase_type: {phase_type}"


# ------------------------------------------------------------------------------------------------------ duplicates


@pytest.mark.parametrize(
    ("options", "option", "sentence"),
    [
        (
            {"environments": [{"name": "Dev"}, {"name": "QA"}, {"name": "dev"}]},
            "environments",
            "second stage named dev",
        ),
        ({"environments": [{"name": "A", "id": 4}, {"name": "B", "id": 4}]}, "environments", "id 4"),
        ({"artifacts": [{"alias": "_ci"}, {"alias": "_CI"}]}, "artifacts", "second artifact with the alias _CI"),
        ({"variables": {"Color": "red", "color": "blue"}}, "variables", "color"),
        (stage_with(variables={"Color": "red", "color": "blue"}), "environments[0].variables", "color"),
    ],
)
def test_what_may_stand_only_once(options: Options, option: str, sentence: str) -> None:
    error = error_of(options)
    assert error.option == option
    assert sentence in error.message


def test_the_same_variable_in_two_stages_is_none_of_these() -> None:
    checked({"environments": [{"name": "A", "variables": {"x": 1}}, {"name": "B", "variables": {"x": 2}}]})


# ---------------------------------------------------------------------------------------------------------- secrets

SECRET = "hunter2-s3cr3t"
PLACES = st.sampled_from(
    [
        lambda value: {"variables": {"pw": value}},
        lambda value: {"variables": {"pw": {"value": value, "is_secret": True}}},
        lambda value: {"variables": {"pw": {"valeu": value, "is_secret": True}}},
        lambda value: {"variables": {"pw": {"value": "x", "is_secret": value}}},
        lambda value: stage_with(variables={"pw": {"value": value, "is_secret": True}}),
        lambda value: stage_with(variables=value),
        lambda value: task_with(inputs={"password": value}),
        lambda value: task_with(inputs={"password": {"value": value, "is_secret": True}}),
        lambda value: task_with(inputs=value),
        lambda value: task_with(environment={"PW": value}),
        lambda value: phase_with(override_inputs={"pw": value}),
        lambda value: {"raw": value},
        lambda value: {"properties": value},
        lambda value: {"environments": value},
        lambda value: stage_with(conditions=[{"name": "x", "condition_type": value}]),
        lambda value: stage_with(process_parameters=value),
        lambda value: {"triggers": [{"trigger_type": value}]},
        lambda value: {"artifacts": [{"alias": "a", "default_version": value}]},
        lambda value: stage_with(schedules=[{"days_to_release": value}]),
    ]
)
SHAPES = st.sampled_from(
    [lambda value: value, lambda value: [value], lambda value: {"deep": value}, lambda value: {"value": [[value]]}]
)


@given(place=PLACES, one=SHAPES, other=SHAPES)
def test_no_error_shows_a_value(place: Any, one: Any, other: Any) -> None:
    try:
        checked(place(other(one(SECRET))))
    except DeclarationError as error:
        shown = [str(error), repr(error.details), repr(error.__cause__), repr(error.__context__)]
        assert not [text for text in shown if SECRET in text]


def test_files_know_the_options_of_a_variable() -> None:
    """Ansible has no word for the options in a map of free names: the model and the files' spec each have them."""
    assert set(VARIABLE) == set(Variable.model_fields)
