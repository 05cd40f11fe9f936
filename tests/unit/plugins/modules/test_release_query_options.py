# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `release_info` and the lookup `releases` take: as the endpoint has it, and documented; what `release_log` says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from ansible_collections.devops.release_management.plugins.action import release_info as action
from ansible_collections.devops.release_management.plugins.doc_fragments import release_filters
from ansible_collections.devops.release_management.plugins.lookup import releases
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import parts
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.queries import FILTERS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_info import (
    RELEASE_INFO,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_log import (
    RELEASE_LOG,
)
from ansible_collections.devops.release_management.plugins.modules import build_log, release_info, release_log

# The query parameters of `GET {project}/_apis/release/releases` in the OpenAPI documents 5.1 to 7.2, but for those of
# paging.
OPENAPI = {
    *("definitionId", "definitionEnvironmentId", "searchText", "createdBy", "statusFilter", "environmentStatusFilter"),
    *("minCreatedTime", "maxCreatedTime", "queryOrder", "$expand", "artifactTypeId", "sourceId", "artifactVersionId"),
    *("sourceBranchFilter", "isDeleted", "tagFilter", "propertyFilters", "releaseIdFilter", "path"),
}
# The enumerations of the OpenAPI document 7.1; of the statuses of stages, which the list takes as a number, all but
# `undefined`, which is 0.
CHOICES = {
    "status_filter": {"undefined", "draft", "active", "abandoned"},
    "query_order": {"descending", "ascending"},
    "expand": {"none", "environments", "artifacts", "approvals", "manualInterventions", "variables", "tags"},
    "environment_status_filter": {
        *("notStarted", "inProgress", "succeeded", "canceled", "rejected", "queued", "scheduled"),
        "partiallySucceeded",
    },
}
OF_OURS = {"release_id", "name", "definition", "environment", "limit", "include"}
SHARED = yaml.safe_load(release_filters.ModuleDocFragment.DOCUMENTATION)["options"]


def snake_case(parameter: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", parameter.lstrip("$"))


def without_words(options: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    facts = ("type", "elements", "choices", "default", "required", "aliases")
    return {name: {fact: option[fact] for fact in facts if fact in option} for name, option in options.items()}


def documented(plugin: Any) -> dict[str, dict[str, Any]]:
    return without_words({**SHARED, **yaml.safe_load(plugin.DOCUMENTATION)["options"]})


SPECIFIED = without_words(
    {name: one for name, one in RELEASE_INFO.argument_spec.items() if name not in AZURE_DEVOPS_CONNECTION_SPEC}
)


def test_every_filter_of_the_endpoint_is_an_option_of_its_name_in_snake_case() -> None:
    assert {option: name for option, name in FILTERS.items() if snake_case(name) != option} == {}
    assert set(FILTERS.values()) == OPENAPI
    assert set(SPECIFIED) == set(FILTERS) | OF_OURS


@pytest.mark.parametrize("option", CHOICES)
def test_choices_are_those_of_the_endpoint(option: str) -> None:
    assert set(SPECIFIED[option]["choices"]) == CHOICES[option]


def test_what_can_be_included_is_what_can_be_read() -> None:
    assert set(SPECIFIED["include"]["choices"]) == set(parts.OF_THE_WHOLE) | set(parts.ASKED_FOR)
    assert not set(parts.OF_THE_WHOLE) & set(parts.ASKED_FOR)


def test_release_info_documents_its_argument_spec() -> None:
    assert documented(release_info) == SPECIFIED


def test_the_lookup_documents_the_same_with_terms_in_place_of_the_id() -> None:
    own = {name: option for name, option in documented(releases).items() if name != "_terms"}
    assert own == {name: option for name, option in SPECIFIED.items() if name != "release_id"}


def test_the_lookup_and_the_action_plugin_are_of_the_same_resource() -> None:
    plugin = releases.LookupModule
    assert plugin.resource is action.ActionModule.resource is RELEASE_INFO
    assert (plugin.id_option, plugin.name_option) == ("release_id", "name")
    assert set(yaml.safe_load(release_info.RETURN)) == {plugin.returns}


def test_release_log_returns_what_build_log_does_of_its_file() -> None:
    ours, theirs = (set(yaml.safe_load(module.RETURN)) for module in (release_log, build_log))
    assert ours - {"release_id"} == theirs - {"build_id"}


# --- examples


def spellings(argument_spec: Mapping[str, Any]) -> set[str]:
    return {*argument_spec, *(alias for one in argument_spec.values() for alias in one.get("aliases", ()))}


def used(examples: str, name: str) -> Iterator[dict[str, Any]]:
    for task in yaml.safe_load(examples):
        if f"devops.release_management.{name}" in task:
            yield task[f"devops.release_management.{name}"]


@pytest.mark.parametrize(("module", "resource"), [(release_info, RELEASE_INFO), (release_log, RELEASE_LOG)])
def test_the_examples_of_a_module_use_options_that_there_are(module: Any, resource: Any) -> None:
    examples = list(used(module.EXAMPLES, resource.name))
    files = {"mode"} if resource.writes_files else set()
    assert len(examples) >= 4
    assert set().union(*examples) <= spellings(resource.argument_spec) | files


def test_the_examples_of_the_lookup_use_options_that_there_are() -> None:
    questions = re.findall(r"(?:query|lookup)\('devops\.release_management\.releases'([^)]*)\)", releases.EXAMPLES)
    assert len(questions) >= 4
    for question in questions:
        assert set(re.findall(r"(\w+)=", question)) <= spellings(SPECIFIED), question
