# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came with which version of the API: rows of a table, of which each area has its own.

The table of the documentation is made of the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    Generation,
    first_with,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError


@dataclass(frozen=True)
class Capability:
    """Something that servers can do from a version of the API on.

    :ivar label: it in words, as the table of the documentation and messages have it.
    :ivar since: the version.
    :ivar before: what there is or is done on older servers instead; empty where there is nothing.
    """

    label: str
    since: str
    before: str = ""

    def of(self, generation: Generation) -> bool:
        """Whether servers of a generation can."""
        return generation.has(self.since)

    def missing(self, generation: Generation) -> str:
        """The sentence for a generation that cannot."""
        instead = f" Instead of it, {self.before}." if self.before else ""
        return f"{generation.title} has no {self.label}: {first_with(self.since).title} is the first that has.{instead}"

    def need(self, generation: Generation, option: str | None) -> None:
        """Raise DeclarationError, which names the first generation that can, unless servers of this one can."""
        if not self.of(generation):
            raise DeclarationError(self.missing(generation), option=option)
