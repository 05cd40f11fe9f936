# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource ``release_definition``: one release pipeline in the state that a task declares."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.conversion import (
    fit_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    declared_options,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    Identity,
    Look,
    find_definition,
    find_deleted,
    find_shallow,
    not_there,
    read_definition,
    read_if_there,
    read_tagged,
    tagged,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Change,
    Planner,
    Policy,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.removing import (
    Absent,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.restoring import (
    restored_options,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.writing import (
    apply_change,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

Document = dict[str, Any]
# Options that find a definition rather than say what is in it.
_IDENTITY = ("id", "name", "path", "comment")


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a release definition into the declared state.

    :param params: the options of the module ``release_definition``.
    Raises DeclarationError before anything is written when the declaration is wrong, and what the client raises.
    """
    return declared(params, client, run).ensure()


def declared(
    params: dict[str, Any], client: Client, run: Run, look: Look = find_shallow, folder: str | None = None
) -> Present | Absent:
    """One declaration, checked as far as that is possible without a look at the definition.

    :param look: finds what the list of definitions says of one.
    :param folder: the folder of a definition whose declaration says neither that nor an id.
    Raises DeclarationError.
    """
    if params.get("state", "present") == "absent":
        return Absent(params, client, run, look, folder)
    return Present(params, client, run, look, folder)


class Present:
    """A declaration with ``state: present``.

    :ivar identity: how the definition is found.
    """

    def __init__(self, params: dict[str, Any], client: Client, run: Run, look: Look, folder: str | None) -> None:
        self._params = params
        self._client = client
        self._run = run
        self._look = look
        self._options = declared_options(params, self._fit)
        _check_how_found(params, self._options)
        if folder is not None and params.get("id") is None:
            self._options.setdefault("path", folder)
        self.identity = Identity(params.get("id"), self._options.get("name"), self._options.get("path"))
        policy = Policy(
            # A revision is the whole of what it was.
            purge=params.get("purge", True) or params.get("restore_revision") is not None,
            update_secrets=params.get("update_secrets", "on_change"),
            strict_inputs=params.get("strict_inputs", False),
        )
        self._planner = Planner(client, catalogue_of(client), run, policy)
        # What a plan warns of has been said by the time that it is made once more to see what was kept.
        self._silent_planner = Planner(client, catalogue_of(client), Run(), policy)

    def _fit(self, options: Mapping[str, Any], document: Mapping[str, Any], path: str) -> Document:
        """Options of a document as the server can have them; nothing else needs to know it before the request for it."""
        return fit_for(self._client.generation, self._run.warn)(options, document, path)

    def lookups(self) -> Iterator[Callable[[], None]]:
        """Yield what has the catalogues fetched that its options need, each of which may be done by its own thread.

        What can not be had is said where it is needed.
        """
        yield from (partial(self._look_up_names, {key: value}) for key, value in self._options.items())

    def _look_up_names(self, options: Mapping[str, Any]) -> None:
        with contextlib.suppress(ReleaseManagementError):
            self._planner.look_up_names(options)

    def ensure(self) -> Outcome:
        actual, deleted = self._find()
        if deleted:
            self._check_name_is_free(deleted)
            self._planner.check(self._options)
        if deleted and self._run.check_mode:
            return _would_undelete(deleted, self._run)
        actual = self._undelete(deleted) if deleted else actual
        revision = self._params.get("restore_revision")
        if revision is not None:
            if actual is None:
                raise DeclarationError("the release definition does not exist", option="restore_revision")
            restored = restored_options(self._client, actual, revision, self._fit)
            # Beside an id these say where it is to be.
            self._options = {
                **restored,
                **{key: said for key, said in self._options.items() if key in ("name", "path")},
            }
        change = self._planner.plan(self._options, actual)
        self._check_new_name(change)
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
        document = apply_change(
            self._client,
            change,
            lambda current: self._planner.plan(self._options, current),
            self._comment(),
            self._run.warn,
        )
        self._warn_of_what_was_not_kept(document)
        return document

    def _comment(self) -> str | None:
        comment: str | None = self._params.get("comment")
        revision = self._params.get("restore_revision")
        return f"Restored revision {revision}" if comment is None and revision is not None else comment

    def _warn_of_what_was_not_kept(self, document: Document) -> None:
        """A server discards what it does not know: said now, or the next run would only say "changed" again."""
        try:
            left = self._silent_planner.plan(self._options, document)
        except DeclarationError as error:
            # The write took place, so this is no failure of the task any more.
            self._run.warn(f"The server took the write, but what it kept does not fit the declaration: {error}")
            return
        if left.document_changed and self._params.get("update_secrets") != "always":
            self._run.warn(
                f"The server took the write but did not keep all of it, in {', '.join(sorted(left.after)) or 'some place'}:"
                " it does not know some key or value there. Until that goes from the declaration, every run changes it."
            )

    def _find(self) -> tuple[Document | None, Document | None]:
        """The definition as it is; or else, when it is found by id, what is known of it as a deleted one."""
        number = self.identity.id
        if number is None:
            return find_definition(self._client, self._options["name"], self.identity.path, self._look), None
        try:
            return read_tagged(self._client, number), None
        except NotFoundError:
            deleted = find_deleted(self._client, number)
            if deleted is None:
                raise not_there(number, self._client.addresses.project) from None
            return None, deleted

    def _check_name_is_free(self, deleted: Mapping[str, Any]) -> None:
        """The name of a deleted definition may have been given to another one since."""
        name, path = str(deleted.get("name")), str(deleted.get("path") or "\\")
        other = self._look(self._client, name, path)
        if other is not None:
            raise DeclarationError(
                f"the release definition {name} was deleted and can not be restored: in the folder {path} there is"
                f" another one of that name by now, with the id {other.get('id')}",
                option="id",
            )

    def _check_new_name(self, change: Change) -> None:
        """What is renamed or moved may not take the place of another one; check mode is to know that as well."""
        if change.actual is None or _place_of(change.target) == _place_of(change.actual):
            return
        name, path = str(change.target.get("name")), str(change.target.get("path") or "\\")
        other = self._look(self._client, name, path)
        if other is not None and other.get("id") != change.actual.get("id"):
            raise DeclarationError(
                f"in the folder {path} there is another release definition named {name}, with the id {other.get('id')}:"
                " give that one another name, or declare it absent by its id, first",
                option="name" if "name" in self._options else "path",
            )

    def _undelete(self, deleted: Mapping[str, Any]) -> Document:
        number, client = int(deleted["id"]), self._client
        body = {"comment": self._params.get("comment") or "Restored by devops.release_management"}

        def undelete() -> Document:
            client.call("release_definitions.undelete", definition_id=number, body=body)
            return read_definition(client, number)

        what = "the release definition was restored"
        return tagged(client, send_once(undelete, lambda: read_if_there(client, number), what, self._run))


def _place_of(document: Mapping[str, Any]) -> tuple[str, str]:
    return str(document.get("name")).casefold(), codecs.folder(document.get("path"))


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
