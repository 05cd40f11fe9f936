# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions of TFS 2015 and TFS 2017: what they take, what they show, what they lose."""

from __future__ import annotations

from typing import Any

from sandbox_client import CHUCK, build_artifact, stage
from sandbox_generations import OfGeneration, old_pipeline, old_stage, old_task
from sandbox_releases import LAB, agent_job, asking

from release_management_sandbox.areas.release_definition_lists import PAGE

PLAIN = {
    "id",
    "revision",
    "name",
    "createdBy",
    "createdOn",
    "modifiedBy",
    "modifiedOn",
    "variables",
    "environments",
    "artifacts",
    "triggers",
    "releaseNameFormat",
    "retentionPolicy",
}
"""The keys of recorded definitions of 3.0-preview.1."""
MIDDLE = {"source", "path", "variableGroups", "lastRelease", "properties", "url", "_links", "description"}
"""The keys that definitions of TFS 2017 have besides (behaviour notes)."""
DEMAND = "Agent.Version -gtVersion 1.87"


def without_marks(document: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in document.items() if key not in ("revision", "modifiedBy", "modifiedOn")}


def test_the_least_is_filled(old: OfGeneration) -> None:
    """The reference of 2016 prints this creation and its answer."""
    body = {**old_stage(), "deployStep": {"tasks": []}}
    body.pop("conditions")
    (environment,) = old.create(old_pipeline(body))["environments"]
    assert environment["runOptions"] == {
        "EnvironmentOwnerEmailNotificationType": "Always",
        "skipArtifactsDownload": "False",
        "TimeoutInMinutes": "0",
    }
    assert environment["environmentOptions"] == {
        "emailNotificationType": "Always",
        "skipArtifactsDownload": False,
        "timeoutInMinutes": 0,
    }
    assert environment["executionPolicy"] == {"concurrencyCount": 0, "queueDepthCount": 0}
    assert (environment["queueId"], environment["demands"], environment["conditions"]) == (2, [], [])
    first = environment["preDeployApprovals"]["approvals"][0]["id"]
    assert (environment["deployStep"]["id"], environment["deployStep"]["tasks"]) == (first + 1, [])
    assert environment["postDeployApprovals"]["approvals"][0]["id"] == first + 2


def test_retention_is_of_the_definition_and_sixty_days(old: OfGeneration) -> None:
    made = old.create(old_pipeline())
    assert made["retentionPolicy"] == {"daysToKeep": 60}
    assert "retentionPolicy" not in made["environments"][0]
    other = old.create(old_pipeline(name="Other.CD", retentionPolicy={"daysToKeep": 7}))
    assert old.read(other["id"])["retentionPolicy"] == {"daysToKeep": 7}


def test_the_plain_state_and_the_middle_one(tfs2015: OfGeneration, tfs2017: OfGeneration) -> None:
    assert set(tfs2015.create(old_pipeline())) == PLAIN
    assert set(tfs2017.create(old_pipeline(), api_version="3.0-preview.1")) == PLAIN
    whole = tfs2017.read(12)
    assert set(whole) == PLAIN | MIDDLE
    assert (whole["path"], whole["source"], whole["properties"]) == ("\\", "restApi", {})
    assert (whole["description"], whole["variableGroups"], whole["lastRelease"]) == (None, None, None)
    shallow = PLAIN - {"variables", "environments", "artifacts", "triggers"}
    assert set(tfs2017.definitions(api_version="3.0-preview.1").json()["value"][0]) == shallow
    assert set(tfs2017.definitions().json()["value"][0]) == shallow | MIDDLE


