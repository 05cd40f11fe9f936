# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of builds on every generation: what is asked of the server, and the same builds in the same order from each."""

from __future__ import annotations

from typing import Any

import pytest
from fake_build_generations import KNOWN, REPOSITORY, BuildsOfAGeneration
from fake_build_lists import moment

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import latest_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.lists import SHORTEST_PAGE
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.ordering import (
    order_named,
    ordered,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

LIST = "builds.list"
MODERN = ("server2019", "server2020", "server2022", "services")
OLD = ("tfs2015", "tfs2017", "tfs2018")
SOMEBODY = {"uniqueName": "fabrikamfiber4@hotmail.com", "displayName": "Jamal Hartnett", "id": "d291b0c4"}
ORDERS = [f"{what}Time{way}" for what in ("finish", "queue", "start") for way in ("Ascending", "Descending")]


@pytest.fixture(params=list(GENERATIONS))
def server(request: pytest.FixtureRequest) -> BuildsOfAGeneration:
    return BuildsOfAGeneration(request.param)


@pytest.fixture
def farm(server: BuildsOfAGeneration) -> BuildsOfAGeneration:
    """Eleven builds 391 to 401, each of which is another one for the filters."""
    server.queue()
    server.queue("candidate", definition=26, number="20240304.10")
    server.queue(sourceBranch="refs/heads/topic", result="failed", number="20240305.1")
    server.queue(queue={"id": 8}, reason="pullRequest", requestedFor=SOMEBODY)
    server.queue("Candidate", "live", repository={"id": "octocat/hello", "type": "GitHub"})
    server.xaml(number="20240304.1")
    server.queue(finishTime=moment(5000), reason="schedule")
    server.queue(status="inProgress")
    server.queue(deleted=True)
    server.queue(status="notStarted", reason="schedule")
    server.queue("live", result="canceled", number="20240304.1")
    return server


def ids(server: BuildsOfAGeneration, **params: Any) -> list[int]:
    server.forget_calls()
    return [build["id"] for build in query(params, server, Run()).result["builds"]]


def sent(server: BuildsOfAGeneration) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in asked["query"].items() if value is not None} for asked in server.asked(LIST)
    ]


# --- the same builds from every server

