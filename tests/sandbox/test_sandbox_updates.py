# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT, DELETE, undelete and the history."""

from __future__ import annotations

import json

import pytest
from sandbox_client import FABRIKAM, stage

OLD_COPY = "You are using an old copy of the release pipeline. Refresh your copy and try again."


@pytest.mark.parametrize("suffix", ["", "/12"])
def test_put_replaces_and_counts_a_revision(api, pipeline, suffix):
    made = api.create(pipeline(description="first", variables={"a": {"value": "1"}}))
    body = {**pipeline(), "id": 12, "revision": 1, "environments": made["environments"]}
    answer = api.definitions("PUT", suffix, body=body)
    updated = answer.json()
    assert answer.status_code == 200
    assert (updated["revision"], updated["description"], updated["variables"]) == (2, None, {})
    assert updated["environments"][0]["id"] == made["environments"][0]["id"]
    assert updated["createdOn"] == made["createdOn"]


def test_an_environment_without_id_is_a_new_one(api, pipeline):
    made = api.create(pipeline())
    before = made["environments"][0]
    updated = api.update({**made, "environments": [stage()]})["environments"][0]
    assert updated["id"] > before["id"]
    assert updated["preDeployApprovals"]["approvals"][0]["id"] > before["preDeployApprovals"]["approvals"][0]["id"]
    assert updated["deployStep"]["id"] > before["deployStep"]["id"]


def test_a_rename_by_id_keeps_the_ids(api, pipeline):
    made = api.create(pipeline())
    made["environments"][0]["name"] = "Development"
    updated = api.update(made)["environments"][0]
    assert updated["name"] == "Development"
    assert updated["id"] == made["environments"][0]["id"]
    assert updated["preDeployApprovals"] == made["environments"][0]["preDeployApprovals"]
    assert updated["deployStep"] == made["environments"][0]["deployStep"]


def test_secrets_of_a_recreated_environment_are_lost(api, pipeline):
    secret = {"password": {"value": "hunter2", "isSecret": True}}
    made = api.create(pipeline(environments=[stage(variables=secret)]))
    environment = {**made["environments"][0]}
    del environment["id"]
    api.update({**made, "environments": [environment]})
    stored = api.sandbox.store.get("release_definition", FABRIKAM, made["id"])
    assert stored["environments"][0]["variables"]["password"]["value"] is None


@pytest.mark.parametrize("revision", [0, 2, None])
def test_an_old_copy_is_refused(api, pipeline, revision):
    made = api.create(pipeline())
    answer = api.definitions("PUT", body={**made, "revision": revision})
    assert answer.status_code == 400
    assert answer.json()["typeKey"] == "InvalidRequestException"
    assert answer.json()["message"] == OLD_COPY
    assert api.read(12)["revision"] == 1


def test_put_of_an_unknown_definition(api, pipeline):
    answer = api.definitions("PUT", body={**pipeline(), "id": 77, "revision": 1})
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("VS402936: Release pipeline with ID 77 does not exist.")


def test_history_with_comments_and_texts(api, pipeline):
    made = api.create(pipeline(comment="made"))
    api.update({**made, "description": "second", "comment": "changed"})
    entries = api.definitions("GET", "/12/revisions").json()["value"]
    assert [(one["revision"], one["changeType"], one["comment"]) for one in entries] == [
        (1, "add", "made"),
        (2, "update", "changed"),
    ]
    assert entries[1]["definitionUrl"].endswith(f"/{FABRIKAM}/_apis/Release/definitions/12/revisions/2")
    text = api.definitions("GET", "/12/revisions/1")
    assert text.headers["content-type"].startswith("text/plain")
    assert json.loads(text.text)["description"] is None
    assert "comment" not in api.read(12)


def test_delete_is_soft_and_undelete_brings_back(api, pipeline):
    made = api.create(pipeline())
    assert api.definitions("DELETE", "/12", comment="bye").status_code == 204
    assert api.definitions("GET", "/12").status_code == 404
    assert api.definitions("DELETE", "/12").status_code == 404
    deleted = api.definitions(isDeleted="true").json()["value"]
    assert [(one["id"], one["isDeleted"]) for one in deleted] == [(12, True)]
    answer = api.definitions("PATCH", "/12", body={"comment": "back"})
    assert answer.status_code == 200
    assert answer.json()["environments"] == made["environments"]
    history = api.definitions("GET", "/12/revisions").json()["value"]
    assert [one["changeType"] for one in history] == ["add", "delete", "undelete"]
    assert api.definitions(isDeleted="true").json()["count"] == 0


def test_the_name_of_a_deleted_definition_is_free(api, pipeline):
    api.create(pipeline())
    api.definitions("DELETE", "/12")
    assert api.create(pipeline())["id"] == 13
    answer = api.definitions("PATCH", "/12", body={"comment": ""})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("VS402934")


