# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BuildMaster: encodings, keys, lists, releases and builds, as its documents have them."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from buildmaster_api import PROFIT, BuildMasterApi, form

from release_management_sandbox.faults import FaultPlan, FaultPlanError
from release_management_sandbox.generations import GENERATIONS
from release_management_sandbox.settings import DEFAULT_PASSWORD, DEFAULT_TOKEN, DEFAULT_USERNAME


def numbers(releases: list[dict[str, Any]]) -> list[str]:
    return [release["number"] for release in releases]


# ---------------------------------------------------------------------------------------------------- encodings, keys


@pytest.mark.parametrize(
    "arguments",
    [
        {"method": "POST", "body": {"status": "canceled"}},
        {"method": "GET", "body": {"status": "canceled"}},
        {"method": "GET", "params": {"status": "canceled"}, "headers": {"Content-Type": ""}},
        {"method": "POST", **form(status="canceled")},
    ],
    ids=["JSON", "GET with a body", "query", "form"],
)
def test_a_filter_may_come_in_each_encoding(buildmaster, arguments):
    assert numbers(buildmaster.ok("releases", **arguments)) == ["2"]


TWICE_ENCODED = b"\xc3\xb0\xc5\xb8\xc5\xa1\xe2\x82\xac".decode()
"""The rocket of the page on releases, as its file has it."""


@pytest.mark.parametrize("name", [TWICE_ENCODED, "\N{ROCKET} Größe & = +%"])
@pytest.mark.parametrize("encoding", ["JSON", "form"])
def test_any_text_survives(buildmaster, name, encoding):
    body = {**PROFIT, "releaseNumber": "7", "pipelineName": "Release", "releaseName": name}
    arguments = {"body": body} if encoding == "JSON" else form(**body)
    assert buildmaster.ok("releases/create", **arguments)["releaseName"] == name
    found = buildmaster.ok("releases", method="GET", params={"releaseName": name}, headers={"Content-Type": ""})
    assert [one["name"] for one in found] == [name]


