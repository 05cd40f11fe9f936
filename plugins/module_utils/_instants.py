# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments as the servers write them: up to seven digits of a second, ``Z`` or an offset."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


def instant(text: Any) -> datetime | None:
    """The moment that a text names, in UTC; without an offset it is UTC. None where it names none.

    Servers write the year 1 for "never".
    """
    match = _MOMENT.fullmatch(str(text or "").strip())
    if match is None:
        return None
    *numbers, fraction, zone = match.groups()
    try:
        moment = datetime(*(int(number or 0) for number in numbers), tzinfo=timezone.utc)  # type: ignore[arg-type,misc]
        moment += timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6])) - _offset(zone)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year > 1 else None


def wire_text(moment: datetime) -> str:
    """A moment as the servers write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
