# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases: what a creation settles and refuses, what may be changed, when they may go."""

from __future__ import annotations

import json

import pytest
from sandbox_client import build_artifact
from sandbox_releases import asking, first, pipeline, website

CHUCK = "52a5bc8d-4730-400a-95c7-7276d4ae5953"


def artifact(alias="FabrikamCI", **reference):
    made = build_artifact(alias=alias)
    made["definitionReference"] |= {name: {"id": value, "name": value} for name, value in reference.items()}
    return made


def chosen(number, alias="FabrikamCI"):
    return [{"alias": alias, "instanceReference": {"id": number}}]


def version(release, index=0):
    reference = release["artifacts"][index]["definitionReference"]
    return reference["version"]["id"], reference["version"]["name"], reference["branch"]["id"]


def test_every_creation_makes_another(releases):
    made = releases.create(website(releaseNameFormat="R-$(Date:yyyyMMdd)-$(rev:rr)"))
    found = [releases.start(made["id"]) for _ignored in range(2)]
    assert [(one["id"], one["name"]) for one in found] == [(1, "R-20260105-01"), (2, "R-20260105-02")]


def test_the_definition_is_copied(releases):
    made = releases.create(website(variables={"site": {"value": "a"}}))
    release = releases.start(made["id"], isDraft=True)
    made["variables"]["site"]["value"] = "b"
    made["environments"][0]["deployPhases"][0]["workflowTasks"] = []
    releases.update(made)
    seen = releases.seen(release)
    assert seen["variables"]["site"]["value"] == "a"
    assert len(seen["environments"][0]["deployPhasesSnapshot"][0]["workflowTasks"]) == 1
    assert (seen["releaseDefinitionRevision"], releases.start(made["id"])["releaseDefinitionRevision"]) == (1, 2)


def test_a_version_is_a_build_by_its_id(releases):
    made = releases.create(pipeline(first(), artifacts=[artifact()]))
    assert version(releases.start(made["id"], artifacts=chosen("387"))) == ("387", "20150714.1", "refs/heads/main")
    answer = releases.release("POST", "releases", body={"definitionId": 12, "artifacts": chosen("20150714.1")})
    assert answer.status_code == 400
    assert answer.json()["message"] == (
        "VS402925: Build ID '20150714.1' is invalid. Make sure that the build ID is valid and try again."
    )


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ({}, "391"),
        ({"defaultVersionType": "specificVersionType", "defaultVersionSpecific": "387"}, "387"),
        ({"defaultVersionType": "latestWithBranchAndTagsType", "defaultVersionBranch": "main"}, "387"),
        ({"defaultVersionType": "latestWithBranchAndTagsType", "defaultVersionTags": "tag1,Existing Tag"}, "387"),
    ],
)
def test_an_alias_that_is_not_given_has_its_default_version(releases, reference, expected):
    release = releases.start(pipeline(first(), artifacts=[artifact(**reference)]))
    assert version(release)[0] == expected


def test_an_alias_that_asks_at_creation_must_be_given(releases):
    asks = artifact(defaultVersionType="selectDuringReleaseCreationType")
    made = releases.create(pipeline(first(), artifacts=[asks]))
    answer = releases.release("POST", "releases", body={"definitionId": made["id"]})
    assert (answer.status_code, answer.json()["typeKey"]) == (400, "InvalidRequestException")
    assert version(releases.start(made["id"], artifacts=chosen("391")))[0] == "391"


def test_only_what_may_be_set_at_release_time_is(releases):
    made = releases.create(
        pipeline(first(), variables={"a": {"value": "1", "allowOverride": True}, "b": {"value": "2"}})
    )
    assert releases.start(made["id"], variables={"A": {"value": "9"}})["variables"]["a"]["value"] == "9"
    for name in ("b", "c"):
        body = {"definitionId": made["id"], "variables": {name: {"value": "9"}}}
        assert releases.release("POST", "releases", body=body).status_code == 400


def test_variables_as_a_list_are_ignored(releases):
    made = releases.create(pipeline(first(), variables={"a": {"value": "1", "allowOverride": True}}))
    release = releases.start(made["id"], variables=[{"name": "a", "value": "9"}])
    assert release["variables"]["a"]["value"] == "1"


def test_secrets_are_never_shown(releases):
    release = releases.start(pipeline(first(), variables={"key": {"value": "hush", "isSecret": True}}))
    assert release["variables"]["key"] == {"value": None, "isSecret": True}
    assert "hush" not in json.dumps(releases.seen(release))


def test_manual_stages_do_not_start(releases):
    release = releases.start(website(), manualEnvironments=["Dev"])
    assert releases.statuses(release)["Dev"] == "notStarted"
    answer = releases.release("POST", "releases", body={"definitionId": 12, "manualEnvironments": ["12"]})
    assert answer.json()["message"].startswith("VS402919")


def test_variables_of_one_stage(releases):
    made = releases.create(pipeline(first(variables={"site": {"value": "a", "allowOverride": True}})))
    metadata = [{"definitionEnvironmentId": made["environments"][0]["id"], "variables": {"site": {"value": "b"}}}]
    release = releases.start(made["id"], environmentsMetadata=metadata)
    assert release["environments"][0]["variables"]["site"]["value"] == "b"


def test_properties_come_when_they_are_asked_for(releases):
    release = releases.start(pipeline(first()), properties={"key": "x", "other": "y"})
    assert releases.seen(release)["properties"] == {}
    asked = releases.json("GET", f"releases/{release['id']}", propertyFilters="key")
    assert asked["properties"] == {"key": {"$type": "System.String", "$value": "x"}}
    (listed,) = releases.json("GET", "releases", propertyFilters="key")["value"]
    assert listed["properties"]["key"]["$value"] == "x"


