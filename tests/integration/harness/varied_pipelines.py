# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Release pipelines of all kinds, as people have them: each takes one entry of every table below.

The tables have different lengths, so that among many pipelines their entries meet in many ways.
"""

from __future__ import annotations

from typing import Any

Options = dict[str, Any]


def task(script: str, **more: Any) -> Options:
    return {"task": "CmdLine@2", "inputs": {"script": script}, **more}


SCRIPTS = (
    "deploy",
    "docker ps --format '{{.Names}}'",
    "docker inspect -f '{% raw %}{{json .}}{% endraw %}' {# no comment #}",
    "first line\nsecond line",
    "first line\nsecond line\n",
    "ends in two\n\n",
    "  indented, and a blank at the end of a line \n\tand a tab\n",
    "written on Windows\r\nsecond line\r\n",
    "多言語 — Größe, naïve, 🚀, e\u0301, \u2028 line, \u00a0blank, \u200bnothing",
    "- dash: colon # comment",
    "!vault | &anchor *alias %tag @at `tick` 'single' \"double\" \\back",
    "1.10",
    "yes",
    "null",
    "2024-01-01",
    "{not: a map}, [nor, a list]",
    "ends in a blank ",
    "{{ several }}\nlines {{ of }}\n  Jinja {% if %}\n",
    "$(Build.BuildId) $[variables.x] ${{ parameters.y }}",
    "x" * 300 + " and " + "long " * 60,
)

JOBS = (
    {"queue": "Default"},
    {"queue": "Hosted VS2017", "agent_specification": "windows-2022", "demands": ["msbuild", "Agent.OS -equals Windows_NT"]},
    {"queue": "Hosted", "condition": "always()", "timeout_in_minutes": 20, "job_cancel_timeout_in_minutes": 2},
    {
        "queue": "Azure Pipelines",
        "parallel": {"type": "multiConfiguration", "multipliers": ["os", "browser"], "max_number_of_agents": 3},
        "enable_access_token": True,
    },
    {"queue": "Default", "parallel": {"type": "multiMachine", "max_number_of_agents": 2}, "skip_artifacts_download": True},
    {"queue": "Default", "ref_name": "first", "download_artifacts": [{"alias": "Drop", "artifact_type": "Build"}]},
    {
        "phase_type": "machine group",
        "deployment_group": "Fabrikam Web Servers",
        "tags": ["web"],
        "health_percent": 50,
        "deployment_health_option": "Custom",
    },
    {"phase_type": "machine group", "deployment_group": "Fabrikam Databases"},
    {"phase_type": "server", "workflow_tasks": [{"task": "ManualIntervention@8", "inputs": {"instructions": "Look {{ here }}"}}]},
    {"phase_type": "server", "parallel": "none", "workflow_tasks": []},
    {"phase_type": "deploymentGates", "workflow_tasks": []},
)  # fmt: skip

TASKS: tuple[list[Options], ...] = (
    [],
    [task("off", enabled=False, name="Off for now")],
    [task("last", always_run=True, continue_on_error=True, condition="failed()", timeout_in_minutes=5)],
    [task("again", retry_count_on_task_failure=2, environment={"PATH_TO": "{{ x }}"}, ref_name="again")],
    [{"task_group": "Smoke Test@1", "inputs": {"url": "https://fabrikam.example/{{ id }}"}}],
    # Tasks that have had other names, by old name and new.
    [{"task": "ShellScript@2", "inputs": {"scriptPath": "a.sh"}}, {"task": "Bash@3", "inputs": {"targetType": "inline"}}],
    [{"task": "AzureRmWebAppDeployment@4", "inputs": {"azureSubscription": "Fabrikam AzureRM", "WebAppName": "shop"}}],
    [
        {
            "task": "AzureWebPowerShellDeployment@1",
            "name": "Website",
            "inputs": {
                "ConnectedServiceName": "Fabrikam Azure",
                "WebSiteName": "$(site)",
                "WebSiteLocation": "South Central US",
                "Package": "site.zip",
            },
        }
    ],
    [task("the same"), task("the same"), task("the same", name="but for its name")],
)  # fmt: skip

BUILD = {"alias": "Drop", "definition": "Fabrikam.CI"}
SOURCES: tuple[Options, ...] = (
    {"artifacts": [BUILD]},
    {"artifacts": [BUILD], "triggers": [{"trigger_type": "artifactSource", "alias": "Drop"}]},
    {
        "artifacts": [{**BUILD, "default_version": {"type": "latestFromBranch", "branch": "main"}, "is_retained": True}],
        "triggers": [
            {
                "trigger_type": "artifactSource",
                "alias": "Drop",
                "trigger_conditions": [{"source_branch": "main", "tags": ["a"]}, {"tag_filter": "v*"}],
            },
            {"trigger_type": "schedule", "schedule": {"days_to_release": ["sunday"], "start_hours": 1}},
            {"trigger_type": "schedule", "schedule": {"days_to_release": "all", "start_minutes": 30}},
        ],
    },
    {
        "artifacts": [
            {"alias": "Code", "type": "Git", "definition": "Fabrikam", "definition_reference": {"branches": "main"}},
            {**BUILD, "is_primary": True},
        ],
        "triggers": [{"trigger_type": "sourceRepo", "alias": "Code", "branch_filters": ["+main", "-dev/*"]}],
    },
    {
        "artifacts": [
            BUILD,
            {
                "alias": "Image",
                "type": "DockerHub",
                "definition_reference": {"connection": "Fabrikam Docker Hub", "definition": "fabrikam/web"},
            },
        ],
        "triggers": [{"trigger_type": "containerImage", "alias": "Image", "tag_filters": ["v1.*", "{{ tag }}"]}],
    },
    {
        "artifacts": [
            {"alias": "Package", "type": "PackageManagement", "definition_reference": {"feed": "f", "definition": "web"}},
            {**BUILD, "is_primary": True, "default_version": "selectDuringReleaseCreation"},
        ],
        "triggers": [{"trigger_type": "package", "alias": "Package"}],
    },
    {
        "artifacts": [BUILD],
        "triggers": [
            {
                "trigger_type": "pullRequest",
                "alias": "Drop",
                "trigger_conditions": [{"target_branch": "main", "tags": ["ok"]}],
                "pull_request_configuration": {"system_type": "tfsGit", "repository": "Fabrikam.Infrastructure"},
                "status_policy_name": "deploy",
            }
        ],
    },
    {
        "artifacts": [
            {
                "alias": "GitHub",
                "type": "GitHub",
                "definition_reference": {"connection": "Fabrikam GitHub", "definition": "fabrikam/web", "branch": "main"},
            },
            {**BUILD, "definition": "Fabrikam.Infrastructure.CI", "is_primary": True},
        ]
    },
)  # fmt: skip

VARIABLES: tuple[Options, ...] = (
    {},
    {"variables": {"plain": "1.10", "flag": "yes", "empty": "", "{{ name }}": "{{ value }}"}},
    {"variables": {"password": {"value": "s3cret-of-all", "is_secret": True}, "over": {"value": "x", "allow_override": True}}},
    {"variable_groups": ["Fabrikam Shared", "Fabrikam Secrets"], "release_name_format": "R-$(rev:r)"},
    {"properties": {"team": "web {{ x }}"}, "tags": ["blue", "Größe"], "description": "Of the team\n- web"},
)  # fmt: skip

STAGES: tuple[Options, ...] = (
    {},
    {"owner": "Normal Paulk", "variables": {"key": {"value": "s3cret-of-stage", "is_secret": True}, "on": "on"}},
    {
        "pre_deploy_approvals": {
            "approvers": ["Release Approvers", {"approver": "Jamal Hartnett", "rank": 2}],
            "options": {"timeout_in_minutes": 5, "required_approver_count": 1, "release_creator_can_be_approver": True},
        },
        "post_deploy_approvals": {"approvers": ["johnnie.mcleod@contoso.com"], "options": {"execution_order": "afterGatesAlways"}},
    },
    {
        "pre_deployment_gates": {
            "options": {"timeout": 60, "sampling_interval": 5, "minimum_success_duration": 10},
            "gates": [{"tasks": [{"task": "Delay@1", "inputs": {"delayForMinutes": 1}}]}],
        },
        "post_deployment_gates": {
            "options": {"is_enabled": False},
            "gates": [{"tasks": [{"task": "Delay@1", "name": "Settle"}]}, {"tasks": [{"task": "Delay@1", "name": "More"}]}],
        },
    },
    {
        "schedules": [
            {"days_to_release": ["monday", "friday"], "start_hours": 2, "time_zone_id": "W. Europe Standard Time"},
            {"days_to_release": "all", "schedule_only_with_changes": True},
        ],
        "conditions": [
            {"name": "ReleaseStarted", "condition_type": "event"},
            {"name": "Drop", "condition_type": "artifact", "value": {"sourceBranch": "main", "tags": ["{{ t }}"]}},
        ],
    },
    {
        "environment_triggers": [
            {"trigger_type": "rollbackRedeploy", "trigger_content": '{"action": "LastSuccessfulDeployment", "eventTypes": []}'}
        ],
        "execution_policy": {"concurrency_count": 2, "queue_depth_count": 1},
        "retention_policy": {"days_to_keep": 10, "releases_to_keep": 2, "retain_build": False},
    },
    {
        "environment_options": {"email_notification_type": "Always", "badge_enabled": True, "timeout_in_minutes": 10},
        "process_parameters": {"inputs": [{"name": "slot", "label": "{{ Slot }}", "defaultValue": "staging", "type": "string"}]},
        "properties": {"zone": "eu"},
        "variable_groups": ["Web Settings"],
    },
)  # fmt: skip

FOLDERS = ("\\", "\\Web", "\\Web\\Shop", "\\Größe", "\\_shared", "\\.hidden", "\\aux", "\\Shop.yml", "\\~tmp")
"""Some of them would be something else to a file system, or to who reads the export."""
NAMES = (
    "Service {}",
    "Größe {} 🚀",
    "_template {}",
    ".hidden {}",
    "{}. Release (EU), A = B {{ c }}",
    "con.{}",
    "100% {}",
    "Shop.{}.yml",
    "{} " + "very long name " * 13,
    "e\u0301 {}",
    "yes {}",
    "{}",
)


def pipeline(number: int) -> Options:
    """The pipeline of a number, always the same."""
    job = _of(JOBS, number)
    tasks = job.get("workflow_tasks", [task(_of(SCRIPTS, number)), *_of(TASKS, number)])
    first = {"name": "Dev", "deploy_phases": [{**job, "workflow_tasks": tasks}], **_of(STAGES, number)}
    last = {
        "name": "Prod {{ x }}",
        "deploy_phases": [{"queue": "Default", "workflow_tasks": [task(_of(SCRIPTS, number + 7))]}],
        "conditions": [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}],
        **{option: value for option, value in _of(STAGES, number + 3).items() if option != "conditions"},
    }
    return {
        "name": _of(NAMES, number).format(number).strip(),
        "path": _of(FOLDERS, number),
        **_of(SOURCES, number),
        **_of(VARIABLES, number),
        "environments": [first, last],
    }


def _of(table: Any, number: int) -> Any:
    return table[number % len(table)]
