# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release definition that is not to be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DELETED_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.capabilities import (
    FORCED_DELETION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_deleted,
    find_shallow,
    read_if_there,
    says_no_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]


def remove(params: Mapping[str, Any], client: Client, run: Run) -> Outcome:
    """Delete a release definition, unless there is none: found by ``id``, or by ``path`` and ``name``.

    Raises RefusedError when deployments are in progress and ``force_delete`` is not set.
    """
    if params.get("force_delete"):
        FORCED_DELETION.need(client.generation, "force_delete")
    found = _find_shallow(params, client)
    if found is None:
        return Outcome(changed=False, result={"release_definition": None}, before={}, after={})
    if not run.check_mode:
        _delete(client, found, params)
    said = {"id": found["id"], "name": found.get("name"), "path": found.get("path") or "\\"}
    return Outcome(changed=True, result={"release_definition": None}, before=said, after={})


def _find_shallow(params: Mapping[str, Any], client: Client) -> Document | None:
    number, name = params.get("id"), params.get("name")
    if number is not None:
        return read_if_there(client, number)
    if not name:
        raise DeclarationError("is required to find a release definition (or id)", option="name")
    return find_shallow(client, str(name), params.get("path"))


def _delete(client: Client, found: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    query: dict[str, Any] = {}
    if FORCED_DELETION.of(client.generation):
        query["forceDelete"] = bool(params.get("force_delete"))
    if params.get("comment"):
        query["comment"] = params["comment"]
    try:
        client.call("release_definitions.delete", definition_id=found["id"], query=query)
    except NotFoundError as error:
        if not says_no_definition(error):
            raise
    except LostAnswerError:
        if not _is_gone(client, found["id"]):
            raise
    except RefusedError as error:
        if params.get("force_delete") or not FORCED_DELETION.of(client.generation):
            raise
        raise RefusedError(
            f"{error.message} To delete it with its deployments in progress cancelled, set force_delete: true.",
            status=error.status,
            details=error.details,
        ) from None


def _is_gone(client: Client, definition_id: int) -> bool:
    """Whether a deletion whose answer was lost took place."""
    if DELETED_DEFINITIONS.of(client.generation):
        return find_deleted(client, definition_id) is not None
    return read_if_there(client, definition_id) is None
