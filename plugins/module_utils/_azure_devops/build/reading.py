# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading one build by its id, and naming it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError

Document = dict[str, Any]


def read_build(client: Client, build_id: int) -> Document:
    """The whole document of a build, in one request.

    :raises NotFoundError: there is none of this id, or it is deleted; ``option`` is ``build_id`` then.
    """
    with about_build(client, build_id):
        document: Document = client.call("builds.get", build_id=build_id)
    return document


def read_build_if_there(client: Client, build_id: int) -> Document | None:
    """The whole document of a build, or None when the server says that there is none of this id."""
    try:
        return read_build(client, build_id)
    except NotFoundError as error:
        if error.option != "build_id":
            raise
        return None


@contextmanager
def about_build(client: Client, build_id: int) -> Iterator[None]:
    """Say of a build that is gone which one it is."""
    try:
        yield
    except NotFoundError as error:
        if not says_no_build(error):
            raise
        raise no_build(build_id, client.addresses.project) from None


def says_no_build(error: NotFoundError) -> bool:
    """A missing project or route is a 404 too, and does not mean that the build is not there."""
    return "BuildNotFound" in str(error.details.get("type_key") or "")


def no_build(build_id: int, project: str | None) -> NotFoundError:
    """The error for an id that the project does not have."""
    return NotFoundError(f"project {project} has no build with the id {build_id}, or it was deleted", option="build_id")


def title_of(build: Mapping[str, Any]) -> str:
    """A build in words: ``build 20260301.4 (id 393) of Fabrikam.CI``."""
    definition = (build.get("definition") or {}).get("name")
    return f"build {build.get('buildNumber')} (id {build.get('id')})" + (f" of {definition}" if definition else "")