@pytest.mark.parametrize(
    "arguments",
    [
        {"content": b'{"status": "active", "status": "canceled"}'},
        {"method": "GET", "params": {"status": "active"}, "body": {"status": "canceled"}},
        {"params": {"status": "active"}, **form(status="active")},
        {"content": b"status=active&status=canceled", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ],
    ids=["JSON", "query and JSON", "query and form", "form"],
)
def test_a_key_that_comes_twice_is_refused(buildmaster, arguments):
    assert "status" in buildmaster.refused("releases", **arguments)


def test_what_is_no_json_object_is_refused(buildmaster):
    buildmaster.refused("releases", content=b"{")
    buildmaster.refused("releases", content=b"[]")


BASIC = base64.b64encode(f"api:{DEFAULT_TOKEN}".encode()).decode()


@pytest.mark.parametrize(
    "arguments",
    [
        {"headers": {"X-ApiKey": DEFAULT_TOKEN}},
        {"headers": {"Authorization": f"Basic {BASIC}"}},
        {"params": {"key": DEFAULT_TOKEN}},
        {"content": f"key={DEFAULT_TOKEN}".encode(), "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"body": {"API_Key": DEFAULT_TOKEN}, "headers": {"Content-Type": "application/json"}},
    ],
    ids=["header", "Basic", "query", "form", "JSON"],
)
def test_the_key_may_come_in_each_of_these_places(buildmaster, arguments):
    assert buildmaster.api.client.request("POST", "/api/releases", **arguments).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-ApiKey": "wrong"}, {"Authorization": f"Bearer {DEFAULT_TOKEN}"}])
def test_without_the_key_it_is_403_and_empty(buildmaster, headers):
    answer = buildmaster.api.client.request("POST", "/api/releases", headers=headers)
    assert (answer.status_code, answer.content) == (403, b"")


def test_or_with_the_sentence_of_the_overview(buildmaster):
    buildmaster.plan({"kind": "buildmaster", "forbidden": "text"})
    answer = buildmaster("releases", headers={"X-ApiKey": "wrong"})
    expected = "The specified API key does not have the proper permissions to perform this action."
    assert (answer.status_code, answer.text) == (403, expected)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_it_is_the_same_beside_each_generation_and_has_its_key_only(generation):
    buildmaster = BuildMasterApi(generation=generation)
    assert numbers(buildmaster.ok("releases", {"status": "canceled"})) == ["2"]
    account = base64.b64encode(f"{DEFAULT_USERNAME}:{DEFAULT_PASSWORD}".encode()).decode()
    for headers in ({"Authorization": f"Basic {account}"}, {"Authorization": f"Bearer {DEFAULT_TOKEN}"}):
        refused = buildmaster.api.client.request("POST", "/api/releases", headers=headers)
        assert (refused.status_code, refused.headers.get("www-authenticate")) == (403, None)
    buildmaster.api.sandbox.store.close()


def test_names_may_have_what_azure_devops_does_not_take_in_a_path(buildmaster):
    answer = buildmaster("variables/releases/Profit%20%26%20Loss/1.0.1", method="GET")
    assert (answer.status_code, answer.text) == (404, 'Release "1.0.1" of application "Profit & Loss" not found.')


def test_a_trait_that_there_is_not_is_refused():
    with pytest.raises(FaultPlanError, match="'version' must be one of"):
        FaultPlan([{"kind": "buildmaster", "version": "4"}])


def test_other_paths_and_methods(buildmaster):
    assert buildmaster("nothing").status_code == 404
    assert buildmaster("releases", method="DELETE").status_code == 405


# -------------------------------------------------------------------------------------------------------------- lists


def test_what_names_nothing_leaves_nothing_and_what_is_no_filter_leaves_everything(buildmaster):
    assert buildmaster.ok("releases", {"releaseNumber": "9"}) == []
    assert buildmaster.ok("releases", {"applicationName": "Nothing"}) == []
    assert len(buildmaster.ok("releases", {"statsu": "active"})) == 4


def test_a_value_that_cannot_be_is_refused(buildmaster):
    assert "status" in buildmaster.refused("releases", {"status": "done"})
    assert "applicationId" in buildmaster.refused("releases", {"applicationId": "x"})


@pytest.mark.parametrize(
    ("path", "filters", "ids"),
    [
        ("releases", {"applicationId": 2, "releaseName": "1.0.0"}, [2]),
        ("releases", {"releaseId": 3, "pipelineName": "release"}, [3]),
        ("releases/builds", {**PROFIT, "releaseNumber": "1.0.0"}, [3, 2, 1]),
        ("releases/builds", {"releaseId": 2, "status": "rejected"}, [1]),
        ("releases/builds", {"furthestStage": "Integration"}, [6, 4]),
        ("releases/builds", {"buildId": 4}, [4]),
        ("releases/builds", {**PROFIT, "buildNumber": "2"}, [6, 2]),
        ("releases/builds/deployments", {"buildId": 3, "pipelineStageName": "Testing"}, [7]),
        ("releases/builds/deployments", {"environmentName": "Production"}, [8]),
        ("releases/builds/deployments", {"environmentId": 2, "status": "warned"}, [4]),
        ("releases/builds/deployments", {"deploymentId": 12}, [12]),
    ],
)
def test_filters_hold_together(buildmaster, path, filters, ids):
    assert [one["id"] for one in buildmaster.ok(path, filters)] == ids


def test_nothing_is_null(buildmaster):
    for path in ("releases", "releases/builds", "releases/builds/deployments"):
        assert all(None not in one.values() for one in buildmaster.ok(path)), path


def test_the_empty_seed_has_applications_only():
    empty = BuildMasterApi(seed="empty")
    assert empty.ok("releases") == []
    made = empty.ok("releases/create", {**PROFIT, "releaseNumber": "1", "pipelineName": "Release"})
    assert made["id"] == 1
    empty.api.sandbox.store.close()


# ----------------------------------------------------------------------------------------------------------- releases


def test_a_release_is_created_canceled_and_restored(buildmaster):
    made = buildmaster.ok(
        "releases/create",
        {**PROFIT, "releaseNumber": "1.1", "pipelineName": "Release", "releaseName": "Summer", "$Region": "apac"},
        method="PUT",
    )
    assert made["id"] == 5
    assert made["sequence"] == 3
    assert (made["status"], made["name"], made["releaseName"]) == ("active", "Summer", "Summer")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", made["createdOn"])
    assert buildmaster.ok("variables/releases/ProfitCalculator/1.1", method="GET") == {"Region": "apac"}
    canceled = buildmaster.ok("releases/cancel", {"releaseId": 5, "reason": "no budget"})
    assert (canceled["status"], canceled["canceledBy"]) == ("canceled", "API")
    # The documented example sends both keys, though the text says that they exclude each other.
    restored = buildmaster.ok("releases/restore", {**PROFIT, "releaseId": 5})
    assert restored["status"] == "active"
    assert "canceledOn" not in restored


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"releaseNumber": "1.0.1"}, "already exists"),
        ({"releaseNumber": None}, "releaseNumber"),
        ({"pipelineName": None}, "pipelineName"),
        ({"pipelineName": "Realease"}, "Realease"),
        ({"applicationName": None}, "applicationName"),
        ({"applicationName": "Nothing"}, "Nothing"),
        ({"applicationName": "RateTables", "pipelineName": "Publish"}, "does not use releases"),
        ({"pipelineName": "Deploy"}, "Deploy"),
    ],
)
def test_a_release_that_cannot_be_created(buildmaster, changes, says):
    body = {**PROFIT, "releaseNumber": "1.1", "pipelineName": "Release", **changes}
    assert says in buildmaster.refused("releases/create", body)


