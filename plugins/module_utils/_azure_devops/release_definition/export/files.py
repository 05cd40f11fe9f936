# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of a release definition in an export: its options as YAML, below a line that says who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.options_yaml import (
    as_yaml,
    read_yaml,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.places import (
    Identity,
)

Options = dict[str, Any]

# Nothing that is another one tomorrow, or in another project: the same pipeline gives the same file.
HEAD = "---\n# A release pipeline, written by devops.release_management.release_definition_export\n"
_FIRST = ("name", "path")


def text_of(options: Mapping[str, Any]) -> str:
    """The file of a definition's options."""
    first = {option: options[option] for option in _FIRST if option in options}
    return HEAD + as_yaml({**first, **options})


def is_of_an_export(text: str) -> bool:
    """Whether a file still has the line that says so."""
    # Git may have given it other ends of lines.
    return text.replace("\r\n", "\n").startswith(HEAD)


def identity_in(text: str) -> Identity | None:
    """Which definition a file of an export is about; none where people have made something else of it."""
    content = read_yaml(text)
    if not isinstance(content, Mapping) or not isinstance(content.get("name"), str):
        return None
    return Identity.of(content)


def secrets_in(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the options that declare a secret, whose value nobody can read."""
    yield from _secrets_of(options.get("variables"), "variables")
    for index, stage in enumerate(options.get("environments") or ()):
        yield from _secrets_of(stage.get("variables"), f"environments[{index}].variables")


def _secrets_of(variables: Mapping[str, Any] | None, place: str) -> Iterator[str]:
    for name, variable in (variables or {}).items():
        if isinstance(variable, Mapping) and variable.get("is_secret"):
            yield f"{place}.{name}"
