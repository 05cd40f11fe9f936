# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds are changed, kept and deleted; leases; properties."""

from __future__ import annotations

import pytest
from build_api import refusal


def test_an_update_changes_what_it_says(builds):
    """Recorded: the answer to a PATCH has no parameters."""
    answer = builds("PATCH", "builds/389", body={"keepForever": True, "buildNumber": "special"}).json()
    assert (answer["keepForever"], answer["buildNumber"], "parameters" in answer) == (True, "special", False)
    assert builds.ids(buildNumber="SPECIAL") == [389]
    assert builds("PATCH", "builds/391", body={}).json()["tags"] == ["tag1", "tag2", "tag3"]
    assert "parameters" in builds.get(391)


@pytest.mark.parametrize("status", ["inProgress", "cancelling", "notStarted"])
def test_completed_is_final(builds, status):
    """Document: "Once this is completed, it can no longer be changed"."""
    assert builds("PATCH", "builds/391", body={"status": status}).status_code == 400
    assert builds.get(391)["status"] == "completed"
    assert builds("PATCH", "builds/391", body={"status": "completed"}).status_code == 200


def test_times_are_set_once(builds):
    """Document."""
    number = builds.queue(queue={"id": 6})["id"]
    for name in ("startTime", "finishTime"):
        assert builds("PATCH", f"builds/{number}", body={name: "2026-01-01T10:00:00Z"}).status_code == 200
        assert builds("PATCH", f"builds/{number}", body={name: "2026-01-01T11:00:00Z"}).status_code == 400
        assert builds.get(number)[name] == "2026-01-01T10:00:00Z"


def test_a_client_may_end_a_build(builds):
    builds.freeze(10)
    number = builds.queue()["id"]
    builds.wait(15)
    builds("PATCH", f"builds/{number}", body={"status": "completed", "result": "failed"})
    builds.wait(100)
    build = builds.get(number)
    assert (build["result"], build["finishTime"]) == ("failed", "2026-03-02T10:00:15Z")


@pytest.mark.parametrize(
    "body", [{"status": "asleep"}, {"result": "good"}, {"keepForever": "yes"}, {"startTime": "soon"}, ["x"]]
)
def test_what_an_update_cannot_say(builds, body):
    assert builds("PATCH", "builds/391", body=body).status_code == 400


def test_several_builds_at_once_or_none(builds):
    done = builds("PATCH", "builds", body=[{"id": 389, "keepForever": True}, {"id": 390, "keepForever": True}]).json()
    assert [one["keepForever"] for one in done["value"]] == [True, True]
    answer = builds("PATCH", "builds", body=[{"id": 389, "keepForever": False}, {"id": 54}])
    assert answer.status_code == 404
    assert builds.get(389)["keepForever"] is True


def test_a_deleted_build_is_in_the_lists_that_ask_for_it(builds):
    answer = builds("DELETE", "builds/390")
    assert (answer.status_code, answer.content) == (204, b"")
    assert builds("GET", "builds/390").status_code == 404
    assert 390 not in builds.ids()
    assert builds.ids(deletedFilter="onlyDeleted") == [390]
    assert 390 in builds.ids(deletedFilter="includeDeleted")
    assert builds("DELETE", "builds/390").status_code == 404


def test_a_build_that_is_kept_is_not_deleted(builds):
    answer = builds("DELETE", "builds/391")
    assert answer.status_code >= 400
    assert answer.json()["message"].startswith(
        "TF900561: The following build cannot be deleted because it is marked as Retain Indefinitely: Remove the Retain "
        "Indefinitely flag"
    )
    builds("PATCH", "builds/391", body={"keepForever": False})
    assert builds("DELETE", "builds/391").status_code == 204


def lease(**fields):
    return {
        "daysValid": 30,
        "definitionId": 1,
        "ownerId": "Fabrikam:1",
        "protectPipeline": False,
        "runId": 390,
        **fields,
    }


def test_leases_are_added_found_changed_and_removed(builds):
    builds.freeze(0)
    (made,) = builds("POST", "retention/leases", body=[lease()]).json()["value"]
    assert made["validUntil"] == "2026-04-01T10:00:00Z"
    query = {"ownerId": "Fabrikam:1", "definitionId": 1, "runId": 390}
    assert builds("GET", "retention/leases", **query).json()["value"] == [made]
    assert builds("GET", "retention/leases", **{**query, "runId": 391}).json()["count"] == 0
    assert builds("GET", "builds/390/leases").json()["value"] == [made]
    minimal = '{"ownerId":"Fabrikam:1","definitionId":1,"runId":390}|{"ownerId":"Other"}'
    assert builds("GET", "retention/leases", leasesToFetch=minimal).json()["value"] == [made]
    path = f"retention/leases/{made['leaseId']}"
    assert builds("PATCH", path, body={"daysValid": 1, "protectPipeline": True}).json()["protectPipeline"] is True
    assert builds("GET", path).json()["validUntil"] == "2026-03-03T10:00:00Z"
    assert builds("DELETE", "retention/leases", ids=f"{made['leaseId']},77").status_code == 204
    assert builds("GET", path).status_code == 404


def test_a_lease_keeps_its_build_and_definition_until_it_runs_out(builds):
    builds.freeze(0)
    builds("POST", "retention/leases", body=[lease(runId=392, definitionId=2)])
    assert builds("DELETE", "builds/392").status_code >= 400
    refused = builds("DELETE", "definitions/2")
    assert refused.status_code >= 400
    assert refused.json()["message"].startswith("One or more builds associated with the requested pipeline(s)")
    builds.wait(31 * 86400)
    assert builds("DELETE", "definitions/2").status_code == 204


@pytest.mark.parametrize("fields", [{"runId": 54}, {"definitionId": 2}, {"ownerId": None}, {"daysValid": 0}])
def test_leases_that_cannot_be(builds, fields):
    assert builds("POST", "retention/leases", body=[lease(**fields)]).status_code in (400, 404)


def test_properties(builds):
    patch = [{"op": "add", "path": "/origin", "value": "test"}, {"op": "add", "path": "/other", "value": 1}]
    answer = builds("PATCH", "builds/391/properties", body=patch)
    assert answer.json()["value"]["origin"] == {"$type": "System.String", "$value": "test"}
    builds("PATCH", "builds/391/properties", body=[{"op": "remove", "path": "/other"}])
    assert list(builds("GET", "builds/391/properties").json()["value"]) == ["origin"]
    assert builds("GET", "builds/391/properties", filter="other").json()["value"] == {}
    assert builds.get(391)["properties"] == {}
    assert list(builds("GET", "builds/391", propertyFilters="origin").json()["properties"]) == ["origin"]
    assert list(builds("GET", "builds", top=2, properties="origin").json()["value"][1]["properties"]) == ["origin"]
    assert refusal(builds("GET", "builds/54/properties"))[0] == 404
