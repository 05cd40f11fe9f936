# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of releases on every generation: what a server does not filter by is filtered by here, with the same result.

Semantics are those of the OpenAPI documents. [I] Case does not count, a branch may be written without its prefix, a
folder has those below it, and conditions about stages, or about artifacts, hold for one and the same of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.artifact_references import (
    reference_id,
    source_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    CONTENT_FILTERS,
    EXPANSIONS,
    FOLDER_FILTER,
    ID_FILTER,
    PROPERTIES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.statuses import (
    number_of_status,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold

Document = dict[str, Any]

LONGEST_PAGE = 100
"""The longest page that servers give; without asking it is half as long."""

NEWEST_FIRST, OLDEST_FIRST = "descending", "ascending"
"""Newest first is the servers' own order. A release that is made meanwhile comes before the first page then."""

_ENTRY, _STAGES, _ARTIFACTS = "", "environments", "artifacts"


@dataclass(frozen=True)
class _Filter:
    """A filter that older servers do not have.

    :ivar of: what one of must fit: the entry of the list, or one of its stages or artifacts, which it then has to show.
    :ivar fits: whether it does fit a value, as the query has it.
    :ivar prepare: what `fits` is given for the value.
    """

    capability: Capability
    of: str
    fits: Callable[[Document, Any], bool]
    prepare: Callable[[Client, Any], Any] = lambda _client, value: value


def _has_text(entry: Document, text: str) -> bool:
    return fold(text) in fold(str(entry.get("name")))


def _has_status(stage: Document, statuses: int) -> bool:
    return bool(number_of_status(stage) & int(statuses))


def _is_from_branch(artifact: Document, branch: str) -> bool:
    return fold(codecs.branch(reference_id(artifact, "branch"))) == fold(codecs.branch(branch))


def _has_source(artifact: Document, source: str) -> bool:
    return fold(source_id(artifact)) == fold(source)


def _ids(_client: Client, value: Iterable[Any]) -> frozenset[int]:
    return frozenset(map(int, value))


def _definitions_below(client: Client, path: str) -> frozenset[int]:
    """The definitions in a folder and below it. The first servers have no folders: there all are in the root."""
    found = client.pages("release_definitions.list")
    return frozenset(int(one["id"]) for one in found if codecs.is_within(one.get("path"), path))


_FILTERS: Mapping[str, _Filter] = {
    "searchText": _Filter(CONTENT_FILTERS, _ENTRY, _has_text),
    "releaseIdFilter": _Filter(ID_FILTER, _ENTRY, lambda entry, ids: int(entry["id"]) in ids, _ids),
    "path": _Filter(
        FOLDER_FILTER,
        _ENTRY,
        lambda entry, definitions: (entry.get("releaseDefinition") or {}).get("id") in definitions,
        _definitions_below,
    ),
    "definitionEnvironmentId": _Filter(
        CONTENT_FILTERS, _STAGES, lambda stage, number: stage.get("definitionEnvironmentId") == int(number)
    ),
    "environmentStatusFilter": _Filter(CONTENT_FILTERS, _STAGES, _has_status),
    "artifactTypeId": _Filter(
        CONTENT_FILTERS, _ARTIFACTS, lambda artifact, kind: fold(str(artifact.get("type"))) == fold(kind)
    ),
    "sourceId": _Filter(CONTENT_FILTERS, _ARTIFACTS, _has_source),
    "artifactVersionId": _Filter(
        CONTENT_FILTERS, _ARTIFACTS, lambda artifact, number: reference_id(artifact, "version") == str(number)
    ),
    "sourceBranchFilter": _Filter(CONTENT_FILTERS, _ARTIFACTS, _is_from_branch),
}

_SHOWN_ON_DEMAND: Mapping[str, Capability] = {"variables": EXPANSIONS, "tags": EXPANSIONS}
"""Values of ``$expand`` that older servers do not have."""


def listed(client: Client, query: Mapping[str, Any], limit: int | None = None) -> Iterator[Document]:
    """Yield releases of the list in its order, page after page, at most `limit`.

    :param query: the filters by the API's names, whether the server has them or not; ids in a list.
    """
    generation = client.generation
    here = {name: value for name, value in query.items() if not _is_known(name, generation)}
    sent = {name: value for name, value in query.items() if name not in here}
    if "propertyFilters" in sent and not PROPERTIES.of(generation):
        del sent["propertyFilters"]
    asked = _words(query.get("$expand"))
    expanded = [*(word for word in asked if shows(word, generation)), *_needed_to_judge(here, asked)]
    sent.pop("$expand", None)
    if expanded:
        sent["$expand"] = ",".join(expanded)
    if not here:
        return client.pages("releases.list", query=sent, limit=limit)
    return islice(_filtered(client, sent, here, asked), limit)


def shows(word: str, generation: Generation) -> bool:
    """Whether the list of a generation can be asked to show this part of releases."""
    return word not in _SHOWN_ON_DEMAND or _SHOWN_ON_DEMAND[word].of(generation)


def _is_known(name: str, generation: Generation) -> bool:
    return name not in _FILTERS or _FILTERS[name].capability.of(generation)


def _words(expand: Any) -> list[str]:
    return [word for word in (expand.split(",") if isinstance(expand, str) else expand or ()) if word]


def _needed_to_judge(here: Mapping[str, Any], asked: Sequence[str]) -> list[str]:
    needed = dict.fromkeys(_FILTERS[name].of for name in here)
    return [part for part in needed if part != _ENTRY and part not in asked]


def _filtered(
    client: Client, sent: Mapping[str, Any], here: Mapping[str, Any], asked: Sequence[str]
) -> Iterator[Document]:
    values = {name: _FILTERS[name].prepare(client, value) for name, value in here.items()}
    extra = _needed_to_judge(here, asked)
    entries = client.pages("releases.list", query={"$top": LONGEST_PAGE, **sent})
    if "releaseIdFilter" in values:
        entries = _as_far_as(values["releaseIdFilter"], entries, str(sent.get("queryOrder", NEWEST_FIRST)))
    for entry in entries:
        if all(_one_fits(entry, part, values) for part in {_FILTERS[name].of for name in values}):
            yield {key: value for key, value in entry.items() if key not in extra}


def _one_fits(entry: Document, part: str, values: Mapping[str, Any]) -> bool:
    candidates = [entry] if part == _ENTRY else entry.get(part) or []
    wanted = [(_FILTERS[name], value) for name, value in values.items() if _FILTERS[name].of == part]
    return any(all(one.fits(candidate, value) for one, value in wanted) for candidate in candidates)


def _as_far_as(ids: frozenset[int], entries: Iterator[Document], order: str) -> Iterator[Document]:
    """Ids are given out in the order of creation: nothing is read beyond the last one that is wanted."""
    if order == OLDEST_FIRST:
        return takewhile(lambda entry: int(entry["id"]) <= max(ids), entries)
    return takewhile(lambda entry: int(entry["id"]) >= min(ids), entries)
