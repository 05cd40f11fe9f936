# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases that triggers of definitions make: when a build completes, and by schedules.

Time is looked at when somebody asks: `look` brings all to the present, each thing in the world of its own moment. Builds
that complete are told of by `World.build_completed`. Not made: releases by commits, images, packages, pull requests, and
by tags that a build gets once it is completed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import NamedTuple

from release_management_sandbox.areas.builds import running
from release_management_sandbox.areas.builds.shapes import DEFINITION as BUILD_DEFINITION
from release_management_sandbox.areas.core import find_project
from release_management_sandbox.call import Call, World, own_call
from release_management_sandbox.clock import parse_time
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.deploying import schedules
from release_management_sandbox.deploying.conditions import filter_of, fits
from release_management_sandbox.errors import ApiError
from release_management_sandbox.releases import creation, records, versions
from release_management_sandbox.releases.kinds import HEAD, SCHEDULED
from release_management_sandbox.store import Document, Store, fold

SERVICE = "47d25e84-de54-49ce-8f3d-351c77422775"
"""Project Collection Service Accounts, who create the releases of triggers (recorded)."""

_ARTIFACT, _SCHEDULE = "artifactSource", "schedule"
_HAS_TRIGGER = "kind = '{kind}' AND instr(body, '\"triggerType\":\"{trigger}\"') > 0"
# Every request looks for schedules, and there may be thousands of definitions without any.
TABLES = "".join(
    f"CREATE INDEX IF NOT EXISTS documents_with_{trigger} ON documents (project, id)"
    f" WHERE {_HAS_TRIGGER.format(kind=DEFINITION, trigger=trigger)};\n"
    for trigger in (_ARTIFACT, _SCHEDULE)
)


class _Due(NamedTuple):
    """The next time of a definition's schedules, in seconds."""

    moment: float
    project: str
    definition: Document
    only_with_changes: bool


def look(world: World) -> None:
    """Make the releases that are due by now, the earliest first, and let builds go on."""
    now = world.now().timestamp()
    while (due := min(_dues(world.store), key=lambda one: one.moment, default=None)) and due.moment <= now:
        past = world.at(datetime.fromtimestamp(due.moment, timezone.utc))
        running.settle(past)
        _release_by_schedule(past, due)
    running.settle(world)


def build_completed(world: World, project: str, build: Document) -> None:
    """Make a release of each definition that has a trigger for this build, whatever the project of the definition.

    [I] A build that succeeded partially makes releases too, and one that is run again another.
    """
    if build["result"] not in ("succeeded", "partiallySucceeded"):
        return
    for owner, definition in _with_trigger(world.store, _ARTIFACT):
        alias = _triggering_alias(world.store, definition, project, build)
        if alias is not None:
            body = {
                "definitionId": definition["id"],
                "description": f"Triggered by {build['definition']['name']} {build['buildNumber']}.",
                "reason": "continuousIntegration",
                "artifacts": [{"alias": alias, "instanceReference": {"id": str(build["id"])}}],
            }
            _create(_call(world, owner), body, alias)


def _create(call: Call, body: Document, triggered_by: str | None = None) -> None:
    """[I] What would be refused if somebody asked for it is not made: a disabled definition, an alias without a default."""
    try:
        creation.create(call, body, triggered_by=triggered_by)
    except ApiError:
        return


def _call(world: World, project: str) -> Call:
    return own_call(world, find_project(world.store, project), person=SERVICE)


def _with_trigger(store: Store, trigger: str) -> list[tuple[str, Document]]:
    """The definitions that have a trigger of this type, each with its project."""
    rows = store.select(
        f"SELECT project, body FROM documents INDEXED BY documents_with_{trigger}"
        f" WHERE {_HAS_TRIGGER.format(kind=DEFINITION, trigger=trigger)} ORDER BY project, id"
    )
    return [(project, json.loads(body)) for project, body in rows]


def _triggering_alias(store: Store, definition: Document, project: str, build: Document) -> str | None:
    """[I] Where several triggers fit the same build, the first makes the only release."""
    aliases = {
        fold(artifact["alias"]): artifact["alias"]
        for artifact in definition["artifacts"]
        if artifact["type"] == "Build"
        and fold(records.reference(artifact, "project")) == fold(project)
        and records.reference(artifact, "definition") == str(build["definition"]["id"])
    }
    for trigger in definition["triggers"]:
        alias = aliases.get(fold(trigger.get("artifactAlias") or ""))
        if trigger["triggerType"] == _ARTIFACT and alias is not None:
            conditions = trigger.get("triggerConditions") or []
            wanted = [filter_of(_with_branch(store, one, project, build)) for one in conditions]
            if fits(build["sourceBranch"], build["tags"], wanted):
                return str(alias)
    return None


def _with_branch(store: Store, condition: Document, project: str, build: Document) -> Document:
    """A filter for the branch of the build definition has none of its own."""
    if not condition.get("useBuildDefinitionBranch"):
        return condition
    definition = store.get(BUILD_DEFINITION, project, build["definition"]["id"]) or {}
    return {**condition, "sourceBranch": (definition.get("repository") or {}).get("defaultBranch")}


def _dues(store: Store) -> Iterator[_Due]:
    """The next time of every definition that has schedules, counted from when it was saved or last released so."""
    for project, definition in _with_trigger(store, _SCHEDULE):
        known = [one["schedule"] for one in definition["triggers"] if one["triggerType"] == _SCHEDULE]
        done = store.get(SCHEDULED, project, definition["id"]) or {"moment": 0.0}
        since = max(done["moment"], parse_time(definition["modifiedOn"]).timestamp())
        moment = schedules.next_time(known, since)
        if moment is not None:
            now = [one for one in known if schedules.next_time([one], since) == moment]
            yield _Due(moment, project, definition, all(one["scheduleOnlyWithChanges"] for one in now))


def _release_by_schedule(world: World, due: _Due) -> None:
    world.store.put(SCHEDULED, due.project, due.definition["id"], {"moment": due.moment})
    call = _call(world, due.project)
    if due.only_with_changes and not _has_changed(call, due.definition):
        return
    _create(call, {"definitionId": due.definition["id"], "reason": "schedule"})


def _has_changed(call: Call, definition: Document) -> bool:
    """Whether the definition or a version is another than that of the definition's last release."""
    last = call.store.get(HEAD, call.project_id, (definition.get("lastRelease") or {"id": 0})["id"])
    if last is None or last["definitionRevision"] != definition["revision"]:
        return True
    return any(
        records.reference(one, "version") != str((versions.default_version(call, one) or {}).get("id") or "")
        for one in last["artifacts"]
    )
