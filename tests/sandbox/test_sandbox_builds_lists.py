# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of builds: filters, order, pages."""

from __future__ import annotations

import time

import pytest
from build_api import NORMAL_PAUL, QUEUED_WITHOUT_AGENTS

SEEDED = [392, 391, 390, 389, 388, 387]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, SEEDED),
        ({"definitions": "2"}, [392]),
        ({"definitions": "1,2", "maxBuildsPerDefinition": 1}, [392, 391]),
        ({"queues": "1"}, []),
        ({"queues": "2", "top": 1}, [392]),
        ({"buildNumber": "20150716.2"}, [391]),
        ({"buildNumber": "20150716"}, []),
        ({"buildNumber": "20150716*"}, [392, 391, 390]),
        ({"minTime": "2015-07-16T00:00:00Z"}, [392, 391, 390]),
        ({"maxTime": "2015-07-15"}, [387]),
        ({"minTime": "2015-07-16T19:58:03Z", "queryOrder": "queueTimeDescending"}, [392]),
        ({"requestedFor": "fabrikamfiber16@hotmail.com"}, [391, 389]),
        ({"requestedFor": "Normal Paulk", "reasonFilter": "manual"}, [391]),
        ({"requestedFor": "nobody"}, []),
        ({"reasonFilter": "individualCI"}, [390, 389, 387]),
        ({"statusFilter": "completed"}, SEEDED),
        ({"statusFilter": "inProgress,notStarted"}, []),
        ({"statusFilter": "47"}, SEEDED),
        ({"resultFilter": "failed"}, [389]),
        ({"resultFilter": "partiallySucceeded, Failed"}, [390, 389]),
        ({"resultFilter": "12"}, [390, 389]),
        ({"tagFilters": "TAG1"}, [391, 387]),
        ({"tagFilters": "tag1,tag2"}, [391]),
        ({"tagFilters": "unheard"}, []),
        ({"branchName": "refs/heads/develop"}, [390, 388]),
        ({"buildIds": "387, 391,5"}, [391, 387]),
        ({"repositoryId": "278d5cd2-584d-4b63-824a-2ba458937249", "repositoryType": "TfsGit"}, SEEDED[1:]),
        ({"repositoryType": "GitHub"}, []),
        ({"deletedFilter": "onlyDeleted"}, []),
        ({"queryOrder": "finishTimeAscending"}, SEEDED[::-1]),
        ({"queryOrder": "queueTimeAscending", "top": 2}, [387, 388]),
        ({"queryOrder": "startTimeDescending"}, SEEDED),
    ],
)
def test_filters(builds, query, expected):
    assert builds.ids(**query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"statusFilter": "sleeping"},
        {"definitions": "Fabrikam.CI"},
        {"minTime": "yesterday"},
        {"queryOrder": "sideways"},
        {"deletedFilter": "some"},
        {"top": "many"},
    ],
)
def test_what_a_filter_cannot_be(builds, query):
    assert builds("GET", "builds", **query).status_code == 400


def test_another_project_has_none(builds):
    assert builds("GET", "builds", project="Contoso").json() == {"count": 0, "value": []}


def test_what_runs_and_what_waits_comes_first(builds):
    """Observed: in progress, not started, then completed, the newest first."""
    builds.freeze(10)
    running = builds.queue()["id"]
    builds.wait(15)
    waiting = builds.queue()["id"]
    assert builds.ids() == [running, waiting, *SEEDED]
    builds.queue(queue={"id": QUEUED_WITHOUT_AGENTS})
    assert builds.ids(statusFilter="inProgress") == [running]
    assert builds.ids(statusFilter="notStarted")[-1] == waiting


@pytest.mark.parametrize("order", ["", "finishTimeAscending", "queueTimeDescending", "startTimeAscending"])
@pytest.mark.parametrize("seconds", [0, 60])
def test_pages_have_each_build_once(builds, order, seconds):
    """Also of builds that share every timestamp."""
    made = builds.add(23, seconds=seconds)
    pages = builds.pages(queryOrder=order, top=5, statusFilter="completed")
    assert [len(page) for page in pages] == [5, 5, 5, 5, 5, 4]
    assert sorted(number for page in pages for number in page) == sorted([*SEEDED, *made])


def test_a_token_is_a_timestamp(builds):
    token = builds("GET", "builds", top=1).headers["x-ms-continuationtoken"]
    assert token == builds.get(391)["finishTime"]


def test_a_token_is_no_good_for_another_list(builds):
    """Observed: page one again."""
    token = builds("GET", "builds", top=2).headers["x-ms-continuationtoken"]
    assert builds.ids(top=2, continuationToken=token) == [390, 389]
    assert builds.ids(top=4, continuationToken=token) == [390, 389, 388, 387]
    assert builds.ids(top=2, continuationToken=token, queryOrder="queueTimeAscending") == [387, 388]
    assert builds.ids(top=2, continuationToken=token, statusFilter="completed") == [392, 391]


def test_the_last_page_has_no_token(builds):
    assert "x-ms-continuationtoken" not in builds("GET", "builds", top=6).headers


def test_builds_in_bulk(builds):
    made = builds.add(3, result="failed", branch="develop", tags=["Nightly"], requested_for=NORMAL_PAUL)
    found = builds("GET", "builds", tagFilters="nightly").json()["value"]
    assert [one["id"] for one in found] == [*made][::-1]
    assert {one["result"] for one in found} == {"failed"}
    assert {one["sourceBranch"] for one in found} == {"refs/heads/develop"}
    assert len({one["buildNumber"] for one in found}) == 3
    assert builds("GET", f"builds/{made[0]}/timeline").json()["records"][0]["result"] == "failed"


@pytest.mark.parametrize(
    "body", [{"definition": "None"}, {"count": 0}, {"result": "good"}, {"project": "Nowhere"}, {"start": "x"}, 7]
)
def test_what_cannot_be_made_in_bulk(builds, body):
    wanted = {"definition": 1, "count": 1, **body} if isinstance(body, dict) else body
    answer = builds.api.client.request("POST", "/sandbox/builds", body=wanted)
    assert answer.status_code == 400 and answer.json()["message"]


def test_thousands_are_listed_without_reading_all(builds, monkeypatch):
    builds.add(3000)
    read = []
    store = builds.api.sandbox.store
    get = store.get
    monkeypatch.setattr(store, "get", lambda kind, *rest: (read.append(kind), get(kind, *rest))[1])
    assert len(builds.ids(top=10, definitions="1", statusFilter="completed")) == 10
    assert read.count("build") == 10
    started = time.monotonic()
    builds.ids(top=10)
    assert time.monotonic() - started < 1
