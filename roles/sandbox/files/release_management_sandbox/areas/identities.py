# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People and groups by search or id. In the cloud they are on a host of their own."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.errors import ApiError, not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.people import identity
from release_management_sandbox.routing import IDENTITY, Resource

_NAMESPACE = "Microsoft.VisualStudio.Services.Identity"


def _search(call: Call) -> Answer:
    """By `identityIds`, or by `searchFilter` and `filterValue`; one of them is needed."""
    people = call.world.people
    ids = call.query.words("identityIds")
    if ids:
        found = [people.find(identity_id) for identity_id in ids]
        return collection(identity(person) if person else None for person in found)
    value = call.query.text("filterValue")
    if not call.query.text("searchFilter") or not value:
        raise ApiError(
            400, "IdentityExpressionException", "A search filter and its value are needed.", namespace=_NAMESPACE
        )
    return collection(identity(person) for person in people.search(value))


def _get(call: Call) -> Answer:
    person = call.world.people.find(call.path["identityId"])
    if person is None:
        raise not_found(
            "IdentityNotFoundException",
            f"TF14045: The identity with TeamFoundationId {call.path['identityId']} could not be found.",
            namespace=_NAMESPACE,
        )
    return Answer(identity(person))


RESOURCES = (
    Resource(
        id="28010c54-d0c0-4c89-a5b0-1c9e188b9fb7",
        area="IMS",
        name="Identities",
        template="_apis/{resource}/{identityId}",
        service=IDENTITY,
        since=ApiVersion(1, 0),
        released_since=ApiVersion(1, 0),
        numbers=((ApiVersion(1, 0), 1),),
        collection={"GET": _search},
        item={"GET": _get},
    ),
)