def test_a_round_trip_changes_only_the_marks(old: OfGeneration) -> None:
    environments = [
        old_stage(demands=["msbuild"], variables={"key": {"value": "hush", "isSecret": True}}),
        old_stage(
            "QA",
            2,
            preDeployApprovals=asking(CHUCK, requiredApproverCount=1, releaseCreatorCanBeApprover=False),
            runOptions={"timeoutinminutes": "30", "SkipArtifactsDownload": "True"},
            executionPolicy={"concurrencyCount": 1, "queueDepthCount": 0},
        ),
    ]
    triggers = [
        {"triggerType": "artifactSource", "artifactAlias": "FabrikamCI"},
        {"triggerType": "schedule", "schedule": {"daysToRelease": "monday", "startHours": 3}},
    ]
    body = old_pipeline(*environments, artifacts=[build_artifact()], triggers=triggers, releaseNameFormat="R-$(rev:r)")
    made = old.create(body)
    updated = old.update(old.read(made["id"]))
    assert updated["revision"] == made["revision"] + 1
    assert without_marks(updated) == without_marks(made)
    assert without_marks(old.read(made["id"])) == without_marks(made)


def test_run_options_set_what_environment_options_do_not(old: OfGeneration) -> None:
    """[I] Where the two differ the values count."""
    texts = {"timeoutinminutes": "30", "SkipArtifactsDownload": "True"}
    (one,) = old.create(old_pipeline(old_stage(runOptions=texts)))["environments"]
    assert one["environmentOptions"]["timeoutInMinutes"] == 30
    assert one["environmentOptions"]["skipArtifactsDownload"] is True
    assert one["runOptions"]["TimeoutInMinutes"] == "30"
    both = old_stage(runOptions=texts, environmentOptions={"timeoutInMinutes": 5})
    (one,) = old.create(old_pipeline(both, name="Both.CD"))["environments"]
    assert (one["environmentOptions"]["timeoutInMinutes"], one["runOptions"]["TimeoutInMinutes"]) == (5, "5")


def test_the_limit_of_approvals_is_misspelt(tfs2017: OfGeneration) -> None:
    block = asking(CHUCK, timeoutInMintues=60)
    (one,) = tfs2017.create(old_pipeline(old_stage(preDeployApprovals=block)))["environments"]
    assert one["preDeployApprovals"]["approvalOptions"]["timeoutInMintues"] == 60
    block = asking(CHUCK, timeoutInMinutes=60)
    (one,) = tfs2017.create(old_pipeline(old_stage(preDeployApprovals=block), name="Other.CD"))["environments"]
    assert one["preDeployApprovals"]["approvalOptions"]["timeoutInMintues"] == 0
    assert "timeoutInMinutes" not in one["preDeployApprovals"]["approvalOptions"]


def test_a_build_artifact_gets_a_number_and_brings_a_demand(old: OfGeneration) -> None:
    made = old.create(old_pipeline())
    assert made["environments"][0]["demands"] == []
    made = old.update({**made, "artifacts": [build_artifact(isPrimary=False)]})
    (artifact,) = made["artifacts"]
    assert artifact == {"id": 1, "type": "Build", "alias": "FabrikamCI", **_reference_of(artifact)}
    assert made["environments"][0]["demands"] == [DEMAND]
    given = old.update({**made, "artifacts": [build_artifact(isPrimary=True)]})
    assert given["artifacts"][0]["isPrimary"] is True


def _reference_of(artifact: dict[str, Any]) -> dict[str, Any]:
    assert set(artifact["definitionReference"]) == {"definition", "project"}
    return {"definitionReference": artifact["definitionReference"]}


def test_a_document_of_today_loses_its_tasks(old: OfGeneration) -> None:
    made = old.create(old_pipeline(old_stage(), old_stage("QA", 2)))
    today = {
        **stage("Dev", 1, deployPhases=[agent_job()], preDeploymentGates={"gates": []}, schedules=[]),
        "id": made["environments"][0]["id"],
        "environmentTriggers": [{"triggerType": "rollbackRedeploy"}],
        "conditions": made["environments"][0]["conditions"],
    }
    body = {**made, "environments": [today], "tags": ["x"], "variableGroups": [1], "pipelineProcess": {"type": 1}}
    updated = old.update(body)
    (environment,) = updated["environments"]
    assert environment["id"] == made["environments"][0]["id"]
    assert environment["deployStep"]["tasks"] == []
    assert environment["queueId"] == 0
    assert set(environment) == set(made["environments"][0])
    assert set(updated) == set(made)
    assert updated["retentionPolicy"] == {"daysToKeep": 60}
    assert updated.get("variableGroups") is None


