# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds in the store: documents of their own kind, and an index of what lists filter and sort by.

Time passes in builds, so the index also has `due`: when something happens next to a build that is not completed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from release_management_sandbox.clock import parse_time, ticks
from release_management_sandbox.store import Document, Store, fold

KIND = "build"
TAG = "build_tag"
"""The tags that a project knows, each in its first casing."""

TABLES = """
CREATE TABLE IF NOT EXISTS build_index (
    project TEXT NOT NULL, id INTEGER NOT NULL, definition INTEGER NOT NULL, queue INTEGER, number TEXT NOT NULL,
    status TEXT NOT NULL, result TEXT NOT NULL, reason TEXT NOT NULL, branch TEXT NOT NULL, requested_for TEXT NOT NULL,
    repository TEXT NOT NULL, repository_type TEXT NOT NULL, queued INTEGER NOT NULL, started INTEGER, finished INTEGER,
    rank INTEGER NOT NULL, moment INTEGER NOT NULL, due INTEGER, deleted INTEGER NOT NULL,
    PRIMARY KEY (project, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS build_index_by_definition ON build_index (project, definition);
CREATE INDEX IF NOT EXISTS build_index_by_due ON build_index (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS build_tag_index (
    project TEXT NOT NULL, tag TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (project, tag, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS build_tag_index_by_build ON build_tag_index (project, id);
CREATE TABLE IF NOT EXISTS xaml_build_index (
    project TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (project, id)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS xaml_build_removed AFTER DELETE ON documents WHEN old.kind = 'build' BEGIN
    DELETE FROM xaml_build_index WHERE project = old.project AND id = old.id;
END;
CREATE TRIGGER IF NOT EXISTS build_removed AFTER DELETE ON documents WHEN old.kind = 'build' BEGIN
    DELETE FROM build_index WHERE project = old.project AND id = old.id;
    DELETE FROM build_tag_index WHERE project = old.project AND id = old.id;
END;
"""
_COLUMNS = 19
_RANKS = {"inProgress": 0, "cancelling": 0, "notStarted": 1, "postponed": 1}
_COMPLETED_RANK = 2
"""Observed order of a list: what runs, what waits, what is completed."""


def get(store: Store, project: str, number: int) -> Document | None:
    return store.get(KIND, project, number)


def save(store: Store, project: str, build: Document) -> None:
    store.put(KIND, project, build["id"], build)
    index(store, project, [build])


def index(store: Store, project: str, builds: Iterable[Document]) -> None:
    """Bring the index in step with documents that were written."""
    known = list(builds)
    marks = ", ".join("?" * _COLUMNS)
    store.write(f"INSERT OR REPLACE INTO build_index VALUES ({marks})", (_row(project, build) for build in known))
    store.write("DELETE FROM build_tag_index WHERE project = ? AND id = ?", ((project, one["id"]) for one in known))
    store.write(
        "INSERT OR IGNORE INTO xaml_build_index VALUES (?, ?)",
        ((project, build["id"]) for build in known if build["definition"].get("type") == "xaml"),
    )
    store.write(
        "INSERT OR IGNORE INTO build_tag_index VALUES (?, ?, ?)",
        ((project, fold(tag), build["id"]) for build in known for tag in build["tags"]),
    )


def first_casing(store: Store, project: str, tag: str) -> str:
    """The tag as the project first wrote it (observed of TFS 2017); one that is new is known from now on."""
    known = store.get(TAG, project, tag)
    if known is None:
        store.put(TAG, project, tag, {"name": tag, "order": store.next(f"build_tag:{project}")})
        return tag
    return str(known["name"])


def _row(project: str, build: Document) -> tuple[Any, ...]:
    queued, started, finished = (_moment(build.get(name)) for name in ("queueTime", "startTime", "finishTime"))
    repository = build["repository"]
    return (
        project,
        build["id"],
        build["definition"]["id"],
        build.get("queue"),
        fold(build["buildNumber"]),
        build["status"],
        build.get("result", "none"),
        build["reason"],
        fold(build["sourceBranch"] or ""),
        build["requestedFor"],
        fold(str(repository.get("id", ""))),
        fold(str(repository.get("type", ""))),
        queued,
        started,
        finished,
        _RANKS.get(build["status"], _COMPLETED_RANK),
        finished or started or queued,
        build.get("due"),
        int(build.get("deleted", False)),
    )


def _moment(text: str | None) -> int | None:
    return ticks(parse_time(text)) if text else None
