# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each recorded answer is read by the client's operation for its request, and by a test of what it means."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conformance_client import played
from conformance_exchanges import generation_of, recorded, recorded_names
from conformance_recordings import Recording
from conformance_wire import shared_folder

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import VersionError

RECORDED = recorded_names()

OTHERWISE: dict[str, str] = {
    "build-builds/PUT__build_builds__knownBuildId__tags_myTag": "build_tags.add_all",
    "rm-definitions/PUT__release_definitions__definitionId_": "release_definitions.update",
}
"""Requests that the client sends to another path: tags are added at once; a definition is updated by the id in its body
(OpenAPI documents)."""

NEVER_SENT: dict[str, str] = {
    "build-definitions/POST__build_definitions": "build definitions are not written",
    "build-definitions/PUT__build_definitions__definitionId_": "the same",
    "build-definitions/DELETE__build_definitions__definitionId_": "the same",
    "build-definitions/GET__build_definitions__definitionId__revisions": "and have no history here",
    "build-definitions/GET__build_options": "options are of the designer in the portal",
}
"""Requests of which the collection has none; their answers are read as those of the operations that are nearest."""

NEAREST = {"map": "build_definitions.get", "list": "build_definitions.list", "nothing": "builds.delete"}

MEANINGS = (
    "test_conformance_definition_eras.py",
    "test_conformance_recorded_builds.py",
    "test_conformance_releases_read.py",
)
"""Where the answers are fed to what makes options, facts and plans of them."""


def operation_for(name: str, asked: Recording) -> str:
    """The name of the client's operation by method and path."""
    if name in OTHERWISE:
        return OTHERWISE[name]
    if name in NEVER_SENT:
        return NEAREST[kind_of(asked.answer)]
    found = [
        (own.kind, operation)
        for operation, one in OPERATIONS.items()
        if (own := on_server(one, asked)) and fits(own, asked)
    ]
    # A read of a list has a twin that asks for an archive.
    (operation,) = [operation for kind, operation in found if kind != "zip"]
    return operation


def on_server(operation: Operation, asked: Recording) -> Operation | None:
    try:
        return operation.on(GENERATIONS[generation_of(asked)])
    except VersionError:
        return None


def fits(operation: Operation, asked: Recording) -> bool:
    route = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.route))
    return operation.method == asked.method and bool(re.fullmatch(route, f"x/_apis/{asked.resource}", re.IGNORECASE))


def kind_of(answer: Any) -> str:
    if answer is None:
        return "nothing"
    return "list" if isinstance(answer, Mapping) and set(answer) == {"count", "value"} else "map"


def read(name: str, asked: Recording) -> Any:
    client, operation = played(name), operation_for(name, asked)
    values: dict[str, Any] = dict.fromkeys(OPERATIONS[operation].on(client.generation).path_names, 1)
    values.pop("project", None)
    if asked.method == "GET" and kind_of(asked.answer) == "list":
        return (
            list(client.pages(operation, **values)) if is_of_maps(asked) else client.call(operation, **values)["value"]
        )
    return client.call(operation, body=asked.body, **values)


def is_of_maps(asked: Recording) -> bool:
    return all(isinstance(one, dict) for one in asked.answer["value"])


@pytest.mark.parametrize("name", RECORDED)
def test_an_answer_is_read_whole(name: str, sent_again: Callable[[str], dict[str, Any]]) -> None:
    sent_again("recorded answers read by the client")
    asked = recorded(name)
    found = read(name, asked)
    if asked.content_type.startswith("text/plain"):
        assert isinstance(found, str)
        return
    assert found == (asked.answer["value"] if isinstance(found, list) else asked.answer)


def test_each_answer_has_a_test_of_what_it_means() -> None:
    shared_folder("reference")
    texts = {
        node.value
        for file in MEANINGS
        for node in ast.walk(ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [name for name in RECORDED if not {name, name.partition("/")[2]} & texts] == []
    assert len(RECORDED) == 48
