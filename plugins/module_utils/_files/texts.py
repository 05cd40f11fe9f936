# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Has texts as the files of a folder: what is the same stays, what is another one is written, what is surplus goes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import InterruptedError_
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import told
from ansible_collections.devops.release_management.plugins.module_utils._files.saving import reaching, require_writable
from ansible_collections.devops.release_management.plugins.module_utils._files.temporary import temporary_folder
from ansible_collections.devops.release_management.plugins.module_utils._files.tree import (
    Change,
    Tree,
    base_of,
    bring,
    plan_tree,
    require_plain_file,
    set_attributes,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run


@dataclass(frozen=True)
class TextPlan:
    """What is to be done so that a folder has these texts.

    :ivar before: the present content of the files that are to be written or to go.
    :ivar surplus: the files that are to go.
    """

    tree: Tree
    texts: Mapping[str, str]
    before: Mapping[str, str]
    surplus: list[str]


def read_text(path: str) -> str:
    """The content of a file; what is no text in it is replaced.

    :raises LocalFileError: it cannot be read.
    """
    return _read(path).decode(errors="replace")


def plan_texts(texts: Mapping[str, str], surplus: Collection[str], dest: str, owner: str) -> TextPlan:
    """Compare the texts with what is in the folder.

    :param texts: by their paths in the folder.
    :param surplus: paths of files that are there and are to go.
    :param owner: who has these files, for a message: ``export``.
    :raises LocalFileError: something stands in the way, or may not be written.
    """
    base_of(dest)
    before: dict[str, str] = {}

    def change(path: str) -> Change | None:
        was = _read(os.path.join(dest, path)) if require_plain_file(dest, path, owner) else None
        will_be = texts[path].encode()
        if was == will_be:
            return None
        if was is not None:
            before[path] = was.decode(errors="replace")
        return Change(path, None if was is None else _checksum(was), _checksum(will_be))

    tree = plan_tree(dest, texts, (), change, owner)
    for path in surplus:
        require_writable(os.path.join(dest, os.path.dirname(path)))
        before[path] = read_text(os.path.join(dest, path))
    return TextPlan(tree, texts, before, sorted(surplus))


def bring_texts(plan: TextPlan, run: Run) -> Outcome:
    """Have it so; in check mode say what would be done.

    :return: its result has ``dest``, ``files``, ``written`` and ``removed`` (paths in the folder, sorted) and ``diff``.
    :raises LocalFileError: something cannot be written.
    """
    tree = plan.tree
    result: dict[str, Any] = {
        "dest": tree.dest,
        "files": tree.files,
        "written": [change.path for change in tree.changes],
        "removed": plan.surplus,
    }
    done: list[str] = []
    with reaching({"dest": tree.dest}, done):
        if not run.check_mode:
            _write(plan, run, done)
            _remove(plan, done)
        has_attributes, were, are = set_attributes(tree, run)
    result["diff"] = [
        *(_of_text(path, plan.before.get(path), plan.texts[path]) for path in result["written"]),
        *(_of_text(path, plan.before[path], None) for path in plan.surplus),
        *({"before_header": path, "after_header": path, "before": were[path], "after": are[path]} for path in were),
    ]
    return Outcome(has_attributes or bool(tree.changes or tree.missing or plan.surplus), result)


def _write(plan: TextPlan, run: Run, done: list[str]) -> None:
    """Write all beside their places first, so that no full disk leaves the folder half done."""
    if not plan.tree.changes:
        bring(plan.tree, [], run, done)
        return
    with temporary_folder(base_of(plan.tree.dest)) as work:
        parts = [os.path.join(work, f"{number}.part") for number in range(len(plan.tree.changes))]
        for part, change in zip(parts, plan.tree.changes, strict=True):
            if run.cancelled.is_set():
                raise InterruptedError_("The task was interrupted; no file was written.")
            with told("write", part), open(part, "xb") as file:
                file.write(plan.texts[change.path].encode())
            run.host.prepare(part)
        bring(plan.tree, parts, run, done)


def _remove(plan: TextPlan, done: list[str]) -> None:
    """Remove what is surplus, and the folders that are empty by that."""
    for path in plan.surplus:
        place = os.path.join(plan.tree.dest, path)
        with told("remove", place):
            os.unlink(place)
        done.append(place)
        folder = os.path.dirname(path)
        with suppress(OSError):
            while folder:
                os.rmdir(os.path.join(plan.tree.dest, folder))
                folder = os.path.dirname(folder)


def _of_text(path: str, before: str | None, after: str | None) -> dict[str, str]:
    return {"before_header": path, "after_header": path, "before": before or "", "after": after or ""}


def _read(path: str) -> bytes:
    with told("read", path), open(path, "rb") as file:
        return file.read()


def _checksum(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
