# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules and triggers as servers from TFS 2018 on have them. Source: the OpenAPI documents 4.1 to 7.2."""

from __future__ import annotations

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
    Leaf,
    MapOf,
    WithDefaults,
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
        found = site.names.reference_of(
            "repository", options["repository"], site.of("repository").path, project=project
        )
        entries["id"] = {"value": found["id"], "displayValue": found["name"]}
        if project:
            entries = _in_project(entries, project, site)
    return {"codeRepositoryReference.repositoryReference": entries} if entries else {}


def _in_project(entries: Mapping[str, Any], project: str, site: Site) -> WithDefaults:
    """A reference with its project; one that the server has without means the project that it is in."""
    place = site.names.reference_of("project", project, site.of("project").path)
    own = site.names.id_of("project", None, site.of("project").path)
    said = {**entries, "project": {"value": place["id"], "displayValue": place["name"]}}
    return WithDefaults(said, {"project": {"value": own}})


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
    place = site.names.say("project", project)
    if place:
        options["project"] = place
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
