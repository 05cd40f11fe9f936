# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task declares: typed options, laid over a document of the API or of the portal's export."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from fake_release_server import CHUCK, ENDPOINT, POWERSHELL, FakeReleaseServer
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.names import NoNames
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import eras
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    declared_options,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site

Apply = Callable[..., Outcome]
Document = dict[str, Any]

AUTOMATED: Document = {"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False, "id": 9}]}
RETENTION: Document = {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True}


def api_document() -> Document:
    """A definition as the API answers it."""
    return {
        "source": "restApi",
        "id": 41,
        "revision": 7,
        "name": "Website",
        "path": "\\Web",
        "description": None,
        "createdBy": {"id": CHUCK, "displayName": "Chuck"},
        "createdOn": "2026-01-01T00:00:00Z",
        "modifiedBy": {"id": CHUCK},
        "modifiedOn": "2026-01-01T00:00:00Z",
        "isDeleted": False,
        "lastRelease": {"id": 3},
        "variables": {"Color": {"value": "red"}, "Password": {"value": None, "isSecret": True}},
        "variableGroups": [31],
        "properties": {"System.EnvironmentRankLogicVersion": {"$type": "System.String", "$value": "2"}},
        "environments": [
            {
                "id": 2,
                "name": "QA",
                "rank": 2,
                "owner": {"id": CHUCK, "displayName": "Chuck", "uniqueName": "chuck"},
                "variables": {},
                "preDeployApprovals": {
                    "approvals": [
                        {"rank": 1, "isAutomated": False, "isNotificationOn": False, "approver": {"id": CHUCK}, "id": 5}
                    ],
                    "approvalOptions": {"requiredApproverCount": 1, "timeoutInMinutes": 0},
                },
                "postDeployApprovals": AUTOMATED,
                "deployStep": {"id": 11},
                "deployPhases": [{"rank": 1, "phaseType": "runOnServer", "name": "Ask", "workflowTasks": []}],
                "conditions": [{"name": "Dev", "conditionType": "environmentState", "value": "4", "result": None}],
                "executionPolicy": {"concurrencyCount": 1, "queueDepthCount": 0},
                "retentionPolicy": {"daysToKeep": 10, "releasesToKeep": 1, "retainBuild": False},
                "currentRelease": {"id": 0},
                "badgeUrl": "http://server/badge",
            },
            {
                "id": 1,
                "name": "Dev",
                "rank": 1,
                "variables": {"Slot": {"value": "a", "allowOverride": True}},
                "preDeployApprovals": AUTOMATED,
                "postDeployApprovals": AUTOMATED,
                "deployPhases": [
                    {
                        "rank": 1,
                        "phaseType": "agentBasedDeployment",
                        "name": "Job",
                        "refName": None,
                        "deploymentInput": {"queueId": 7, "demands": [], "condition": "succeeded()"},
                        "workflowTasks": [
                            {
                                "taskId": POWERSHELL,
                                "version": "2.*",
                                "name": "Say",
                                "enabled": True,
                                "definitionType": None,
                                "inputs": {"script": "echo"},
                            }
                        ],
                    }
                ],
                "conditions": [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}],
                "retentionPolicy": RETENTION,
            },
        ],
        "artifacts": [
            {
                "sourceId": "p:12",
                "type": "Build",
                "alias": "_ci",
                "definitionReference": {
                    "definition": {"id": "12", "name": "Fabrikam.CI"},
                    "project": {"id": "11111111-2222-4333-8444-555555555555", "name": "Fabrikam"},
                    "defaultVersionType": {"id": "latestType", "name": "Latest"},
                },
                "isPrimary": True,
                "isRetained": False,
            }
        ],
        "triggers": [{"artifactAlias": "_ci", "triggerConditions": [], "triggerType": "artifactSource"}],
        "releaseNameFormat": "Release-$(rev:r)",
        "tags": [],
        "url": "http://server/_apis/Release/definitions/41",
        "_links": {"self": {"href": "http://server"}},
        "projectReference": None,
        "isDisabled": False,
        "comment": "said then",
    }


