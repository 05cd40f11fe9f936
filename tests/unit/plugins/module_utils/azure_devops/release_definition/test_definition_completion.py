# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a document gets that only the catalogue and the order of its lists tell: ranks, names, inputs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import ENDPOINT, POWERSHELL, FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Apply = Callable[..., Outcome]
Options = dict[str, Any]

INPUTS = "environments[0].deploy_phases[0].workflow_tasks[0].inputs"


def website(*phases: Options, **more: Any) -> Options:
    return {"name": "Website", "environments": [{"name": "Dev", "deploy_phases": list(phases)}], **more}


def job(*tasks: Options, **phase: Any) -> Options:
    return {"queue": "Default", "workflow_tasks": list(tasks), **phase}


def powershell(**inputs: Any) -> Options:
    return {"task": "PowerShell@2", "inputs": inputs}


def azure(**inputs: Any) -> Options:
    return {"task": "AzureRmWebAppDeployment@4", "inputs": inputs}


def phases_of(outcome: Outcome) -> list[Options]:
    found: list[Options] = outcome.result["release_definition"]["environments"][0]["deployPhases"]
    return found


def inputs_of(outcome: Outcome) -> Options:
    found: Options = phases_of(outcome)[0]["workflowTasks"][0]["inputs"]
    return found


def test_phases_are_ranked_from_1_and_named_as_the_portal_names_them(apply: Apply) -> None:
    task = website(
        job(),
        {"phase_type": "server"},
        {"phase_type": "machine group", "deployment_group": "Web farm"},
        job(name="Mine"),
    )
    phases = phases_of(apply(task))
    assert [phase["rank"] for phase in phases] == [1, 2, 3, 4]
    assert [phase["name"] for phase in phases] == ["Agent job", "Agentless job", "Deployment group job", "Mine"]
    assert phases[2]["deploymentInput"]["queueId"] == 5
    assert not apply(task).changed


def test_an_inserted_phase_pushes_the_ranks_on(apply: Apply) -> None:
    apply(website(job(name="One"), job(name="Two")))
    phases = phases_of(apply(website(job(name="One"), job(name="New"), job(name="Two"))))
    assert [(phase["name"], phase["rank"]) for phase in phases] == [("One", 1), ("New", 2), ("Two", 3)]


def test_a_task_without_a_name_has_the_name_of_its_task(apply: Apply) -> None:
    task = website(job(powershell(script="x")))
    (found,) = phases_of(apply(task))[0]["workflowTasks"]
    assert found["name"] == "PowerShell"
    assert (found["taskId"], found["version"], found["definitionType"]) == (POWERSHELL, "2.*", "task")
    assert not apply(task).changed


def test_inputs_stand_under_their_own_names(apply: Apply, warnings: list[str]) -> None:
    assert inputs_of(apply(website(job(powershell(INLINE="x", ErrorActionPreference="Stop"))))) == {
        "script": "x",
        "errorActionPreference": "Stop",
    }
    assert warnings == []


def test_service_endpoints_are_declared_by_name(apply: Apply) -> None:
    task = website(job(azure(azureSubscription="Fabrikam-Azure", WebAppName="shop")))
    assert inputs_of(apply(task)) == {"ConnectedServiceName": ENDPOINT, "WebAppName": "shop"}
    assert not apply(task).changed


@pytest.mark.parametrize("value", [ENDPOINT, "$(endpoint)"])
def test_ids_and_expressions_pass_without_a_look_up(apply: Apply, server: FakeReleaseServer, value: str) -> None:
    assert (
        inputs_of(apply(website(job(azure(ConnectedServiceName=value, WebAppName="a")))))["ConnectedServiceName"]
        == value
    )
    assert "service_endpoints.list" not in server.operations


def test_an_unknown_endpoint_is_an_error_with_its_path(apply: Apply, server: FakeReleaseServer) -> None:
    with pytest.raises(UnknownNameError) as caught:
        apply(website(job(azure(azureSubscription="Fabrikam-Azur", WebAppName="a"))))
    assert caught.value.option == f"{INPUTS}.ConnectedServiceName"
    assert "Fabrikam-Azure" in caught.value.message
    assert server.writes == []


def test_the_default_of_an_input_may_be_said_or_not(apply: Apply, server: FakeReleaseServer) -> None:
    apply(website(job(powershell(script="x"))))
    assert not apply(website(job(powershell(script="x", errorActionPreference="stop")))).changed
    number = server.definitions[0]["id"]
    server.edit(
        number,
        lambda document: document["environments"][0]["deployPhases"][0]["workflowTasks"][0]["inputs"].update(
            errorActionPreference="stop"
        ),
    )
    assert not apply(website(job(powershell(script="x")))).changed


