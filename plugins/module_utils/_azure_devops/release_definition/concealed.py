# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters that are secrets by what ``document`` says of them.

A variable of the document that is a secret stays one when ``variables`` gives its value as a plain one. The parameters
are handed out with any result, also where they are wrong, so nothing is taken here to be what it should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import secrets
from ansible_collections.devops.release_management.plugins.module_utils._masking import is_marked

_STAGES = ("environments", "stages")


def secrets_of(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and value of each such variable in the parameters of ``release_definition``, validated or not."""
    document = params.get("document")
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return
    if isinstance(document, Mapping):
        known = _variables_of(document)
        yield from secrets.declared_as_plain(_by_known_ids(_variables_of(params), known), known)


def secrets_of_entries(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The same in the parameters of ``release_definitions``."""
    entries = params.get("definitions")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield from secrets_of(entry)


def _variables_of(given: Mapping[str, Any]) -> dict[str, Any]:
    stages = [stage for key in _STAGES for stage in _entries(given.get(key)) if isinstance(stage, Mapping)]
    return {
        "variables": _variables(given),
        "environments": [
            {"id": str(stage.get("id") or ""), "name": stage.get("name"), "variables": _variables(stage)}
            for stage in stages
        ],
    }


def _entries(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _variables(holder: Mapping[str, Any]) -> dict[str, Any]:
    variables = holder.get("variables")
    return {
        str(name): _variable(variable)
        for name, variable in (variables.items() if isinstance(variables, Mapping) else ())
    }


def _variable(given: Any) -> dict[str, Any]:
    """A variable with what counts here: a flag that is not clearly false is one."""
    if not isinstance(given, Mapping):
        return {"value": _text(given)}
    says = {"is_secret": given["is_secret"]} if given.get("is_secret") is not None else {}
    return {"value": _text(given.get("value")), "isSecret": is_marked(given), **says}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _by_known_ids(wanted: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """A stage goes by its id, or by its name where the document has no such id."""
    ids = {stage["id"] for stage in known["environments"]}
    stages = [stage if stage["id"] in ids else {**stage, "id": ""} for stage in wanted["environments"]]
    return {**wanted, "environments": stages}