@pytest.mark.parametrize("target", ["abandoned", "active", "draft"])
def test_abandoned_once(releases, target):
    release = releases.start(website())
    path = f"releases/{release['id']}"
    releases.json("PATCH", path, body={"status": "abandoned"})
    answer = releases.release("PATCH", path, body={"status": target})
    assert answer.status_code == 400
    assert answer.json()["message"] == (
        f"VS402966: Transitioning of release from state 'Abandoned' to state '{target.capitalize()}' is not allowed."
    )


def test_a_draft_starts_nothing_until_it_is_active(releases):
    release = releases.start(website(), isDraft=True)
    assert set(releases.statuses(release).values()) == {"notStarted"}
    assert releases.deploy(release, "Dev").status_code == 400
    releases.json("PATCH", f"releases/{release['id']}", body={"status": 2})
    assert releases.statuses(release)["Dev"] == "succeeded"


def test_a_put_ignores_status_and_tags_and_keeps_secrets(releases):
    secret = {"key": {"value": "hush", "isSecret": True}, "site": {"value": "a"}}
    release = releases.start(pipeline(first(), variables=secret), isDraft=True)
    release["variables"]["site"]["value"] = "b"
    body = {**release, "status": "abandoned", "tags": ["x"], "description": "mine"}
    changed = releases.json("PUT", f"releases/{release['id']}", body=body)
    assert (changed["status"], changed["tags"], changed["description"]) == ("draft", [], "mine")
    assert changed["variables"] == {"key": {"value": None, "isSecret": True}, "site": {"value": "b"}}
    stored = releases.sandbox.store.get("release", "ff213d65-d61d-447c-b39d-d16f21b18364", release["id"])
    assert stored["variables"]["key"]["value"] == "hush"


def test_a_changed_stage_makes_a_snapshot(releases):
    release = releases.start(pipeline(first(variables={"site": {"value": "a"}})), isDraft=True)
    release["environments"][0]["variables"]["site"]["value"] = "b"
    path = f"releases/{release['id']}"
    assert releases.json("PUT", path, body=release)["definitionSnapshotRevision"] == 2
    texts = [releases.release("GET", path, definitionSnapshotRevision=number) for number in (1, 2)]
    assert {text.headers["content-type"].split(";")[0] for text in texts} == {"text/plain"}
    values = [json.loads(text.text)["environments"][0]["variables"]["site"]["value"] for text in texts]
    assert values == ["a", "b"]


def test_a_release_that_is_deployed_or_awaits_approval_stays(releases):
    deployed = releases.start(pipeline(first()))
    refused = releases.release("DELETE", f"releases/{deployed['id']}")
    assert (refused.status_code, refused.json()["message"][:8]) == (400, "VS402946")
    newer = releases.start(12)
    assert releases.statuses(newer) == {"Dev": "succeeded"}
    assert releases.release("DELETE", f"releases/{deployed['id']}").status_code == 204
    waiting = releases.start(pipeline(first(preDeployApprovals=asking(CHUCK)), name="Other.CD"))
    refused = releases.release("DELETE", f"releases/{waiting['id']}")
    assert refused.json()["message"].startswith("VS402996")


def test_a_deleted_release_is_found_among_the_deleted_and_comes_back(releases):
    release = releases.start(website(), isDraft=True)
    path = f"releases/{release['id']}"
    assert releases.release("DELETE", path, comment="gone").status_code == 204
    assert releases.release("DELETE", path).status_code == 404
    assert releases.release("GET", path).status_code == 404
    assert releases.json("GET", "releases")["count"] == 0
    assert [one["id"] for one in releases.json("GET", "releases", isDeleted="true")["value"]] == [release["id"]]
    assert releases.release("PUT", path, comment="back").status_code == 200
    assert releases.seen(release)["status"] == "draft"
    history = releases.json("GET", f"{path}/history", api_version="7.1-preview.1")["value"]
    assert [one["changeType"] for one in history] == ["Create", "Delete", "Undelete"]


def test_a_kept_release_is_renamed_and_not_deleted(releases):
    release = releases.start(website(), isDraft=True)
    path = f"releases/{release['id']}"
    changed = releases.json("PATCH", path, body={"keepForever": True, "name": "Mine", "comment": "why"})
    assert (changed["keepForever"], changed["name"], changed["comment"]) == (True, "Mine", "why")
    assert releases.release("DELETE", path).status_code == 400
    releases.json("PATCH", path, body={"keepForever": False})
    assert releases.release("DELETE", path).status_code == 204


def test_what_is_not_there_is_404(releases):
    assert releases.release("GET", "releases/99").status_code == 404
    assert releases.release("POST", "releases", body={"definitionId": 99}).status_code == 404
    release = releases.start(website())
    assert releases.release("GET", f"releases/{release['id']}/environments/99").status_code == 404
    assert releases.release("GET", "approvals/99").status_code == 404


@pytest.mark.parametrize("body", [None, [], "x", {"definitionId": "x"}, {"definitionId": [12]}])
def test_what_is_no_body_is_refused(releases, body):
    releases.create(website())
    assert releases.release("POST", "releases", body=body).status_code == 400


@pytest.mark.parametrize(
    "field", ["artifacts", "variables", "manualEnvironments", "environmentsMetadata", "reason", "properties"]
)
def test_what_does_not_fit_its_field_is_refused(releases, field):
    made = releases.create(website())
    body = {"definitionId": made["id"], field: 17}
    assert releases.release("POST", "releases", body=body).status_code == 400
    assert releases.json("GET", "releases")["count"] == 0