def test_an_input_that_is_not_declared_any_more_has_its_default_again(apply: Apply) -> None:
    apply(website(job(powershell(script="x", errorActionPreference="continue"))))
    outcome = apply(website(job(powershell(script="x"))))
    assert outcome.changed
    assert inputs_of(outcome).get("errorActionPreference", "stop") == "stop"
    assert not apply(website(job(powershell(script="x")))).changed


@pytest.mark.parametrize(
    ("task", "option", "finding"),
    [
        (powershell(skript="x"), f"{INPUTS}.skript", "has no input 'skript'"),
        (azure(ConnectedServiceName=ENDPOINT), INPUTS, "requires the input 'WebAppName'"),
    ],
)
def test_an_odd_input_is_a_warning_or_with_strict_inputs_an_error(
    apply: Apply, server: FakeReleaseServer, warnings: list[str], task: Options, option: str, finding: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply(website(job(task), strict_inputs=True))
    assert caught.value.option == option
    assert finding in caught.value.message
    assert server.writes == []
    assert apply(website(job(task))).changed
    (warning,) = warnings
    assert warning.startswith(f"{option}: ")
    assert finding in warning


def test_tasks_of_gates_are_completed_too(apply: Apply) -> None:
    gates = {"gates": [{"tasks": [azure(azureSubscription="Fabrikam-Azure", WebAppName="a")]}]}
    task = {"name": "Website", "environments": [{"name": "Dev", "pre_deployment_gates": gates}]}
    outcome = apply(task)
    (found,) = outcome.result["release_definition"]["environments"][0]["preDeploymentGates"]["gates"][0]["tasks"]
    assert found["inputs"]["ConnectedServiceName"] == ENDPOINT
    assert found["name"] == "AzureRmWebAppDeployment"
    assert not apply(task).changed


def test_a_task_that_the_server_does_not_list_passes_by_its_id(apply: Apply, warnings: list[str]) -> None:
    task = website(job({"task": "aaaaaaaa-0000-4000-8000-000000000000@1", "name": "Own", "inputs": {"a": "b"}}))
    assert inputs_of(apply(task)) == {"a": "b"}
    assert warnings == []
    assert not apply(task).changed


def test_a_download_has_the_type_of_its_artifact(apply: Apply) -> None:
    task = website(
        job(download_artifacts=["_ci"]),
        artifacts=[{"alias": "_CI", "type": "Build", "project": "Fabrikam", "definition": "Fabrikam.CI"}],
    )
    outcome = apply(task)
    downloads = phases_of(outcome)[0]["deploymentInput"]["artifactsDownloadInput"]["downloadInputs"]
    assert [(entry["alias"], entry.get("artifactType")) for entry in downloads] == [("_ci", "Build")]
    assert not apply(task).changed


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"triggers": [{"trigger_type": "artifactSource", "alias": "_CO"}]}, "triggers[0].alias"),
        ({"triggers": [{"trigger_type": "package", "alias": "_CO"}]}, "triggers[0].alias"),
        (website(job(download_artifacts=["_CI", "_CO"])), "environments[0].deploy_phases[0].download_artifacts[1]"),
    ],
)
def test_an_alias_that_is_no_artifact_is_an_error_that_names_those_there_are(
    apply: Apply, content: Options, path: str
) -> None:
    artifacts = [{"alias": "_CI", "type": "Build", "project": "Fabrikam", "definition": "Fabrikam.CI"}]
    with pytest.raises(DeclarationError, match="alias _CO; there are _CI") as raised:
        apply({**website(job()), "artifacts": artifacts, **content})
    assert raised.value.option == path


@pytest.mark.parametrize(
    ("phase", "option"),
    [({"workflow_tasks": []}, "queue"), ({"phase_type": "machine group", "workflow_tasks": []}, "deployment_group")],
)
def test_a_job_that_has_nowhere_to_run_is_refused_before_the_server_does(
    apply: Apply, server: FakeReleaseServer, phase: Options, option: str
) -> None:
    with pytest.raises(DeclarationError, match="is required") as raised:
        apply(website(phase))
    assert raised.value.option == f"environments[0].deploy_phases[0].{option}"