def portal_export() -> Document:
    """The same as the portal exports it: enumerations as numbers, JSON in texts, ids and people as empty texts."""
    document = api_document()
    document.update(createdBy="{}", modifiedBy="{}", lastRelease="{}", _links="{}", projectReference="{}", id="")
    document["triggers"][0]["triggerType"] = 1
    reference = document["artifacts"][0]["definitionReference"]
    document["artifacts"][0]["definitionReference"] = {
        **{key: json.dumps(value) for key, value in reference.items()},
        "branches": "{}",
    }
    qa, dev = document["environments"]
    for stage in (qa, dev):
        stage.update(id="", owner="{}", currentRelease="{}")
    qa["conditions"][0]["conditionType"] = 2
    qa["preDeployApprovals"]["approvals"][0]["id"] = ""
    dev["conditions"][0]["conditionType"] = 1
    dev["deployPhases"][0]["phaseType"] = 1
    qa["deployPhases"][0]["phaseType"] = 2
    return document


def options_of(document: Any, **typed: Any) -> Document:
    return declared_options({"document": document, **typed})


def test_a_document_becomes_options() -> None:
    options = options_of(api_document())
    assert options["name"] == "Website"
    assert options["path"] == "\\Web"
    # What the servers leave out of a whole document is false in it.
    assert options["variables"] == {
        "Color": {"value": "red", "is_secret": False, "allow_override": False},
        "Password": {"is_secret": True, "allow_override": False},
    }
    assert options["variable_groups"] == [31]
    assert options["release_name_format"] == "Release-$(rev:r)"
    assert [stage["name"] for stage in options["environments"]] == ["Dev", "QA"]
    dev, qa = options["environments"]
    assert dev["variables"] == {"Slot": {"value": "a", "is_secret": False, "allow_override": True}}
    assert dev["pre_deploy_approvals"] == {"is_automated": True}
    assert dev["deploy_phases"] == [
        {
            "name": "Job",
            "phase_type": "agentBasedDeployment",
            "queue": 7,
            "workflow_tasks": [
                {"task": f"{POWERSHELL}@2", "name": "Say", "inputs": {"script": {"value": "echo"}}},
            ],
        }
    ]
    assert qa["owner"] == CHUCK
    assert qa["pre_deploy_approvals"]["approvers"] == [{"approver": CHUCK}]
    assert qa["conditions"] == [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}]
    assert qa["retention_policy"] == {"days_to_keep": 10, "releases_to_keep": 1, "retain_build": False}
    assert options["artifacts"][0]["definition"] == "12"
    assert options["triggers"] == [{"trigger_type": "artifactSource", "alias": "_ci"}]


def test_ids_links_and_noise_of_the_server_drop_out() -> None:
    assert set(options_of(api_document())) == {
        *("name", "path", "variables", "variable_groups", "properties", "environments", "artifacts", "triggers"),
        *("release_name_format", "raw"),
    }
    assert options_of(api_document())["raw"] == {"isDisabled": False}
    for stage in options_of(api_document())["environments"]:
        assert not {"id", "rank", "raw"} & set(stage)


def test_the_portals_export_declares_what_the_answer_of_the_api_declares() -> None:
    exported, answered = options_of(portal_export()), options_of(api_document())
    # An export does not say who owns a stage.
    assert answered["environments"][1].pop("owner") == CHUCK
    assert exported == answered


def test_a_document_may_be_json_text() -> None:
    assert options_of(json.dumps(api_document())) == options_of(api_document())


def test_the_document_itself_is_not_changed() -> None:
    document = api_document()
    options_of(document, variables={"a": "b"})
    assert document == api_document()


