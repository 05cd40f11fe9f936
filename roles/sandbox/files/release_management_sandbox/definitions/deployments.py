# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether releases of a definition are being deployed. Time is looked at when somebody asks."""

from __future__ import annotations

from release_management_sandbox.call import Call
from release_management_sandbox.deploying import engine
from release_management_sandbox.releases import records
from release_management_sandbox.releases.kinds import HEAD, UNDER_WAY
from release_management_sandbox.store import Document

_ACTIVE = UNDER_WAY - {"scheduled"}


def has_active(call: Call, definition_id: int) -> bool:
    return any(stage["status"] in _ACTIVE for head in _heads(call, definition_id) for stage in head["stages"])


def cancel_active(call: Call, definition_id: int) -> None:
    """Cancels what is in progress, as deleting a definition by force does."""
    for head in _heads(call, definition_id):
        if not _is_under_way(head):
            continue
        release = records.whole(call.store, call.project_id, head)
        for environment in release["environments"]:
            engine.cancel(call.world, call.project_id, release, environment, call.caller)
        records.save(call.store, call.project_id, release)


def _heads(call: Call, definition_id: int) -> list[Document]:
    engine.look(call.world, call.project_id)
    return call.store.named(HEAD, call.project_id, str(definition_id))


def _is_under_way(head: Document) -> bool:
    return any(stage["status"] in UNDER_WAY for stage in head["stages"])
