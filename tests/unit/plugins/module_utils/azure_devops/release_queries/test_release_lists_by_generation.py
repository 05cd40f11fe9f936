# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each filter gives the same on every generation, and nothing is asked of a server that it does not know."""

from __future__ import annotations

from typing import Any

import pytest
from fake_lists_of_generations import KNOWN, PROJECT, SHUTTLE, WEBSITE, FakeLists

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    find_named,
    newest,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [105, 104, 103, 102, 101]),
    ({"query_order": "ascending"}, [101, 102, 103, 104, 105]),
    ({"definition_id": WEBSITE}, [105, 102, 101]),
    ({"status_filter": "draft"}, [105]),
    ({"search_text": "release"}, [105, 104, 102, 101]),
    ({"search_text": "release", "limit": 2}, [105, 104]),
    ({"search_text": "release", "limit": 0}, []),
    ({"search_text": "nothing"}, []),
    ({"definition_environment_id": 19}, [105, 102, 101]),
    ({"environment_status_filter": ["succeeded"]}, [105, 103, 101]),
    ({"environment_status_filter": ["rejected", "inProgress"]}, [104, 102, 101]),
    # The same stage, not one of each.
    ({"definition_environment_id": 19, "environment_status_filter": ["succeeded"]}, [101]),
    ({"artifact_type_id": "Git"}, [104, 102]),
    ({"artifact_version_id": "90"}, [103, 102, 101]),
    ({"source_id": f"{PROJECT}:1"}, [105, 102, 101]),
    # The same artifact: 102 has a build 91 and a commit 90.
    ({"artifact_type_id": "Build", "source_id": f"{PROJECT}:1", "artifact_version_id": "90"}, [101]),
    ({"source_branch_filter": "topic"}, [102]),
    ({"source_branch_filter": "refs/heads/topic"}, [102]),
    ({"release_id_filter": [104, 102, 999]}, [104, 102]),
    ({"release_id_filter": [104, 102], "query_order": "ascending"}, [102, 104]),
    ({"release_id_filter": list(range(1, 400))}, [105, 104, 103, 102, 101]),
    ({"release_id_filter": []}, []),
    ({"environment_status_filter": []}, []),
    # All of no tags, which every release has.
    ({"tag_filter": []}, [105, 104, 103, 102, 101]),
    ({"release_id_filter": [102, 103], "definition_id": SHUTTLE, "search_text": "shuttle"}, [103]),
]
FOLDERS: list[tuple[str, list[int]]] = [
    ("\\", [105, 104, 103, 102, 101]),
    ("/web", [105, 104, 102, 101]),
    ("\\Web\\Shop", [104]),
    ("\\We", []),
]


@pytest.fixture(params=list(KNOWN))
def server(request: pytest.FixtureRequest) -> FakeLists:
    return FakeLists(request.param)


def found(server: FakeLists, **params: Any) -> list[dict[str, Any]]:
    releases: list[dict[str, Any]] = query(params, server, Run()).result["releases"]
    return releases


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=str)
def test_a_filter_gives_the_same_everywhere(server: FakeLists, params: dict[str, Any], expected: list[int]) -> None:
    assert [one["id"] for one in found(server, **params)] == expected
    assert server.ignored == set()


@pytest.mark.parametrize(("path", "expected"), FOLDERS)
def test_a_folder_gives_the_same_everywhere(server: FakeLists, path: str, expected: list[int]) -> None:
    if server.name == "tfs2015":
        # It has no folders: all definitions are in the root.
        expected = expected if path == "\\" else []
    assert [one["id"] for one in found(server, path=path)] == expected
    assert server.ignored == set()


@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=str)
def test_entries_show_what_was_asked_for_and_nothing_beside_it(
    server: FakeLists, params: dict[str, Any], expected: list[int]
) -> None:
    assert not any({"environments", "artifacts"} & set(one) for one in found(server, **params))
    shown = found(server, **params, expand=["artifacts"])
    assert [(one["id"], "artifacts" in one, "environments" in one) for one in shown] == [
        (number, True, False) for number in expected
    ]


