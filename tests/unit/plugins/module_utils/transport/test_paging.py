# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnexpectedAnswerError
from ansible_collections.devops.release_management.plugins.module_utils._transport.paging import follow_pages


class Book:
    """Pages by token; remembers which were fetched."""

    def __init__(self, *pages: tuple[list[int], str | None]) -> None:
        self.tokens = [None, *(token for _items, token in pages[:-1])]
        self.pages = pages
        self.fetched: list[str | None] = []

    def fetch(self, token: str | None) -> tuple[list[int], str | None]:
        self.fetched.append(token)
        return self.pages[self.tokens.index(token)]


@pytest.fixture
def book() -> Book:
    return Book(([1, 2], "a"), ([], "b"), ([3, 4], "c"), ([5], None))


def test_pages_are_followed_until_there_is_no_token(book: Book) -> None:
    assert list(follow_pages(book.fetch)) == [1, 2, 3, 4, 5]
    assert book.fetched == [None, "a", "b", "c"]


@pytest.mark.parametrize(
    ("limit", "items", "fetched"),
    [
        (0, [], []),
        (1, [1], [None]),
        (2, [1, 2], [None]),
        (3, [1, 2, 3], [None, "a", "b"]),
        (9, [1, 2, 3, 4, 5], [None, "a", "b", "c"]),
    ],
)
def test_a_limit_ends_it_early(book: Book, limit: int, items: list[int], fetched: list[str | None]) -> None:
    assert list(follow_pages(book.fetch, limit)) == items
    assert book.fetched == fetched


def test_a_page_is_fetched_when_its_first_item_is_asked_for(book: Book) -> None:
    items = follow_pages(book.fetch)
    assert [next(items), next(items)] == [1, 2]
    assert book.fetched == [None]


def test_a_token_that_comes_again_is_an_error() -> None:
    pages = {None: ([1], "a"), "a": ([2], "b"), "b": ([3], "a")}
    with pytest.raises(UnexpectedAnswerError, match="never end"):
        list(follow_pages(lambda token: pages[token]))
