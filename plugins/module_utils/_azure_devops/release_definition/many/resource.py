# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definitions``: several release pipelines in the states that one task declares."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
    Reader,
    check_no_twins,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.listing import (
    Listing,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.progress import (
    Patience,
    Progress,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.pruning import (
    check_prune,
    to_be_pruned,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Report,
    Subject,
    outcome_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.removing import (
    Absent,
)
from ansible_collections.devops.release_management.plugins.module_utils._concurrently import concurrently
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    InterruptedError_,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Spec = dict[str, Any]


def ensure(params: dict[str, Any], client: Client, run: Run, argument_spec: Spec) -> Outcome:
    """Bring several release definitions into their declared states, some at a time; then prune, where that is asked for.

    A failure of one does not keep the others from theirs.

    :param params: the options of the module ``release_definitions``.
    :param argument_spec: that of an entry of ``definitions``.
    Raises DeclarationError, before anything is written, for what concerns all of them; PartlyFailedError at the end,
    with what was reached.
    """
    check_prune(params)
    if params["concurrency"] < 1:
        raise DeclarationError("must be 1 or more", option="concurrency")
    return _Many(params, client, run).ensure(argument_spec)


class _Many:
    """One task."""

    def __init__(self, params: dict[str, Any], client: Client, run: Run) -> None:
        self._params = params
        self._client = client
        self._run = run
        self._threads = params["concurrency"]
        self._patience = Patience(self._threads)

    def ensure(self, argument_spec: Spec) -> Outcome:
        listing = Listing.read(self._client)
        reader = Reader(argument_spec, self._client, self._run, listing, self._params.get("path"))
        given = self._params["definitions"]
        entries = [reader.read(f"definitions[{index}]", entry) for index, entry in enumerate(given)]
        check_no_twins(entries, listing)
        surplus, refusal = self._surplus(entries, listing)
        progress = Progress(len(entries) + len(surplus), self._run.progress)
        reports = self._all([partial(self._bring, entry, listing) for entry in entries], progress)
        # What is not declared goes last: a definition that was renamed by hand is made anew before its old self goes.
        reports += self._all([partial(self._prune, entry) for entry in surplus], progress)
        return outcome_of([*reports, *refusal])

    def _surplus(self, entries: list[Entry], listing: Listing) -> tuple[list[dict[str, Any]], list[Report]]:
        """What to prune; and, where one wrong entry makes that impossible, the report of it."""
        try:
            return to_be_pruned(self._params, entries, listing), []
        except DeclarationError as error:
            if error.option != "prune":
                raise
            return [], [Report(Subject("", "prune"), "failed", error=error)]

    def _all(self, works: list[Callable[[], Report]], progress: Progress) -> list[Report]:
        def work(one: Callable[[], Report]) -> Report:
            report = one()
            progress.count(report)
            return report

        return list(concurrently(work, works, threads=self._threads))

    def _bring(self, entry: Entry, listing: Listing) -> Report:
        if entry.declaration is None or entry.identity is None:
            return Report(entry.subject, "failed", error=entry.error)
        outcome = self._tried(entry.declaration.ensure)
        if isinstance(outcome, ReleaseManagementError):
            return Report(entry.subject, "failed", error=outcome)
        is_new = not listing.meant(entry.identity) and entry.identity.id is None
        action = "deleted" if not entry.is_to_be_there else "created" if is_new else "changed"
        subject = _as_it_is(entry.subject, outcome.result.get("release_definition") or {})
        return Report(subject, action if outcome.changed else "unchanged", outcome.before, outcome.after)

    def _prune(self, found: dict[str, Any]) -> Report:
        subject = Subject("", found.get("name"), found.get("path"), int(found["id"]))
        surplus = Absent({"name": found["name"]}, self._client, self._run, lambda *_name: found, None)
        outcome = self._tried(surplus.ensure)
        if isinstance(outcome, ReleaseManagementError):
            return Report(subject, "failed", error=outcome)
        return Report(subject, "deleted", outcome.before, outcome.after)

    def _tried(self, work: Callable[[], Outcome]) -> Outcome | ReleaseManagementError:
        """What came of it, unless there is no use in trying any more."""
        if self._patience.ended_by:
            return self._patience.refusal()
        try:
            outcome = work()
        except InterruptedError_:
            raise
        except ReleaseManagementError as error:
            self._patience.count(error)
            return error
        self._patience.count(None)
        return outcome


def _as_it_is(subject: Subject, document: dict[str, Any]) -> Subject:
    number = document.get("id", subject.id)
    return Subject(subject.place, document.get("name", subject.name), document.get("path", subject.path), number)
