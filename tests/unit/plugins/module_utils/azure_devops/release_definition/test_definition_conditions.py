# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that run after a failure: a flag on servers before 2018, an expression on later ones, one declaration for both."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from fake_old_release_server import OldReleaseServer
from fake_release_server import FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    queries,
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Options = dict[str, Any]
AFTER_FAILURE, AFTER_SUCCESS = "succeededOrFailed()", "succeeded()"
OLD, LATER = ("tfs2015", "tfs2017"), ("tfs2018", "server2022")


def server_of(generation: str) -> FakeReleaseServer:
    if generation in OLD:
        return OldReleaseServer(generation)
    server = FakeReleaseServer()
    server.generation = GENERATIONS[generation]
    return server


def declared(**more: Any) -> Options:
    task = {"task": "PowerShell@2", "name": "Clean up", "inputs": {"script": "echo"}, **more}
    return {
        "name": "Website",
        "environments": [{"name": "Dev", "deploy_phases": [{"queue": "Default", "workflow_tasks": [task]}]}],
    }


def apply(server: FakeReleaseServer, params: Options) -> Outcome:
    server.forget_calls()
    return resource.ensure(copy.deepcopy(params), server, Run())


def stored(server: FakeReleaseServer) -> Options:
    (stage,) = server.definitions[0]["environments"]
    jobs = stage.get("deployPhases")
    (task,) = jobs[0]["workflowTasks"] if jobs else stage["deployStep"]["tasks"]
    return task


def exported(server: FakeReleaseServer) -> Options:
    found = queries.query({"name": "Website", "as_options": True}, server, Run()).result["release_definitions"]
    task: Options = found[0]["environments"][0]["deploy_phases"][0]["workflow_tasks"][0]
    return task


@pytest.mark.parametrize("generation", OLD)
@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ({"condition": AFTER_FAILURE}, True),
        ({"condition": " succeededorfailed( ) "}, True),
        ({"condition": AFTER_FAILURE, "always_run": False}, True),
        ({"condition": "always()", "always_run": True}, True),
        ({"condition": AFTER_SUCCESS, "always_run": True}, False),
        ({"always_run": True}, True),
    ],
)
def test_before_2018_the_flag_says_it(generation: str, said: Options, flag: bool) -> None:
    server = server_of(generation)
    assert apply(server, declared(**said)).changed
    assert (stored(server)["alwaysRun"], "condition" in stored(server)) == (flag, False)
    assert not apply(server, declared(**said)).changed
    assert not server.writes


@pytest.mark.parametrize("generation", OLD)
@pytest.mark.parametrize("condition", ["always()", "failed()", "eq(variables.x, 1)"])
def test_before_2018_other_conditions_are_an_error(generation: str, condition: str) -> None:
    server = server_of(generation)
    with pytest.raises(DeclarationError, match="always_run") as caught:
        apply(server, declared(condition=condition))
    assert caught.value.option == "environments[0].deploy_phases[0].workflow_tasks[0].condition"
    assert not server.writes


@pytest.mark.parametrize("generation", LATER)
@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ({"always_run": True}, AFTER_FAILURE),
        ({"always_run": True, "condition": AFTER_SUCCESS}, AFTER_SUCCESS),
        ({"always_run": True, "condition": "always()"}, "always()"),
        ({}, AFTER_SUCCESS),
    ],
)
def test_from_2018_on_the_condition_says_it(generation: str, said: Options, condition: str) -> None:
    server = server_of(generation)
    assert apply(server, declared(**said)).changed
    assert stored(server)["condition"] == condition
    assert not apply(server, declared(**said)).changed
    assert not server.writes


@pytest.mark.parametrize("kept", [None, AFTER_SUCCESS, AFTER_FAILURE, "always()"])
def test_an_export_leaves_a_task_as_it_is(kept: str | None) -> None:
    """A definition that was there before the server was upgraded may have no condition."""
    server = server_of("server2022")
    apply(server, declared(always_run=True))
    stored(server)["condition"] = kept
    assert not apply(server, declared(**exported(server))).changed


@pytest.mark.parametrize("source", [*OLD, *LATER])
@pytest.mark.parametrize("target", [*OLD, *LATER])
def test_a_document_of_any_server_means_the_same_on_any_other(source: str, target: str) -> None:
    first, second = server_of(source), server_of(target)
    apply(first, declared(condition=AFTER_FAILURE, always_run=True))
    document = copy.deepcopy(first.definitions[0])
    assert apply(second, {"document": document}).changed
    assert stored(second)["alwaysRun"] is True
    assert stored(second).get("condition") == (AFTER_FAILURE if target in LATER else None)
    assert not apply(second, {"document": document}).changed
