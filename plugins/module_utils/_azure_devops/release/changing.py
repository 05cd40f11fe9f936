# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changing the status of a stage: one request, looked after when its answer is lost or it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import doing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    attempts_of,
    read_stage,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
    LostAnswerError,
    RefusedError,
)

Document = dict[str, Any]

_TRIES = 3


def change_status(
    client: Client,
    release: Mapping[str, Any],
    stage: Mapping[str, Any],
    body: Mapping[str, Any],
    is_done: Callable[[Document], bool],
) -> tuple[Document, bool]:
    """Send the update of a stage.

    :param is_done: whether a stage is in the state that the request is to bring about.
    :returns: the stage, and whether it was this request that brought it about, and not somebody else's.
    :raises RefusedError: the server does not allow it, and the stage is not in that state; the message says in which.
    :raises LostAnswerError: the answer was lost again and again, without effect.
    """
    tries = 0
    while True:
        tries += 1
        try:
            answer: Document = client.call(
                "release_environments.update", release_id=release["id"], environment_id=stage["id"], body=body
            )
            return answer, True
        except LostAnswerError:
            current = read_stage(client, release["id"], stage["id"])
            if is_done(current):
                return current, True
            if tries == _TRIES:
                raise
        except (RefusedError, ConflictError) as error:
            # Somebody else may have been quicker (VS402964 while it is queued or in progress).
            current = read_stage(client, release["id"], stage["id"])
            if is_done(current):
                return current, tries > 1
            raise _refused(error, release, current, str(body["status"])) from error


_WANTED: Mapping[str, str] = {"inProgress": "started", "canceled": "canceled"}


def _refused(
    error: RefusedError | ConflictError, release: Mapping[str, Any], stage: Document, wanted: str
) -> RefusedError | ConflictError:
    attempts = attempts_of(stage)
    now = doing(stage, attempts[-1] if attempts else None)
    return type(error)(
        f"{title_of(release, stage)} is {now} and cannot be {_WANTED[wanted]}. {error.message}",
        option="environment",
        status=error.status,
        details=error.details,
    )
