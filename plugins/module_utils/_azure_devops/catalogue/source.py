# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the catalogue needs of a client, and how a look-up that failed is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from ansible_collections.devops.release_management.plugins.module_utils._errors import ReleaseManagementError

Document = dict[str, Any]


class HasProject(Protocol):
    """Addresses of a server, as far as the catalogue reads them."""

    @property
    def project(self) -> str | None:
        """Name or id of the project that paths default to."""


class Source(Protocol):
    """A client, as far as the catalogue uses it: it only lists."""

    @property
    def addresses(self) -> HasProject:
        """Where the client speaks to."""

    def pages(
        self,
        operation: str,
        /,
        *,
        query: Mapping[str, Any] | None = None,
        limit: int | None = None,
        **path: str | int,
    ) -> Iterator[Document]:
        """Yield the items of every page of a list."""


class Keeper(Source, Protocol):
    """A client that keeps what its callers give it for as long as it lives."""

    kept: dict[str, Any]


@contextmanager
def looking_up(what: str, option: str, *, elsewhere: bool = False) -> Iterator[None]:
    """Say in an error of the server for which option it was asked; an error that names its option passes as it is.

    A failed look-up stays what it is (permission, address, version, ...): it never means that a name does not exist.

    :param elsewhere: whether it is in another project than the task's own, whose option is not to blame then.
    """
    try:
        yield
    except ReleaseManagementError as error:
        if error.option is None or (elsewhere and error.option == "project"):
            error.option = option
            error.message = f"Cannot look up {what}: {error.message}"
        raise
