# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in SQLite: one table of JSON rows, one of counters."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]
COLLECTION = ""
"""The project of what belongs to the whole collection."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL, project TEXT NOT NULL, id NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, project, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_name ON documents (kind, project, name);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


def fold(text: str) -> str:
    """The form in which names are compared: the servers' databases do not tell cases apart."""
    return text.casefold()


class Store:
    """Documents by kind, project and id. `name` is a second key, folded, that need not be unique.

    A document that is read belongs to the reader: changing it changes nothing here.
    """

    def __init__(self, path: Path | None = None) -> None:
        # The server works in one thread; a test client may have made the store in another.
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._connection.executescript(_SCHEMA)
        if path is not None:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is done inside happens wholly, or, when an exception leaves it, not at all."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def add_tables(self, schema: str) -> None:
        """Add the tables of an index. Its triggers keep it in step with the documents."""
        self._connection.executescript(schema)

    def select(self, query: str, parameters: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of an index."""
        return self._connection.execute(query, tuple(parameters)).fetchall()

    def write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Change an index, once for each row of parameters."""
        self._connection.executemany(statement, rows)

    def clear(self) -> None:
        self._connection.execute("DELETE FROM documents")
        self._connection.execute("DELETE FROM counters")

    def is_empty(self) -> bool:
        return self._connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone() is None

    def get(self, kind: str, project: str, key: int | str) -> Document | None:
        row = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND project = ? AND id = ?", (kind, project, _key(key))
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, kind: str, project: str, key: int | str, document: Document, *, name: str = "") -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)",
            (kind, project, _key(key), fold(name), json.dumps(document, separators=(",", ":"))),
        )

    def remove(self, kind: str, project: str, key: int | str) -> None:
        self._connection.execute(
            "DELETE FROM documents WHERE kind = ? AND project = ? AND id = ?", (kind, project, _key(key))
        )

    def all(self, kind: str, project: str) -> list[Document]:
        """Every document of a kind, by id."""
        return self._read("SELECT body FROM documents WHERE kind = ? AND project = ? ORDER BY id", (kind, project))

    def named(self, kind: str, project: str, name: str) -> list[Document]:
        """The documents whose name is this one, whatever its case, by id."""
        return self._read(
            "SELECT body FROM documents WHERE kind = ? AND project = ? AND name = ? ORDER BY id",
            (kind, project, fold(name)),
        )

    def containing(self, kind: str, project: str, text: str) -> list[Document]:
        """The documents in whose name the text occurs, whatever its case, by id."""
        return self._read(
            "SELECT body FROM documents WHERE kind = ? AND project = ? AND instr(name, ?) > 0 ORDER BY id",
            (kind, project, fold(text)),
        )

    def next(self, counter: str) -> int:
        """The next number of a counter; the first is 1."""
        row = self._connection.execute(
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (counter,),
        ).fetchone()
        return int(row[0])

    def start_counter(self, counter: str, last: int) -> None:
        """Let a counter go on after `last`."""
        self._connection.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (counter, last))

    def _read(self, query: str, parameters: tuple[object, ...]) -> list[Document]:
        return [json.loads(row[0]) for row in self._connection.execute(query, parameters)]


def _key(key: int | str) -> int | str:
    return key if isinstance(key, int) else fold(key)
