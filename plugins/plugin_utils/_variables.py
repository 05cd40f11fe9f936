# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that say the connection of a task, as they do for lookups: one for each project, host or play."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.plugin_utils._omitting import value_of
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import CONNECTION_OPTIONS

_PREFIXES = {"organization_url": "azure_devops_", "buildmaster_url": "buildmaster_"}
"""How the variables begin, by the option that a product has an address in."""

_WAYS_IN = (("token",), ("access_token",), ("username", "password"))
"""Options that belong together: a task that has some of one way does not want those of another."""


def with_variables(
    args: Mapping[str, Any],
    spec: Mapping[str, Mapping[str, Any]],
    variables: Mapping[str, Any],
    template: Callable[[Any], Any],
) -> dict[str, Any]:
    """Add to a task's arguments the options of its connection that it does not have and that variables say.

    :param args: the options of the task, with those of ``module_defaults``.
    :param template: makes the value of a variable.
    """
    own = [way for way in _WAYS_IN if any(option in args for option in way)]
    unwanted = {"auth", *(option for way in _WAYS_IN if way not in own for option in way)} if own else set()
    completed = dict(args)
    for option, variable in _said(spec, variables):
        # Of several names for an option the first one counts that says something.
        value = None if option in completed or option in unwanted else value_of(variable, variables, template)
        if value is not None:
            completed[option] = value
    return completed


def _said(spec: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the options for which there are variables, with their names."""
    prefix = next((prefix for address, prefix in _PREFIXES.items() if address in spec), None)
    if prefix is None:
        return
    for option in CONNECTION_OPTIONS:
        names = (f"{prefix}{option}", option) if option.startswith(prefix) else (f"{prefix}{option}",)
        yield from ((option, name) for name in names if option in spec and name in variables)
