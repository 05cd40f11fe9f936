# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where in a task's parameters something is that the argument spec refuses.

Ansible's own validation answers before any model is asked, and says of a wrong place neither its index nor, of some,
its name; and it quotes the value, which may be a secret. This finds every such place again, in the words of the models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
    check_type_list,
)

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._parameters import unknown_option

# What any other type takes, Ansible converts from whatever is given.
_READERS: Mapping[Any, tuple[Callable[[Any], Any], str]] = {
    "bool": (check_type_bool, "must be true or false"),
    "int": (check_type_int, "must be a whole number"),
    "float": (check_type_float, "must be a number"),
    "dict": (check_type_dict, "must be a map"),
    "list": (check_type_list, "must be a list"),
}

VALIDATION_BREAKS = (TypeError, AttributeError, OverflowError)
"""What Ansible's validation raises, rather than refuse, for a plain value where a map with suboptions belongs, or an
infinite number where a whole one does."""


@dataclass(frozen=True)
class WrongPlace:
    """A place, such as ``environments[1].deploy_phases[0].queue``, and what is wrong there; never its value."""

    option: str
    sentence: str
    is_unknown: bool = False


def wrong_places(given: Mapping[str, Any], argument_spec: Mapping[str, Any], path: str = "") -> Iterator[WrongPlace]:
    """Yield the places with an option that the spec does not have, or with a value that is not of its type.

    :param given: the parameters as the task gives them, before any conversion.
    :param argument_spec: besides what Ansible knows, ``entries`` may say what the maps in a map of free names take.
    """
    names = {alias: name for name, option in argument_spec.items() for alias in (name, *(option.get("aliases") or ()))}
    for key, value in given.items():
        name = names.get(key)
        place = f"{path}{name or key}"
        if name is None:
            yield WrongPlace(place, unknown_option(key, argument_spec, names), is_unknown=True)
        elif value is not None:
            yield from _in_value(value, argument_spec[name], place)


def refusal_of(wrong: Sequence[WrongPlace]) -> DeclarationError:
    """The error that names them all."""
    first, *others = wrong
    more = "".join(f"; {place.option}: {place.sentence}" for place in others)
    return DeclarationError(f"{first.sentence}{more}", option=first.option)


def with_names(text: str, option: str, names: Sequence[str]) -> str:
    """A text with the name of an entry after each place that has its index, as in ``environments[1] (Production)``."""

    def named(place: re.Match[str]) -> str:
        index = int(place[1])
        return f"{place[0]} ({names[index]})" if index < len(names) and names[index] else place[0]

    return re.sub(rf"\b{option}\[(\d+)\]", named, text)


def _in_value(value: Any, option: Mapping[str, Any], place: str) -> Iterator[WrongPlace]:
    kind = option.get("type")
    complaint, read = _read(value, kind)
    if complaint:
        yield WrongPlace(place, complaint)
    elif kind == "list":
        entry = {"type": option.get("elements"), "options": option.get("options")}
        found = [one for index, element in enumerate(read) for one in _in_value(element, entry, f"{place}[{index}]")]
        # Ansible takes text apart at its commas; where that makes no entries, a list was meant.
        yield from found if isinstance(value, list) or not found else [WrongPlace(place, _READERS["list"][1])]
    elif kind == "dict" and option.get("options"):
        yield from wrong_places(read, option["options"], f"{place}.")
    elif kind == "dict" and option.get("entries"):
        for name, entry in read.items():
            if isinstance(entry, Mapping):
                yield from wrong_places(entry, option["entries"], f"{place}.{name}.")


def _read(value: Any, kind: Any) -> tuple[str, Any]:
    """What is wrong with a value of this type, or the value as Ansible reads it."""
    if kind not in _READERS:
        return "", value
    reader, complaint = _READERS[kind]
    try:
        return "", reader(value)
    except (TypeError, ValueError, OverflowError):
        return complaint, None
