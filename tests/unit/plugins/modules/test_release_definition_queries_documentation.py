# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module `release_definition_info` and the lookup `release_definitions` ask the same, and document it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ansible_collections.devops.release_management.plugins.doc_fragments import (
    azure_devops,
    azure_devops_lookup,
    release_definition_filters,
)
from ansible_collections.devops.release_management.plugins.lookup import release_definitions
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    PARAMETERS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_info import (
    RELEASE_DEFINITION_INFO,
)
from ansible_collections.devops.release_management.plugins.modules import release_definition_info

# The query parameters of `GET {project}/_apis/release/definitions` in the OpenAPI documents, but for those of paging.
ENDPOINT = {
    "$expand",
    "artifactSourceId",
    "artifactType",
    "definitionIdFilter",
    "isDeleted",
    "isExactNameMatch",
    "path",
    "propertyFilters",
    "queryOrder",
    "searchText",
    "searchTextContainsFolderName",
    "tagFilter",
}
# What is no filter of the endpoint.
OF_OURS = {"id", "name", "limit", "include", "revision", "as_options"}


def options_of(source: Any) -> dict[str, dict[str, Any]]:
    return yaml.safe_load(source.DOCUMENTATION)["options"]


def without_words(options: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {fact: option[fact] for fact in ("type", "elements", "choices", "default") if fact in option}
        for name, option in options.items()
    }


SPECIFIED = without_words(
    {
        name: option
        for name, option in RELEASE_DEFINITION_INFO.argument_spec.items()
        if name not in AZURE_DEVOPS_CONNECTION_SPEC
    }
)
_FRAGMENT = release_definition_filters.ModuleDocFragment
OF_BOTH = {**options_of(_FRAGMENT), **yaml.safe_load(_FRAGMENT.QUERY)["options"]}
OF_THE_MODULE = {**OF_BOTH, **options_of(release_definition_info)}
OF_THE_LOOKUP = {**OF_BOTH, **options_of(release_definitions)}


def snake_case(parameter: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in parameter.removeprefix("$"))


def test_every_filter_of_the_endpoint_is_an_option_of_its_own_name_in_snake_case():
    assert dict(PARAMETERS) == {snake_case(parameter): parameter for parameter in ENDPOINT}


def test_the_argument_spec_has_the_filters_and_little_else():
    assert set(SPECIFIED) == set(PARAMETERS) | OF_OURS


def test_the_module_documents_its_argument_spec():
    assert without_words(OF_THE_MODULE) == SPECIFIED


def test_the_lookup_documents_the_same_with_terms_in_place_of_id_and_name():
    own = {name: option for name, option in OF_THE_LOOKUP.items() if name != "_terms"}
    assert without_words(own) == {name: option for name, option in SPECIFIED.items() if name not in ("id", "name")}


def test_a_filter_is_documented_once_for_both():
    assert set(PARAMETERS) <= set(OF_BOTH)


def test_every_option_of_the_connection_is_documented_and_has_a_variable_for_lookups():
    documented = yaml.safe_load(azure_devops.ModuleDocFragment.DOCUMENTATION)["options"]
    variables = yaml.safe_load(azure_devops_lookup.ModuleDocFragment.DOCUMENTATION)["options"]
    assert set(documented) == set(AZURE_DEVOPS_CONNECTION_SPEC)
    assert variables == {name: {"vars": [{"name": f"azure_devops_{name}"}]} for name in AZURE_DEVOPS_CONNECTION_SPEC}


def test_the_lookup_returns_what_the_query_returns():
    assert release_definitions.LookupModule.resource is RELEASE_DEFINITION_INFO
    assert release_definitions.LookupModule.returns == "release_definitions"
    assert release_definitions.LookupModule.returns in yaml.safe_load(release_definition_info.RETURN)
