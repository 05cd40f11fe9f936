# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource ``release_definition``: one release pipeline in the state that a task declares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import secrets
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    declared_options,
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_definition,
    find_deleted,
    find_shallow,
    not_there,
    read_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Change,
    Planner,
    Policy,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.writing import (
    apply_change,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    RefusedError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]
# Options that find a definition rather than say what is in it.
_IDENTITY = ("id", "name", "path", "comment")
# A revision says everything: what it does not have was not there.
_NO_STAGE_CONTENT: Mapping[str, Any] = {
    "variables": {},
    "variable_groups": [],
    "conditions": [],
    "schedules": [],
    "environment_triggers": [],
}
_NO_CONTENT: Mapping[str, Any] = {
    "description": "",
    "variables": {},
    "variable_groups": [],
    "artifacts": [],
    "triggers": [],
    "release_name_format": "",
}


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a release definition into the declared state.

    :param params: the options of the module ``release_definition``.
    Raises DeclarationError before anything is written when the declaration is wrong, and what the client raises.
    """
    if params.get("state", "present") == "absent":
        return _absent(params, client, run)
    return _Present(params, client, run).ensure()


class _Present:
    """One task with ``state: present``."""

    def __init__(self, params: dict[str, Any], client: Client, run: Run) -> None:
        self._params = params
        self._client = client
        self._run = run
        self._options = declared_options(params)
        _check_how_found(params, self._options)
        policy = Policy(
            purge=params.get("purge", True),
            update_secrets=params.get("update_secrets", "on_change"),
            strict_inputs=params.get("strict_inputs", False),
        )
        self._planner = Planner(client, catalogue_of(client), run, policy)

    def ensure(self) -> Outcome:
        actual, deleted = self._find()
        if deleted and self._run.check_mode:
            return _would_undelete(deleted, self._run)
        actual = self._undelete(deleted) if deleted else actual
        if self._params.get("restore_revision") is not None:
            self._options = self._restored(actual)
        change = self._planner.plan(self._options, actual)
        document = self._document(change)
        was, is_now = ({"is_deleted": True}, {"is_deleted": False}) if deleted else ({}, {})
        return Outcome(
            changed=change.changed or deleted is not None,
            result={"release_definition": document},
            before={**was, **change.before},
            after={**is_now, **change.after},
        )

    def _document(self, change: Change) -> Document:
        if not change.changed:
            return change.actual or {}
        if self._run.check_mode:
            return change.predicted
        return apply_change(
            self._client,
            change,
            lambda current: self._planner.plan(self._options, current),
            self._params.get("comment"),
        )

    def _find(self) -> tuple[Document | None, Document | None]:
        """The definition as it is; or else, when it is found by id, what is known of it as a deleted one."""
        number = self._params.get("id")
        if number is None:
            return find_definition(self._client, self._options["name"], self._options.get("path")), None
        try:
            return read_definition(self._client, number), None
        except NotFoundError:
            deleted = find_deleted(self._client, number)
            if deleted is None:
                raise not_there(number, self._client.addresses.project) from None
            return None, deleted

    def _undelete(self, deleted: Mapping[str, Any]) -> Document:
        comment = self._params.get("comment") or "Restored by devops.release_management"
        self._client.call("release_definitions.undelete", definition_id=deleted["id"], body={"comment": comment})
        return read_definition(self._client, deleted["id"])

    def _restored(self, actual: Document | None) -> dict[str, Any]:
        """The options of an earlier revision, under the name and folder that the definition has now."""
        if actual is None:
            raise DeclarationError("the release definition does not exist", option="restore_revision")
        revision = self._params["restore_revision"]
        if not 1 <= revision <= actual["revision"]:
            raise DeclarationError(
                f"there is no revision {revision}: {actual['name']} has the revisions 1 to {actual['revision']}",
                option="restore_revision",
            )
        text = self._client.call("release_definitions.revision", definition_id=actual["id"], revision=revision)
        content = read_revision(text, revision)
        missing = secrets.missing_secrets(content, actual)
        if missing:
            raise DeclarationError(
                f"revision {revision} needs secrets that the definition no longer has: {', '.join(missing)}. Declare"
                " them with their values first, then restore",
                option="restore_revision",
            )
        options = options_of(content, "restore_revision")
        _follow_stages(options, content, actual)
        stages = [{**_NO_STAGE_CONTENT, **stage} for stage in options.get("environments") or []]
        today = {"name": actual["name"], "path": actual.get("path") or "\\"}
        return {**_NO_CONTENT, **options, "environments": stages, **today}


def _follow_stages(options: dict[str, Any], content: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
    """Find the stages of a revision by the ids that they had then, so that one renamed since keeps its history."""
    known = {stage.get("id") for stage in actual.get("environments") or []}
    had = {stage.get("name"): stage.get("id") for stage in content.get("environments") or []}
    for stage in options.get("environments") or []:
        if had.get(stage["name"]) in known:
            stage["id"] = had[stage["name"]]


def _would_undelete(deleted: Mapping[str, Any], run: Run) -> Outcome:
    run.warn(
        f"{deleted.get('name')} was deleted and would be restored. What else would change can be said only then:"
        " the server shows no content of a deleted release definition."
    )
    return Outcome(
        changed=True,
        result={"release_definition": dict(deleted)},
        before={"is_deleted": True},
        after={"is_deleted": False},
    )


def read_revision(text: Any, revision: int) -> Document:
    """The document of an earlier revision, which servers answer as the text that they once stored."""
    try:
        content = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise UnexpectedAnswerError(f"revision {revision} is not a release definition: the stored text is no JSON map")
    return content


def catalogue_of(client: Client) -> Catalogue:
    """The catalogue of a client's server: one for all that a task does through this client."""
    if "catalogue" not in client.kept:
        client.kept["catalogue"] = Catalogue(client)
    catalogue: Catalogue = client.kept["catalogue"]
    return catalogue


