# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each generation from TFS 2018 on knows that the one before does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_client import CHUCK, FABRIKAM, build_artifact
from sandbox_generations import MODERN, OfGeneration
from sandbox_releases import agent_job, asking, first, gated, pipeline, task

FIRST_WITH: dict[str, str] = {
    "tags": "server2019",
    "pipelineProcess": "server2019",
    "isDisabled": "server2019",
    "variables.color.allowOverride": "server2019",
    "artifacts.0.isRetained": "server2019",
    "triggers.0.triggerConditions.0.createReleaseOnBuildTagging": "server2019",
    "triggers.0.triggerConditions.0.tagFilter": "server2020",
    "triggers.1.schedule.scheduleOnlyWithChanges": "server2019",
    "environments.0.environmentTriggers": "server2019",
    "environments.0.currentRelease": "server2019",
    "environments.0.environmentOptions.pullRequestDeploymentEnabled": "server2019",
    "environments.0.preDeploymentGates.gatesOptions.minimumSuccessDuration": "server2019",
    "environments.0.deployPhases.0.refName": "server2019",
    "environments.0.deployPhases.0.deploymentInput.agentSpecification": "server2019",
    "environments.0.deployPhases.0.workflowTasks.0.environment": "server2019",
    "environments.0.deployPhases.0.workflowTasks.0.retryCountOnTaskFailure": "server2022",
    "environments.0.preDeploymentGates.gates.0.tasks.0.retryCountOnTaskFailure": "server2022",
    # What all of them have.
    "variableGroups": "tfs2018",
    "path": "tfs2018",
    "properties": "tfs2018",
    "environments.0.processParameters": "tfs2018",
    "environments.0.retentionPolicy": "tfs2018",
    "environments.0.deployStep.id": "tfs2018",
    "environments.0.schedules": "tfs2018",
    "environments.0.postDeploymentGates": "tfs2018",
}
"""The first generation of a field (behaviour notes and OpenAPI documents of 4.1, 5.1, 6.0, 7.1)."""


@pytest.fixture(params=MODERN)
def server(request: pytest.FixtureRequest) -> Iterator[OfGeneration]:
    made = OfGeneration(request.param)
    yield made
    made.sandbox.store.close()


def everything() -> dict[str, Any]:
    """A definition that sets every field of the table which a body may have."""
    job = agent_job(
        task(environment={"A": "b"}, retryCountOnTaskFailure=2), agentSpecification={"identifier": "ubuntu-latest"}
    )
    conditions = [{"sourceBranch": "main", "createReleaseOnBuildTagging": True, "tagFilter": {"pattern": "^v"}}]
    return pipeline(
        first(
            deployPhases=[{**job, "refName": "job1"}],
            preDeploymentGates=gated("Wait", minimumSuccessDuration=1),
            environmentTriggers=[{"triggerType": "rollbackRedeploy", "triggerContent": "{}"}],
            environmentOptions={"pullRequestDeploymentEnabled": True},
        ),
        variables={"color": {"value": "red", "allowOverride": True}, "tags": {"value": "a name like a field's"}},
        artifacts=[build_artifact(isRetained=True)],
        triggers=[
            {"triggerType": "artifactSource", "artifactAlias": "FabrikamCI", "triggerConditions": conditions},
            {"triggerType": "schedule", "schedule": {"daysToRelease": "monday", "scheduleOnlyWithChanges": True}},
        ],
        isDisabled=False,
    )


def has(document: Any, path: str) -> bool:
    for step in path.split("."):
        if isinstance(document, list):
            document = document[int(step)]
        elif step in document:
            document = document[step]
        else:
            return False
    return True


def test_fields_are_shown_from_their_generation_on(server: OfGeneration) -> None:
    made = server.create(everything())
    known = set(MODERN[: MODERN.index(server.generation) + 1])
    expected = {path: first_with in known for path, first_with in FIRST_WITH.items()}
    assert {path: has(made, path) for path in FIRST_WITH} == expected
    assert {path: has(server.read(made["id"]), path) for path in FIRST_WITH} == expected
    assert made["variables"]["tags"] == {"value": "a name like a field's"}


def test_later_fields_of_a_body_are_discarded(server: OfGeneration) -> None:
    """What is not known is not kept either: not hidden only."""
    made = server.create(everything())
    stored = server.sandbox.store.get("release_definition", FABRIKAM, made["id"])
    environment = stored["environments"][0]
    phase = environment["deployPhases"][0]
    since_2019, since_2022 = server.generation != "tfs2018", server.generation in ("server2022", "services")
    assert bool(environment["environmentTriggers"]) is since_2019
    assert ("agentSpecification" in phase["deploymentInput"]) is since_2019
    assert stored["variables"]["color"].get("allowOverride", False) is since_2019
    assert (phase["workflowTasks"][0]["retryCountOnTaskFailure"] == 2) is since_2022


