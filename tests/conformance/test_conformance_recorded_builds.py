# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server of 2015 answered about builds, as recorded, is understood by the code that reads answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conformance_client import played
from conformance_wire import shared_folder

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.artifact import DOWNLOADABLE
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.following import facts_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.matching import (
    matching_build,
    state_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.models import parameters_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.parts import PARTS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import (
    query,
    query_tags,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queueing import queue_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import read_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import read_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.timeline import (
    read_timeline,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.updating import update_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Document = dict[str, Any]

MASTER = "b13b8f7261ec6a4ebfa4d98aa63bf164f4be64c5"
TAGS = ["tag1", "tag2", "tag3"]
GOOD = ["succeeded", "partiallySucceeded"]


def listed(client: Client, **params: Any) -> list[int]:
    return [build["id"] for build in query(params, client, Run()).result["builds"]]


def one_build(client: Client) -> None:
    build = read_build(client, 391)
    assert state_of(build) == "succeeded"
    facts = facts_of(build)
    assert (facts["build_id"], facts["build_number"], facts["result"]) == (391, "20150716.2", "succeeded")
    assert facts["web_url"].startswith("https://")


def builds_of_a_definition(client: Client) -> None:
    assert listed(client, definitions=[25]) == [391]
    declared: Document = {"source_branch": "master", "source_version": MASTER[:12], "parameters": None}
    match = matching_build(client, declared, 25, GOOD, 200)
    assert match.build is not None and match.build["id"] == 391
    assert match.definition["name"] == "VsoBuildApi"


def builds_of_a_tag(client: Client) -> None:
    """Twenty of them are XAML builds without any tags."""
    assert listed(client, tag_filters=["mytag"]) == [391]
    assert listed(client) == [391]
    assert len(listed(client, type="xaml")) == 20


def artifacts(client: Client) -> None:
    (drop,) = PARTS["artifacts"](client, 391)
    assert drop["name"] == "drop" and drop["resource"]["type"].casefold() in DOWNLOADABLE


def timeline(client: Client) -> None:
    known = read_timeline(client, 391)
    assert "Build solution **\\*.sln" in known.names()
    assert known.failed() == [] and known.doing() == "" and known.held_up_by() == ""
    (task,) = known.named("get sources")
    assert known.path(task).endswith("Get sources") and task["log"]["id"] == 1


def tags(expected: list[str]) -> Callable[[Client], None]:
    def understood(client: Client) -> None:
        assert read_tags(client, 391) == expected

    return understood


def part(name: str, count: int) -> Callable[[Client], None]:
    def understood(client: Client) -> None:
        assert len(PARTS[name](client, 391)) == count

    return understood


def tags_of_the_project(client: Client) -> None:
    assert "existing tag" in query_tags({}, client, Run()).result["tags"]


def queued(client: Client) -> None:
    """The answer has no source version, and tells the state."""
    body = {"definition": {"id": 25}, "sourceBranch": "refs/heads/master", "sourceVersion": MASTER}
    build = queue_build(client, {}, body, 0, Run())
    assert (build["id"], state_of(build), build["sourceVersion"]) == (393, "notStarted", MASTER)
    assert parameters_of(build)["BuildConfiguration"] == "debug"


def updated(client: Client) -> None:
    """The answer has no parameters."""
    before = {"id": 393, "keepForever": False, "parameters": "{}"}
    update = update_build(client, before, {"keep_forever": True}, check_mode=False)
    assert (update.build["keepForever"], update.build["parameters"]) == (True, "{}")


def deleted(client: Client) -> None:
    assert client.call("builds.delete", build_id=393) is None


def definitions(client: Client) -> None:
    assert definition_id(client, "vsobuildapi") == 25
    assert definition_id(client, "\\VsoBuildApi") == 25
    with pytest.raises(UnknownNameError, match="XAML"):
        definition_id(client, "MyWebSite CI")


def one_definition(client: Client) -> None:
    document = client.call("build_definitions.get", definition_id=29)
    assert isinstance(document["id"], int) and document["name"] and document["type"] == "build"


def some_list(client: Client) -> None:
    assert all(isinstance(entry, dict) for entry in client.pages("build_definitions.list"))


UNDERSTOOD: dict[str, Callable[[Client], None]] = {
    "build-builds/DELETE__build_builds__buildId_": deleted,
    "build-builds/DELETE__build_builds__knownBuildId__tags_myTag": tags(TAGS),
    "build-builds/GET__build_builds__knownBuildId_": one_build,
    "build-builds/GET__build_builds__knownBuildId__artifacts": artifacts,
    "build-builds/GET__build_builds__knownBuildId__changes": part("changes", 8),
    "build-builds/GET__build_builds__knownBuildId__logs": part("logs", 4),
    "build-builds/GET__build_builds__knownBuildId__tags": tags(["myTag", *TAGS]),
    "build-builds/GET__build_builds__knownBuildId__timeline": timeline,
    "build-builds/GET__build_builds_definitions-_definitionId__statusFilter-completed__top-1": builds_of_a_definition,
    "build-builds/GET__build_builds_definitions-_definitionId__statusFilter-completed"
    "_continuationToken-_continuationToken_": builds_of_a_definition,
    "build-builds/GET__build_builds_tagFilters-myTag": builds_of_a_tag,
    "build-builds/GET__build_tags": tags_of_the_project,
    "build-builds/PATCH__build_builds__buildId_": updated,
    "build-builds/POST__build_builds": queued,
    "build-builds/POST__build_builds__knownBuildId__workitems": part("work_items", 2),
    "build-builds/PUT__build_builds__knownBuildId__tags_myTag": tags(["myTag", *TAGS]),
    "build-definitions/DELETE__build_definitions__definitionId_": deleted,
    "build-definitions/GET__build_definitions": definitions,
    "build-definitions/GET__build_definitions__definitionId_": one_definition,
    "build-definitions/GET__build_definitions__definitionId__revision-_revision_": one_definition,
    "build-definitions/GET__build_definitions__definitionId__revisions": some_list,
    "build-definitions/GET__build_options": some_list,
    "build-definitions/POST__build_definitions": one_definition,
    "build-definitions/PUT__build_definitions__definitionId_": one_definition,
}
"""Each recorded answer by what reads such answers; of definitions the collection reads the list and one document."""


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_recorded_answer_is_understood(name: str) -> None:
    UNDERSTOOD[name](played(name))


def test_no_recorded_answer_about_builds_is_left_out() -> None:
    folder = shared_folder("reference", "exchanges")
    recorded = {
        f"{area}/{file.stem}"
        for area in ("build-builds", "build-definitions")
        for file in (folder / area).glob("*.json")
    }
    assert recorded == set(UNDERSTOOD)
