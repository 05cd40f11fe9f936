# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A build that is not to be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    check_identity,
    find_by_number,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.keeping import (
    NOTHING,
    Hold,
    hold_of,
    holders_of,
    put_back,
    take_away,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.leases import (
    in_force,
    leases_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build_if_there,
    says_no_build,
    title_of,
)
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
    hold = hold_of(client, build) if force else NOTHING
    before = {
        "build_id": build["id"],
        "build_number": build.get("buildNumber"),
        "definition": (build.get("definition") or {}).get("name"),
        **hold.as_options(),
    }
    if not run.check_mode and hold:
        _delete_held(client, build, hold)
    elif not run.check_mode:
        _delete(client, build)
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


def _delete_held(client: Client, build: Mapping[str, Any], hold: Hold) -> None:
    """Delete what is kept: first as it is, since whoever may not delete it would lose by the attempt what keeps it."""
    number = int(build["id"])
    try:
        _delete_surely(client, number)
    except (RefusedError, ConflictError):
        try:
            take_away(client, build, hold)
            _delete_surely(client, number)
        except ReleaseManagementError as error:
            _put_back(client, build, hold, error)
            raise


def _put_back(client: Client, build: Mapping[str, Any], hold: Hold, error: ReleaseManagementError) -> None:
    """Undo what was done to delete a build that could not be deleted, and say in the error what became of it."""
    try:
        is_back = put_back(client, build, hold)
    except ReleaseManagementError as second:
        error.message += (
            f" What kept the build was taken away for this ({hold.in_words()}), and it could not be put back:"
            f" {second.message}"
        )
        error.details["reached"] = {"changed": True}
    else:
        if is_back:
            error.message += f" What kept the build had been taken away for this and was put back: {hold.in_words()}"


def _delete(client: Client, build: Mapping[str, Any]) -> None:
    try:
        _delete_surely(client, int(build["id"]))
    except (RefusedError, ConflictError, PermissionDeniedError) as error:
        leases = _leases_in_force(client, build)
        if not leases:
            raise
        raise _retained(build, leases, error) from None


def _delete_surely(client: Client, number: int) -> None:
    """Delete a build; where the answer is lost, once more if it is still there."""
    try:
        _delete_once(client, number)
    except LostAnswerError:
        if read_build_if_there(client, number) is not None:
            _delete_once(client, number)


def _delete_once(client: Client, number: int) -> None:
    try:
        client.call("builds.delete", build_id=number)
    except NotFoundError as error:
        if not says_no_build(error):
            raise


def _leases_in_force(client: Client, build: Mapping[str, Any]) -> list[Document]:
    """The leases that keep a build, as far as they can be read: they explain a refusal, or foretell it."""
    try:
        return in_force(leases_of(client, int(build["id"])))
    except ReleaseManagementError:
        return []


def _retained(
    build: Mapping[str, Any], leases: Sequence[Mapping[str, Any]], error: ReleaseManagementError | None
) -> RefusedError:
    why = f"retention leases hold it: {holders_of(leases)}" if leases else "it is marked to be kept forever"
    said = f" {error.message}" if error else ""
    title = title_of(build)
    return RefusedError(
        f"{title[0].upper()}{title[1:]} cannot be deleted, because {why}.{said} To delete it all the same, set"
        " force_delete: true, which takes the mark and the leases away first",
        option="force_delete",
        status=error.status if error else None,
        details=error.details if error else None,
    )
