# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of the host's files, in words."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ansible_collections.devops.release_management.plugins.module_utils._errors import LocalFileError

DEST = "dest"
"""The option that names the file or folder."""

_REASONS: Mapping[int, str] = {
    errno.EACCES: "the user of the task has no permission for it",
    errno.EPERM: "the user of the task has no permission for it",
    errno.EROFS: "its file system is read-only",
    errno.ENOSPC: "there is no space left on its disk",
    errno.EDQUOT: "the quota of its disk is used up",
    errno.EFBIG: "it is larger than its file system or a limit of the user allows",
    errno.ENOENT: "its folder is not there",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.ENAMETOOLONG: "its name is too long",
}


@contextmanager
def told(action: str, path: str) -> Iterator[None]:
    """Raise what goes wrong with a file as LocalFileError: `Cannot <action> <path>: <reason>.`"""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
        raise LocalFileError(f"Cannot {action} {path}: {reason}.", option=DEST) from None
