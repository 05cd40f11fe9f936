# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that earlier exports left in a folder: those of definitions that are gone, and those that are nobody's."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.files import (
    identity_in,
    is_of_an_export,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.places import (
    SUFFIX,
    as_some_see_it,
    marked_place_of,
    place_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import LocalFileError
from ansible_collections.devops.release_management.plugins.module_utils._files.faults import DEST
from ansible_collections.devops.release_management.plugins.module_utils._files.texts import TextPlan, read_text
from ansible_collections.devops.release_management.plugins.module_utils._names import first_few


def stale_files(dest: str, places: Collection[str]) -> list[str]:
    """The files of an export whose definitions the project does not have any more.

    A file counts where it begins as an export writes it, and is where an export to this folder has its definition: one
    that somebody moved here, and one of another export in a folder below, do not.

    :param places: those of all definitions of the project.
    """
    seen = {as_some_see_it(place): place for place in places}
    return sorted(
        place
        for place in _files(dest)
        if place not in places
        and not _is_the_same_file(dest, place, seen.get(as_some_see_it(place)))
        and _is_its_place(read_text(os.path.join(dest, place)), place)
    )


def refuse_foreign(plan: TextPlan) -> None:
    """Raise LocalFileError where a file that no export wrote would be written over."""
    changed = [change.path for change in plan.tree.changes]
    foreign = [
        path
        for path in changed
        if os.path.islink(os.path.join(plan.tree.dest, path))
        or (path in plan.before and not is_of_an_export(plan.before[path]))
    ]
    if foreign:
        raise LocalFileError(
            f"The export would write over {first_few(foreign)} in {plan.tree.dest}, and no export wrote that: it does not"
            " begin with the comment of one. Move it away, or export to another folder. Nothing was written.",
            option=DEST,
        )


def _files(dest: str) -> Iterator[str]:
    for folder, _folders, names in os.walk(dest):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(SUFFIX) and os.path.isfile(path) and not os.path.islink(path):
                yield os.path.relpath(path, dest)


def _is_the_same_file(dest: str, place: str, other: str | None) -> bool:
    """Whether two ways to write a place lead to one file here, as they do where cases do not count."""
    if other is None:
        return False
    paths = [os.path.join(dest, one) for one in (place, other)]
    return os.path.exists(paths[1]) and os.path.samefile(*paths)


def _is_its_place(text: str, place: str) -> bool:
    identity = identity_in(text) if is_of_an_export(text) else None
    return identity is not None and place in (place_of(identity), marked_place_of(identity))
