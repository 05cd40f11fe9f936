# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Following one attempt to deploy a stage until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.doing import doing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import (
    FINISHED,
    UNDER_WAY,
    attempts_of,
    number_of,
    read_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import status_of
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience, Waited, wait_until

Document = dict[str, Any]

_CANCELED_OPERATIONS = frozenset({"canceled", "phaseCanceled"})


@dataclass(frozen=True)
class Sight:
    """What one look at a stage showed.

    :ivar attempt: the attempt that is followed; None as long as it has not been raised.
    :ivar status: of that attempt, in the words of a stage's status.
    """

    stage: Document
    attempt: Document | None
    status: str


class Follower:
    """Follows the first attempt of a stage after a certain one, whatever is started after it.

    :param stage: the stage as it was read last.
    :param after: the number of the last attempt that does not count.
    """

    def __init__(self, client: Client, release_id: int, stage: Document, after: int) -> None:
        self._client = client
        self._release_id = release_id
        self._after = after
        self._was_under_way = False
        self.stage = stage

    def follow(self, title: str, patience: Patience, run: Run) -> Waited[Sight]:
        """Wait until the attempt is over, however it ends; one request for each look.

        :raises WaitTimeoutError: it takes too long; the message says by what it is held up.
        """
        return wait_until(
            lambda sight: sight.status in FINISHED,
            self._look,
            lambda sight: f"{title}: {_words(sight)}",
            patience,
            run,
        )

    def _look(self) -> Sight:
        self.stage = read_stage(self._client, self._release_id, int(self.stage["id"]))
        attempts = attempts_of(self.stage)
        mine = next((attempt for attempt in attempts if number_of(attempt) > self._after), None)
        if mine is None:
            return Sight(self.stage, None, self._status_without_attempt())
        if mine is attempts[-1]:
            return Sight(self.stage, mine, status_of(self.stage))
        return Sight(self.stage, mine, _status_of_earlier(mine))

    def _status_without_attempt(self) -> str:
        """A finished status may be that of an attempt before; it counts once the stage was seen under way."""
        status = status_of(self.stage)
        self._was_under_way = self._was_under_way or status in UNDER_WAY
        return status if self._was_under_way or status not in FINISHED else "queued"


def _status_of_earlier(attempt: Mapping[str, Any]) -> str:
    """The status of an attempt after which there was another one: it is over, and the stage tells of the other."""
    status = str(attempt.get("status"))
    if status in FINISHED:
        return status
    return "canceled" if attempt.get("operationStatus") in _CANCELED_OPERATIONS else "rejected"


def _words(sight: Sight) -> str:
    number = f"attempt {number_of(sight.attempt)}: " if sight.attempt and number_of(sight.attempt) > 1 else ""
    return f"{number}{doing(sight.stage, sight.attempt)}"
