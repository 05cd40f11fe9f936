# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build``: a run of a build definition, or the update of a build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.canceling import (
    cancel_build,
    is_ending,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.capabilities import need_all
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.definitions import (
    definition_id,
    definition_reference,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.failing import failure_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.finding import (
    check_identity,
    find_by_number,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.following import (
    follow,
    is_completed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.leases import ensure_leases
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.matching import (
    matching_build,
    newest_run_id,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.models import (
    declared_build,
    option_form,
    without_secrets,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queueing import (
    build_request,
    check_version,
    queue_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    no_build,
    read_build,
    title_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.removing import remove
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.updating import update_build
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    ReleaseManagementError,
    WaitTimeoutError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run
from ansible_collections.devops.release_management.plugins.module_utils._waiting import Patience

Document = dict[str, Any]

# What only counts when a build is queued.
_FOR_A_QUEUE = (
    "parameters",
    "template_parameters",
    "queue",
    "priority",
    "demands",
    "reason",
    "ignore_warnings",
    "check_in_ticket",
    "source_build_id",
)
# What tells a queued build from others, in a diff.
_SHOWN_OF_A_QUEUE = ("definition", "path", "source_branch", "source_version", *_FOR_A_QUEUE[:6])
_UPDATES = ("status", "result", "start_time", "finish_time")
"""What is said of one certain build, and never of whichever matches."""


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a build into the declared state.

    :param params: the options of the module ``build``.
    :raises DeclarationError: the declaration is wrong; nothing was written.
    :raises RunFailedError: the build that was waited for did not end well.
    """
    options = declared_build(params)
    state = params.get("state", "present")
    if state == "absent":
        return remove(options, params, client, run)
    _check(options, params)
    need_all(options, client.generation)
    task = _Task(options, params, client, run)
    try:
        return task.canceled() if state == "canceled" else task.present()
    except ReleaseManagementError as error:
        if task.reached:
            error.details["reached"] = task.reached
        raise


class _Task:
    """One task with ``state: present`` or ``state: canceled``."""

    def __init__(self, options: Document, params: Mapping[str, Any], client: Client, run: Run) -> None:
        self._options = options
        self._params = params
        self._client = client
        self._run = run
        self._reached = Outcome(changed=False, result={"build": None}, before={}, after={})
        # Of the runs that were there before: known where they were looked through.
        self._newest_id: int | None = None
        self._known_definition: Document = {}
        self._repository_type: str | None = None

    def present(self) -> Outcome:
        """Find the build, or queue one; update it, and wait for it where that is wanted."""
        build = self._known() if _is_named(self._options) else self._wanted_run()
        if build is None:
            build = self._queued()
            self._reached = self._outcome(build, {}, self._as_declared())
        if build.get("id") is not None:
            build = self._updated(build)
        return self._followed(build, self._params.get("fail_on_result") or ())

    def canceled(self) -> Outcome:
        """End the build, where it is there and goes on."""
        build = self._known() if _is_named(self._options) else self._matching(enums.UNDER_WAY)
        if build is None:
            return self._reached
        was = build.get("status")
        needed = not is_ending(build)
        if needed:
            build, needed = self._cancel(build)
        self._reached = self._outcome(build, *(({"status": was}, {"status": "cancelling"}) if needed else ({}, {})))
        return self._followed(build, ())

    @property
    def reached(self) -> Document:
        """What was done so far, for the failure that ends the task; empty where that is nothing."""
        outcome = self._reached
        if self._run.check_mode or not (outcome.changed or "elapsed" in outcome.result):
            return {}
        return {**outcome.result, "changed": outcome.changed}

    def _cancel(self, build: Document) -> tuple[Document, bool]:
        if self._run.check_mode:
            return {**build, "status": "cancelling"}, True
        return cancel_build(self._client, build)

    # -------------------------------------------------------------------------------------------------- which build

    def _known(self) -> Document:
        """The build of the declared id or number; raises NotFoundError, for nothing can be queued under either."""
        options = self._options
        if "build_id" in options:
            build = read_build(self._client, options["build_id"])
            if build.get("deleted"):
                raise no_build(options["build_id"], self._client.addresses.project)
        else:
            build = self._of_number()
        check_identity(build, options)
        return build

    def _of_number(self) -> Document:
        build = find_by_number(self._client, self._options)
        if build is None:
            number, definition = self._options["build_number"], self._options.get("definition")
            raise NotFoundError(
                f"project {self._client.addresses.project} has no build with the number {number}"
                f"{'' if definition is None else f' of the definition {definition}'}, or it was deleted. A server gives"
                " numbers itself: to queue a build, leave build_number out",
                option="build_number",
            )
        return build

    def _wanted_run(self) -> Document | None:
        """The run that makes a new one superfluous; without a source version no run is the same as another."""
        if "source_version" not in self._options or self._params.get("force"):
            return None
        return self._matching(self._params.get("match_results") or ())

    def _matching(self, results: Sequence[str]) -> Document | None:
        limit = self._params.get("match_limit", 200)
        match = matching_build(self._client, self._options, self._definition(), results, limit)
        self._newest_id = match.newest_id
        self._repository_type = match.repository_type
        self._known_definition = {key: match.definition[key] for key in ("id", "name") if key in match.definition}
        return match.build

    def _definition(self) -> int:
        return definition_id(self._client, self._options["definition"], self._options.get("path"))

    # ------------------------------------------------------------------------------------------------- what is done

    def _queued(self) -> Document:
        options = self._options
        reference = definition_reference(self._client, options["definition"], options.get("path"))
        definition = int(reference["id"])
        check_version(self._client, options, definition, self._repository_type)
        body = build_request(self._client, options, definition)
        if self._run.check_mode:
            status = {} if self._params.get("wait") else {"status": "notStarted"}
            return {
                "id": None,
                "buildNumber": None,
                **body,
                "definition": {**self._known_definition, **reference},
                **status,
            }
        newest_id = self._newest_id
        if newest_id is None:
            newest_id = newest_run_id(self._client, options, definition)
        build = queue_build(self._client, options, body, newest_id, self._run)
        self._run.progress(f"queued {title_of(build)}")
        return build

    def _updated(self, build: Document) -> Document:
        """The build with what differs written; what a new build needs besides is part of what it is declared as."""
        is_new = self._reached.changed
        declared = {name: value for name, value in self._options.items() if name in self._updatable()}
        update = update_build(self._client, build, declared, check_mode=self._run.check_mode)
        if not is_new:
            self._reached = self._outcome(update.build, update.before, update.after)
        leases = self._options.get("retention_leases") or []
        before, after = ensure_leases(self._client, build, leases, check_mode=self._run.check_mode)
        if after and not is_new:
            self._reached = self._outcome(
                update.build,
                {**update.before, "retention_leases": before},
                {**update.after, "retention_leases": after},
            )
        return update.build

    def _updatable(self) -> tuple[str, ...]:
        """What is found by one option can have another one changed."""
        if "build_id" in self._options:
            return ("keep_forever", *_UPDATES, "build_number", "source_version")
        if "build_number" in self._options:
            return ("keep_forever", *_UPDATES, "source_version")
        return ("keep_forever",)

    def _followed(self, build: Document, bad_results: Sequence[str]) -> Outcome:
        """What was done, with the build as it ended and after how many seconds; as it is where nobody waits."""
        result = self._reached.result
        result["build"] = self._shown(build)
        if not self._params.get("wait") or (self._run.check_mode and not is_completed(build)):
            return self._reached
        patience = Patience(self._params.get("wait_timeout", 3600), self._params.get("poll_interval", 10.0))
        try:
            waited = follow(self._client, build, patience, self._run)
        except WaitTimeoutError as error:
            result["elapsed"] = error.details["elapsed"]
            raise
        result.update(build=self._shown(waited.state), elapsed=waited.elapsed)
        if enums.RESULT.name_of(waited.state.get("result")) in bad_results:
            raise failure_of(self._client, waited.state)
        return self._reached

    # ------------------------------------------------------------------------------------------------ what is told

    def _as_declared(self) -> Document:
        shown = (*_SHOWN_OF_A_QUEUE, "keep_forever", "retention_leases")
        return {name: option_form(name, self._options[name]) for name in shown if name in self._options}

    def _outcome(self, build: Document, before: Document, after: Document) -> Outcome:
        return Outcome(changed=bool(after), result={"build": self._shown(build)}, before=before, after=after)

    def _shown(self, build: Mapping[str, Any]) -> Document:
        return without_secrets(build, self._options)


def _is_named(options: Mapping[str, Any]) -> bool:
    return "build_id" in options or "build_number" in options


def _check(options: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Refuse what contradicts itself, before anything is asked of the server."""
    if _is_named(options):
        named = "build_id" if "build_id" in options else "build_number"
        queued = [name for name in _FOR_A_QUEUE if name in options] + ["force"] * bool(params.get("force"))
        if queued:
            raise DeclarationError(
                f"it only counts when a build is queued, and {named} means one that is there", option=queued[0]
            )
        return
    if "definition" not in options:
        raise DeclarationError("is needed to find or queue a build (or build_id, or build_number)", option="definition")
    updates = [name for name in _UPDATES if name in options]
    if updates:
        raise DeclarationError(
            "it is about one certain build: say which with build_id or build_number", option=updates[0]
        )
    if params.get("state") == "canceled" and "source_version" not in options:
        raise DeclarationError(
            "is needed to say which build is to end (or build_id, or build_number)", option="source_version"
        )
