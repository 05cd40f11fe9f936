# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts, schedules and triggers as servers from TFS 2018 on have them. Source: the OpenAPI documents 4.1 to 7.2."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Choice,
    Group,
    Layout,
    Many,
    Nested,
    Plain,
    Row,
    Site,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    ABSENT,
    Leaf,
    MapOf,
    WithDefaults,
)

# --------------------------------------------------------------------------------------------------------- artifacts

_LATEST = "latest"
_VERSION_KEYS = {"branch": "defaultVersionBranch", "version": "defaultVersionSpecific", "tags": "defaultVersionTags"}
# What the server derives from the source and adds by itself.
_DERIVED = frozenset(
    {"artifactSourceDefinitionUrl", "artifactSourceVersionUrl", "IsMultiDefinitionType", "IsXamlBuildArtifactType"}
    | {"IsTriggeringArtifact", "repository.provider", "repository.id", "defaultVersionType", *_VERSION_KEYS.values()}
)
# In which catalogue the definition of a source is found, by the artifact's type.
_DEFINITION_KIND = {"build": "build_definition", "git": "repository"}


def _reference(value: Any) -> dict[str, str]:
    """An entry of a definition reference: ``{id, name}``, of a plain value, or of a portal export's JSON text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, Mapping):
        identifier = _plain_text(value.get("id", value.get("name")))
        return {"id": identifier, "name": _plain_text(value.get("name", identifier))}
    return {"id": _plain_text(value), "name": _plain_text(value)}


def _plain_text(value: Any) -> str:
    text = rules.text(value)
    return text if isinstance(text, str) else json.dumps(text)


def _same_reference(value: Any) -> Any:
    entry = _reference(value)
    return codecs.branch(entry["id"] or entry["name"]).casefold()


def _write_source(options: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    """The definition reference of an artifact: the source itself and its default version."""
    given: Mapping[str, Any] = options.get("definition_reference") or {}
    entries = {key: _reference(value) for key, value in given.items()}
    kind = _DEFINITION_KIND.get(str(options.get("type") or "Build").casefold())
    project = options.get("project")
    if kind or project:
        found = site.names.id_of("project", project, site.of("project").path)
        entries["project"] = {"id": found, "name": site.names.say("project", found)}
    if options.get("definition") is not None:
        entries["definition"] = _definition(kind, options["definition"], project, site.of("definition"))
    if "connection" in given:
        path = site.of("definition_reference").of("connection").path
        endpoint = entries["connection"]["id"]
        entries["connection"] = {
            "id": site.names.id_of("service_endpoint", endpoint, path),
            "name": entries["connection"]["name"],
        }
    entries.update(_write_version(options.get("default_version") or {"type": _LATEST}))
    usual = _write_version({"type": _LATEST})
    return {"definitionReference": WithDefaults(entries, usual)} if entries else {}


def _definition(kind: str | None, name: str, project: str | None, site: Site) -> dict[str, str]:
    if kind is None:
        return {"id": name, "name": name}
    found = site.names.id_of(kind, name, site.path, project=project)
    return {"id": str(found), "name": str(site.names.say(kind, found, project=project))}


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
    entries = {key: _reference(value) for key, value in reference.items()}
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
    if rest:
        options["definition_reference"] = rest
    version = _read_version(entries)
    if version:
        options["default_version"] = version
    return options


def _say_definition(document: Mapping[str, Any], definition: Mapping[str, str], project: str | None, site: Site) -> str:
    kind = _DEFINITION_KIND.get(str(document.get("type") or "Build").casefold())
    return str(site.names.say(kind, definition["id"], project=project)) if kind else definition["id"]


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

# --------------------------------------------------------------------------------------------------------- schedules

SCHEDULE = Layout(
    rows=(
        Row("days_to_release", "daysToRelease", codecs.WEEKDAYS),
        Row("start_hours", "startHours", codecs.NUMBER, default=0),
        Row("start_minutes", "startMinutes", codecs.NUMBER, default=0),
        Row("time_zone_id", "timeZoneId", codecs.FOLDED, default="UTC"),
        Row("schedule_only_with_changes", "scheduleOnlyWithChanges", codecs.FLAG, default=False),
    ),
    # Branch filters of a schedule are dropped by the server.
    noise=frozenset({"jobId", "branchFilters"}),
    complete=True,
)


def by_time(schedule: Any) -> Any:
    """A schedule goes by its value."""
    if not isinstance(schedule, Mapping):
        return None
    clock = (rules.number(schedule.get("startHours")), rules.number(schedule.get("startMinutes")))
    zone = rules.folded(schedule.get("timeZoneId") or "UTC")
    return (
        codecs.weekdays(schedule.get("daysToRelease")),
        *clock,
        zone,
        rules.flag(schedule.get("scheduleOnlyWithChanges")),
    )


SCHEDULES = Many(Nested(SCHEDULE), keys=(by_time,), keyed=True)

# ---------------------------------------------------------------------------------------------------------- triggers


def _filters(key: Callable[[Mapping[str, Any]], Any], *rows: Row) -> Many:
    """Conditions of a trigger: each is what it says, so it matches only its equal."""
    return Many(Nested(Layout(rows=rows, complete=True)), keys=(key,), keyed=True)


def _tags(entry: Mapping[str, Any]) -> frozenset[Any]:
    return frozenset(rules.text(tag) for tag in entry.get("tags") or ())


def _pattern(value: Any) -> Any:
    return rules.text(value.get("pattern") if isinstance(value, Mapping) else value)


def _by_artifact_filter(entry: Mapping[str, Any]) -> Any:
    flags = (rules.flag(entry.get(key)) for key in ("useBuildDefinitionBranch", "createReleaseOnBuildTagging"))
    return codecs.branch(entry.get("sourceBranch")), _tags(entry), _pattern(entry.get("tagFilter")), *flags


_ARTIFACT_FILTERS = _filters(
    _by_artifact_filter,
    Row("source_branch", "sourceBranch", codecs.BRANCH, default=""),
    Row("tags", "tags", codecs.TEXTS, default=[]),
    Row(
        "tag_filter",
        "tagFilter",
        Plain(
            _pattern,
            write=lambda value, _site: {"pattern": value},
            read=lambda value, _site: value.get("pattern") if isinstance(value, Mapping) else value,
        ),
        default=None,
    ),
    Row("use_build_definition_branch", "useBuildDefinitionBranch", codecs.FLAG, default=False),
    Row("create_release_on_build_tagging", "createReleaseOnBuildTagging", codecs.FLAG, default=False),
)
_PULL_REQUEST_FILTERS = _filters(
    lambda entry: (codecs.branch(entry.get("targetBranch")), _tags(entry)),
    Row("target_branch", "targetBranch", codecs.BRANCH, default=""),
    Row("tags", "tags", codecs.TEXTS, default=[]),
)


def _write_repository(options: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    entries = {
        key: value if isinstance(value, Mapping) else {"value": value, "displayValue": value}
        for key, value in (options.get("repository_reference") or {}).items()
    }
    if options.get("repository") is not None:
        project = options.get("project")
        found = site.names.id_of("repository", options["repository"], site.of("repository").path, project=project)
        entries["id"] = {"value": found, "displayValue": site.names.say("repository", found, project=project)}
        if project:
            place = site.names.id_of("project", project, site.of("project").path)
            entries["project"] = {"value": place, "displayValue": site.names.say("project", place)}
    return {"codeRepositoryReference.repositoryReference": entries} if entries else {}


def _read_repository(document: Mapping[str, Any], site: Site) -> Mapping[str, Any]:
    code = document.get("codeRepositoryReference") or {}
    reference = code.get("repositoryReference")
    if not reference:
        return {}
    entries = {key: value.get("value") for key, value in reference.items() if isinstance(value, Mapping)}
    if enums.REPOSITORY_SYSTEM.name_of(code.get("systemType")) != "tfsGit" or not entries.get("id"):
        return {"repository_reference": dict(reference)}
    project = entries.get("project") or None
    options = {"repository": site.names.say("repository", entries["id"], project=project)}
    if project:
        options["project"] = site.names.say("project", project)
    rest = {key: value for key, value in reference.items() if key not in ("id", "project")}
    return {**options, "repository_reference": rest} if rest else options


def _same_value(value: Any) -> Any:
    return rules.folded(value.get("value") if isinstance(value, Mapping) else value)


_PULL_REQUEST_SOURCE = Layout(
    rows=(
        Row("use_artifact_reference", "useArtifactReference", codecs.FLAG, default=False),
        Row(
            "system_type",
            "codeRepositoryReference.systemType",
            codecs.member(enums.REPOSITORY_SYSTEM),
            default="none",
        ),
        Group(
            options=("project", "repository", "repository_reference"),
            places={"codeRepositoryReference.repositoryReference": (MapOf(Leaf(_same_value), partial=True), {})},
            write=_write_repository,
            read=_read_repository,
        ),
    ),
    complete=True,
)

_TYPE = Row("trigger_type", "triggerType", codecs.member(enums.TRIGGER_TYPE))
_SOURCE_ALIAS = Row("alias", "artifactAlias", codecs.TEXT)
_ALIAS = Row("alias", "alias", codecs.TEXT)

TRIGGER = Choice(
    option="trigger_type",
    wire="triggerType",
    member=enums.TRIGGER_TYPE.name_of,
    usual="artifactSource",
    layouts={
        "artifactSource": Layout(
            rows=(
                _TYPE,
                _SOURCE_ALIAS,
                Row("trigger_conditions", "triggerConditions", _ARTIFACT_FILTERS, default=[]),
            ),
            complete=True,
        ),
        "schedule": Layout(rows=(_TYPE, Row("schedule", "schedule", Nested(SCHEDULE))), complete=True),
        "sourceRepo": Layout(
            rows=(
                _TYPE,
                _ALIAS,
                Row("branch_filters", "branchFilters", Plain(custom_shape=codecs.BRANCHES), default=[]),
            ),
            complete=True,
        ),
        "containerImage": Layout(
            rows=(
                _TYPE,
                _ALIAS,
                Row(
                    "tag_filters",
                    "tagFilters",
                    Plain(
                        rules.strict,
                        write=lambda value, _site: [{"pattern": pattern} for pattern in value],
                        read=lambda value, _site: [entry.get("pattern") for entry in value],
                    ),
                    default=[],
                ),
            ),
            complete=True,
        ),
        "package": Layout(rows=(_TYPE, _ALIAS), complete=True),
        "pullRequest": Layout(
            rows=(
                _TYPE,
                _SOURCE_ALIAS,
                Row("status_policy_name", "statusPolicyName", codecs.TEXT, default=""),
                Row("trigger_conditions", "triggerConditions", _PULL_REQUEST_FILTERS, default=[]),
                Row(
                    "pull_request_configuration",
                    "pullRequestConfiguration",
                    Nested(_PULL_REQUEST_SOURCE),
                    default={"useArtifactReference": True},
                ),
            ),
            complete=True,
        ),
    },
)


def _by_source(trigger: Mapping[str, Any]) -> Any:
    alias = trigger.get("artifactAlias") or trigger.get("alias")
    return enums.TRIGGER_TYPE.name_of(trigger.get("triggerType")), rules.folded(alias)


TRIGGERS = Many(
    TRIGGER, keys=(lambda trigger: (*_by_source(trigger), by_time(trigger.get("schedule"))), _by_source), keyed=True
)