def start_release(api, definition_id):
    path = "/DefaultCollection/Fabrikam/_apis/release/releases"
    answer = api.call("POST", path, body={"definitionId": definition_id})
    assert answer.status_code == 200
    return answer.json()


def waiting_stage():
    approver = {"id": "52a5bc8d-4730-400a-95c7-7276d4ae5953"}
    approvals = {"approvals": [{"rank": 1, "isAutomated": False, "approver": approver}]}
    started = [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]
    return stage(preDeployApprovals=approvals, conditions=started)


def test_a_deployment_in_progress_refuses_the_deletion(api, pipeline):
    made = api.create(pipeline(environments=[waiting_stage()]))
    assert start_release(api, made["id"])["environments"][0]["status"] == "notStarted"
    answer = api.definitions("DELETE", f"/{made['id']}")
    assert answer.status_code == 400
    assert answer.json()["typeKey"] == "InvalidRequestException"
    assert api.definitions("DELETE", f"/{made['id']}", forceDelete="true").status_code == 204
    path = "/DefaultCollection/Fabrikam/_apis/release/releases/1"
    assert api.call("GET", path).json()["environments"][0]["status"] == "canceled"


def test_a_finished_deployment_does_not(api, pipeline):
    started = [{"name": "ReleaseStarted", "conditionType": "event", "value": ""}]
    made = api.create(pipeline(environments=[stage(conditions=started)], releaseNameFormat="R-$(rev:rr)"))
    started = start_release(api, made["id"])
    release = api.call("GET", f"/DefaultCollection/Fabrikam/_apis/release/releases/{started['id']}").json()
    assert (release["name"], release["environments"][0]["status"]) == ("R-01", "succeeded")
    shown = api.read(made["id"])
    assert shown["environments"][0]["currentRelease"]["id"] == release["id"]
    assert shown["lastRelease"]["name"] == "R-01"
    assert api.definitions("DELETE", f"/{made['id']}").status_code == 204


def test_releases_are_listed_by_definition_newest_first(api, pipeline):
    made = api.create(pipeline())
    ids = [start_release(api, made["id"])["id"] for _ignored in range(3)]
    path = "/DefaultCollection/Fabrikam/_apis/release/releases"
    first = api.call("GET", path, definitionId=made["id"], top=2)
    assert [one["id"] for one in first.json()["value"]] == [ids[2], ids[1]]
    token = first.headers["x-ms-continuationtoken"]
    rest = api.call("GET", path, definitionId=made["id"], top=2, continuationToken=token)
    assert [one["id"] for one in rest.json()["value"]] == [ids[0]]
    assert "x-ms-continuationtoken" not in rest.headers
    assert api.call("GET", path, definitionId=11).json()["count"] == 0


def test_tags_have_their_own_routes(api, pipeline):
    api.create(pipeline())
    preview = {"api_version": "7.1-preview.1"}
    assert api.definitions("PATCH", "/12/tags/Nightly", **preview).json() == {"count": 1, "value": ["Nightly"]}
    answer = api.definitions("POST", "/12/tags", body=["nightly", "two words"], **preview)
    assert answer.json()["value"] == ["Nightly", "two words"]
    assert api.read(12)["tags"] == ["Nightly", "two words"]
    assert api.read(12)["revision"] == 1
    api.update(api.read(12) | {"tags": []})
    assert api.definitions("DELETE", "/12/tags/NIGHTLY", **preview).json()["value"] == ["two words"]
    assert api.definitions("GET", "/12/tags", **preview).json()["value"] == ["two words"]
    assert api.definitions("PATCH", "/12/tags/a:b", **preview).status_code == 400
    assert api.definitions("PATCH", "/12/tags/x", api_version="7.1").json()["typeKey"] == (
        "VssInvalidPreviewVersionException"
    )


def test_folders_move_with_what_is_in_them(api, pipeline):
    base = "/DefaultCollection/Fabrikam/_apis/release/folders"
    assert api.call("POST", f"{base}/%5CTeam%5CWeb", body={"path": "\\Team\\Web"}).json()["path"] == "\\Team\\Web"
    api.create(pipeline(path="\\team\\web"))
    assert [one["path"] for one in api.call("GET", base).json()["value"]] == ["\\", "\\Team", "\\Team\\Web"]
    moved = api.call("PATCH", f"{base}/%5CTeam", body={"path": "\\Crew"})
    assert moved.json()["path"] == "\\Crew"
    assert api.read(12)["path"] == "\\Crew\\Web"
    assert api.call("DELETE", f"{base}/%5CCrew").status_code == 204
    assert api.definitions("GET", "/12").status_code == 404
    assert api.call("DELETE", f"{base}/%5CCrew").status_code == 404
