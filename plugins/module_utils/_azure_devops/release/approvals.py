# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_approval``: the answer to what a stage of a release asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import (
    is_left_to_the_server,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    INTERVENTIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import refusals
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.asking import (
    Approvals,
    Asked,
    Desk,
    Interventions,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.caller import caller_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import doing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    UNDER_WAY,
    attempts_of,
    name_of,
    release_and_stage,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
    DeclarationError,
    LostAnswerError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, wait_until

Document = dict[str, Any]

INTERVENTION = "manual_intervention"

_SIDES: Mapping[str, str] = {"pre_deploy": "pre", "post_deploy": "post"}
_OPPOSITE: Mapping[str, tuple[str, ...]] = {"approved": ("rejected",), "rejected": ("approved", "skipped")}
_TRIES = 3


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Answer what the current attempt of a stage asks, as far as the caller may.

    :param params: the options of the module ``release_approval``.
    :raises PermissionDeniedError: somebody else is asked.
    :raises RefusedError: the answer was given already, and it was another one.
    :raises NotFoundError: nothing is asked, nor will be unless the stage is started again.
    :raises WaitTimeoutError: nothing was asked in time.
    """
    kind = params.get("type", "pre_deploy")
    if kind == INTERVENTION and params["state"] == "reassigned":
        raise DeclarationError("a manual intervention can be approved or rejected, not reassigned", option="state")
    if kind == INTERVENTION:
        INTERVENTIONS.need(client.generation, "type")
    if params["state"] == "reassigned":
        _check_is_somebody(params["assignee"])
    release, stage = release_and_stage(client, params)
    if kind == INTERVENTION:
        desk: Desk = Interventions(client, release, stage)
    else:
        desk = Approvals(client, release, stage, _SIDES[kind])
    task = _Task(params, client, run, desk, title_of(release, stage))
    try:
        return task.ensure(desk.look(stage))
    except ReleaseManagementError as error:
        error.details["reached"] = task.reached(error)
        raise


def _check_is_somebody(assignee: str) -> None:
    """Elsewhere what is empty or known at run time only is left to the server, which has nobody to ask for it here."""
    if is_left_to_the_server(assignee.strip()):
        raise DeclarationError("must be the name or id of a person or group, known now", option="assignee")


class _Task:
    """One task."""

    def __init__(self, params: Mapping[str, Any], client: Client, run: Run, desk: Desk, title: str) -> None:
        self._state: str = params["state"]
        self._params = params
        self._client = client
        self._run = run
        self._desk = desk
        self._title = title
        self._question = f"{desk.words} of {title}"
        self._asked: Asked | None = None
        self._answered: list[Document] = []
        self._losses = 0
        self._elapsed: float | None = None
        assignee = params.get("assignee") if self._state == "reassigned" else None
        self._assignee = assignee and str(catalogue_of(client).id_of("identity", assignee, "assignee"))

    def ensure(self, asked: Asked) -> Outcome:
        """Answer until nothing is left that the caller may answer."""
        self._asked = asked
        self._hint(asked)
        while not self._is_done(asked):
            targets = self._targets(asked)
            if not targets:
                self._check_more_may_come(asked)
                if self._run.check_mode:
                    return self._unforeseeable(asked)
                asked = self._asked = self._wait()
                continue
            if self._run.check_mode:
                return self._foretold(asked, targets)
            for item in targets:
                self._answer(item)
            asked = self._asked = self._desk.look()
        return self._outcome(asked.items)

    # ------------------------------------------------------------------------------------------- what is there to do

    def _is_done(self, asked: Asked) -> bool:
        opposite = asked.of_status(*_OPPOSITE.get(self._state, ()))
        if self._state == "reassigned":
            return asked.is_automated or self._is_reassigned(asked)
        if self._state == "rejected":
            if opposite and not asked.pending and not self._turn_may_come(asked):
                raise refusals.taken(self._question, opposite[0])
            return bool(asked.of_status("rejected"))
        if opposite:
            raise refusals.taken(self._question, opposite[0])
        if asked.is_automated:
            return True
        return bool(asked.of_status("approved", "skipped")) and self._is_all_mine_approved(asked)

    def _is_all_mine_approved(self, asked: Asked) -> bool:
        """Whether nothing is left for the caller: what others are asked is theirs, once the caller gave an answer."""
        if not asked.pending:
            return not self._turn_may_come(asked)
        caller = caller_of(self._client)
        gave_one = any(caller.is_this(one.get("approvedBy")) for one in asked.of_status("approved"))
        return gave_one and not self._desk.for_the_caller(asked.pending)

    def _is_reassigned(self, asked: Asked) -> bool:
        if not asked.pending:
            people = [one.get(role) for one in asked.items for role in ("approver", "approvedBy")]
            return any(self._is_assignee(person) for person in people)
        others = [one for one in asked.pending if not self._is_assignee(one.get("approver"))]
        has_it = len(others) < len(asked.pending)
        return has_it and not (others and self._desk.for_the_caller(others))

    def _is_assignee(self, person: Mapping[str, Any] | None) -> bool:
        return str((person or {}).get("id")).casefold() == str(self._assignee).casefold()

    def _turn_may_come(self, asked: Asked) -> bool:
        """Whether one of those whose turn has not come may be the caller; of a group that cannot be said."""
        if not asked.later or not asked.items:
            return False
        caller = caller_of(self._client)
        return any(caller.is_this(person) or person.get("isContainer") for person in asked.later)

    def _targets(self, asked: Asked) -> list[Document]:
        pending = self._unanswered(asked)
        if self._state == "reassigned":
            pending = [one for one in pending if not self._is_assignee(one.get("approver"))]
        if not pending:
            return []
        mine = self._desk.for_the_caller(pending)
        if self._state == "reassigned":
            # Who manages a release's approvers may give away what others are asked; the server knows who that is.
            return mine or pending
        return mine[:1] if self._state == "rejected" else mine

    def _unanswered(self, asked: Asked) -> list[Document]:
        """What is still to be answered, by the caller or by others."""
        return [one for one in asked.pending if one["id"] not in self._answered_ids()]

    def _answered_ids(self) -> set[Any]:
        return {one["id"] for one in self._answered}

    def _check_more_may_come(self, asked: Asked) -> None:
        """Raise the error that says why nothing can be answered, nor could be a little later."""
        if asked.is_automated:
            raise refusals.automated(self._question)
        others = self._unanswered(asked)
        if others and not self._turn_may_come(asked):
            raise refusals.of_others(self._question, others, caller_of(self._client).shown)
        given = asked.of_status("approved", "skipped", "rejected")
        if given and (asked.is_over or self._state == "reassigned"):
            raise refusals.given_already(self._question, given[0])
        if asked.is_over:
            raise refusals.nothing(self._question, self._words(asked))

    # ----------------------------------------------------------------------------------------------------- the answer

    def _answer(self, item: Document) -> None:
        try:
            self._desk.answer(item, self._state, self._params.get("comment"), self._assignee)
        except LostAnswerError:
            self._losses += 1
            if self._is_as_wanted(item):
                self._answered.append(item)
            elif self._losses >= _TRIES:
                raise
            return
        except (RefusedError, ConflictError, PermissionDeniedError) as error:
            if self._is_as_wanted(item):
                # Ours, when an answer of ours was lost before; else somebody was quicker.
                if self._losses:
                    self._answered.append(item)
                return
            who = name_of(item.get("approver"))
            error.message = f"the {self._question}, asked of {who}, takes no such answer: {error.message}"
            raise
        self._answered.append(item)

    def _is_as_wanted(self, item: Mapping[str, Any]) -> bool:
        self._asked = self._desk.look()
        now = next((one for one in self._asked.items if one["id"] == item["id"]), {})
        if self._state == "reassigned":
            return self._is_assignee(now.get("approver"))
        return bool(now.get("status") == self._state)

    # -------------------------------------------------------------------------------------------------------- waiting

    def _wait(self) -> Asked:
        """Look until there is something to answer, or nothing more to expect."""
        already = self._elapsed or 0.0
        patience = Patience(
            max(0.0, float(self._params.get("wait_timeout", 0)) - already),
            float(self._params.get("poll_interval", 10.0)),
        )

        def look() -> Asked:
            self._asked = self._desk.look()
            return self._asked

        try:
            waited = wait_until(
                self._has_news, look, lambda asked: f"{self._title}: {self._words(asked)}", patience, self._run
            )
        except WaitTimeoutError as error:
            if self._asked is None:  # the server never answered
                raise
            raise self._nothing_yet(self._asked, error.details) from None
        self._elapsed = round(already + waited.elapsed, 1)
        return waited.state

    def _nothing_yet(self, asked: Asked, details: Mapping[str, Any]) -> WaitTimeoutError:
        others = self._unanswered(asked)
        if others:
            return refusals.not_yet_of(self._question, others, caller_of(self._client).shown, details)
        is_started = status_of(asked.stage) in UNDER_WAY
        return refusals.nothing_yet(self._question, self._words(asked), details, is_started=is_started)

    def _has_news(self, asked: Asked) -> bool:
        if asked.is_over or self._is_done(asked):
            return True
        return bool(self._targets(asked))

    def _words(self, asked: Asked) -> str:
        attempts = attempts_of(asked.stage)
        return doing(asked.stage, attempts[-1] if attempts else None)

    # --------------------------------------------------------------------------------------------------------- result

    def _hint(self, asked: Asked) -> None:
        """Say where the question is, when it is not where the task looks for it."""
        after = [one for one in asked.stage.get("postDeployApprovals") or () if one.get("status") == "pending"]
        if asked.is_automated and after and self._params.get("type", "pre_deploy") == "pre_deploy":
            self._run.warn(
                f"{self._title} asks nobody before the deployment, but {name_of(after[0].get('approver'))} after it:"
                " type: post_deploy answers that."
            )

    def _unforeseeable(self, asked: Asked) -> Outcome:
        """Check mode does not wait; nor would waiting help where what comes before was only pretended."""
        if not self._params.get("wait_timeout"):
            self._wait()
        self._run.warn(
            f"There is no {self._question} to answer yet: it is {self._words(asked)}. The task would wait for it."
        )
        return Outcome(changed=True, result={"approvals": asked.items}, before={}, after={})

    def _foretold(self, asked: Asked, targets: Sequence[Document]) -> Outcome:
        self._answered.extend(targets)
        chosen = self._answered_ids()
        return self._outcome([self._as_answered(one) if one["id"] in chosen else one for one in asked.items])

    def _as_answered(self, item: Document) -> Document:
        if self._state == "reassigned":
            return {**item, "approver": {"id": self._assignee}}
        comment = self._params.get("comment")
        return {**item, "status": self._state, **({} if comment is None else {"comments": comment})}

    def _outcome(self, items: list[Document]) -> Outcome:
        result: Document = {"approvals": items}
        if self._elapsed is not None:
            result["elapsed"] = self._elapsed
        return Outcome(
            changed=bool(self._answered),
            result=result,
            before=self._shown(self._before),
            after=self._shown(self._after),
        )

    def _shown(self, form: Any) -> Document:
        return {"approvals": [form(item) for item in self._answered]} if self._answered else {}

    def _before(self, item: Mapping[str, Any]) -> Document:
        return {**self._desk.shown(item), "status": "pending"}

    def _after(self, item: Mapping[str, Any]) -> Document:
        comment = self._params.get("comment")
        given = {} if comment is None else {"comments": comment}
        if self._assignee is not None:
            return {"approver": str(self._params["assignee"]), "status": "pending", **given}
        return {**self._before(item), "status": self._state, **given}

    def reached(self, error: ReleaseManagementError) -> Document:
        """What there is to say when the task fails."""
        elapsed = {"elapsed": error.details["elapsed"]} if "elapsed" in error.details else {}
        items = self._asked.items if self._asked else []
        return {"approvals": items, **elapsed, "changed": bool(self._answered)}
