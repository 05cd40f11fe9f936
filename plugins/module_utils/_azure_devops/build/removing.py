# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A build that is not to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    check_identity,
    find_by_number,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.leases import (
    delete_leases,
    leases_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build_if_there,
    says_no_build,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.updating import update_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]


def remove(options: Mapping[str, Any], params: Mapping[str, Any], client: Client, run: Run) -> Outcome:
    """Delete a build, unless there is none: found by ``build_id``, or by ``build_number``.

    :raises RefusedError: it is retained and ``force_delete`` is not set; the message says by whom.
    """
    build = _find(options, client)
    if build is None:
        return Outcome(changed=False, result={"build": None}, before={}, after={})
    force = bool(params.get("force_delete"))
    if build.get("keepForever") and not force:
        raise _retained(build, [], None)
    if run.check_mode and not force and (leases := _leases_in_force(client, build)):
        # For real the server says so itself.
        raise _retained(build, leases, None)
    before = {
        "build_id": build["id"],
        "build_number": build.get("buildNumber"),
        "definition": (build.get("definition") or {}).get("name"),
    }
    if force:
        before.update(_release(client, build, run))
    if not run.check_mode:
        _delete(client, build, force)
    return Outcome(changed=True, result={"build": None}, before=before, after={})


def _find(options: Mapping[str, Any], client: Client) -> Document | None:
    if options.get("build_id") is not None:
        build = read_build_if_there(client, options["build_id"])
        if build is None or build.get("deleted"):
            return None
        check_identity(build, options)
        return build
    if options.get("build_number") is None:
        raise DeclarationError(
            "is needed to say which build is not to be there, or else build_number", option="build_id"
        )
    return find_by_number(client, options)


def _release(client: Client, build: Mapping[str, Any], run: Run) -> Document:
    """Take away what keeps a build; returns it as options."""
    leases = leases_of(client, int(build["id"]))
    held = [{"owner_id": lease.get("ownerId"), "valid_until": lease.get("validUntil")} for lease in leases]
    kept = bool(build.get("keepForever"))
    if not run.check_mode:
        if kept:
            update_build(client, build, {"keep_forever": False}, check_mode=False)
            # Whoever set it held a lease by it, which is gone now.
            leases = leases_of(client, int(build["id"]))
        delete_leases(client, leases)
    return {**({"keep_forever": True} if kept else {}), **({"retention_leases": held} if held else {})}


def _delete(client: Client, build: Mapping[str, Any], force: bool) -> None:
    number = int(build["id"])
    try:
        try:
            _delete_once(client, number)
        except LostAnswerError:
            if read_build_if_there(client, number) is not None:
                _delete_once(client, number)
    except (RefusedError, ConflictError, PermissionDeniedError) as error:
        leases = [] if force else _leases_in_force(client, build)
        if not leases:
            raise
        raise _retained(build, leases, error) from None


def _delete_once(client: Client, number: int) -> None:
    try:
        client.call("builds.delete", build_id=number)
    except NotFoundError as error:
        if not says_no_build(error):
            raise


def _leases_in_force(client: Client, build: Mapping[str, Any]) -> list[Document]:
    """The leases that keep a build, as far as they can be read: they explain a refusal, or foretell it."""
    try:
        leases = leases_of(client, int(build["id"]))
    except ReleaseManagementError:
        return []
    now = datetime.now(timezone.utc)
    return [lease for lease in leases if (instant(lease.get("validUntil")) or now) >= now]


def _retained(
    build: Mapping[str, Any], leases: Sequence[Mapping[str, Any]], error: ReleaseManagementError | None
) -> RefusedError:
    holders = [f"{lease.get('ownerId')} until {lease.get('validUntil')}" for lease in leases]
    why = f"retention leases hold it: {', '.join(holders)}" if holders else "it is marked to be kept forever"
    said = f" {error.message}" if error else ""
    title = title_of(build)
    return RefusedError(
        f"{title[0].upper()}{title[1:]} cannot be deleted, because {why}.{said} To delete it all the same, set"
        " force_delete: true, which takes the mark and the leases away first",
        option="force_delete",
        status=error.status if error else None,
        details=error.details if error else None,
    )