def test_what_is_filtered_by_the_server_and_what_is_here() -> None:
    asked: dict[str, set[str]] = {}
    for generation in KNOWN:
        server = FakeLists(generation)
        found(
            server, search_text="x", definition_environment_id=19, release_id_filter=[101], path="\\", created_by="me"
        )
        (sent,) = server.asked("releases.list")
        asked[generation] = set(sent) - {"$top", "queryOrder"}
    old, four = {"createdBy", "$expand"}, {"createdBy", "searchText", "definitionEnvironmentId"}
    assert asked == {
        "tfs2015": old,
        "tfs2017": old,
        "tfs2018": four,
        "server2019": four | {"releaseIdFilter"},
        **dict.fromkeys(["server2020", "server2022", "services"], four | {"releaseIdFilter", "path"}),
    }


@pytest.mark.parametrize("option", ["release_id_filter", "environment_status_filter"])
def test_a_list_that_names_nothing_costs_no_request(server: FakeLists, option: str) -> None:
    assert found(server, **{option: []}, definition_id=WEBSITE) == []
    assert server.calls == []


def test_not_all_releases_are_read_to_find_the_newest_ones_by_id() -> None:
    server = FakeLists("tfs2018")
    read: list[int] = []
    pages = server.pages

    def counting(*args: Any, **kwargs: Any) -> Any:
        for one in pages(*args, **kwargs):
            read.append(one["id"])
            yield one

    server.pages = counting  # type: ignore[method-assign]
    assert [one["id"] for one in found(server, release_id_filter=[104])] == [104]
    assert read == [105, 104, 103]


def test_variables_are_shown_when_they_are_asked_for(server: FakeLists) -> None:
    entries = found(server, expand=["variables"], definition_id=WEBSITE)
    assert [one["variables"]["Region"]["value"] for one in entries] == ["westeurope"] * 3
    assert not any("environments" in one for one in entries)
    reads = {"tfs2018": 3}
    assert server.operations.count("releases.get") == reads.get(server.name, 0)


def test_tags_are_shown_when_they_are_asked_for(server: FakeLists) -> None:
    if server.name in ("tfs2015", "tfs2017"):
        with pytest.raises(DeclarationError, match=r"^expand: .*tags of releases: Team Foundation Server 2018 is"):
            found(server, expand=["tags"])
        assert server.calls == []
        return
    assert [one["tags"] for one in found(server, expand=["tags"], definition_id=SHUTTLE)] == [["nightly"]]


@pytest.mark.parametrize(
    ("params", "option", "without"),
    [
        ({"is_deleted": True}, "is_deleted", ("tfs2015", "tfs2017")),
        ({"tag_filter": ["web"]}, "tag_filter", ("tfs2015", "tfs2017")),
        ({"property_filters": ["a"]}, "property_filters", ("tfs2015", "tfs2017")),
        ({"expand": ["manualInterventions"]}, "expand", ("tfs2015", "tfs2017")),
        ({"include": ["manual_interventions"]}, "include", ("tfs2015", "tfs2017")),
        ({"include": ["tags"]}, "include", ("tfs2015", "tfs2017")),
        ({"include": ["revisions"]}, "include", ("tfs2015",)),
    ],
    ids=str,
)
def test_what_a_server_has_not_is_an_error_before_any_request(
    server: FakeLists, params: dict[str, Any], option: str, without: tuple[str, ...]
) -> None:
    if server.name in without:
        first = "2017" if without == ("tfs2015",) else "2018"
        with pytest.raises(DeclarationError, match=f"Team Foundation Server {first} is the first that has") as caught:
            found(server, **params)
        assert (caught.value.option, server.calls) == (option, [])
    elif "include" not in params:
        found(server, **params)
        assert server.ignored == set()


def test_one_release_by_its_name(server: FakeLists) -> None:
    assert (find_named(server, WEBSITE, "release-101") or {})["id"] == 101
    assert find_named(server, WEBSITE, "Release") is None
    assert (newest(server, WEBSITE) or {})["id"] == 102
    assert server.ignored == set()
