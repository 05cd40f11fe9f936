# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of builds: what the server is asked, each build once whatever happens meanwhile, and what is read beside them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from fake_build_lists import FakeBuilds, moment, no_build

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import listing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import (
    query,
    query_tags,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

LIST = "builds.list"
XAML = {"id": 367, "buildNumber": "MyWebSite CI_20150623.1", "definition": {"type": "xaml", "id": 2}}


@pytest.fixture
def server() -> FakeBuilds:
    return FakeBuilds()


def found(server: FakeBuilds, **params: Any) -> list[dict[str, Any]]:
    server.forget_calls()
    outcome = query(params, server, Run())
    assert not outcome.changed
    builds: list[dict[str, Any]] = outcome.result["builds"]
    return builds


def ids(server: FakeBuilds, **params: Any) -> list[int]:
    return [build["id"] for build in found(server, **params)]


def asked(server: FakeBuilds, **params: Any) -> dict[str, Any]:
    found(server, **params)
    return server.asked(LIST)[0]["query"]


# --- what the server is asked


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {}),
        ({"build_number": "2024*"}, {"buildNumber": "2024*"}),
        ({"definitions": [25, "26", "\\Web\\Fabrikam.CI"]}, {"definitions": [25, 26, 27]}),
        ({"definitions": ["Fabrikam.CI"], "path": "/web"}, {"definitions": [27]}),
        ({"queues": ["default", 8]}, {"queues": [7, 8]}),
        ({"branch_name": "main"}, {"branchName": "refs/heads/main"}),
        ({"branch_name": "refs/pull/3/merge"}, {"branchName": "refs/pull/3/merge"}),
        ({"branch_name": "$/Fabrikam/Main"}, {"branchName": "$/Fabrikam/Main"}),
        (
            {"repository_id": "278d5cd2", "repository_type": "TfsGit"},
            {"repositoryId": "278d5cd2", "repositoryType": "TfsGit"},
        ),
        ({"requested_for": "fabrikamfiber4@hotmail.com"}, {"requestedFor": "fabrikamfiber4@hotmail.com"}),
        ({"reason_filter": ["manual", "schedule"]}, {"reasonFilter": ["manual", "schedule"]}),
        ({"status_filter": ["inProgress"]}, {"statusFilter": ["inProgress"]}),
        ({"result_filter": ["failed"]}, {"resultFilter": ["failed"]}),
        ({"tag_filters": ["a", "b"]}, {"tagFilters": ["a", "b"]}),
        ({"tag_filters": []}, {}),
        ({"min_time": "2024-03-04", "max_time": "2024-03-05"}, {"minTime": "2024-03-04", "maxTime": "2024-03-05"}),
        (
            {"min_time": "2024-03-04", "query_order": "startTimeAscending"},
            {"minTime": "2024-03-04", "queryOrder": "startTimeAscending"},
        ),
        ({"min_finish_time": "2024-03-04"}, {"minTime": "2024-03-04", "queryOrder": "finishTimeDescending"}),
        (
            {"max_finish_time": "2024-03-04", "query_order": "finishTimeAscending"},
            {"maxTime": "2024-03-04", "queryOrder": "finishTimeAscending"},
        ),
        ({"deleted_filter": "onlyDeleted"}, {"deletedFilter": "onlyDeleted"}),
        ({"max_builds_per_definition": 1}, {"maxBuildsPerDefinition": 1}),
        ({"build_ids": [391, 392]}, {"buildIds": [391, 392]}),
        ({"properties": ["a", "b"]}, {"properties": ["a", "b"]}),
        ({"type": "build"}, {}),
        ({"limit": 10}, {"$top": 10}),
        ({"limit": 100000}, {"$top": 1000}),
    ],
)
def test_a_filter_is_asked_by_its_name_of_today(server, params, expected):
    server.queue(startTime=moment(0))
    assert {name: value for name, value in asked(server, **params).items() if value is not None} == {
        "queryOrder": "queueTimeDescending",
        **expected,
    }


@pytest.mark.parametrize(
    ("params", "option"),
    [
        ({"min_finish_time": "2024-03-04", "min_time": "2024-03-04"}, "min_finish_time"),
        ({"max_finish_time": "2024-03-04", "min_time": "2024-03-04"}, "max_finish_time"),
        ({"min_finish_time": "2024-03-04", "query_order": "queueTimeDescending"}, "min_finish_time"),
        ({"path": "\\Web"}, "path"),
        ({"limit": -1}, "limit"),
    ],
)
def test_filters_that_contradict_each_other_are_refused_before_anything_is_asked(server, params, option):
    with pytest.raises(DeclarationError) as caught:
        found(server, **params)
    assert caught.value.option == option
    assert server.calls == []


