# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release definition in the declared state: find, plan, write once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import Catalogue
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.names import CatalogueNames
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import secrets
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.checks import (
    check_target,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.completion import (
    complete_jobs,
    forget_other_sources,
    name_endpoints,
    settle_branches,
    settle_idle,
    settle_primary,
    settle_retention,
    strict,
    warn_of_unlisted_versions,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    MODERN,
    OLD,
    Era,
    era_of,
    era_of_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    check_limits,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.stages import (
    check_conditions,
    check_cycles,
    follow_renames,
    place_stages,
    warn_of_lost_stages,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.removable_tags import (
    check_removable,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.difference import difference
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import identical, plan

Document = dict[str, Any]
_PEOPLE = ("owner", "approver")


@dataclass(frozen=True)
class Policy:
    """How a task wants its declaration applied.

    :ivar purge: whether keyed entries that are not declared go.
    :ivar update_secrets: ``on_change``, ``on_create`` or ``always``.
    :ivar strict_inputs: whether an input that a task does not have is an error.
    """

    purge: bool = True
    update_secrets: str = "on_change"
    strict_inputs: bool = False


@dataclass(frozen=True)
class Change:
    """A plan for one definition, and how to show it. The documents are laid out as the server has them.

    :ivar tags_to_add: tags have an endpoint of their own; the document's are ignored.
    """

    actual: Document | None
    target: Document
    document_changed: bool
    before: dict[str, Any]
    after: dict[str, Any]
    tags_to_add: list[str] = field(default_factory=list)
    tags_to_remove: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.document_changed or bool(self.tags_to_add or self.tags_to_remove)

    @property
    def predicted(self) -> Document:
        """The document as the server would answer it after the write; ids that it would give are null."""
        document = secrets.as_read(self.target)
        if self.actual is None:
            document.update(id=None, revision=None)
        for stage in document.get("environments") or []:
            stage.setdefault("id", None)
        document["tags"] = _tags_after(self)
        return document


class Planner:
    """Plans what a declaration means for what the server has; may plan again when the server moved on."""

    def __init__(self, client: Client, catalogue: Catalogue, run: Run, policy: Policy) -> None:
        self._catalogue = catalogue
        self._project = client.addresses.project or ""
        self._run = run
        self._policy = policy
        self._generation = client.generation
        self._era = era_of(client.generation.name)

    def plan(self, options: Mapping[str, Any], actual: Document | None) -> Change:
        """Compare, without any write. Raises DeclarationError for what can not be applied there."""
        for name, value in secrets.declared_as_plain(options, actual):
            # Before anything can fail: a failure comes with the parameters.
            self._run.conceal(name, value)
        era = self._era_of(actual)
        options = era.reword(options)
        check_limits(options, self._generation)
        options = era.settle(options)
        known = None if actual is None else era.read(actual)
        # Who has left the company still owns and approves what was theirs, until somebody declares another one.
        names = self._names(asking=False, standing=frozenset(_people_in(known)))
        declared = era.definition.to_wire(options, Site("", names))
        complete_jobs(declared, self._catalogue, strict if self._policy.strict_inputs else self._warn_of_input)
        warn_of_unlisted_versions(declared, known, self._catalogue, self._run.warn)
        settle_idle(declared, known, era.definition.idle)
        settle_branches(declared, known)
        settle_primary(declared, known, self._policy.purge)
        place_stages(declared, known, self._policy.purge)
        if era.retains_by_stage:
            settle_retention(declared, known, options)
        self._plan_secrets(era, declared, known)
        for name, value in secrets.readable_so_far(declared, known):
            self._run.conceal(name, value)
        for sentence in secrets.warnings(declared, known or {}):
            self._run.warn(sentence)
        shown = secrets.hidden(declared)
        target = plan(era.definition.shape, declared, known, self._policy.purge).target
        target = forget_other_sources(follow_renames(target, known, declared), known)
        check_conditions(declared, target, known)
        check_cycles(target, known)
        warn_of_lost_stages(target, known, self._run.warn)
        check_target(declared, target, known)
        return self._change(era, options, actual, era.write(target, actual), shown)

    def check(self, options: Mapping[str, Any]) -> None:
        """Raise as `plan` for what is wrong with options whatever the server has: what it can not have, unknown names."""
        check_limits(self._era.reword(options), self._generation)
        self._resolve(options, self._names(asking=False, standing=None))

    def look_up_names(self, options: Mapping[str, Any]) -> None:
        """Ask for the ids of all that these options name, for any plan that is made later. Raises as `plan`."""
        self._resolve(options, self._names(asking=False))

    def _resolve(self, options: Mapping[str, Any], names: CatalogueNames) -> None:
        era = self._era
        era.definition.to_wire(era.settle(era.reword(options)), Site("", names))

    def options_of(self, document: Mapping[str, Any], *, asking: bool) -> dict[str, Any]:
        """A document (of any era) in the terms in which it is declared, secrets without their value."""
        era = era_of_document(document, "release_definition", self._era)
        return self._said(era.read(document), era, asking=asking)

    def own_project(self) -> str:
        """The name of the task's project, which the task may give by its id."""
        return str(self._names(asking=True).say("project", None))

    def _said(self, view: Mapping[str, Any], era: Era, *, asking: bool) -> dict[str, Any]:
        shown = secrets.hidden(view)
        if shown.get("environments"):
            shown["environments"].sort(key=lambda stage: rules.number(stage.get("rank")))
        names = self._names(asking=asking)
        name_endpoints(shown, self._catalogue, names, asking=asking)
        return era.definition.to_option(shown, Site("", names))

    def _shown(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The same for a diff: with what is known without a request, and with the ids of stages, which outlive names."""
        options = self.options_of(document, asking=False)
        ids = {rules.folded(stage.get("name")): stage.get("id") for stage in document.get("environments") or []}
        for stage in options.get("environments") or []:
            if ids[rules.folded(stage.get("name"))]:
                stage["id"] = ids[rules.folded(stage.get("name"))]
        return options

    def _era_of(self, actual: Document | None) -> Era:
        """How a definition is laid out: as the generation does it, unless its document shows that it is a later one."""
        if self._era is not OLD or actual is None or era_of_document(actual, "release_definition", OLD) is OLD:
            return self._era
        self._run.warn(
            f"This server lays out its release definitions as later ones than {self._generation.title} do: set the"
            " option server to what it is, or leave it out, and the server is asked."
        )
        return MODERN

    def _names(self, *, asking: bool, standing: frozenset[str] | None = frozenset()) -> CatalogueNames:
        return CatalogueNames(self._catalogue, self._project, asking=asking, standing=standing)

    def _warn_of_input(self, option: str, finding: str) -> None:
        self._run.warn(f"{option}: {finding}")

    def _plan_secrets(self, era: Era, declared: dict[str, Any], actual: Document | None) -> None:
        mode = self._policy.update_secrets
        if mode == "on_change" and not era.keeps_properties:
            mode = "on_create"
            if secrets.declares_secrets(declared):
                self._run.warn(
                    "This server keeps no properties of a definition, so a changed secret can not be noticed:"
                    " update_secrets acts as on_create. Use always to rotate secrets."
                )
        secrets.plan_secrets(declared, actual, mode)
        if not era.keeps_properties:
            (declared.get("properties") or {}).pop(secrets.PROPERTY, None)

    def _change(
        self,
        era: Era,
        options: Mapping[str, Any],
        actual: Document | None,
        target: Document,
        declared: Mapping[str, Any],
    ) -> Change:
        add, remove = _tag_changes(options.get("tags"), (actual or {}).get("tags") or [])
        check_removable(remove, self._generation)
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        changed = actual is None or not identical(target, actual)
        if actual is None:
            after = _without_idle_maps(self._said(declared, era, asking=False), options)
        elif changed:
            before, after = difference(self._shown(secrets.hidden_ahead(actual, target)), self._shown(target))
            names = secrets.secret_inputs(options)
            before = secrets.without_inputs(before, names, secrets.HIDDEN)
            after = secrets.without_inputs(after, names, secrets.HIDDEN_CHANGE)
        change = Change(actual, target, changed, before, after, add, remove)
        if add or remove:
            if actual is not None:
                before["tags"] = sorted(actual.get("tags") or [])
            after["tags"] = sorted(_tags_after(change))
        return change


def _people_in(view: Any) -> Iterator[str]:
    """The ids of owners and approvers."""
    if isinstance(view, Mapping):
        for key, entry in view.items():
            if key in _PEOPLE and isinstance(entry, Mapping) and entry.get("id"):
                yield str(entry["id"])
            else:
                yield from _people_in(entry)
    elif isinstance(view, list):
        for entry in view:
            yield from _people_in(entry)


def _without_idle_maps(said: dict[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Options without the empty maps that nobody declares: what a plan has filled in and then not needed."""
    stages = {rules.folded(stage.get("name")): stage for stage in options.get("environments") or []}
    shown = {key: value for key, value in said.items() if value != {} or options.get(key) == {}}
    if shown.get("environments"):
        shown["environments"] = [
            {
                key: value
                for key, value in stage.items()
                if value != {} or stages[rules.folded(stage["name"])].get(key) == {}
            }
            for stage in shown["environments"]
        ]
    return shown


def _tag_changes(declared: list[str] | None, actual: list[str]) -> tuple[list[str], list[str]]:
    """Tags compare without case; a declared list is the whole of them."""
    if declared is None:
        return [], []
    wanted = {tag.casefold(): tag for tag in declared}
    known = {tag.casefold(): tag for tag in actual}
    return (
        [tag for name, tag in wanted.items() if name not in known],
        [tag for name, tag in known.items() if name not in wanted],
    )


def _tags_after(change: Change) -> list[str]:
    kept = [tag for tag in (change.actual or {}).get("tags") or [] if tag not in change.tags_to_remove]
    return kept + change.tags_to_add
