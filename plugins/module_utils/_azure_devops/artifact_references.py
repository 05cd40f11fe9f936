# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ``definitionReference`` of an artifact says, in release definitions and in releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PARTS_OF_SOURCE = ("connection", "project", "feed", "definition")
"""The entries whose ids tell a source from others."""


def reference_id(artifact: Mapping[str, Any], key: str) -> str:
    """The id of an entry of an artifact's definition reference; empty where there is none."""
    return _entry(artifact, key, "id")


def reference_name(artifact: Mapping[str, Any], key: str) -> str:
    """The name of such an entry, or else its id."""
    return _entry(artifact, key, "name") or _entry(artifact, key, "id")


def source_id(artifact: Mapping[str, Any]) -> str:
    """The id of an artifact's source; made of the ids in the reference where a document before 2018 has none."""
    parts = (reference_id(artifact, key) for key in PARTS_OF_SOURCE)
    return str(artifact.get("sourceId") or ":".join(filter(None, parts)))


def _entry(artifact: Mapping[str, Any], key: str, field: str) -> str:
    entry = (artifact.get("definitionReference") or {}).get(key)
    return str(entry.get(field) or "") if isinstance(entry, Mapping) else ""
