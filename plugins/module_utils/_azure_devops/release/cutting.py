# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some lines of a log that a server gives whole only."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

_IN_MEMORY = 1_000_000


def cut(
    download: Callable[[BinaryIO], None], target: BinaryIO, *, start_line: int | None, end_line: int | None
) -> None:
    """Write those lines of what a download gives into a file: they count from 1, and both are part of it.

    As servers do that know lines: nothing where there are no such lines.
    """
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        # It does all that a BinaryIO does, which the type checker does not know.
        download(cast(BinaryIO, file))
        file.seek(0)
        first = max((start_line or 1) - 1, 0)
        target.writelines(islice(file, first, None if end_line is None else max(end_line, first)))
