# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource on TFS 2015 and TFS 2017: the same options, their documents, nothing to do the second time."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from fake_client import Fault, lost_after, lost_before
from fake_old_release_server import OldReleaseServer
from fake_release_server import ENDPOINT, POWERSHELL, FakeReleaseServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import (
    queries,
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Options = dict[str, Any]
Apply = Callable[..., Outcome]

TASK = {"task": "PowerShell@2", "name": "Say", "inputs": {"script": "echo"}}
LIST, CREATE, UPDATE = "release_definitions.list", "release_definitions.create", "release_definitions.update"


@pytest.fixture(params=["tfs2015", "tfs2017"])
def old(request: pytest.FixtureRequest) -> OldReleaseServer:
    return OldReleaseServer(request.param)


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def apply(old: OldReleaseServer, warnings: list[str]) -> Apply:
    return applying(old, warnings)


def applying(server: FakeReleaseServer, warnings: list[str] | None = None) -> Apply:
    said = [] if warnings is None else warnings

    def run(params: Options, *, check_mode: bool = False) -> Outcome:
        server.forget_calls()
        return resource.ensure(copy.deepcopy(params), server, Run(check_mode=check_mode, warn=said.append))

    return run


def job(**more: Any) -> Options:
    return {"queue": "Default", "workflow_tasks": [TASK], **more}


def website(*, options: Options | None = None, **more: Any) -> Options:
    stage: Options = {"name": "Dev", "deploy_phases": [job(**more)]}
    return {
        "name": "Website",
        "environments": [stage if options is None else {**stage, "environment_options": options}],
    }


def pipeline() -> Options:
    """What every server of that day can do."""
    return {
        "name": "Website",
        "variables": {"Color": "red", "Password": {"value": "s3cret", "is_secret": True}},
        "artifacts": [{"alias": "_ci", "type": "Build", "definition": "Fabrikam.CI"}],
        "triggers": [{"trigger_type": "artifactSource", "alias": "_ci"}],
        "retention_policy": {"days_to_keep": 30},
        "environments": [
            {
                "name": "Dev",
                "pre_deploy_approvals": {
                    "approvers": ["frank@fabrikam.com"],
                    "options": {"required_approver_count": 1},
                },
                "deploy_phases": [job(name="Build it", demands=["java"], timeout_in_minutes=5)],
                "conditions": [{"name": "ReleaseStarted", "condition_type": "event"}],
                "environment_options": {"email_notification_type": "OnlyOnFailure"},
            },
            {
                "name": "QA",
                "conditions": [{"name": "Dev", "condition_type": "environmentState", "value": "succeeded"}],
                "deploy_phases": [
                    job(
                        queue="Hosted",
                        workflow_tasks=[
                            {
                                "task": "AzureRmWebAppDeployment@4",
                                "inputs": {"azureSubscription": "Fabrikam-Azure", "WebAppName": "x"},
                            }
                        ],
                    )
                ],
            },
        ],
    }


# ------------------------------------------------------------------------------------------------------- one definition


def test_a_pipeline_is_created_in_the_layout_of_the_day_and_then_unchanged(
    apply: Apply, old: OldReleaseServer, warnings: list[str]
) -> None:
    assert apply(pipeline()).changed
    (body,) = old.bodies(CREATE)
    dev, qa = body["environments"]
    assert "deployPhases" not in dev
    assert [task["taskId"] for task in dev["deployStep"]["tasks"]] == [POWERSHELL]
    assert set(dev["deployStep"]["tasks"][0]) == {
        *("taskId", "version", "definitionType", "name", "inputs", "enabled", "alwaysRun", "continueOnError")
    }
    assert (dev["queueId"], dev["demands"], qa["queueId"]) == (7, ["java"], 8)
    assert dev["environmentOptions"] == {
        "emailNotificationType": "OnlyOnFailure",
        "skipArtifactsDownload": False,
        "timeoutInMinutes": 5,
    }
    assert dev["runOptions"] == {
        "EnvironmentOwnerEmailNotificationType": "OnlyOnFailure",
        "skipArtifactsDownload": "False",
        "TimeoutInMinutes": "5",
    }
    assert body["retentionPolicy"] == {"daysToKeep": 30}
    assert not {"retentionPolicy", "variableGroups", "schedules"} & set(dev)
    assert qa["deployStep"]["tasks"][0]["inputs"]["ConnectedServiceName"] == ENDPOINT
    assert "executionOrder" not in dev["preDeployApprovals"]["approvalOptions"]

    warnings.clear()
    again = apply(pipeline())
    assert not again.changed
    assert (again.before, again.after) == ({}, {})
    assert old.writes == []


def test_the_result_is_the_document_that_the_server_has(apply: Apply, old: OldReleaseServer) -> None:
    made = apply(pipeline()).result["release_definition"]
    assert made == old.stored(made["id"])
    assert apply(pipeline()).result["release_definition"] == made


def test_check_mode_predicts_a_document_of_the_day(apply: Apply, old: OldReleaseServer) -> None:
    predicted = apply(website(), check_mode=True).result["release_definition"]
    assert old.writes == []
    assert predicted["environments"][0]["deployStep"]["tasks"][0]["taskId"] == POWERSHELL
    assert "deployPhases" not in predicted["environments"][0]


@pytest.mark.parametrize("options", [{"path": "\\"}, {"document": {"path": "\\"}}])
def test_the_root_folder_needs_no_word_where_there_are_no_folders(
    options: Options, apply: Apply, old: OldReleaseServer
) -> None:
    """TFS 2015 has no such key, and TFS 2017 has it by itself."""
    assert "path" not in apply({**website(), **options}, check_mode=True).result["release_definition"]
    made = apply({**website(), **options}).result["release_definition"]
    assert "path" not in old.bodies(CREATE)[0]
    assert made == old.stored(made["id"])
    assert not apply({**website(), **options}).changed


def test_a_change_is_one_request_and_keeps_every_id_and_unknown_key(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(pipeline()).result["release_definition"]["id"]
    old._documents[number]["environments"][0]["ofTheDay"] = {"kept": True}
    old._documents[number]["environments"][0]["deployStep"]["tasks"][0]["condition"] = "always()"
    old._documents[number]["environments"][0]["runOptions"]["Custom"] = "x"
    before = old.stored(number)
    changed = pipeline()
    changed["environments"][1]["deploy_phases"][0]["demands"] = ["node"]

    outcome = apply(changed | {"environments": [{"name": "Dev"}, changed["environments"][1]]})

    (body,) = old.bodies(UPDATE)
    expected = copy.deepcopy(before)
    expected["environments"][1]["demands"] = ["Agent.Version -gtVersion 1.87", "node"]
    expected["variables"]["Password"].pop("value")
    body["variables"]["Password"].pop("value", None)
    assert body == expected
    (shown,) = outcome.after["environments"]
    assert shown["QA"]["deploy_phases"] == [{"Agent job": {"demands": ["Agent.Version -gtVersion 1.87", "node"]}}]


def test_a_job_has_no_name_there(apply: Apply, old: OldReleaseServer) -> None:
    apply(website(name="Build it"))
    assert not apply(website(name="Something else")).changed
    assert not apply(website()).changed


def test_the_misspelt_time_limit_of_approvals() -> None:
    old = OldReleaseServer("tfs2017")
    apply = applying(old)
    declared = website()
    declared["environments"][0]["pre_deploy_approvals"] = {
        "approvers": ["frank@fabrikam.com"],
        "options": {"timeout_in_minutes": 30},
    }
    apply(declared)
    options = old.bodies(CREATE)[0]["environments"][0]["preDeployApprovals"]["approvalOptions"]
    assert options["timeoutInMintues"] == 30
    assert "timeoutInMinutes" not in options
    assert not apply(declared).changed
    declared["environments"][0]["pre_deploy_approvals"]["options"]["timeout_in_minutes"] = 60
    (changed,) = apply(declared).after["environments"]
    assert changed["Dev"]["pre_deploy_approvals"] == {"options": {"timeout_in_minutes": 60}}


# ----------------------------------------------------------------------------- one setting, said by the stage or the job

SETTINGS: dict[str, list[Any]] = {"timeout_in_minutes": [None, 0, 5], "skip_artifacts_download": [None, False, True]}
# Servers of that day have none of these yet; saying so is no difference.
NO_TOKEN = {"enable_access_token": False}
WIRE = {"timeout_in_minutes": "timeoutInMinutes", "skip_artifacts_download": "skipArtifactsDownload"}
TEXT = {"timeout_in_minutes": "TimeoutInMinutes", "skip_artifacts_download": "skipArtifactsDownload"}


@pytest.mark.parametrize(
    ("setting", "of_stage", "of_job", "before"),
    [
        (setting, stage, phase, before)
        for setting, values in SETTINGS.items()
        for stage, phase, before in itertools.product(values, values, values)
    ],
)
def test_each_way_to_say_a_setting_is_unchanged_the_second_time(
    setting: str, of_stage: Any, of_job: Any, before: Any
) -> None:
    """``before``: what somebody set in the portal."""
    old = OldReleaseServer()
    apply = applying(old)
    apply(website(**({} if before is None else {setting: before})))
    declared = website(
        options={} if of_stage is None else {setting: of_stage}, **({} if of_job is None else {setting: of_job})
    )
    said = [value for value in (of_stage, of_job) if value is not None]
    if len(set(said)) > 1:
        with pytest.raises(DeclarationError) as caught:
            apply(declared)
        assert caught.value.option == f"environments[0].deploy_phases[0].{setting}"
        assert f"environments[0].environment_options.{setting}" in caught.value.message
        assert old.writes == []
        return
    wanted = said[0] if said else SETTINGS[setting][1]

    assert apply(declared).changed == (wanted != (before or SETTINGS[setting][1]))
    (stage,) = old.definitions[0]["environments"]
    assert stage["environmentOptions"][WIRE[setting]] == wanted
    assert stage["runOptions"][TEXT[setting]] == str(wanted)
    assert not apply(declared).changed


@pytest.mark.parametrize(
    ("options", "more"), [(None, NO_TOKEN), (NO_TOKEN, {}), (NO_TOKEN, NO_TOKEN), ({}, {}), (None, {})]
)
def test_no_access_to_the_token_is_no_difference(
    apply: Apply, old: OldReleaseServer, options: Options | None, more: Options
) -> None:
    apply(website(options=options, **more))
    assert "enableAccessToken" not in old.bodies(CREATE)[0]["environments"][0]["environmentOptions"]
    assert not apply(website(options=options, **more)).changed
    assert not apply(website()).changed


@pytest.mark.parametrize(("setting", "value"), [("timeout_in_minutes", 5), ("skip_artifacts_download", True)])
def test_a_stage_declared_without_its_job_sets_its_setting_alone(
    apply: Apply, old: OldReleaseServer, setting: str, value: Any
) -> None:
    apply(website(demands=["java"]))
    only = {"name": "Website", "environments": [{"name": "Dev", "environment_options": {setting: value}}]}

    outcome = apply(only)

    assert outcome.changed
    assert outcome.after == {"environments": [{"Dev": {"deploy_phases": [{"Agent job": {setting: value}}]}}]}
    (stage,) = old.definitions[0]["environments"]
    assert (stage["environmentOptions"][WIRE[setting]], stage["demands"]) == (value, ["java"])
    assert len(stage["deployStep"]["tasks"]) == 1
    assert not apply(only).changed
    assert not apply(website(demands=["java"], **{setting: value})).changed


def test_a_stage_that_says_nothing_of_them_leaves_them(apply: Apply, old: OldReleaseServer) -> None:
    apply(website(timeout_in_minutes=5))
    assert not apply({"name": "Website", "environments": [{"name": "Dev"}]}).changed


@pytest.mark.parametrize("texts", [{"TimeoutInMinutes": "7"}, {"timeoutInMinutes": "7"}])
def test_settings_that_stand_as_texts_only_are_read_and_written(texts: Options) -> None:
    """The documents of 2.2 may have no values: theirs were not recorded."""
    old = OldReleaseServer()
    number = applying(old)(website()).result["release_definition"]["id"]
    stage = old._documents[number]["environments"][0]
    del stage["environmentOptions"]
    stage["runOptions"] = dict(texts)
    assert not applying(old)(website(timeout_in_minutes=7)).changed

    applying(old)(website())

    (sent,) = old.bodies(UPDATE)[0]["environments"]
    assert sent["environmentOptions"] == {"timeoutInMinutes": 0}
    assert sent["runOptions"] == {next(iter(texts)): "0"}


# ------------------------------------------------------------------------------------------------- secrets and retention


def test_a_secret_acts_as_on_create_and_that_is_said_once(
    apply: Apply, old: OldReleaseServer, warnings: list[str]
) -> None:
    number = apply(pipeline()).result["release_definition"]["id"]
    changed = pipeline()
    changed["variables"]["Password"]["value"] = "other"
    warnings.clear()

    assert not apply(changed).changed
    assert [text for text in warnings if "update_secrets acts as on_create" in text] == warnings
    assert len(warnings) == 1
    assert old.secret(number, "Password") == "s3cret"
    apply(changed | {"update_secrets": "always"})
    assert old.secret(number, "Password") == "other"
    assert "properties" not in old.bodies(UPDATE)[0] or old.bodies(UPDATE)[0]["properties"] == {}


def test_retention_of_the_definition(apply: Apply, old: OldReleaseServer) -> None:
    apply(website())
    assert old.definitions[0]["retentionPolicy"] == {"daysToKeep": 60}
    outcome = apply({"name": "Website", "retention_policy": {"days_to_keep": 10}})
    assert outcome.after == {"retention_policy": {"days_to_keep": 10}}
    assert old.definitions[0]["retentionPolicy"] == {"daysToKeep": 10}


def test_retention_of_the_definition_is_that_of_each_stage_on_later_servers() -> None:
    server = FakeReleaseServer()
    apply = applying(server)
    stages = [
        {"name": "Dev", "deploy_phases": [job()]},
        {"name": "QA", "deploy_phases": [job()], "retention_policy": {"days_to_keep": 5}},
    ]
    declared = {"name": "Website", "retention_policy": {"days_to_keep": 60}, "environments": stages}
    apply(declared)
    dev, qa = (stage["retentionPolicy"] for stage in server.definitions[0]["environments"])
    assert (dev, qa["daysToKeep"]) == ({"daysToKeep": 60, "releasesToKeep": 3, "retainBuild": True}, 5)
    assert not apply(declared).changed

    alone = {"name": "Website", "retention_policy": {"days_to_keep": 7}}
    assert apply(alone).changed
    assert [stage["retentionPolicy"]["daysToKeep"] for stage in server.definitions[0]["environments"]] == [7, 7]
    assert not apply(alone).changed

    kept = {"name": "Website", "purge": False, "retention_policy": {"days_to_keep": 9}, "environments": stages[:1]}
    apply(kept)
    assert [stage["retentionPolicy"]["daysToKeep"] for stage in server.definitions[0]["environments"]] == [9, 9]
    with pytest.raises(DeclarationError) as caught:
        apply({"name": "Website", "retention_policy": {"raw": {"x": 1}}})
    assert caught.value.option == "retention_policy.raw"


# ---------------------------------------------------------------------------------------- finding, deleting, revisions


def test_the_list_is_asked_without_filters_and_looked_through_here(apply: Apply, old: OldReleaseServer) -> None:
    for name in ("Website", "Website 2", "My website"):
        apply({**website(), "name": name})
    assert not apply({**website(), "name": "Website 2", "path": "\\"}).changed
    assert old.asked(LIST) == [{"query": {}}]


def test_an_id_that_is_not_there_is_just_not_there(apply: Apply, old: OldReleaseServer) -> None:
    with pytest.raises(NotFoundError) as caught:
        apply({**website(), "id": 999})
    assert "no release definition with the id 999" in caught.value.message
    assert old.operations == ["release_definitions.get"]


def test_deleting(apply: Apply, old: OldReleaseServer) -> None:
    apply(website())
    assert apply({"name": "Website", "state": "absent"}).changed
    assert old.asked("release_definitions.delete")[0]["query"] == {}
    assert not apply({"name": "Website", "state": "absent"}).changed
    with pytest.raises(DeclarationError) as caught:
        apply({"name": "Website", "state": "absent", "force_delete": True})
    assert caught.value.option == "force_delete"
    assert "Team Foundation Server 2018 is the first" in caught.value.message


@pytest.mark.parametrize("now", [{"is_secret": True}, {"value": "new", "is_secret": True}])
def test_what_a_variable_was_is_not_shown_when_it_becomes_a_secret(
    apply: Apply, warnings: list[str], now: Options
) -> None:
    def declared(shared: Any, own: Any) -> Options:
        task = website()
        return {
            **task,
            "variables": {"A": shared},
            "environments": [{**task["environments"][0], "variables": {"B": own}}],
        }

    apply(declared("old-one", "old-two"))
    outcome = apply(declared(now, now))
    assert outcome.changed
    assert "old-" not in json.dumps([outcome.before, outcome.after, outcome.result, warnings])


@pytest.mark.parametrize(("fault", "sent"), [(lost_after, 1), (lost_before, 2)])
def test_a_lost_answer_to_a_deletion_is_settled_by_looking_again(
    apply: Apply, old: OldReleaseServer, fault: Fault, sent: int
) -> None:
    apply(website())
    old.faults["release_definitions.delete"] = [fault]
    assert apply({"name": "Website", "state": "absent"}).changed
    assert len(old.asked("release_definitions.delete")) == sent
    assert old.definitions == []


def test_an_earlier_revision_is_restored(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(pipeline()).result["release_definition"]["id"]
    first = old.stored(number)
    changed = pipeline()
    changed["environments"][0]["deploy_phases"] = [job(queue="Hosted", timeout_in_minutes=9, workflow_tasks=[])]
    changed["retention_policy"]["days_to_keep"] = 1
    apply(changed)

    assert apply({"id": number, "restore_revision": 1}).changed
    restored = old.stored(number)
    assert _without_marks(restored) == _without_marks(first)
    assert not apply({"id": number, "restore_revision": 1}).changed


def _without_marks(document: Options) -> Options:
    """The order of demands means nothing either."""
    stages = [{**stage, "demands": sorted(stage["demands"])} for stage in document["environments"]]
    return {**document, "revision": None, "environments": stages}


def test_a_revision_of_before_the_upgrade_is_restored_on_a_later_server() -> None:
    """Servers keep the text of each revision as it was on its day."""
    old, later = OldReleaseServer("tfs2015"), FakeReleaseServer()
    text = json.dumps(old.stored(applying(old)(pipeline()).result["release_definition"]["id"]))
    number = applying(later)(
        {"name": "Website", "variables": {"Password": {"is_secret": True, "value": "s3cret"}}, **_modern_stages("Dev")}
    ).result["release_definition"]["id"]
    later._revisions[number][0] = text

    applying(later)({"id": number, "restore_revision": 1})

    dev, qa = later.stored(number)["environments"]
    assert [task["taskId"] for task in dev["deployPhases"][0]["workflowTasks"]] == [POWERSHELL]
    assert dev["deployPhases"][0]["deploymentInput"]["queueId"] == 7
    assert dev["deployPhases"][0]["deploymentInput"]["timeoutInMinutes"] == 5
    assert dev["retentionPolicy"] == {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True}
    assert qa["conditions"][0]["name"] == "Dev"
    assert not applying(later)({"id": number, "restore_revision": 1}).changed

    asked = {"id": number, "revision": 1, "as_options": True}
    (exported,) = queries.query(asked, later, Run()).result["release_definitions"]
    assert exported["retention_policy"] == {"days_to_keep": 30}
    assert exported["environments"][0]["deploy_phases"][0]["queue"] == "Default"
    assert not applying(later)({**exported, "id": number}).changed


def test_a_revision_that_the_server_can_not_have_says_where(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(website()).result["release_definition"]["id"]
    stage = {"name": "Dev", "rank": 1, "deployPhases": [{"phaseType": "runOnServer", "name": "x", "rank": 1}]}
    old._revisions[number][0] = json.dumps({"name": "Website", "environments": [stage]})
    with pytest.raises(DeclarationError) as caught:
        apply({"id": number, "restore_revision": 1})
    assert caught.value.option == "restore_revision.environments[0].deployPhases[0].phaseType"
    assert old.writes == []


def _modern_stages(*names: str) -> Options:
    return {"environments": [{"name": name, "deploy_phases": [job()]} for name in names]}


# ----------------------------------------------------------------------------------------------------- info and export


def test_an_export_feeds_back_on_that_server_and_on_a_later_one(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(pipeline()).result["release_definition"]["id"]
    old.forget_calls()
    outcome = queries.query({"id": number, "as_options": True}, old, Run())
    (exported,) = outcome.result["release_definitions"]
    dev = exported["environments"][0]
    assert dev["deploy_phases"][0]["queue"] == "Default"
    assert dev["deploy_phases"][0]["timeout_in_minutes"] == 5
    assert dev["environment_options"] == {"email_notification_type": "OnlyOnFailure"}
    assert exported["retention_policy"] == {"days_to_keep": 30}
    assert not any("raw" in entry for entry in (exported, dev, dev["deploy_phases"][0]))

    assert not apply(exported).changed
    later = FakeReleaseServer()
    assert applying(later)(exported).changed
    assert not applying(later)(exported).changed
    (stage, _qa) = later.definitions[0]["environments"]
    assert stage["deployPhases"][0]["deploymentInput"]["timeoutInMinutes"] == 5
    assert stage["retentionPolicy"]["daysToKeep"] == 30


def test_info_gives_the_document_as_the_server_has_it(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(pipeline()).result["release_definition"]["id"]
    outcome = queries.query({"id": number, "include": ["revisions"]}, old, Run())
    (found,) = outcome.result["release_definitions"]
    assert {key: value for key, value in found.items() if key != "revisions"} == old.stored(number)
    assert [entry["revision"] for entry in found["revisions"]] == [1]


def _ask(server: FakeReleaseServer, **params: Any) -> list[Any]:
    server.forget_calls()
    return [entry["name"] for entry in queries.query(params, server, Run()).result["release_definitions"]]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["Website", "web API", "Other"]),
        ({"search_text": "WEB"}, ["Website", "web API"]),
        ({"search_text": "website", "is_exact_name_match": True}, ["Website"]),
        ({"search_text": "web", "is_exact_name_match": True}, []),
        ({"search_text": "web", "search_text_contains_folder_name": True}, ["Website", "web API"]),
        ({"path": "/"}, ["Website", "web API", "Other"]),
        ({"path": "\\Web"}, []),
        ({"query_order": "nameAscending"}, ["Other", "web API", "Website"]),
        ({"query_order": "idDescending", "limit": 2}, ["Other", "web API"]),
        ({"search_text": "e", "limit": 1}, ["Website"]),
        ({"artifact_type": "build"}, ["Website"]),
        ({"artifact_type": "Build", "artifact_source_id": "11111111-2222-4333-8444-555555555555:12"}, ["Website"]),
        ({"artifact_type": "Build", "artifact_source_id": "11111111-2222-4333-8444-555555555555:13"}, []),
        ({"is_deleted": False}, ["Website", "web API", "Other"]),
    ],
)
def test_filters_that_the_list_does_not_know_work_all_the_same(
    apply: Apply, old: OldReleaseServer, filters: Options, names: list[str]
) -> None:
    apply(pipeline())
    for name in ("web API", "Other"):
        apply({**website(), "name": name})
    assert _ask(old, **filters) == names
    (asked,) = old.asked(LIST)
    assert set(asked["query"]) <= {"$expand"}


def test_artifacts_that_were_only_looked_at_are_not_in_the_answer(apply: Apply, old: OldReleaseServer) -> None:
    apply(pipeline())
    (entry,) = queries.query({"artifact_type": "Build"}, old, Run()).result["release_definitions"]
    assert "artifacts" not in entry
    asked = {"artifact_type": "Build", "expand": ["artifacts", "environments"]}
    (entry,) = queries.query(asked, old, Run()).result["release_definitions"]
    assert {"artifacts", "environments"} <= set(entry)


def test_ids_filter_here_too(apply: Apply, old: OldReleaseServer) -> None:
    number = apply(website()).result["release_definition"]["id"]
    apply({**website(), "name": "Other"})
    assert _ask(old, definition_id_filter=[number]) == ["Website"]


@pytest.mark.parametrize(
    ("filters", "option"),
    [
        ({"tag_filter": ["a"]}, "tag_filter"),
        ({"property_filters": ["a"]}, "property_filters"),
        ({"is_deleted": True}, "is_deleted"),
        ({"expand": ["variables"]}, "expand"),
    ],
)
def test_a_filter_that_nothing_can_stand_for_is_an_error(old: OldReleaseServer, filters: Options, option: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        _ask(old, **filters)
    assert caught.value.option == option
    assert "Team Foundation Server 2018 is the first" in caught.value.message
    assert old.calls == []


def test_a_server_without_the_search_in_folders_is_asked_for_all() -> None:
    """Documents differ on whether 5.x has it."""
    server = FakeReleaseServer()
    server.generation = OldReleaseServer("tfs2018").generation
    server.folders.append("\\Web")
    for name, path in (("Website", "\\"), ("API", "\\Web"), ("Other", "\\")):
        applying(server)({**website(), "name": name, "path": path})
    asked = {"search_text": "web", "search_text_contains_folder_name": True}
    assert _ask(server, **asked) == ["Website", "API"]
    assert server.asked(LIST) == [{"query": {}}]
    assert _ask(server, **asked, path="\\Web") == ["API"]


def test_tags_are_read_from_their_own_list_where_the_document_has_none() -> None:
    server = FakeReleaseServer()
    server.generation = OldReleaseServer("tfs2018").generation
    ensure = applying(server)
    created = ensure({**website(), "tags": ["web"]})
    assert created.result["release_definition"]["tags"] == ["web"]
    again = ensure({**website(), "tags": ["web"]})
    assert (again.changed, server.writes) == (False, [])
    described = ensure({**website(), "description": "The website"})
    assert described.result["release_definition"]["tags"] == ["web"]
    assert ensure({**website(), "tags": []}).before["tags"] == ["web"]
    assert ensure({**website(), "tags": []}).changed is False


# --------------------------------------------------------------------------------------- a generation that is not so


def test_an_older_generation_than_the_server_is_named_and_changes_nothing_twice() -> None:
    server, warnings = FakeReleaseServer(), []
    apply = applying(server, warnings)
    apply(website(options={"publish_deployment_status": True}))
    server.generation = GENERATIONS["tfs2017"]
    assert not warnings
    assert apply({"name": "Website", "variables": {"Color": "red"}}).changed
    assert "option server" in warnings[0]
    warnings.clear()
    stages = copy.deepcopy(server.definitions[0]["environments"])
    again = apply({"name": "Website", "variables": {"Color": "red"}})
    assert (again.changed, server.writes) == (False, [])
    assert server.definitions[0]["environments"] == stages
    assert stages[0]["deployPhases"][0]["workflowTasks"]


@pytest.mark.parametrize(
    "make", [FakeReleaseServer, lambda: OldReleaseServer("tfs2015")], ids=["server2022", "tfs2015"]
)
def test_the_diff_of_a_new_definition_has_no_empty_maps_that_nobody_declares(make: Any) -> None:
    outcome = applying(make())(website())
    (stage,) = (outcome.after or {})["environments"]
    assert not [key for key, value in {**(outcome.after or {}), **stage}.items() if value == {}]
