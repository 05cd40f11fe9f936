# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts of a release definition: which source types there are, what each needs, and what the server adds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from release_management_sandbox.definitions.catalogue import Catalogue
from release_management_sandbox.store import Document, fold


@dataclass(frozen=True)
class SourceType:
    """One type of artifact: the fields that must be present, and those that make up its source id."""

    required: tuple[str, ...]
    source_id: tuple[str, ...]


# The names are those of the OpenAPI document's artifactType filter and of Microsoft's extensions; the fields of the
# types other than Build and Git are [I].
SOURCE_TYPES: dict[str, SourceType] = {
    "Build": SourceType(("project", "definition"), ("project", "definition")),
    "Git": SourceType(("project", "definition", "branches"), ("project", "definition")),
    "TFVC": SourceType(("project", "definition"), ("project", "definition")),
    "GitHub": SourceType(("connection", "definition", "branch"), ("connection", "definition")),
    "GitHubRelease": SourceType(("connection", "definition"), ("connection", "definition")),
    "Jenkins": SourceType(("connection", "definition"), ("connection", "definition")),
    "ExternalTFSBuild": SourceType(("connection", "project", "definition"), ("connection", "project", "definition")),
    "PackageManagement": SourceType(("feed", "definition"), ("feed", "definition")),
    "AzureContainerRepository": SourceType(("connection", "definition"), ("connection", "definition")),
    "DockerHub": SourceType(("connection", "definition"), ("connection", "definition")),
}
_DEFAULT_VERSION: dict[str, Document] = {
    "defaultVersionBranch": {"id": "", "name": ""},
    "defaultVersionSpecific": {"id": "", "name": ""},
    "defaultVersionTags": {"id": "", "name": ""},
    "defaultVersionType": {"id": "latestType", "name": "Latest"},
}
"""What the server adds to the reference of a Build artifact, of the others the last."""
_TYPE_NAMES = {fold(name): name for name in SOURCE_TYPES}


def problems(artifacts: list[Document], catalogue: Catalogue) -> Iterator[str]:
    """The messages with which the server refuses these artifacts."""
    aliases: set[str] = set()
    for artifact in artifacts:
        yield from _artifact_problems(artifact, catalogue)
        alias = fold(artifact.get("alias", ""))
        if alias in aliases:
            # [I] Only that an alias is unique is certain.
            yield f"Artifact source alias '{artifact.get('alias')}' is used more than once."
        aliases.add(alias)


def _artifact_problems(artifact: Document, catalogue: Catalogue) -> Iterator[str]:
    kind = _TYPE_NAMES.get(fold(artifact.get("type", "")))
    if kind is None:
        yield f"VS402864: No artifact type found corresponding to ID {artifact.get('type', '')}"
        return
    if not artifact.get("alias"):
        yield "An artifact source has no alias."
    for field in SOURCE_TYPES[kind].required:
        if not _reference(artifact, field):
            yield f"Input field '{field}' must be present for artifact source: '{artifact.get('alias', '')}'"
    if not _exists(kind, artifact, catalogue):
        # The message carries the whole source as JSON; its words are [I].
        yield f"VS402862: The artifact source is not valid: {json.dumps(artifact, separators=(',', ':'))}"


def _exists(kind: str, artifact: Document, catalogue: Catalogue) -> bool:
    project, definition = _reference(artifact, "project"), _reference(artifact, "definition")
    if kind == "Build":
        return catalogue.project(project) is not None and catalogue.build_definition(project, definition) is not None
    if kind == "Git":
        return catalogue.project(project) is not None and catalogue.repository(project, definition) is not None
    connection = _reference(artifact, "connection")
    return not connection or catalogue.has_endpoint(connection)


def _reference(artifact: Document, field: str) -> str:
    return str(artifact.get("definitionReference", {}).get(field, {}).get("id") or "")


def complete(artifacts: list[Document], catalogue: Catalogue) -> list[Document]:
    """What is stored: type in its own case, source id, default version, names; keys of the reference in order.

    Recorded: a sole artifact is the primary one in modern documents. [I] So is the first when none is marked.
    """
    primary = next((index for index, one in enumerate(artifacts) if one.get("isPrimary")), 0)
    return [_complete(one, index == primary, catalogue) for index, one in enumerate(artifacts)]


def _complete(artifact: Document, is_primary: bool, catalogue: Catalogue) -> Document:
    kind = _TYPE_NAMES[fold(artifact["type"])]
    reference: dict[str, Any] = {
        name: {"id": entry.get("id", ""), "name": entry.get("name", "")}
        for name, entry in artifact.get("definitionReference", {}).items()
    }
    for name, entry in _DEFAULT_VERSION.items():
        if kind == "Build" or name == "defaultVersionType":
            reference.setdefault(name, dict(entry))
    _fill_names(kind, artifact, reference, catalogue)
    return {
        "sourceId": ":".join(_reference(artifact, field) for field in SOURCE_TYPES[kind].source_id),
        "type": kind,
        "alias": artifact["alias"],
        "definitionReference": {name: reference[name] for name in sorted(reference)},
        "isPrimary": is_primary,
        "isPrimaryGiven": artifact.get("isPrimary", False),
        "isRetained": artifact.get("isRetained", False),
    }


def _fill_names(kind: str, artifact: Document, reference: Document, catalogue: Catalogue) -> None:
    """[I] A name that was left out is looked up."""
    project_id, definition_id = _reference(artifact, "project"), _reference(artifact, "definition")
    project = catalogue.project(project_id) if project_id else None
    if project is not None and not reference["project"]["name"]:
        reference["project"]["name"] = project["name"]
    finders = {"Build": catalogue.build_definition, "Git": catalogue.repository}
    if kind not in finders or reference["definition"]["name"]:
        return
    definition = finders[kind](project_id, definition_id)
    if definition is not None:
        reference["definition"]["name"] = definition["name"]


def show(artifact: Document, core_url: str) -> Document:
    """An artifact in an answer: its reference with the URL of the source definition."""
    reference = dict(artifact["definitionReference"])
    if artifact["type"] == "Build":
        project, definition = reference["project"]["id"], reference["definition"]["id"]
        url = f"{core_url}/_permalink/_build/index?projectId={project}&definitionId={definition}"
        reference["artifactSourceDefinitionUrl"] = {"id": url, "name": ""}
    shown = {name: value for name, value in artifact.items() if name != "isPrimaryGiven"}
    return {**shown, "definitionReference": {name: reference[name] for name in sorted(reference)}}


def plain(number: int, shown: Document) -> Document:
    """A shown artifact as TFS 2015 and 2017 have it: with a number, without what the server adds to the reference today.

    [I] The number is the place in the list.
    """
    reference = {
        name: entry
        for name, entry in shown["definitionReference"].items()
        if name != "artifactSourceDefinitionUrl" and entry != _DEFAULT_VERSION.get(name)
    }
    return {"id": number, "type": shown["type"], "alias": shown["alias"], "definitionReference": reference}
