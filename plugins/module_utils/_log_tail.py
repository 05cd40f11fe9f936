# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a log, for the message about what failed."""

from __future__ import annotations

import re

# Agents begin each line of a log with the time, to seven digits.
_STAMP = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z ?")
_LONGEST_LINE = 500


def tail_of(log: str, lines: int) -> str:
    """The last lines of a log that say something, without the time that each begins with.

    :param lines: how many, at most.
    """
    plain = (_STAMP.sub("", line).rstrip() for line in log.splitlines())
    telling = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}..." for line in plain if line]
    return "\n".join(telling[-lines:])
