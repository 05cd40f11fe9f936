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
    Identity,
    Look,
    find_deleted,
    read_if_there,
    says_no_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import do_once

Document = dict[str, Any]


class Absent:
    """A declaration with ``state: absent``: found by ``id``, or by ``path`` and ``name``.

    :ivar identity: how the definition is found.
    """

    def __init__(self, params: Mapping[str, Any], client: Client, run: Run, look: Look, folder: str | None) -> None:
        """Raise DeclarationError for what cannot be done or found."""
        self._params = params
        self._client = client
        self._run = run
        self._look = look
        if params.get("force_delete"):
            FORCED_DELETION.need(client.generation, "force_delete")
        if params.get("restore_revision") is not None:
            raise DeclarationError("brings content back, and state: absent deletes it", option="restore_revision")
        number, name = params.get("id"), params.get("name")
        if number is None and not name:
            raise DeclarationError("is required to find a release definition (or id)", option="name")
        self.identity = Identity(number, name, params.get("path") or (folder if number is None else None))

    def ensure(self) -> Outcome:
        """Delete the definition, unless there is none.

        Raises RefusedError when deployments are in progress and ``force_delete`` is not set.
        """
        found = self._find()
        if found is None:
            return Outcome(changed=False, result={"release_definition": None}, before={}, after={})
        if not self._run.check_mode:
            _delete(self._client, found, self._params, self._run)
        return Outcome(changed=True, result={"release_definition": None}, before=told_of(found), after={})

    def _find(self) -> Document | None:
        if self.identity.id is not None:
            return read_if_there(self._client, self.identity.id)
        return self._look(self._client, str(self.identity.name), self.identity.path)


def told_of(definition: Mapping[str, Any]) -> Document:
    """What is said of a definition that goes."""
    return {"id": definition["id"], "name": definition.get("name"), "path": definition.get("path") or "\\"}


def _delete(client: Client, found: Mapping[str, Any], params: Mapping[str, Any], run: Run) -> None:
    query: dict[str, Any] = {}
    if FORCED_DELETION.of(client.generation):
        query["forceDelete"] = bool(params.get("force_delete"))
    if params.get("comment"):
        query["comment"] = params["comment"]

    def send() -> None:
        try:
            client.call("release_definitions.delete", definition_id=found["id"], query=query)
        except NotFoundError as error:
            if not says_no_definition(error):
                raise

    try:
        do_once(send, lambda: _is_gone(client, found["id"]), "the release definition was deleted", run)
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
