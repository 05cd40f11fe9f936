# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definitions``: several release pipelines in the states that one task declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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
    reason_not_to,
    to_be_pruned,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.reports import (
    Report,
    Subject,
    outcome_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.turns import (
    move_of,
    turns_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.removing import (
    Absent,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    Present,
)
from ansible_collections.devops.release_management.plugins.module_utils._bugs import told_as_bug
from ansible_collections.devops.release_management.plugins.module_utils._concurrently import concurrently
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    InterruptedError_,
    ReleaseManagementError,
    UnforeseenError,
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
    return _Many(params, client, run, argument_spec).ensure()


class _Many:
    """One task."""

    def __init__(self, params: dict[str, Any], client: Client, run: Run, argument_spec: Spec) -> None:
        self._params = params
        self._client = client
        self._run = run
        self._argument_spec = argument_spec
        self._threads = params["concurrency"]
        self._patience = Patience(self._threads)
        self._listing = Listing([])
        self._entries: list[Entry] = []
        # The ids of those that have given up the names that the list has them with, or in check mode would have.
        self._gone: set[int] = set()

    def ensure(self) -> Outcome:
        self._prepare()
        check_no_twins(self._entries, self._listing)
        surplus = to_be_pruned(self._params, self._entries, self._listing)
        progress = Progress(len(self._entries) + len(surplus), self._run.progress)
        try:
            reports = self._brought(progress)
            # What is not declared goes last: a definition that was renamed by hand is made anew before its old self goes.
            not_pruned = reason_not_to(surplus, self._entries, reports)
            if not not_pruned:
                reports += self._all([partial(self._prune, entry) for entry in surplus], progress)
        finally:
            self._hand_on_warnings()
        return outcome_of(reports, not_pruned)

    def _brought(self, progress: Progress) -> list[Report]:
        """Bring each entry about when it is its turn; the reports are in the order of the entries."""
        moves = [move_of(entry, self._listing) for entry in self._entries]
        turns = turns_of(moves)
        reports: dict[int, Report] = {}
        for turn in sorted(set(turns)):
            due = [index for index, one in enumerate(turns) if one == turn]
            done = self._all([partial(self._bring, self._entries[index]) for index in due], progress)
            reports.update(zip(due, done, strict=True))
            self._gone |= {
                move.id for index in due if (move := moves[index]) is not None and reports[index].action != "failed"
            }
        return [reports[index] for index in range(len(turns))]

    def _prepare(self) -> None:
        """Ask for the list, read the entries and have names looked up: none of it has to wait for the other."""
        works = [self._list, self._read, *self._lookups()]
        for _done in concurrently(lambda work: work(), works, threads=min(len(works), self._threads)):
            pass

    def _list(self) -> None:
        self._listing = Listing.read(self._client)

    def _read(self) -> None:
        given, reader = self._params["definitions"], self._reader
        self._entries = [reader.read(f"definitions[{index}]", entry) for index, entry in enumerate(given)]

    def _lookups(self) -> Iterator[Callable[[], None]]:
        """Yield what has the catalogues fetched that the first one needs, since mostly all others need the same."""
        for given in self._params["definitions"][:1]:
            first = self._reader.read("", given).declaration
            if isinstance(first, Present):
                yield from first.lookups()

    @property
    def _reader(self) -> Reader:
        return Reader(self._argument_spec, self._client, self._run, self._look, self._params.get("path"))

    def _look(self, _client: Client, name: str, path: str | None) -> dict[str, Any] | None:
        """Find one in the list, by when that is there."""
        return self._listing.look(name, path, self._gone)

    def _hand_on_warnings(self) -> None:
        """In the order of the entries, whichever thread was the first."""
        for entry in self._entries:
            for sentence in entry.warnings:
                self._run.warn(sentence)

    def _all(self, works: list[Callable[[], Report]], progress: Progress) -> list[Report]:
        def work(one: Callable[[], Report]) -> Report:
            report = one()
            progress.count(report)
            return report

        return list(concurrently(work, works, threads=self._threads))

    def _bring(self, entry: Entry) -> Report:
        if entry.declaration is None or entry.identity is None:
            return Report(entry.subject, "failed", error=entry.error)
        outcome = self._tried(entry.declaration.ensure)
        if isinstance(outcome, ReleaseManagementError):
            return Report(entry.subject, "failed", error=outcome)
        is_new = not self._listing.meant(entry.identity) and entry.identity.id is None
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
        except Exception as error:  # noqa: BLE001  a bug about one is its failure, and leaves the others alone
            return UnforeseenError(told_as_bug(error, "release_definitions"))
        self._patience.count(None)
        return outcome


def _as_it_is(subject: Subject, document: dict[str, Any]) -> Subject:
    if not document:
        return subject
    # The first servers say no folder: there is one.
    path = document.get("path") or "\\"
    return replace(subject, name=document.get("name", subject.name), path=path, id=document.get("id", subject.id))
