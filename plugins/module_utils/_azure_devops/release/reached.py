# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task ``release`` has written by now: what there is to say of it when it fails afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import ReleaseManagementError
from ansible_collections.devops.release_management.plugins.module_utils._names import joined

Document = dict[str, Any]


class Reached:
    """The release as the last write left it, and what was written.

    :param alone: whether the next run would create another release, and not go on with this one.
    """

    def __init__(self, *, alone: bool = False) -> None:
        self._alone = alone
        self._release: Document | None = None
        self._events: list[str] = []
        self._options: dict[str, None] = {}

    def happened(self, event: str, release: Document) -> None:
        """Note that the release as a whole was brought about: ``created``, ``restored``."""
        self._release = release
        self._events.append(event)

    def wrote(self, options: Iterable[str], release: Document) -> None:
        """Note options that a release has since they were written."""
        self._release = release
        self._options.update(dict.fromkeys(options))

    def tell(self, error: ReleaseManagementError) -> None:
        """Add what was written to the error that ended the task, if anything was."""
        if self._release is None:
            return
        error.message = f"{error.message.rstrip('.')}. {self._sentence(self._release)}"
        error.details["reached"] = {"release": self._release, "changed": True}

    def _sentence(self, release: Document) -> str:
        status = release.get("status")
        deeds = [*(f"was {event}" for event in dict.fromkeys(self._events))]
        deeds.append("stays a draft" if status == "draft" else f"is {status}")
        written = f" (written: {', '.join(self._options)})" if self._options else ""
        return f"The release {release.get('name')} (id {release['id']}) {joined(deeds)}{written}: {self._way_on()}."

    def _way_on(self) -> str:
        if self._alone:
            return "the next run creates another one because of force; its release_id goes on with it, or deletes it"
        return "the next run goes on with it"
