# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which release of a definition is the one that a task declares, where it has neither number nor name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import marks
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    CONTENT_FILTERS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    read_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.lists import (
    NEWEST_FIRST,
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.variables import Setting
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.version import Version

Document = dict[str, Any]

DEFAULT_LIMIT = 200

# What a release may be to count for a declared state, the better first. A draft counts for "draft" only, unless it is
# one of ours that was to be started and was not, because the task was killed; a started one counts for "draft" when it
# was our draft. An abandoned one counts where nothing is to be done with it any more.
_PREFERRED: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "active": (("active", False), ("draft", True)),
    "draft": (("draft", False), ("active", True)),
    "abandoned": (("active abandoned", False),),
    "absent": (("active abandoned", False),),
}


@dataclass(frozen=True)
class Wanted:
    """What a release is to be made of.

    :ivar definition: the document of the definition.
    :ivar versions: by the definition's own spelling of each alias.
    :ivar name: the declared name of the release.
    :ivar state: the declared state.
    """

    definition: Document
    versions: Mapping[str, Version]
    settings: list[Setting] = field(default_factory=list)
    name: str | None = None
    state: str = "active"

    @property
    def key(self) -> str:
        """A digest of the declaration, without the values of secrets."""
        told = [
            self.definition["id"],
            sorted([alias.casefold(), version.id, version.branch] for alias, version in self.versions.items()),
            sorted([one.stage or "", one.name.casefold(), one.value] for one in self.settings if not one.is_secret),
            self.name,
            self.state == "draft",
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def is_made_for(self, release: Mapping[str, Any]) -> bool:
        """Whether a release has the version of every alias, and none of another alias."""
        artifacts = {str(artifact.get("alias")): artifact for artifact in release.get("artifacts") or []}
        return artifacts.keys() == self.versions.keys() and all(
            version.is_of(artifacts[alias]) for alias, version in self.versions.items()
        )

    def is_met_by(self, release: Mapping[str, Any]) -> bool:
        """Whether a whole release has the versions and the declared values of variables."""
        return self.is_made_for(release) and all(setting.holds_in(release) for setting in self.settings)


class Candidates:
    """The releases of a definition that may be the declared one, as one walk through the list shows them.

    :ivar newest: the highest number of a release that was seen; 0 when none was.
    """

    def __init__(self, client: Client, wanted: Wanted, limit: int) -> None:
        self._client = client
        self._wanted = wanted
        self._listed = list(candidates(client, wanted, limit))
        self.newest = max((int(entry["id"]) for entry in self._listed), default=0)

    def first(self) -> Document | None:
        """The whole document of the best one, or None."""
        return next(self._matches(), None)

    def all(self) -> list[Document]:
        """The whole documents of all of them, the best first."""
        return list(self._matches())

    def of_ours(self) -> Document | None:
        """The whole document of the release that was created for this very declaration, or None: the eldest."""
        ours = [entry for entry in self._listed if self._is_ours(entry) and _status(entry) != "abandoned"]
        return read_release(self._client, ours[-1]["id"]) if ours else None

    def _matches(self) -> Iterator[Document]:
        for statuses, only_ours in _PREFERRED[self._wanted.state]:
            entries = [entry for entry in self._listed if _status(entry) in statuses.split()]
            if only_ours:
                # The eldest: when several tasks left one, all agree on which one counts.
                entries = [entry for entry in reversed(entries) if self._is_ours(entry)]
            yield from self._verified(entries)

    def _verified(self, entries: list[Document]) -> Iterator[Document]:
        for entry in entries:
            # A list may leave artifacts out, and often leaves variables out: only the whole document decides.
            if entry.get("artifacts") and not self._wanted.is_made_for(entry):
                continue
            whole = read_release(self._client, entry["id"])
            if self._wanted.is_met_by(whole) or (self._is_our_draft(entry) and self._wanted.is_made_for(whole)):
                yield whole

    def _is_our_draft(self, entry: Mapping[str, Any]) -> bool:
        """A draft of this declaration may not have its values yet: servers before 2019 get them by another request."""
        return _status(entry) == "draft" and self._is_ours(entry)

    def _is_ours(self, entry: Mapping[str, Any]) -> bool:
        return marks.has_key(entry, self._wanted.key)


def candidates(client: Client, wanted: Wanted, limit: int) -> Iterator[Document]:
    """The releases of the definition with the wanted version of one artifact, the newest first, with our mark.

    The server filters by one artifact only, and by no property: propertyFilters says which ones it shows.
    """
    query: Document = {
        "definitionId": wanted.definition["id"],
        "queryOrder": NEWEST_FIRST,
        "$expand": "artifacts",
        "propertyFilters": marks.SHOWN,
    }
    # Where the server can not filter, the newest ones are looked at: going through all would take long.
    of_version = _version_filter(wanted) if CONTENT_FILTERS.of(client.generation) else {}
    return listed(client, {**query, **of_version}, limit)


def _version_filter(wanted: Wanted) -> Document:
    artifacts = [one for one in wanted.definition.get("artifacts") or [] if one.get("sourceId")]
    for artifact in sorted(artifacts, key=lambda one: not one.get("isPrimary")):
        version = wanted.versions[artifact["alias"]]
        return {
            "artifactTypeId": artifact["type"],
            "sourceId": artifact["sourceId"],
            "artifactVersionId": version.id,
        }
    return {}


def _status(entry: Mapping[str, Any]) -> str:
    return str(entry.get("status"))
