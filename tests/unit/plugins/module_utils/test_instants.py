# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments as servers and people write them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._instants import instant, wire_text

NOON = datetime(2026, 3, 1, 12, 0, 0, 500000, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:00:00.5Z",
        "2026-03-01T12:00:00.5000000Z",
        "2026-03-01T12:00:00.500",
        "2026-03-01 13:00:00.5+01:00",
        "2026-03-01T06:30:00.5-0530",
        " 2026-03-01t12:00:00.5z ",
    ],
)
def test_spellings_of_one_moment(text: str) -> None:
    assert instant(text) == NOON


@pytest.mark.parametrize(
    "text",
    [None, "", "soon", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00", "2026-03-01T25:00Z", 7, "0001-01-01T00:00+23:00"],
)
def test_what_is_no_moment(text: Any) -> None:
    assert instant(text) is None


def test_a_date_is_its_first_moment() -> None:
    assert instant("2026-03-01") == datetime(2026, 3, 1, tzinfo=timezone.utc)


def test_the_end_of_time_is_a_moment() -> None:
    assert instant("9999-12-31T23:59:59.9999999Z") is not None


def test_what_is_written_is_read_back() -> None:
    assert instant(wire_text(NOON)) == NOON
