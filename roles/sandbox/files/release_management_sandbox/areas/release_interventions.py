# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manual interventions of a release, and the gates of its stages: what people do while a deployment goes on."""

from __future__ import annotations

from collections.abc import Iterator

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas import releases
from release_management_sandbox.call import Call
from release_management_sandbox.deploying import engine, gates
from release_management_sandbox.deploying.turns import wake
from release_management_sandbox.errors import ApiError, invalid_request, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import attempts, bodies, records
from release_management_sandbox.releases.attempts import View
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import DEPLOYMENT
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document

_NAMESPACE = "Microsoft.VisualStudio.Services.ReleaseManagement.WebApi.Exceptions"
_ANSWERS = frozenset({"approved", "rejected"})


def _list(call: Call) -> Answer:
    """Those of every attempt, the oldest first."""
    release = releases.stored(call)
    return collection(_shown(one, stage, release, call) for stage, one in _all(release))


def _get(call: Call) -> Answer:
    release, stage, intervention = _find(call)
    return Answer(_shown(intervention, stage, release, call))


def _update(call: Call) -> Answer:
    """Approve: the deployment goes on. Reject: its task fails. [I] The refusal of one that is answered already."""
    release, stage, intervention = _find(call)
    body = bodies.read(call, "ManualInterventionUpdateMetadata", call.body)
    status = body.get("status")
    if status not in _ANSWERS:
        raise invalid_request(f"The status '{status}' is not valid for the update of a manual intervention.")
    if intervention["status"] != "pending":
        raise invalid_request(
            f"The manual intervention {intervention['id']} is not pending: it is '{intervention['status']}' already."
        )
    now = call.world.now().timestamp()
    intervention.update(status=status, comments=body.get("comment", ""), approver=call.caller, modified=now)
    wake(call.world, call.project_id, release["id"], now)
    records.save(call.store, call.project_id, release)
    return Answer(_shown(intervention, stage, release, call))


def _shown(one: Document, stage: Document, release: Document, call: Call) -> Document:
    return shaped("ManualIntervention", attempts.intervention(one, stage, release, call), call)


def _find(call: Call) -> tuple[Document, Document, Document]:
    release, number = releases.stored(call), call.number("manualInterventionId")
    for stage, intervention in _all(release):
        if intervention["id"] == number:
            return release, stage, intervention
    message = f"Manual intervention with ID {number} does not exist. Specify a valid ID and try again."
    raise not_found("ManualInterventionNotFoundException", message, namespace=_NAMESPACE)


def _all(release: Document) -> Iterator[tuple[Document, Document]]:
    for stage in release["environments"]:
        for attempt in stage["attempts"]:
            for phase in attempt["phases"]:
                yield from ((stage, one) for one in phase["interventions"])


def _ignore_gates(call: Call) -> Answer:
    """`gatesToIgnore` names gates that shall not count from now on. [I] Refused once the gates are done."""
    engine.look(call.world, call.project_id)
    names = bodies.read(call, "GateUpdateMetadata", call.body).get("gatesToIgnore", [])
    release, stage, side, found = _find_gates(call, call.number("gateStepId"))
    if found["status"] not in ("pending", "inProgress"):
        raise invalid_request(f"The gates {found['id']} are not being evaluated: their status is '{found['status']}'.")
    known = gates.names(stage[f"{side}Gates"])
    unknown = [name for name in names if name not in known]
    if unknown:
        raise invalid_request(f"The gate '{unknown[0]}' does not exist in the stage '{stage['name']}'.")
    now = call.world.now().timestamp()
    ignored = {one["name"] for one in found["ignored"]}
    found["ignored"] += [{"name": name, "modified": now} for name in names if name not in ignored]
    found["modified"] = now
    wake(call.world, call.project_id, release["id"], now)
    records.save(call.store, call.project_id, release)
    return Answer(shaped("ReleaseGates", attempts.show_gates(found, stage, release, call, View()), call))


def _find_gates(call: Call, number: int) -> tuple[Document, Document, str, Document]:
    for entry in call.store.all(DEPLOYMENT, call.project_id):
        if number not in entry["gates"]:
            continue
        release = records.load(call.store, call.project_id, entry["releaseId"])
        for stage in release["environments"] if release else ():
            for attempt in stage["attempts"]:
                for side, found in attempt["gates"].items():
                    if release is not None and found["id"] == number:
                        return release, stage, side, found
    raise _no_gates(number)


def _no_gates(number: int) -> ApiError:
    message = f"Gates with ID {number} do not exist. Specify a valid ID and try again."
    return not_found("ReleaseGatesNotFoundException", message, namespace=_NAMESPACE)


RESOURCES = (
    Resource(
        id="616c46e4-f370-4456-adaa-fbaf79c7b79e",
        area="Release",
        name="manualinterventions",
        template="{project}/_apis/{area}/releases/{releaseId}/{resource}/{manualInterventionId}",
        service=RELEASE,
        since=ApiVersion(4, 0),
        released_since=ApiVersion(5, 0),
        numbers=((ApiVersion(4, 0), 1), (ApiVersion(7, 2), 2)),
        collection={"GET": _list},
        item={"GET": _get, "PATCH": _update},
    ),
    Resource(
        id="2666a539-2001-4f80-bcc7-0379956749d4",
        area="Release",
        name="gates",
        template="{project}/_apis/{area}/{resource}/{gateStepId}",
        service=RELEASE,
        since=ApiVersion(5, 0),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(5, 0), 1),),
        item={"PATCH": _ignore_gates},
    ),
)