@pytest.mark.parametrize(
    ("document", "option", "right"),
    [
        ("{not json", "document", "is not JSON (line 1)"),
        ("[]", "document", "must be one release definition as the API returns it, a map"),
        ('"text"', "document", "must be one release definition"),
        ([api_document()], "document", "must be one release definition"),
        ({"environments": ["Dev"]}, "document.environments[0]", "must be a map"),
        ({"environments": {"name": "Dev"}}, "document.environments", "must be a list"),
        ({"environments": "Dev"}, "document.environments", "must be a list"),
        ({"id": 1, "name": "Web", "revision": 3, "url": "http://server/1"}, "document", "entry of a list"),
    ],
)
def test_what_is_no_document(document: Any, option: str, right: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        options_of(document)
    assert caught.value.option == option
    assert right in caught.value.message


STAGE_B = "document.environments[1]"


@pytest.mark.parametrize(
    ("stage", "place", "right"),
    [
        ({"conditions": {}}, f"{STAGE_B}.conditions", "must be a list"),
        ({"conditions": [None]}, f"{STAGE_B}.conditions[0]", "must be a map"),
        ({"preDeployApprovals": []}, f"{STAGE_B}.preDeployApprovals", "must be a map"),
        ({"preDeployApprovals": {"approvals": {}}}, f"{STAGE_B}.preDeployApprovals.approvals", "must be a list"),
        ({"preDeploymentGates": {"gates": "x"}}, f"{STAGE_B}.preDeploymentGates.gates", "must be a list"),
        ({"deployPhases": "x"}, f"{STAGE_B}.deployPhases", "must be a list"),
        ({"deployPhases": {}}, f"{STAGE_B}.deployPhases", "must be a list"),
        ({"deployPhases": ["x"]}, f"{STAGE_B}.deployPhases[0]", "must be a map"),
        ({"deployPhases": [{"deploymentInput": []}]}, f"{STAGE_B}.deployPhases[0].deploymentInput", "must be a map"),
        (
            {"deployPhases": [{"workflowTasks": [{}, {"inputs": []}]}]},
            f"{STAGE_B}.deployPhases[0].workflowTasks[1].inputs",
            "must be a map",
        ),
        ({"variables": []}, f"{STAGE_B}.variables", "must be a map"),
        ({"variables": {"a": []}}, f"{STAGE_B}.variables.a", "must be a map"),
        ({"variableGroups": {}}, f"{STAGE_B}.variableGroups", "must be a list"),
        ({"retentionPolicy": []}, f"{STAGE_B}.retentionPolicy", "must be a map"),
    ],
)
def test_a_wrong_container_has_its_place(stage: Document, place: str, right: str) -> None:
    """A list that is a map would be taken for an empty one, and wipe what the server has there."""
    with pytest.raises(DeclarationError) as caught:
        options_of({"environments": [{"name": "A"}, {"name": "B", **stage}]})
    assert (caught.value.option, caught.value.message) == (place, right)


@pytest.mark.parametrize(
    ("document", "place", "right"),
    [
        ({"triggers": {}}, "document.triggers", "must be a list"),
        ({"triggers": [{"triggerType": "schedule", "schedule": []}]}, "document.triggers[0].schedule", "must be a map"),
        ({"artifacts": {}}, "document.artifacts", "must be a list"),
        (
            {"artifacts": [{"alias": "a", "definitionReference": []}]},
            "document.artifacts[0].definitionReference",
            "must be a map",
        ),
        ({"variables": []}, "document.variables", "must be a map"),
        (
            {"properties": [], "variables": "x"},
            "document.variables",
            "must be a map; document.properties: must be a map",
        ),
        ({"tags": "one"}, "document.tags", "must be a list"),
    ],
)
def test_a_wrong_container_of_the_definition_has_its_place(document: Document, place: str, right: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        options_of(document)
    assert (caught.value.option, caught.value.message) == (place, right)


def test_null_is_as_good_as_absent_everywhere() -> None:
    nothing = {"conditions": None, "variables": None, "deployPhases": None, "preDeploymentGates": {"gates": None}}
    options = options_of(
        {"triggers": None, "artifacts": None, "tags": None, "environments": [{"name": "A", **nothing}]}
    )
    assert options == {"environments": [{"name": "A", "pre_deployment_gates": {}}]}


def test_an_empty_map_that_the_server_writes_as_a_list(apply: Apply, server: FakeReleaseServer) -> None:
    number = apply({"name": "W", "environments": [{"name": "Dev"}]}).result["release_definition"]["id"]

    def spoilt(_server: FakeReleaseServer, commit: Callable[[], Any]) -> Any:
        document = commit()
        document.update(variables=[], properties=[])
        document["environments"][0]["variables"] = []
        return document

    server.faults["release_definitions.get"] = [spoilt] * 3
    assert not apply({"name": "W"}).changed
    assert apply({"name": "W", "description": "new"}).changed
    assert apply({"name": "W", "variables": {"a": "b"}}).changed
    assert server.stored(number)["variables"] == {"a": {"value": "b"}}


def test_no_text_of_a_broken_document_is_shown() -> None:
    with pytest.raises(DeclarationError) as caught:
        options_of('{"variables": {"pw": {"value": "hunter2", }}}')
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__!r} {caught.value.details}"


def test_an_error_within_a_document_has_its_path() -> None:
    document = api_document()
    document["environments"][1]["preDeployApprovals"] = {"approvals": []}
    with pytest.raises(DeclarationError) as caught:
        options_of(document)
    # By the order of the ranks, in which the stages are declared.
    assert caught.value.option == "document.environments[0].pre_deploy_approvals"
    assert "approvers is empty" in caught.value.message


def test_a_variable_that_is_a_bare_text_keeps_its_value() -> None:
    """Servers silently delete such a variable, so it is never sent like that."""
    document = api_document()
    document["variables"]["Bare"] = "text"
    assert options_of(document)["variables"]["Bare"]["value"] == "text"


def test_a_document_of_the_2015_era_keeps_its_tasks() -> None:
    document = api_document()
    document["environments"][0].update(
        deployPhases=[], queueId=7, deployStep={"id": 3, "tasks": [{"taskId": POWERSHELL, "inputs": {}}]}
    )
    (phase,) = options_of(document)["environments"][1]["deploy_phases"]
    assert [task["task"] for task in phase["workflow_tasks"]] == [POWERSHELL]
    assert phase["queue"] == 7


def test_the_stub_of_a_deploy_step_is_no_sign_of_that_era() -> None:
    document = api_document()
    document["environments"][0]["deployStep"] = {"id": 3, "tasks": []}
    options_of(document)


def test_what_has_no_option_goes_through_as_raw() -> None:
    document = api_document()
    document["fromTheFuture"] = {"a": 1}
    document["environments"][1]["stageOfTheFuture"] = True
    options = options_of(document)
    assert options["raw"] == {"isDisabled": False, "fromTheFuture": {"a": 1}}
    assert options["environments"][0]["raw"] == {"stageOfTheFuture": True}


# -------------------------------------------------------------------------------------------------------- precedence


def test_a_typed_option_counts_before_raw_and_raw_before_the_document() -> None:
    document = {**api_document(), "fromTheFuture": {"a": 1}, "isDisabled": True}
    options = options_of(
        document, name="Shop", raw={"isDisabled": False}, variables={"color": "blue"}, release_name_format="R-1"
    )
    assert options["name"] == "Shop"
    assert options["path"] == "\\Web"
    assert options["release_name_format"] == "R-1"
    assert options["raw"] == {"isDisabled": False, "fromTheFuture": {"a": 1}}


def test_variables_stages_and_artifacts_are_joined_by_name() -> None:
    options = options_of(
        api_document(),
        variables={"Size": 1},
        environments=[{"name": "dev", "variable_groups": ["Web"]}, {"name": "Prod"}],
        artifacts=[{"alias": "_CI", "is_retained": True}, {"alias": "_git"}],
    )
    assert set(options["variables"]) == {"Color", "Password", "Size"}
    assert [stage["name"] for stage in options["environments"]] == ["dev", "QA", "Prod"]
    assert options["environments"][0]["deploy_phases"]
    assert options["environments"][0]["variable_groups"] == ["Web"]
    assert [(one["alias"], one.get("is_retained")) for one in options["artifacts"]] == [("_CI", True), ("_git", None)]
    assert options["artifacts"][0]["definition"] == "12"


def test_stages_of_a_document_need_no_ids() -> None:
    document = api_document()
    for one in document["environments"]:
        del one["id"]
    options = options_of(
        document, environments=[{"name": "dev", "variable_groups": ["Web"]}, {"id": 1, "name": "Other"}]
    )
    assert [(one.get("id"), one["name"]) for one in options["environments"]] == [
        (None, "dev"),
        (None, "QA"),
        (1, "Other"),
    ]


def test_a_typed_artifact_is_the_primary_one_in_place_of_the_documents() -> None:
    document = api_document()
    document["artifacts"] = [{**document["artifacts"][0], "isPrimary": True}]
    options = options_of(document, artifacts=[{"alias": "_git", "is_primary": True}])
    assert [(one["alias"], one.get("is_primary")) for one in options["artifacts"]] == [("_ci", None), ("_git", True)]


def test_a_typed_stage_that_says_its_id_is_that_stage_of_the_document() -> None:
    options = options_of(
        api_document(), environments=[{"id": 1, "name": "QA"}, {"id": 2, "name": "Test"}, {"id": 3, "name": "Prod"}]
    )
    assert [(one.get("id"), one["name"]) for one in options["environments"]] == [(1, "QA"), (2, "Test"), (3, "Prod")]
    assert options["environments"][0]["variables"]["Slot"]["value"] == "a"
    (dev, qa) = options_of(api_document(), environments=[{"id": 1, "variable_groups": ["Web"]}])["environments"]
    assert (dev["name"], dev["variable_groups"], qa["name"]) == ("Dev", ["Web"], "QA")


def test_a_typed_variable_counts_in_any_case_of_its_name() -> None:
    """One variable, the value of the typed option: nobody can say which of two spellings would win."""
    options = options_of(api_document(), variables={"COLOR": "blue"})
    assert [name for name in options["variables"] if name.casefold() == "color"] == ["COLOR"]
    assert options["variables"]["COLOR"]["value"] == "blue"


@pytest.mark.parametrize("typed", ["new", {"value": "new"}])
def test_what_a_typed_variable_leaves_out_is_what_the_document_says(typed: Any) -> None:
    """A document has no values of secrets: whoever gives them must not make the secrets readable."""
    document = api_document()
    secret = {"value": None, "isSecret": True, "allowOverride": True}
    document["variables"]["Password"] = secret
    document["environments"][1]["variables"] = {"key": secret}
    options = options_of(
        document, variables={"PASSWORD": typed}, environments=[{"name": "dev", "variables": {"key": typed}}]
    )
    expected = {"value": "new", "is_secret": True, "allow_override": True}
    assert (options["variables"]["PASSWORD"], options["environments"][0]["variables"]["key"]) == (expected, expected)


def test_a_typed_variable_can_make_a_secret_of_one_that_the_document_shows() -> None:
    options = options_of(api_document(), variables={"Color": {"is_secret": True}})
    assert options["variables"]["Color"] == {"value": "red", "is_secret": True, "allow_override": False}


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"retention_policy": {"days_to_keep": 5}}, {"days_to_keep": 5, "releases_to_keep": 1, "retain_build": False}),
        ({"execution_policy": {"queue_depth_count": 1}}, {"concurrency_count": 1, "queue_depth_count": 1}),
    ],
)
def test_an_option_within_a_stages_settings_leaves_the_other_ones_of_the_document(typed: Document, left: Any) -> None:
    qa = options_of(api_document(), environments=[{"name": "QA", **typed}])["environments"][1]
    assert qa[next(iter(typed))] == left


