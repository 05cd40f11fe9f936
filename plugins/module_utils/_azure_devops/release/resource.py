# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource ``release``: one release of a definition, found before it is created."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import TAGS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    NAMES,
    PULL_REQUESTS,
    VARIABLES,
    VARIABLES_AT_CREATION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.creating import (
    Creator,
    creation,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    check_definition,
    definition_id,
    find_deleted,
    find_named,
    no_release,
    read_release,
    read_release_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.matching import (
    DEFAULT_LIMIT,
    Candidates,
    Wanted,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.models import (
    declared_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.predicting import (
    declared_terms,
    predicted,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.reached import Reached
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.removing import (
    remove,
    restore,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    stage_names,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.updating import (
    Change,
    apply,
    plan,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.variables import (
    Setting,
    option_of,
    settings,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.versions import (
    Versions,
    check_made_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    read_if_there,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    NotFoundError,
    ReleaseManagementError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

_PULL_REQUEST = "pullRequest"


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Bring a release into the declared state.

    :param params: the options of the module ``release``.
    :raises DeclarationError: before anything is written, when the declaration is wrong or the release can not get there.
    """
    task = _Task(params, client, run)
    try:
        return task.ensure()
    except ReleaseManagementError as error:
        task.reached.tell(error)
        raise


class _Task:
    """One task of the module.

    :ivar reached: what it has written by now.
    """

    def __init__(self, params: Mapping[str, Any], client: Client, run: Run) -> None:
        self._client = client
        self._run = run
        self._declared = {"state": "active", **declared_release(params)}
        self._state: str = self._declared["state"]
        self._comment: str | None = self._declared.get("comment")
        self._limit: int = self._declared.get("match_limit", DEFAULT_LIMIT)
        self._alone = bool(self._declared.get("force"))
        self.reached = Reached(alone=self._alone)

    def ensure(self) -> Outcome:
        self._check_server()
        if self._declared.get("release_id") is not None:
            return self._by_id(self._declared["release_id"])
        number = definition_id(self._client, self._declared["definition"], self._declared.get("path"))
        name = self._declared.get("name")
        if name is not None:
            listed = find_named(self._client, number, name)
            if listed is not None and self._alone:
                raise _taken(listed)
            if listed is not None:
                return self._known(read_release(self._client, listed["id"]))
            if self._state in ("abandoned", "absent"):
                return self._nothing_there(NotFoundError(f"the definition has no release named {name}", option="name"))
        return self._by_versions(number)

    def _check_server(self) -> None:
        """Raise DeclarationError for an option that servers of this generation can do nothing with."""
        if self._declared.get("tags"):
            TAGS.need(self._client.generation, "tags")
        if self._declared.get("reason") == _PULL_REQUEST:
            PULL_REQUESTS.need(self._client.generation, "reason")

    # ------------------------------------------------------------------------------------------ named or numbered

    def _by_id(self, number: int) -> Outcome:
        release = read_release_if_there(self._client, number)
        if release is not None:
            check_definition(self._client, release, self._declared)
            return self._known(release)
        missing = no_release(number, self._client.addresses.project)
        deleted = None if self._state == "absent" else find_deleted(self._client, number)
        return self._nothing_there(missing) if deleted is None else self._deleted(deleted)

    def _nothing_there(self, error: NotFoundError) -> Outcome:
        if self._state != "absent":
            raise error
        return remove([], self._client, self._run, None)

    def _deleted(self, deleted: Document) -> Outcome:
        self._check_restorable(deleted)
        was, is_now = {"is_deleted": True}, {"is_deleted": False}
        if self._run.check_mode:
            self._run.warn(
                f"{deleted.get('name')} was deleted and would be restored. What else would change can be said only then."
            )
            return Outcome(changed=True, result={"release": deleted}, before=was, after=is_now)
        restore(self._client, deleted["id"], self._comment, self._run)
        self.reached.happened("restored", deleted)
        release = read_release(self._client, deleted["id"])
        self.reached.wrote((), release)
        outcome = self._known(release)
        return Outcome(
            changed=True,
            result=outcome.result,
            before={**was, **(outcome.before or {})},
            after={**is_now, **(outcome.after or {})},
        )

    def _check_restorable(self, deleted: Document) -> None:
        """Raise what would be raised of the restored release, as far as the list of deleted ones shows that."""
        check_definition(self._client, deleted, self._declared)
        if deleted.get("artifacts"):
            self._check_versions(deleted)
        unseen = {"environments", "manual_environments", *(() if deleted.get("variables") else ("variables",))}
        seen = {option: value for option, value in self._declared.items() if option not in unseen}
        plan(seen, deleted, self._client.generation)

    def _known(self, release: Document) -> Outcome:
        """A release that was named or numbered: its versions are checked, and not looked for."""
        if self._state == "absent":
            return remove([release], self._client, self._run, self._comment)
        self._check_versions(release)
        return self._brought_to_state(release)

    def _check_versions(self, release: Document) -> None:
        artifacts = self._declared.get("artifacts")
        if artifacts:
            definition = int((release.get("releaseDefinition") or {}).get("id") or 0)
            versions = Versions(self._client, definition, release.get("artifacts") or [])
            check_made_for(release, versions.of_declared(artifacts))

    # ------------------------------------------------------------------------------------------ found by its content

    def _by_versions(self, number: int) -> Outcome:
        definition = read_if_there(self._client, number)
        if definition is None:
            raise UnknownNameError(
                f"project {self._client.addresses.project} has no release definition with the id {number}",
                option="definition",
            )
        wanted = self._wanted(definition)
        manual = self._manual(definition)
        if self._alone:
            return self._create(wanted, manual, since=0)
        candidates = Candidates(self._client, wanted, self._limit)
        if self._state == "absent":
            return remove(candidates.all(), self._client, self._run, self._comment)
        # A name that no release has yet: ours may be there without it, when the task was killed before it was named.
        found = candidates.first() if wanted.name is None else candidates.of_ours()
        if found is not None:
            self._warn_of_newer_definition(found, definition)
            return self._brought_to_state(found)
        if self._state == "abandoned":
            return Outcome(changed=False, result={"release": None}, before={}, after={})
        return self._create(wanted, manual, since=candidates.newest)

    def _wanted(self, definition: Document) -> Wanted:
        versions = Versions(self._client, definition["id"], definition.get("artifacts") or [])
        return Wanted(
            definition=definition,
            versions=versions.of_all(self._declared.get("artifacts") or []),
            # The servers that do not take values with the creation let a draft have any.
            settings=self._settings(definition, must_allow=VARIABLES_AT_CREATION.of(self._client.generation)),
            name=self._declared.get("name"),
            state=self._state,
        )

    def _settings(self, place: Document, *, must_allow: bool) -> list[Setting]:
        found = settings(self._declared, place, must_allow=must_allow)
        for one in found:
            if one.is_secret:
                # Declared like any other value, perhaps: the definition knows that it is a secret.
                self._run.conceal(one.name, one.value)
        return found

    def _manual(self, definition: Document) -> list[str] | None:
        declared = self._declared.get("manual_environments")
        return None if declared is None else stage_names(declared, definition, "manual_environments")

    def _warn_of_newer_definition(self, release: Mapping[str, Any], definition: Mapping[str, Any]) -> None:
        then, now = release.get("releaseDefinitionRevision"), definition.get("revision")
        if then and now and int(then) < int(now):
            self._run.warn(
                f"Release {release.get('name')} (id {release['id']}) was created from revision {then} of the definition,"
                f" which is at revision {now} by now: what changed since is not in the release. force: true creates"
                " another one."
            )

    def _create(self, wanted: Wanted, manual: list[str] | None, *, since: int) -> Outcome:
        self._check_creation(wanted)
        terms = declared_terms(wanted, self._declared)
        if self._run.check_mode:
            return Outcome(changed=True, result={"release": predicted(wanted, self._declared)}, before={}, after=terms)
        creator = Creator(self._client, wanted, self._run, since=since, alone=self._alone, reached=self.reached)
        draft = creator.create(creation(wanted, self._declared, manual, self._client.generation))
        release = self._written(self._plan(draft, is_new=True), is_new=True)
        return Outcome(changed=True, result={"release": release}, before={}, after=terms)

    def _check_creation(self, wanted: Wanted) -> None:
        """Raise DeclarationError for what a new release can not have on servers of this generation."""
        generation = self._client.generation
        if wanted.name is not None:
            NAMES.need(generation, "name")
        due = [one for one in wanted.settings if one.is_secret or not one.holds_in(wanted.definition)]
        if due and not VARIABLES_AT_CREATION.of(generation):
            VARIABLES.need(generation, option_of(due))

    # ------------------------------------------------------------------------------------------------------- both

    def _brought_to_state(self, release: Document) -> Outcome:
        if self._state == "draft" and release.get("status") == "active" and self._declared.get("release_id") is None:
            return self._draft_was_started(release)
        self._settings(release, must_allow=False)
        change = self._plan(release)
        document = change.actual
        if change.changed:
            document = change.predicted if self._run.check_mode else self._written(change)
        return Outcome(changed=change.changed, result={"release": document}, before=change.before, after=change.after)

    def _draft_was_started(self, release: Document) -> Outcome:
        self._run.warn(
            f"Release {release.get('name')} (id {release['id']}) is the declared one and is started by now, and what was"
            " started does not become a draft again; nothing is changed. force: true creates another draft, under another"
            " name."
        )
        return Outcome(changed=False, result={"release": release}, before={}, after={})

    def _plan(self, release: Document, *, is_new: bool = False) -> Change:
        generation = self._client.generation
        is_bare = release.get("status") == "draft" and not VARIABLES_AT_CREATION.of(generation)
        # A draft that stays one was given its secrets when it was created; nobody can see whether it has them.
        is_due = is_bare and (is_new or self._state == "active")
        return plan(self._declared, release, generation, is_without_values=is_due)

    def _written(self, change: Change, *, is_new: bool = False) -> Document:
        def replan(current: Document) -> Change:
            return self._plan(current, is_new=is_new)

        return apply(self._client, change, replan, self._comment, self.reached)


def _taken(listed: Mapping[str, Any]) -> DeclarationError:
    """The error for another release of the same name, which a server would refuse when the draft is there already."""
    return DeclarationError(
        f"{listed.get('name')} is the name of release {listed['id']} (status: {listed.get('status')}), and a definition has"
        " no two releases of one name: declare another name, or leave force out to bring that one into the state",
        option="name",
    )