def test_a_document_of_2015_is_refused_today_for_its_retention(api) -> None:
    """Its stages have none of their own; with one they lack phases, for tasks in deployStep are not seen."""
    answer = api.definitions("POST", body=old_pipeline())
    assert (answer.status_code, answer.json()["message"][:8]) == (400, "VS402982")
    answer = api.definitions("POST", body=old_pipeline(old_stage(retentionPolicy={"daysToKeep": 60})))
    assert (answer.status_code, "has no deploy phases" in answer.json()["message"]) == (400, True)


def test_fields_of_2017_are_not_of_2015(tfs2015: OfGeneration, tfs2017: OfGeneration) -> None:
    body = old_pipeline(path="\\Shop", description="text", properties={"key": "v"})
    assert set(tfs2015.create(body)) == PLAIN
    assert tfs2015.sandbox.store.get("release_definition", "ff213d65-d61d-447c-b39d-d16f21b18364", 12)["path"] == "\\"
    made = tfs2017.create(body)
    assert (made["path"], made["description"]) == ("\\Shop", "text")
    assert made["properties"] == {"key": {"$type": "System.String", "$value": "v"}}


def test_options_of_approvals_of_2015(tfs2015: OfGeneration) -> None:
    """[I] TFS 2015 has two of them."""
    block = asking(CHUCK, requiredApproverCount=1, enforceIdentityRevalidation=True)
    (one,) = tfs2015.create(old_pipeline(old_stage(preDeployApprovals=block)))["environments"]
    assert one["preDeployApprovals"]["approvalOptions"] == {
        "requiredApproverCount": 1,
        "releaseCreatorCanBeApprover": True,
    }


def test_triggers_have_no_conditions(old: OfGeneration) -> None:
    given = {
        "triggerType": "artifactSource",
        "artifactAlias": "FabrikamCI",
        "triggerConditions": [{"sourceBranch": "main"}],
    }
    made = old.create(old_pipeline(artifacts=[build_artifact()], triggers=[given]))
    assert made["triggers"] == [{"triggerType": "artifactSource", "artifactAlias": "FabrikamCI"}]


def test_a_trigger_of_a_later_kind_is_refused(old: OfGeneration) -> None:
    """[I] A value that the enumeration does not have."""
    given = [{"triggerType": "sourceRepo", "alias": "x"}]
    assert old.definitions("POST", body=old_pipeline(triggers=given)).status_code == 400


def test_what_is_refused(old: OfGeneration) -> None:
    assert old.definitions("POST", body=old_pipeline(old_stage(queueId=99))).status_code == 400
    assert old.definitions("POST", body={"name": "Empty.CD", "environments": []}).status_code == 400
    nobody = {"approvals": []}
    refused = old.definitions("POST", body=old_pipeline(old_stage(preDeployApprovals=nobody)))
    assert refused.json()["message"].startswith("VS402877")
    unknown = old_task(taskId="00000000-0000-0000-0000-000000000001")
    assert old.definitions("POST", body=old_pipeline(old_stage(deployStep={"tasks": [unknown]}))).status_code == 400
    made = old.create(old_pipeline(old_stage(queueId=LAB)))
    assert old.definitions("PUT", body={**made, "revision": 9}).status_code == 400


def test_a_stage_without_id_is_another_one(old: OfGeneration) -> None:
    made = old.create(old_pipeline())
    (before,) = made["environments"]
    kept = old.update(made)
    assert kept["environments"][0]["id"] == before["id"]
    (after,) = old.update({**kept, "environments": [old_stage()]})["environments"]
    assert after["id"] > before["id"]
    assert after["deployStep"]["id"] > before["deployStep"]["id"]


