# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a query can add to a release: from its whole document, or asked for beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import listing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    read_release,
    says_no_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.ran import logs_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage import approvals_of
from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError

Document = dict[str, Any]

_WHOLE = "whole"


def _approvals(release: Mapping[str, Any]) -> list[Document]:
    return [approval for stage in release.get("environments") or () for approval in approvals_of(stage)]


def _own(key: str) -> Callable[[Mapping[str, Any]], Any]:
    """A key that the whole document has itself, and the entry of a list has not."""
    return lambda release: release.get(key) or []


OF_THE_WHOLE: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "environments": _own("environments"),
    "artifacts": _own("artifacts"),
    "approvals": _approvals,
    "variables": lambda release: release.get("variables") or {},
    "tags": _own("tags"),
    "logs": logs_of,
}
"""Parts that are found in the whole document."""

ASKED_FOR: Mapping[str, str] = {
    "manual_interventions": "manual_interventions.list",
    "revisions": "releases.history",
}
"""Parts that are lists of their own, and the operations that list them."""


def with_parts(
    releases: Iterable[Document],
    include: Iterable[str],
    client: Client,
    *,
    are_whole: bool,
    properties: str | None = None,
) -> Iterator[Document]:
    """Yield the releases whole, each with its parts under their own keys; what was deleted meanwhile is left out.

    :param are_whole: whether they were read one by one, and are no entries of a list.
    :param properties: names of properties that the whole document is to have, with commas between.
    :raises ReleaseManagementError: the first failure; what was not begun is not read then.
    """
    names = list(dict.fromkeys(include))
    reads = {name: _listed(client, ASKED_FOR[name]) for name in names if name in ASKED_FOR}
    if not are_whole:
        reads[_WHOLE] = lambda release: read_release(client, int(release["id"]), properties)
    for entry, parts in listing.with_parts(releases, reads, _is_gone):
        release = parts.pop(_WHOLE, entry)
        yield {**release, **parts, **{name: OF_THE_WHOLE[name](release) for name in names if name in OF_THE_WHOLE}}


def expanded(releases: Iterable[Document], names: Iterable[str], client: Client) -> Iterator[Document]:
    """Yield entries of a list with parts that their server shows in whole releases only; else as the list has them."""
    reads: dict[str, listing.Read] = {_WHOLE: lambda release: read_release(client, int(release["id"]))}
    wanted = list(names)
    for entry, parts in listing.with_parts(releases, reads, _is_gone):
        yield {**entry, **{name: OF_THE_WHOLE[name](parts[_WHOLE]) for name in wanted}}


def _listed(client: Client, operation: str) -> listing.Read:
    return lambda release: list(client.pages(operation, release_id=release["id"]))


def _is_gone(error: NotFoundError) -> bool:
    return error.option == "release_id" or says_no_release(error)
