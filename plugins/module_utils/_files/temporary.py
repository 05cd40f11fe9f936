# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files and folders that are gone when their work is done, however it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._files.faults import told

_PREFIX = ".release_management_"


@contextmanager
def temporary_file(folder: str) -> Iterator[BinaryIO]:
    """Give a new file, open for writing and reading, that only its user may read; ``name`` is its path.

    :raises LocalFileError: there can be none in this folder.
    """
    with told("write in", folder):
        descriptor, path = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    file = open(path, "w+b", opener=lambda _path, _flags: descriptor)  # noqa: SIM115 (closed below, come what may)
    try:
        yield file
    finally:
        # What cannot be written on a full disk cannot be flushed by closing it either.
        with suppress(OSError):
            file.close()
        with suppress(FileNotFoundError):
            os.unlink(path)


@contextmanager
def temporary_folder(folder: str) -> Iterator[str]:
    """Give the path of a new folder inside of another, that only its user may enter.

    :raises LocalFileError: there can be none.
    """
    with told("write in", folder):
        path = tempfile.mkdtemp(prefix=_PREFIX, dir=folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
