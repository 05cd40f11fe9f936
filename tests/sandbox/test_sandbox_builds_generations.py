# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of builds and build definitions, and their documents, by generation.

Version 2.0 (reference of 2015) has other filters than 4.1 (OpenAPI). [I] What a generation does not know it ignores, and
TFS 2017 knows what 2.0 knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from generation_api import GenerationApi, since

SEEDED = {387, 388, 389, 390, 391, 392}
DEVELOP = {388, 390}
NUMBERED_16 = {390, 391, 392}


@pytest.fixture
def newer(request: pytest.FixtureRequest) -> bool:
    """Whether the generation has the filters of 4.1."""
    return request.node.callspec.params["server"] in since("tfs2018")


@pytest.fixture
def restored(server: GenerationApi) -> Iterator[GenerationApi]:
    """A sandbox that other tests find as it was before."""
    yield server
    server.client.request("PUT", "/sandbox/read-only", body=False)
    server.client.request("POST", "/sandbox/reset")


def found(server: GenerationApi, **query: Any) -> set[int]:
    answer = server.get("build/builds", **query)
    assert answer.status_code == 200, answer.text
    return {build["id"] for build in answer.json()["value"]}


def test_the_number_is_a_beginning_and_later_whole_or_with_an_asterisk(server: GenerationApi, newer: bool) -> None:
    assert found(server, buildNumber="20150716.2") == {391}
    assert found(server, buildNumber="20150716") == (set() if newer else NUMBERED_16)
    assert found(server, buildNumber="20150716*") == (NUMBERED_16 if newer else set())


@pytest.mark.parametrize(("older_name", "name"), [("minFinishTime", "minTime"), ("maxFinishTime", "maxTime")])
def test_the_times_of_builds_have_other_names_since_4_1(
    server: GenerationApi, newer: bool, older_name: str, name: str
) -> None:
    moment = server.get("build/builds/390").json()["finishTime"]
    later = {390, 391, 392} if name == "minTime" else {387, 388, 389, 390}
    assert found(server, **{name: moment}) == (later if newer else SEEDED)
    assert found(server, **{older_name: moment}) == (SEEDED if newer else later)


def test_a_branch_is_no_filter_before_4_1(server: GenerationApi, newer: bool) -> None:
    assert found(server, branchName="refs/heads/develop") == (DEVELOP if newer else SEEDED)


def test_other_filters_of_4_1(server: GenerationApi, newer: bool) -> None:
    assert found(server, buildIds="387,390") == ({387, 390} if newer else SEEDED)
    assert found(server, repositoryId="nothing", repositoryType="TfsGit") == (set() if newer else SEEDED)


def test_filters_of_every_generation(server: GenerationApi) -> None:
    assert found(server, definitions="2") == {392}
    assert found(server, resultFilter="failed") == {389}
    assert found(server, tagFilters="tag1,tag3") == {391}
    assert found(server, requestedFor="nobody@nowhere") == set()
    assert found(server, definitions="1", maxBuildsPerDefinition="1") == {391}


def test_deleted_builds_are_listed_since_3_0(restored: GenerationApi, request: pytest.FixtureRequest) -> None:
    listed = request.node.callspec.params["server"] in since("tfs2017")
    restored.send("DELETE", "build/builds/388")
    assert found(restored) == SEEDED - {388}
    assert found(restored, deletedFilter="onlyDeleted") == ({388} if listed else SEEDED - {388})
    if listed:
        (build,) = restored.get("build/builds", deletedFilter="onlyDeleted").json()["value"]
        assert build["deleted"] is True


def test_the_order_is_asked_for_since_4_1(server: GenerationApi, newer: bool) -> None:
    answer = server.get("build/builds", queryOrder="queueTimeAscending").json()["value"]
    assert (answer[0]["id"] == 387) == newer


def test_the_type_is_a_filter_of_the_older(server: GenerationApi, newer: bool) -> None:
    assert found(server, type="build") == SEEDED
    assert found(server, type="xaml") == (SEEDED if newer else set())


def test_filters_of_definitions(server: GenerationApi, newer: bool) -> None:
    def names(**query: Any) -> set[str]:
        return {one["name"] for one in server.get("build/definitions", **query).json()["value"]}

    both = {"Fabrikam.CI", "Fabrikam.Infrastructure.CI"}
    assert names() == both
    assert names(name="fabrikam.*structure.ci") == {"Fabrikam.Infrastructure.CI"}
    assert names(name="nothing") == set()
    assert names(definitionIds="1") == ({"Fabrikam.CI"} if newer else both)
    assert names(path="\\Nowhere") == (set() if newer else both)
    assert names(type="xaml") == (both if newer else set())


def test_the_kind_of_process_is_a_filter_since_5_1(server: GenerationApi, request: pytest.FixtureRequest) -> None:
    filtered = request.node.callspec.params["server"] in since("server2019")
    answer = server.get("build/definitions", processType="2").json()
    assert answer["count"] == (0 if filtered else 2)


def test_tasks_of_a_definition_stand_alone_before_phases(server: GenerationApi, newer: bool) -> None:
    document = server.get("build/definitions/1").json()
    assert ("process" in document, "build" in document) == (newer, not newer)
    steps = document["process"]["phases"][0]["steps"] if newer else document["build"]
    assert [step["displayName"] for step in steps][1:] == ["Run tests", "Publish drop"]
    assert document["queue"]["pool"] is None or newer


