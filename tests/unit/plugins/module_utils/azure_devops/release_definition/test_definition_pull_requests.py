# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The repository of a pull-request trigger, and the project that it is in."""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fake_release_server import PROJECT_ID, FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.queries import (
    query,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Apply = Callable[..., Outcome]
Options = dict[str, Any]
WEB = "278d5cd2-584d-4b63-824a-2ba458937249"
CONTOSO_ID = "22222222-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def places(server: FakeReleaseServer) -> None:
    server.listings["repositories.list"] = [{"id": WEB, "name": "Web"}]
    projects = [{"id": PROJECT_ID, "name": "Fabrikam"}, {"id": CONTOSO_ID, "name": "Contoso"}]
    server.listings["projects.list"] = projects


def task(**source: Any) -> Options:
    trigger = {
        "trigger_type": "pullRequest",
        "alias": "Drop",
        "pull_request_configuration": {"system_type": "tfsGit", **source},
    }
    return {
        "name": "Website",
        "environments": [{"name": "Dev"}],
        "artifacts": [{"alias": "Drop", "definition": "Fabrikam.CI"}],
        "triggers": [trigger],
    }


def reference(outcome: Outcome) -> Any:
    (trigger,) = outcome.result["release_definition"]["triggers"]
    return trigger["pullRequestConfiguration"]["codeRepositoryReference"]["repositoryReference"]


def exported(server: FakeReleaseServer, number: int) -> Options:
    server.forget_calls()
    (options,) = query({"id": number, "as_options": True}, server, Run()).result["release_definitions"]
    return copy.deepcopy(options)


def test_an_export_says_the_project_that_the_reference_leaves_out(apply: Apply, server: FakeReleaseServer) -> None:
    outcome = apply(task(repository="Web"))
    assert set(reference(outcome)) == {"id"}
    options = exported(server, outcome.result["release_definition"]["id"])
    (trigger,) = options["triggers"]
    source = trigger["pull_request_configuration"]
    assert (source["project"], source["repository"]) == ("Fabrikam", "Web")
    assert source["project"] == options["artifacts"][0]["project"]
    assert not apply(options).changed


def test_elsewhere_it_is_looked_for_in_that_project(apply: Apply, server: FakeReleaseServer) -> None:
    options = exported(server, apply(task(repository="Web")).result["release_definition"]["id"])
    server.addresses = SimpleNamespace(project="Contoso")
    outcome = apply({**options, "name": "Copy"})
    asked = [asked.get("project") for name, asked in server.calls if name == "repositories.list"]
    assert asked == ["Fabrikam"]
    assert reference(outcome)["project"]["value"] == PROJECT_ID
    assert not apply({**options, "name": "Copy"}).changed


def test_the_own_project_may_be_said_or_not(apply: Apply) -> None:
    apply(task(repository="Web"))
    assert not apply(task(repository="Web", project="Fabrikam")).changed
    assert apply(task(repository="Web", project="Contoso")).changed
    assert not apply(task(repository="Web", project="Contoso")).changed
    assert apply(task(repository="Web", project="Fabrikam")).changed, "back from another project"
    assert not apply(task(repository="Web", project="Fabrikam")).changed
