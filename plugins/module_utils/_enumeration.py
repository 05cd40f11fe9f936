# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Enumerations: members by number and name, in any of their spellings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Enumeration:
    """Names by number. ``spellings`` are further words that a person may use for a name."""

    numbers: Mapping[int, str]
    spellings: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(self.numbers.values())

    def name_of(self, value: Any) -> str | None:
        """The API's name of a number, a numeric text or a name in any case; ``None`` when there is none."""
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int) or str(value).strip().isdecimal():
            return self.numbers.get(int(value))
        return self._words.get(_fold(str(value)))

    @cached_property
    def _words(self) -> dict[str, str]:
        words = {_fold(word): name for word, name in self.spellings.items()}
        words.update({_fold(name): name for name in self.names})
        return words

    def rule(self, value: Any) -> Any:
        """When two values are the same member."""
        return self.name_of(value) or value


def _fold(word: str) -> str:
    return word.replace("_", "").replace("-", "").replace(" ", "").casefold()
