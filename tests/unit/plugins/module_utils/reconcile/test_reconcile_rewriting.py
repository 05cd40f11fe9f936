# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers make of what they are sent: each of these would be "changed" on every run.

One row is what is declared, and what the server answers after it was written. Rows follow what was recorded of servers
and what their specifications say; a few are what people meet in exports and in documents kept in git.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from release_documents import guid
from release_pieces import (
    BUILD,
    SITE,
    WIRE_BUILD,
    approvers,
    declare,
    person,
    phase,
    schedule,
    stage,
    task,
    trigger,
    wire,
    wire_approvers,
    wire_build,
    wire_phase,
    wire_schedule,
    wire_stage,
    wire_task,
    wire_trigger,
)

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

PROPERTY = {"$type": "System.String", "$value": "v"}
ARTIFACT_CONDITION = '{"sourceBranch":"main","tags":["ok"],"useBuildDefinitionBranch":false}'
SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # -- variables
    "a secret comes back as null": (
        {"variables": {"s": {"is_secret": True}}},
        {"variables": {"s": {"value": None, "isSecret": True}}},
    ),
    "false flags are left out": (
        {"variables": {"v": {"value": "x", "is_secret": False, "allow_override": False}}},
        {"variables": {"v": {"value": "x"}}},
    ),
    "a plain value for a variable with flags": (
        {"variables": {"v": "x"}},
        {"variables": {"v": {"value": "x", "allowOverride": True}}},
    ),
    "values are text": (
        {"variables": {"b": True, "i": 1, "f": 1.5, "e": ""}},
        {"variables": {"b": {"value": "true"}, "i": {"value": "1"}, "f": {"value": "1.5"}, "e": {"value": None}}},
    ),
    "names of variables in another case": ({"variables": {"WEBAPP": "x"}}, {"variables": {"webApp": {"value": "x"}}}),
    # -- definition
    "tags in the body": ({"tags": ["blue"], "name": "x"}, {"name": "x", "tags": []}),
    "a comment is only written": ({"comment": "why", "name": "x"}, {"name": "x"}),
    "properties come back wrapped": (
        {"properties": {"k": "v", "n": 2, "b": True}},
        {
            "properties": {
                "k": PROPERTY,
                "n": {"$type": "System.Int32", "$value": 2},
                "b": {"$type": "System.String", "$value": "True"},
            }
        },
    ),
    "the case of the folder that is there": ({"path": "\\komodo"}, {"path": "\\KOMODO"}),
    "folders with the other slash": ({"path": "/Web/Shop/"}, {"path": "\\Web\\Shop"}),
    "the root folder": ({"path": "/"}, {"path": "\\"}),
    "no description": ({"description": ""}, {"description": None}),
    "no name format": ({"release_name_format": ""}, {}),
    "no groups": ({"variable_groups": []}, {"variableGroups": None}),
    "groups in another order": ({"variable_groups": ["variable_group 4", 2]}, {"variableGroups": [2, 4]}),
    # -- schedules
    "days as a mask": (schedule(["monday", "friday"]), wire_schedule(daysToRelease=17)),
    "days as text": (schedule(17), wire_schedule(daysToRelease="monday, friday")),
    "days in another order": (schedule("Friday, Monday"), wire_schedule(daysToRelease="monday, friday")),
    "all seven days": (
        schedule(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
        wire_schedule(daysToRelease="all"),
    ),
    "all as a mask": (schedule("all"), wire_schedule(daysToRelease=127)),
    "only with changes left out": (
        schedule("all", schedule_only_with_changes=False),
        wire_schedule(daysToRelease="all"),
    ),
    "only with changes false": (schedule("all"), wire_schedule(daysToRelease="all", scheduleOnlyWithChanges=False)),
    # -- demands
    "demands as objects": (phase(demands=["java"]), wire_phase({"demands": [{"name": "java"}]})),
    "demands with a value as objects": (
        phase(demands=["os -equals linux"]),
        wire_phase({"demands": [{"name": "os", "value": "linux"}]}),
    ),
    "an injected demand": (phase(demands=[]), wire_phase({"demands": ["Agent.Version -gtVersion 1.87"]})),
    "an injected demand beside others": (
        phase(demands=["java"]),
        wire_phase({"demands": ["Agent.Version -gtVersion 1.87", "java"]}),
    ),
    "no demands": (phase(), wire_phase({"demands": None})),
    # -- artifacts
    "keys added to the definition reference": ({"artifacts": [BUILD]}, wire_build()),
    "a reference without the usual version": (
        {"artifacts": [BUILD]},
        wire_build({key: WIRE_BUILD[key] for key in ("definition", "project")}),
    ),
    "the usual version declared": ({"artifacts": [{**BUILD, "default_version": "latest"}]}, wire_build()),
    "a reference in another order": ({"artifacts": [BUILD]}, wire_build(dict(reversed(WIRE_BUILD.items())))),
    "a false primary is dropped": ({"artifacts": [{**BUILD, "is_primary": False}]}, wire_build()),
    "retained is dropped": ({"artifacts": [{**BUILD, "is_retained": False}]}, wire_build(isPrimary=True)),
    "type in another case": ({"artifacts": [{**BUILD, "type": "build"}]}, wire_build()),
    "a branch by its short name": (
        {"artifacts": [{**BUILD, "default_version": {"type": "latestFromBranch", "branch": "main"}}]},
        wire_build(
            {
                **WIRE_BUILD,
                "defaultVersionType": {"id": "latestFromBranchType", "name": "x"},
                "defaultVersionBranch": {"id": "refs/heads/main", "name": "main"},
            }
        ),
    ),
    # -- stages
    "a stage without lists": (
        stage(conditions=[], schedules=[], environment_triggers=[], variables={}, variable_groups=[]),
        wire_stage(),
    ),
    "null lists": (
        stage(conditions=[], schedules=[], variables={}),
        wire_stage(conditions=None, schedules=None, variables=None),
    ),
    "parameters are kept verbatim": (
        stage(process_parameters={"inputs": [{"a": 1}]}),
        wire_stage(processParameters={"inputs": [{"a": 1}]}),
    ),
    "no parameters": (stage(process_parameters={}), wire_stage()),
    "an owner by name": (stage(owner="p3@x"), wire_stage(owner=person(3))),
    # -- approvals
    "approvers become references": (approvers("p3@x"), wire_approvers((1, 3))),
    "options that were not declared": (
        approvers("p3@x"),
        wire_approvers((1, 3), approvalOptions={"timeoutInMinutes": 0, "requiredApproverCount": 0}),
    ),
    "approvers by id": (approvers(guid(3)), wire_approvers((1, 3))),
    "approvers of one rank in another order": (
        approvers({"approver": "p4@x", "rank": 1}, {"approver": "p3@x", "rank": 1}),
        wire_approvers((1, 3), (1, 4)),
    ),
    "steps unsorted": (approvers("p3@x", "p4@x"), wire_approvers((2, 4), (1, 3))),
    "automated": (
        stage(post_deploy_approvals={"is_automated": True}),
        wire_stage(
            postDeployApprovals={"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False, "id": 9}]}
        ),
    ),
    "order of execution as a number": (
        stage(pre_deploy_approvals={"options": {"execution_order": 2}}),
        wire_stage(preDeployApprovals={"approvals": [], "approvalOptions": {"executionOrder": "afterSuccessfulGates"}}),
    ),
    "no gates": (
        stage(pre_deployment_gates={"gates": []}),
        wire_stage(preDeploymentGates={"id": 0, "gatesOptions": None, "gates": []}),
    ),
    # -- conditions
    "an artifact condition as a structure": (
        stage(
            conditions=[
                {
                    "name": "CI",
                    "condition_type": "artifact",
                    "value": {"sourceBranch": "main", "tags": ["ok"], "useBuildDefinitionBranch": False},
                }
            ]
        ),
        wire_stage(conditions=[{"name": "CI", "conditionType": "artifact", "value": ARTIFACT_CONDITION}]),
    ),
    "two conditions on one artifact in another order": (
        stage(
            conditions=[
                {"name": "CI", "condition_type": "artifact", "value": {"sourceBranch": name}} for name in ("b", "a")
            ]
        ),
        wire_stage(
            conditions=[
                {"name": "CI", "conditionType": "artifact", "value": f'{{"sourceBranch":"{name}"}}'} for name in "ab"
            ]
        ),
    ),
    "a condition without value": (
        stage(conditions=[{"name": "ReleaseStarted", "condition_type": 1}]),
        wire_stage(conditions=[{"name": "ReleaseStarted", "conditionType": "event", "value": None, "result": None}]),
    ),
    "the state of a stage by its name": (
        stage(conditions=[{"name": "QA", "condition_type": "environment_state", "value": "succeeded"}]),
        wire_stage(conditions=[{"name": "QA", "conditionType": "environmentState", "value": "4"}]),
    ),
    "the state of a stage as a number": (
        stage(conditions=[{"name": "QA", "condition_type": 2, "value": 4}]),
        wire_stage(conditions=[{"name": "QA", "conditionType": "environmentState", "value": "4"}]),
    ),
    # -- phases
    "downloads of nothing": (
        phase(download_artifacts=[]),
        wire_phase({"artifactsDownloadInput": {"downloadInputs": []}}),
    ),
    "downloads left out": (phase(), wire_phase({"artifactsDownloadInput": {}})),
    "null downloads": (phase(), wire_phase({"artifactsDownloadInput": None})),
    "filled phase": (
        phase(queue="queue 3"),
        wire_phase(
            {
                "queueId": 3,
                "demands": [],
                "parallelExecution": {"parallelExecutionType": "none"},
                "condition": "succeeded()",
            }
            | {
                "skipArtifactsDownload": False,
                "timeoutInMinutes": 0,
                "jobCancelTimeoutInMinutes": 1,
                "overrideInputs": {},
            }
            | {
                "enableAccessToken": False,
                "agentSpecification": None,
                "artifactsDownloadInput": {"downloadInputs": []},
            },
            rank=1,
            refName=None,
        ),
    ),
    "type of a phase as a number": (phase(phase_type=1), wire_phase({})),
    "no input at all": (phase(), wire_phase(None)),
    "multipliers with blanks": (
        phase(parallel={"type": "multi_configuration", "multipliers": ["os", "arch"]}),
        wire_phase({"parallelExecution": {"parallelExecutionType": "multiConfiguration", "multipliers": "os, arch"}}),
    ),
    # -- tasks
    "inputs are text": (task(inputs={"a": True, "b": 1, "c": ""}), wire_task(inputs={"a": "true", "b": "1", "c": ""})),
    "inputs of another hand": (task(inputs={"a": True, "b": "FALSE"}), wire_task(inputs={"A": "True", "b": "false"})),
    "no kind of task": (task(), wire_task(definitionType=None)),
    "a task group": (
        phase(workflow_tasks=[{"task_group": "Group1@2", "name": "Run"}]),
        wire_task(definitionType="metaTask"),
    ),
    "id of a task in another case": (
        phase(workflow_tasks=[{"task": f"{guid(1)}@2", "name": "Run"}]),
        wire_task(taskId=guid(1).upper()),
    ),
    "a task with everything filled": (
        task(),
        wire_task(enabled=True, alwaysRun=False, continueOnError=False, timeoutInMinutes=0, retryCountOnTaskFailure=0),
    ),
    "nulls of a task": (
        task(),
        wire_task(refName=None, condition=None, environment=None, overrideInputs=None, inputs=None),
    ),
    "a condition that is the usual one": (task(condition="succeeded()"), wire_task(condition="")),
    # -- triggers
    "a trigger's branch by its short name": (
        trigger(trigger_conditions=[{"source_branch": "main"}]),
        wire_trigger({"sourceBranch": "refs/heads/main"}),
    ),
    "a trigger's branch by its long name": (
        trigger(trigger_conditions=[{"source_branch": "refs/heads/main"}]),
        wire_trigger({"sourceBranch": "main", "tags": None}),
    ),
    "a trigger's tags in another order": (
        trigger(trigger_conditions=[{"tags": ["b", "a"]}]),
        wire_trigger({"sourceBranch": None, "tags": ["a", "b"]}),
    ),
    "a trigger's conditions in another order": (
        trigger(trigger_conditions=[{"source_branch": "b"}, {"source_branch": "a"}]),
        wire_trigger({"sourceBranch": "a", "tags": []}, {"sourceBranch": "b", "tags": []}),
    ),
    "keys of a newer server in a trigger's condition": (
        trigger(trigger_conditions=[{"source_branch": "main"}]),
        wire_trigger({"sourceBranch": "main", "tags": [], "newInNextVersion": {"a": 1}}),
    ),
    "a trigger without conditions": (
        trigger(),
        {"triggers": [{"triggerType": 1, "artifactAlias": "CI", "triggerConditions": None}]},
    ),
    "branch filters": (
        {"triggers": [{"trigger_type": "sourceRepo", "alias": "S", "branch_filters": ["-dev", "main"]}]},
        {
            "triggers": [
                {"triggerType": "sourceRepo", "alias": "S", "branchFilters": ["+refs/heads/main", "-refs/heads/dev"]}
            ]
        },
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_what_the_server_made_of_it_is_what_was_declared(name: str) -> None:
    options, answered = SAME[name]
    before = copy.deepcopy(answered)

    found = declare(options, answered)

    assert found.target == before
    assert not found.changed


@pytest.mark.parametrize(
    ("options", "answered"),
    [
        pytest.param({"variables": {"v": "1.10"}}, {"variables": {"v": {"value": "1.1"}}}, id="text is no number"),
        pytest.param(
            {"variables": {"v": "True"}}, {"variables": {"v": {"value": "true"}}}, id="the case of a variable counts"
        ),
        pytest.param(task(), wire_task(enabled=False), id="disabled by hand"),
        pytest.param(task(), wire_task(retryCountOnTaskFailure=3), id="retries set by hand"),
        pytest.param(task(), wire_task(inputs={"a": "x"}), id="an input added by hand"),
        pytest.param(phase(), wire_phase({"enableAccessToken": True}), id="token opened by hand"),
        pytest.param(
            phase(), wire_phase({"parallelExecution": {"parallelExecutionType": "multiMachine"}}), id="spread by hand"
        ),
        pytest.param(
            phase(parallel="multiMachine"),
            wire_phase({"parallelExecution": {"parallelExecutionType": "multiMachine", "continueOnError": True}}),
            id="spread that goes on by hand",
        ),
        pytest.param(
            phase(parallel="multiMachine"),
            wire_phase({"parallelExecution": {"parallelExecutionType": "multiMachine", "maxNumberOfAgents": 9}}),
            id="spread over more agents by hand",
        ),
        pytest.param(
            {"artifacts": [BUILD]},
            wire_build({**WIRE_BUILD, "defaultVersionType": {"id": "selectDuringReleaseCreationType", "name": "x"}}),
            id="another version by hand",
        ),
        pytest.param(
            {"artifacts": [BUILD]},
            wire_build({**WIRE_BUILD, "definition": {"id": "6", "name": "x"}}),
            id="another build",
        ),
        pytest.param({"artifacts": [BUILD]}, wire_build(isRetained=True), id="retained by hand"),
        pytest.param(approvers("p3@x"), wire_approvers((1, 4)), id="another approver"),
        pytest.param(approvers("p3@x"), wire_approvers((1, 3), (2, 4)), id="one approver more"),
        pytest.param(
            stage(conditions=[]),
            wire_stage(conditions=[{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]),
            id="a condition more",
        ),
        pytest.param(schedule("all"), wire_schedule(daysToRelease="monday"), id="other days"),
        pytest.param(trigger(trigger_conditions=[]), wire_trigger({"sourceBranch": "x"}), id="a filter more"),
        pytest.param({"path": "\\Web"}, {"path": "\\"}, id="another folder"),
        pytest.param(phase(demands=["java"]), wire_phase({"demands": []}), id="a demand less"),
    ],
)
def test_what_is_another_is_found_and_put_right_at_once(options: dict[str, Any], answered: dict[str, Any]) -> None:
    found = declare(options, answered)

    assert found.changed
    assert not declare(options, found.target).changed


def test_the_first_of_two_approvers_of_one_rank_may_go() -> None:
    found = declare(approvers({"approver": "p4@x", "rank": 1}), wire_approvers((1, 3), (1, 4)))

    steps = found.target["environments"][0]["preDeployApprovals"]["approvals"]
    assert [(step["id"], step["approver"]["id"]) for step in steps] == [(141, guid(4))]


def test_nothing_of_a_step_that_stays_is_lost() -> None:
    answered = wire_approvers((1, 3))
    answered["environments"][0]["preDeployApprovals"]["approvals"][0]["newInNextVersion"] = {"a": 1}

    found = declare(approvers("p3@x", is_notification_on=True), answered)

    step = found.target["environments"][0]["preDeployApprovals"]["approvals"][0]
    assert (step["id"], step["isNotificationOn"], step["newInNextVersion"]) == (140, True, {"a": 1})


def test_an_unknown_key_of_a_filter_that_stays_is_not_lost() -> None:
    one, other = {"sourceBranch": "main", "newInNextVersion": 1}, {"sourceBranch": "dev", "newInNextVersion": 2}

    found = declare(trigger(trigger_conditions=[{"source_branch": "main"}]), wire_trigger(one, other))

    assert found.target["triggers"][0]["triggerConditions"] == [one]


def test_a_raw_key_of_an_approver_is_written_or_refused() -> None:
    """``raw`` is promised for every object: it may not be dropped without a word."""
    try:
        declared = wire(approvers({"approver": "p3@x", "raw": {"x": 1}}))
    except DeclarationError:
        return
    assert declared["environments"][0]["preDeployApprovals"]["approvals"][0]["x"] == 1


def test_the_export_of_an_object_that_says_its_default_keeps_its_unknown_keys() -> None:
    """An export is never lossy, even where all that is known says the default."""
    spread = {"parallelExecutionType": "none", "newInNextVersion": 5}

    options = DEFINITION.to_option(wire_phase({"parallelExecution": spread}), SITE)

    assert "newInNextVersion" in str(options)