def test_the_diff_shows_a_secret_input_on_neither_side(apply: Apply) -> None:
    """The server shows inputs, so what it has is a secret that the task does not declare."""
    apply(website(job(powershell(script={"value": "old-hunter", "is_secret": True}))))
    outcome = apply(website(job(powershell(script={"value": "new-peter", "is_secret": True}))))
    assert outcome.changed
    assert "hunter" not in str((outcome.before, outcome.after)) and "peter" not in str((outcome.before, outcome.after))
    assert "script" in str(outcome.before) and outcome.before != outcome.after


def test_a_new_secret_without_a_value_is_warned_of(apply: Apply, warnings: list[str]) -> None:
    task = website(job(), variables={"Pw": {"is_secret": True}})
    apply(task)
    assert [text for text in warnings if "new secret without a value" in text and "variables.Pw" in text]
    warnings.clear()
    assert not apply(task).changed
    assert warnings == []


def test_tags_of_a_document_are_tags_and_an_empty_list_says_nothing(apply: Apply) -> None:
    document = apply(website(job(), tags=["web"])).result["release_definition"]
    copied = {"document": {**document, "tags": ["web"]}, "name": "Copy"}
    assert apply(copied).result["release_definition"]["tags"] == ["web"]
    assert not apply({"document": {**document, "tags": []}, "name": "Copy"}).changed


@pytest.mark.parametrize(
    "change", [{"enabled": False}, {"alwaysRun": True}, {"timeoutInMinutes": 9}, {"condition": "never()"}]
)
def test_what_somebody_changed_by_hand_gets_its_default_again(
    apply: Apply, server: FakeReleaseServer, change: Options
) -> None:
    task = website(job(powershell(script="x")))
    number = apply(task).result["release_definition"]["id"]

    def by_hand(document: Options) -> None:
        document["environments"][0]["deployPhases"][0]["workflowTasks"][0].update(change)

    server.edit(number, by_hand)
    outcome = apply(task)
    assert outcome.changed
    (found,) = phases_of(outcome)[0]["workflowTasks"]
    assert {**found, **change} != found
    assert not apply(task).changed


# ----------------------------------------------------------------------------------------------------- what is listed


def pinned(version: str) -> Options:
    return website(job({"task": f"PowerShell@{version}", "inputs": {"script": "x"}}))


@pytest.mark.parametrize("version", ["2.1.*", "2.1.7", "2.200.9"])
def test_a_version_that_is_not_listed_is_warned_of_and_kept(apply: Apply, warnings: list[str], version: str) -> None:
    outcome = apply(pinned(version))
    assert phases_of(outcome)[0]["workflowTasks"][0]["version"] == version
    (warning,) = warnings
    assert warning == (
        "environments[0].deploy_phases[0].workflow_tasks[0]: the server lists version 2.200.0 of PowerShell and not"
        f" {version}: it may refuse that one."
    )
    # What the server has taken it has.
    assert not apply(pinned(version)).changed
    assert len(warnings) == 1


@pytest.mark.parametrize("version", ["2", "2.*", "2.200.*", "2.200.0", "*"])
def test_a_version_that_is_listed_is_not_warned_of(apply: Apply, warnings: list[str], version: str) -> None:
    apply(pinned(version))
    assert warnings == []


@pytest.mark.parametrize("nothing", ["$(queue)", "0"])
def test_a_number_on_the_wire_can_not_be_a_variable_nor_nothing(
    apply: Apply, server: FakeReleaseServer, nothing: str
) -> None:
    stage = website(job())["environments"][0]
    group = {"phase_type": "machine_group", "deployment_group": nothing}
    for declared, option, what in [
        (website({"queue": nothing}), "environments[0].deploy_phases[0].queue", "an agent queue"),
        (website(group), "environments[0].deploy_phases[0].deployment_group", "a deployment group"),
        (website(job(), variable_groups=["Common", nothing]), "variable_groups[1]", "a variable group"),
        (
            {"name": "W", "environments": [{**stage, "variable_groups": [nothing]}]},
            "environments[0].variable_groups[0]",
            "a variable group",
        ),
    ]:
        with pytest.raises(DeclarationError) as caught:
            apply(declared, check_mode=True)
        assert caught.value.option == option
        assert caught.value.message.startswith(f"must be the name of {what}, or its id")
    assert server.writes == []


# ---------------------------------------------------------------------------------------------------- Git's branches


@pytest.fixture
def repositories(server: FakeReleaseServer) -> None:
    server.listings["repositories.list"] = [{"id": "278d5cd2-584d-4b63-824a-2ba458937249", "name": "Web"}]


