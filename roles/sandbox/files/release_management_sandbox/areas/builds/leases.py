# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention leases: who wants a build kept, and until when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from release_management_sandbox.answers import Answer, collection, no_content
from release_management_sandbox.areas.builds import running
from release_management_sandbox.areas.builds.refusals import build_not_found, refused
from release_management_sandbox.call import Call
from release_management_sandbox.clock import parse_time, release_time
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document, fold

_KIND = "retention_lease"
_NEEDED = {"daysValid": int, "definitionId": int, "ownerId": str, "runId": int}


def list_leases(call: Call) -> Answer:
    """By owner, definition and run, or those of a list of minimal leases: JSON objects separated by "|"."""
    minimal = call.query.text("leasesToFetch")
    if minimal:
        wanted = _minimal(minimal)
        return collection(lease for lease in _all(call) if any(_fits(lease, one) for one in wanted))
    wanted_one = {
        "ownerId": call.query.text("ownerId") or _user(call),
        "definitionId": call.query.number("definitionId"),
        "runId": call.query.number("runId"),
    }
    return collection(lease for lease in _all(call) if _fits(lease, wanted_one))


def add_leases(call: Call) -> Answer:
    """[I] A lease that the owner has for the run already is given a new end."""
    if not isinstance(call.body, list) or not call.body:
        raise ModelError("Value cannot be null. Parameter name: newLeases")
    return collection([_add(call, given) for given in call.body])


def delete_leases(call: Call) -> Answer:
    for word in call.query.words("ids"):
        if word.isdecimal():
            call.store.remove(_KIND, call.project_id, int(word))
    return no_content()


def get_lease(call: Call) -> Answer:
    return Answer(_existing(call))


def update_lease(call: Call) -> Answer:
    lease, body = _existing(call), call.body if isinstance(call.body, dict) else {}
    if body.get("daysValid") is not None:
        lease["validUntil"] = _end(call, body["daysValid"])
    if body.get("protectPipeline") is not None:
        lease["protectPipeline"] = bool(body["protectPipeline"])
    _save(call, lease)
    return Answer(lease)


def build_leases(call: Call) -> Answer:
    number = call.number("buildId")
    if running.find(call, number) is None:
        raise build_not_found(number)
    return collection(of_build(call, number))


def of_build(call: Call, number: int) -> list[Document]:
    return call.store.named(_KIND, call.project_id, str(number))


def protects(call: Call, number: int) -> bool:
    """Whether a lease that has not run out keeps a build."""
    return any(parse_time(lease["validUntil"]) > call.world.now() for lease in of_build(call, number))


def protects_definition(call: Call, definition_id: int) -> bool:
    """Whether a lease keeps a build of a definition, or the definition itself."""
    now = call.world.now()
    return any(
        lease["definitionId"] == definition_id and parse_time(lease["validUntil"]) > now
        for lease in call.store.all(_KIND, call.project_id)
    )


def _all(call: Call) -> list[Document]:
    return call.store.all(_KIND, call.project_id)


def _add(call: Call, given: Any) -> Document:
    for name, kind in _NEEDED.items():
        if not isinstance(given, dict) or not isinstance(given.get(name), kind):
            raise ModelError(f"Value cannot be null. Parameter name: {name}")
    build = running.find(call, given["runId"])
    if build is None or build["definition"]["id"] != given["definitionId"]:
        raise build_not_found(given["runId"])
    lease: Document = next(
        (one for one in of_build(call, build["id"]) if fold(one["ownerId"]) == fold(given["ownerId"])), {}
    )
    lease = {
        "leaseId": lease.get("leaseId") or call.store.next("retention_lease"),
        "ownerId": given["ownerId"],
        "runId": build["id"],
        "definitionId": given["definitionId"],
        "createdOn": lease.get("createdOn") or release_time(call.world.now()),
        "validUntil": _end(call, given["daysValid"]),
        "protectPipeline": bool(given.get("protectPipeline")),
    }
    _save(call, lease)
    return lease


def _save(call: Call, lease: Document) -> None:
    call.store.put(_KIND, call.project_id, lease["leaseId"], lease, name=str(lease["runId"]))


def _end(call: Call, days: Any) -> str:
    if not isinstance(days, int) or days < 1:
        raise ModelError(f"The value '{days}' is not valid for daysValid.")
    # The last year that a date of .NET has.
    latest = call.world.now().replace(year=9999, month=12, day=31)
    return release_time(min(latest, call.world.now() + timedelta(days=min(days, 365 * 1000))))


def _existing(call: Call) -> Document:
    number = call.number("leaseId")
    lease = call.store.get(_KIND, call.project_id, number)
    if lease is None:
        raise refused(404, "RetentionLeaseNotFoundException", f"Retention lease {number} could not be found.")
    return lease


def _user(call: Call) -> str:
    """The owner of a lease that a person made."""
    user = call.query.text("userOwnerId")
    return f"User:{user}" if user else ""


def _minimal(text: str) -> list[Document]:
    found = list(_parsed(text))
    if not found:
        raise ModelError(f"The value '{text}' is not valid for leasesToFetch.")
    return found


def _parsed(text: str) -> Iterator[Document]:
    for part in text.split("|"):
        try:
            entry = json.loads(part)
        except ValueError:
            raise ModelError(f"The value '{part}' is not valid for leasesToFetch.") from None
        yield {fold_name: entry.get(fold_name) for fold_name in ("ownerId", "definitionId", "runId")}


def _fits(lease: Document, wanted: Document) -> bool:
    """What is not asked for may be anything."""
    return all(value in (None, "") or fold(str(lease[name])) == fold(str(value)) for name, value in wanted.items())
