# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Views on what BuildMaster answers. Version 5 calls builds packages, and today's versions double some keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._names import fold

Document = dict[str, Any]

RELEASE, BUILD, DEPLOYMENT = "release", "build", "deployment"
_SPELLINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    RELEASE: {
        "releaseId": ("id",),
        "releaseNumber": ("releaseNumber", "number"),
        "releaseName": ("releaseName", "name"),
    },
    BUILD: {"buildId": ("id",), "buildNumber": ("buildNumber", "number")},
    DEPLOYMENT: {
        "deploymentId": ("id",),
        "buildId": ("buildId", "packageId"),
        "buildNumber": ("buildNumber", "packageNumber"),
    },
}
"""Where a document of each kind has what a filter asks for, if not under the filter's own name."""

_RAFT = "::"
GOOD = frozenset({"succeeded", "warned"})
UNDER_WAY = frozenset({"pending", "executing"})


def value_of(document: Mapping[str, Any], kind: str, key: str) -> Any:
    """What a filter of this name looks at; None where the document does not have it."""
    names = _SPELLINGS[kind].get(key, (key,))
    return next((document[name] for name in names if document.get(name) is not None), None)


def status_of(document: Mapping[str, Any]) -> str:
    return fold(str(document.get("status") or ""))


def same_name(one: Any, other: Any) -> bool:
    return fold(str(one)) == fold(str(other))


def is_global(pipeline: str) -> bool:
    return _RAFT in pipeline


def same_pipeline(one: Any, other: Any) -> bool:
    """Whether two names may mean the same pipeline.

    A global one is read back as ``{raft}::{name}``; a name without a raft may be that of a pipeline in any.
    """
    raft, name = _split(one)
    other_raft, other_name = _split(other)
    return name == other_name and (raft == other_raft or not raft or not other_raft)


def _split(name: Any) -> tuple[str, str]:
    raft, separator, rest = str(name).partition(_RAFT)
    return (fold(raft), fold(rest)) if separator else ("", fold(raft))


def passes(document: Mapping[str, Any], kind: str, filters: Mapping[str, Any]) -> bool:
    """Whether a document has what was asked for: a server that does not know a filter may list everything.

    What is null is not in a document, so what it does not show is not what was asked for.
    """
    return all(_agrees(value_of(document, kind, key), key, wanted) for key, wanted in filters.items())


def _agrees(actual: Any, key: str, wanted: Any) -> bool:
    if actual is None:
        return False
    return same_pipeline(actual, wanted) if key == "pipelineName" else same_name(actual, wanted)


def of_pipeline(documents: Iterable[Document], name: str | None) -> list[Document]:
    """Those of a pipeline; all of them where none is named.

    What is called exactly so is meant, where there is such: an application may have a pipeline of its own that is
    called like a global one.
    """
    candidates = [one for one in documents if name is None or same_pipeline(one.get("pipelineName") or "", name)]
    exact = [one for one in candidates if name is not None and same_name(one.get("pipelineName"), name)]
    return exact or candidates


def newest_first(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: int(document["id"]), reverse=True)


def highest_id(documents: Iterable[Mapping[str, Any]]) -> int:
    """The id of the newest; 0 where there is none."""
    return max((int(document["id"]) for document in documents), default=0)


def application_title(document: Mapping[str, Any]) -> str:
    return str(document.get("applicationName") or document.get("applicationId") or "")


def release_title(release: Mapping[str, Any]) -> str:
    return f"release {value_of(release, RELEASE, 'releaseNumber')} of {application_title(release)}"


def build_title(build: Mapping[str, Any]) -> str:
    """A build for people: ``build 2 (release 1.0.1 of ProfitCalculator)``."""
    release = build.get("releaseNumber")
    place = f"{f'release {release} of ' if release else ''}{application_title(build)}"
    return f"build {value_of(build, BUILD, 'buildNumber')} ({place})"
