# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the queries of every area do with their lists: how many, how far, and what is read beside each entry."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._concurrently import concurrently
from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Document = dict[str, Any]
Read = Callable[[Document], Any]
"""Reads a part of what a document describes."""

FIRST_TOP = 1000
"""How many entries of a list without pages are asked for at first."""

IDS_AT_A_TIME = 100
"""Ids in one address: with others' eight digits and encoded commas well below the 2,048 characters of a query that a
server of Microsoft's takes by default."""

PROGRESS_EVERY = 100
"""After how many documents that are read with their parts a line of progress is shown."""

THREADS = 8
"""Requests at a time: as many as help on a server far away; a session keeps 10 connections."""

_GONE = object()


def ever_longer(read: Callable[[int], list[Document]]) -> list[Document]:
    """Give a whole list that has no pages, only a length.

    The end is reached when fewer come than were asked for.

    :param read: gives so many of its items at most.
    """
    top = FIRST_TOP
    while True:
        items = read(top)
        if len(items) < top:
            return items
        top *= 10


def in_batches(query: Document, name: str, ids: Sequence[int]) -> Iterator[Document]:
    """Yield the queries of lists that together have all the ids; where there are none, just the query.

    :param name: the query's parameter for ids.
    """
    if not ids:
        yield query
    for start in range(0, len(ids), IDS_AT_A_TIME):
        yield {**query, name: ids[start : start + IDS_AT_A_TIME]}


def counted(documents: Iterator[Document], what: str, run: Run) -> Iterator[Document]:
    """Tell now and then how many documents have been read with all their parts: that may take minutes.

    :param what: what they are, in the plural.
    """
    for count, document in enumerate(documents, start=1):
        if count % PROGRESS_EVERY == 0:
            run.progress(f"{count} {what} read")
        yield document


def with_parts(
    documents: Iterable[Document],
    reads: Mapping[str, Read],
    is_gone: Callable[[NotFoundError], bool],
    threads: int = THREADS,
) -> Iterator[tuple[Document, Document]]:
    """Yield each document and what the reads make of it, under their names; several are read at a time.

    :param is_gone: whether an error means that the thing itself was deleted meanwhile; then it is left out.
    :raises ReleaseManagementError: the first failure; what was not begun is not read then.
    """
    if not reads:
        yield from ((document, {}) for document in documents)
        return
    waiting: deque[Document] = deque()

    def wanted() -> Iterator[tuple[Read, Document]]:
        for document in documents:
            waiting.append(document)
            for read in reads.values():
                yield read, document

    def part(wish: tuple[Read, Document]) -> Any:
        read, document = wish
        try:
            return read(document)
        except NotFoundError as error:
            if not is_gone(error):
                raise
            return _GONE

    found = concurrently(part, wanted(), threads=threads)
    while parts := list(islice(found, len(reads))):
        document = waiting.popleft()
        if not any(one is _GONE for one in parts):
            yield document, dict(zip(reads, parts, strict=True))