def test_a_round_trip_changes_only_the_marks(server: OfGeneration) -> None:
    made = server.create(everything())
    updated = server.update(server.read(made["id"]))
    for document in (made, updated):
        for name in ("revision", "modifiedOn", "modifiedBy"):
            document.pop(name)
    assert updated == made


def test_the_seeded_definition_is_shown(server: OfGeneration) -> None:
    seeded = server.read(11)
    (phase,) = seeded["environments"][0]["deployPhases"]
    assert [one["name"] for one in phase["workflowTasks"]] == ["Azure Deployment: MyShuttle"]
    assert phase["deploymentInput"]["queueId"] == 2


def test_gates_as_phases_came_with_server_2019(server: OfGeneration) -> None:
    phase = {"name": "Gates", "rank": 1, "phaseType": "deploymentGates", "deploymentInput": {}}
    answer = server.definitions("POST", body=pipeline(first(deployPhases=[phase])))
    assert answer.status_code == (400 if server.generation == "tfs2018" else 200)


def test_what_creation_takes(server: OfGeneration) -> None:
    """Variables of releases and stages from 5.x on; properties in all of them."""
    definition = server.create(everything())
    stage = definition["environments"][0]["id"]
    release = server.start(
        definition["id"],
        variables={"color": {"value": "blue"}},
        properties={"origin": "test"},
        environmentsMetadata=[{"definitionEnvironmentId": stage, "variables": {"color": {"value": "green"}}}],
    )
    later = server.generation != "tfs2018"
    assert release["variables"]["color"]["value"] == ("blue" if later else "red")
    assert ("color" in release["environments"][0]["variables"]) is later
    shown = server.json("GET", f"releases/{release['id']}", propertyFilters="origin")
    assert shown["properties"]["origin"]["$value"] == "test"
    assert ("releaseDefinitionRevision" in shown) is later
    assert ("path" in shown["releaseDefinition"]) is later


def test_a_release_is_renamed_from_server_2019_on(server: OfGeneration) -> None:
    release = server.start(11)
    renamed = server.json("PATCH", f"releases/{release['id']}", body={"name": "Mine"})
    assert renamed["name"] == (release["name"] if server.generation == "tfs2018" else "Mine")


def test_filters_that_came_later_are_ignored_before(server: OfGeneration) -> None:
    server.create({**pipeline(first()), "name": "Alpha.CD", "path": "\\Shop"})
    later = server.generation != "tfs2018"
    exact = server.definitions(searchText="Alpha", isExactNameMatch="true").json()
    assert exact["count"] == 0
    assert server.definitions(path="\\Shop").json()["count"] == 1
    by_folder = server.definitions(searchText="Shop", searchTextContainsFolderName="true").json()
    assert by_folder["count"] == (1 if later else 0)
    server.start(11)
    assert server.json("GET", "releases", path="\\Shop")["count"] == (0 if later else 1)


def test_words_of_expand_are_known_to_all(server: OfGeneration) -> None:
    words = "environments,artifacts,triggers,variables,tags,lastRelease"
    (entry,) = server.definitions(expand=words).json()["value"]
    assert {"environments", "artifacts", "triggers", "variables", "tags", "lastRelease"} <= set(entry)


def test_deployments_and_their_parts_grow(server: OfGeneration) -> None:
    server.faults({"kind": "fail_deployment", "task": "Deploy", "message": "No space left"})
    release = server.start(pipeline(first()))
    (step,) = server.stage_of(release, "Dev")["deploySteps"]
    (phase,) = step["releaseDeployPhases"]
    failed = next(one for one in phase["deploymentJobs"][0]["tasks"] if one["status"] == "failed")
    later = server.generation != "tfs2018"
    assert ("startedOn" in phase) is later
    assert ("data" in failed["issues"][0]) is later
    (deployment,) = server.json("GET", "deployments")["value"]
    assert ("projectReference" in deployment) is later


def test_variables_at_the_start_of_a_stage(server: OfGeneration) -> None:
    stage = first(conditions=[], variables={"color": {"value": "red", "allowOverride": True}})
    release = server.start(pipeline(stage))
    started = server.deploy(release, "Dev", variables={"color": {"value": "blue"}})
    assert started.status_code == 200
    assert started.json()["variables"]["color"]["value"] == ("red" if server.generation == "tfs2018" else "blue")


def test_approvals_are_the_same_in_all(server: OfGeneration) -> None:
    server.start(pipeline(first(preDeployApprovals=asking(CHUCK))))
    (pending,) = server.pending()
    assert set(pending["releaseDefinition"]) == {"id", "name", "url", "_links"}
    assert server.answer(pending).json()["status"] == "approved"
