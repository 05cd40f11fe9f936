# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as the server writes it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_LAST_DIGIT = {0: 0, 1: 0, 2: 3, 3: 3, 4: 3, 5: 7, 6: 7, 7: 7, 8: 7, 9: 10}
"""The datetime type of SQL Server keeps thirds of a hundredth of a second."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_WRITTEN = re.compile(r"^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?)?$", re.IGNORECASE)


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def release_time(moment: datetime) -> str:
    """A date of the Release service: milliseconds rounded as SQL Server does, trailing zeros trimmed (recorded)."""
    milliseconds = moment.microsecond // 1000
    rounded = milliseconds - milliseconds % 10 + _LAST_DIGIT[milliseconds % 10]
    moment = moment.replace(microsecond=0) + timedelta(milliseconds=rounded)
    fraction = f".{moment.microsecond // 1000:03d}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def build_time(moment: datetime) -> str:
    """A date of the Build service: up to seven digits of a second, trailing zeros trimmed (recorded)."""
    # Python counts microseconds; the seventh digit is made of them, so that one moment has one text.
    digits = f"{moment.microsecond:06d}{moment.microsecond % 10}".rstrip("0")
    fraction = f".{digits}" if digits else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def parse_time(text: str) -> datetime:
    """A moment that the server wrote, with a fraction of up to seven digits or without."""
    whole, _point, fraction = text.rstrip("Z").partition(".")
    microsecond = int(fraction[:6].ljust(6, "0"))
    return datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(microsecond=microsecond, tzinfo=timezone.utc)


def read_time(text: str) -> datetime | None:
    """A moment as a client may write it: a date, with or without time, fraction and zone (UTC); None when it is none."""
    match = _WRITTEN.match(text.strip())
    if match is None:
        return None
    date, time, fraction, zone = match.groups()
    written = f"{date}T{time or '00:00:00'}.{(fraction or '')[:6].ljust(6, '0')}{zone or '+00:00'}".replace(
        "Z", "+00:00"
    )
    try:
        return datetime.fromisoformat(written).astimezone(timezone.utc)
    except ValueError:
        return None


def ticks(moment: datetime) -> int:
    """Microseconds since 1970: a moment as the indexes have it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_ticks(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)
