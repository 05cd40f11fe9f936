# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of releases and deployments, logs, versions of artifacts, tags, many releases at once, other people's tokens."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from sandbox_client import CHUCK, FABRIKAM, build_artifact
from sandbox_releases import asking, first, pipeline, task, website

_PREVIEW = {"api_version": "7.1-preview.1"}


def bulk(releases, **wanted):
    return releases.client.request("POST", "/sandbox/releases", body=wanted)


def listed(releases, **query):
    return [one["id"] for one in releases.json("GET", "releases", **query)["value"]]


@pytest.fixture
def filled(releases):
    """1 and 2 of a definition with an artifact, the first deployed, the second a draft; 3 of another, in a folder."""
    made = releases.create(pipeline(first(), artifacts=[build_artifact()], name="Web"))
    releases.start(made["id"], artifacts=[{"alias": "FabrikamCI", "instanceReference": {"id": "387"}}])
    releases.clock.pass_by(3600)
    releases.start(made["id"], isDraft=True)
    releases.start(pipeline(first(conditions=[]), name="Api", path="\\Team", releaseNameFormat="Api-$(rev:r)"))
    releases.release("POST", "releases/3/tags", body=["live", "Good"], **_PREVIEW)
    return releases


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"queryOrder": "ascending"}, [1, 2, 3]),
        ({"definitionId": 12}, [2, 1]),
        ({"definitionId": 11}, []),
        ({"searchText": "API"}, [3]),
        ({"createdBy": "chuckreinhart@outlook.com"}, [3, 2, 1]),
        ({"createdBy": "fabrikamfiber4@hotmail.com"}, []),
        ({"statusFilter": "draft"}, [2]),
        ({"statusFilter": 2}, [3, 1]),
        ({"environmentStatusFilter": 4}, [1]),
        ({"environmentStatusFilter": 5}, [3, 2, 1]),
        ({"minCreatedTime": "2026-01-05T12:30:00Z"}, [3, 2]),
        ({"maxCreatedTime": "2026-01-05T12:30:00Z"}, [1]),
        ({"artifactTypeId": "Build", "sourceId": f"{FABRIKAM}:1"}, [2, 1]),
        ({"artifactVersionId": "387"}, [1]),
        ({"sourceBranchFilter": "refs/heads/main"}, [1]),
        ({"sourceBranchFilter": "master"}, [2]),
        ({"artifactVersionId": "387", "sourceBranchFilter": "master"}, []),
        ({"tagFilter": "good,LIVE"}, [3]),
        ({"tagFilter": "good,other"}, []),
        ({"releaseIdFilter": "1,3"}, [3, 1]),
        ({"path": "\\team"}, [3]),
        ({"isDeleted": "true"}, []),
        ({"top": 2}, [3, 2]),
        ({"continuationToken": 2}, [2, 1]),
    ],
)
def test_filters(filled, query, expected):
    assert listed(filled, **query) == expected


def test_a_stage_of_the_definition(filled):
    stage = filled.seen(1)["environments"][0]["definitionEnvironmentId"]
    assert listed(filled, definitionEnvironmentId=stage, environmentStatusFilter=4) == [1]
    assert listed(filled, definitionEnvironmentId=stage) == [2, 1]


@pytest.mark.parametrize("query", [{"statusFilter": "open"}, {"minCreatedTime": "soon"}, {"definitionId": "Web"}])
def test_what_is_no_filter_is_refused(filled, query):
    assert filled.release("GET", "releases", **query).status_code == 400


def test_a_list_is_shallow(filled):
    (plain,) = filled.json("GET", "releases", releaseIdFilter="1")["value"]
    assert plain["variables"] == {}
    assert not {"environments", "artifacts"} & set(plain)
    everything = "environments,artifacts,approvals,manualInterventions,tags"
    (expanded,) = filled.json("GET", "releases", releaseIdFilter="1", expand=everything)["value"]
    assert expanded["artifacts"][0]["definitionReference"]["version"]["id"] == "387"
    (stage,) = expanded["environments"]
    assert (stage["status"], stage["preDeployApprovals"][0]["status"]) == ("succeeded", "approved")


def test_a_larger_page_is_cut_silently(releases):
    releases.create(pipeline(first()))
    assert bulk(releases, definition=12, count=120).json() == {"first": 1, "last": 120, "count": 120}
    assert len(listed(releases, top=1000)) == 100
    assert len(listed(releases)) == 50
    answer = releases.release("GET", "releases", top=1000)
    assert answer.headers["x-ms-continuationtoken"] == "20"
    assert len(listed(releases, continuationToken=20)) == 20


def test_many_releases_are_deployed_and_their_lists_are_quick(releases):
    releases.create(website())
    made = bulk(releases, definition="fabrikam.cd", count=1000, seconds=30).json()
    started = time.monotonic()
    assert listed(releases, top=1) == [made["last"]]
    assert listed(releases, artifactVersionId="1") == []
    # Both in some 40 ms on a small machine; the whole of every release would take seconds.
    assert time.monotonic() - started < 1
    assert releases.pending() == []
    assert set(releases.statuses(500).values()) == {"succeeded"}
    names = {releases.seen(number)["name"] for number in (1, 2, 1000)}
    assert names == {"Release-1", "Release-2", "Release-1000"}
    assert releases.read(12)["lastRelease"]["id"] == 1000
    assert releases.start(12)["id"] == 1001


def test_many_releases_that_cannot_be(releases):
    assert bulk(releases, definition="Nothing", count=2).status_code == 400
    assert bulk(releases, definition=11, count=0).status_code == 400
    assert bulk(releases, definition=11, project="Nowhere").status_code == 400


def test_other_peoples_tokens(releases):
    release = releases.start(pipeline(first(preDeployApprovals=asking(CHUCK))))
    assert release["createdBy"]["id"] == CHUCK
    releases.be("Jamal Hartnett")
    assert releases.start(12)["createdBy"]["displayName"] == "Jamal Hartnett"
    unknown = releases.client.request("PUT", "/sandbox/tokens", body={"x": "Nobody"})
    assert unknown.status_code == 400


def test_deployments(filled):
    filled.deploy(filled.seen(1), "Dev")
    found = filled.json("GET", "deployments", definitionId=12)["value"]
    assert [(one["release"]["id"], one["attempt"], one["deploymentStatus"]) for one in found] == [
        (1, 2, "succeeded"),
        (1, 1, "succeeded"),
    ]
    assert [one["attempt"] for one in filled.json("GET", "deployments", latestAttemptsOnly="true")["value"]] == [2]
    for query, count in (
        ({"deploymentStatus": "failed"}, 0),
        ({"operationStatus": "approved"}, 2),
        ({"minStartedTime": "2026-01-05T12:30:00Z"}, 1),
        ({"maxModifiedTime": "2026-01-05T12:30:00Z"}, 1),
        ({"createdFor": "chuckreinhart@outlook.com"}, 2),
        ({"sourceBranch": "refs/heads/main"}, 2),
        ({"sourceBranch": "master"}, 0),
    ):
        assert filled.json("GET", "deployments", **query)["count"] == count, query