def git(**more: Any) -> Options:
    version = {"type": "latestFromBranch", "branch": "main"}
    return website(
        job(), artifacts=[{"alias": "Code", "type": "Git", "definition": "Web", "default_version": version, **more}]
    )


def branches_of(outcome: Outcome) -> Any:
    return outcome.result["release_definition"]["artifacts"][0]["definitionReference"].get("branches")


@pytest.mark.usefixtures("repositories")
def test_a_new_git_artifact_has_the_branch_of_its_default_version(apply: Apply, server: FakeReleaseServer) -> None:
    assert branches_of(apply(git(), check_mode=True)) == {"id": "main", "name": "main"}
    assert branches_of(apply(git())) == {"id": "main", "name": "main"}
    assert not apply(git()).changed
    branches = server.definitions[0]["artifacts"][0]["definitionReference"]["branches"]
    theirs = {**server.definitions[0]["artifacts"][0]["definitionReference"], "branches": {**branches, "id": "other"}}
    server.edit(
        server.definitions[0]["id"], lambda document: document["artifacts"][0].update(definitionReference=theirs)
    )
    assert not apply(git()).changed, "what was not declared is left alone"


@pytest.mark.usefixtures("repositories")
def test_declared_branches_count(apply: Apply) -> None:
    assert branches_of(apply(git(definition_reference={"branches": "release"}))) == {"id": "release", "name": "release"}
    assert branches_of(apply({**git(default_version="latest"), "name": "Other"})) is None


# ------------------------------------------------------------------------------- sources copied from the API's answer

CONTOSO = {"id": "22222222-2222-4333-8444-555555555555", "name": "Contoso"}
WEB_CI = {"id": "391", "name": "Web.CI"}


@pytest.fixture
def two_projects(server: FakeReleaseServer) -> None:
    server.listings["projects.list"] = [*server.listings["projects.list"], CONTOSO]
    server.listings["build_definitions.list"] = [{"id": 391, "name": "Web.CI", "path": "\\"}]


def copied(**fields: Any) -> Options:
    artifact = {"alias": "CI", "type": "Build", "definition_reference": fields}
    return website(job(), artifacts=[artifact])


def source_of(outcome: Outcome) -> Any:
    return outcome.result["release_definition"]["artifacts"][0]["definitionReference"]


@pytest.mark.usefixtures("two_projects")
@pytest.mark.parametrize("project", [CONTOSO, {"id": "", "name": "Contoso"}, "Contoso", CONTOSO["id"]], ids=str)
@pytest.mark.parametrize("definition", [WEB_CI, {"id": "391"}, "Web.CI", 391, json.dumps(WEB_CI)], ids=str)
def test_project_and_definition_may_be_among_the_fields_of_the_source(
    apply: Apply, server: FakeReleaseServer, project: Any, definition: Any
) -> None:
    source = source_of(apply(copied(project=project, definition=definition)))
    assert (source["project"], source["definition"]) == (CONTOSO, WEB_CI)
    assert all(asked["project"] in CONTOSO.values() for asked in server.asked("build_definitions.list"))
    assert not apply(copied(project=project, definition=definition)).changed


@pytest.mark.usefixtures("two_projects")
def test_a_definition_among_the_fields_of_the_source_that_is_not_there_is_told(apply: Apply) -> None:
    with pytest.raises(UnknownNameError) as caught:
        apply(copied(definition="Web.CD"), check_mode=True)
    assert caught.value.option == "artifacts[0].definition_reference.definition"


@pytest.mark.usefixtures("two_projects")
def test_an_id_with_its_name_is_no_name_of_another(apply: Apply, server: FakeReleaseServer) -> None:
    server.listings["build_definitions.list"] = [
        {"id": 391, "name": "Web.CI", "path": "\\"},
        {"id": 7, "name": "391", "path": "\\"},
    ]
    assert source_of(apply(copied(definition=WEB_CI)))["definition"] == WEB_CI


@pytest.mark.usefixtures("two_projects")
@pytest.mark.parametrize("project", ["Contoso", CONTOSO], ids=str)
def test_the_project_of_any_source_is_found_by_its_name(apply: Apply, project: Any) -> None:
    fields = {"project": project, "definition": "$/Contoso"}
    source = source_of(
        apply(website(job(), artifacts=[{"alias": "T", "type": "TFVC", "definition_reference": fields}]))
    )
    assert source["project"] == CONTOSO
    assert source["definition"] == {"id": "$/Contoso", "name": "$/Contoso"}


