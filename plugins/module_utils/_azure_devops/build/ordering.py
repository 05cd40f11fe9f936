# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The orders of the list of builds, brought about here where a server only lists them by the time of finishing."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant

Document = dict[str, Any]
Key = tuple[float, float, int]
"""By which builds are sorted, the newest first: rank, moment, id."""

STABLE_ORDER = "queueTimeDescending"
"""The order where none is asked for: the one in which no build changes its place, as a queue time never does.

In an order by start or finish a build moves while the pages are read, and the server's own begins with those under way.
Newest first, a build that is queued meanwhile comes before the first page, and every list has an end.
"""

FINISH_ORDER = "finishTimeDescending"
"""The order that makes the times of the filter those of finishing."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

# Observed of lists by the time of finishing: what runs is first, then what waits.
_RANKS: Mapping[str | None, int] = {"inProgress": 0, "cancelling": 0, "completed": 2}
_WAITS = 1


class Order(NamedTuple):
    """An order: the moment that it is by (``queue``, ``start`` or ``finish``), and its direction."""

    moment: str
    is_descending: bool

    @property
    def is_by_finish(self) -> bool:
        return self.moment == "finish"

    def time_of(self, build: Mapping[str, Any]) -> datetime | None:
        """The moment of a build that filters by time are about; what has not started counts by when it was queued."""
        fallback = build.get("queueTime") if self.moment == "start" else None
        return instant(build.get(f"{self.moment}Time")) or instant(fallback)

    def key(self, build: Mapping[str, Any]) -> Key:
        """The least is that of the newest; where moments are the same the higher id is the newer one."""
        rank, moment = 0, self.time_of(build)
        if self.is_by_finish:
            rank = _RANKS.get(enums.STATUS.name_of(build.get("status")), _WAITS)
            moment = moment or instant(build.get("startTime")) or instant(build.get("queueTime"))
        return rank, -_microseconds(moment), -int(build["id"])


def order_named(name: str) -> Order:
    """The order of one of the API's names, such as ``queueTimeDescending``."""
    moment, _time, direction = name.partition("Time")
    return Order(moment, direction == "Descending")


def ordered(under_way: Iterable[Document], completed: Iterable[Document], order: Order) -> Iterator[Document]:
    """Yield builds in an order, reading no more of the completed ones than that takes.

    :param completed: those that finished last first. What runs or was queued later than one of them finished is among
        those that were read before it, as nothing finishes before it starts: so a list newest first need not be read
        to its end.
    """
    if not order.is_descending:
        known = {build["id"]: build for builds in (under_way, completed) for build in builds}
        yield from sorted(known.values(), key=order.key, reverse=True)
        return
    waiting = _Waiting(order)
    for build in under_way:
        waiting.add(build)
    for build in completed:
        waiting.add(build)
        yield from waiting.newer_than(build)
    yield from waiting.rest()


class _Waiting:
    """Builds that are not yielded yet: an older one than those that are still to come might be among them."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._keys: list[Key] = []
        self._builds: dict[int, Document] = {}

    def add(self, build: Document) -> None:
        """Take a build in; one that is waiting already has changed meanwhile."""
        self._builds[int(build["id"])] = build
        heapq.heappush(self._keys, self._order.key(build))

    def newer_than(self, finished: Mapping[str, Any]) -> Iterator[Document]:
        """Those before which no build can come that finished no later than this one."""
        moment = instant(finished.get("finishTime"))
        if moment is None:
            return
        rank = self._order.key(finished)[0]
        while self._keys and self._keys[0][:2] < (rank, -_microseconds(moment)):
            yield from self._first()

    def rest(self) -> Iterator[Document]:
        while self._keys:
            yield from self._first()

    def _first(self) -> Iterator[Document]:
        key = heapq.heappop(self._keys)
        build = self._builds.get(-key[2])
        # Of two keys of a build that moved, the other one is right.
        if build is not None and self._order.key(build) == key:
            del self._builds[-key[2]]
            yield build


def _microseconds(moment: datetime | None) -> float:
    """Before all moments where there is none."""
    return float("-inf") if moment is None else (moment - _EPOCH) // _MICROSECOND
