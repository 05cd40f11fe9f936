# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tasks give as parameters, and what of them the user declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

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


def unknown_option(name: Any, options: Iterable[str], aliases: Iterable[str] = ()) -> str:
    """Say that there is no such option, which one may have been meant, and which ones there are."""
    known = list(options)
    near = get_close_matches(str(name), [*known, *aliases], n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"is not an option here{hint}; the options are {', '.join(known)}"
