# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments: every attempt of every stage, as a list of the project."""

from __future__ import annotations

from collections.abc import Callable

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.clock import read_time
from release_management_sandbox.definitions.growth import known_query
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import ModelError
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.people import named
from release_management_sandbox.releases import attempts, records, references, wire
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import DEPLOYMENT
from release_management_sandbox.releases.records import shown_time
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document, fold

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 100
Keep = Callable[[Document], bool]


def _list(call: Call) -> Answer:
    """Newest first, 50 a page (public issue); [I] at most 100. The token is the id of the next deployment.

    A public issue says that `definitionId` was ignored once; here it filters, as documented.
    """
    engine.look(call.world, call.project_id)
    call = known_query(call, "deployments")
    size = records.page_size(call, "$top", _DEFAULT_PAGE, _LARGEST_PAGE)
    definition = call.query.number("definitionId")
    keeps = _filters(call)
    entries = records.in_order(call, DEPLOYMENT, str(definition) if definition else None)
    page, headers = records.page((entry for entry in entries if all(keep(entry) for keep in keeps)), size)
    return collection((shaped("Deployment", _shown(entry, call), call) for entry in page), headers)


def _by_number(field: str) -> Callable[[Call, str], Keep]:
    def make(call: Call, value: str) -> Keep:
        if not value.isdecimal():
            raise ModelError(f"The value '{value}' is not valid for {field}.")
        return lambda one: one[field] == int(value)

    return make


def _by_name(field: str) -> Callable[[Call, str], Keep]:
    """Several names with commas; `all` is any."""

    def make(_call: Call, value: str) -> Keep:
        wanted = {fold(word.strip()) for word in value.split(",")}
        return lambda one: bool(wanted & {"all", "undefined", fold(one[field])})

    return make


def _by_person(field: str) -> Callable[[Call, str], Keep]:
    def make(call: Call, value: str) -> Keep:
        people = {person["id"] for person in call.world.people.everybody() if named(person, value)}
        return lambda one: one[field] in people

    return make


def _by_time(field: str, is_minimum: bool) -> Callable[[Call, str], Keep]:
    def make(_call: Call, value: str) -> Keep:
        moment = read_time(value)
        if moment is None:
            raise ModelError(f"The value '{value}' is not a valid time.")
        limit = moment.timestamp()

        def keep(one: Document) -> bool:
            return one[field] is not None and (one[field] >= limit if is_minimum else one[field] <= limit)

        return keep

    return make


def _by_branch(_call: Call, value: str) -> Keep:
    wanted = fold(value.removeprefix("refs/heads/"))
    return lambda one: wanted in {fold(branch.removeprefix("refs/heads/")) for branch in one["branches"]}


_FILTERS: dict[str, Callable[[Call, str], Keep]] = {
    "definitionEnvironmentId": _by_number("definitionEnvironmentId"),
    "createdBy": _by_person("requestedBy"),
    "createdFor": _by_person("requestedFor"),
    "deploymentStatus": _by_name("status"),
    "operationStatus": _by_name("operation"),
    "minModifiedTime": _by_time("modified", True),
    "maxModifiedTime": _by_time("modified", False),
    "minStartedTime": _by_time("started", True),
    "maxStartedTime": _by_time("started", False),
    "sourceBranch": _by_branch,
}


def _filters(call: Call) -> list[Keep]:
    made = [make(call, call.query.text(name)) for name, make in _FILTERS.items() if call.query.text(name)]
    return [*made, lambda one: bool(one["isLatest"])] if call.query.flag("latestAttemptsOnly") else made


def _shown(entry: Document, call: Call) -> Document:
    release = records.load(call.store, call.project_id, entry["releaseId"]) or {}
    stage = next(one for one in release["environments"] if one["id"] == entry["environmentId"])
    attempt = next(one for one in stage["attempts"] if one["deploymentId"] == entry["id"])
    approvals = {
        f"{side}Approvals": [
            attempts.approval(one, stage, release, call) for one in attempt["approvals"] if one["type"] == side
        ]
        for side in ("preDeploy", "postDeploy")
    }
    document = {
        "id": attempt["deploymentId"],
        "release": {
            **references.release(release, call),
            "artifacts": wire.artifacts(release, call),
            "createdBy": call.identity(release["createdBy"]),
            "createdOn": shown_time(release["created"]),
        },
        "releaseDefinition": references.definition(release, call),
        "releaseEnvironment": references.environment(stage, release, call),
        "projectReference": references.project(call),
        "definitionEnvironmentId": stage["definitionEnvironmentId"],
        "attempt": attempt["attempt"],
        "reason": attempt["reason"],
        "deploymentStatus": attempt["status"],
        "operationStatus": attempt["operation"],
        "requestedBy": call.identity(attempt["requestedBy"]),
        "requestedFor": call.identity(attempt["requestedFor"]),
        "lastModifiedBy": call.identity(attempt["modifiedBy"]),
        "conditions": [{name: value for name, value in one.items() if name != "result"} for one in stage["conditions"]],
        **approvals,
    }
    moments = {
        "queuedOn": attempt["queued"],
        "startedOn": attempt["started"],
        "completedOn": attempt["completed"],
        "lastModifiedOn": attempt["modified"],
    }
    return {**document, **{name: shown_time(moment) for name, moment in moments.items() if moment is not None}}


RESOURCES = (
    Resource(
        id="b005ef73-cddc-448e-9ba2-5193bf36b19f",
        area="Release",
        name="deployments",
        template="{project}/_apis/{area}/{resource}",
        service=RELEASE,
        # [I] The documents of 2015 and 2016 do not have it.
        since=ApiVersion(3, 0),
        released_since=ApiVersion(5, 0),
        numbers=((ApiVersion(3, 0), 1), (ApiVersion(4, 1), 2)),
        collection={"GET": _list},
    ),
)
