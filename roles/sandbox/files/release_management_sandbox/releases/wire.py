# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stored release as the server shows it: whole, or as an entry of a list."""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import artifacts as definition_artifacts
from release_management_sandbox.definitions import wire
from release_management_sandbox.releases import attempts, references
from release_management_sandbox.releases.attempts import View
from release_management_sandbox.releases.records import shown_time, visible_attempts, whole
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import Document


def show(release: Document, call: Call, view: View, property_filters: list[str]) -> Document:
    """The whole document, as GET by id, POST, PUT and PATCH answer.

    Properties come only when they are asked for by `propertyFilters` (document).
    """
    return {
        **_head(release, call, property_filters),
        "variables": wire.mask(release["variables"]),
        "variableGroups": _groups(release["variableGroups"], call),
        "artifacts": artifacts(release, call),
        "environments": [environment(one, release, call, view) for one in release["environments"]],
    }


def show_shallow(head: Document, call: Call, expand: set[str], property_filters: list[str]) -> Document:
    """An entry of a list: without what was not asked for by `$expand`; `variables` is empty then (recorded)."""
    document = {**_head(head, call, property_filters), "variables": {}, "variableGroups": []}
    if "variables" in expand:
        document["variables"] = wire.mask(head["variables"])
    if "artifacts" in expand:
        document["artifacts"] = artifacts(head, call)
    if "tags" not in expand:
        document["tags"] = []
    if expand & {"approvals", "manualinterventions"}:
        release = whole(call.store, call.project_id, head)
        view = View(tasks=False)
        document["environments"] = [_expanded(one, release, call, view, expand) for one in release["environments"]]
    elif "environments" in expand:
        document["environments"] = [_summary(one, head, call) for one in head["stages"]]
    return document


def environment(stage: Document, release: Document, call: Call, view: View) -> Document:
    """A stage of a release, as its own route and the release itself show it."""
    shown = visible_attempts(stage)
    document = {
        "id": stage["id"],
        "releaseId": release["id"],
        "name": stage["name"],
        "status": stage["status"],
        "variables": wire.mask(stage["variables"]),
        "variableGroups": _groups(stage["variableGroups"], call),
        "preDeployApprovals": _approvals(stage, release, call, "preDeploy", view),
        "postDeployApprovals": _approvals(stage, release, call, "postDeploy", view),
        "preApprovalsSnapshot": _approvals_snapshot(stage["preApprovals"], call),
        "postApprovalsSnapshot": _approvals_snapshot(stage["postApprovals"], call),
        "deploySteps": [attempts.show(one, stage, release, call, view) for one in shown],
        "rank": stage["rank"],
        "definitionEnvironmentId": stage["definitionEnvironmentId"],
        "environmentOptions": stage["environmentOptions"],
        "conditions": stage["conditions"],
        "deployPhasesSnapshot": stage["deployPhases"],
        "owner": call.identity(stage["owner"]),
        "schedules": stage["schedules"],
        "release": references.release(release, call),
        "releaseDefinition": references.plain_definition(release, call),
        "releaseCreatedBy": call.identity(release["createdBy"]),
        "triggerReason": stage["triggerReason"] if shown else "",
        "timeToDeploy": stage["timeToDeploy"],
        "processParameters": stage["processParameters"],
        "preDeploymentGatesSnapshot": stage["preGates"],
        "postDeploymentGatesSnapshot": stage["postGates"],
    }
    moments = {"createdOn": stage["created"], "modifiedOn": stage["modified"] if shown else None}
    if stage["scheduledFor"] is not None:
        moments |= dict.fromkeys(("nextScheduledUtcTime", "scheduledDeploymentTime"), stage["scheduledFor"])
    return {**document, **{name: shown_time(moment) for name, moment in moments.items() if moment is not None}}


def artifacts(head: Document, call: Call) -> list[Document]:
    base = call.addresses.base(CORE)
    kept = ({name: value for name, value in one.items() if name != "tags"} for one in head["artifacts"])
    return [definition_artifacts.show(one, base) for one in kept]


def _head(head: Document, call: Call, property_filters: list[str]) -> Document:
    url = call.addresses.release(call.project_id, f"releases/{head['id']}")
    properties = {name: value for name, value in head["properties"].items() if name in property_filters}
    return {
        "id": head["id"],
        "name": head["name"],
        "status": head["status"],
        "createdOn": shown_time(head["created"]),
        "modifiedOn": shown_time(head["modified"]),
        "modifiedBy": call.identity(head["modifiedBy"]),
        "createdBy": call.identity(head["createdBy"]),
        "releaseDefinition": references.definition(head, call),
        "releaseDefinitionRevision": head["definitionRevision"],
        "description": head["description"],
        "comment": head["comment"],
        "reason": head["reason"],
        "releaseNameFormat": head["releaseNameFormat"],
        "keepForever": head["keepForever"],
        "definitionSnapshotRevision": head["definitionSnapshotRevision"],
        "logsContainerUrl": f"{url}/logs",
        "tags": head["tags"],
        "projectReference": references.project(call),
        "properties": wire.typed(properties),
        "url": url,
        "_links": references.links(head, call),
        **({"triggeringArtifactAlias": head["triggeredBy"]} if head.get("triggeredBy") else {}),
    }


def _summary(stage: Document, head: Document, call: Call) -> Document:
    """[I] How much of a stage an expanded list shows."""
    names = ("id", "name", "status", "rank", "definitionEnvironmentId")
    return {
        **{name: stage[name] for name in names},
        "releaseId": head["id"],
        "owner": call.identity(stage["owner"]),
        "variables": {},
    }


def _expanded(stage: Document, release: Document, call: Call, view: View, expand: set[str]) -> Document:
    document = _summary(stage, release, call)
    if "approvals" in expand:
        document["preDeployApprovals"] = _approvals(stage, release, call, "preDeploy", view)
        document["postDeployApprovals"] = _approvals(stage, release, call, "postDeploy", view)
    if "manualinterventions" in expand:
        document["deploySteps"] = [attempts.show(one, stage, release, call, view) for one in visible_attempts(stage)]
    return document


def _approvals(stage: Document, release: Document, call: Call, side: str, view: View) -> list[Document]:
    return [
        attempts.approval(one, stage, release, call)
        for attempt in visible_attempts(stage)
        for one in attempt["approvals"]
        if one["type"] == side and view.shows(one)
    ]


def _approvals_snapshot(block: Document, call: Call) -> Document:
    """[I] Steps of a snapshot have the id 0, as in recorded releases."""
    steps = []
    for step in block["approvals"]:
        shown = {**step, "id": 0}
        if "approver" in step:
            shown["approver"] = call.identity(step["approver"]["id"])
        steps.append(shown)
    return {**block, "approvals": steps}


def _groups(numbers: list[int], call: Call) -> list[Document]:
    """Variable groups with what they hold, secrets masked."""
    found = (call.store.get("variable_group", call.project_id, number) for number in numbers)
    return [
        {
            "id": group["id"],
            "name": group["name"],
            "description": group["description"],
            "type": "Vsts",
            "variables": wire.mask(group["variables"]),
        }
        for group in found
        if group is not None
    ]