def test_lists_know_only_how_to_expand(old: OfGeneration) -> None:
    for name in ("Alpha.CD", "Beta.CD", "Gamma.CD"):
        old.create(old_pipeline(name=name))
    everything = old.definitions().json()
    assert everything["count"] == 4
    later = {"searchText": "Alpha", "isExactNameMatch": "true", "path": "\\Shop", "queryOrder": "nameDescending"}
    assert old.definitions(**later, top=1, isDeleted="true").json() == everything
    assert not {"environments", "artifacts"} & set(everything["value"][0])
    assert {"environments"} == set(old.definitions(expand="environments").json()["value"][0]) - set(
        everything["value"][0]
    )
    assert {"artifacts"} == set(old.definitions(expand="artifacts").json()["value"][0]) - set(everything["value"][0])
    for word in ("none", "triggers", "variables", "lastRelease", "tags"):
        assert old.definitions(expand=word).json() == everything
    (shallow,) = old.definitions(expand="environments").json()["value"][0]["environments"]
    assert set(shallow) == {"id", "name", "rank", "runOptions", "environmentOptions"}


def test_lists_have_no_pages(old: OfGeneration) -> None:
    """Without a parameter for the token nobody could read a second one."""
    for number in range(PAGE):
        old.create(old_pipeline(name=f"Many {number}"))
    answer = old.definitions()
    assert answer.json()["count"] == PAGE + 1
    assert "x-ms-continuationtoken" not in answer.headers


def test_the_text_of_a_revision_has_the_casing_of_its_day(old: OfGeneration) -> None:
    """Recorded: the names of the texts begin small there."""
    made = old.create(old_pipeline())
    text = old.definitions("GET", f"/{made['id']}/revisions/1").json()
    assert set(text["environments"][0]["runOptions"]) == {
        "environmentOwnerEmailNotificationType",
        "skipArtifactsDownload",
        "timeoutInMinutes",
    }
    assert {**text, "environments": []} == {**made, "environments": []}


def test_the_history_of_2015_has_no_comments(tfs2015: OfGeneration, tfs2017: OfGeneration) -> None:
    recorded = {"definitionId", "revision", "changedDate", "changeType", "definitionUrl", "changedBy"}
    tfs2015.create(old_pipeline(comment="why"))
    (entry,) = tfs2015.definitions("GET", "/12/revisions").json()["value"]
    assert set(entry) == recorded
    tfs2017.create(old_pipeline(comment="why"))
    (entry,) = tfs2017.definitions("GET", "/12/revisions").json()["value"]
    assert (set(entry) - recorded, entry["comment"]) == ({"comment", "apiVersion"}, "why")


def test_people_have_five_fields(old: OfGeneration) -> None:
    person = {"id", "displayName", "uniqueName", "url", "imageUrl"}
    made = old.create(old_pipeline(old_stage(preDeployApprovals=asking(CHUCK))))
    approval = made["environments"][0]["preDeployApprovals"]["approvals"][0]
    for one in (made["createdBy"], made["environments"][0]["owner"], approval["approver"]):
        assert set(one) == person


def test_the_seeded_definition_has_the_shape_of_the_era(old: OfGeneration) -> None:
    seeded = old.read(11)
    (environment,) = seeded["environments"]
    assert seeded["name"] == "MyShuttle.CD"
    assert [task["name"] for task in environment["deployStep"]["tasks"]] == ["Azure Deployment: MyShuttle"]
    assert (environment["queueId"], environment["demands"]) == (2, [DEMAND])
    assert environment["environmentOptions"]["emailNotificationType"] == "Always"
    assert seeded["retentionPolicy"] == {"daysToKeep": 60}
    assert seeded["triggers"] == [{"artifactAlias": "Fabrikam.CI", "triggerType": "artifactSource"}]
    assert without_marks(old.update(seeded)) == without_marks(seeded)
