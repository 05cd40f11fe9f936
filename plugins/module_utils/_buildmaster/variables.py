# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a release or a build: what differs from the declared ones, and one request for each that does.

Setting all variables at once would delete those that are not declared, and blank the secrets that cannot be read.
Whether a server shows the value of a sensitive variable is not documented: where it does not, the value cannot be
compared, and counts as right unless it is always to be sent. There is no place to keep a digest of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import Document
from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, joined
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

ON_CHANGE, ON_CREATE, ALWAYS = "on_change", "on_create", "always"


@dataclass(frozen=True)
class Place:
    """Where variables are kept: the operations for them, and the values of their routes."""

    kind: str
    path: Mapping[str, str]

    def read(self, client: Client) -> Document:
        """All variables, by name; a plain one is a text."""
        return client.mapping(f"{self.kind}_variables.list", **self.path)

    def write(self, client: Client, change: Change) -> None:
        client.call(f"{self.kind}_variables.set", body=change.wire(), **self.path, variable=change.name)


@dataclass(frozen=True)
class Change:
    """A variable that is to be set; `before` is None for one that is not there."""

    name: str
    value: str
    is_secret: bool
    evaluate: bool
    before: str | None

    def wire(self) -> Document:
        return {"value": self.value, "sensitive": self.is_secret, "evaluate": self.evaluate}


def of_release(release: Mapping[str, Any]) -> Place:
    path = {"application": release.get("applicationName"), "release": release.get("number")}
    return Place("release", {name: str(value) for name, value in path.items()})


def of_build(build: Mapping[str, Any]) -> Place:
    names = {"application": "applicationName", "release": "releaseNumber", "build": "number"}
    return Place("build", {name: str(build.get(key)) for name, key in names.items()})


def at_creation(declared: Mapping[str, Any]) -> Document:
    """The plain variables, as keys of a request; a secret one would be kept readable by it."""
    return {f"${name}": entry["value"] for name, entry in declared.items() if not _needs_flags(entry)}


def with_flags(declared: Mapping[str, Any]) -> Document:
    """The variables that only the Variables API can set."""
    return {name: entry for name, entry in declared.items() if _needs_flags(entry)}


def _needs_flags(entry: Mapping[str, Any]) -> bool:
    return bool(entry["is_secret"] or entry.get("evaluate"))


def settle(place: Place, declared: Mapping[str, Any], update_secrets: str, client: Client, run: Run) -> list[Change]:
    """Set what differs from the declared variables, and return that; others are left alone. Check mode only looks."""
    known = {fold(name): (name, value) for name, value in place.read(client).items()}
    found = [_compared(name, entry, known.get(fold(name)), run) for name, entry in declared.items()]
    hidden = [one.name for one in found if one.is_hidden]
    if hidden and update_secrets == ON_CHANGE:
        run.warn(
            f"BuildMaster does not show the value of {joined(hidden)}, so that a change of it cannot be noticed:"
            " update_secrets acts as on_create. Use always to rotate secrets."
        )
    wanted = [one.change for one in found if one.is_to_be_set(update_secrets)]
    if not run.check_mode:
        for change in wanted:
            place.write(client, change)
    return wanted


@dataclass(frozen=True)
class _Compared:
    """A declared variable beside the one that is there.

    :ivar was_secret: it is there and sensitive.
    :ivar is_hidden: its value is not shown, and so not compared.
    :ivar same_value: as far as it is compared.
    :ivar same_flags: sensitive and evaluated as declared.
    """

    change: Change
    was_secret: bool = False
    is_hidden: bool = False
    same_value: bool = False
    same_flags: bool = False

    @property
    def name(self) -> str:
        return self.change.name

    def is_to_be_set(self, update_secrets: str) -> bool:
        if self.change.is_secret and update_secrets == ALWAYS:
            return True
        left_alone = self.was_secret and update_secrets == ON_CREATE
        return not (self.same_flags and (self.same_value or left_alone))


def _compared(name: str, entry: Mapping[str, Any], known: tuple[str, Any] | None, run: Run) -> _Compared:
    if known is None:
        return _Compared(Change(name, entry["value"], entry["is_secret"], bool(entry.get("evaluate")), None))
    its_name, kept = known
    flags = kept if isinstance(kept, Mapping) else {}
    value = flags.get("value") if flags else kept
    was_secret, was_evaluated = (rules.flag(flags.get(flag)) is True for flag in ("sensitive", "evaluate"))
    # A secret stays one, even where it is declared as if it were none.
    is_secret = bool(entry["is_secret"]) or was_secret
    if was_secret:
        run.conceal(name, entry["value"])
        run.conceal(name, rules.text(value))
    evaluate = was_evaluated if entry.get("evaluate") is None else bool(entry["evaluate"])
    is_hidden = was_secret and value in (None, "")
    before = MASK if was_secret else rules.text(value)
    return _Compared(
        Change(its_name, entry["value"], is_secret, evaluate, before),
        was_secret=was_secret,
        is_hidden=is_hidden,
        same_value=is_hidden or rules.text(value) == entry["value"],
        same_flags=(is_secret, evaluate) == (was_secret, was_evaluated),
    )


def before_of(found: list[Change]) -> Document:
    """The variables that are to change, as they were, without secrets."""
    return {change.name: change.before for change in found if change.before is not None}


def after_of(found: list[Change]) -> Document:
    """The same as they are to be."""
    return {change.name: MASK if change.is_secret else change.value for change in found}


def shown(declared: Mapping[str, Any]) -> Document:
    """Declared variables as a diff shows them."""
    return {name: MASK if entry["is_secret"] else entry["value"] for name, entry in declared.items()}
