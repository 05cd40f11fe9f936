# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task about an id, or the number of a build, that is null: never about what else the other options would find."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build import BUILD
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tags import (
    BUILD_TAGS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release import RELEASE
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_info import (
    RELEASE_DEFINITION_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_environment import (
    RELEASE_ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_info import (
    RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_build import (
    BUILDMASTER_BUILD,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_build_info import (
    BUILDMASTER_BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment import (
    BUILDMASTER_DEPLOYMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_deployment_info import (
    BUILDMASTER_DEPLOYMENT_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_release import (
    BUILDMASTER_RELEASE,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.resources.buildmaster_release_info import (
    BUILDMASTER_RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._performing import about_nothing

QUERIES = (
    BUILD_INFO,
    BUILD_TAGS,
    RELEASE_INFO,
    RELEASE_DEFINITION_INFO,
    BUILDMASTER_RELEASE_INFO,
    BUILDMASTER_BUILD_INFO,
    BUILDMASTER_DEPLOYMENT_INFO,
)
NULLS: list[tuple[dict[str, Any], str]] = [
    ({"release_id": None}, "release_id"),
    ({"definition": "Web", "artifacts": [{"alias": "A", "version": None}]}, "artifacts[0].version"),
    (
        {
            "definition": "Web",
            "artifacts": [{"alias": "A", "version": 1}, {"alias": "B", "version": None, "branch": "main"}],
        },
        "artifacts[1].version",
    ),
]


@pytest.mark.parametrize(("given", "option"), NULLS, ids=str)
def test_check_mode_does_not_know_what_would_be_done(given: dict[str, Any], option: str) -> None:
    answer = about_nothing(RELEASE, given, given, check_mode=True)
    assert answer is not None
    assert (answer["changed"], answer["release"], answer.get("failed")) == (True, {"id": None}, None)
    assert answer["warnings"][0].startswith(f"{option} is null, as of what check mode only pretends to create")


@pytest.mark.parametrize(
    ("resource", "returned"),
    [
        (BUILD, "build"),
        (RELEASE, "release"),
        (RELEASE_ENVIRONMENT, "environment"),
        (BUILDMASTER_RELEASE, "release"),
        (BUILDMASTER_BUILD, "build"),
        (BUILDMASTER_DEPLOYMENT, "deployment"),
    ],
)
def test_the_next_task_gets_a_null_for_the_id_of_what_is_pretended(resource: Resource, returned: str) -> None:
    """So a chain of tasks that go on with each other's ids comes to its end in check mode."""
    assert resource.pretended[returned] == {"id": None}


@pytest.mark.parametrize("resource", QUERIES, ids=lambda resource: resource.name)
def test_a_query_about_an_id_never_lists_what_is_about_others(resource: Resource) -> None:
    ids = {
        name
        for name, option in resource.argument_spec.items()
        if option["type"] == "int" and (name == "id" or name.endswith("_id"))
    }
    assert ids
    assert ids <= set(resource.identities)


@pytest.mark.parametrize("resource", QUERIES, ids=lambda resource: resource.name)
def test_a_query_in_check_mode_finds_nothing_of_what_is_pretended(resource: Resource) -> None:
    option = resource.identities[0]
    answer = about_nothing(resource, {}, {option: None}, check_mode=True)
    assert answer is not None
    assert (answer["changed"], answer.get("failed")) == (False, None)
    assert [] in answer.values()


def test_releases_of_the_build_of_nothing_are_not_those_of_all() -> None:
    answer = about_nothing(RELEASE_INFO, {}, {"artifact_version_id": None}, check_mode=False)
    assert answer is not None
    assert answer["failure"]["option"] == "artifact_version_id"


@pytest.mark.parametrize(("given", "option"), NULLS, ids=str)
def test_a_real_run_refuses(given: dict[str, Any], option: str) -> None:
    answer = about_nothing(RELEASE, given, given, check_mode=False)
    assert answer is not None
    assert (answer["failed"], answer["changed"], answer["failure"]["option"]) == (True, False, option)
    assert answer["msg"].startswith(f"{option}: is null, or empty.")


@pytest.mark.parametrize(
    "given",
    [{"definition": "Web"}, {"release_id": 4}, {"artifacts": [{"alias": "A", "branch": "main"}]}, {"artifacts": []}],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_any_other_task_goes_on(given: dict[str, Any], check_mode: bool) -> None:
    assert about_nothing(RELEASE, given, given, check_mode=check_mode) is None
