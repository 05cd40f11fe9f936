# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Under which kinds the store keeps releases, and the enumerations of the Release service with their numbers."""

from __future__ import annotations

from collections.abc import Mapping

from release_management_sandbox.definitions.kinds import RELEASE
from release_management_sandbox.errors import ModelError

HEAD = RELEASE
"""What a list needs of a release; its name in the store is the id of its definition."""
CONTENT = "release_content"
"""The rest: stages, history."""
DELETED = "release_deleted"
"""Heads of deleted releases."""
DUE = "release_due"
"""When something of a release is to be looked at next."""
APPROVAL = "release_approval"
"""Approvals by id, named by their status."""
DEPLOYMENT = "release_deployment"
"""Attempts by deployment id, named by their definition."""
SNAPSHOT = "release_snapshot"
"""Texts of earlier snapshots of a release, by release and number."""
LINE = "release_line"
"""Who deploys to a stage of a definition and who waits for it, by the id of the stage in the definition."""

SCHEDULED = "release_scheduled"
"""Until when the scheduled releases of a definition are made, by its id."""

RELEASE_STATUS = {"undefined": 0, "draft": 1, "active": 2, "abandoned": 4}
STAGE_STATUS = {
    "undefined": 0,
    "notStarted": 1,
    "inProgress": 2,
    "succeeded": 4,
    "canceled": 8,
    "rejected": 16,
    "queued": 32,
    "scheduled": 64,
    "partiallySucceeded": 128,
}
APPROVAL_STATUS = {
    "undefined": 0,
    "pending": 1,
    "approved": 2,
    "rejected": 4,
    "reassigned": 6,
    "canceled": 7,
    "skipped": 8,
}
INTERVENTION_STATUS = {"unknown": 0, "pending": 1, "rejected": 2, "approved": 4, "canceled": 8, "bypassed": 16}
"""[I] The numbers; the names are those of the OpenAPI documents."""
APPROVAL_TYPE = {"undefined": 0, "preDeploy": 1, "postDeploy": 2, "all": 3}
REASON = {"none": 0, "manual": 1, "continuousIntegration": 2, "schedule": 3, "pullRequest": 4}
UNDER_WAY = frozenset({"queued", "inProgress", "scheduled"})
"""Statuses of a stage that something is to happen to."""


def choice(table: Mapping[str, int], value: object, field: str) -> str | None:
    """The name of an enumeration's value given as name, in any case, or as number; None where none is given."""
    if value is None or value == "":
        return None
    text = str(value).lower()
    for name, number in table.items():
        if text in (name.lower(), str(number)):
            return name
    raise ModelError(f"The value '{value}' is not valid for {field}.")


def camel(status: str) -> str:
    """A status as the messages of the server spell it: 'InProgress'."""
    return status[:1].upper() + status[1:]
