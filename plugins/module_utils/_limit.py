# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option ``limit`` of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

Document = dict[str, Any]


def limited(documents: Iterable[Document], limit: int | None) -> Iterator[Document]:
    """Yield so many documents at most.

    :raises DeclarationError: the option ``limit`` is less than 0.
    """
    return islice(documents, checked_limit(limit))


def checked_limit(limit: int | None) -> int | None:
    """Give it back; raises DeclarationError where the option ``limit`` is less than 0."""
    if limit is not None and limit < 0:
        raise DeclarationError(f"cannot be less than 0, and is {limit}", option="limit")
    return limit