def test_a_definition_comes_back_as_it_was_sent(server: GenerationApi, newer: bool) -> None:
    document = server.get("build/definitions/1").json()
    made = server.send("POST", "build/definitions", body={**document, "name": "Copy.CI"}).json()
    part = "process" if newer else "build"
    assert made[part] == document[part]
    changed = {**made, "comment": "again"}
    answer = server.send("PUT", f"build/definitions/{made['id']}", body=changed).json()
    assert (answer[part], answer["revision"]) == (document[part], 2)
    assert server.send("DELETE", f"build/definitions/{made['id']}").status_code == 204


def test_a_definition_lies_in_a_folder_where_it_shows_one(restored: GenerationApi, newer: bool) -> None:
    document = {**restored.get("build/definitions/1").json(), "path": "\\Old"}
    # Without folders it is a second one of the same name.
    answer = restored.send("POST", "build/definitions", body=document)
    assert answer.status_code == (200 if newer else 409), answer.text
    made = restored.send("POST", "build/definitions", body={**document, "name": "Copy.CI"}).json()
    built = restored.send("POST", "build/builds", body={"definition": {"id": made["id"]}}).json()["definition"]
    (listed,) = restored.get("build/definitions", name="Copy.CI").json()["value"]
    assert [one.get("path") for one in (made, listed, built)] == ["\\Old" if newer else None] * 3


def test_work_items_are_read_by_post_even_where_nothing_is_written(restored: GenerationApi) -> None:
    restored.client.request("PUT", "/sandbox/read-only", body=True)
    answer = restored.send("POST", "build/builds/391/workitems")
    assert (answer.status_code, [one["id"] for one in answer.json()["value"]]) == (200, ["3", "33"])
    assert restored.send("POST", "build/builds", body={"definition": {"id": 1}}).status_code == 500


def test_a_build_of_tasks_that_stand_alone_runs_them() -> None:
    api = GenerationApi("tfs2015")
    answer = api.send("POST", "build/builds", body={"definition": {"id": 1}})
    assert answer.status_code == 200, answer.text
    number = answer.json()["id"]
    assert api.get(f"build/builds/{number}").json()["result"] == "succeeded"
    records = api.get(f"build/builds/{number}/timeline").json()["records"]
    assert {record["type"] for record in records} == {"Job", "Task"}
    assert [one["parentId"] for one in records if one["type"] == "Job"] == [None]
    api.close()


FIELDS = {
    "buildNumberRevision": "tfs2018",
    "validationResults": "tfs2018",
    "retainedByRelease": "tfs2018",
    "templateParameters": "server2022",
    "orchestrationPlan": "tfs2015",
    "keepForever": "tfs2015",
}


def test_fields_of_a_build(server: GenerationApi, request: pytest.FixtureRequest) -> None:
    build = server.get("build/builds/391").json()
    generation = request.node.callspec.params["server"]
    assert {name for name in FIELDS if name in build} == {
        name for name, first in FIELDS.items() if generation in since(first)
    }


def test_people_and_projects(server: GenerationApi, newer: bool, request: pytest.FixtureRequest) -> None:
    build = server.get("build/builds/391").json()
    assert ({"descriptor", "_links"} <= set(build["requestedFor"])) == newer
    assert ("visibility" in build["project"]) == newer
    last_update = request.node.callspec.params["server"] in since("server2019")
    assert ("lastUpdateTime" in build["project"]) == last_update


class TestXaml:
    """Builds of the time before. The lists of the reference of 2015 have them, later ones do not."""

    @pytest.fixture(params=["tfs2015", "tfs2017"])
    def older(self, request: pytest.FixtureRequest) -> Iterator[GenerationApi]:
        api = GenerationApi(request.param)
        api.sandbox.add_builds({"type": "xaml", "count": 2, "definition": "MyWebSite CI", "tags": ["other"]})
        yield api
        api.close()

    def test_they_are_in_lists_unless_the_type_says_otherwise(self, older: GenerationApi) -> None:
        assert found(older) == SEEDED | {393, 394}
        assert found(older, type="build") == SEEDED
        assert found(older, type="xaml") == {393, 394}

    def test_they_leak_through_tags(self, older: GenerationApi) -> None:
        assert found(older, tagFilters="tag2") == {390, 391, 393, 394}
        assert found(older, tagFilters="tag2", type="build") == {390, 391}

    def test_they_have_neither_branch_nor_queue(self, older: GenerationApi) -> None:
        build = older.get("build/builds/393").json()
        assert build["definition"]["type"] == "xaml"
        assert build["sourceVersion"].startswith("LG:refs/heads/master:")
        assert not {"sourceBranch", "queue", "tags", "orchestrationPlan"} & set(build)
        assert build["buildNumber"].startswith("MyWebSite CI_")

    def test_their_definitions_are_in_lists(self, older: GenerationApi) -> None:
        (entry,) = older.get("build/definitions", type="xaml").json()["value"]
        assert (entry["name"], entry["type"]) == ("MyWebSite CI", "xaml")
        assert "queue" not in entry

    def test_a_reset_forgets_them(self, older: GenerationApi) -> None:
        older.client.request("POST", "/sandbox/reset")
        assert found(older) == SEEDED

    @pytest.mark.parametrize("generation", since("tfs2018"))
    def test_later_generations_have_none(self, generation: str) -> None:
        api = GenerationApi(generation)
        answer = api.client.request("POST", "/sandbox/builds", body={"type": "xaml"})
        assert answer.status_code == 400
        assert "xaml" in answer.text
        api.close()
