# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating a release: exactly one, whatever becomes of the answers and whoever else does the same at the same time.

The API creates another release with each request and knows no condition. So a release is first created as a draft,
which does nothing yet; then is looked whether an elder one of the same declaration came into being meanwhile. Of
several, all tasks keep the one with the lowest number, and each deletes the draft that it made itself. Only then is it
started. A task that is killed leaves a draft, which the next run finds by its key and starts.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import marks
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    VARIABLES_AT_CREATION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    read_release,
    says_no_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.matching import (
    Wanted,
    candidates,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.reached import Reached
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._sent_once import send_once

Document = dict[str, Any]

# Options that a creation takes as they are, and what they are called in the request.
_PLAIN = {"description": "description", "reason": "reason"}
# What was made since our own look stands at the top of the list.
_MOST = 100


def creation(wanted: Wanted, declared: Mapping[str, Any], manual: list[str] | None, generation: Generation) -> Document:
    """The body of the request that creates the release, as a draft."""
    body: Document = {
        "definitionId": wanted.definition["id"],
        "isDraft": True,
        "artifacts": [
            {"alias": alias, "instanceReference": version.reference()} for alias, version in wanted.versions.items()
        ],
        **{key: declared[option] for option, key in _PLAIN.items() if option in declared},
    }
    if manual is not None:
        body["manualEnvironments"] = manual
    if not VARIABLES_AT_CREATION.of(generation):
        return body
    shared = {setting.name: setting.wire() for setting in wanted.settings if setting.stage is None}
    if shared:
        body["variables"] = shared
    stages = _stage_variables(wanted)
    if stages:
        body["environmentsMetadata"] = stages
    return body


def _stage_variables(wanted: Wanted) -> list[Document]:
    found: list[Document] = []
    for stage in wanted.definition.get("environments") or []:
        own = {setting.name: setting.wire() for setting in wanted.settings if setting.stage == stage["name"]}
        if own:
            found.append({"definitionEnvironmentId": stage["id"], "variables": own})
    return found


class Creator:
    """Creates the release of one declaration.

    :param since: the highest number of a release seen before; elder ones do not count.
    :param alone: whether it is to be a release beside its equals, and so is not to be taken for one of them.
    :param reached: is told what was created, before anything else can fail.
    """

    def __init__(self, client: Client, wanted: Wanted, run: Run, *, since: int, alone: bool, reached: Reached) -> None:
        self._client = client
        self._wanted = wanted
        self._run = run
        self._since = since
        self._reached = reached
        self._request = uuid.uuid4().hex
        self._key = self._request if alone else wanted.key

    def create(self, body: Mapping[str, Any]) -> Document:
        """Create the draft, and return it or the elder one that another task created meanwhile.

        :raises LostAnswerError: it can not be found out whether the release was created.
        """
        created = self._post(marks.marked(body, self._key, self._request, self._client.generation))
        self._reached.happened("created", created)
        return self._eldest(created)

    def _post(self, body: Document) -> Document:
        def send() -> Document:
            created: Document = self._client.call("releases.create", body=body)
            return created

        return send_once(send, self._look_for_it, "the release was created", self._run)

    def _look_for_it(self) -> Document | None:
        """The release that our request created, if it did."""
        ours = [entry for entry in self._meanwhile() if marks.is_of_request(entry, self._request)]
        return read_release(self._client, ours[-1]["id"]) if ours else None

    def _eldest(self, created: Document) -> Document:
        """The release that all tasks with this declaration keep: the one with the lowest number."""
        same = [entry for entry in self._meanwhile() if marks.has_key(entry, self._key)]
        eldest = min((int(entry["id"]) for entry in same), default=int(created["id"]))
        if eldest >= int(created["id"]):
            return created
        self._drop(created, eldest)
        elder = read_release(self._client, eldest)
        self._reached.wrote((), elder)
        return elder

    def _meanwhile(self) -> list[Document]:
        entries = candidates(self._client, self._wanted, _MOST)
        return [entry for entry in entries if int(entry["id"]) > self._since and entry.get("status") != "abandoned"]

    def _drop(self, created: Mapping[str, Any], eldest: int) -> None:
        """Delete the draft of this very task, which nobody started, in favour of the elder one."""
        if created.get("status") != "draft":
            # [I] No server is known that starts what is created as a draft; but the first documents do not have drafts.
            self._run.warn(
                f"Release {eldest} was created at the same time for the same declaration and is the one that counts;"
                f" {created.get('name')} (id {created['id']}) of this task was started by the server and stays."
            )
            return
        try:
            comment = f"Release {eldest} was created at the same time for the same declaration"
            self._client.call("releases.delete", release_id=created["id"], query={"comment": comment})
        except NotFoundError as error:
            if not says_no_release(error):
                raise
        except ReleaseManagementError as error:
            self._run.warn(
                f"Release {eldest} was created at the same time for the same declaration and is the one that counts;"
                f" the draft {created.get('name')} (id {created['id']}) of this task could not be deleted:"
                f" {error.message}"
            )