@pytest.mark.usefixtures("two_projects")
def test_fields_of_the_source_count_over_a_document(apply: Apply, server: FakeReleaseServer) -> None:
    server.listings["build_definitions.list"].append({"id": 392, "name": "Web.CD", "path": "\\"})
    made = apply(copied(definition=WEB_CI, project=CONTOSO, itemPattern="**"))
    document = made.result["release_definition"]
    artifact = {"alias": "CI", "definition_reference": {"definition": "Web.CD"}}
    source = source_of(apply({"document": document, "artifacts": [artifact]}))
    assert source["definition"] == {"id": "392", "name": "Web.CD"}
    assert (source["project"], source["itemPattern"]) == (CONTOSO, {"id": "**", "name": "**"})


@pytest.mark.usefixtures("two_projects")
def test_the_default_version_may_be_among_the_fields_of_the_source(apply: Apply) -> None:
    fields = {
        "definition": WEB_CI,
        "defaultVersionType": {"id": "latestWithBranchAndTagsType", "name": "Latest with tags"},
        "defaultVersionBranch": "develop",
        "defaultVersionTags": '{"id": "ready,tested", "name": "ready, tested"}',
        "defaultVersionSpecific": "",
    }
    source = source_of(apply(copied(**fields)))
    version = {key: source[f"defaultVersion{key}"]["id"] for key in ("Type", "Branch", "Tags", "Specific")}
    assert version == {
        "Type": "latestWithBranchAndTagsType",
        "Branch": "develop",
        "Tags": "ready,tested",
        "Specific": "",
    }
    assert not apply(copied(**fields)).changed


@pytest.mark.usefixtures("two_projects")
@pytest.mark.parametrize(
    ("option", "value", "fields", "told"),
    [
        ("project", "Fabrikam", {"project": "Contoso"}, "definition_reference.project says again what project says"),
        ("definition", "Web.CI", {"definition": 391}, "definition_reference.definition says again what definition"),
        ("default_version", "latest", {"defaultVersionType": "latestType"}, "so has default_version: leave out one"),
        ("definition", "Web.CI", {"defaultVersionType": "newest"}, "definition_reference.defaultVersionType must be"),
        (
            "definition",
            "Web.CI",
            {"defaultVersionBranch": "main"},
            "definition_reference.defaultVersionType is needed beside defaultVersionBranch",
        ),
    ],
    ids=str,
)
def test_what_has_an_option_is_said_once(apply: Apply, option: str, value: Any, fields: Options, told: str) -> None:
    declared = copied(**fields)
    declared["artifacts"][0][option] = value
    with pytest.raises(DeclarationError, match=told) as caught:
        apply(declared)
    assert caught.value.option == "artifacts[0]"


# -------------------------------------------------------------------------------------------------------------- gates

WAITING = {"gates": [{"tasks": [{"task": "PowerShell@2", "inputs": {"script": "x"}}]}]}
USUAL = {
    "isEnabled": True,
    "timeout": 1440,
    "samplingInterval": 15,
    "stabilizationTime": 5,
    "minimumSuccessDuration": 0,
}


def gates_of(outcome: Outcome) -> Any:
    return outcome.result["release_definition"]["environments"][0]["preDeploymentGates"]


@pytest.mark.parametrize(
    ("declared", "options"),
    [
        ({"gates": []}, None),
        (WAITING, USUAL),
        ({"gates": [], "options": {"timeout": 60}}, {**USUAL, "timeout": 60}),
        ({"options": {"is_enabled": False}}, {**USUAL, "isEnabled": False}),
    ],
)
def test_gates_have_options_where_there_are_gates_or_options(apply: Apply, declared: Options, options: Any) -> None:
    task = {"name": "Website", "environments": [{"name": "Dev", "pre_deployment_gates": declared}]}
    outcome = apply(task)
    assert gates_of(outcome).get("gatesOptions") == options
    assert not apply(task).changed


def test_gates_that_come_to_a_stage_without_have_options(apply: Apply, server: FakeReleaseServer) -> None:
    number = apply(website(job())).result["release_definition"]["id"]
    nothing = {"id": 0, "gatesOptions": None, "gates": []}
    server.edit(number, lambda document: document["environments"][0].update(preDeploymentGates=nothing))
    empty = {"name": "Website", "environments": [{"name": "Dev", "pre_deployment_gates": {"gates": []}}]}
    assert not apply(empty).changed
    outcome = apply({"name": "Website", "environments": [{"name": "Dev", "pre_deployment_gates": WAITING}]})
    assert gates_of(outcome)["gatesOptions"] == USUAL