def test_options_of_an_approval_leave_the_approvers_of_the_document() -> None:
    """Else the approvers would be gone, and every deployment would pass."""
    typed = [{"name": "QA", "pre_deploy_approvals": {"options": {"timeout_in_minutes": 60}}}]
    approvals = options_of(api_document(), environments=typed)["environments"][1]["pre_deploy_approvals"]
    assert approvals["approvers"] == [{"approver": CHUCK}]
    assert approvals["options"] == {"required_approver_count": 1, "timeout_in_minutes": 60}


@pytest.mark.parametrize(
    ("stage", "typed"),
    [("QA", {"is_automated": True}), ("Dev", {"approvers": ["frank@fabrikam.com"]})],
)
def test_typed_approvals_are_those_and_no_mixture(stage: str, typed: Document) -> None:
    environments = [{"name": stage, "pre_deploy_approvals": typed}]
    options = options_of(api_document(), environments=environments)
    found = next(one for one in options["environments"] if one["name"] == stage)["pre_deploy_approvals"]
    assert ("is_automated" in found, "approvers" in found) == ("is_automated" in typed, "approvers" in typed)


def test_lists_in_which_order_counts_are_replaced() -> None:
    typed = [{"name": "Dev", "deploy_phases": [{"name": "Other", "queue": 8}]}]
    dev = options_of(api_document(), environments=typed)["environments"][0]
    assert [phase["name"] for phase in dev["deploy_phases"]] == ["Other"]


