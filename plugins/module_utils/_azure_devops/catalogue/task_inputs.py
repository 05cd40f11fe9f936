# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One version of a task as the catalogue describes it, and what inputs it takes.

The answers have ``name``, ``version``, ``inputs`` and ``groups``; an input has ``name``, ``type``, ``required``,
``defaultValue``, ``aliases`` and ``visibleRule`` (absent when always shown).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.source import Document
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.visibility import (
    is_visible,
)
from ansible_collections.devops.release_management.plugins.module_utils._names import did_you_mean, fold, quoted

_ENDPOINT_TYPE = "connectedservice:"


@dataclass(frozen=True)
class TaskInput:
    """An input of a task.

    :ivar name: its canonical name, which documents use.
    :ivar default: its value where none is given; None when there is no default.
    :ivar visible_rules: the rules that all have to hold for it to be asked for: its own and its group's.
    """

    name: str
    type: str
    required: bool
    default: str | None
    aliases: tuple[str, ...]
    visible_rules: tuple[str, ...]

    @property
    def service_endpoint_type(self) -> str | None:
        """The type of service endpoint that it takes, such as ``AzureRM``; None when it takes none.

        The type on the wire is ``connectedService:<type>`` or ``connectedService:<type>:<schemes>``.
        """
        if not self.type.casefold().startswith(_ENDPOINT_TYPE):
            return None
        return self.type[len(_ENDPOINT_TYPE) :].partition(":")[0]


@dataclass(frozen=True)
class InputFinding:
    """Something odd about declared inputs, which servers accept: ``option`` says where, ``message`` what."""

    option: str
    message: str


@dataclass(frozen=True)
class TaskDefinition:
    """One version of a task or task group.

    :ivar version: such as ``2.279.0``.
    :ivar inputs: by canonical name, in the order of the task.
    :ivar aliases: canonical name of each alias.
    """

    task_id: str
    name: str
    version: str
    inputs: dict[str, TaskInput]
    aliases: dict[str, str]

    def input(self, name: str) -> TaskInput | None:
        """Find an input by its name or one of its aliases, in any case."""
        exact = self.inputs.get(name)
        if exact is not None:
            return exact
        wanted = fold(name)
        by_name = (known for known in self.inputs if fold(known) == wanted)
        by_alias = (known for alias, known in self.aliases.items() if fold(alias) == wanted)
        canonical = next(by_name, None) or next(by_alias, None)
        return None if canonical is None else self.inputs[canonical]

    def default(self, name: str) -> str | None:
        """Give the default of an input; None when it has none, or the task has no such input."""
        found = self.input(name)
        return found.default if found else None

    def service_endpoint_type(self, name: str) -> str | None:
        """Give the type of service endpoint that an input takes; None when it takes none."""
        found = self.input(name)
        return found.service_endpoint_type if found else None

    def described(self) -> str:
        """Name it in a sentence."""
        return f"'{self.name}' ({self.version})"


def read_task_definition(task_id: str, document: Document, version: str) -> TaskDefinition:
    """Read a task's definition from the server's document."""
    group_rules = {
        str(group.get("name")): str(group.get("visibleRule") or "") for group in document.get("groups") or []
    }
    inputs: dict[str, TaskInput] = {}
    aliases: dict[str, str] = {}
    for described in document.get("inputs") or []:
        found = _read_input(described, group_rules)
        inputs.setdefault(found.name, found)
        aliases.update({alias: found.name for alias in found.aliases if alias not in aliases})
    return TaskDefinition(task_id, str(document.get("name") or ""), version, inputs, aliases)


def _read_input(document: Document, group_rules: Mapping[str, str]) -> TaskInput:
    rules = (str(document.get("visibleRule") or ""), group_rules.get(str(document.get("groupName")), ""))
    return TaskInput(
        name=str(document.get("name") or ""),
        type=str(document.get("type") or ""),
        required=bool(document.get("required")),
        default=_default(document.get("defaultValue")),
        aliases=tuple(str(alias) for alias in document.get("aliases") or []),
        visible_rules=tuple(rule for rule in rules if rule),
    )


def _default(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value)


def check_inputs(
    definition: TaskDefinition, inputs: Mapping[str, Any], option: str
) -> tuple[dict[str, Any], list[InputFinding]]:
    """Give declared inputs under their canonical names, and what is odd about them.

    Odd is an input that the task does not have, one that is given twice (then the canonical name counts), and a
    required one that has no default, is not given and is not hidden by its rule. Whether that is a warning or an
    error is for the caller to say: servers accept all of it.

    :param option: path of the option that holds the inputs.
    """
    canonical: dict[str, Any] = {}
    findings: list[InputFinding] = []
    for given, value in inputs.items():
        known = definition.input(given)
        name = known.name if known else given
        if known is None:
            findings.append(_unknown_input(definition, given, option))
        if name in canonical:
            findings.append(InputFinding(f"{option}.{given}", f"The input '{name}' is given twice."))
        if name not in canonical or given == name:
            canonical[name] = value
    return canonical, [*findings, *_missing_inputs(definition, canonical, option)]


def _unknown_input(definition: TaskDefinition, given: str, option: str) -> InputFinding:
    hint = did_you_mean(given, [*definition.inputs, *definition.aliases])
    return InputFinding(f"{option}.{given}", f"The task {definition.described()} has no input '{given}'.{hint}")


def _missing_inputs(definition: TaskDefinition, given: Mapping[str, Any], option: str) -> list[InputFinding]:
    def value_of(name: str) -> str | None:
        known = definition.input(name)
        if known is None:
            return None
        return _text(given.get(known.name, known.default))

    return [
        InputFinding(option, f"The task {definition.described()} requires the input {_all_names(known)}.")
        for known in definition.inputs.values()
        if known.required
        and _text(given.get(known.name, known.default)) == ""
        and all(is_visible(rule, value_of) for rule in known.visible_rules)
    ]


def _all_names(known: TaskInput) -> str:
    return quoted([known.name, *known.aliases], "or")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
