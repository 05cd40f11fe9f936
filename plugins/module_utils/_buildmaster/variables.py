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
from ansible_collections.devops.release_management.plugins.module_utils._errors import NotFoundError
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
        """Set one.

        :raises NotFoundError: the server takes no variable of this name. What it is of was read a moment ago.
        """
        try:
            client.call(f"{self.kind}_variables.set", body=change.wire(), **self.path, variable=change.name)
        except NotFoundError as error:
            sentence = "The server takes no variable of this name, which is part of the address that sets it"
            raise NotFoundError(
                f"{sentence} (HTTP {error.status})",
                option=f"variables.{change.name}",
                status=error.status,
                details=error.details,
            ) from None


@dataclass(frozen=True)
class Setting:
    """What a variable is set to; `value` is None where it is not shown."""

    value: str | None
    is_secret: bool
    evaluate: bool

    @property
    def flags(self) -> dict[str, bool]:
        return {"is_secret": self.is_secret, "evaluate": self.evaluate}


@dataclass(frozen=True)
class Change:
    """A variable that is to be set; `before` is None for one that is not there."""

    name: str
    after: Setting
    before: Setting | None = None

    def wire(self) -> Document:
        return {"value": self.after.value, "sensitive": self.after.is_secret, "evaluate": self.after.evaluate}

    def shown_before(self) -> str | Document:
        """What it was, without a secret: what becomes one is one by now."""
        before = self.before or self.after
        return _shown(before, self._words_of(before), self._flags_that_change())

    def shown_after(self) -> str | Document:
        """What it is to be, so that it differs from what it was, also where that is a secret."""
        words = self._words_of(self.after)
        if self.before is not None and self.after.is_secret and not self._flags_that_change():
            words += " (sent again)" if self.before.value in (None, self.after.value) else " (another value)"
        return _shown(self.after, words, self._flags_that_change())

    def _words_of(self, setting: Setting) -> str:
        return MASK if self.after.is_secret else setting.value or ""

    def _flags_that_change(self) -> list[str]:
        if self.before is None:
            return _flags_of_new(self.after)
        return [name for name, flag in self.after.flags.items() if flag != self.before.flags[name]]


def _flags_of_new(setting: Setting) -> list[str]:
    # That it is a secret is seen by its mask.
    return ["evaluate"] if setting.evaluate else []


def _shown(setting: Setting, words: str, flags: list[str]) -> str | Document:
    return {"value": words, **{name: setting.flags[name] for name in flags}} if flags else words


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
        if self.change.after.is_secret and update_secrets == ALWAYS:
            return True
        left_alone = self.was_secret and update_secrets == ON_CREATE
        return not (self.same_flags and (self.same_value or left_alone))


def _compared(name: str, entry: Mapping[str, Any], known: tuple[str, Any] | None, run: Run) -> _Compared:
    if known is None:
        return _Compared(Change(name, _declared(entry)))
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
    before = Setting(None if is_hidden else rules.text(value), was_secret, was_evaluated)
    return _Compared(
        Change(its_name, Setting(entry["value"], is_secret, evaluate), before),
        was_secret=was_secret,
        is_hidden=is_hidden,
        same_value=is_hidden or before.value == entry["value"],
        same_flags=(is_secret, evaluate) == (was_secret, was_evaluated),
    )


def before_of(found: list[Change]) -> Document:
    """The variables that are to change, as they were, without secrets."""
    return {change.name: change.shown_before() for change in found if change.before is not None}


def after_of(found: list[Change]) -> Document:
    """The same as they are to be."""
    return {change.name: change.shown_after() for change in found}


def shown(declared: Mapping[str, Any]) -> Document:
    """Declared variables as a diff shows them."""
    return {name: Change(name, _declared(entry)).shown_after() for name, entry in declared.items()}


def _declared(entry: Mapping[str, Any]) -> Setting:
    return Setting(entry["value"], bool(entry["is_secret"]), bool(entry.get("evaluate")))
