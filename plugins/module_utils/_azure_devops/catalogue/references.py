# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task and its version are written: ``PowerShell@2``, ``PowerShell@2.1.*`` or ``PowerShell``.

On the wire the version is ``2.*``, ``2.1.*`` or ``*``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

TASK = "task"
TASK_GROUP = "metaTask"

#: What may stand in a document, by its folded form; nothing means a task.
_DEFINITION_TYPES = {"": TASK, "task": TASK, "metatask": TASK_GROUP}

Version = tuple[int, int, int]

_ANY = "*"
_VERSION = re.compile(r"\*(?:\.\*){0,2}|([0-9]+)(?:\.\*){0,2}|([0-9]+)\.([0-9]+)(?:\.\*)?|([0-9]+)\.([0-9]+)\.([0-9]+)")
# Old documents say 1.*-preview, also of task groups published as a preview.
_PREVIEW = re.compile(r"(?P<version>[0-9.*]+)-[A-Za-z]\w*")


def read_definition_type(text: str | None) -> str:
    """Read the ``definitionType`` of a document's task: `TASK` (also where there is none) or `TASK_GROUP`."""
    return _DEFINITION_TYPES.get((text or "").casefold(), TASK)


@dataclass(frozen=True)
class TaskReference:
    """What a document says of a task: its id, its version (``2.*``, ``2.1.*``, ``2.1.3``, ``*``) and its kind."""

    task_id: str
    version: str
    definition_type: str


@dataclass(frozen=True)
class VersionSpec:
    """Which versions a reference means.

    :ivar text: as it stands on the wire.
    :ivar numbers: major, minor and patch as far as they are fixed.
    """

    text: str
    numbers: tuple[int, ...]

    @property
    def major(self) -> int | None:
        """The major version; None when any will do."""
        return self.numbers[0] if self.numbers else None

    def admits(self, version: Version) -> bool:
        """Tell whether a version is one of those meant."""
        return version[: len(self.numbers)] == self.numbers

    def admits_major(self, version: Version) -> bool:
        """Tell whether a version has the major that is meant."""
        return self.major in (None, version[0])

    def written(self) -> str:
        """Give the suffix of a reference: ``@2`` for ``2.*``, nothing for ``*``."""
        if self.text == _ANY:
            return ""
        is_whole_major = self.text == f"{self.major}.*"
        return f"@{self.major}" if is_whole_major else f"@{self.text}"


def read_version(text: str | None) -> VersionSpec | None:
    """Read a version as people (``2``, ``2.1``) or documents (``2.*``, ``2.1.*``) write it; None when it is none.

    A missing or empty one means any version.
    """
    stripped = (text or _ANY).strip() or _ANY
    preview = _PREVIEW.fullmatch(stripped)
    match = _VERSION.fullmatch(preview["version"] if preview else stripped)
    if match is None:
        return None
    numbers = tuple(int(number) for number in match.groups() if number is not None)
    if preview:
        return VersionSpec(stripped, numbers)
    return VersionSpec(_wire(numbers), numbers)


def _wire(numbers: tuple[int, ...]) -> str:
    fixed = ".".join(map(str, numbers))
    if not numbers:
        return _ANY
    return fixed if len(numbers) == len(("major", "minor", "patch")) else f"{fixed}.*"


def read_reference(reference: str, version: str | None, option: str) -> tuple[str, VersionSpec]:
    """Take a reference apart into a name or GUID and the version that is meant.

    What follows the last ``@`` is a version only if it looks like one: task groups may have any name.

    :param version: the version when it is given apart from the reference.
    :raises DeclarationError: `version` is none, or the reference says another.
    """
    name, at, suffix = reference.strip().rpartition("@")
    within = read_version(suffix) if at and name and suffix else None
    if within is None:
        name = reference.strip()
    if not version:
        return name, within or VersionSpec(_ANY, ())
    apart = read_version(version)
    if apart is None:
        raise DeclarationError(
            f"'{version}' is no version of '{name}': write 2, 2.1.*, 2.1.3 or, for any, *.", option=option
        )
    if within is not None and within != apart:
        raise DeclarationError(
            f"'{reference}' and version '{version}' contradict each other: give the version once.", option=option
        )
    return name, apart
