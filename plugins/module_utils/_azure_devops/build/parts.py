# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a build has besides its document: timeline, changes, work items and so on, read concurrently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import listing
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.capabilities import (
    CHANGE_PAGES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    says_no_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.build import (
    LEASES_OF_A_BUILD,
)

Document = dict[str, Any]
Read = Callable[[Client, int], Any]


def _document(operation: str) -> Read:
    # Null where the server has none yet, such as the timeline of a build that has not started.
    return lambda client, build_id: client.call(operation, build_id=build_id)


def _pages(operation: str) -> Read:
    return lambda client, build_id: list(client.pages(operation, build_id=build_id))


def _ever_longer(operation: str) -> Read:
    def read(client: Client, build_id: int) -> list[Any]:
        return listing.ever_longer(
            lambda top: list(client.pages(operation, query={"$top": top}, build_id=build_id)),
        )

    return read


def _changes(client: Client, build_id: int) -> list[Any]:
    read = _pages if CHANGE_PAGES.of(client.generation) else _ever_longer
    return list(read("builds.changes")(client, build_id))


PARTS: Mapping[str, Read] = {
    "timeline": _document("builds.timeline"),
    "changes": _changes,
    "work_items": _ever_longer("builds.work_items"),
    "artifacts": _pages("builds.artifacts"),
    "logs": _pages("builds.logs"),
    "tags": _pages("build_tags.list"),
    "leases": _pages("leases.of_build"),
}
"""How each part is read whole; the names are those of the option ``include`` and of the keys in the document."""


def check_parts(include: Iterable[str], client: Client) -> None:
    """Raise DeclarationError where builds have no such part on this server; nothing is asked of it."""
    if "leases" in include:
        LEASES_OF_A_BUILD.need(client.generation, "include")


def with_parts(builds: Iterable[Document], include: Iterable[str], client: Client) -> Iterator[Document]:
    """Yield the builds, each with its parts under their own keys; what was deleted meanwhile is left out.

    :raises ReleaseManagementError: the first failure; what was not begun is not read then.
    """
    reads = {name: _of_build(PARTS[name], client) for name in include}
    for build, parts in listing.with_parts(builds, reads, says_no_build):
        yield {**build, **parts}


def _of_build(read: Read, client: Client) -> listing.Read:
    return lambda build: read(client, build["id"])
