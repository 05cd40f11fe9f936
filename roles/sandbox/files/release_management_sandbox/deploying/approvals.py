# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Approvals before and after a deployment: raised rank by rank, answered by people or at once by the server."""

from __future__ import annotations

from release_management_sandbox.deploying.situation import DONE, Result, Situation, end, wait
from release_management_sandbox.store import Document

TYPES = {"pre": "preDeploy", "post": "postDeploy"}
GOOD = frozenset({"approved", "skipped"})


def step(situation: Situation, side: str) -> Result:
    """Those of the lowest rank that is not done are pending. One rejection ends the attempt.

    [I] When as many approved as `requiredApproverCount` asks (0: all), the others are skipped. An approval that is not
    given in `timeoutInMinutes` is rejected.
    """
    block = situation.environment[f"{side}Approvals"]
    options = block.get("approvalOptions") or {}
    for rank in sorted({one["rank"] for one in block["approvals"]}):
        raised = _raised(situation, side, rank) or _raise(situation, side, rank, options)
        _expire(raised, options, situation.now)
        if any(one["status"] == "rejected" for one in raised):
            situation.reach(max(one["modified"] for one in raised))
            return end("rejected")
        if _enough(situation, side, options):
            break
        if any(one["status"] == "pending" for one in raised):
            situation.says("pending")
            return wait(_deadline(raised, options))
    answered = [one for one in situation.attempt["approvals"] if one["type"] == TYPES[side]]
    situation.reach(max((one["modified"] for one in answered), default=0.0))
    return DONE


def cancel(situation: Situation) -> None:
    """What is pending is canceled with its attempt."""
    for approval in situation.attempt["approvals"]:
        if approval["status"] == "pending":
            approval.update(status="canceled", modified=situation.clock)


def _raised(situation: Situation, side: str, rank: int) -> list[Document]:
    return [one for one in situation.attempt["approvals"] if one["type"] == TYPES[side] and one["rank"] == rank]


def _raise(situation: Situation, side: str, rank: int, options: Document) -> list[Document]:
    steps = situation.environment[f"{side}Approvals"]["approvals"]
    raised = [_approval(situation, side, one, options) for one in steps if one["rank"] == rank]
    situation.attempt["approvals"] += raised
    return raised


def _approval(situation: Situation, side: str, asked: Document, options: Document) -> Document:
    automated = bool(asked["isAutomated"])
    approver = None if automated else asked["approver"]["id"]
    status = "approved" if automated else "pending"
    if approver and options.get("autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped"):
        status = "skipped" if _approved_before(situation, approver) else status
    return {
        "id": situation.next_id("release_step"),
        "revision": 1,
        "type": TYPES[side],
        "approver": approver,
        "approvedBy": None,
        "created": situation.clock,
        "modified": situation.clock,
        "status": status,
        "comments": "",
        "isAutomated": automated,
        "isNotificationOn": bool(asked.get("isNotificationOn")) if automated else True,
        "attempt": situation.attempt["attempt"],
        "rank": asked["rank"],
        "history": [],
    }


def _approved_before(situation: Situation, approver: str) -> bool:
    """Whether the stage was started automatically and its approver approved the stage before it."""
    if situation.attempt["reason"] != "automated":
        return False
    names = {one["name"] for one in situation.environment["conditions"] if one["conditionType"] == "environmentState"}
    before = [one for one in situation.release["environments"] if one["name"] in names]
    return any(
        approval["approver"] == approver and approval["status"] == "approved"
        for environment in before
        for attempt in environment["attempts"][-1:]
        for approval in attempt["approvals"]
    )


def _enough(situation: Situation, side: str, options: Document) -> bool:
    """Whether the required number approved; the others are skipped then."""
    required = options.get("requiredApproverCount") or 0
    given = [one for one in situation.attempt["approvals"] if one["type"] == TYPES[side]]
    approved = [one for one in given if one["status"] == "approved" and not one["isAutomated"]]
    if not required or len(approved) < required:
        return False
    for approval in given:
        if approval["status"] == "pending":
            approval.update(status="skipped", modified=approved[-1]["modified"])
    return True


def _deadline(raised: list[Document], options: Document) -> float | None:
    minutes = options.get("timeoutInMinutes") or 0
    pending = [one["created"] for one in raised if one["status"] == "pending"]
    return min(pending) + minutes * 60 if minutes and pending else None


def _expire(raised: list[Document], options: Document, now: float) -> None:
    deadline = _deadline(raised, options)
    if deadline is None or now < deadline:
        return
    for approval in raised:
        if approval["status"] == "pending":
            approval.update(status="rejected", modified=deadline)