@pytest.mark.parametrize(
    ("params", "error", "option"),
    [
        ({"definitions": [25, "Fabrikam.CJ"]}, UnknownNameError, "definitions[1]"),
        ({"definitions": ["Fabrikam.CI"]}, AmbiguousNameError, "definitions[0]"),
        ({"queues": ["Defualt"]}, UnknownNameError, "queues[0]"),
    ],
)
def test_a_name_that_means_nothing_or_too_much_is_no_empty_list(server, params, error, option):
    with pytest.raises(error) as caught:
        found(server, **params)
    assert caught.value.option == option


@pytest.mark.parametrize("nothing", ["", " ", "$(Build.DefinitionName)", 0, -1, "0"], ids=repr)
@pytest.mark.parametrize("option", ["definitions", "queues"])
def test_what_is_neither_a_name_nor_an_id_is_refused_before_anything_is_asked(server, option, nothing):
    with pytest.raises(DeclarationError, match=r"must be the name of an? .*, or its id, which is 1 or more") as caught:
        found(server, **{option: [nothing]})
    assert caught.value.option == f"{option}[0]"
    with pytest.raises(DeclarationError, match=r"^definition: must be the name of a build definition"):
        query_tags({"definition": nothing}, server, Run())
    assert server.calls == []


def test_many_ids_are_asked_in_several_requests(server):
    wanted = [server.queue() for _number in range(250)]
    assert sorted(ids(server, build_ids=[*wanted, *wanted])) == wanted
    assert [len(one["query"]["buildIds"]) for one in server.asked(LIST)] == [100, 100, 50]


# --- each once, to the end


def test_every_page_is_asked_with_the_same_filters_and_order(server):
    wanted = [server.queue("a") for _number in range(10)]
    server.queue()
    server.page_size = 3
    assert ids(server, tag_filters=["a"]) == wanted[::-1]
    queries_asked = [one["query"] for one in server.asked(LIST)]
    assert len(queries_asked) == 4
    tokens = [one.pop("continuationToken", None) for one in queries_asked]
    assert tokens[0] is None
    assert None not in tokens[1:]
    assert all(one == queries_asked[0] for one in queries_asked)


@pytest.mark.parametrize("order", [None, "queueTimeAscending", "queueTimeDescending"])
def test_each_build_comes_once_while_others_are_queued(server, order):
    """And every page is read once."""
    server.page_size = 20
    before = [server.queue(*(["a"] * (number % 2))) for number in range(1000)]
    left = iter(range(7))
    server.between_pages = lambda: next(left, None) is not None and server.queue("a")
    listed = ids(server, tag_filters=["a"], **({"query_order": order} if order else {}))
    assert len(listed) == len(set(listed))
    assert set(listed) >= set(before[1::2])
    tokens = [one["query"].get("continuationToken") for one in server.asked(LIST)]
    assert len(tokens) == len(set(tokens))
    assert len(tokens) == math.ceil(len(listed) / server.page_size)


@pytest.mark.parametrize("order", ["finishTimeDescending", "startTimeDescending"])
def test_a_build_that_moves_while_the_pages_are_read_comes_once(server, order):
    server.page_size = 2
    builds = [server.queue(startTime=moment(number)) for number in range(10)]
    moved = builds[-1]

    def move() -> None:
        # It was on the first page; now it is on a later one, too.
        server.builds[moved]["finishTime"] = server.builds[moved]["startTime"] = moment(4)

    server.between_pages = move
    listed = ids(server, query_order=order)
    assert sorted(listed) == builds


def test_a_limit_counts_what_is_returned(server):
    builds = [server.queue("a") for _number in range(9)]
    server.leaked.append({**XAML})
    assert ids(server, tag_filters=["a"], limit=4) == builds[:4:-1]
    assert ids(server, limit=0) == []
    assert server.calls == []


# --- what the server should not have listed


def test_tags_are_looked_at_again(server):
    tagged = server.queue("MyTag", "other")
    server.queue("other")
    server.leaked.append({**XAML})
    assert ids(server, tag_filters=["mytag"]) == [tagged]


def test_all_tags_count(server):
    server.queue("a")
    both = server.queue("A", "b")
    server.leaked.append({**XAML, "tags": ["a"]})
    assert ids(server, tag_filters=["a", "b"]) == [both]


def test_a_tag_with_a_comma_is_found_though_the_server_cannot_filter_by_it(server):
    wanted = server.queue("a,b", "c")
    server.queue("a", "b", "c")
    assert ids(server, tag_filters=["A,B", "c"], limit=1) == [wanted]
    assert server.asked(LIST)[0]["query"]["tagFilters"] == ["c"]
    assert "$top" not in server.asked(LIST)[0]["query"]


def test_a_number_is_the_whole_number_also_where_the_server_takes_it_for_a_beginning(server):
    first = server.queue(number="20240304.1")
    tenth = server.queue(number="20240304.10")
    server.queue(number="20240305.1")
    assert ids(server, build_number="20240304.1") == [first]
    assert ids(server, build_number="20240304*") == [tenth, first]


