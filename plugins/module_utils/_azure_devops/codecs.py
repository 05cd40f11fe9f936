# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs of the values that release documents are made of, whatever their era.

``site.names`` is a Names: it gives ids for names when options are written to the wire, and names for ids on the way
back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._enumeration import Enumeration
from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Plain, Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import SetOf


class Names(Protocol):
    """What codecs ask of the catalogue."""

    def id_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> Any:
        """The id of a declared name; raises UnknownNameError or AmbiguousNameError. No project is the task's own."""

    def say(self, kind: str, identifier: Any, *, project: str | None = None) -> Any:
        """The name of an id, or the id itself where it has none or none is known. No project is the task's own."""

    def say_identity(self, reference: Mapping[str, Any]) -> Any:
        """What finds the person or group of such a reference again."""

    def task(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        """The ``taskId``, ``version`` and ``definitionType`` of a declared task."""

    def task_group(self, reference: str, version: str | None, option: str) -> Mapping[str, str]:
        """The same of a declared task group."""

    def say_task(self, task_id: str, version: str, definition_type: str) -> Mapping[str, str]:
        """The options that declare such a task."""


# ------------------------------------------------------------------------------------------------------------ rules


def folder(value: Any) -> Any:
    """A folder path: either slash, with or without one at the ends, in any case. Nothing is the root."""
    plain = rules.text(value)
    return spelled_folder(plain).casefold() if isinstance(plain, str) else plain


def spelled_folder(path: str) -> str:
    """A folder path as the server spells it: ``\\\\`` or ``\\\\one\\\\two``."""
    parts = [part for part in path.replace("/", "\\").split("\\") if part]
    return "\\" + "\\".join(parts)


def is_within(path: Any, top: str) -> bool:
    """Whether a folder is another one or below it. No path is the root: the first servers have no folders."""
    return f"{folder(path)}\\".startswith(f"{folder(top)}\\".replace("\\\\", "\\"))


def branch(value: Any) -> Any:
    """A branch or branch filter: ``main`` is ``refs/heads/main``."""
    plain = rules.text(value)
    if not isinstance(plain, str):
        return plain
    sign = plain[:1] if plain[:1] in ("+", "-") else ""
    name = plain[len(sign) :]
    return ("-" if sign == "-" else "") + name.removeprefix("refs/heads/")


def identity(value: Any) -> Any:
    """A person or group: two references with the same id are the same."""
    if isinstance(value, Mapping):
        return rules.folded(value.get("id") or value.get("uniqueName") or value.get("displayName"))
    return rules.folded(value)


def property_value(value: Any) -> Any:
    """A property, bare or as the server wraps it: ``{"$type": ..., "$value": ...}``."""
    if isinstance(value, Mapping) and "$value" in value:
        return rules.lenient(value["$value"])
    return rules.lenient(value) if not isinstance(value, (Mapping, list)) else rules.strict(value)


def weekdays(value: Any) -> Any:
    """Days of the week as a bit mask, from a number, a name, ``monday, friday``, or a list."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    words = value if isinstance(value, list) else str(value or "none").split(",")
    bits = {name: bit for bit, name in enums.WEEKDAY.numbers.items()}
    mask = 0
    for word in words:
        mask |= bits.get(enums.WEEKDAY.name_of(str(word).strip()) or "", 0)
    return mask


def status_or_json(value: Any) -> Any:
    """The value of a condition: a number of a stage's status, or JSON in a string."""
    return rules.json_text(value) if value != "" else ""


# ----------------------------------------------------------------------------------------------------------- codecs

TEXT = Plain(rules.text)
FOLDED = Plain(rules.folded)
FLAG = Plain(rules.flag)
NUMBER = Plain(rules.number)
FOLDER = Plain(folder, write=lambda value, _site: spelled_folder(value))
BRANCH = Plain(branch)
INPUT = Plain(rules.lenient, write=lambda value, _site: value["value"] if isinstance(value, Mapping) else value)
VERBATIM = Plain(lambda value: rules.strict(value or {}))
JSON_TEXT = Plain(
    rules.json_text,
    write=lambda value, _site: value if isinstance(value, str) else json.dumps(value),
)
PROPERTY = Plain(
    property_value, read=lambda value, _site: value.get("$value", value) if isinstance(value, dict) else value
)


def member(enumeration: Enumeration) -> Plain:
    """A member of an enumeration."""
    return Plain(enumeration.rule, read=lambda value, _site: enumeration.name_of(value) or value)


def condition(default: str = "succeeded()") -> Plain:
    """The expression under which something runs; nothing means the usual one."""
    return Plain(lambda value: rules.text(value) or default)


def named(kind: str) -> Plain:
    """The id of something that is declared by name."""
    return Plain(
        rules.folded,
        write=lambda value, site: site.names.id_of(kind, value, site.path),
        read=lambda value, site: site.names.say(kind, value),
    )


def many_named(kind: str) -> Plain:
    """A set of ids of things that are declared by name."""

    def write(values: Any, site: Site) -> Any:
        return [site.names.id_of(kind, value, site.at(index).path) for index, value in enumerate(values)]

    return Plain(
        write=write,
        read=lambda values, site: [site.names.say(kind, value) for value in values],
        custom_shape=SetOf(rules.folded),
    )


IDENTITY = Plain(
    identity,
    write=lambda value, site: {"id": site.names.id_of("identity", value, site.path)},
    read=lambda value, site: site.names.say_identity(value) if isinstance(value, Mapping) else value,
)


def _say_weekdays(value: Any, _site: Site) -> list[str]:
    mask = weekdays(value)
    if mask == 127:
        return ["all"]
    return [name for bit, name in enums.WEEKDAY.numbers.items() if 0 < bit < 127 and mask & bit]


WEEKDAYS = Plain(
    weekdays,
    write=lambda value, _site: "all" if weekdays(value) == 127 else ", ".join(value),
    read=_say_weekdays,
)


def _write_condition(value: Any, _site: Site) -> Any:
    if isinstance(value, str):
        status = enums.ENVIRONMENT_STATUS.name_of(value) if not value.isdigit() else None
        number = next((bit for bit, name in enums.ENVIRONMENT_STATUS.numbers.items() if name == status), None)
        return value if number is None else str(number)
    return json.dumps(value)


def _say_condition(value: Any, _site: Site) -> Any:
    """The status of a stage by its name; anything else, such as several statuses in one number, as it is."""
    return enums.ENVIRONMENT_STATUS.name_of(value) or value if str(value).isdigit() else value


CONDITION_VALUE = Plain(status_or_json, write=_write_condition, read=_say_condition)

TEXTS = Plain(custom_shape=SetOf(rules.text))


def _say_demand(value: Any) -> Any:
    """A demand as flat text; documents also have ``{name, value}``."""
    if isinstance(value, Mapping):
        return f"{value.get('name')} -equals {value['value']}" if value.get("value") else value.get("name")
    return value


DEMANDS = Plain(
    read=lambda value, _site: [_say_demand(entry) for entry in value],
    custom_shape=SetOf(
        lambda value: rules.folded(_say_demand(value)),
        # The server adds this one when a Build artifact is added (recorded VSTS answer to a PUT).
        server_adds=lambda value: str(_say_demand(value)).casefold().startswith("agent.version -gtversion"),
    ),
)


BRANCHES = SetOf(branch)
