# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attempts to deploy a stage as TFS 2015 shows them: their tasks, but not what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of

Document = dict[str, Any]

_CANCELED: Document = {"status": "notDeployed", "operationStatus": "canceled"}
_IN_PROGRESS: Document = {"status": "inProgress"}
_OF_STAGE: Mapping[str, Document] = {
    "succeeded": {"status": "succeeded"},
    "partiallySucceeded": {"status": "partiallySucceeded"},
    "rejected": {"status": "failed"},
    "canceled": _CANCELED,
}
"""What came of the latest attempt of a stage that has ended."""
_BAD: Mapping[str, Document] = {"canceled": _CANCELED, "failed": {"status": "failed"}, "failure": {"status": "failed"}}
_DONE = frozenset({"success", "succeeded", "partiallySucceeded", "skipped", *_BAD})


def told(stage: Mapping[str, Any], attempts: Sequence[Document]) -> list[Document]:
    """The attempts with a status: the server's own, or what the stage and the tasks tell of it [I].

    :param attempts: the latest last.
    """
    last = attempts[-1] if attempts else None
    return [one if one.get("status") else {**one, **_outcome(stage, one, one is last)} for one in attempts]


def _outcome(stage: Mapping[str, Any], attempt: Mapping[str, Any], is_last: bool) -> Document:
    status = status_of(stage)
    if is_last and status in _OF_STAGE:
        return _OF_STAGE[status]
    # A stage that was started again shows its next attempt a little later.
    is_over = not is_last or (status in ("queued", "scheduled") and _all_done(attempt))
    return _of_tasks(attempt) if is_over else _IN_PROGRESS


def _all_done(attempt: Mapping[str, Any]) -> bool:
    tasks = attempt.get("tasks") or ()
    return bool(tasks) and all(task.get("status") in _DONE for task in tasks)


def _of_tasks(attempt: Mapping[str, Any]) -> Document:
    """What came of an attempt that is over: without any task that ran it was not deployed."""
    statuses = [task.get("status") for task in attempt.get("tasks") or ()]
    bad = next((_BAD[str(status)] for status in statuses if status in _BAD), None)
    return bad or ({"status": "succeeded"} if statuses else _CANCELED)