ALL = [401, 400, 398, 397, 395, 394, 393, 392, 391]
RESULTS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, ALL),
    ({"limit": 2}, ALL[:2]),
    ({"limit": 0}, []),
    ({"definitions": [26]}, [392]),
    ({"queues": ["Hosted"]}, [394]),
    ({"branch_name": "topic"}, [393]),
    ({"branch_name": "topic", "limit": 1}, [393]),
    ({"build_number": "20240304.1"}, [401, 391]),
    ({"build_number": "20240304.1*"}, [401, 400, 392, 391]),
    ({"build_number": "20240305*", "limit": 1}, [393]),
    ({"repository_id": "octocat/hello", "repository_type": "GitHub"}, [395]),
    ({"repository_id": REPOSITORY["id"].upper(), "repository_type": "tfsgit", "limit": 1}, [401]),
    ({"requested_for": "fabrikamfiber4@hotmail.com"}, [394]),
    ({"reason_filter": ["pullRequest"]}, [394]),
    ({"reason_filter": ["pullRequest", "schedule"]}, [400, 397, 394]),
    ({"reason_filter": ["scheduleForced", "resourceTrigger", "schedule"]}, [400, 397]),
    ({"status_filter": ["inProgress"]}, [398]),
    ({"status_filter": ["notStarted", "completed"], "limit": 3}, [401, 400, 397]),
    ({"status_filter": ["completed"], "limit": 1}, [401]),
    ({"status_filter": ["all"]}, ALL),
    ({"result_filter": ["failed"]}, [393]),
    ({"tag_filters": ["candidate"]}, [395, 392]),
    ({"tag_filters": ["CANDIDATE", "live"]}, [395]),
    ({"min_time": moment(600)}, [401, 400, 398, 397]),
    ({"max_time": moment(600)}, [397, 395, 394, 393, 392, 391]),
    ({"min_time": moment(200), "max_time": moment(600)}, [397, 395, 394, 393]),
    ({"min_time": moment(610), "query_order": "startTimeDescending"}, [401, 400, 398, 397]),
    ({"min_finish_time": moment(320)}, [397, 401, 395, 394]),
    ({"max_finish_time": moment(320)}, [394, 393, 392, 391]),
    ({"min_finish_time": moment(320), "max_finish_time": moment(420)}, [395, 394]),
    ({"build_ids": [395, 391, 4711]}, [395, 391]),
    ({"build_ids": [391, 395, 399, 396], "query_order": "queueTimeAscending"}, [391, 395]),
    ({"build_ids": [391, 393, 394], "result_filter": ["failed"]}, [393]),
    ({"build_ids": [391, 394], "requested_for": "FabrikamFiber4@hotmail.com"}, [394]),
    ({"build_ids": [391, 394], "min_time": moment(100)}, [394]),
    ({"max_builds_per_definition": 1}, [401, 392]),
    ({"max_builds_per_definition": 2, "limit": 3, "query_order": "finishTimeDescending"}, [398, 400, 392]),
    ({"properties": ["a"]}, ALL),
    ({"query_order": "queueTimeAscending"}, ALL[::-1]),
    ({"query_order": "queueTimeAscending", "limit": 2}, [391, 392]),
    ({"query_order": "startTimeDescending"}, ALL),
    ({"query_order": "startTimeAscending"}, ALL[::-1]),
    ({"query_order": "finishTimeDescending"}, [398, 400, 397, 401, 395, 394, 393, 392, 391]),
    ({"query_order": "finishTimeDescending", "limit": 3}, [398, 400, 397]),
    ({"query_order": "finishTimeAscending"}, [391, 392, 393, 394, 395, 401, 397, 400, 398]),
]


@pytest.mark.parametrize(("params", "expected"), RESULTS, ids=[str(params) for params, _expected in RESULTS])
def test_a_filter_gives_the_same_builds_in_the_same_order(farm, params, expected):
    assert ids(farm, **params) == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [None, 1, 7])
@pytest.mark.parametrize("page", [1, 3, 1000])
def test_pages_and_limits_change_nothing(farm, order, limit, page):
    farm.page_size = 1000
    whole = ids(farm, query_order=order)
    assert len(whole) == len(ALL)
    if farm.generation.name in MODERN:
        farm.page_size = page
    else:
        # What is not completed comes whole, however much it is.
        farm.page_size = max(page, 2)
    assert ids(farm, query_order=order, limit=limit) == whole[:limit]


@pytest.mark.parametrize("filters", [{}, {"tag_filters": ["candidate"]}, {"build_ids": [391, 396]}])
def test_xaml_builds_are_no_builds_unless_they_are_asked_for(farm, filters):
    assert 396 not in ids(farm, **filters)


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_old_servers_give_their_xaml_builds_to_who_wants_them(generation):
    server = BuildsOfAGeneration(generation)
    server.queue()
    xaml = server.xaml()
    assert ids(server, type="xaml") == [xaml]


def test_deleted_builds_are_listed_where_the_server_lists_them(farm):
    if farm.generation.name == "tfs2015":
        with pytest.raises(DeclarationError, match="Team Foundation Server 2017") as caught:
            ids(farm, deleted_filter="onlyDeleted", definitions=["Fabrikam.Nightly"])
        assert caught.value.option == "deleted_filter"
        assert farm.calls == []
        assert ids(farm, deleted_filter="excludeDeleted") == ALL
    else:
        assert ids(farm, deleted_filter="onlyDeleted") == [399]
        assert ids(farm, deleted_filter="includeDeleted") == sorted([*ALL, 399], reverse=True)