# --------------------------------------------------------------------------------------------------- raw and its keys


@pytest.mark.parametrize(
    ("options", "path", "instead"),
    [
        ({"raw": {"releaseNameFormat": "x"}}, "raw", "use release_name_format"),
        ({"raw": {"revision": 5}}, "raw", "revision is kept by the server"),
        ({"environments": [{"name": "Dev", "raw": {"rank": 3}}]}, "environments[0].raw", "use rank"),
        (
            {
                "environments": [
                    {"name": "Dev"},
                    {"name": "QA", "deploy_phases": [{"queue": 7, "raw": {"deploymentInput": {"queueId": 8}}}]},
                ]
            },
            "environments[1].deploy_phases[0].raw",
            "deploymentInput.queueId has an option of its own: use queue",
        ),
        (
            {
                "environments": [
                    {
                        "name": "Dev",
                        "deploy_phases": [{"workflow_tasks": [{"task": "PowerShell@2", "raw": {"taskId": "x"}}]}],
                    }
                ]
            },
            "environments[0].deploy_phases[0].workflow_tasks[0].raw",
            "use task or task_group or version",
        ),
        (
            {"environments": [{"name": "Dev"}], "variables": {"x": {"raw": {"value": 1}}}},
            "variables.x.raw",
            "use value",
        ),
    ],
)
def test_a_raw_key_that_has_an_option_is_an_error(
    apply: Apply, server: FakeReleaseServer, options: Document, path: str, instead: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        apply({"name": "Website", **options})
    assert caught.value.option == path
    assert instead in caught.value.message
    assert server.writes == []


def test_raw_keys_stand_in_the_document_that_is_sent(apply: Apply, server: FakeReleaseServer) -> None:
    phase = {"queue": 7, "raw": {"deploymentInput": {"later": 1}, "next": True}}
    stage = {"name": "Dev", "raw": {"stageKey": {"a": [1]}}, "deploy_phases": [phase]}
    apply({"name": "Website", "raw": {"isDisabled": True}, "environments": [stage]})
    (sent,) = server.bodies("release_definitions.create")
    assert sent["isDisabled"] is True
    assert sent["environments"][0]["stageKey"] == {"a": [1]}
    sent_phase = sent["environments"][0]["deployPhases"][0]
    assert sent_phase["next"] is True
    assert sent_phase["deploymentInput"]["later"] == 1
    assert sent_phase["deploymentInput"]["queueId"] == 7


# ---------------------------------------------------------------------------------------------------------- whole


@pytest.mark.parametrize("make", [api_document, portal_export])
def test_a_document_that_was_applied_is_found_unchanged(apply: Apply, server: FakeReleaseServer, make: Any) -> None:
    document = make()
    document["variables"].pop("Password")
    assert apply({"document": document}).changed
    assert not apply({"document": document}).changed
    assert server.writes == []


@pytest.mark.parametrize("absent", [{}, {"environments": None}])
def test_a_document_without_stages_leaves_the_stages_alone(
    apply: Apply, server: FakeReleaseServer, absent: Document
) -> None:
    kept = server.seed(api_document())
    document = {key: value for key, value in kept.items() if key != "environments"}
    assert not apply({"document": {**document, **absent}}).changed


def test_declaring_the_servers_own_document_changes_nothing(apply: Apply, server: FakeReleaseServer) -> None:
    kept = server.seed(api_document())
    assert not apply({"document": copy.deepcopy(kept)}).changed


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=3,
)
PLACES = [
    ("variables",),
    ("variables", "Color"),
    ("variableGroups",),
    ("properties",),
    ("artifacts",),
    ("artifacts", 0),
    ("artifacts", 0, "definitionReference"),
    ("artifacts", 0, "definitionReference", "definition"),
    ("artifacts", 0, "definitionReference", "defaultVersionType"),
    ("triggers",),
    ("triggers", 0),
    ("triggers", 0, "triggerConditions"),
    ("environments", 0, "name"),
    ("environments", 0, "rank"),
    ("environments", 0, "owner"),
    ("environments", 0, "variables"),
    ("environments", 0, "conditions"),
    ("environments", 0, "conditions", 0),
    ("environments", 0, "schedules"),
    ("environments", 0, "preDeployApprovals"),
    ("environments", 0, "preDeployApprovals", "approvals"),
    ("environments", 0, "preDeployApprovals", "approvals", 0),
    ("environments", 0, "preDeploymentGates"),
    ("environments", 0, "retentionPolicy"),
    ("environments", 1, "deployPhases"),
    ("environments", 1, "deployPhases", 0),
    ("environments", 1, "deployPhases", 0, "deploymentInput"),
    ("environments", 1, "deployPhases", 0, "deploymentInput", "parallelExecution"),
    ("environments", 1, "deployPhases", 0, "deploymentInput", "demands"),
    ("environments", 1, "deployPhases", 0, "workflowTasks"),
    ("environments", 1, "deployPhases", 0, "workflowTasks", 0),
    ("environments", 1, "deployPhases", 0, "workflowTasks", 0, "inputs"),
]


