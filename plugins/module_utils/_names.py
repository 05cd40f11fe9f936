# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing names, and the errors about names that mean nothing or too much."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    UnknownNameError,
)

MOST_TOLD = 20
"""How many of something a message names; the result of the task has all of them."""

_FEW = 10
_MOST_NEAR_MISSES = 3
_SHORTEST_PART = 3


def fold(name: str) -> str:
    """Give the form in which equal names are equal: the servers fold case and drop outer blanks."""
    return name.strip().casefold()


def near_misses(name: str, existing: Iterable[str]) -> list[str]:
    """Give up to three of the existing names that `name` may have been meant to be, best first."""
    spelling = {fold(other): other for other in existing}
    wanted = fold(name)
    close = difflib.get_close_matches(wanted, spelling, n=_MOST_NEAR_MISSES)
    related = [other for other in sorted(spelling) if _one_holds_the_other(wanted, other)]
    return [spelling[other] for other in dict.fromkeys([*close, *related])][:_MOST_NEAR_MISSES]


def _one_holds_the_other(name: str, other: str) -> bool:
    shorter, longer = sorted((name, other), key=len)
    return len(shorter) >= _SHORTEST_PART and shorter in longer


def joined(texts: Sequence[str], last: str = "and") -> str:
    """Write an enumeration: ``a``, ``a and b``, ``a, b and c``."""
    if len(texts) <= 1:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def first_few(texts: Iterable[str], most: int = MOST_TOLD) -> str:
    """Write an enumeration that does not get too long: ``a, b and 7 more``."""
    known = list(texts)
    return joined([*known[:most], f"{len(known) - most} more"] if len(known) > most else known)


def quoted(names: Iterable[str], last: str = "and") -> str:
    """Write an enumeration of names, each in quotes."""
    return joined([f"'{name}'" for name in names], last)


def did_you_mean(name: str, existing: Iterable[str]) -> str:
    """Write the sentence with the near misses, with a blank before it; empty when there are none."""
    near = near_misses(name, existing)
    return f" Did you mean {quoted(near, 'or')}?" if near else ""


def unknown(what: str, name: str, where: str, existing: Iterable[str], option: str) -> UnknownNameError:
    """Make the error for a name that does not exist.

    :param what: the kind in words, singular, such as ``agent queue``.
    :param where: where it was looked for, such as ``in project 'Fabrikam'``.
    :param existing: the names that do exist; all of them are listed when they are few.
    """
    names = sorted(set(existing), key=lambda other: (fold(other), other))
    hint = did_you_mean(name, names)
    if not names:
        hint = " There is none at all, or none that this account may see."
    elif len(names) <= _FEW:
        hint += f" There {'is' if len(names) == 1 else 'are'} {quoted(names)}."
    return UnknownNameError(f"There is no {what} '{name}' {where}.{hint}", option=option)


def ambiguous(
    what: str, name: str, where: str, meanings: Sequence[str], way_out: str, option: str
) -> AmbiguousNameError:
    """Make the error for a name that means several things.

    :param meanings: what it can mean, each as a text that tells it from the others.
    :param way_out: a sentence: what to write instead.
    """
    listed = joined([*meanings[:_FEW], "others"] if len(meanings) > _FEW else meanings, "or")
    return AmbiguousNameError(f"The {what} '{name}' is ambiguous {where}: it can be {listed}. {way_out}", option=option)
