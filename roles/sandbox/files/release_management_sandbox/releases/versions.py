# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of artifacts: which there are, which one an alias has by default, which one a request means.

Builds are found in the register of the build area, commits in the repositories. Other sources have no versions to choose
from.
"""

from __future__ import annotations

from collections.abc import Callable

from release_management_sandbox.areas.builds import register, running
from release_management_sandbox.areas.git import KIND as REPOSITORY
from release_management_sandbox.call import Call
from release_management_sandbox.errors import ApiError, invalid_request
from release_management_sandbox.store import Document, Store, fold

AT_CREATION = "selectDuringReleaseCreationType"
SPECIFIC = "specificVersionType"
_NEWEST = 50


def versions(call: Call, artifact: Document) -> list[Document]:
    """The versions that may be chosen, the newest first, as BuildVersion of the API."""
    return _VERSIONS.get(artifact["type"], _none)(call, artifact)


def default_version(call: Call, artifact: Document) -> Document | None:
    """The version that an alias has when a release does not name one; None where there is none."""
    kind = _entry(artifact, "defaultVersionType")
    if kind == AT_CREATION:
        return None
    if kind == SPECIFIC:
        return find(call, artifact, {"id": _entry(artifact, "defaultVersionSpecific")})
    if artifact["type"] == "Build":
        branch, tags = _entry(artifact, "defaultVersionBranch"), _entry(artifact, "defaultVersionTags")
        found = _builds(call, artifact, branch, [tag.strip() for tag in tags.split(",") if tag.strip()], limit=1)
        return found[0] if found else None
    return next(iter(versions(call, artifact)), None)


def find(call: Call, artifact: Document, given: Document) -> Document:
    """The version that `instanceReference` means. Raises ApiError for a build that there is not.

    [I] What the request says of a version of another source is taken as it is.
    """
    number = str(given.get("id") or "")
    if artifact["type"] != "Build":
        return {**given, "id": number, "name": given.get("name") or number}
    build = register.get(call.store, _entry(artifact, "project"), int(number)) if number.isdecimal() else None
    if build is None or build.get("deleted") or str(build["definition"]["id"]) != _entry(artifact, "definition"):
        raise _invalid_build(number)
    return _of_build(build)


def asks_at_creation(artifact: Document) -> bool:
    return _entry(artifact, "defaultVersionType") == AT_CREATION


def _invalid_build(number: str) -> ApiError:
    """The message is a server's (public issue), for an id that is no number; [I] for one that is unknown too."""
    return invalid_request(
        f"VS402925: Build ID '{number}' is invalid. Make sure that the build ID is valid and try again."
    )


def _of_builds(call: Call, artifact: Document) -> list[Document]:
    return _builds(call, artifact, "", [], limit=_NEWEST)


def _builds(call: Call, artifact: Document, branch: str, tags: list[str], limit: int) -> list[Document]:
    """[I] Only builds that succeeded, partially too, are versions."""
    running.settle(call.world)
    project, definition = _entry(artifact, "project"), _entry(artifact, "definition")
    if not definition.isdecimal():
        return []
    terms = ["project = ?", "definition = ?", "status = 'completed'", "deleted = 0"]
    terms.append("result IN ('succeeded', 'partiallySucceeded')")
    parameters: list[object] = [project, int(definition)]
    if branch:
        terms.append("branch = ?")
        parameters.append(fold(branch if branch.startswith("refs/") else f"refs/heads/{branch}"))
    rows = call.store.select(f"SELECT id FROM build_index WHERE {' AND '.join(terms)} ORDER BY id DESC", parameters)
    return _with_tags(call.store, project, [row[0] for row in rows], {fold(tag) for tag in tags}, limit)


def _with_tags(store: Store, project: str, numbers: list[int], tags: set[str], limit: int) -> list[Document]:
    found: list[Document] = []
    for number in numbers:
        build = register.get(store, project, number)
        if build is not None and tags <= {fold(tag) for tag in build["tags"]}:
            found.append(_of_build(build))
        if len(found) == limit:
            break
    return found


def _of_build(build: Document) -> Document:
    repository = build["repository"]
    return {
        "id": str(build["id"]),
        "name": build["buildNumber"],
        "sourceBranch": build["sourceBranch"],
        "sourceVersion": build.get("sourceVersion") or "",
        "sourceRepositoryId": str(repository.get("id", "")),
        "sourceRepositoryType": str(repository.get("type", "")),
        "definitionId": str(build["definition"]["id"]),
        "definitionName": build["definition"].get("name", ""),
        "isMultiDefinitionType": False,
        "tags": list(build["tags"]),
    }


def _of_git(call: Call, artifact: Document) -> list[Document]:
    """The commits of the artifact's branch, or of the default branch of its repository."""
    repository = call.store.get(REPOSITORY, _entry(artifact, "project"), _entry(artifact, "definition")) or {}
    branch = _entry(artifact, "branches") or _entry(artifact, "branch") or repository.get("defaultBranch", "")
    branch = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
    return [
        {"id": commit, "name": commit[:8], "sourceBranch": branch, "sourceVersion": commit}
        for commit in repository.get("refs", {}).get(branch, [])[:_NEWEST]
    ]


def _none(_call: Call, _artifact: Document) -> list[Document]:
    return []


_VERSIONS: dict[str, Callable[[Call, Document], list[Document]]] = {"Build": _of_builds, "Git": _of_git}


def _entry(artifact: Document, field: str) -> str:
    return str((artifact["definitionReference"].get(field) or {}).get("id") or "")