@given(place=st.sampled_from(PLACES), value=JSON)
def test_a_broken_document_is_an_error_of_the_declaration_and_no_traceback(place: Any, value: Any) -> None:
    document = api_document()
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    try:
        options_of(document)
    except DeclarationError as error:
        assert error.option is not None
        assert error.option.startswith("document")


def test_names_in_a_document_are_looked_up_when_it_is_applied(apply: Apply, server: FakeReleaseServer) -> None:
    """What a document says by id passes as it is; a typed name over it is resolved."""
    task = {
        "task": "AzureRmWebAppDeployment@4",
        "inputs": {"azureSubscription": "Fabrikam-Azure", "WebAppName": "shop"},
    }
    document = api_document()
    document["variables"].pop("Password")
    typed = [{"name": "Dev", "deploy_phases": [{"queue": "Hosted", "workflow_tasks": [task]}]}]
    apply({"document": document, "environments": typed})
    (sent,) = server.bodies("release_definitions.create")
    (phase,) = sent["environments"][0]["deployPhases"]
    assert phase["deploymentInput"]["queueId"] == 8
    assert phase["workflowTasks"][0]["inputs"] == {"ConnectedServiceName": ENDPOINT, "WebAppName": "shop"}


API_ERROR = {
    "$id": "1",
    "innerException": None,
    "message": "VS402962: There is no such release definition.",
    "typeName": "Microsoft.VisualStudio.Services.ReleaseManagement.InvalidRequestException, Microsoft.VisualStudio",
    "typeKey": "InvalidRequestException",
    "errorCode": 0,
    "eventId": 3000,
}
BUILD_DEFINITION = {
    "id": 7,
    "name": "Fabrikam.CI",
    "revision": 3,
    "path": "\\",
    "repository": {"type": "TfsGit"},
    "variables": {"a": {"value": "b"}},
    "triggers": [],
}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"count": 1, "value": [{"name": "x"}]}, "is a list"),
        ({}, "is empty"),
        (API_ERROR, r"is an error of the API: VS402962: There is no such release definition\. Give"),
        ({"message": "No.", "typeKey": "InvalidRequestException"}, r"is an error of the API: No\. Give"),
        (
            {"count": 1, "value": {"Message": "The request is invalid."}},
            "is an error of the API: The request is invalid",
        ),
        ({"ClassName": "System.Exception", "Message": "It failed."}, "is an error of the API: It failed"),
        ({**BUILD_DEFINITION, "process": {"type": 2, "yamlFilename": "ci.yml"}}, "is a build definition"),
        ({**BUILD_DEFINITION, "buildNumberFormat": "$(rev:r)"}, "is a build definition"),
        ({**BUILD_DEFINITION, "build": [], "queue": {"id": 1}}, "is a build definition"),
        ({"id": 7, "name": "Website", "revision": 3, "path": "\\"}, "is an entry of a list"),
    ],
)
@pytest.mark.parametrize("spelled", [lambda document: document, json.dumps])
def test_what_is_no_definition_is_named(document: Any, said: str, spelled: Any) -> None:
    with pytest.raises(DeclarationError, match=said) as caught:
        declared_options({"document": spelled(document)})
    assert caught.value.option == "document"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head></html>",
        "\ufeff\r\n <html><body>502 Bad Gateway</body></html>",
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html></html>',
    ],
)
def test_a_page_of_a_browser_is_named(page: str) -> None:
    with pytest.raises(DeclarationError, match=r"is a page of HTML or XML.*not signed in") as caught:
        declared_options({"document": page})
    assert caught.value.option == "document"


