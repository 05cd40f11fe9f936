# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding one build on the server: by its id, by its number, or as the latest one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
    is_of_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
)

Document = dict[str, Any]

HEADS = "refs/heads/"


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


def find_build(client: Client, params: Mapping[str, Any]) -> Document | None:
    """The build that the options mean, or None when there is none.

    ``build_id``; else ``build_number``, of ``definition`` (and ``path``) where that is given; else the latest build of
    ``definition`` and ``source_branch``.

    :raises DeclarationError: the options mean no build at all.
    :raises UnknownNameError: there is no such definition.
    :raises AmbiguousNameError: several builds have the number.
    """
    if params.get("build_id") is not None:
        return read_build_if_there(client, params["build_id"])
    if params.get("build_number") is not None:
        return find_by_number(client, params)
    definition = params.get("definition")
    if definition is None:
        raise DeclarationError("is needed to find a build, or else build_number or definition", option="build_id")
    return latest_build(client, definition_id(client, definition, params.get("path")), params.get("source_branch"))


def title_of(build: Mapping[str, Any]) -> str:
    """A build in words: ``build 20260301.4 (id 393) of Fabrikam.CI``."""
    definition = (build.get("definition") or {}).get("name")
    return f"build {build.get('buildNumber')} (id {build.get('id')})" + (f" of {definition}" if definition else "")


def check_identity(build: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """Check that a build which was found by its id or number is of the definition and branch that are declared beside.

    :raises DeclarationError: it is another one than the declaration thinks.
    """
    definition, branch = options.get("definition"), options.get("source_branch")
    if definition is not None and not is_of_definition(build, definition, options.get("path")):
        raise DeclarationError(f"this is {title_of(build)}", option="definition")
    if branch is not None and build.get("sourceBranch") != full_branch(branch):
        raise DeclarationError(f"{title_of(build)} is of {build.get('sourceBranch')}", option="source_branch")


def find_by_number(client: Client, params: Mapping[str, Any]) -> Document | None:
    """The build with ``build_number``, of ``definition`` (and ``path``) where that is given, or None.

    :raises UnknownNameError: there is no such definition.
    :raises AmbiguousNameError: several builds have the number.
    """
    number, definition = str(params["build_number"]), params.get("definition")
    pipeline = None if definition is None else definition_id(client, definition, params.get("path"))
    query: dict[str, Any] = {"buildNumber": number, "definitions": pipeline}
    # A prefix for the first servers, a pattern for the later ones.
    found = [entry for entry in client.pages("builds.list", query=query) if entry.get("buildNumber") == number]
    if len(found) > 1:
        listed = ", ".join(f"{entry['id']} ({entry['definition']['name']})" for entry in found)
        raise AmbiguousNameError(
            f"there are {len(found)} builds with the number {number}: {listed}. Say which with definition, or with"
            " build_id",
            option="build_number",
        )
    return found[0] if found else None


def latest_build(client: Client, definition: int, branch: str | None, **filters: Any) -> Document | None:
    """The build that was queued last, of a branch where one is given, or None.

    :param filters: further filters of the list, by the names of the API.
    """
    query = {
        "definitions": definition,
        "branchName": None if branch is None else full_branch(branch),
        "queryOrder": "queueTimeDescending",
        **filters,
    }
    return next(iter(client.pages("builds.list", query=query, limit=1)), None)


def full_branch(branch: str) -> str:
    """A branch as the wire has it: ``main`` is ``refs/heads/main``; what begins with ``refs/`` or ``$/`` stays."""
    return branch if branch.startswith(("refs/", "$/")) else HEADS + branch