def test_logs(releases):
    releases.faults({"kind": "fail_deployment", "task": "Deploy", "message": "No space left"})
    release = releases.start(pipeline(first()))
    stage = releases.stage_of(release, "Dev")
    (phase,) = stage["deploySteps"][0]["releaseDeployPhases"]
    failed = next(one for one in phase["deploymentJobs"][0]["tasks"] if one["name"] == "Deploy")
    base = f"releases/{release['id']}/environments/{stage['id']}"
    newer = releases.release("GET", f"{base}/deployPhases/{phase['id']}/tasks/{failed['id']}/logs")
    assert newer.headers["content-type"].startswith("text/plain")
    assert newer.text.count("\r\n") == failed["lineCount"]
    assert "##[error]No space left" in newer.text
    assert releases.release("GET", f"{base}/tasks/{failed['id']}/logs").text == newer.text
    assert releases.call("GET", failed["logUrl"].removeprefix("http://sandbox.test")).text == newer.text
    part = releases.release("GET", f"{base}/deployPhases/{phase['id']}/tasks/{failed['id']}/logs?startLine=2&endLine=3")
    assert part.text.splitlines() == newer.text.splitlines()[1:3]
    archive = releases.release("GET", f"releases/{release['id']}/logs")
    assert archive.headers["content-type"].startswith("application/zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        assert files.read("Dev/Attempt 1/1_Agent job/2_Deploy.log").decode() == newer.text
    assert releases.release("GET", f"{base}/tasks/999/logs").status_code == 404


def test_a_task_that_has_not_started_has_no_log(slow):
    release = slow.start(
        pipeline(first(deployPhases=[{**first()["deployPhases"][0], "workflowTasks": [task(), task("Two")]}]))
    )
    stage = slow.stage_of(release, "Dev")
    tasks = stage["deploySteps"][0]["releaseDeployPhases"][0]["deploymentJobs"][0]["tasks"]
    waiting = next(one for one in tasks if one["name"] == "Two")
    assert "logUrl" not in waiting
    path = f"releases/{release['id']}/environments/{stage['id']}/tasks/{waiting['id']}/logs"
    assert slow.release("GET", path).status_code == 404


def test_versions_to_choose_from(releases):
    asks = build_artifact(alias="Asks")
    asks["definitionReference"]["defaultVersionType"] = {"id": "selectDuringReleaseCreationType", "name": "ask"}
    made = releases.create(pipeline(first(), artifacts=[build_artifact(), asks]))
    path = "artifacts/versions"
    found = releases.json("GET", path, releaseDefinitionId=made["id"], **_PREVIEW)["artifactVersions"]
    assert [(one["alias"], (one["defaultVersion"] or {}).get("id")) for one in found] == [
        ("FabrikamCI", "391"),
        ("Asks", None),
    ]
    # 388 was canceled and 389 failed.
    assert [one["id"] for one in found[0]["versions"]] == ["391", "390", "387"]
    posted = releases.json("POST", path, body=made["artifacts"], **_PREVIEW)["artifactVersions"]
    assert posted == found
    assert releases.release("GET", path, releaseDefinitionId=99, **_PREVIEW).status_code == 404


def test_tags(releases):
    release = releases.start(website(), isDraft=True)
    path = f"releases/{release['id']}/tags"
    assert releases.json("PATCH", f"{path}/Nightly", **_PREVIEW)["value"] == ["Nightly"]
    assert releases.json("POST", path, body=["nightly", "two words"], **_PREVIEW)["value"] == ["Nightly", "two words"]
    assert releases.json("DELETE", f"{path}/NIGHTLY", **_PREVIEW)["value"] == ["two words"]
    assert releases.seen(release)["tags"] == ["two words"]
    assert releases.release("GET", path, api_version="7.1").json()["typeKey"] == "VssInvalidPreviewVersionException"


def test_a_summary_of_a_definition(filled):
    summary = filled.json("GET", "releases", definitionId=12, releaseCount=5)
    assert [one["id"] for one in summary["releases"]] == [2, 1]
    assert [[one["id"] for one in stage["lastReleases"]] for stage in summary["environments"]] == [[1]]


def test_the_routes_have_their_ids(releases):
    found = releases.client.request("OPTIONS", "/DefaultCollection/_apis/Release", headers=releases.headers).json()
    known = {one["id"] for one in found["value"]}
    # From Microsoft's SDKs of 4.0 and 7.1.
    assert {
        "a166fde7-27ad-408e-ba75-703c2cc9d500",
        "a7e426b1-03dc-48af-9dfe-c98bac612dcb",
        "b47c6458-e73b-47cb-a770-4df1e8813a91",
        "9328e074-59fb-465a-89d9-b09c82ee5109",
        "b005ef73-cddc-448e-9ba2-5193bf36b19f",
        "2666a539-2001-4f80-bcc7-0379956749d4",
        "c37fbab5-214b-48e4-a55b-cb6b4f6e4038",
        "17c91af7-09fd-4256-bff1-c24ee4f73bc0",
        "e71ba1ed-c0a4-4a28-a61f-2dd5f68cf3fd",
        "616c46e4-f370-4456-adaa-fbaf79c7b79e",
        "c5b602b6-d1b3-4363-8a51-94384f78068f",
    } <= known


def test_versions_of_the_route_of_stages(releases):
    release = releases.start(website())
    path = f"releases/{release['id']}/environments/{release['environments'][0]['id']}"
    assert releases.release("GET", path, api_version="7.0").status_code == 200
    assert releases.release("GET", path, api_version="7.1-preview.7").status_code == 200
    assert (
        releases.release("GET", path, api_version="7.1-preview.8").json()["typeKey"] == "VssVersionOutOfRangeException"
    )
