# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of variables that a release is to have: which may be set, and whether a release has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.stage_names import (
    stage_named,
    stage_names,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import BLANK_SECRET
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, quoted, unknown
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules

Document = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """A declared value of a variable.

    :ivar stage: the stage whose variable it is; None for one of the whole release.
    :ivar name: as the server spells it.
    """

    stage: str | None
    name: str
    value: str
    is_secret: bool

    def wire(self) -> Document:
        """The value as requests have it."""
        return {"value": self.value, **({"isSecret": True} if self.is_secret else {})}

    def holds_in(self, release: Mapping[str, Any]) -> bool:
        """Whether a release has this value. A secret is never shown, so only its variable has to be there."""
        if self.is_secret:
            return _named(self._variables(release), self.name) is not None
        return bool(self.value_in(release) == self.value)

    def value_in(self, release: Mapping[str, Any]) -> Any:
        """The value that a release has; None where it has no such variable."""
        found = _named(self._variables(release), self.name)
        return None if found is None else rules.text(found[1].get("value"))

    def put_into(self, release: Document, *, shown: bool = False) -> None:
        """Give the value to a release's document; `shown` as a server answers it, without the value of a secret."""
        holder = (release if self.stage is None else stage_named(release, self.stage)) or {}
        variables = holder["variables"] = holder.get("variables") or {}
        found = _named(variables, self.name)
        name, variable = found or (self.name, {})
        hidden = {"value": None} if shown and self.is_secret else {}
        variables[name] = {**variable, **self.wire(), **hidden}

    def _variables(self, release: Mapping[str, Any]) -> Document:
        holder = release if self.stage is None else stage_named(release, self.stage)
        variables = (holder or {}).get("variables")
        return variables if isinstance(variables, dict) else {}


def settings(declared: Mapping[str, Any], place: Mapping[str, Any], *, must_allow: bool) -> list[Setting]:
    """The declared values, each checked against a document with ``variables`` and ``environments``.

    :param declared: the options ``variables`` and ``environments``.
    :param place: the definition, or an existing release of it.
    :param must_allow: whether a variable has to be one that may be set; so it is at creation only.
    :raises UnknownNameError: there is no such variable or stage.
    :raises DeclarationError: the variable is not one that may be set for a release.
    """
    shared = place.get("variables") or {}
    found = list(_settings(declared.get("variables") or {}, _Table([shared], must_allow), None, "variables"))
    for index, entry in enumerate(declared.get("environments") or []):
        option = f"environments[{index}]"
        name = stage_names([entry["name"]], place, f"{option}.name")[0]
        own = (stage_named(place, name) or {}).get("variables") or {}
        table = _Table([own, shared], must_allow)
        found.extend(_settings(entry.get("variables") or {}, table, name, f"{option}.variables"))
    return found


def deployment_settings(
    declared: Mapping[str, Any], release: Mapping[str, Any], stage: Mapping[str, Any]
) -> list[Setting]:
    """The declared values for a deployment, each checked against the variables of its stage and release.

    :param declared: the option ``variables``.
    :raises UnknownNameError: there is no such variable.
    :raises DeclarationError: the variable is not one that may be set.
    """
    tables = [stage.get("variables") or {}, release.get("variables") or {}]
    table = _Table(tables, must_allow=True, what_for="a deployment of this release")
    return list(_settings(declared, table, stage["name"], "variables"))


def option_of(found: Sequence[Setting]) -> str:
    """The option that declares these values."""
    return "variables" if any(one.stage is None for one in found) else "environments"


def _settings(declared: Mapping[str, Any], table: _Table, stage: str | None, option: str) -> Iterator[Setting]:
    seen: set[str] = set()
    for name, entry in declared.items():
        path = f"{option}.{name}"
        if fold(name) in seen:
            raise DeclarationError("is there twice: the case of a variable's name does not count", option=path)
        seen.add(fold(name))
        known, variable = table.settable(name, path)
        is_secret = bool(entry.get("is_secret")) or rules.flag(variable.get("isSecret")) is True
        if is_secret and not entry["value"]:
            raise DeclarationError(BLANK_SECRET, option=path)
        yield Setting(stage, known, entry["value"], is_secret)


@dataclass(frozen=True)
class _Table:
    """The variables that there are: those of the place itself first, then those that it shares with others."""

    maps: Sequence[Mapping[str, Any]]
    must_allow: bool
    what_for: str = "a release"

    def settable(self, name: str, option: str) -> tuple[str, Mapping[str, Any]]:
        """A variable as the server spells it."""
        found = [entry for entry in (_named(variables, name) for variables in self.maps) if entry is not None]
        if not found:
            raise unknown("variable", name, f"that can be set for {self.what_for}", self._open(), option)
        for known, variable in found:
            if not self.must_allow or rules.flag(variable.get("allowOverride")) is True:
                return known, variable
        others = f" Those that do: {quoted(self._open())}." if self._open() else ""
        raise DeclarationError(
            f"the definition does not let this variable be set for {self.what_for}: allow it there (allow_override:"
            f" true), or leave it out.{others}",
            option=option,
        )

    def _open(self) -> list[str]:
        names = {key for variables in self.maps for key, variable in variables.items() if self._is_open(variable)}
        return sorted(names)

    def _is_open(self, variable: Mapping[str, Any] | None) -> bool:
        return not self.must_allow or rules.flag((variable or {}).get("allowOverride")) is True


def _named(variables: Mapping[str, Any], name: str) -> tuple[str, Document] | None:
    return next(((key, value or {}) for key, value in variables.items() if fold(key) == fold(name)), None)