@pytest.mark.parametrize(
    "filters",
    [
        {"build_ids": []},
        {"definitions": []},
        {"queues": []},
        {"reason_filter": []},
        {"status_filter": []},
        {"result_filter": []},
        {"build_ids": [], "definitions": ["Fabrikam.Nightly"]},
    ],
)
def test_a_filter_that_names_nothing_lists_nothing_and_asks_nothing(farm, filters):
    assert ids(farm, **filters) == []
    assert farm.calls == []


def test_no_tags_are_no_filter(farm):
    assert ids(farm, tag_filters=[]) == ALL


# --- what is asked of whom


def test_only_what_a_server_knows_is_sent(farm):
    for params, _expected in RESULTS:
        ids(farm, **params)
        for asked in sent(farm):
            assert set(asked) <= KNOWN[farm.generation.name], params


SENT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("tfs2015", {}, {"type": "build"}),
    ("tfs2015", {"branch_name": "main"}, {"type": "build"}),
    ("tfs2015", {"build_number": "2024*"}, {"type": "build", "buildNumber": "2024"}),
    ("tfs2015", {"build_number": "2024"}, {"type": "build", "buildNumber": "2024"}),
    ("tfs2015", {"type": "xaml"}, {"type": "xaml"}),
    ("tfs2015", {"reason_filter": ["manual"]}, {"type": "build", "reasonFilter": ["manual"]}),
    ("tfs2015", {"reason_filter": ["manual", "pullRequest"]}, {"type": "build"}),
    ("tfs2015", {"min_time": moment(1), "max_time": moment(9)}, {"type": "build", "minFinishTime": moment(1)}),
    (
        "tfs2015",
        {"min_finish_time": moment(1), "max_finish_time": moment(9)},
        {"type": "build", "minFinishTime": moment(1), "maxFinishTime": moment(9)},
    ),
    ("tfs2015", {"deleted_filter": "excludeDeleted"}, {"type": "build"}),
    ("tfs2015", {"limit": 1}, {"type": "build", "$top": SHORTEST_PAGE}),
    ("tfs2015", {"limit": 1, "branch_name": "main"}, {"type": "build"}),
    ("tfs2015", {"max_builds_per_definition": 1, "limit": 3}, {"type": "build"}),
    (
        "tfs2017",
        {"branch_name": "main", "deleted_filter": "onlyDeleted", "repository_type": "GitHub"},
        {
            "type": "build",
            "branchName": "refs/heads/main",
            "deletedFilter": "onlyDeleted",
            "queryOrder": "finishTimeDescending",
        },
    ),
    ("tfs2017", {"build_number": "2024*"}, {"type": "build", "queryOrder": "finishTimeDescending"}),
    (
        "tfs2018",
        {"repository_type": "GitHub", "min_time": moment(1), "build_ids": [391], "limit": 100},
        {
            "repositoryType": "GitHub",
            "minFinishTime": moment(1),
            "buildIds": [391],
            "queryOrder": "finishTimeDescending",
            "$top": 100,
        },
    ),
    ("tfs2018", {"type": "xaml"}, {"queryOrder": "finishTimeDescending"}),
]


@pytest.mark.parametrize(("generation", "params", "expected"), SENT)
def test_completed_builds_are_asked_for_by_the_names_of_the_version(generation, params, expected):
    server = BuildsOfAGeneration(generation)
    ids(server, **params)
    assert sent(server)[-1] == {"statusFilter": ["completed"], **expected}


@pytest.mark.parametrize("generation", OLD)
@pytest.mark.parametrize(
    ("params", "asked"),
    [
        ({}, [["inProgress", "cancelling", "postponed", "notStarted"], ["completed"]]),
        ({"status_filter": ["all"]}, [["inProgress", "cancelling", "postponed", "notStarted"], ["completed"]]),
        ({"status_filter": ["notStarted", "completed"]}, [["notStarted"], ["completed"]]),
        ({"status_filter": ["inProgress"]}, [["inProgress"]]),
        ({"status_filter": ["completed"]}, [["completed"]]),
        ({"status_filter": ["none"]}, []),
        # What has not finished has no time of that.
        ({"min_finish_time": moment(0)}, [["completed"]]),
    ],
)
def test_what_is_under_way_and_what_is_completed_are_two_lists_of_old_servers(generation, params, asked):
    server = BuildsOfAGeneration(generation)
    ids(server, **params)
    assert [set(one["statusFilter"]) for one in sent(server)] == [set(states) for states in asked]


