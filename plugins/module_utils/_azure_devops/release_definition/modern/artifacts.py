# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts as servers from TFS 2018 on have them. Source: the OpenAPI documents 4.1 to 7.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    entry_of,
    said_by,
    says,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Group,
    Layout,
    Many,
    Nested,
    Row,
    Site,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    ABSENT,
    Leaf,
    MapOf,
    WithDefaults,
)

_LATEST = "latest"
_VERSION_KEYS = {"branch": "defaultVersionBranch", "version": "defaultVersionSpecific", "tags": "defaultVersionTags"}
# What the server derives from the source and adds by itself.
DERIVED_OF_SOURCE = frozenset(
    {"artifactSourceDefinitionUrl", "artifactSourceVersionUrl", "IsMultiDefinitionType", "IsXamlBuildArtifactType"}
    | {"IsTriggeringArtifact", "repository.provider", "repository.id"}
)
"""What servers add to the reference of a source, by what it is."""
_DERIVED = DERIVED_OF_SOURCE | {"defaultVersionType", *_VERSION_KEYS.values()}
# In which catalogue the definition of a source is found, by the artifact's type.
_DEFINITION_KIND = {"build": "build_definition", "git": "repository"}


def is_named_in_a_project(options: Mapping[str, Any]) -> bool:
    """Whether the source of an artifact is something of a project, and of the task's own where none is declared."""
    return _definition_kind(options) is not None


def _definition_kind(artifact: Mapping[str, Any]) -> str | None:
    return _DEFINITION_KIND.get(str(artifact.get("type") or "Build").casefold())


def _same_reference(value: Any) -> Any:
    return codecs.branch(said_by(entry_of(value))).casefold()


def _write_source(options: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    """The definition reference of an artifact: the source itself and its default version."""
    fields = site.of("definition_reference")
    given: Mapping[str, Any] = options.get("definition_reference") or {}
    entries: dict[str, Mapping[str, str]] = {key: entry_of(value) for key, value in given.items()}
    kind = _definition_kind(options)
    project = options.get("project") or None
    if project or (kind and not says(given, "project")):
        entries["project"] = site.names.reference_of("project", project, site.of("project").path)
    elif says(given, "project"):
        # What is copied from the API names the project among the fields of the source.
        entries["project"] = _found("project", entries["project"], None, fields.of("project"))
        project = entries["project"]["id"]
    if options.get("definition") is not None:
        entries["definition"] = _definition(kind, options["definition"], project, site.of("definition"))
    elif kind and says(given, "definition"):
        entries["definition"] = _found(kind, entries["definition"], project, fields.of("definition"))
    if "connection" in given:
        endpoint = said_by(entries["connection"])
        entries["connection"] = {
            "id": site.names.id_of("service_endpoint", endpoint, fields.of("connection").path),
            "name": entries["connection"]["name"],
        }
    entries.update(_write_version(options.get("default_version") or {"type": _LATEST}))
    usual = _write_version({"type": _LATEST})
    return {"definitionReference": WithDefaults(entries, usual)} if entries else {}


def _found(kind: str, entry: Mapping[str, str], project: str | None, site: Site) -> Mapping[str, str]:
    """An entry of the source as the server has it: an id with another name beside it is one, all else may be a name."""
    if entry["id"] and entry["id"] != entry["name"]:
        return entry
    found: dict[str, str] = site.names.reference_of(kind, said_by(entry), site.path, project=project)
    return found


def _definition(kind: str | None, name: str, project: str | None, site: Site) -> dict[str, str]:
    if kind is None:
        return {"id": name, "name": name}
    entry: dict[str, str] = site.names.reference_of(kind, name, site.path, project=project)
    return entry


def _write_version(version: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    kind = version["type"]
    entries = {"defaultVersionType": {"id": f"{kind}Type", "name": kind}}
    for option, key in _VERSION_KEYS.items():
        value = version.get(option)
        text = ",".join(value) if isinstance(value, list) else value or ""
        entries[key] = {"id": text, "name": text}
    return entries


def _read_source(document: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    reference = document.get("definitionReference")
    if not isinstance(reference, Mapping):
        return {}
    entries = {key: entry_of(value) for key, value in reference.items()}
    options: dict[str, Any] = {}
    project = entries.get("project", {}).get("id") or None
    if project:
        options["project"] = site.names.say("project", project)
    if entries.get("definition", {}).get("id"):
        options["definition"] = _say_definition(document, entries["definition"], project, site)
    rest = {
        key: entry if entry["id"] != entry["name"] else entry["id"]
        for key, entry in entries.items()
        if key not in _DERIVED and key not in ("project", "definition") and entry["id"]
    }
    if "connection" in rest:
        rest["connection"] = _say_connection(entries["connection"], site)
    if rest:
        options["definition_reference"] = rest
    version = _read_version(entries)
    if version:
        options["default_version"] = version
    return options


def _say_definition(document: Mapping[str, Any], definition: Mapping[str, str], project: str | None, site: Site) -> str:
    kind = _definition_kind(document)
    return str(site.names.say(kind, definition["id"], project=project)) if kind else definition["id"]


def _say_connection(entry: Mapping[str, str], site: Site) -> Any:
    """A service endpoint by its name; one that nobody knows any more as it is."""
    name = site.names.say("service_endpoint", entry["id"])
    return dict(entry) if name == entry["id"] != entry["name"] else name


def _read_version(entries: Mapping[str, Mapping[str, str]]) -> Any:
    kind = entries.get("defaultVersionType", {}).get("id", "").removesuffix("Type")
    if kind in ("", _LATEST):
        return None
    version: dict[str, Any] = {"type": kind}
    for option, key in _VERSION_KEYS.items():
        text = entries.get(key, {}).get("id")
        if text:
            version[option] = text.split(",") if option == "tags" else text
    return version if len(version) > 1 else kind


ARTIFACT = Layout(
    rows=(
        Row("alias", "alias", codecs.TEXT),
        Row("type", "type", codecs.FOLDED, default="Build"),
        Group(
            options=("project", "definition", "definition_reference", "default_version"),
            places={"definitionReference": (MapOf(Leaf(_same_reference), partial=True), ABSENT)},
            write=_write_source,
            read=_read_source,
        ),
        # An only artifact is the primary one whatever was sent (recorded answers): nothing is known when it is absent.
        Row("is_primary", "isPrimary", codecs.FLAG),
        Row("is_retained", "isRetained", codecs.FLAG, default=False),
    ),
    noise=frozenset({"id", "sourceId"}),
    complete=True,
)
ARTIFACTS = Many(
    Nested(ARTIFACT), keys=(lambda artifact: rules.folded(artifact.get("alias")),), keyed=True, purgeable=True
)
