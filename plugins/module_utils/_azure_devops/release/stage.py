# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One stage of a release as the server shows it: its status, its attempts and their approvals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import STAGES
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    find_release,
    no_release,
    read_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.old_attempts import told
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    known_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

Document = dict[str, Any]

UNDER_WAY = frozenset({"queued", "inProgress"})
SUCCEEDED = frozenset({"succeeded", "partiallySucceeded"})
FINISHED = SUCCEEDED | {"rejected", "canceled"}

STATUS_WORDS: Mapping[str, str] = {
    "undefined": "not started",
    "notStarted": "not started",
    "queued": "queued",
    "inProgress": "in progress",
    "scheduled": "scheduled",
    "succeeded": "deployed",
    "partiallySucceeded": "partially deployed",
    "rejected": "failed or rejected",
    "canceled": "canceled",
}

_ENDED = frozenset({"succeeded", "partiallySucceeded", "failed"})
_ENDED_OPERATIONS = frozenset({"rejected", "canceled"})


def release_and_stage(client: Client, params: Mapping[str, Any]) -> tuple[Document, Document]:
    """The release that the options mean, and its stage ``environment``.

    :raises NotFoundError: there is no such release.
    :raises UnknownNameError: the release has no such stage; those that it has are named.
    """
    release = chosen_release(client, params)
    return release, known_stage(release, params["environment"], f"in {release['name']}", "environment")


def chosen_release(client: Client, params: Mapping[str, Any]) -> Document:
    """The release that the options mean, whole.

    :raises NotFoundError: there is no such release.
    """
    release = find_release(client, params)
    if release is None:
        raise _not_found(client, params)
    return release


def _not_found(client: Client, params: Mapping[str, Any]) -> NotFoundError:
    if params.get("release_id") is not None:
        return no_release(params["release_id"], client.addresses.project)
    definition = params["definition"]
    if params.get("name") is None:
        return NotFoundError(
            f"release definition {definition} has no release that is neither a draft nor abandoned", option="definition"
        )
    return NotFoundError(f"release definition {definition} has no release named {params['name']}", option="name")


def read_stage(client: Client, release_id: int, stage_id: int) -> Document:
    """The stage as it is now, with all that its attempts did, in one request."""
    if not STAGES.of(client.generation):
        release = read_release(client, release_id)
        return next(stage for stage in release["environments"] if stage["id"] == stage_id)
    document: Document = client.call(
        "release_environments.get",
        release_id=release_id,
        environment_id=stage_id,
        # Servers that do not know it show the tasks in any case: documents have it from 7.1 on.
        query={"$expand": "tasks"} if client.generation.has("7.0") else None,
    )
    return document


# --------------------------------------------------------------------------------------------------------- attempts


def attempts_of(stage: Mapping[str, Any]) -> list[Document]:
    """The attempts to deploy it, the latest last."""
    return told(stage, sorted(stage.get("deploySteps") or (), key=number_of))


def number_of(attempt: Mapping[str, Any]) -> int:
    """The number of an attempt, or of the attempt that an approval belongs to; they begin with 1."""
    return int(attempt.get("attempt") or attempt.get("trialNumber") or 0)


def latest_number(stage: Mapping[str, Any]) -> int:
    """The number of the latest attempt; 0 when there was none."""
    return max(map(number_of, attempts_of(stage)), default=0)


def has_ended(attempt: Mapping[str, Any]) -> bool:
    """Whether an attempt will do nothing more."""
    return attempt.get("status") in _ENDED or attempt.get("operationStatus") in _ENDED_OPERATIONS


def awaits_attempt(stage: Mapping[str, Any]) -> bool:
    """Whether it was started, but its latest attempt is still the one that ended before."""
    attempts = attempts_of(stage)
    is_on_its_way = status_of(stage) in UNDER_WAY or status_of(stage) == "scheduled"
    return is_on_its_way and (not attempts or has_ended(attempts[-1]))


def last_over(stage: Mapping[str, Any]) -> int:
    """The number of the last attempt that is over: the next one is under way, or is the one to be started."""
    attempts = attempts_of(stage)
    if not attempts:
        return 0
    is_over = has_ended(attempts[-1]) or status_of(stage) not in UNDER_WAY | {"scheduled"}
    return number_of(attempts[-1]) if is_over else number_of(attempts[-1]) - 1


def approvals_of(stage: Mapping[str, Any]) -> Iterator[Document]:
    """The approvals of all its attempts, those before the deployment first."""
    for approvals in ("preDeployApprovals", "postDeployApprovals"):
        yield from stage.get(approvals) or ()


def approvals_of_attempt(stage: Mapping[str, Any], attempt: Mapping[str, Any]) -> Iterator[Document]:
    """The approvals of one of its attempts, those before the deployment first."""
    return (approval for approval in approvals_of(stage) if number_of(approval) == number_of(attempt))


# ------------------------------------------------------------------------------------------------------ time, people


def declared_moment(value: Any, option: str) -> datetime:
    """The moment that an option names; without an offset it is UTC.

    :raises DeclarationError: it names none.
    """
    moment = instant(value)
    if moment is None:
        raise DeclarationError(
            f"{value!r} is no point in time; write it like 2026-03-14T20:00:00Z or 2026-03-14T20:00:00+01:00",
            option=option,
        )
    return moment


def is_scheduled_for(stage: Mapping[str, Any], moment: datetime | None) -> bool:
    """Whether a stage waits for just this moment."""
    planned = instant(stage.get("scheduledDeploymentTime") or stage.get("nextScheduledUtcTime"))
    if moment is None or planned is None:
        return False
    # Servers keep SQL's date and time, exact to some milliseconds.
    return abs(planned - moment) < timedelta(seconds=1)


def title_of(release: Mapping[str, Any], stage: Mapping[str, Any]) -> str:
    """A stage in words: ``stage QA of Release-4``."""
    return f"stage {stage['name']} of {release['name']}"


def name_of(person: Mapping[str, Any] | None) -> str:
    """What people call a person or group of a document."""
    known = person or {}
    return str(known.get("displayName") or known.get("uniqueName") or known.get("id") or "nobody that is named")
