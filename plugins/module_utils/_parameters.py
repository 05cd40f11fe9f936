# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tasks give as parameters, and what of them the user declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

ENVIRONMENT_PARAMETER = "_release_management_environment"
"""What an action plugin sends to its module along with the user's parameters: variables for its environment."""


def declared_only(params: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params without what validation adds, at every depth that the spec describes.

    Validation sets unset options to None, and leaves an alias beside the option that it stands for. In a free-form
    map a null is the user's own and stays.
    """
    return {
        name: _declared_value(params[name], option)
        for name, option in argument_spec.items()
        if params.get(name) is not None
    }


def _declared_value(value: Any, option: Mapping[str, Any]) -> Any:
    sub_options = option.get("options")
    if sub_options is None:
        return value
    if isinstance(value, Mapping):
        return declared_only(value, sub_options)
    return [declared_only(entry, sub_options) if isinstance(entry, Mapping) else entry for entry in value]


def in_own_words(given: Any, argument_spec: Mapping[str, Any], path: str = "") -> Any:
    """Return options by their own names rather than by aliases, at every depth that the spec describes.

    :param given: the options as somebody wrote them; what is no map, such as an expression, is returned as it is.
    :raises DeclarationError: an option is given twice, by its name and by an alias.
    """
    if not isinstance(given, Mapping):
        return given
    names: dict[Any, str] = {
        alias: name for name, option in argument_spec.items() for alias in option.get("aliases") or ()
    }
    spelled: dict[str, Any] = {}
    for key, value in given.items():
        name: Any = names.get(key, key)
        place = f"{path}{name}"
        if key != name and name in given:
            raise DeclarationError(f"is given twice, as {key} too", option=place)
        options = (argument_spec.get(name) or {}).get("options")
        if options and isinstance(value, list):
            value = [in_own_words(entry, options, f"{place}[{index}].") for index, entry in enumerate(value)]
        spelled[name] = in_own_words(value, options, f"{place}.") if options else value
    return spelled


def with_null_for_empty(given: Any, path: str) -> Any:
    """Return options in which the one at a path is null where it is an empty text.

    An empty text is what Ansible makes of an expression that is null, before ansible-core 2.19.

    :param given: the options that are in the task, or in an entry of a list.
    :param path: the option; one of the entries of a list is after ``[].``.
    """
    name, is_inside, rest = path.partition("[].")
    if not isinstance(given, Mapping) or name not in given:
        return given
    value = given[name]
    if is_inside and isinstance(value, list):
        return {**given, name: [with_null_for_empty(entry, rest) for entry in value]}
    return given if is_inside or value != "" else {**given, name: None}


def nulls_at(given: Any, path: str) -> Iterator[str]:
    """Yield each place at which an option is given as null, such as ``artifacts[0].version``.

    :param given: the options that are in the task, or in an entry of a list.
    :param path: the option; one of the entries of a list is after ``[].``.
    """
    name, is_inside, rest = path.partition("[].")
    if not isinstance(given, Mapping) or name not in given:
        return
    if not is_inside and given[name] is None:
        yield name
    entries = given[name] if is_inside and isinstance(given[name], list) else ()
    for index, entry in enumerate(entries):
        yield from (f"{name}[{index}].{place}" for place in nulls_at(entry, rest))


def unknown_option(name: Any, options: Iterable[str], aliases: Iterable[str] = ()) -> str:
    """Say that there is no such option, which one may have been meant, and which ones there are."""
    known = list(options)
    near = near_options(name, [*known, *aliases])
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"is not an option here{hint}; the options are {', '.join(known)}"


def near_options(name: Any, options: Iterable[str]) -> list[str]:
    """The option that may have been meant by a name that is none; empty where none is near."""
    return get_close_matches(str(name), list(options), n=1)
