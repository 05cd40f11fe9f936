# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a stage asks people: its approvals before and after the deployment, and its manual interventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.caller import caller_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    FINISHED,
    attempts_of,
    awaits_attempt,
    latest_number,
    name_of,
    number_of,
    read_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of

Document = dict[str, Any]

_GIVEN = frozenset({"approved", "skipped"})


@dataclass(frozen=True)
class Asked:
    """What one look at a stage showed: the questions of its current attempt.

    :ivar items: approvals or interventions, as the server has them.
    :ivar is_automated: nobody is asked at all.
    :ivar later: the people and groups whose turn has not come yet.
    :ivar is_over: nothing more will be asked unless the stage is started again.
    """

    stage: Document
    items: list[Document]
    is_automated: bool = False
    later: list[Document] = field(default_factory=list)
    is_over: bool = False

    def of_status(self, *statuses: str) -> list[Document]:
        return [item for item in self.items if item.get("status") in statuses]

    @property
    def pending(self) -> list[Document]:
        return self.of_status("pending")


class Desk(Protocol):
    """A kind of question: how it is read and answered."""

    words: str
    """What it is called, such as ``approval before the deployment``."""

    def look(self, stage: Document | None = None) -> Asked:
        """What is asked now; of a stage that was read already where one is given."""

    def for_the_caller(self, pending: Sequence[Document]) -> list[Document]:
        """Those that the account of the credentials may answer."""

    def answer(self, item: Mapping[str, Any], status: str, comment: str | None, assignee: str | None) -> None:
        """Send an answer; ``assignee`` is an id."""

    def shown(self, item: Mapping[str, Any]) -> Document:
        """What tells it from others, for a diff."""


class Approvals:
    """Approvals before or after the deployment."""

    def __init__(self, client: Client, release: Mapping[str, Any], stage: Mapping[str, Any], side: str) -> None:
        self.words = f"approval {'before' if side == 'pre' else 'after'} the deployment"
        self._client = client
        self._release = release
        self._stage_id = int(stage["id"])
        self._listed = f"{side}DeployApprovals"
        self._snapshot = f"{side}ApprovalsSnapshot"
        # Whether what is not asked of the caller by name is asked of a group of theirs; so a wait asks once.
        self._of_groups: dict[tuple[Any, str], bool] = {}

    def look(self, stage: Document | None = None) -> Asked:
        if stage is None:
            stage = read_stage(self._client, int(self._release["id"]), self._stage_id)
        asked = stage.get(self._listed) or []
        current = max([latest_number(stage), *map(number_of, asked)])
        items = [one for one in asked if number_of(one) == current]
        if awaits_attempt(stage) and not any(one.get("status") == "pending" for one in items):
            items = []
        planned = (stage.get(self._snapshot) or {}).get("approvals") or []
        is_over = status_of(stage) in FINISHED or self._release.get("status") == "abandoned"
        return Asked(
            stage,
            items,
            is_automated=all(one.get("isAutomated") for one in items or planned) and bool(items or planned),
            later=[] if is_over else self._later(stage, items, planned),
            is_over=is_over,
        )

    def _later(
        self, stage: Mapping[str, Any], items: Sequence[Document], planned: Sequence[Mapping[str, Any]]
    ) -> list[Document]:
        """The approvers of ranks that were not asked yet, unless enough of the others approved."""
        options = (stage.get(self._snapshot) or {}).get("approvalOptions") or {}
        required = int(options.get("requiredApproverCount") or 0)
        if required and len([one for one in items if one.get("status") in _GIVEN]) >= required:
            return []
        reached = max((int(one.get("rank") or 0) for one in items), default=0)
        return [one["approver"] for one in planned if int(one.get("rank") or 0) > reached and one.get("approver")]

    def for_the_caller(self, pending: Sequence[Document]) -> list[Document]:
        """Those asked of the account itself, or of a group that it is in; the server knows the groups."""
        caller = caller_of(self._client)
        unknown = {_asked_of(one) for one in pending if not caller.is_this(one.get("approver"))} - set(self._of_groups)
        if unknown:
            query = {
                "assignedToFilter": caller.account,
                "includeMyGroupApprovals": True,
                "releaseIdsFilter": self._release["id"],
                "statusFilter": "pending",
            }
            ours = {_asked_of(one) for one in self._client.pages("release_approvals.list", query=query)}
            self._of_groups.update({one: one in ours for one in unknown})
        return [one for one in pending if caller.is_this(one.get("approver")) or self._of_groups[_asked_of(one)]]

    def answer(self, item: Mapping[str, Any], status: str, comment: str | None, assignee: str | None) -> None:
        body: Document = {"status": status}
        if comment is not None:
            body["comments"] = comment
        if assignee is not None:
            body["approver"] = {"id": assignee}
        self._client.call("release_approvals.update", approval_id=item["id"], body=body)

    def shown(self, item: Mapping[str, Any]) -> Document:
        return {"approver": name_of(item.get("approver"))}


class Interventions:
    """Manual interventions, which a server lets anyone answer who may deploy to the stage."""

    words = "manual intervention"

    def __init__(self, client: Client, release: Mapping[str, Any], stage: Mapping[str, Any]) -> None:
        self._client = client
        self._release = release
        self._stage_id = int(stage["id"])

    def look(self, stage: Document | None = None) -> Asked:
        if stage is None:
            stage = read_stage(self._client, int(self._release["id"]), self._stage_id)
        listed = self._client.pages("manual_interventions.list", release_id=self._release["id"])
        earlier = self._of_earlier_attempts(stage)
        items = [one for one in listed if self._is_here(one) and one["id"] not in earlier]
        is_over = status_of(stage) in FINISHED or self._release.get("status") == "abandoned"
        return Asked(stage, items, is_over=is_over)

    def _is_here(self, intervention: Mapping[str, Any]) -> bool:
        return bool((intervention.get("releaseEnvironment") or {}).get("id", self._stage_id) == self._stage_id)

    def _of_earlier_attempts(self, stage: Mapping[str, Any]) -> set[Any]:
        attempts = attempts_of(stage)
        earlier = attempts if awaits_attempt(stage) else attempts[:-1]
        return {
            one.get("id")
            for attempt in earlier
            for phase in attempt.get("releaseDeployPhases") or ()
            for one in phase.get("manualInterventions") or ()
        }

    def for_the_caller(self, pending: Sequence[Document]) -> list[Document]:
        return list(pending)

    def answer(self, item: Mapping[str, Any], status: str, comment: str | None, assignee: str | None) -> None:
        self._client.call(
            "manual_interventions.update",
            release_id=self._release["id"],
            intervention_id=item["id"],
            body={"status": status, **({} if comment is None else {"comment": comment})},
        )

    def shown(self, item: Mapping[str, Any]) -> Document:
        return {"name": item.get("name")}


def _asked_of(approval: Mapping[str, Any]) -> tuple[Any, str]:
    """An approval and whom it is asked of: it may be reassigned."""
    return approval["id"], str((approval.get("approver") or {}).get("id")).casefold()
