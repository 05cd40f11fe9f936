# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings the files of a downloaded archive to their places in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
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
    save_file,
)
from ansible_collections.devops.release_management.plugins.module_utils._files.temporary import temporary_folder
from ansible_collections.devops.release_management.plugins.module_utils._files.tree import (
    Change,
    Tree,
    base_of,
    bring,
    folders_above,
    plan_tree,
    require_plain_file,
    set_attributes,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

_OWNER = "archive"


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
    base = base_of(dest)
    run.host.check_attributes(base)
    with temporary_folder(run.host.temporary_folder if run.check_mode else base) as work:
        with downloaded(download, work) as file, Archive.opened(file) as archive:
            archive.check()
            plan = _plan(archive, dest)
            parts = [] if run.check_mode else _unpack(archive, plan.changes, work, run)
        written: list[str] = []
        with reaching({"dest": dest}, written):
            if not run.check_mode:
                bring(plan, parts, run, written)
            return _with_attributes(plan, run)


def _plan(archive: Archive, dest: str) -> Tree:
    files = {entry.path: entry for entry in archive.entries if not entry.is_folder}
    folders = [entry.path for entry in archive.entries if entry.is_folder]
    above = {folder for path in folders for folder in folders_above(path)}

    def change(path: str) -> Change | None:
        return None if _is_there(archive, files[path], dest) else _change(archive, files[path], dest)

    return plan_tree(dest, files, {*folders, *above}, change, _OWNER)


def _change(archive: Archive, entry: Entry, dest: str) -> Change:
    path = os.path.join(dest, entry.path)
    with archive.content(entry) as content:
        will_be = checksum_of(content)
    return Change(entry.path, checksum(path) if os.path.exists(path) else None, will_be)


def _is_there(archive: Archive, entry: Entry, dest: str) -> bool:
    if not require_plain_file(dest, entry.path, _OWNER):
        return False
    with archive.content(entry) as content:
        return is_content(os.path.join(dest, entry.path), entry.size, content)


def _unpack(archive: Archive, changes: list[Change], work: str, run: Run) -> list[str]:
    """Write files into the folder of work, named by their number so that no path of the archive is made there.

    They are not forced to the disk one by one: what a crash leaves of one is not its content, and written again.
    """
    entries = {entry.path: entry for entry in archive.entries}
    wanted = [entries[change.path] for change in changes]
    _require_space(sum(entry.size for entry in wanted), work)
    parts = [os.path.join(work, f"{number}.part") for number in range(len(wanted))]
    for path, entry in zip(parts, wanted, strict=True):
        with archive.content(entry) as content, told("write", path), open(path, "xb") as file:
            for chunk in chunks_of(content):
                if run.cancelled.is_set():
                    raise InterruptedError_("The task was interrupted; nothing was unpacked.")
                file.write(chunk)
        run.host.prepare(path)
    return parts


def _require_space(needed: int, folder: str) -> None:
    with told("look at the disk of", folder):
        free = shutil.disk_usage(folder).free
    if needed > free:
        raise LocalFileError(
            f"Cannot unpack the archive: {needed} bytes are needed, and {free} are free on the disk.", option=DEST
        )


def _with_attributes(tree: Tree, run: Run) -> Outcome:
    """Set the attributes of all, and say what changed: by path, only where something did."""
    before: dict[str, Facts] = {change.path: {"checksum": change.was} for change in tree.changes if change.was}
    after: dict[str, Facts] = {change.path: {"checksum": change.will_be} for change in tree.changes}
    changed, was, will_be = set_attributes(tree, run)
    for path in was:
        before.setdefault(path, {}).update(was[path])
        after.setdefault(path, {}).update(will_be[path])
    is_changed = changed or bool(tree.changes or tree.missing)
    return Outcome(is_changed, {"dest": tree.dest, "files": tree.files}, before=before, after=after)
