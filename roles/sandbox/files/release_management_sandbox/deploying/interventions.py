# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manual interventions: raised by a task of a server phase, answered by a person."""

from __future__ import annotations

from release_management_sandbox.deploying.situation import Situation
from release_management_sandbox.store import Document

TASK = "bcb64569-d51a-4af0-9c01-ea5d05b3b622"
"""ManualIntervention of the catalogue."""


def raised_by(situation: Situation, phase: Document, task: Document) -> Document:
    """The intervention of a task, raised when there is none yet."""
    for intervention in phase["interventions"]:
        if intervention["task"] == task["record"]:
            found: Document = intervention
            return found
    intervention = {
        "id": situation.next_id("manual_intervention"),
        "name": task["name"],
        "instructions": task["task"]["inputs"].get("instructions", ""),
        "status": "pending",
        "comments": "",
        "approver": None,
        "created": task["started"],
        "modified": task["started"],
        "task": task["record"],
    }
    phase["interventions"].append(intervention)
    return intervention
