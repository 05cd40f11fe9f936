# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that come in pages, each with a token for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnexpectedAnswerError

#: Gets a token (None for the first page) and gives the page's items and the next page's token (None at the end).
FetchPage = Callable[["str | None"], "tuple[list[Any], str | None]"]


def follow_pages(fetch: FetchPage, limit: int | None = None) -> Iterator[Any]:
    """Yield the items of all pages, at most `limit` of them; a page is fetched when its first item is asked for.

    :raises UnexpectedAnswerError: the server gives a token that it gave before, so that the list would never end.
    """
    token: str | None = None
    seen: set[str] = set()
    count = 0
    while limit is None or count < limit:
        items, token = fetch(token)
        for item in items if limit is None else items[: limit - count]:
            yield item
            count += 1
        if token is None:
            return
        if token in seen:
            raise UnexpectedAnswerError(
                f"The server gives the continuation token {token!r} again: the list would never end."
            )
        seen.add(token)
