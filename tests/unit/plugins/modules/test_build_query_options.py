# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `build_info`, `build_tag` and the lookups `builds` and `build_tags` take: as the endpoint has it, and documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from ansible_collections.devops.release_management.plugins.doc_fragments import build_filters, one_build
from ansible_collections.devops.release_management.plugins.lookup import build_tags, builds
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.parts import PARTS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import FILTERS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_info import (
    BUILD_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tag import (
    BUILD_TAG,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.build_tags import (
    BUILD_TAGS,
)
from ansible_collections.devops.release_management.plugins.modules import build_info, build_tag

# The query parameters of `GET {project}/_apis/build/builds`: in the OpenAPI documents 4.1 to 7.2, and in the document of
# the first version; but for those of paging.
OPENAPI = {
    "branchName",
    "buildIds",
    "buildNumber",
    "definitions",
    "deletedFilter",
    "maxBuildsPerDefinition",
    "maxTime",
    "minTime",
    "properties",
    "queryOrder",
    "queues",
    "reasonFilter",
    "repositoryId",
    "repositoryType",
    "requestedFor",
    "resultFilter",
    "statusFilter",
    "tagFilters",
}
FIRST_VERSION = {
    "buildNumber",
    "definitions",
    "maxBuildsPerDefinition",
    "maxFinishTime",
    "minFinishTime",
    "properties",
    "queues",
    "reasonFilter",
    "requestedFor",
    "resultFilter",
    "statusFilter",
    "tagFilters",
    "type",
}
# The enumerations of the OpenAPI document 7.1.
CHOICES = {
    "status_filter": {"none", "inProgress", "completed", "cancelling", "postponed", "notStarted", "all"},
    "result_filter": {"none", "succeeded", "partiallySucceeded", "failed", "canceled"},
    "reason_filter": {
        *("none", "manual", "individualCI", "batchedCI", "schedule", "scheduleForced", "userCreated", "triggered"),
        *("validateShelveset", "checkInShelveset", "pullRequest", "buildCompletion", "resourceTrigger", "all"),
    },
    "deleted_filter": {"excludeDeleted", "includeDeleted", "onlyDeleted"},
    "query_order": {
        *("finishTimeAscending", "finishTimeDescending", "queueTimeDescending", "queueTimeAscending"),
        *("startTimeDescending", "startTimeAscending"),
    },
}
OF_OURS = {"build_id", "path", "limit", "include"}


def snake_case(parameter: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in parameter)


def options_of(*sources: Any) -> dict[str, dict[str, Any]]:
    """The options of plugins, in the end by their own words: what a fragment has first, a plugin may say again."""
    return {
        name: option for source in sources for name, option in yaml.safe_load(source.DOCUMENTATION)["options"].items()
    }


def without_words(options: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    facts = ("type", "elements", "choices", "default", "required", "aliases")
    return {name: {fact: option[fact] for fact in facts if fact in option} for name, option in options.items()}


def specified(resource: Any) -> dict[str, dict[str, Any]]:
    own = {name: option for name, option in resource.argument_spec.items() if name not in AZURE_DEVOPS_CONNECTION_SPEC}
    return without_words(own)


OF_LISTS = options_of(build_filters.ModuleDocFragment)
OF_ONE = options_of(one_build.ModuleDocFragment)


def test_every_filter_of_the_endpoint_in_any_version_is_an_option_of_its_name_in_snake_case():
    assert set(specified(BUILD_INFO)) == {snake_case(name) for name in OPENAPI | FIRST_VERSION} | OF_OURS


def test_filters_are_sent_by_the_names_of_the_openapi_documents():
    # The type is a filter of the first version, which later servers are not asked.
    assert set(FILTERS.values()) == OPENAPI | {"type"}
    assert {option: name for option, name in FILTERS.items() if snake_case(name) != option} == {
        "min_finish_time": "minTime",
        "max_finish_time": "maxTime",
    }


@pytest.mark.parametrize("option", CHOICES)
def test_choices_are_those_of_the_endpoint(option):
    assert set(specified(BUILD_INFO)[option]["choices"]) == CHOICES[option]


def test_what_can_be_included_is_what_can_be_read():
    assert specified(BUILD_INFO)["include"]["choices"] == list(PARTS)


def test_build_info_documents_its_argument_spec():
    assert without_words({**OF_LISTS, **options_of(build_info)}) == specified(BUILD_INFO)


def test_the_lookup_builds_documents_the_same_with_terms_in_place_of_the_id():
    own = {name: option for name, option in {**OF_LISTS, **options_of(builds)}.items() if name != "_terms"}
    assert without_words(own) == {name: option for name, option in specified(BUILD_INFO).items() if name != "build_id"}


def test_build_tag_documents_its_argument_spec():
    assert without_words({**OF_ONE, **options_of(build_tag)}) == specified(BUILD_TAG)


def test_the_lookup_build_tags_documents_the_same_with_terms_in_place_of_id_and_number():
    own = {name: option for name, option in {**OF_ONE, **options_of(build_tags)}.items() if name != "_terms"}
    of_terms = ("build_id", "build_number")
    assert without_words(own) == {name: one for name, one in specified(BUILD_TAGS).items() if name not in of_terms}


@pytest.mark.parametrize(
    ("lookup", "resource", "returned"),
    [(builds, BUILD_INFO, build_info), (build_tags, BUILD_TAGS, build_tag)],
)
def test_a_lookup_returns_what_its_resource_does_and_takes_ids_and_numbers(lookup, resource, returned):
    plugin = lookup.LookupModule
    assert plugin.resource is resource
    assert plugin.returns in yaml.safe_load(returned.RETURN)
    assert {plugin.id_option, plugin.name_option} <= set(resource.argument_spec)
    assert (plugin.id_option, plugin.name_option) == ("build_id", "build_number")
