# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations: their paths, and which one is called in which version on which generation of the server.

That the versions are those of Microsoft's documents is shown with the conformance of the sandbox.
"""

from __future__ import annotations

import re

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    GENERATIONS,
    SERVER_CHOICES,
    Generation,
    first_with,
    generation_by_latest,
    number,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import (
    OPERATIONS,
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, VersionError

BY_AGE = list(GENERATIONS.values())
every_generation = pytest.mark.parametrize("generation", BY_AGE, ids=list(GENERATIONS))

# --- paths


def test_a_path_value_is_encoded_once() -> None:
    path = OPERATIONS["definition_tags.remove"].path({"project": "Web Shop", "definition_id": 7, "tag": "a/b c%20#?"})
    assert path == "Web%20Shop/_apis/release/definitions/7/tags/a%2Fb%20c%2520%23%3F"


@pytest.mark.parametrize("tag", ["", ".", ".."])
def test_a_value_that_would_lead_to_another_address_is_refused(tag: str) -> None:
    with pytest.raises(DeclarationError, match="tag"):
        OPERATIONS["definition_tags.remove"].path({"project": "p", "definition_id": 7, "tag": tag})


# --- generations


def test_servers_of_the_first_release_understand_what_is_sent_to_their_generation() -> None:
    assert {generation.name: generation.family for generation in BY_AGE} == {
        "tfs2015": "2.2",  # Update 2, the first with release pipelines
        "tfs2017": "3.0",
        "tfs2018": "4.0",
        "server2019": "5.0",
        "server2020": "6.0",
        "server2022": "7.0",
        "services": "7.1",
    }


def test_every_generation_can_be_chosen() -> None:
    assert ("auto", *GENERATIONS) == SERVER_CHOICES


@pytest.mark.parametrize(
    ("latest", "name"),
    [
        ("2.2", "tfs2015"),
        ("2.3", "tfs2015"),
        ("3.0", "tfs2017"),
        ("3.2", "tfs2017"),
        ("4.0", "tfs2018"),
        ("4.1", "tfs2018"),
        ("5.0", "server2019"),
        ("5.1", "server2019"),
        ("6.0", "server2020"),
        ("6.1", "server2020"),
        ("7.0", "server2022"),
        ("7.1", "server2022"),
        ("7.2", "services"),
    ],
)
def test_a_server_is_recognized_by_the_latest_version_that_it_names(latest: str, name: str) -> None:
    found = generation_by_latest(latest)
    assert found is not None
    assert found.name == name


def test_versions_are_compared_as_numbers() -> None:
    assert sorted(["10.0", "9.1", "9.0"], key=number) == ["9.0", "9.1", "10.0"]
    assert Generation("later", "", ("10.0",), family="10.0").has("7.1")


@pytest.mark.parametrize(
    ("version", "name"), [("2.0", "tfs2015"), ("3.1", "tfs2018"), ("4.1", "server2019"), ("7.1", "services")]
)
def test_the_first_generation_that_has_something_has_it_in_all_its_updates(version: str, name: str) -> None:
    assert first_with(version).name == name


# --- the operation of a generation


@every_generation
def test_every_operation_has_a_version_within_the_generation(generation: Generation) -> None:
    there = 0
    for name, operation in OPERATIONS.items():
        try:
            found = operation.on(generation)
        except VersionError:
            continue
        match = re.fullmatch(r"(\d+\.\d+)(-preview(\.\d+)?)?", found.version(generation.family))
        assert match, name
        assert number(match[1]) <= number(generation.family), name
        there += 1
    assert there > len(OPERATIONS) / 2


def test_an_operation_that_a_server_lacks_names_the_first_generation_that_has_it() -> None:
    leases = OPERATIONS["leases.list"]
    with pytest.raises(VersionError) as caught:
        leases.on(GENERATIONS["server2019"])
    assert caught.value.option == "server"
    assert "Azure DevOps Server 2019 has no retention leases of builds: Azure DevOps Server 2020 is the first" in str(
        caught.value
    )
    assert leases.on(GENERATIONS["server2020"]) is leases


def test_an_older_server_has_another_operation_for_the_same() -> None:
    newest = Operation("GET", "c", versions={}, older={"2.2": Operation("GET", "a"), "4.0": Operation("GET", "b")})
    assert {one.name: newest.on(one).route for one in BY_AGE} == {
        "tfs2015": "a",
        "tfs2017": "b",
        "tfs2018": "b",
        "server2019": "c",
        "server2020": "c",
        "server2022": "c",
        "services": "c",
    }


@pytest.mark.parametrize(("server", "method"), [("tfs2015", "POST"), ("tfs2018", "GET")])
def test_work_items_of_a_build_were_asked_for_by_post(server: str, method: str) -> None:
    assert OPERATIONS["builds.work_items"].on(GENERATIONS[server]).method == method


@pytest.mark.parametrize(
    ("server", "area"),
    [("tfs2015", "distributedtask"), ("tfs2018", "distributedtask"), ("server2019", "serviceendpoint")],
)
def test_service_endpoints_moved_to_an_area_of_their_own(server: str, area: str) -> None:
    assert f"/_apis/{area}/" in OPERATIONS["service_endpoints.list"].on(GENERATIONS[server]).route
