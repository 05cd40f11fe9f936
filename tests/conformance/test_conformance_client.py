# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection sends, taken from real runs of its resource function, fits the OpenAPI documents."""

from __future__ import annotations

from typing import Any

import pytest
from conformance_client import recording_client
from conformance_documents import large
from conformance_swagger import Specification
from conformance_wire import shared_folder

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    ensure,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox

Options = dict[str, Any]

SAY = {"task": "PowerShell@2", "name": "Say", "inputs": {"targetType": "inline", "script": "Write-Host hello"}}
WAIT = {"task": "Delay@1", "name": "Wait", "inputs": {"delayForMinutes": 1}}
GATES = {"options": {"is_enabled": True, "timeout": 60, "sampling_interval": 5}, "gates": [{"tasks": [WAIT]}]}


def typed() -> Options:
    """Nearly every option once, as a person writes them."""
    agent = {
        "name": "Agent",
        "queue": "Hosted",
        "agent_specification": "windows-2022",
        "demands": ["msbuild", "Agent.OS -equals Windows_NT"],
        "condition": "always()",
        "timeout_in_minutes": 20,
        "enable_access_token": True,
        "download_artifacts": [
            {"alias": "Drop", "artifact_type": "Build", "artifact_download_mode": "All", "artifact_items": []}
        ],
        "parallel": {"type": "multiConfiguration", "multipliers": ["color"], "max_number_of_agents": 2},
        "workflow_tasks": [
            {**SAY, "ref_name": "say", "environment": {"A": 1}, "retry_count_on_task_failure": 2},
            {"task_group": "Smoke Test@1", "name": "Smoke", "inputs": {"url": "https://fabrikam.example"}},
        ],
    }
    machines = {
        "name": "Farm",
        "phase_type": "machine group",
        "deployment_group": "Fabrikam Web Servers",
        "tags": ["web"],
        "health_percent": 50,
        "deployment_health_option": "Custom",
        "workflow_tasks": [SAY],
    }
    several = {"name": "Several", "queue": "Default", "parallel": {"type": "multiMachine", "max_number_of_agents": 2}}
    dev = {
        "name": "Dev",
        "owner": "Jamal Hartnett",
        "variables": {"site": "dev", "password": {"value": "hush", "is_secret": True}},
        "variable_groups": ["Fabrikam Shared"],
        "conditions": [{"name": "ReleaseStarted", "condition_type": "event"}],
        "pre_deployment_gates": GATES,
        "deploy_phases": [
            agent,
            {"name": "Server", "phase_type": "server", "workflow_tasks": [WAIT]},
            machines,
            several,
        ],
    }
    production = {
        "name": "Production",
        "pre_deploy_approvals": {
            "approvers": ["chuckreinhart@outlook.com", "Normal Paulk"],
            "options": {"required_approver_count": 1, "execution_order": "beforeGates"},
        },
        "conditions": [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}],
        "schedules": [{"days_to_release": ["monday", "friday"], "start_hours": 2, "time_zone_id": "UTC"}],
        "environment_triggers": [{"trigger_type": "rollbackRedeploy", "trigger_content": "{}"}],
        "execution_policy": {"concurrency_count": 1, "queue_depth_count": 0},
        "environment_options": {"badge_enabled": True, "email_notification_type": "Always"},
        "retention_policy": {"days_to_keep": 10, "releases_to_keep": 2, "retain_build": False},
        "process_parameters": {"inputs": [{"name": "slot", "label": "Slot", "type": "string"}]},
        "properties": {"zone": "eu"},
        "deploy_phases": [{"queue": "Default", "workflow_tasks": [SAY]}],
    }
    return {
        "name": "Typed.CD",
        "path": "\\Typed",
        "description": "Typed",
        "comment": "first",
        "tags": ["nightly"],
        "properties": {"owner_team": "web", "size": 3},
        "variables": {"greeting": "hello", "count": 1, "key": {"value": "k", "is_secret": True}},
        "variable_groups": ["Fabrikam Secrets"],
        "release_name_format": "Typed-$(rev:r)",
        "artifacts": [{"alias": "Drop", "type": "Build", "definition": "Fabrikam.CI", "is_primary": True}],
        "triggers": [
            {"trigger_type": "artifactSource", "alias": "Drop", "trigger_conditions": [{"source_branch": "main"}]},
            {"trigger_type": "schedule", "schedule": {"days_to_release": ["all"], "start_hours": 1}},
        ],
        "environments": [dev, production],
    }


def small(**options: Any) -> Options:
    return {"name": "Small.CD", "environments": [{"name": "Dev", "deploy_phases": [{"queue": "Default"}]}], **options}


RUNS: dict[str, list[Options]] = {
    "typed": [typed(), typed(), {**typed(), "description": "other", "tags": ["live"], "update_secrets": "always"}],
    "document": [
        {"document": large()},
        {"document": large(), "name": "Everything.CD", "path": "\\Shop", "tags": ["a"]},
    ],
    "raw": [small(raw={"isDisabled": True}), small(variables={"a": {"value": "1"}}, comment="second")],
    "history": [small(), small(description="x"), {"name": "Small.CD", "restore_revision": 1, "comment": "back"}],
    "purge": [
        typed(),
        {"name": "Typed.CD", "purge": False, "environments": [{"name": "QA", "deploy_phases": [{"queue": "Default"}]}]},
        {"name": "Typed.CD", "environments": [{"name": "Production"}, {"name": "Dev", "conditions": []}]},
    ],
    "deletion": [small(), {"name": "Small.CD", "state": "absent"}, small(id=12), {"id": 12, "state": "absent"}],
}


@pytest.mark.parametrize("run", RUNS)
def test_what_the_collection_sends_fits_the_documents(sandbox: RunningSandbox, generation: str, run: str) -> None:
    specification = Specification(shared_folder("openapi"), generation)
    client, exchanges = recording_client(sandbox, generation)
    for options in RUNS[run]:
        ensure(options, client, Run())
    # Of the tags of definitions no document tells.
    writes = [one for one in exchanges if one.method in ("POST", "PUT") and not one.resource.endswith("/tags")]
    assert all(specification.knows(one) for one in writes)
    assert writes[0].method == "POST" and writes[0].body
    findings = sorted({finding for one in exchanges for finding in specification.findings(one)})
    assert not findings, "\n".join(findings)


def test_a_body_of_ours_that_does_not_fit_is_found(sandbox: RunningSandbox, generation: str) -> None:
    specification = Specification(shared_folder("openapi"), generation)
    client, exchanges = recording_client(sandbox, generation)
    ensure(small(raw={"colour": "red"}), client, Run())
    sent = next(one for one in exchanges if one.method == "POST")
    assert "'colour' was unexpected" in " ".join(specification.findings(sent))
