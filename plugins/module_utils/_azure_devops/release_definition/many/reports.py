# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of each of several release definitions, and what the task says of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    PartlyFailedError,
    ReleaseManagementError,
    SourceError,
)
from ansible_collections.devops.release_management.plugins.module_utils._located import with_names
from ansible_collections.devops.release_management.plugins.module_utils._names import MOST_TOLD, joined
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome


@dataclass(frozen=True)
class Subject:
    """Which definition a report is about.

    :ivar place: the option that declares it, such as ``definitions[3]``; empty where none does.
    :ivar source: what the declaration comes from, such as a file.
    :ivar stands_on: what else it is made of, such as templates.
    :ivar stages: the names of its stages. A file has them elsewhere than what it is joined to.
    """

    place: str
    name: str | None = None
    path: str | None = None
    id: int | None = None
    source: str | None = None
    stands_on: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    @property
    def declaration(self) -> str:
        """The declaration as its author knows it."""
        return self.source or self.place

    def within(self, option: str | None) -> str:
        """An option of the declaration."""
        if not self.source:
            return ".".join(filter(None, (self.place, option)))
        whence = ", on ".join(filter(None, (self.source, joined(self.stands_on))))
        return ": ".join(filter(None, (whence, option)))

    def told(self, text: str) -> str:
        """A text about it as its author understands it."""
        return with_names(text, "environments", self.stages) if self.source else text

    def __str__(self) -> str:
        if self.name is None:
            return f"release definition {self.id}" if self.id is not None else self.declaration
        folder = codecs.spelled_folder(self.path or "")
        return f"{folder}{'' if folder.endswith(chr(92)) else chr(92)}{self.name}"


@dataclass(frozen=True)
class Report:
    """What became of one definition.

    :ivar action: ``created``, ``changed``, ``deleted``, ``unchanged`` or ``failed``; in check mode what would.
    """

    subject: Subject
    action: str
    before: Any = None
    after: Any = None
    error: ReleaseManagementError | None = None

    @property
    def is_changed(self) -> bool:
        return self.action in ("created", "changed", "deleted")

    @property
    def message(self) -> str:
        """What a failure says, with the place in the task's options."""
        if self.error is None:
            return ""
        if isinstance(self.error, SourceError):
            return self.error.message
        place = self.subject.within(self.error.option)
        return self.subject.told(f"{place}: {self.error.message}" if place else self.error.message)

    @property
    def line(self) -> str:
        """The same in a list of failures, under the definition's name, where it has one."""
        who = str(self.subject)
        return self.message if who == self.subject.declaration else f"{who}: {self.message}"

    def told(self) -> dict[str, Any]:
        """The entry of the result."""
        about: dict[str, Any] = {"name": self.subject.name, "path": self.subject.path, "id": self.subject.id}
        if self.subject.source:
            about["source"] = self.subject.source
        failed = self.error is not None
        return {**about, "action": self.action, "changed": self.is_changed, "failed": failed, "msg": self.message}

    def difference(self) -> dict[str, Any]:
        """The entry of the diff, under the definition's name."""
        header = str(self.subject)
        return {"before_header": header, "after_header": header, "before": self.before, "after": self.after}


def outcome_of(reports: Sequence[Report], not_pruned: str | None = None) -> Outcome:
    """The outcome of the task; deletions come first in the diff.

    :param not_pruned: why nothing was pruned, where failures keep from it.
    Raises PartlyFailedError, which has reached what the outcome would have.
    """
    by_weight = sorted(reports, key=lambda report: report.action != "deleted")
    result: dict[str, Any] = {
        "release_definitions": [report.told() for report in reports],
        "diff": [report.difference() for report in by_weight if report.is_changed],
    }
    if not_pruned:
        result["not_pruned"] = not_pruned
    changed = any(report.is_changed for report in reports)
    failed = [report for report in reports if report.error is not None]
    if not failed:
        return Outcome(changed=changed, result=result)
    lines = [report.line for report in failed[:MOST_TOLD]]
    if len(failed) > MOST_TOLD:
        lines.append(f"and {len(failed) - MOST_TOLD} more: see release_definitions in the result")
    message = "\n- ".join([f"{len(failed)} of {len(reports)} release definitions failed:", *lines])
    raise PartlyFailedError(
        "\n".join(filter(None, [message, not_pruned])),
        details={"reached": {"changed": changed, **result}},
    )
