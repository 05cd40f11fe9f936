# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a scheduled stage is deployed next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from release_management_sandbox.store import Document

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def next_time(schedules: list[Document], after: float) -> float | None:
    """The first moment of any schedule after this one; None without one. [I] Times are taken for UTC, whatever the zone."""
    moments = [moment for schedule in schedules if (moment := _next(schedule, after)) is not None]
    return min(moments, default=None)


def _next(schedule: Document, after: float) -> float | None:
    words = {word.strip() for word in str(schedule["daysToRelease"]).lower().split(",")}
    days = set(_DAYS) if "all" in words else words & set(_DAYS)
    start = datetime.fromtimestamp(after, timezone.utc)
    at = start.replace(hour=schedule["startHours"], minute=schedule["startMinutes"], second=0, microsecond=0)
    for offset in range(8):
        moment = at + timedelta(days=offset)
        if _DAYS[moment.weekday()] in days and moment.timestamp() > after:
            return moment.timestamp()
    return None