def test_a_global_pipeline_is_called_by_its_raft_and_read_back_so(buildmaster):
    made = buildmaster.ok("releases/create", {**PROFIT, "releaseNumber": "1.1", "pipelineName": "global::deploy"})
    assert made["pipelineName"] == "global::Deploy"


def test_only_an_active_release_is_canceled_and_only_a_canceled_one_restored(buildmaster):
    assert "deployed" in buildmaster.refused("releases/cancel", {**PROFIT, "releaseNumber": "1.0.0"})
    assert "active" in buildmaster.refused("releases/restore", {"releaseId": 4})
    assert "99" in buildmaster.refused("releases/cancel", {"releaseId": 99})


# ------------------------------------------------------------------------------------------------------------- builds


def test_builds_get_the_next_number_of_their_release(buildmaster):
    made = buildmaster.ok("releases/builds/create", {"releaseId": 4})
    assert (made["id"], made["number"], made["releaseNumber"], made["status"]) == (7, "3", "1.0.1", "active")
    assert "furthestStage" not in made
    assert buildmaster.ok("releases", {"releaseId": 4})[0]["latestBuildId"] == 7
    named = buildmaster.ok("releases/builds/create", {**PROFIT, "releaseNumber": "1.0.1", "buildNumber": "rc"})
    assert named["number"] == "rc"
    assert "RC" in buildmaster.refused("releases/builds/create", {"releaseId": 4, "buildNumber": "RC"})


def test_an_application_without_releases_wants_a_pipeline(buildmaster):
    assert "pipelineName" in buildmaster.refused("releases/builds/create", {"applicationName": "RateTables"})
    made = buildmaster.ok("releases/builds/create", {"applicationName": "RateTables", "pipelineName": "Publish"})
    assert made["number"] == "2"
    assert "releaseId" not in made
    assert "uses releases" in buildmaster.refused("releases/builds/create", {**PROFIT, "pipelineName": "Release"})


def test_a_build_is_rejected_once(buildmaster):
    rejected = buildmaster.ok("releases/builds/reject", method="DELETE", params={"buildId": "6"})
    assert (rejected["status"], rejected["rejectedBy"]) == ("rejected", "API")
    assert "rejected" in buildmaster.refused("releases/builds/reject", {"buildId": 6})


def test_a_canceled_release_gets_no_build(buildmaster):
    assert "canceled" in buildmaster.refused("releases/builds/create", {"releaseId": 3})
