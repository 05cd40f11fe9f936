# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a planned release definition: once, and looked for when an answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_definition,
    read_tagged,
    tags_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.folders import (
    Folders,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Change,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    ConflictError,
    DeclarationError,
    LostAnswerError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
    ThrottledError,
    VersionError,
)

Document = dict[str, Any]
Replan = Callable[["Document | None"], Change]
# How often a plan is made anew when others write at the same time.
_TRIES = 4


# What the server did not do for certain; that a folder is empty tells the rest.
_NOT_DONE = (
    AuthenticationError,
    ConflictError,
    DeclarationError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    ThrottledError,
    VersionError,
)


def apply_change(
    client: Client, change: Change, replan: Replan, comment: str | None, warn: Callable[[str], None]
) -> Document:
    """Write a change and return the document as the server then has it.

    The write carries the revision that was read. When the server has another one by now (found by reading again: the
    error is that of any invalid request, a 400), the plan is made anew for it. Folders that were made for a definition
    which is then refused are named in a warning.

    Raises ConflictError when others write faster than we do, LostAnswerError when it can not be found out whether a
    write took place, and what the server refuses.
    """
    folders = Folders(client)
    try:
        change, document = _written(client, change, replan, comment, folders)
    except _NOT_DONE:
        if folders.made:
            warn(f"Made for the release definition before it was refused, and left empty: {', '.join(folders.made)}.")
        raise
    return _write_tags(client, change, document)


def _written(
    client: Client, change: Change, replan: Replan, comment: str | None, folders: Folders
) -> tuple[Change, Document]:
    """The change as it was written in the end, and the document."""
    last: ReleaseManagementError | None = None
    for _attempt in range(_TRIES):
        try:
            unchanged = dict(change.actual or {})
            return change, _write(client, change, comment, folders) if change.document_changed else unchanged
        except (LostAnswerError, ConflictError, RefusedError, NotFoundError) as error:
            last = error
            current = _look_again(client, change, error)
            change = replan(current)
            if current is not None and not change.changed:
                return change, current
    if isinstance(last, LostAnswerError):
        raise last
    raise ConflictError(
        f"the release definition was changed by somebody else {_TRIES} times between reading and writing; nothing was"
        " written: run the task again when it is quiet"
    )


def _write(client: Client, change: Change, comment: str | None, folders: Folders) -> Document:
    body = dict(change.target)
    if comment is not None:
        body["comment"] = comment
    if change.actual is None:
        folders.make(body.get("path"))
        created: Document = client.call("release_definitions.create", body=body)
        return created
    if codecs.folder(body.get("path")) != codecs.folder(change.actual.get("path")):
        folders.make(body.get("path"))
    # The reference of 2016 has the id in the route, later documents have it in the body alone.
    updated: Document = client.call("release_definitions.update", definition_id=body["id"], body=body)
    return updated


def _look_again(client: Client, change: Change, error: ReleaseManagementError) -> Document | None:
    """What the server has now, where that explains the error; else the error is raised as it is."""
    if change.actual is None:
        found = find_definition(client, change.target["name"], change.target.get("path", "\\"))
        if found is None and not isinstance(error, LostAnswerError):
            raise error
        return found
    current = read_tagged(client, change.actual["id"])
    if current.get("revision") == change.actual.get("revision") and not isinstance(error, LostAnswerError):
        raise error
    return current


def _write_tags(client: Client, change: Change, document: Document) -> Document:
    # Not every generation shows them in the answer to a write, which leaves them alone.
    tags = document.get("tags") or list((change.actual or {}).get("tags") or [])
    if change.tags_to_add:
        tags = tags_of(client.call("definition_tags.add_all", definition_id=document["id"], body=change.tags_to_add))
    for tag in change.tags_to_remove:
        tags = tags_of(client.call("definition_tags.remove", definition_id=document["id"], tag=tag))
    return {**document, "tags": tags} if tags or change.tags_to_remove else document
