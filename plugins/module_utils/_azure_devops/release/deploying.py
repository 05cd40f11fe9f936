# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_environment``: one stage of a release, deployed or canceled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import capabilities
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.changing import (
    change_status,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.current import (
    last_deployed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.failing import why
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.following import (
    Follower,
    Sight,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    STATUS_WORDS,
    SUCCEEDED,
    UNDER_WAY,
    attempts_of,
    declared_moment,
    is_scheduled_for,
    last_over,
    latest_number,
    number_of,
    read_stage,
    release_and_stage,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.variables import (
    Setting,
    deployment_settings,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import Strict, Value, validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    ReleaseManagementError,
    RunFailedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, Waited

Document = dict[str, Any]

_CAN_BE_CANCELED = UNDER_WAY | {"scheduled"}
_FAILURES: Mapping[str, str] = {
    "rejected": "failed; when that is mended, the next run starts it again",
    "canceled": "was canceled; the next run starts it again",
}


class _Values(Strict):
    """The values that variables get for a deployment."""

    variables: dict[str, Value]


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Deploy a stage of a release, or cancel its deployment.

    :param params: the options of the module ``release_environment``.
    :raises DeclarationError: the declaration is wrong; nothing was written.
    :raises RunFailedError: the deployment that was waited for did not succeed.
    :raises WaitTimeoutError: it took too long.
    """
    if params.get("state") != "canceled":
        capabilities.check(params, capabilities.NEEDED, client.generation)
    body, values = _request(params), _values(params)
    release, stage = release_and_stage(client, params)
    if params.get("state") != "canceled":
        body.update(_variables(deployment_settings(values, release, stage), run))
    task = _Task(params, client, run, release, stage)
    try:
        return task.canceled() if params.get("state") == "canceled" else task.deployed(body)
    except ReleaseManagementError as error:
        error.details["reached"] = task.reached(error)
        raise


def _request(params: Mapping[str, Any]) -> Document:
    """The update that starts a deployment."""
    body: Document = {"status": "inProgress", "comment": params.get("comment")}
    if params.get("scheduled_time") is not None:
        moment = declared_moment(params["scheduled_time"], "scheduled_time")
        # What should have been deployed by now is deployed now.
        if moment > datetime.now(timezone.utc):
            body["scheduledDeploymentTime"] = moment.isoformat().replace("+00:00", "Z")
    return {key: value for key, value in body.items() if value is not None}


def _values(params: Mapping[str, Any]) -> Document:
    """The declared values of variables, checked as far as that goes without the server."""
    values: Document = validated(_Values, {"variables": params.get("variables") or {}})["variables"]
    return values


def _variables(settings: Sequence[Setting], run: Run) -> Document:
    """The part of the update that gives values to variables."""
    for one in settings:
        if one.is_secret:
            # Declared like any other value, perhaps: the stage knows that it is a secret.
            run.conceal(one.name, one.value)
    return {"variables": {one.name: one.wire() for one in settings}} if settings else {}


class _Task:
    """One task. ``_stage`` is what was read of the stage last."""

    def __init__(self, params: Mapping[str, Any], client: Client, run: Run, release: Document, stage: Document) -> None:
        self._params = params
        self._client = client
        self._run = run
        self._release = release
        self._stage = stage
        self._title = title_of(release, stage)
        self._changed = False
        self._elapsed: float | None = None
        when = params.get("scheduled_time")
        self._moment = None if when is None else declared_moment(when, "scheduled_time")

    # --------------------------------------------------------------------------------------------------------- deployed

    def deployed(self, body: Document) -> Outcome:
        """Start the deployment where the stage's status asks for it, and wait for it where that is wanted."""
        self._check_failed_before()
        redeploy = bool(self._params.get("redeploy"))
        if redeploy and status_of(self._stage) in UNDER_WAY:
            self._let_it_end()
        last = self._last_deployed() if status_of(self._stage) in SUCCEEDED and not redeploy else None
        if not (redeploy or self._asks_for_start(last)):
            return self._left(last)
        return self._started(body)

    def _check_failed_before(self) -> None:
        """Raise the failure of the latest attempt, where it is later than what is started again."""
        after = self._params.get("after_attempt")
        status = status_of(self._stage)
        if after is None or status not in _FAILURES or latest_number(self._stage) <= after:
            return
        # A release has less of its stages than each has by itself.
        self._stage = read_stage(self._client, int(self._release["id"]), int(self._stage["id"]))
        raise self._failure(Sight(self._stage, attempts_of(self._stage)[-1], status))

    def _asks_for_start(self, last: Mapping[str, Any] | None) -> bool:
        """The table of a stage's statuses; a stage that succeeded comes with the release that was deployed last."""
        status = status_of(self._stage)
        if last is not None:
            return bool(self._params.get("ensure_current")) and not self._is_this(last)
        if status == "scheduled":
            return not is_scheduled_for(self._stage, self._moment)
        return status not in UNDER_WAY

    def _left(self, last: Mapping[str, Any] | None) -> Outcome:
        """It is deployed, or will be without us."""
        if last is None:
            self._follow(last_over(self._stage))
            return self._outcome({}, {})
        if not self._is_this(last):
            self._run.warn(
                f"{self._title} was deployed, but {last.get('name') or last['id']} was deployed to it since."
                " ensure_current: true deploys this release again."
            )
        return self._outcome({}, {}, last)

    def _started(self, body: Document) -> Outcome:
        self._check_is_active()
        before = last_over(self._stage)
        was, is_now = self._difference(body, before)
        if self._run.check_mode:
            self._changed = True
            self._stage = {**self._stage, "status": is_now["status"]}
            return self._outcome(was, is_now)

        def is_done(stage: Document) -> bool:
            status = status_of(stage)
            if status == "scheduled":
                return is_scheduled_for(stage, self._moment)
            return status in UNDER_WAY or last_over(stage) > before

        self._stage, self._changed = change_status(self._client, self._release, self._stage, body, is_done)
        self._follow(before)
        return self._outcome(was if self._changed else {}, is_now if self._changed else {})

    def _difference(self, body: Document, before: int) -> tuple[Document, Document]:
        name = {"environment": self._stage["name"]}
        planned = body.get("scheduledDeploymentTime")
        # No document says whether a server raises the attempt at once that it is to begin later.
        was_attempt, attempt = ({}, {}) if planned else ({"attempt": before}, {"attempt": before + 1})
        is_now = {
            **name,
            "status": "scheduled" if planned else "queued",
            **attempt,
            **({"scheduled_time": planned} if planned else {}),
            **({"variables": body["variables"]} if "variables" in body else {}),
        }
        return {**name, "status": status_of(self._stage), **was_attempt}, is_now

    def _check_is_active(self) -> None:
        status = str(self._release.get("status"))
        if status in ("draft", "abandoned"):
            advice = "make it active first (release, state: active)" if status == "draft" else "deploy another release"
            raise DeclarationError(
                f"{self._title} cannot be deployed: {self._release['name']} is"
                f" {'a draft' if status == 'draft' else 'abandoned'}; {advice}",
                option="environment",
            )

    def _let_it_end(self) -> None:
        """A server starts no further attempt of a stage while one is under way."""
        if not self._params.get("wait"):
            raise DeclarationError(
                f"{self._title} is {STATUS_WORDS[status_of(self._stage)]} already, and another attempt can be started"
                " only when it is over: say wait: true to wait for that, or cancel it first",
                option="redeploy",
            )
        if not self._run.check_mode:
            self._wait(last_over(self._stage))

    # --------------------------------------------------------------------------------------------------------- canceled

    def canceled(self) -> Outcome:
        """End the deployment, where one is queued, scheduled or in progress."""
        status = status_of(self._stage)
        if status not in _CAN_BE_CANCELED:
            return self._outcome({}, {})
        name = {"environment": self._stage["name"]}
        was, is_now = {**name, "status": status}, {**name, "status": "canceled"}
        if self._run.check_mode:
            self._changed = True
            self._stage = {**self._stage, "status": "canceled"}
            return self._outcome(was, is_now)
        before = last_over(self._stage)
        comment = self._params.get("comment")
        body = {"status": "canceled", **({} if comment is None else {"comment": comment})}
        self._stage, self._changed = change_status(
            self._client, self._release, self._stage, body, lambda stage: status_of(stage) not in _CAN_BE_CANCELED
        )
        if self._params.get("wait") and status_of(self._stage) in _CAN_BE_CANCELED:
            self._wait(before)
        if status_of(self._stage) in SUCCEEDED:
            self._run.warn(f"{self._title} was deployed before it could be canceled.")
        return self._outcome(was if self._changed else {}, is_now if self._changed else {})

    # ---------------------------------------------------------------------------------------------------------- waiting

    def _follow(self, after: int) -> None:
        """Wait for the first attempt after a certain one, where that is wanted, and judge how it ended.

        :raises RunFailedError: it did not succeed.
        """
        if not self._params.get("wait") or self._run.check_mode:
            return
        sight = self._wait(after).state
        if sight.status == "succeeded":
            return
        if sight.status != "partiallySucceeded":
            raise self._failure(sight)
        self._run.warn(f"{self._title_of(sight)} was deployed only partially. {self._reason(sight)}")

    def _failure(self, sight: Sight) -> RunFailedError:
        title = self._title_of(sight)
        return RunFailedError(f"{title[0].upper()}{title[1:]} {_FAILURES[sight.status]}. {self._reason(sight)}")

    def _title_of(self, sight: Sight) -> str:
        return self._title if sight.attempt is None else f"{self._title} (attempt {number_of(sight.attempt)})"

    def _reason(self, sight: Sight) -> str:
        return why(self._client, sight.stage, sight.attempt)

    def _wait(self, after: int) -> Waited[Sight]:
        already = self._elapsed or 0.0
        timeout = max(0.0, float(self._params.get("wait_timeout", 3600)) - already)
        patience = Patience(timeout, float(self._params.get("poll_interval", 10.0)))
        follower = Follower(self._client, int(self._release["id"]), self._stage, after)
        try:
            waited = follower.follow(self._title, patience, self._run)
        finally:
            self._stage = follower.stage
        self._elapsed = round(already + waited.elapsed, 1)
        return waited

    # ----------------------------------------------------------------------------------------------------------- result

    def _last_deployed(self) -> Mapping[str, Any]:
        return last_deployed(self._client, self._release, self._stage)

    def _is_this(self, release: Mapping[str, Any]) -> bool:
        return bool(release["id"] == self._release["id"])

    def _outcome(self, before: Document, after: Document, last: Mapping[str, Any] | None = None) -> Outcome:
        is_deployed = self._params.get("state") != "canceled" and status_of(self._stage) in SUCCEEDED
        if last is None and is_deployed:
            last = self._last_deployed()
        return Outcome(changed=self._changed, result=self._result(last), before=before, after=after)

    def _result(self, last: Mapping[str, Any] | None) -> Document:
        is_to_come = self._run.check_mode and self._params.get("wait") and last is None
        result: Document = {"environment": self._stage, "release_id": self._release["id"]}
        if self._params.get("state") != "canceled":
            result["is_current"] = None if is_to_come else last is not None and self._is_this(last)
        return result if self._elapsed is None else {**result, "elapsed": self._elapsed}

    def reached(self, error: ReleaseManagementError) -> Document:
        """What there is to say of the stage when the task fails."""
        elapsed = {"elapsed": error.details["elapsed"]} if "elapsed" in error.details else {}
        return {**self._result(None), **elapsed, "changed": self._changed}
