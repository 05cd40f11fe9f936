# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as the server writes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_LAST_DIGIT = {0: 0, 1: 0, 2: 3, 3: 3, 4: 3, 5: 7, 6: 7, 7: 7, 8: 7, 9: 10}
"""The datetime type of SQL Server keeps thirds of a hundredth of a second."""


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def release_time(moment: datetime) -> str:
    """A date of the Release service: milliseconds rounded as SQL Server does, trailing zeros trimmed (recorded)."""
    milliseconds = moment.microsecond // 1000
    rounded = milliseconds - milliseconds % 10 + _LAST_DIGIT[milliseconds % 10]
    moment = moment.replace(microsecond=0) + timedelta(milliseconds=rounded)
    fraction = f".{moment.microsecond // 1000:03d}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def parse_time(text: str) -> datetime:
    """A moment that the server wrote, with or without a fraction."""
    pattern = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.strptime(text, pattern).replace(tzinfo=timezone.utc)