def test_the_type_is_looked_at(server):
    build = server.queue()
    server.leaked.append({**XAML})
    assert ids(server, type="build") == [build]
    assert ids(server, type="xaml") == [XAML["id"]]


def test_no_more_of_a_definition_than_wanted_over_all_pages(server):
    server.page_size = 2
    for definition in (25, 25, 26, 25, 26, 25):
        server.queue(definition=definition)
    assert "$top" not in asked(server, max_builds_per_definition=2, limit=4)
    listed = found(server, max_builds_per_definition=2)
    assert [build["definition"]["id"] for build in listed] == [25, 26, 25, 26]


# --- one build


def test_one_by_its_id(server):
    build = server.queue()
    assert ids(server, build_id=build, result_filter=["failed"]) == [build]
    assert server.operations == ["builds.get"]


def test_an_id_that_is_not_there_is_an_empty_list(server):
    assert ids(server, build_id=4711) == []


@pytest.mark.parametrize(
    "error",
    [
        PermissionDeniedError("no", status=403),
        NotFoundError("no such project", status=404, details={"type_key": "ProjectDoesNotExistWithNameException"}),
    ],
)
@pytest.mark.parametrize("params", [{"build_id": 391}, {}])
def test_that_one_may_not_look_is_no_empty_list(server, error, params):
    server.failing = {"builds.get": error, LIST: error}
    with pytest.raises(type(error)):
        found(server, **params)


# --- what is read beside a build


def test_each_part_comes_under_its_own_key(server):
    build = server.queue("a", logs={"type": "Container"})
    (read,) = found(
        server, build_id=build, include=["timeline", "changes", "work_items", "artifacts", "logs", "tags", "leases"]
    )
    assert read["timeline"]["records"] == [{"name": f"timeline of {build}"}]
    for part, operation in (("changes", "builds.changes"), ("artifacts", "builds.artifacts"), ("logs", "builds.logs")):
        assert read[part] == [{"name": f"{operation} of {build}"}]
    assert read["leases"] == [{"name": f"leases.of_build of {build}"}]
    assert (read["tags"], read["work_items"], read["id"]) == (["a"], [], build)
    assert len(server.calls) == 8


def test_parts_belong_to_their_own_build_in_a_list(server):
    builds = [server.queue() for _number in range(60)]
    for read in (listed := found(server, include=["changes", "timeline"])):
        assert read["changes"] == [{"name": f"builds.changes of {read['id']}"}]
        assert read["timeline"] == {"records": [{"name": f"timeline of {read['id']}"}]}
    assert [read["id"] for read in listed] == builds[::-1]


@pytest.mark.parametrize("count", [0, 49, 50, 999, 1000, 1001, 12345])
def test_work_items_which_have_no_pages_come_all(server, count):
    build = server.queue()
    server.work_items[build] = [{"id": str(number)} for number in range(count)]
    (read,) = found(server, build_id=build, include=["work_items"])
    assert len(read["work_items"]) == count


def test_a_build_that_is_deleted_while_its_parts_are_read_is_left_out(server):
    builds = [server.queue() for _number in range(3)]
    listed = server._listed

    def deleting(asked, limit):
        for build in list(listed(asked, limit)):
            server.builds.pop(builds[1], None)
            yield build

    server._listed = deleting
    assert ids(server, include=["changes", "tags"]) == [builds[2], builds[0]]


def test_a_part_that_cannot_be_read_fails_the_query(server):
    for _number in range(100):
        server.queue()
    server.failing["builds.artifacts"] = PermissionDeniedError("no artifacts for you", status=403)
    with pytest.raises(PermissionDeniedError, match="no artifacts"):
        found(server, include=["artifacts", "logs"])
    assert len(server.calls) < 60


def test_it_tells_how_far_it_is(server):
    for _number in range(250):
        server.queue()
    told: list[str] = []
    query({"include": ["tags"]}, server, Run(progress=told.append))
    assert told == ["100 builds read", "200 builds read"]


# --- tags


def test_tags_of_a_build_of_the_latest_one_and_of_the_project(server):
    build = server.queue("b", "a")
    server.queue("c")
    assert query_tags({"build_id": build}, server, Run()).result["tags"] == ["b", "a"]
    assert query_tags({"build_number": "20240304.1"}, server, Run()).result["tags"] == ["b", "a"]
    assert query_tags({"definition": 25}, server, Run()).result["tags"] == ["c"]
    assert query_tags({}, server, Run()).result["tags"] == ["b", "a", "c"]


def test_no_build_is_not_the_same_as_no_tags(server):
    with pytest.raises(NotFoundError):
        query_tags({"build_id": 4711}, server, Run())
    server.failing["build_tags.list"] = no_build(4711)
    with pytest.raises(NotFoundError, match="4711"):
        query_tags({"build_id": 4711}, server, Run())


def test_addresses_stay_short():
    assert listing.IDS_AT_A_TIME * len("12345678%2C") < 2048
