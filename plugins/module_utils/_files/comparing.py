# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether two files have the same content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import IO

from ansible_collections.devops.release_management.plugins.module_utils._errors import ArchiveError
from ansible_collections.devops.release_management.plugins.module_utils._files.archives import Archive
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import told

CHUNK = 256 * 1024


def checksum(path: str) -> str:
    """Return the SHA-1 of a file, which is what Ansible's file modules return; it protects nothing here.

    :raises LocalFileError: the file cannot be read.
    """
    with told("read", path), open(path, "rb") as file:
        return checksum_of(file)


def checksum_of(content: IO[bytes]) -> str:
    """Return the SHA-1 of what is still to read of a file."""
    digest = hashlib.sha1(usedforsecurity=False)
    for chunk in chunks_of(content):
        digest.update(chunk)
    return digest.hexdigest()


def hold_the_same_files(path: str, fresh: str) -> bool:
    """Whether a file is a whole archive with the members of another: names, sizes and their CRCs.

    A server that packs on demand makes other bytes of the same files each time.
    """
    try:
        with Archive.opened(path) as old, Archive.opened(fresh) as new:
            if old.members != new.members:
                return False
            old.check()
    except ArchiveError:
        return False
    return True


def is_content(path: str, size: int, content: IO[bytes]) -> bool:
    """Whether a file has exactly this content, of this size.

    :raises LocalFileError: the file cannot be read.
    """
    with told("read", path), open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size != size:
            return False
        return all(chunk == content.read(len(chunk)) for chunk in chunks_of(file))


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of a file piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk
