# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release is made: the definition of now is copied into it, versions and variables are settled, what may not be is refused."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import definition_not_found, invalid_request
from release_management_sandbox.releases import bodies, records, versions
from release_management_sandbox.releases.history import note
from release_management_sandbox.releases.naming import name_of
from release_management_sandbox.store import Document, fold


def create(call: Call, given: Any, *, triggered_by: str | None = None) -> Document:
    """The stored release. Each request makes another; later changes of the definition do not reach it.

    `triggered_by` is the alias of the artifact whose new version makes it. Raises ApiError for what is refused.
    """
    body = bodies.read(call, "ReleaseStartMetadata", given)
    definition = call.store.get(DEFINITION, call.project_id, body.get("definitionId", 0))
    if definition is None:
        raise definition_not_found(body.get("definitionId", 0))
    if definition.get("isDisabled"):
        raise invalid_request(f"The release pipeline '{definition['name']}' is disabled.")
    release = {**_release(call, body, definition), "triggeredBy": triggered_by}
    make_manual(release, body.get("manualEnvironments", []))
    _apply_environment_variables(release, body.get("environmentsMetadata", []))
    release["name"] = name_of(release, call)
    note(call, release, "Create", {"id": release["id"], "name": release["name"]})
    note_last(call, definition["id"], release)
    if release["status"] == "active":
        engine.start_by_conditions(call.world, call.project_id, release, release["created"])
    records.save(call.store, call.project_id, release)
    return release


def _release(call: Call, body: Document, definition: Document) -> Document:
    now = call.world.now().timestamp()
    reason = body.get("reason", "none")
    return {
        "id": call.store.next("release"),
        "name": "",
        "status": "draft" if body.get("isDraft") else "active",
        "created": now,
        "createdBy": call.caller,
        "modified": now,
        "modifiedBy": call.caller,
        "variables": overridden(definition["variables"], body.get("variables", {}), []),
        "variableGroups": definition["variableGroups"],
        "artifacts": _artifacts(call, body, definition),
        "definitionId": definition["id"],
        "definitionName": definition["name"],
        "definitionRevision": definition["revision"],
        "definitionSnapshotRevision": 1,
        "description": body.get("description") or "",
        "comment": "",
        "reason": "manual" if reason == "none" else reason,
        "releaseNameFormat": definition["releaseNameFormat"],
        "keepForever": False,
        "tags": [],
        "properties": body.get("properties", {}),
        "environments": [_environment(call, one) for one in definition["environments"]],
        "history": [],
    }


def _artifacts(call: Call, body: Document, definition: Document) -> list[Document]:
    wanted = {fold(one.get("alias", "")): one.get("instanceReference", {}) for one in body.get("artifacts", [])}
    unknown = set(wanted) - {fold(one["alias"]) for one in definition["artifacts"]}
    if unknown:
        # [I] Whether a real server refuses an alias that the definition does not have, or ignores it.
        raise invalid_request(f"Artifact source alias '{min(unknown)}' is not one of the release pipeline.")
    return [_artifact(call, one, wanted.get(fold(one["alias"]))) for one in definition["artifacts"]]


def _artifact(call: Call, artifact: Document, given: Document | None) -> Document:
    """[I] The words of the refusal. An alias without any version has an empty one."""
    if given is not None and given.get("id"):
        return with_version(artifact, versions.find(call, artifact, given))
    if versions.asks_at_creation(artifact):
        raise invalid_request(f"The version of the artifact source '{artifact['alias']}' must be specified.")
    return with_version(artifact, versions.default_version(call, artifact) or {})


def with_version(artifact: Document, version: Document) -> Document:
    """An artifact of a release: the definition's with version, branch and commit (recorded: compare ids)."""
    reference = dict(artifact["definitionReference"])
    reference["version"] = {"id": str(version.get("id") or ""), "name": version.get("name") or ""}
    branch, commit = version.get("sourceBranch") or "", version.get("sourceVersion") or ""
    if branch:
        reference["branch"] = {"id": branch, "name": branch}
    if commit:
        reference["sourceVersion"] = {"id": commit, "name": ""}
    return {**artifact, "definitionReference": reference, "tags": version.get("tags", [])}


def overridden(variables: Document, given: Document, also: list[Document]) -> Document:
    """Variables with the values that a request gives; only those that allow it, here or in `also`, may be given.

    [I] The words of the refusal.
    """
    allowed = {
        fold(name): (name, variable)
        for table in (*also, variables)
        for name, variable in table.items()
        if variable.get("allowOverride")
    }
    refused = sorted(name for name in given if fold(name) not in allowed)
    if refused:
        raise invalid_request(
            f"The variable(s) {', '.join(repr(name) for name in refused)} cannot be set: the release pipeline has no "
            "such variable that is settable at release time."
        )
    changed = dict(variables)
    for name, value in given.items():
        known, variable = allowed[fold(name)]
        changed[known] = {**variable, "value": value.get("value")}
    return changed


def make_manual(release: Document, names: list[str]) -> None:
    """Stages that are to be started by hand lose their conditions (recorded). Ids in place of names: VS402919."""
    for name in names:
        environment = records.environment_named(release, name)
        if environment is None:
            raise invalid_request(f"VS402919: The stage '{name}' does not exist in the release pipeline.")
        environment.update(isManual=True, conditions=[])


def _apply_environment_variables(release: Document, given: list[Document]) -> None:
    for entry in given:
        wanted = entry.get("definitionEnvironmentId")
        environment = next((one for one in release["environments"] if one["definitionEnvironmentId"] == wanted), None)
        if environment is None:
            raise invalid_request(f"The stage with ID {wanted} does not exist in the release pipeline.")
        environment["variables"] = overridden(
            environment["variables"], entry.get("variables", {}), [release["variables"]]
        )


def _environment(call: Call, environment: Document) -> Document:
    """A stage as the definition has it now."""
    return {
        "id": call.store.next("release_environment"),
        "definitionEnvironmentId": environment["id"],
        "name": environment["name"],
        "rank": environment["rank"],
        "status": "notStarted",
        "owner": environment["owner"]["id"],
        "variables": environment["variables"],
        "variableGroups": environment["variableGroups"],
        "conditions": [{**condition, "result": False} for condition in environment["conditions"]],
        "schedules": environment["schedules"],
        "preApprovals": environment["preDeployApprovals"],
        "postApprovals": environment["postDeployApprovals"],
        "preGates": environment["preDeploymentGates"],
        "postGates": environment["postDeploymentGates"],
        "deployPhases": environment["deployPhases"],
        "environmentOptions": environment["environmentOptions"],
        "executionPolicy": environment["executionPolicy"],
        "processParameters": environment["processParameters"],
        "isManual": False,
        "created": None,
        "modified": None,
        "scheduledFor": None,
        "triggerReason": "",
        "timeToDeploy": 0.0,
        "lastTask": 0,
        "attempts": [],
    }


def note_last(call: Call, definition_id: int, release: Document) -> None:
    definition = call.store.get(DEFINITION, call.project_id, definition_id)
    if definition is None:
        return
    definition["lastRelease"] = {
        "id": release["id"],
        "name": release["name"],
        "createdOn": records.shown_time(release["created"]),
        "createdBy": release["createdBy"],
    }
    call.store.put(DEFINITION, call.project_id, definition_id, definition, name=definition["name"])
