# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong in the options of any task is said before a server is asked."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build import BUILD
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_artifact import (
    BUILD_ARTIFACT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_log import (
    BUILD_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tag import (
    BUILD_TAG,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tags import (
    BUILD_TAGS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release import RELEASE
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_approval import (
    RELEASE_APPROVAL,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_info import (
    RELEASE_DEFINITION_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definitions import (
    RELEASE_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_environment import (
    RELEASE_ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_info import (
    RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_log import (
    RELEASE_LOG,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource
from ansible_collections.devops.release_management.plugins.module_utils._performing import Wishes, perform

QUERIES = [BUILD_INFO, BUILD_TAGS, RELEASE_INFO, RELEASE_DEFINITION_INFO]
CONNECTION = set(BUILD.argument_spec) & set(RELEASE.argument_spec) & set(BUILD_TAGS.argument_spec)


def refused(resource: Resource, params: dict[str, Any]) -> dict[str, Any]:
    """The failure of a task that ends before there is a client."""

    def no_client(_params: dict[str, Any]) -> AbstractContextManager[Any]:
        raise AssertionError("a server is asked")

    answer = perform(resource, params, Wishes("toy"), no_client)
    assert answer["failed"] is True
    assert answer["failure"]["kind"] == "DeclarationError", answer["msg"]
    return answer


@pytest.mark.parametrize(("resource", "option"), [(BUILD, "build_id"), (RELEASE, "release_id")])
def test_true_is_no_number(resource: Resource, option: str) -> None:
    assert refused(resource, {option: True})["msg"] == f"{option}: must be a whole number"


NUMBERS = {
    "concurrency": (0, -1),
    "match_limit": (0, -1),
    "poll_interval": (0.0, -1.0, float("nan"), float("inf")),
    "wait_timeout": (-1,),
}


@pytest.mark.parametrize(
    ("resource", "option", "number"),
    [
        pytest.param(resource, option, number, id=f"{resource.name} {option} {number}")
        for resource in (BUILD, RELEASE, RELEASE_DEFINITIONS, RELEASE_ENVIRONMENT, RELEASE_APPROVAL)
        for option, numbers in NUMBERS.items()
        for number in numbers
        if option in resource.argument_spec
    ],
)
def test_a_number_out_of_its_bounds(resource: Resource, option: str, number: float) -> None:
    assert refused(resource, {option: number})["msg"].startswith(f"{option}: must be ")


def texts_of(resource: Resource) -> list[str]:
    """The options that take any text: what has choices is checked against them."""
    return [
        name
        for name, option in resource.argument_spec.items()
        if name not in CONNECTION
        and "choices" not in option
        and {option.get("type"), option.get("elements")} & {"str", "raw", "path"}
    ]


@pytest.mark.parametrize("empty", ["", "  ", [""], ["a", ""]], ids=repr)
@pytest.mark.parametrize(
    ("resource", "option"),
    [
        pytest.param(resource, option, id=f"{resource.name} {option}")
        for resource in QUERIES
        for option in texts_of(resource)
    ],
)
def test_no_filter_of_a_query_takes_an_empty_text(resource: Resource, option: str, empty: Any) -> None:
    given: Any = empty
    place = option
    if isinstance(empty, list):
        place = f"{option}[{len(empty) - 1}]"
    message = refused(resource, {option: given})["msg"]
    assert (
        message
        == f"{place}: must not be empty. Where nothing is to be chosen by it, leave it out, or give omit or null"
    )


def test_the_filters_are_looked_at() -> None:
    for option in ("branch_name", "requested_for", "tag_filters", "definitions", "queues"):
        assert option in texts_of(BUILD_INFO)
    for option in ("created_by", "source_branch_filter", "artifact_version_id", "tag_filter"):
        assert option in texts_of(RELEASE_INFO)
    assert "search_text" in texts_of(RELEASE_DEFINITION_INFO)


@pytest.mark.parametrize("resource", [BUILD_TAG, BUILD_ARTIFACT, BUILD_LOG], ids=lambda one: one.name)
@pytest.mark.parametrize("option", ["definition", "build_number", "source_branch", "path"])
def test_what_says_which_build_is_not_empty(resource: Resource, option: str) -> None:
    assert refused(resource, {option: ""})["failure"]["option"] == option


@pytest.mark.parametrize("resource", [BUILD_ARTIFACT, BUILD_LOG, RELEASE_LOG], ids=lambda one: one.name)
def test_a_download_needs_a_place(resource: Resource) -> None:
    assert refused(resource, {"dest": ""})["msg"] == "dest: must not be empty"