@pytest.mark.parametrize(
    "more", [{"message": "kept"}, {"typeKey": "kept"}, {"repository": "kept"}, {"process": "kept"}]
)
def test_a_definition_with_such_a_key_is_one(more: dict[str, Any]) -> None:
    stages = [{"name": "Dev", "deployPhases": []}]
    options = declared_options({"document": {"name": "Website", "environments": stages, **more}})
    assert options["name"] == "Website"


def test_a_part_of_a_definition_is_a_document() -> None:
    assert declared_options({"document": {"name": "Website", "variables": {}}})["name"] == "Website"


@pytest.mark.parametrize(
    ("raw", "option"),
    [
        ({"queueId": 5}, "deploy_phases[].queue"),
        ({"deployStep": {"tasks": []}}, "deploy_phases[].workflow_tasks"),
        ({"runOptions": {}}, "environment_options"),
    ],
)
@pytest.mark.parametrize("era", [eras.MODERN, eras.OLD])
def test_a_key_of_2015_names_the_option_that_says_it(raw: Any, option: str, era: eras.Era) -> None:
    with pytest.raises(DeclarationError) as caught:
        era.definition.to_wire({"environments": [{"name": "Dev", "raw": raw}]}, Site("", NoNames()))
    assert str(caught.value).startswith("environments[0].raw: ")
    assert str(caught.value).endswith(f"use {option}")
