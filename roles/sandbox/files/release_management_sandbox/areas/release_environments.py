# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stages of a release: read, started, scheduled, canceled, deployed again."""

from __future__ import annotations

from release_management_sandbox.answers import Answer
from release_management_sandbox.areas import releases
from release_management_sandbox.call import Call
from release_management_sandbox.clock import read_time
from release_management_sandbox.definitions.growth import known_query
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import ModelError, invalid_request, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import bodies, creation, history, records, wire
from release_management_sandbox.releases.attempts import view_of
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import camel
from release_management_sandbox.routing import RELEASE, Later, Resource
from release_management_sandbox.store import Document

_LEGAL = {
    "inProgress": frozenset({"notStarted", "scheduled", "succeeded", "partiallySucceeded", "rejected", "canceled"}),
    "scheduled": frozenset({"notStarted", "scheduled", "succeeded", "partiallySucceeded", "rejected", "canceled"}),
    "canceled": frozenset({"queued", "inProgress", "scheduled"}),
}
"""From which states a stage may be brought to a state; known is that what is queued or runs is not started again.

[I] The others: that a stage that ended, however, is deployed again, and that only what is under way is canceled.
"""


def stored(call: Call) -> tuple[Document, Document]:
    """The release and the stage that the path names, as they are now."""
    release = releases.stored(call)
    return release, stage_of(release, call.number("environmentId"))


def stage_of(release: Document, number: int) -> Document:
    """[I] The words of the refusal."""
    for environment in release["environments"]:
        if environment["id"] == number:
            found: Document = environment
            return found
    raise not_found(
        "ReleaseEnvironmentNotFoundException",
        f"Stage with ID {number} does not exist in the release with ID {release['id']}. Specify a valid ID and try again.",
        namespace="Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions",
    )


def _get(call: Call) -> Answer:
    release, environment = stored(call)
    return _answer(release, environment, call)


def _update(call: Call) -> Answer:
    """A status, a time, variables, a comment. What is started answers `queued` (document)."""
    release, environment = stored(call)
    body = bodies.read(call, "ReleaseEnvironmentUpdateMetadata", call.body)
    status = body.get("status")
    moment = _moment(body)
    if status in (None, "undefined"):
        status = "scheduled" if moment is not None else None
    _refuse(release, environment, status)
    if body.get("variables"):
        known = environment["variables"]
        environment["variables"] = creation.overridden(known, body["variables"], [release["variables"]])
    if status == "canceled":
        engine.cancel(call.world, call.project_id, release, environment, call.caller)
    elif status is not None:
        _start(call, release, environment, moment)
    comment = body.get("comment", "")
    history.note(call, release, "Update", {"environment": environment["name"], "status": status}, comment)
    records.save(call.store, call.project_id, release)
    return _answer(release, environment, call)


def _answer(release: Document, environment: Document, call: Call) -> Answer:
    view = view_of(known_query(call, "environment"))
    return Answer(shaped("ReleaseEnvironment", wire.environment(environment, release, call, view), call))


def _moment(body: Document) -> float | None:
    text = body.get("scheduledDeploymentTime")
    if not text:
        return None
    moment = read_time(text)
    if moment is None:
        raise ModelError(f"The value '{text}' is not valid for scheduledDeploymentTime.")
    return moment.timestamp()


def _refuse(release: Document, environment: Document, status: str | None) -> None:
    """VS402964 for a transition that is not allowed. [I] The words where the release itself does not let it."""
    if status is None:
        return
    before = environment["status"]
    if before not in _LEGAL.get(status, ()):
        raise invalid_request(
            f"VS402964: Transitioning of stage from state '{camel(before)}' to state '{camel(status)}' is not allowed."
        )
    if status != "canceled" and release["status"] != "active":
        raise invalid_request(
            f"The stage '{environment['name']}' cannot be deployed: the release '{release['name']}' is in state "
            f"'{camel(release['status'])}'."
        )


def _start(call: Call, release: Document, environment: Document, moment: float | None) -> None:
    """At once, or at a time to come. A time that is set takes the place of the one before; [I] one that is past is now."""
    _forget_scheduled(environment)
    now = call.world.now().timestamp()
    later = moment is not None and moment > now
    wish = engine.Wish("scheduled" if later else "manual", call.caller, "Manual deployment")
    at = moment if later and moment is not None else now
    engine.start(call.world, call.project_id, release, environment, wish, at, "scheduled" if later else "queued")


def _forget_scheduled(environment: Document) -> None:
    environment["attempts"] = [one for one in environment["attempts"] if one["begun"] or not one["open"]]


RESOURCES = (
    Resource(
        id="a7e426b1-03dc-48af-9dfe-c98bac612dcb",
        area="Release",
        name="environments",
        template="{project}/_apis/{area}/releases/{releaseId}/{resource}/{environmentId}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(7, 0),
        numbers=(
            (ApiVersion(2, 2), 1),
            (ApiVersion(3, 0), 2),
            (ApiVersion(4, 1), 5),
            (ApiVersion(5, 0), 6),
            (ApiVersion(6, 1), 7),
            (ApiVersion(7, 2), 8),
        ),
        # The document of 4.1 has no GET.
        item={"GET": Later(ApiVersion(5, 0), _get), "PATCH": _update},
    ),
)
