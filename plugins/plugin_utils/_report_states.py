# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a deployment, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class State(NamedTuple):
    """:ivar kind: the few that a page has colours and signs for."""

    kind: str
    words: str


SIGNS: Mapping[str, str] = {"good": "✓", "partial": "◐", "bad": "✕", "busy": "▶", "waiting": "…", "none": "–"}
"""What stands for a kind of state where there is no room for words."""

NOTHING = State("none", "Not deployed")
_WAITING = "waiting"

_BY_FIELD: tuple[tuple[str, Mapping[str, State]], ...] = (
    (
        "deploymentStatus",
        {
            "succeeded": State("good", "Deployed"),
            "partiallysucceeded": State("partial", "Partly deployed"),
        },
    ),
    (
        "operationStatus",
        {
            "rejected": State("bad", "Rejected"),
            "gatefailed": State("bad", "Stopped by a gate"),
            "canceled": State("none", "Canceled"),
            "phasecanceled": State("none", "Canceled"),
            "cancelling": State("busy", "Being canceled"),
            "manualinterventionpending": State(_WAITING, "Waits for a manual intervention"),
            "evaluatinggates": State(_WAITING, "Waits for its gates"),
            "deferred": State(_WAITING, "Deferred"),
            "scheduled": State(_WAITING, "Scheduled"),
        },
    ),
    (
        "deploymentStatus",
        {
            "failed": State("bad", "Failed"),
            "inprogress": State("busy", "In progress"),
        },
    ),
    (
        "operationStatus",
        {
            "pending": State(_WAITING, "Waits"),
            "queued": State("busy", "Queued"),
            "queuedforagent": State("busy", "Waits for an agent"),
            "queuedforpipeline": State("busy", "Waits for its turn"),
        },
    ),
)
"""In the order of precedence: a deployment that is canceled counts as failed or as not deployed, depending on the server."""

_ENDED = frozenset({"good", "partial", "bad", "none"})


def state_of(deployment: Mapping[str, Any]) -> State:
    """The state of a deployment. One that is under way and asks people says whom."""
    state = _told(deployment)
    asked = _asked(deployment)
    if asked and (state.kind not in _ENDED or state is NOTHING):
        return State(_WAITING, f"Waits for {', '.join(asked)}")
    return state


def _told(deployment: Mapping[str, Any]) -> State:
    for field, states in _BY_FIELD:
        state = states.get(str(deployment.get(field)).casefold())
        if state is not None:
            return state
    return NOTHING


def _asked(deployment: Mapping[str, Any]) -> list[str]:
    """Who is asked for an approval."""
    approvals = [*(deployment.get("preDeployApprovals") or ()), *(deployment.get("postDeployApprovals") or ())]
    pending = [one for one in approvals if one.get("status") == "pending"]
    return list(dict.fromkeys(name_of(one.get("approver")) for one in pending))


def name_of(person: Mapping[str, Any] | None) -> str:
    """What people call a person or a group; empty where nobody is named."""
    known = person or {}
    return str(known.get("displayName") or known.get("uniqueName") or known.get("id") or "")
