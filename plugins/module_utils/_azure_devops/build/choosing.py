# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which build the options of a task mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    Document,
    find_build,
    latest_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    no_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError, NotFoundError

LATEST_FILTERS: Mapping[str, str] = {"result_filter": "resultFilter", "status_filter": "statusFilter"}
"""What narrows down which builds the latest one is chosen from: options, and filters of the list."""


def chosen_build(params: Mapping[str, Any], client: Client) -> Document:
    """The build that the options mean: ``build_id``; else ``build_number``; else the build of ``definition``
    (and ``path``, ``source_branch``, ``result_filter``, ``status_filter``) that was queued last.

    :raises DeclarationError: the options mean no build at all.
    :raises NotFoundError: there is none.
    """
    filters = {wire: params[option] for option, wire in LATEST_FILTERS.items() if params.get(option) is not None}
    document = _latest(params, client, filters) if filters else find_build(client, params)
    if document is None:
        raise _none_found(params, client)
    return document


def chosen_id(params: Mapping[str, Any], client: Client) -> int:
    """The id of the build that the options mean; where they say it no request is made."""
    return int(params["build_id"] if params.get("build_id") is not None else chosen_build(params, client)["id"])


def _latest(params: Mapping[str, Any], client: Client, filters: Mapping[str, Any]) -> dict[str, Any] | None:
    if params.get("definition") is None or params.get("build_number") is not None:
        raise DeclarationError(
            "chooses from the builds of a definition: it needs definition, and no build_number",
            option=next(option for option in LATEST_FILTERS if params.get(option) is not None),
        )
    pipeline = definition_id(client, params["definition"], params.get("path"))
    return latest_build(client, pipeline, params.get("source_branch"), **filters)


def _none_found(params: Mapping[str, Any], client: Client) -> NotFoundError:
    project = client.addresses.project
    if params.get("build_id") is not None:
        return no_build(params["build_id"], project)
    of_definition = "" if params.get("definition") is None else f" of the build definition {params['definition']}"
    if params.get("build_number") is not None:
        message = f"project {project} has no build{of_definition} with the number {params['build_number']}"
        return NotFoundError(message, option="build_number")
    wishes = [params.get("source_branch"), *(" or ".join(params.get(option) or ()) for option in LATEST_FILTERS)]
    such = ", ".join(str(wish) for wish in wishes if wish)
    such = f" that is {such}" if such else ""
    return NotFoundError(f"project {project} has no build{of_definition}{such}", option="definition")
