# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that were seen, for counting."""

from __future__ import annotations

from typing import Any


class Journal:
    """Requests in the order of their arrival; `status` is None where no answer was sent."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def arrived(self, method: str, path: str, query: str) -> dict[str, Any]:
        entry: dict[str, Any] = {"method": method, "path": path, "query": query, "status": None}
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        self.entries.clear()
