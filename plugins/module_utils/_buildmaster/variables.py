# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of a release or a build: what differs from the declared ones, and one request for each that does.

Setting all variables at once would delete those that are not declared, and blank the secrets that cannot be read.
Whether a server shows the value of a sensitive variable is not documented: where it does not, the value cannot be
compared, and counts as right unless it is always to be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import Document
from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK
from ansible_collections.devops.release_management.plugins.module_utils._names import fold
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

ALWAYS = "always"


@dataclass(frozen=True)
class Place:
    """Where variables are kept: the operations for them, and the values of their routes."""

    kind: str
    path: Mapping[str, str]

    def read(self, client: Client) -> Document:
        """All variables, by name; a plain one is a text."""
        document = client.call(f"{self.kind}_variables.list", **self.path)
        return document if isinstance(document, dict) else {}

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


def changes(declared: Mapping[str, Any], actual: Mapping[str, Any], update_secrets: str, run: Run) -> list[Change]:
    """What is to be set, so that the declared variables are there; others are left alone."""
    known = {fold(name): (name, value) for name, value in actual.items()}
    found = (_change(name, entry, known.get(fold(name)), update_secrets, run) for name, entry in declared.items())
    return [change for change in found if change is not None]


def _change(
    name: str, entry: Mapping[str, Any], known: tuple[str, Any] | None, update_secrets: str, run: Run
) -> Change | None:
    if known is None:
        return Change(name, entry["value"], entry["is_secret"], bool(entry.get("evaluate")), None)
    its_name, kept = known
    flags = kept if isinstance(kept, Mapping) else {}
    value = flags.get("value") if flags else kept
    was_secret, was_evaluated = (rules.flag(flags.get(flag)) is True for flag in ("sensitive", "evaluate"))
    is_secret = bool(entry["is_secret"]) or was_secret
    if was_secret:
        # It stays one, even where it is declared as if it were none.
        run.conceal(name, entry["value"])
        run.conceal(name, rules.text(value))
    evaluate = was_evaluated if entry.get("evaluate") is None else bool(entry["evaluate"])
    unreadable = was_secret and value in (None, "")
    same_value = unreadable or rules.text(value) == entry["value"]
    is_right = same_value and is_secret == was_secret and evaluate == was_evaluated
    if is_right and not (is_secret and update_secrets == ALWAYS):
        return None
    before = MASK if was_secret else rules.text(value)
    return Change(its_name, entry["value"], is_secret, evaluate, before)


def before_of(found: list[Change]) -> Document:
    """The variables that are to change, as they were, without secrets."""
    return {change.name: change.before for change in found if change.before is not None}


def after_of(found: list[Change]) -> Document:
    """The same as they are to be."""
    return {change.name: MASK if change.is_secret else change.value for change in found}


def shown(declared: Mapping[str, Any]) -> Document:
    """Declared variables as a diff shows them."""
    return {name: MASK if entry["is_secret"] else entry["value"] for name, entry in declared.items()}
