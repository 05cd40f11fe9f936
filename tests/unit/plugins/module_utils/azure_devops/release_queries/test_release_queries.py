# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of releases: what the server is asked, each release once whatever happens, and what is read beside them."""

from __future__ import annotations

from typing import Any

import pytest
from fake_release_lists import SHUTTLE, WEBSITE, FakeReleaseLists

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

LIST, READ = "releases.list", "releases.get"


@pytest.fixture
def server() -> FakeReleaseLists:
    return FakeReleaseLists()


def found(server: FakeReleaseLists, **params: Any) -> list[dict[str, Any]]:
    server.calls.clear()
    outcome = query(params, server, Run())
    assert not outcome.changed
    releases: list[dict[str, Any]] = outcome.result["releases"]
    return releases


def ids(server: FakeReleaseLists, **params: Any) -> list[int]:
    return [release["id"] for release in found(server, **params)]


# --- what the server is asked


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {}),
        ({"definition": "fabrikam-website"}, {"definitionId": WEBSITE}),
        ({"definition": "12"}, {"definitionId": WEBSITE}),
        ({"definition": "Fabrikam-Website", "path": "/web"}, {"definitionId": WEBSITE}),
        ({"definition_id": 11}, {"definitionId": SHUTTLE}),
        ({"path": "/Web/Shop"}, {"path": "\\Web\\Shop"}),
        ({"definition_environment_id": 20}, {"definitionEnvironmentId": 20}),
        ({"definition": 12, "environment": "qa"}, {"definitionId": WEBSITE, "definitionEnvironmentId": 20}),
        ({"definition_id": 11, "environment": "Prod"}, {"definitionId": SHUTTLE, "definitionEnvironmentId": 17}),
        ({"search_text": "Release"}, {"searchText": "Release"}),
        ({"created_by": "chuckreinhart@outlook.com"}, {"createdBy": "chuckreinhart@outlook.com"}),
        ({"status_filter": "draft"}, {"statusFilter": "draft"}),
        ({"environment_status_filter": ["succeeded"]}, {"environmentStatusFilter": 4}),
        ({"environment_status_filter": ["rejected", "succeeded", "rejected"]}, {"environmentStatusFilter": 20}),
        (
            {
                "environment_status_filter": [
                    *("notStarted", "inProgress", "succeeded", "canceled"),
                    *("rejected", "queued", "scheduled", "partiallySucceeded"),
                ]
            },
            {"environmentStatusFilter": 255},
        ),
        (
            {"min_created_time": "2024-03-04", "max_created_time": "2024-03-05"},
            {"minCreatedTime": "2024-03-04", "maxCreatedTime": "2024-03-05"},
        ),
        ({"query_order": "ascending"}, {"queryOrder": "ascending"}),
        ({"expand": ["environments", "tags"]}, {"$expand": "environments,tags"}),
        (
            {"artifact_type_id": "Build", "source_id": "ff213d65:25", "artifact_version_id": "391"},
            {"artifactTypeId": "Build", "sourceId": "ff213d65:25", "artifactVersionId": "391"},
        ),
        ({"source_branch_filter": "refs/heads/main"}, {"sourceBranchFilter": "refs/heads/main"}),
        ({"is_deleted": True}, {"isDeleted": True}),
        ({"is_deleted": False}, {"isDeleted": False}),
        ({"tag_filter": ["a", "b"]}, {"tagFilter": ["a", "b"]}),
        ({"tag_filter": []}, {}),
        ({"property_filters": ["a"]}, {"propertyFilters": ["a"]}),
        ({"release_id_filter": [102, 101, 102]}, {"releaseIdFilter": [102, 101]}),
        ({"limit": 10}, {"$top": 10}),
        ({"limit": 1000}, {}),
    ],
)
def test_a_filter_is_asked_by_its_name_in_the_api(server, params, expected):
    found(server, **params)
    (asked,) = server.asked(LIST)
    assert asked["query"] == {"queryOrder": "descending", "$top": 100, **expected}