@pytest.mark.parametrize("generation", OLD)
def test_a_list_without_pages_is_asked_for_longer_and_longer(generation):
    server = BuildsOfAGeneration(generation)
    server.page_size = 10**9
    wanted = [server.queue(status="notStarted") for _number in range(1001)]
    assert sorted(ids(server, status_filter=["notStarted"])) == wanted
    assert [one["$top"] for one in sent(server)] == [1000, 10000]


@pytest.mark.parametrize("generation", MODERN)
def test_one_list_is_all_that_later_servers_are_asked(generation):
    server = BuildsOfAGeneration(generation)
    ids(server, branch_name="main", limit=1)
    assert sent(server) == [{"branchName": "refs/heads/main", "queryOrder": "queueTimeDescending", "$top": 1}]


@pytest.mark.parametrize("generation", OLD)
def test_the_newest_are_known_without_reading_all(generation):
    server = BuildsOfAGeneration(generation)
    server.page_size = SHORTEST_PAGE
    builds = [server.queue() for _number in range(500)]
    newest = latest_build(server, 25, "main")
    assert newest is not None and newest["id"] == builds[-1]
    assert len(server.asked(LIST)) == 2
    assert ids(server, limit=40) == builds[:-41:-1]
    assert len(server.asked(LIST)) == 2


@pytest.mark.parametrize("generation", OLD)
def test_a_long_build_keeps_its_place_by_queueing(generation):
    server = BuildsOfAGeneration(generation)
    long = server.queue(finishTime=moment(80000))
    later = [server.queue() for _number in range(120)]
    assert ids(server, limit=1) == [later[-1]]
    assert ids(server)[-1] == long


@pytest.mark.parametrize("generation", OLD)
def test_a_build_that_ends_between_the_two_lists_comes_once_and_as_it_ended(generation):
    server = BuildsOfAGeneration(generation)
    running = server.queue(status="inProgress")
    listed = server._listed

    def ending(asked, limit):
        yield from listed(asked, limit)
        server.builds[running].update(status="completed", result="succeeded", finishTime=moment(500))

    server._listed = ending
    (build,) = query({}, server, Run()).result["builds"]
    assert (build["id"], build["status"]) == (running, "completed")


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_ids_are_read_one_by_one_where_they_are_no_filter(generation):
    server = BuildsOfAGeneration(generation)
    builds = [server.queue() for _number in range(20)]
    assert ids(server, build_ids=[*builds, builds[0]]) == builds[::-1]
    assert server.operations == ["builds.get"] * 20


@pytest.mark.parametrize("option", ["min_time", "max_time", "min_finish_time", "max_finish_time"])
def test_what_is_no_time_is_refused_before_anything_is_asked(server, option):
    with pytest.raises(DeclarationError) as caught:
        ids(server, **{option: "yesterday", "definitions": ["Fabrikam.Nightly"]})
    assert caught.value.option == option
    assert server.calls == []


# --- the order itself


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_brought_about_here_is_that_of_sorting_all(name):
    order = order_named(name)
    builds = [
        {
            "id": number,
            "status": "completed",
            "queueTime": moment(number * 7 % 50),
            "startTime": moment(number * 7 % 50 + number % 4),
            "finishTime": moment(number * 7 % 50 + 5 + number * number % 90),
        }
        for number in range(200)
    ]
    under_way = [{"id": 900 + number, "status": "notStarted", "queueTime": moment(number * 11)} for number in range(8)]
    completed = sorted(builds, key=lambda build: (build["finishTime"], build["id"]), reverse=True)
    expected = sorted([*under_way, *builds], key=order.key, reverse=not order.is_descending)
    assert [one["id"] for one in ordered(under_way, iter(completed), order)] == [one["id"] for one in expected]
