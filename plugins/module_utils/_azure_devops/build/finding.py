# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding one build on the server: by its id, by its number, or as the latest one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
    is_of_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.lists import list_builds
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.ordering import (
    STABLE_ORDER,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build_if_there,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
)

Document = dict[str, Any]

HEADS = "refs/heads/"


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
    wanted = {"buildNumber": number, "definitions": pipeline}
    # A number with a star at its end is a pattern for later servers, and one nevertheless.
    found = [entry for entry in list_builds(client, wanted) if entry.get("buildNumber") == number]
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
    wanted = {
        "definitions": definition,
        "branchName": None if branch is None else full_branch(branch),
        "queryOrder": STABLE_ORDER,
        **filters,
    }
    return next(list_builds(client, wanted, limit=1), None)


def full_branch(branch: str) -> str:
    """A branch as the wire has it: ``main`` is ``refs/heads/main``; what begins with ``refs/`` or ``$/`` stays."""
    return branch if branch.startswith(("refs/", "$/")) else HEADS + branch
