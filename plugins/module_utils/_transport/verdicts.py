# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of things that may be tried once: known to this process and to all that fork from it.

Ansible imports an action plugin before it forks a worker for each host and task. What one worker learned of a password
the others have to know, or each of them would try it.
"""

from __future__ import annotations

import contextlib
import enum
import fcntl
import hashlib
import hmac
import mmap
import os
import tempfile
from collections.abc import Iterator

_PLACES = 1024
_LENGTH = 16


class Verdict(enum.Enum):
    """What is known of something; the value is the byte that says so in memory."""

    ACCEPTED = b"a"
    REFUSED = b"r"


class Verdicts:
    """Verdicts on texts, of which only digests are kept, under a key that nobody but these processes has.

    Each digest has one place; where two meet, which is rare, the later verdict takes it and the earlier one is lost.
    """

    def __init__(self) -> None:
        self._key = os.urandom(32)
        # Without a name: it ends with the last process that has it.
        self._file = tempfile.TemporaryFile(prefix="release_management.")  # noqa: SIM115  open as long as the process
        self._file.truncate(_PLACES * _LENGTH)
        self._memory = mmap.mmap(self._file.fileno(), _PLACES * _LENGTH)

    def of(self, text: str) -> Verdict | None:
        """The verdict on a text; None where there is none."""
        digest, place = self._digest(text)
        kept = self._memory[place : place + _LENGTH]
        return Verdict(kept[:1]) if kept[1:] == digest else None

    def note(self, text: str, verdict: Verdict) -> None:
        """Take in a verdict."""
        digest, place = self._digest(text)
        self._memory[place : place + _LENGTH] = verdict.value + digest

    @contextlib.contextmanager
    def turn(self, text: str) -> Iterator[None]:
        """Be the only process that tries a text; threads of one process are not kept apart.

        A process that ends gives its turn back.
        """
        _digest, place = self._digest(text)
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, place)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)

    def _digest(self, text: str) -> tuple[bytes, int]:
        whole = hmac.digest(self._key, text.encode(errors="surrogatepass"), hashlib.sha256)
        return whole[: _LENGTH - 1], int.from_bytes(whole[-4:], "big") % _PLACES * _LENGTH
