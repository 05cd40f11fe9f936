# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retention leases of a build: who wants it kept, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from math import ceil
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.build import (
    LEASE_CHANGES,
    LEASES_OF_A_BUILD,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import LostAnswerError
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

Document = dict[str, Any]

FOREVER = 36500
"""Days; a lease that is valid for so long counts as forever (OpenAPI documents)."""
_DAY = timedelta(days=1)


def leases_of(client: Client, build_id: int) -> list[Document]:
    """All retention leases of a build; none on a server that cannot list them, or knows no leases at all."""
    if not LEASES_OF_A_BUILD.of(client.generation):
        return []
    return list(client.pages("leases.of_build", build_id=build_id))


def in_force(leases: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Those of some leases that are still valid."""
    now = datetime.now(timezone.utc)
    return [dict(lease) for lease in leases if (instant(lease.get("validUntil")) or now) >= now]


def is_forever(lease: Mapping[str, Any]) -> bool:
    """Whether a lease is shown as one without an end."""
    return _is_valid_for(lease, FOREVER)


def ensure_leases(
    client: Client, build: Mapping[str, Any], declared: Sequence[Mapping[str, Any]], *, check_mode: bool
) -> tuple[list[Document], list[Document]]:
    """Add the declared leases of a build that are not there, and change those that are otherwise.

    :returns: those that differ, before and after, as options; two empty lists when all are there.
    """
    before: list[Document] = []
    after: list[Document] = []
    for wanted in declared:
        lease = _find(client, build, wanted["owner_id"])
        changes = dict(wanted) if lease is None else _differences(lease, wanted)
        if not changes:
            continue
        if lease is not None:
            before.append(_as_options(lease, changes))
        after.append({"owner_id": wanted["owner_id"], **changes})
        if not check_mode:
            _write(client, build, wanted, lease)
    return before, after


def delete_leases(client: Client, leases: Sequence[Mapping[str, Any]]) -> None:
    """Take leases away."""
    if leases:
        client.call("leases.delete", query={"ids": [lease["leaseId"] for lease in leases]})


def restore_leases(client: Client, build: Mapping[str, Any], leases: Sequence[Mapping[str, Any]]) -> None:
    """Add leases again that were taken away, each for its owner and for as long as it was still valid."""
    for lease in leases:
        until = instant(lease.get("validUntil"))
        left = None if until is None else ceil((until - datetime.now(timezone.utc)) / _DAY)
        wanted = {
            "owner_id": lease["ownerId"],
            "days_valid": FOREVER if left is None else max(1, min(left, FOREVER)),
            "protect_pipeline": bool(lease.get("protectPipeline")),
        }
        _add(client, build, wanted)


def _find(client: Client, build: Mapping[str, Any], owner: str) -> Document | None:
    """The lease of this owner; where there are several, the one that holds longest."""
    return max(_of_owner(client, build, owner), key=lambda lease: str(lease.get("validUntil")), default=None)


def _of_owner(client: Client, build: Mapping[str, Any], owner: str) -> list[Document]:
    query = {"ownerId": owner, "definitionId": build["definition"]["id"], "runId": build["id"]}
    return [
        lease
        for lease in client.pages("leases.list", query=query)
        if str(lease.get("ownerId")).casefold() == owner.casefold() and lease.get("runId") == build["id"]
    ]


def _differences(lease: Mapping[str, Any], wanted: Mapping[str, Any]) -> Document:
    changes: Document = {}
    days = wanted.get("days_valid")
    if days is not None and not _is_valid_for(lease, days):
        changes["days_valid"] = days
    protect = wanted.get("protect_pipeline")
    # The first servers with leases take it and do not show it (OpenAPI 6.0).
    if protect is not None and "protectPipeline" in lease and protect != bool(lease.get("protectPipeline")):
        changes["protect_pipeline"] = protect
    return changes


def _is_valid_for(lease: Mapping[str, Any], days: int) -> bool:
    """Whether it holds as long as one that was made for so many days.

    Nobody knows from when the days of an update count: from its creation or from now, and both are right.
    """
    created, until = instant(lease.get("createdOn")), instant(lease.get("validUntil"))
    if created is None or until is None:
        return False
    length = min(days, FOREVER) * _DAY
    at_least, at_most = created + length - _DAY, datetime.now(timezone.utc) + length + _DAY
    return until >= at_least and (days >= FOREVER or until <= at_most)


def _as_options(lease: Mapping[str, Any], changes: Mapping[str, Any]) -> Document:
    created, until = instant(lease.get("createdOn")), instant(lease.get("validUntil"))
    days = None if created is None or until is None else round((until - created) / _DAY)
    known = {"days_valid": days, "protect_pipeline": bool(lease.get("protectPipeline"))}
    return {"owner_id": lease.get("ownerId"), **{name: known[name] for name in changes if name in known}}


def _write(
    client: Client, build: Mapping[str, Any], wanted: Mapping[str, Any], lease: Mapping[str, Any] | None
) -> None:
    if lease is None:
        _add(client, build, wanted)
    elif LEASE_CHANGES.of(client.generation):
        body = {"daysValid": wanted.get("days_valid"), "protectPipeline": wanted.get("protect_pipeline")}
        declared = {key: value for key, value in body.items() if value is not None}
        client.call("leases.update", lease_id=lease["leaseId"], body=declared)
    else:
        _add(client, build, wanted)
        # First the new one, so that the build is held all the time; a server may have made it of the old one.
        current = _of_owner(client, build, wanted["owner_id"])
        delete_leases(client, [one for one in current if _differences(one, wanted)])


def _add(client: Client, build: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    new = {
        "ownerId": wanted["owner_id"],
        "definitionId": build["definition"]["id"],
        "runId": build["id"],
        "daysValid": wanted.get("days_valid", FOREVER),
        "protectPipeline": wanted.get("protect_pipeline", False),
    }
    try:
        client.call("leases.add", body=[new])
    except LostAnswerError:
        if all(_differences(one, wanted) for one in _of_owner(client, build, wanted["owner_id"])):
            client.call("leases.add", body=[new])
