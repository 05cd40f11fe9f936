# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that a task has in a folder: what is to be written of them, and how it comes to its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.module_utils._errors import LocalFileError
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import DEST, told
from ansible_collections.devops.release_management.plugins.module_utils._files.host import Facts
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import (
    require_folder,
    require_writable,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run


@dataclass(frozen=True)
class Change:
    """A file to write.

    :ivar path: where it belongs in the folder.
    :ivar was: its SHA-1 as it is; none where it is not there.
    :ivar will_be: its SHA-1 as it will be.
    """

    path: str
    was: str | None
    will_be: str


@dataclass(frozen=True)
class Tree:
    """All files of a task in a folder.

    :ivar dest: the folder.
    :ivar files: paths of all of them, in the folder.
    :ivar folders: paths of all folders that they need.
    :ivar missing: those folders that are to be made, a parent before what is in it.
    :ivar changes: the files to write.
    """

    dest: str
    files: list[str]
    folders: list[str]
    missing: list[str]
    changes: list[Change]


def base_of(dest: str) -> str:
    """The folder to work in: that of the files, since only there a rename is sure to be enough, or else its parent.

    :raises LocalFileError: neither is there.
    """
    if os.path.isdir(dest):
        return dest
    parent = os.path.dirname(dest.rstrip("/")) or "."
    require_folder(parent)
    if os.path.lexists(dest):
        require_folder(dest)
    return parent


def plan_tree(
    dest: str, files: Iterable[str], folders: Iterable[str], change: Callable[[str], Change | None], owner: str
) -> Tree:
    """Find out what is to be written.

    :param folders: those that are wanted though no file is in them; what the files need is found here.
    :param change: says what is to be done about a file.
    :param owner: who has these files, for a message: ``archive``.
    :raises LocalFileError: something stands in the way, or may not be written.
    """
    paths = sorted(files)
    needed = sorted({"", *folders, *(folder for path in paths for folder in folders_above(path))})
    missing = [folder for folder in needed if not _is_folder(dest, folder, owner)]
    changes = [found for path in paths if (found := change(path)) is not None]
    touched = {os.path.dirname(path) for path in [*(one.path for one in changes), *missing] if path}
    for folder in sorted(touched - set(missing)):
        require_writable(os.path.join(dest, folder))
    return Tree(dest, paths, needed, missing, changes)


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders that a file is in, the highest first."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        yield "/".join(parts[:depth])


def require_plain_file(dest: str, path: str, owner: str) -> bool:
    """Whether there is such a file in the folder; a link to one does not count.

    :raises LocalFileError: something else is there.
    """
    place = os.path.join(dest, path)
    if not os.path.lexists(place) or os.path.islink(place):
        return False
    if not os.path.isfile(place):
        raise LocalFileError(f"The {owner} has the file {path}, but {place} is no plain file.", option=DEST)
    return True


def _is_folder(dest: str, folder: str, owner: str) -> bool:
    path = os.path.join(dest, folder)
    if not os.path.lexists(path):
        return False
    if not folder:
        return True
    # A link may lead out of the folder: nothing is written through it.
    if os.path.islink(path) or not os.path.isdir(path):
        raise LocalFileError(f"The {owner} has the folder {folder}, but {path} is none.", option=DEST)
    return True


def bring(tree: Tree, parts: Sequence[str], run: Run, written: list[str]) -> None:
    """Bring all to its place.

    :param parts: the finished files, in the order of the changes.
    :param written: gets the path of each folder and file that is there.
    :raises LocalFileError: it cannot be done.
    """
    for folder in tree.missing:
        path = os.path.join(tree.dest, folder)
        with told("make the folder", path):
            os.mkdir(path)
        written.append(path)
    for part, change in zip(parts, tree.changes, strict=True):
        path = os.path.join(tree.dest, change.path)
        with told("write", path):
            run.host.move(part, path)
        written.append(path)


def set_attributes(tree: Tree, run: Run) -> tuple[bool, dict[str, Facts], dict[str, Facts]]:
    """Give all the attributes that the task declares; of those folders, all but the mode.

    :return: whether any changed or would, and the attributes that did, as they were and as they are, by path.
    """
    before: dict[str, Facts] = {}
    after: dict[str, Facts] = {}
    new = {*tree.missing, *(change.path for change in tree.changes if not change.was)}
    changed = False
    for path, is_folder in [*((path, True) for path in tree.folders), *((path, False) for path in tree.files)]:
        was: Facts = {}
        will_be: Facts = {}
        full_path = os.path.join(tree.dest, path) if path else tree.dest
        changed = run.host.set_attributes(full_path, changed, was, will_be, is_folder=is_folder)
        # What a new file was like before its attributes were set is of no interest, and check mode cannot know it.
        if path not in new and (was or will_be):
            before[path], after[path] = was, will_be
    return changed, before, after
