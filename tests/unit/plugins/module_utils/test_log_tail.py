# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a log for a message."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._log_tail import tail_of


def test_the_last_lines_without_their_times() -> None:
    log = "\ufeff2026-03-14T20:00:00.1234567Z one\n2026-03-14T20:00:00Z two\r\n2026-03-14T20:00:01.12Z   \nthree\n\n"
    assert tail_of(log, 10) == "one\ntwo\nthree"
    assert tail_of(log, 2) == "two\nthree"


def test_a_line_without_end_is_cut() -> None:
    assert tail_of("x" * 10_000, 1) == "x" * 500 + "..."


def test_a_log_that_says_nothing() -> None:
    assert tail_of("\n \n", 5) == ""
