# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which run of a build definition is the one that a task declares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    full_branch,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.lists import list_builds
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.models import parameters_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.ordering import (
    STABLE_ORDER,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import AmbiguousNameError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

Document = dict[str, Any]

_PART_OF_A_COMMIT = re.compile(r"[0-9a-f]{4,39}", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
# As of changesets and revisions, which may look like the part of a commit's id.
_NUMBER = re.compile(r"C?[0-9]+", re.IGNORECASE)
_NUMBERED = frozenset({"tfsversioncontrol", "svn"})
"""Types of repositories whose versions are numbers, folded."""


class Match(NamedTuple):
    """What a look at the runs of a definition found.

    :ivar build: the newest run that matches, or None.
    :ivar newest_id: that of the newest run of all; 0 where there is none.
    :ivar definition: the definition as they refer to it; empty where there is none.
    :ivar repository_type: the type of the repository that they built; None where they do not say.
    """

    build: Document | None
    newest_id: int
    definition: Document
    repository_type: str | None


def matching_build(
    client: Client, options: Mapping[str, Any], definition: int, results: Sequence[str], limit: int
) -> Match:
    """Look for the newest run of a definition that is what the options declare.

    No server can filter by the source version, and the filters of the first ones leak: all is checked here.

    :param results: the states and results that count.
    :param limit: how many runs to look at, newest first.
    :raises AmbiguousNameError: an abbreviated source version is that of several commits.
    """
    query = {**_filters(options, definition), "reasonFilter": options.get("reason")}
    listed = list(list_builds(client, query, limit))
    of_version = [
        entry
        for entry in listed
        if is_run_of(entry, options, definition) and same_version(entry.get("sourceVersion"), options["source_version"])
    ]
    _check_one_version(of_version, options["source_version"])
    matching = [
        entry
        for entry in of_version
        if _has_reason(entry, options.get("reason")) and has_parameters(entry, options) and state_of(entry) in results
    ]
    newest = max(listed, key=_id, default=None) or {}
    types = [type_of(entry) for entry in listed if is_run_of(entry, options, definition)]
    return Match(
        max(matching, key=_id, default=None),
        newest.get("id", 0),
        newest.get("definition") or {},
        next((kind for kind in types if kind is not None), None),
    )


def newest_runs(client: Client, options: Mapping[str, Any], definition: int, limit: int) -> list[Document]:
    """The newest runs of a definition, on the declared branch, whatever became of them."""
    listed = list_builds(client, _filters(options, definition), limit)
    return [entry for entry in listed if is_run_of(entry, options, definition)]


def newest_run_id(client: Client, options: Mapping[str, Any], definition: int) -> int:
    """The id of the run that was queued last; 0 where there is none."""
    return max(map(_id, newest_runs(client, options, definition, 1)), default=0)


def is_run_of(entry: Mapping[str, Any], options: Mapping[str, Any], definition: int) -> bool:
    """Whether it is a build of this definition and the declared branch: no XAML build, and not deleted."""
    its_definition = entry.get("definition") or {}
    if its_definition.get("id") != definition or str(its_definition.get("type") or "build").casefold() == "xaml":
        return False
    branch = options.get("source_branch")
    # A XAML build has no branch at all.
    return not entry.get("deleted") and (branch is None or entry.get("sourceBranch") == full_branch(branch))


def state_of(entry: Mapping[str, Any]) -> str | None:
    """The result of a completed build, the status of any other one."""
    status = enums.STATUS.name_of(entry.get("status"))
    return enums.RESULT.name_of(entry.get("result")) if status == "completed" else status


def has_parameters(entry: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    """Whether it has the declared parameters, possibly among others. Of secret ones the value is not compared."""
    return _holds(parameters_of(entry), options.get("parameters")) and _holds(
        parameters_of(entry, "templateParameters"), options.get("template_parameters")
    )


def same_version(actual: Any, declared: str) -> bool:
    """Whether a source version is the declared one, or begins with it where both are of a commit."""
    version, wanted = rules.folded(actual), declared.casefold()
    if version == wanted:
        return True
    is_part = _PART_OF_A_COMMIT.fullmatch(wanted) and _COMMIT.fullmatch(str(version))
    return bool(is_part) and str(version).startswith(wanted)


def may_be_abbreviated(options: Mapping[str, Any]) -> bool:
    """Whether the declared source version looks like a part of a commit's id, with which no server can queue a build."""
    version = str(options.get("source_version") or "")
    is_part = _PART_OF_A_COMMIT.fullmatch(version) or (is_number(version) and not _COMMIT.fullmatch(version))
    return bool(is_part) and not str(options.get("source_branch") or "").startswith("$/")


def is_number(version: str) -> bool:
    """Whether it may be a changeset of Team Foundation Version Control or a revision of Subversion, all of it."""
    return _NUMBER.fullmatch(version) is not None


def has_numbers(repository_type: str | None) -> bool:
    """Whether versions in such a repository are numbers; a type that nobody tells may be of that kind."""
    return repository_type is None or repository_type.casefold() in _NUMBERED


def type_of(document: Mapping[str, Any]) -> str | None:
    """The type of the repository that a build or a build definition is of."""
    kind = (document.get("repository") or {}).get("type")
    return None if kind is None else str(kind)


def _filters(options: Mapping[str, Any], definition: int) -> dict[str, Any]:
    branch = options.get("source_branch")
    return {
        "definitions": definition,
        "branchName": None if branch is None else full_branch(branch),
        "queryOrder": STABLE_ORDER,
    }


def _id(entry: Mapping[str, Any]) -> int:
    return int(entry["id"])


def _check_one_version(entries: Sequence[Mapping[str, Any]], declared: str) -> None:
    versions = {str(entry["sourceVersion"]).casefold(): entry["id"] for entry in entries}
    if len(versions) > 1:
        listed = ", ".join(f"{version} (build {number})" for version, number in sorted(versions.items()))
        raise AmbiguousNameError(
            f"{declared} is the beginning of {len(versions)} commits: {listed}. Write more of it",
            option="source_version",
        )


def _has_reason(entry: Mapping[str, Any], declared: str | None) -> bool:
    reason = enums.REASON.name_of(entry.get("reason"))
    return reason not in enums.PRIVATE_REASONS if declared is None else reason == declared


def _holds(actual: Mapping[str, Any], declared: Mapping[str, Any] | None) -> bool:
    known = {name.casefold(): rules.lenient(value) for name, value in actual.items()}
    return all(
        name.casefold() in known and (entry["is_secret"] or known[name.casefold()] == rules.lenient(entry["value"]))
        for name, entry in (declared or {}).items()
    )
