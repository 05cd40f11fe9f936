# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of what releases gained by version say what the OpenAPI documents of 4.1 to 7.2 say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from conformance_wire import shared_folder

from release_management_sandbox.definitions.growth import EXPANSIONS, PARAMETERS, SINCE
from release_management_sandbox.generations import ApiVersion

DOCUMENTS = {
    ApiVersion(4, 1): "release-tfs-4.1.json",
    ApiVersion(5, 1): "release-5.1.json",
    ApiVersion(6, 0): "release-6.0.json",
    ApiVersion(7, 1): "release-azure-devops-server-7.1.json",
    ApiVersion(7, 2): "release-7.2.json",
}

NAMES: dict[str, tuple[str, ...]] = {
    "DefinitionEntry": ("ReleaseDefinition",),
    "DefinitionReference": ("ReleaseDefinitionShallowReference",),
    "Environment": ("ReleaseDefinitionEnvironment",),
    "Variable": ("ConfigurationVariableValue",),
    "Schedule": ("ReleaseSchedule",),
    "GatesOptions": ("ReleaseDefinitionGatesOptions",),
    "DeploymentInput": ("AgentDeploymentInput",),
    "Trigger": ("ContainerImageTrigger",),
    "TriggerCondition": ("ArtifactFilter",),
}
"""What the documents call a kind, where it is not the same name."""

OTHERWISE: dict[tuple[str, str], str] = {
    ("ReleaseDefinition", "tags"): "in the document of 4.1, but servers show it from 5.0 on (behaviour notes)",
    ("ReleaseDefinition", "pipelineProcess"): "in no document; live documents of 5.0 and later show it",
    ("DefinitionEntry", "pipelineProcess"): "the same",
    ("ReleaseDefinition", "isDisabled"): "in the document of 7.2 only; live documents of 5.0 and later show it",
    ("DefinitionEntry", "isDisabled"): "the same",
}
"""Rows that do not follow the documents, with the reason."""

LISTS = {
    "definitions": ("release/definitions", "get"),
    "releases": ("release/releases", "get"),
    "definition": ("release/definitions/{definitionId}", "get"),
    "release": ("release/releases/{releaseId}", "get"),
    "environment": ("Release/releases/{releaseId}/environments/{environmentId}", "get"),
    "deployments": ("release/deployments", "get"),
}


@cache
def document(version: ApiVersion) -> dict[str, Any]:
    return dict(json.loads((shared_folder("openapi") / DOCUMENTS[version]).read_text(encoding="utf-8-sig")))


def first_with_field(kind: str, field: str) -> ApiVersion | None:
    for version in DOCUMENTS:
        definitions = document(version)["definitions"]
        if any(field in definitions.get(name, {}).get("properties", {}) for name in NAMES.get(kind, (kind,))):
            return version
    return None


def parameters(version: ApiVersion, read: str) -> dict[str, list[str]]:
    """The parameters of a read in lower case, with their values where they are an enumeration.

    The documents have some reads twice: in `x-ms-paths` with part of their query in the path.
    """
    route, method = LISTS[read]
    swagger = document(version)
    found: dict[str, list[str]] = {}
    for path, methods in {**swagger.get("x-ms-paths", {}), **swagger["paths"]}.items():
        if path.split("_apis/")[-1].partition("?")[0] == route and method in methods:
            given = [one for one in methods[method]["parameters"] if one.get("in") == "query"]
            found |= {one["name"].lower(): [value.lower() for value in one.get("enum", [])] for one in given}
    return found


def of_today(kind: str) -> bool:
    return not kind.endswith("2015")


@pytest.mark.parametrize(("kind", "field"), [row for row in SINCE if of_today(row[0])], ids="-".join)
def test_a_field_is_as_old_as_the_documents_say(kind: str, field: str) -> None:
    if (kind, field) in OTHERWISE:
        assert first_with_field(kind, field) != SINCE[kind, field]
        return
    assert first_with_field(kind, field) == SINCE[kind, field]


@pytest.mark.parametrize("read", PARAMETERS)
def test_a_parameter_is_as_old_as_the_documents_say(read: str) -> None:
    found = {
        name: next((version for version in DOCUMENTS if name in parameters(version, read)), None)
        for name in PARAMETERS[read]
    }
    assert found == PARAMETERS[read]


@pytest.mark.parametrize("read", EXPANSIONS)
def test_a_word_of_expand_is_as_old_as_the_documents_say(read: str) -> None:
    found = {
        word: next((one for one in DOCUMENTS if word in parameters(one, read).get("$expand", [])), None)
        for word in EXPANSIONS[read]
    }
    assert found == EXPANSIONS[read]