@pytest.mark.parametrize(
    ("params", "option", "calls"),
    [
        ({"limit": -1}, "limit", 0),
        ({"is_deleted": True, "include": ["revisions"]}, "is_deleted", 0),
        ({"tag_filter": ["a", "b,c"]}, "tag_filter[1]", 0),
        ({"environment": "QA"}, "environment", 0),
        ({"name": "Release-4"}, "name", 0),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(server, params, option, calls):
    with pytest.raises(DeclarationError) as caught:
        found(server, **params)
    assert caught.value.option == option
    assert len(server.calls) == calls


@pytest.mark.parametrize(
    ("params", "option", "near"),
    [
        ({"definition": "Fabrikam-Webside"}, "definition", "Did you mean 'Fabrikam-Website'"),
        ({"definition": 12, "environment": "QAA"}, "environment", "Did you mean 'QA'"),
        ({"definition": "Fabrikam-Webside", "name": "Release-1"}, "definition", "Did you mean 'Fabrikam-Website'"),
    ],
)
def test_a_name_that_means_nothing_is_no_empty_list(server, params, option, near):
    with pytest.raises(UnknownNameError) as caught:
        found(server, **params)
    assert caught.value.option == option
    assert near in str(caught.value)


# --- one release


def test_an_id_is_read_whole_in_one_request(server):
    number = server.make()
    (release,) = found(server, release_id=number, status_filter="draft")
    assert release["artifacts"] == [{"alias": "_CI"}]
    assert server.operations == [READ]


def test_a_name_is_looked_for_in_its_definition(server):
    server.make(name="Release-7", definition=SHUTTLE)
    wanted = server.make(name="release-7")
    server.make(name="Release-77")
    (release,) = found(server, definition="Fabrikam-Website", name="Release-7")
    assert (release["id"], release["tags"]) == (wanted, ["nightly"])
    assert server.operations == ["release_definitions.list", LIST, READ]


@pytest.mark.parametrize(
    ("beside", "option"), [({"definition": 13}, "definition"), ({"name": "Release-4711"}, "name")], ids=str
)
def test_what_stands_beside_the_id_has_to_fit(server, beside, option):
    with pytest.raises(DeclarationError) as caught:
        found(server, release_id=server.make(), **beside)
    assert caught.value.option == option


@pytest.mark.parametrize("params", [{"release_id": 4711}, {"definition": 12, "name": "Release-4711"}])
def test_what_is_not_there_is_an_empty_list(server, params):
    server.make()
    assert found(server, **params) == []


def test_a_missing_project_is_no_empty_list(server):
    server.failing[READ] = NotFoundError("TF200016", details={"type_key": "ProjectDoesNotExistWithNameException"})
    with pytest.raises(NotFoundError, match="TF200016"):
        found(server, release_id=1)


def test_properties_are_asked_for_of_one_release_too(server):
    number = server.make()
    found(server, release_id=number, property_filters=["a", "b"])
    found(server, definition_id=12, include=["tags"], property_filters=["a", "b"])
    assert server.asked(READ) == [{"query": {"propertyFilters": "a,b"}, "release_id": number}]


# --- lists


def test_all_pages_newest_first(server):
    made = [server.make() for _number in range(250)]
    assert ids(server) == made[::-1]
    assert [asked["query"].get("continuationToken") for asked in server.asked(LIST)] == [None, 250, 150]


@pytest.mark.parametrize("order", ["ascending", "descending"])
def test_each_release_once_while_new_ones_are_made(server, order):
    made = [server.make() for _number in range(250)]
    server.between_pages = lambda: [server.make() for _number in range(3)]
    given = ids(server, query_order=order)
    assert len(given) == len(set(given))
    assert set(made) <= set(given)
    assert given == sorted(given, reverse=order == "descending")


def test_a_list_whose_pages_overlap_has_each_release_once(server):
    made = [server.make() for _number in range(3)]
    listed = server._listed
    server._listed = lambda asked: [*listed(asked), *listed(asked)]
    assert ids(server) == made[::-1]


def test_a_limit_asks_for_no_more_than_it_takes(server):
    for _number in range(250):
        server.make()
    assert len(found(server, limit=150)) == 150
    assert len(server.asked(LIST)) == 2
    assert found(server, limit=0) == []
    assert server.calls == []


@pytest.mark.parametrize("order", ["ascending", "descending", None])
def test_many_ids_are_several_requests_with_one_order(server, order):
    made = [server.make() for _number in range(350)]
    wanted = made[::2] + made[1::2]
    params = {} if order is None else {"query_order": order}
    assert ids(server, release_id_filter=wanted, **params) == sorted(made, reverse=order != "ascending")
    assert [len(asked["query"]["releaseIdFilter"]) for asked in server.asked(LIST)] == [100, 100, 100, 50]


# --- parts


APPROVAL = {"id": 228, "approvalType": "preDeploy", "attempt": 1, "status": "approved"}
TASK = {"id": 3, "name": "Deploy", "rank": 1, "status": "succeeded", "lineCount": 12, "logUrl": "https://server/3"}
STAGE = {
    "id": 248,
    "releaseId": 101,
    "name": "Dev",
    "preDeployApprovals": [APPROVAL],
    "postDeployApprovals": [{**APPROVAL, "id": 229, "approvalType": "postDeploy"}],
    "deploySteps": [
        {
            "attempt": 2,
            "releaseDeployPhases": [
                {
                    "id": 31,
                    "name": "Agent job",
                    "deploymentJobs": [
                        {
                            "job": {"id": 2, "name": "Job on A1", "startTime": "2026-03-04T09:00:00Z"},
                            "tasks": [{"id": 4, "name": "Check", "rank": 2, "status": "pending"}, TASK],
                        }
                    ],
                }
            ],
        },
        {"attempt": 1, "releaseDeployPhases": []},
    ],
}


def test_a_list_with_parts_reads_each_release_once_and_each_list_of_its_own(server):
    made = [server.make() for _number in range(30)]
    releases = found(server, include=["tags", "environments", "revisions", "manual_interventions", "tags"])
    assert [release["id"] for release in releases] == made[::-1]
    assert {operation: server.operations.count(operation) for operation in set(server.operations)} == {
        LIST: 1,
        READ: 30,
        "releases.history": 30,
        "manual_interventions.list": 30,
    }
    for release in releases:
        assert release["tags"] == ["nightly"]
        assert release["revisions"] == [{"of": "releases.history", "release": release["id"]}]
        assert release["manual_interventions"] == [{"of": "manual_interventions.list", "release": release["id"]}]
        assert "logs" not in release


def test_one_release_is_not_read_again_for_its_parts(server):
    number = server.make(environments=[STAGE])
    (release,) = found(server, release_id=number, include=["environments", "artifacts", "variables", "approvals"])
    assert server.operations == [READ]
    assert release["approvals"] == [APPROVAL, {**APPROVAL, "id": 229, "approvalType": "postDeploy"}]
    assert release["environments"] == [STAGE]


def test_the_index_of_logs_says_where_each_stands(server):
    number = server.make(environments=[STAGE, {"id": 249, "name": "QA", "deploySteps": []}])
    (release,) = found(server, release_id=number, include=["logs"])
    place = {
        "releaseId": 101,
        "environmentId": 248,
        "environment": "Dev",
        "attempt": 2,
        "phaseId": 31,
        "phase": "Agent job",
        "job": "Job on A1",
    }
    assert release["logs"] == [
        {"id": 2, "name": "Job on A1", "startTime": "2026-03-04T09:00:00Z", "kind": "job", **place},
        {**TASK, "kind": "task", **place},
    ]


def test_tasks_of_a_server_without_phases_are_in_the_index_too(server):
    # As recorded in 2016: the tasks stand in the attempt itself.
    stage = {"id": 248, "releaseId": 101, "name": "Dev", "deploySteps": [{"id": 229, "attempt": 1, "tasks": [TASK]}]}
    number = server.make(environments=[stage])
    (release,) = found(server, release_id=number, include=["logs"])
    assert [(log["name"], log["environment"], log["phase"]) for log in release["logs"]] == [("Deploy", "Dev", None)]


def test_what_a_release_does_not_have_is_empty(server):
    number = server.make()
    for key in ("environments", "artifacts", "variables", "tags"):
        server.releases[number][key] = None
    include = ["environments", "artifacts", "variables", "tags", "approvals", "logs"]
    (release,) = found(server, release_id=number, include=include)
    assert [release[name] for name in include] == [[], [], {}, [], [], []]


@pytest.mark.parametrize("include", [["tags"], ["revisions"], ["tags", "manual_interventions"]])
def test_a_release_that_is_deleted_while_its_parts_are_read_is_left_out(server, include):
    made = [server.make() for _number in range(3)]
    listed = server._listed

    def deleting(asked):
        for release in list(listed(asked)):
            server.releases.pop(made[1], None)
            yield release

    server._listed = deleting
    assert ids(server, include=include) == [made[2], made[0]]


def test_a_part_that_cannot_be_read_fails_the_query(server):
    for _number in range(100):
        server.make()
    server.failing["releases.history"] = PermissionDeniedError("no history for you", status=403)
    with pytest.raises(PermissionDeniedError, match="no history"):
        found(server, include=["revisions"])
    assert len(server.calls) < 80


def test_it_tells_how_far_it_is(server):
    for _number in range(250):
        server.make()
    told: list[str] = []
    query({"include": ["tags"]}, server, Run(progress=told.append))
    assert told == ["100 releases read", "200 releases read"]
