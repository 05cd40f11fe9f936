# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases, as far as definitions feel them: created, listed by definition, read; their stages deploy and end."""

from __future__ import annotations

import re
from typing import Any

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.definitions import wire
from release_management_sandbox.definitions.deployments import progress
from release_management_sandbox.definitions.kinds import DEFINITION, RELEASE
from release_management_sandbox.errors import ModelError, definition_not_found, invalid_request, release_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import RELEASE as RELEASE_SERVICE
from release_management_sandbox.routing import Resource
from release_management_sandbox.store import Document

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 100
_REVISION = re.compile(r"\$\(rev:(r+)\)", re.IGNORECASE)


def _list(call: Call) -> Answer:
    """Newest first, 50 a page and at most 100; the token is the id of the next release."""
    releases = call.store.all(RELEASE, call.project_id)
    definition = call.query.number("definitionId")
    if definition:
        releases = call.store.named(RELEASE, call.project_id, str(definition))
    releases.sort(key=lambda one: int(one["id"]), reverse=call.query.text("queryOrder").lower() != "ascending")
    token = call.query.number("continuationToken")
    if token:
        ids = [release["id"] for release in releases]
        releases = releases[ids.index(token) :] if token in ids else []
    top = min(call.query.number("$top") or _DEFAULT_PAGE, _LARGEST_PAGE)
    headers = {"x-ms-continuationtoken": str(releases[top]["id"])} if len(releases) > top else {}
    expanded = "environments" in call.query.text("$expand").lower()
    return collection((_shape(progress(one, call), call, expanded) for one in releases[:top]), headers)


def _get(call: Call) -> Answer:
    number = call.number("releaseId")
    release = call.store.get(RELEASE, call.project_id, number)
    if release is None:
        raise release_not_found(number)
    return Answer(_shape(progress(release, call), call, expanded=True))


def _create(call: Call) -> Answer:
    """Makes a release each time. Its stages are the definition's of now; those that start with it start."""
    body = call.body if isinstance(call.body, dict) else {}
    definition = call.store.get(DEFINITION, call.project_id, body.get("definitionId") or 0)
    if definition is None:
        raise definition_not_found(body.get("definitionId") or 0)
    if definition.get("isDisabled"):
        raise invalid_request(f"The release pipeline '{definition['name']}' is disabled.")
    artifacts = _artifacts(body, definition)
    is_draft, manual = bool(body.get("isDraft")), body.get("manualEnvironments") or []
    now = release_time(call.world.now())
    release: Document = {
        "id": call.store.next("release"),
        "name": "",
        "status": "draft" if is_draft else "active",
        "createdOn": now,
        "createdBy": call.caller,
        "variables": definition["variables"],
        "artifacts": artifacts,
        "definitionId": definition["id"],
        "definitionName": definition["name"],
        "definitionRevision": definition["revision"],
        "description": body.get("description") or "",
        "reason": "manual" if body.get("reason") in (None, "none") else body["reason"],
        "releaseNameFormat": definition["releaseNameFormat"],
        "environments": [],
    }
    release["name"] = _name(release, call)
    for environment in definition["environments"]:
        starts = not is_draft and environment["name"] not in manual and _starts(environment)
        release["environments"].append(_environment(environment, now if starts else None, call))
        if starts:
            definition.setdefault("currentReleases", {})[str(environment["id"])] = release["id"]
    definition["lastRelease"] = {name: release[name] for name in ("id", "name", "createdOn", "createdBy")}
    call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=definition["name"])
    call.store.put(RELEASE, call.project_id, release["id"], release, name=str(definition["id"]))
    return Answer(_shape(progress(release, call), call, expanded=True))


def _artifacts(body: Document, definition: Document) -> list[Document]:
    given = body.get("artifacts") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise ModelError("The value of 'artifacts' is not valid: a list is needed.")
    versions = {one.get("alias"): one.get("instanceReference") or {} for one in given}
    artifacts = []
    for artifact in definition["artifacts"]:
        version = versions.get(artifact["alias"], {})
        reference = {"version": {"id": str(version.get("id") or ""), "name": version.get("name") or ""}}
        artifacts.append({**artifact, "definitionReference": {**artifact["definitionReference"], **reference}})
    return artifacts


