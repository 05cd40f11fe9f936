# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a release that is there into the declared state: what differs, and the writes for it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import TAGS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.capabilities import (
    DESCRIPTIONS,
    NAMES,
    VARIABLES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.finding import (
    read_release,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.marks import (
    described,
    description_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.predicting import HIDDEN
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.reached import Reached
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    stage_names,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.variables import (
    Setting,
    option_of,
    settings,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.removable_tags import (
    check_removable,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    ConflictError,
    DeclarationError,
    LostAnswerError,
    RefusedError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import fold

Document = dict[str, Any]

# The transitions that servers make (documents of the API); all others are refused by them (VS402966).
_LEGAL = frozenset({("draft", "active"), ("active", "abandoned")})
_WHY_NOT: Mapping[str, str] = {
    "draft": "a draft can be started (state: active) or deleted (state: absent)",
    "active": "what was started never becomes a draft again",
    "abandoned": "an abandoned release stays so; force: true, or another name, creates a new one",
}
# Options that are written by the request that also changes the status: their wire keys.
_PATCHED: Mapping[str, str] = {"name": "name", "keep_forever": "keepForever"}
# What each request of a change writes, by the options.
_WRITTEN_BY: Mapping[str, tuple[str, ...]] = {
    "releases.replace": ("description", "variables", "environments"),
    "releases.update": ("state", *_PATCHED),
    "release_tags": ("tags",),
}
_TRIES = 3


@dataclass
class Change:
    """What is to be done to a release.

    :ivar actual: the release as it is.
    :ivar target: the whole document to write; None where nothing of it differs.
    :ivar patch: the few properties that have a request of their own.
    :ivar before: what differs, in the terms of the options; ``after`` likewise.
    """

    actual: Document
    target: Document | None = None
    patch: Document = field(default_factory=dict)
    tags_to_add: list[str] = field(default_factory=list)
    tags_to_remove: list[str] = field(default_factory=list)
    before: Document = field(default_factory=dict)
    after: Document = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.target or self.patch or self.tags_to_add or self.tags_to_remove)

    def written_by(self, request: str) -> list[str]:
        """The options that one of its requests writes."""
        return [option for option in _WRITTEN_BY[request] if option in self.after]

    @property
    def predicted(self) -> Document:
        """The release as it would be."""
        known = {key: value for key, value in self.patch.items() if key in self.actual}
        return {**(self.target or self.actual), **known, "tags": _tags_after(self)}


def plan(
    declared: Mapping[str, Any], actual: Document, generation: Generation, *, is_without_values: bool = False
) -> Change:
    """What differs between a release and the declared options.

    :param is_without_values: whether it is a draft that may have been created without the declared values: then secrets
        are written, which nobody can compare.
    :raises DeclarationError: the release can not get there from its present state, or not on this generation of servers.
    """
    change = Change(actual)
    state = declared["state"]
    _plan_status(change, state)
    for option, key in _PATCHED.items():
        if option in declared and declared[option] != actual.get(key):
            if option == "name" and not _is_renamed(declared, actual, generation):
                continue
            _note(change, option, actual.get(key), declared[option])
            change.patch[key] = declared[option]
    if state != "abandoned":
        _plan_content(change, declared, generation, are_secrets_due=is_without_values)
    if "status" in change.patch and state == "active" and declared.get("manual_environments"):
        change.patch["manualEnvironments"] = stage_names(declared["manual_environments"], actual, "manual_environments")
    _plan_tags(change, declared.get("tags"), generation)
    return change


def _is_renamed(declared: Mapping[str, Any], actual: Document, generation: Generation) -> bool:
    """Whether a name that differs is a new one: without an id it found the release, which it may do in any case.

    A name that can not be changed may be declared in another case as well.
    """
    if fold(str(declared["name"])) == fold(str(actual.get("name"))):
        return "release_id" in declared and bool(NAMES.of(generation))
    NAMES.need(generation, "name")
    return True


def _plan_status(change: Change, state: str) -> None:
    present = str(change.actual.get("status"))
    if present == state:
        return
    if (present, state) not in _LEGAL:
        raise DeclarationError(
            f"release {change.actual.get('name')} (id {change.actual['id']}) is {_said(present)} and can not become"
            f" {_said(state)}: {_WHY_NOT.get(present, 'the server does not do that')}",
            option="state",
        )
    _note(change, "state", present, state)
    change.patch["status"] = state


def _plan_content(
    change: Change, declared: Mapping[str, Any], generation: Generation, *, are_secrets_due: bool
) -> None:
    """What only a write of the whole document changes: the description, and the variables of a draft."""
    target = copy.deepcopy(change.actual)
    description = description_of(change.actual)
    if "description" in declared and declared["description"] != description:
        DESCRIPTIONS.need(generation, "description")
        _note(change, "description", description, declared["description"])
        target["description"] = described(change.actual, declared["description"])
    differing = [
        one
        for one in settings(declared, change.actual, must_allow=False)
        if not one.holds_in(change.actual) or (one.is_secret and are_secrets_due)
    ]
    if differing and change.actual.get("status") != "draft":
        raise DeclarationError(
            f"release {change.actual.get('name')} (id {change.actual['id']}) is active and has another value for"
            f" {', '.join(one.name for one in differing)}; only a draft gets other values: declare another name, or"
            " force: true, for another release",
            option=option_of(differing),
        )
    if differing:
        VARIABLES.need(generation, option_of(differing))
    for one in differing:
        _note_setting(change, one)
        one.put_into(target)
    if target != change.actual:
        change.target = target


def _note(change: Change, option: str, before: Any, after: Any) -> None:
    change.before[option] = before
    change.after[option] = after


def _note_setting(change: Change, one: Setting) -> None:
    values = (None, HIDDEN) if one.is_secret else (one.value_in(change.actual), one.value)
    for side, value in zip((change.before, change.after), values, strict=True):
        table = side if one.stage is None else side.setdefault("environments", {}).setdefault(one.stage, {})
        table.setdefault("variables", {})[one.name] = value


def _plan_tags(change: Change, declared: Sequence[str] | None, generation: Generation) -> None:
    """Tags compare without case; a declared list is the whole of them."""
    if declared is None:
        return
    if declared:
        TAGS.need(generation, "tags")
    wanted = {fold(tag): tag for tag in declared}
    known = {fold(tag): tag for tag in change.actual.get("tags") or []}
    change.tags_to_add = [tag for key, tag in wanted.items() if key not in known]
    change.tags_to_remove = [tag for key, tag in known.items() if key not in wanted]
    check_removable(change.tags_to_remove, generation)
    if change.tags_to_add or change.tags_to_remove:
        _note(change, "tags", sorted(known.values()), sorted(_tags_after(change)))


def _tags_after(change: Change) -> list[str]:
    kept = [tag for tag in change.actual.get("tags") or [] if tag not in change.tags_to_remove]
    return kept + change.tags_to_add


def apply(
    client: Client, change: Change, replan: Callable[[Document], Change], comment: str | None, reached: Reached
) -> Document:
    """Write a change and return the release as the server then has it.

    When an answer is lost, or somebody else was faster, the release is read and the rest is planned anew.

    :param reached: is told of each write that the server took.
    :raises LostAnswerError: the answers were lost again and again.
    :raises RefusedError: the server refuses, and nobody changed the release meanwhile.
    """
    last: ReleaseManagementError | None = None
    for _attempt in range(_TRIES):
        if not change.changed:
            return change.actual
        try:
            return _write(client, change, comment, reached)
        except (LostAnswerError, RefusedError, ConflictError) as error:
            last = error
        again = replan(read_release(client, change.actual["id"]))
        is_lost = isinstance(last, LostAnswerError)
        if not is_lost and (again.before, again.after) == (change.before, change.after):
            raise last
        written = [option for option in change.after if is_lost and option not in again.after]
        if written:
            reached.wrote(written, again.actual)
        change = again
    if change.changed and last is not None:
        raise last
    return change.actual


def _write(client: Client, change: Change, comment: str | None, reached: Reached) -> Document:
    number = change.actual["id"]
    document = change.actual
    if change.target is not None:
        body = change.target if comment is None else {**change.target, "comment": comment}
        document = client.call("releases.replace", release_id=number, body=body)
        reached.wrote(change.written_by("releases.replace"), document)
    if change.patch:
        body = change.patch if comment is None else {**change.patch, "comment": comment}
        document = client.call("releases.update", release_id=number, body=body)
        reached.wrote(change.written_by("releases.update"), document)
    if change.tags_to_add:
        document = _tagged(document, client.call("release_tags.add_all", release_id=number, body=change.tags_to_add))
        reached.wrote(change.written_by("release_tags"), document)
    for tag in change.tags_to_remove:
        document = _tagged(document, client.call("release_tags.remove", release_id=number, tag=tag))
        reached.wrote(change.written_by("release_tags"), document)
    return document


def _tagged(release: Document, answer: Any) -> Document:
    tags = answer.get("value") if isinstance(answer, Mapping) else answer
    return {**release, "tags": list(tags or [])}


def _said(status: str) -> str:
    return "a draft" if status == "draft" else status
