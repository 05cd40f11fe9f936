# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings a download to its place, as one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._errors import LocalFileError
from ansible_collections.devops.release_management.plugins.module_utils._files.archives import check_archive
from ansible_collections.devops.release_management.plugins.module_utils._files.comparing import (
    checksum,
    hold_the_same_files,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import DEST, told
from ansible_collections.devops.release_management.plugins.module_utils._files.host import Facts
from ansible_collections.devops.release_management.plugins.module_utils._files.temporary import temporary_file
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Download = Callable[[BinaryIO], None]
"""Writes into a file; an error of the file comes out of it as OSError, any other as one of ours."""


def save_file(download: Download, dest: str, name: str, run: Run, *, is_archive: bool) -> Outcome:
    """Have a file with the content of a download, and the attributes that the task declares.

    The content is compared, so a file that has it already stays as it is; an archive also, when it holds the same files
    in other bytes. Nothing of `dest` is touched before the download is whole.

    :param dest: path of the file, or of a folder that is there.
    :param name: how the file is named in a folder.
    :param is_archive: whether it has to be a whole zip archive.
    :return: its result has ``dest``, ``checksum`` (SHA-1) and ``size`` (bytes).
    :raises LocalFileError: it cannot be written.
    :raises ArchiveError: the archive is damaged.
    """
    path = _path_of(dest, name)
    run.host.check_attributes(os.path.dirname(path) or ".")
    with downloaded(download, _folder_for(path, run)) as fresh:
        if is_archive:
            check_archive(fresh)
        old = _facts(path) if os.path.exists(path) else {}
        new = _facts(fresh)
        is_same = old == new or (is_archive and bool(old) and hold_the_same_files(path, fresh))
        before, after = ({}, {}) if is_same else (dict(old), dict(new))
        is_moved = not is_same and not run.check_mode
        if is_moved:
            run.host.prepare(fresh)
            with told("write", path):
                run.host.move(fresh, path)
        # What a new file was like before its attributes were set is of no interest, and check mode cannot know it.
        attributes: tuple[Facts, Facts] = (before, after) if old else ({}, {})
        result = {"dest": path, **(old if is_same else new)}
        with reaching(result, [path] if is_moved else ()):
            changed = run.host.set_attributes(path, not is_same, *attributes)
    return Outcome(changed, result, before=before, after=after)


@contextmanager
def reaching(result: Mapping[str, Any], written: Collection[str]) -> Iterator[None]:
    """Have a failure say what is there by now.

    :param written: the paths that were written; where there is none by then, nothing was reached.
    """
    try:
        yield
    except LocalFileError as error:
        if written:
            error.details["reached"] = {"changed": True, **result}
        raise


@contextmanager
def downloaded(download: Download, folder: str) -> Iterator[str]:
    """Give the path of a temporary file that has the whole of a download.

    :raises LocalFileError: it cannot be written.
    """
    with temporary_file(folder) as file:
        with told("write the download in", folder):
            download(file)
            file.flush()
            os.fsync(file.fileno())
        yield file.name


def require_folder(folder: str) -> None:
    """Check that there is such a folder.

    :raises LocalFileError: there is none.
    """
    if not os.path.isdir(folder):
        what = "is a file and no folder" if os.path.exists(folder) else "is not there. Create it first"
        raise LocalFileError(f"The folder {folder} {what}.", option=DEST)


def require_writable(folder: str) -> None:
    """Check that new files can be made in a folder.

    :raises LocalFileError: they cannot.
    """
    if not _is_writable(folder):
        raise LocalFileError(f"The user of the task cannot write in the folder {folder}.", option=DEST)


def _is_writable(folder: str) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _path_of(dest: str, name: str) -> str:
    if dest.endswith("/") or os.path.isdir(dest):
        require_folder(dest)
        if "/" in name or name in (".", ".."):
            raise LocalFileError(f"{name!r} cannot be the name of a file in {dest}: name the file.", option=DEST)
        dest = os.path.join(dest, name)
    folder = os.path.dirname(dest) or "."
    require_folder(folder)
    if not os.path.exists(dest):
        require_writable(folder)
    elif not os.path.isfile(dest):
        raise LocalFileError(f"{dest} is there and no plain file.", option=DEST)
    return dest


def _folder_for(path: str, run: Run) -> str:
    """Where to download to: beside the file, so that it needs but a new name in the end."""
    folder = os.path.dirname(path) or "."
    if run.check_mode:
        return run.host.temporary_folder
    # Where no new file can be made beside the old one, it may still have the same content already.
    if os.path.isfile(path) and not _is_writable(folder):
        return run.host.temporary_folder
    return folder


def _facts(path: str) -> Facts:
    with told("read", path):
        size = os.path.getsize(path)
    return {"checksum": checksum(path), "size": size}