def _name(release: Document, call: Call) -> str:
    """The name that the format makes; `$(rev:r)` counts the releases of the definition."""
    number = call.store.next(f"release_revision:{release['definitionId']}")
    text = release["releaseNameFormat"] or "Release-$(rev:r)"
    text = re.sub(r"\$\(Release\.ReleaseId\)", str(release["id"]), text, flags=re.IGNORECASE)
    text = re.sub(r"\$\(Date:yyyyMMdd\)", f"{call.world.now():%Y%m%d}", text, flags=re.IGNORECASE)
    return _REVISION.sub(lambda match: str(number).zfill(len(match[1])), text)


def _starts(environment: Document) -> bool:
    return any(
        condition["conditionType"] == "event" and condition.get("name") == "ReleaseStarted"
        for condition in environment["conditions"]
    )


def _environment(environment: Document, started: str | None, call: Call) -> Document:
    approvals = environment["preDeployApprovals"]["approvals"]
    return {
        "id": call.store.next("release_environment"),
        "definitionEnvironmentId": environment["id"],
        "name": environment["name"],
        "rank": environment["rank"],
        "status": "inProgress" if started else "notStarted",
        "startedOn": started,
        "isWaiting": not all(approval["isAutomated"] for approval in approvals),
        "taskCount": sum(len(phase["workflowTasks"]) for phase in environment["deployPhases"]),
        "owner": environment["owner"],
        "variables": environment["variables"],
    }


def _shape(release: Document, call: Call, expanded: bool) -> Document:
    url = call.addresses.release(call.project_id, f"releases/{release['id']}")
    definition_url = call.addresses.release(call.project_id, f"definitions/{release['definitionId']}")
    person = call.identity(release["createdBy"])
    project = call.project or {}
    document: dict[str, Any] = {
        "id": release["id"],
        "name": release["name"],
        "status": release["status"],
        "createdOn": release["createdOn"],
        "modifiedOn": release["createdOn"],
        "modifiedBy": person,
        "createdBy": person,
        "variables": wire.mask(release["variables"]) if expanded else {},
        "variableGroups": [],
        "artifacts": release["artifacts"],
        "releaseDefinition": {
            "id": release["definitionId"],
            "name": release["definitionName"],
            "path": folder_of(release, call),
            "url": definition_url,
            "_links": {"self": {"href": definition_url}},
        },
        "releaseDefinitionRevision": release["definitionRevision"],
        "description": release["description"],
        "reason": release["reason"],
        "releaseNameFormat": release["releaseNameFormat"],
        "keepForever": False,
        "definitionSnapshotRevision": 1,
        "tags": [],
        "projectReference": {"id": call.project_id, "name": project.get("name")},
        "properties": {},
        "url": url,
        "_links": {"self": {"href": url}},
    }
    if expanded:
        document["environments"] = [_shown(environment, release, call) for environment in release["environments"]]
    return document


def folder_of(release: Document, call: Call) -> str:
    definition = call.store.get(DEFINITION, call.project_id, release["definitionId"])
    return str(definition["path"]) if definition else "\\"


def _shown(environment: Document, release: Document, call: Call) -> Document:
    return {
        "id": environment["id"],
        "releaseId": release["id"],
        "name": environment["name"],
        "status": environment["status"],
        "variables": wire.mask(environment["variables"]),
        "rank": environment["rank"],
        "definitionEnvironmentId": environment["definitionEnvironmentId"],
        "owner": call.identity(environment["owner"]["id"]),
    }


RESOURCES = (
    Resource(
        id="a166fde7-27ad-408e-ba75-703c2cc9d500",
        area="Release",
        name="releases",
        template="{project}/_apis/{area}/{resource}/{releaseId}",
        service=RELEASE_SERVICE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(5, 0),
        numbers=((ApiVersion(2, 2), 1), (ApiVersion(4, 1), 6), (ApiVersion(6, 1), 8), (ApiVersion(7, 2), 9)),
        collection={"GET": _list, "POST": _create},
        item={"GET": _get},
    ),
)
