# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a release: who changed what, the oldest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.releases.records import shown_time
from release_management_sandbox.store import Document


def note(call: Call, release: Document, change: str, details: Mapping[str, Any], comment: str = "") -> None:
    """Add an entry for what the caller does now. [I] The names of the changes and what their details hold."""
    release["history"].append(
        {
            "changedBy": call.caller,
            "changed": call.world.now().timestamp(),
            "changeType": change,
            "changeDetails": json.dumps(dict(details), separators=(",", ":")),
            "comment": comment,
            "definitionSnapshotRevision": release["definitionSnapshotRevision"],
        }
    )


def show(release: Document, call: Call) -> list[Document]:
    return [
        {
            "releaseId": release["id"],
            "definitionSnapshotRevision": entry["definitionSnapshotRevision"],
            "changedBy": call.identity(entry["changedBy"]),
            "changedDate": shown_time(entry["changed"]),
            "changeType": entry["changeType"],
            "changeDetails": entry["changeDetails"],
            "comment": entry["comment"],
        }
        for entry in release["history"]
    ]
