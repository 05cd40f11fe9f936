# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release that is not to be there, and one that is to be there again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    find_deleted,
    read_release,
    read_release_if_there,
    says_no_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import approvals_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    NotFoundError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import do_once

Document = dict[str, Any]

# What a stage is when the server refuses to delete its release, and what to do about it.
_ADVICE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("queued", "inProgress", "scheduled"), "is under way: cancel it (release_environment, state: canceled)"),
    (
        ("succeeded", "partiallySucceeded"),
        "may be what is deployed there now: deploy another release to that stage first",
    ),
)


def remove(found: Sequence[Document], client: Client, run: Run, comment: str | None) -> Outcome:
    """Delete the release that was found, unless there is none. It can be restored by its number.

    :raises AmbiguousNameError: several were found: none is deleted by chance.
    :raises RefusedError: the server keeps it, with what holds it.
    """
    if not found:
        return Outcome(changed=False, result={"release": None}, before={}, after={})
    if len(found) > 1:
        listed = ", ".join(f"{release.get('name')} (id {release['id']})" for release in found)
        raise AmbiguousNameError(
            f"there are {len(found)} releases of this definition for these versions: {listed}. Say which one is to be"
            " deleted by name, or by release_id",
            option="artifacts",
        )
    release = found[0]
    if not run.check_mode:
        _delete(client, release, comment, run)
    told = {"id": release["id"], "name": release.get("name"), "state": release.get("status")}
    return Outcome(changed=True, result={"release": None}, before=told, after={})


def restore(client: Client, release_id: int, comment: str | None, run: Run) -> None:
    """Bring a deleted release back."""
    query = {"comment": comment or "Restored by devops.release_management"}
    do_once(
        lambda: client.call("releases.undelete", release_id=release_id, query=query),
        lambda: find_deleted(client, release_id) is None,
        "the release was restored",
        run,
    )


def _delete(client: Client, release: Mapping[str, Any], comment: str | None, run: Run) -> None:
    query = None if comment is None else {"comment": comment}

    def send() -> None:
        try:
            client.call("releases.delete", release_id=release["id"], query=query)
        except NotFoundError as error:
            if not says_no_release(error):
                raise

    try:
        do_once(send, lambda: read_release_if_there(client, release["id"]) is None, "the release was deleted", run)
    except RefusedError as error:
        raise RefusedError(
            " ".join([error.message, *_what_holds(read_release(client, release["id"]))]),
            status=error.status,
            details=error.details,
        ) from None


def _what_holds(release: Mapping[str, Any]) -> list[str]:
    """What in the release itself explains that it can not be deleted, each as a sentence."""
    found = ["It is marked to be kept forever: set keep_forever: false first."] if release.get("keepForever") else []
    for stage in release.get("environments") or []:
        name, status = stage.get("name"), stage.get("status")
        found += [f"Stage {name} {advice}." for statuses, advice in _ADVICE if status in statuses]
        if _is_awaiting_approval(stage):
            found.append(f"Stage {name} has a pending approval: answer it (release_approval), or cancel the stage.")
    return found


def _is_awaiting_approval(stage: Mapping[str, Any]) -> bool:
    return any(approval.get("status") == "pending" for approval in approvals_of(stage))
