# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definitions``: several release pipelines in the states that one task declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_now,
    is_named,
    read_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.claims import (
    Claim,
    check_no_twins,
    claims_of,
    turns_of,
    waits_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many.entries import (
    Entry,
    Reader,
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
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.removing import (
    Absent,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    Present,
)
from ansible_collections.devops.release_management.plugins.module_utils._bugs import told_as_bug
from ansible_collections.devops.release_management.plugins.module_utils._concurrently import concurrently
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
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
        self._claims: list[Claim] = []
        # The ids of those that have given up the names that the list has them with, or in check mode would have.
        self._gone: set[int] = set()

    def ensure(self) -> Outcome:
        self._prepare()
        self._claims = claims_of(self._entries, self._listing)
        check_no_twins(self._entries, self._claims)
        surplus = to_be_pruned(self._params, self._entries, self._claims, self._listing)
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
        waits = waits_of(self._claims)
        turns = turns_of(self._claims, waits)
        reports: dict[int, Report] = {}
        for turn in sorted(set(turns)):
            due = [index for index, one in enumerate(turns) if one == turn]
            works = [partial(self._bring, index, _failure_among(waits[index], reports)) for index in due]
            reports.update(zip(due, self._all(works, progress), strict=True))
            for index in due:
                if self._claims[index].leaves and not reports[index].error:
                    self._gone |= self._claims[index].ids
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
        folder = self._params.get("path")
        return Reader(self._argument_spec, self._client, self._run, self._look, self._look_now, folder)

    def _look(self, _client: Client, name: str, path: str | None) -> dict[str, Any] | None:
        """Find one in the list, by when that is there."""
        return self._listing.look(name, path, self._gone)

    def _look_now(self, client: Client, name: str, path: str | None) -> dict[str, Any] | None:
        """The same of one that is to be deleted: the list was read when the task began, and others may have moved it."""
        return find_now(client, name, path, self._look)

    def _hand_on_warnings(self) -> None:
        """In the order of the entries, whichever thread was the first."""
        for entry in self._entries:
            for sentence in entry.warnings:
                self._run.warn(sentence)

    def _all(self, works: Sequence[Callable[[], Report]], progress: Progress) -> list[Report]:
        def work(one: Callable[[], Report]) -> Report:
            report = one()
            progress.count(report)
            return report

        return list(concurrently(work, works, threads=self._threads))

    def _bring(self, index: int, awaited: Report | None) -> Report:
        """Bring an entry about.

        :param awaited: the failure of another one that was to leave the name or folder for this one.
        """
        entry, claim = self._entries[index], self._claims[index]
        if entry.declaration is None:
            return Report(self._known(entry.subject, claim), "failed", error=entry.error)
        outcome = self._tried(entry.declaration.ensure) if awaited is None else _not_free(awaited)
        if isinstance(outcome, ReleaseManagementError):
            return Report(self._known(entry.subject, claim), "failed", error=outcome)
        action = "deleted" if not entry.is_to_be_there else "changed" if claim.ids else "created"
        subject = _as_it_is(entry.subject, outcome.result.get("release_definition") or {})
        return Report(subject, action if outcome.changed else "unchanged", outcome.before, outcome.after)

    def _known(self, subject: Subject, claim: Claim) -> Subject:
        """Who has failed, with what the list knows of it."""
        found = {} if claim.id is None else self._listing.of_id(claim.id) or {}
        path = subject.path if subject.path is not None else found.get("path")
        return replace(subject, id=found.get("id", subject.id), path=path)

    def _prune(self, found: dict[str, Any]) -> Report:
        subject = Subject("", found.get("name"), found.get("path"), int(found["id"]))
        surplus = Absent({"name": found["name"]}, self._client, self._run, lambda *_name: self._to_prune(found), None)
        outcome = self._tried(surplus.ensure)
        if isinstance(outcome, ReleaseManagementError):
            return Report(subject, "failed", error=outcome)
        return Report(subject, "deleted" if outcome.changed else "unchanged", outcome.before, outcome.after)

    def _to_prune(self, listed: dict[str, Any]) -> dict[str, Any] | None:
        """What nothing declares, if it still is what the list said of it when the task began."""
        if self._run.check_mode:
            return listed
        current = read_if_there(self._client, int(listed["id"]))
        if current is not None and not is_named(current, str(listed["name"]), listed.get("path")):
            now = Subject("", current.get("name"), current.get("path"))
            raise ConflictError(
                f"is {now} by now, renamed or moved while the task ran, and is left alone: run it again"
            )
        return current

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


def _failure_among(awaited: Iterable[int], reports: Mapping[int, Report]) -> Report | None:
    done = (reports[index] for index in awaited if index in reports)
    return next((report for report in done if report.error), None)


def _not_free(awaited: Report) -> ReleaseManagementError:
    return ConflictError(f"its name is not free: {awaited.subject.declaration}, which was to leave it, failed")
