# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ``definitionReference`` of an artifact says, in release definitions and in releases."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

PARTS_OF_SOURCE = ("connection", "project", "feed", "definition")
"""The entries whose ids tell a source from others."""
SAID_IN_FIELDS = ("project", "definition")
"""The options of an artifact that its ``definition_reference`` may say instead, as it is copied from the API."""


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


def entry_of(value: Any) -> dict[str, str]:
    """An entry of a definition reference as a person may say it: ``{id, name}``, a plain value, or the JSON text of a
    portal export; as ``{id, name}``."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, Mapping):
        identifier = _plain_text(value.get("id", value.get("name")))
        return {"id": identifier, "name": _plain_text(value.get("name", identifier))}
    return {"id": _plain_text(value), "name": _plain_text(value)}


def said_by(entry: Mapping[str, str]) -> str:
    """What such an entry means: its id, or its name where the id is empty."""
    return entry["id"] or entry["name"]


def says(fields: Mapping[str, Any], key: str) -> bool:
    """Whether the fields of a source say anything in one of them."""
    return bool(said_by(entry_of(fields.get(key))))


def _plain_text(value: Any) -> str:
    text = rules.text(value)
    return text if isinstance(text, str) else json.dumps(text)


def _entry(artifact: Mapping[str, Any], key: str, field: str) -> str:
    entry = (artifact.get("definitionReference") or {}).get(key)
    return str(entry.get(field) or "") if isinstance(entry, Mapping) else ""