def _check_how_found(params: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    if params.get("id") is None and not options.get("name"):
        raise DeclarationError("is required to find or create a release definition (or id, to find one)", option="name")
    if params.get("restore_revision") is None:
        return
    content = sorted(
        {key for key in ReleaseDefinition.model_fields if params.get(key) is not None} - set(_IDENTITY)
    ) + [key for key in ("document",) if params.get(key) is not None]
    if content:
        raise DeclarationError(
            f"it brings the whole content, so it can not stand together with {', '.join(content)}",
            option="restore_revision",
        )


# ------------------------------------------------------------------------------------------------------------ absent


def _absent(params: Mapping[str, Any], client: Client, run: Run) -> Outcome:
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
        try:
            return read_definition(client, number)
        except NotFoundError as error:
            if not _says_no_definition(error):
                raise
            return None
    if not name:
        raise DeclarationError("is required to find a release definition (or id)", option="name")
    return find_shallow(client, str(name), params.get("path"))


def _says_no_definition(error: NotFoundError) -> bool:
    """A missing project or route is a 404 too, and is not "already absent"."""
    return "ReleaseDefinition" in str(error.details.get("type_key") or "")


def _delete(client: Client, found: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    query: dict[str, Any] = {"forceDelete": bool(params.get("force_delete"))}
    if params.get("comment"):
        query["comment"] = params["comment"]
    try:
        client.call("release_definitions.delete", definition_id=found["id"], query=query)
    except NotFoundError as error:
        if not _says_no_definition(error):
            raise
    except LostAnswerError:
        if find_deleted(client, found["id"]) is None:
            raise
    except RefusedError as error:
        if params.get("force_delete"):
            raise
        raise RefusedError(
            f"{error.message} To delete it with its deployments in progress cancelled, set force_delete: true.",
            status=error.status,
            details=error.details,
        ) from None
