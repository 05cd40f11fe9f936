# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings the files of a downloaded archive to their places in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import InterruptedError_, LocalFileError
from ansible_collections.devops.release_management.plugins.module_utils._files.archives import Archive, Entry
from ansible_collections.devops.release_management.plugins.module_utils._files.comparing import (
    checksum,
    checksum_of,
    chunks_of,
    is_content,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import DEST, told
from ansible_collections.devops.release_management.plugins.module_utils._files.host import Facts
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import (
    Download,
    downloaded,
    reaching,
    require_folder,
    require_writable,
    save_file,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.temporary import temporary_folder
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run


def save_archive(download: Download, name: str, params: Mapping[str, Any], run: Run) -> Outcome:
    """Have a downloaded zip archive on the host: as a file or, with the option ``extract``, as the files in it.

    :param name: how the file is named in a folder.
    :param params: has the options of `DOWNLOAD_SPEC`.
    :return: as `save_file` or `save_unpacked` do.
    """
    if params.get("extract"):
        return save_unpacked(download, params["dest"], run)
    return save_file(download, params["dest"], name, run, is_archive=True)


def save_unpacked(download: Download, dest: str, run: Run) -> Outcome:
    """Have the files of a downloaded zip archive in a folder, with the attributes that the task declares.

    Files with the same content stay as they are, and so do all that the archive does not have. Nothing is touched
    before the archive is whole and has been found safe, and each file comes to its place at once.

    :param dest: the folder; it is made where only its parent is there.
    :return: its result has ``dest`` and ``files`` (their paths in the folder, sorted).
    :raises LocalFileError: something cannot be written.
    :raises ArchiveError: the archive is damaged, or not safe to unpack.
    """
    base = _base_of(dest)
    run.host.check_attributes(base)
    with temporary_folder(run.host.temporary_folder if run.check_mode else base) as work:
        with downloaded(download, work) as file, Archive.opened(file) as archive:
            archive.check()
            plan = _plan(archive, dest)
            if not run.check_mode:
                _unpack(archive, plan.changes, work, run)
        written: list[str] = []
        with reaching({"dest": dest}, written):
            if not run.check_mode:
                _bring(plan, work, dest, run, written)
            return _with_attributes(plan, dest, run)


@dataclass(frozen=True)
class _Change:
    """A file to write; its SHA-1 as it is (none where it is not there) and as it will be."""

    entry: Entry
    was: str | None
    will_be: str


@dataclass(frozen=True)
class _Plan:
    """What an archive asks for.

    :ivar files: paths of all its files.
    :ivar folders: paths of all folders that they need.
    :ivar missing: those folders that are to be made, a parent before what is in it.
    :ivar changes: the files to write.
    """

    files: list[str]
    folders: list[str]
    missing: list[str]
    changes: list[_Change]


def _base_of(dest: str) -> str:
    """The folder to work in: that of the files, since only there a rename is sure to be enough, or else its parent."""
    if os.path.isdir(dest):
        return dest
    parent = os.path.dirname(dest.rstrip("/")) or "."
    require_folder(parent)
    if os.path.lexists(dest):
        require_folder(dest)
    return parent


def _plan(archive: Archive, dest: str) -> _Plan:
    entries = archive.entries
    folders = sorted({"", *(folder for entry in entries for folder in _folders_of(entry))})
    missing = [folder for folder in folders if not _is_folder(dest, folder)]
    files = [entry for entry in entries if not entry.is_folder]
    changes = [_change(archive, entry, dest) for entry in files if not _is_there(archive, entry, dest)]
    touched = {os.path.dirname(path) for path in [*(change.entry.path for change in changes), *missing] if path}
    for folder in sorted(touched - set(missing)):
        require_writable(os.path.join(dest, folder))
    return _Plan(sorted(entry.path for entry in files), folders, missing, changes)


def _change(archive: Archive, entry: Entry, dest: str) -> _Change:
    path = os.path.join(dest, entry.path)
    with archive.content(entry) as content:
        will_be = checksum_of(content)
    return _Change(entry, checksum(path) if os.path.exists(path) else None, will_be)


def _folders_of(entry: Entry) -> Iterator[str]:
    parts = entry.path.split("/")
    for depth in range(1, len(parts) + entry.is_folder):
        yield "/".join(parts[:depth])


def _is_folder(dest: str, folder: str) -> bool:
    path = os.path.join(dest, folder)
    if not os.path.lexists(path):
        return False
    if not folder:
        return True
    # A link may lead out of the folder: an archive is not to write through it.
    if os.path.islink(path) or not os.path.isdir(path):
        raise LocalFileError(f"The archive has the folder {folder}, but {path} is none.", option=DEST)
    return True


def _is_there(archive: Archive, entry: Entry, dest: str) -> bool:
    path = os.path.join(dest, entry.path)
    if not os.path.lexists(path) or os.path.islink(path):
        return False
    if not os.path.isfile(path):
        raise LocalFileError(f"The archive has the file {entry.path}, but {path} is no plain file.", option=DEST)
    with archive.content(entry) as content:
        return is_content(path, entry.size, content)


def _unpack(archive: Archive, changes: list[_Change], work: str, run: Run) -> None:
    """Write files into the folder of work, named by their number so that no path of the archive is made there.

    They are not forced to the disk one by one: what a crash leaves of one is not its content, and written again.
    """
    _require_space(sum(change.entry.size for change in changes), work)
    for number, change in enumerate(changes):
        path = _part(work, number)
        with archive.content(change.entry) as content, told("write", path), open(path, "xb") as file:
            for chunk in chunks_of(content):
                if run.cancelled.is_set():
                    raise InterruptedError_("The task was interrupted; nothing was unpacked.")
                file.write(chunk)
        run.host.prepare(path)


def _require_space(needed: int, folder: str) -> None:
    with told("look at the disk of", folder):
        free = shutil.disk_usage(folder).free
    if needed > free:
        raise LocalFileError(
            f"Cannot unpack the archive: {needed} bytes are needed, and {free} are free on the disk.", option=DEST
        )


def _bring(plan: _Plan, work: str, dest: str, run: Run, written: list[str]) -> None:
    """Bring all to its place.

    :param written: gets the path of each folder and file that is there.
    """
    for folder in plan.missing:
        path = os.path.join(dest, folder)
        with told("make the folder", path):
            os.mkdir(path)
        written.append(path)
    for number, change in enumerate(plan.changes):
        path = os.path.join(dest, change.entry.path)
        with told("write", path):
            run.host.move(_part(work, number), path)
        written.append(path)


def _part(work: str, number: int) -> str:
    return os.path.join(work, f"{number}.part")


def _with_attributes(plan: _Plan, dest: str, run: Run) -> Outcome:
    """Set the attributes of all, and say what changed: by path, only where something did."""
    before: dict[str, Facts] = {change.entry.path: {"checksum": change.was} for change in plan.changes if change.was}
    after: dict[str, Facts] = {change.entry.path: {"checksum": change.will_be} for change in plan.changes}
    new = {*plan.missing, *(change.entry.path for change in plan.changes if not change.was)}
    changed = bool(plan.changes or plan.missing)
    for path, is_folder in [*((path, True) for path in plan.folders), *((path, False) for path in plan.files)]:
        was: Facts = {}
        will_be: Facts = {}
        full_path = os.path.join(dest, path) if path else dest
        changed = run.host.set_attributes(full_path, changed, was, will_be, is_folder=is_folder)
        # What a new file was like before its attributes were set is of no interest, and check mode cannot know it.
        if path not in new and (was or will_be):
            before.setdefault(path, {}).update(was)
            after.setdefault(path, {}).update(will_be)
    return Outcome(changed, {"dest": dest, "files": plan.files}, before=before, after=after)
