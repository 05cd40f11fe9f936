# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from fake_releases import WEBSITE, FakeReleases

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import finding
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)


def test_by_id(server: FakeReleases) -> None:
    number = server.add_release(name="Release-1")
    found = finding.find_release(server, {"release_id": number})
    assert found is not None
    assert (found["id"], found["name"]) == (number, "Release-1")


def test_an_id_that_is_not_there(server: FakeReleases) -> None:
    assert finding.find_release(server, {"release_id": 4711}) is None
    with pytest.raises(NotFoundError, match="no release with the id 4711") as caught:
        finding.read_release(server, 4711)
    assert caught.value.option == "release_id"


def test_a_missing_project_is_no_missing_release(server: FakeReleases) -> None:
    server.project_is_gone = True
    with pytest.raises(NotFoundError, match="TF200016"):
        finding.find_release(server, {"release_id": 4711})


def test_by_name_within_the_definition(server: FakeReleases) -> None:
    server.add_release(name="Release-1", definition=server.add_definition("Other"))
    number = server.add_release(name="Release-1")
    server.add_release(name="Release-10")
    found = finding.find_release(server, {"definition": WEBSITE, "name": "release-1"})
    assert found is not None
    assert found["id"] == number


def test_the_newest_is_neither_draft_nor_abandoned(server: FakeReleases) -> None:
    number = server.add_release()
    server.add_release(status="draft")
    server.add_release(status="abandoned")
    found = finding.find_release(server, {"definition": WEBSITE})
    assert found is not None
    assert found["id"] == number


def test_nothing_to_find_it_by(server: FakeReleases) -> None:
    with pytest.raises(DeclarationError, match="release_id") as caught:
        finding.find_release(server, {"name": "Release-1"})
    assert caught.value.option == "definition"


@pytest.mark.parametrize("spelling", [12, "12"])
def test_a_number_is_an_id_and_costs_nothing(server: FakeReleases, spelling: object) -> None:
    assert finding.definition_id(server, spelling) == 12
    assert server.calls == []


@pytest.mark.parametrize("spelling", [0, "0", "", " "])
def test_no_name_and_no_id_is_refused_before_it_is_sent(server: FakeReleases, spelling: object) -> None:
    with pytest.raises(DeclarationError) as caught:
        finding.definition_id(server, spelling)
    assert (caught.value.option, server.calls) == ("definition", [])


def test_a_definition_of_the_same_name_in_another_folder_is_another_one(server: FakeReleases) -> None:
    number = server.add_release()
    server.add_definition("Fabrikam-Website", path="\\Other")
    beside = {"release_id": number, "definition": "Fabrikam-Website"}
    assert finding.find_release(server, {**beside, "path": "\\"}) is not None
    with pytest.raises(DeclarationError) as caught:
        finding.find_release(server, {**beside, "path": "\\Other"})
    assert caught.value.option == "definition"


def test_a_name_is_looked_up_once(server: FakeReleases) -> None:
    assert finding.definition_id(server, "fabrikam-website") == WEBSITE
    assert finding.definition_id(server, "Fabrikam-Website") == WEBSITE
    assert server.operations == ["release_definitions.list"]


def test_an_unknown_definition_names_the_near_misses(server: FakeReleases) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'Fabrikam-Website'") as caught:
        finding.definition_id(server, "Fabrikam-Webside")
    assert caught.value.option == "definition"


def test_a_name_in_two_folders(server: FakeReleases) -> None:
    other = server.add_definition("Fabrikam-Website", path="\\Old")
    with pytest.raises(AmbiguousNameError) as caught:
        finding.definition_id(server, "Fabrikam-Website", option="release.definition")
    assert caught.value.option == "release.definition"
    assert finding.definition_id(server, "Fabrikam-Website", "/old") == other
