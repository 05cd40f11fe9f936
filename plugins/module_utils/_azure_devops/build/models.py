# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task declares about a build: the options of the module ``build`` that say something about the build itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.ids import why_nothing
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Flag,
    Name,
    Reference,
    Strict,
    Value,
    distinct_names,
    member,
    validated,
)
from ansible_collections.devops.release_management.plugins.module_utils._instants import instant
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    AfterValidator,
    BeforeValidator,
    Field,
)
from ansible_collections.devops.release_management.plugins.module_utils._masking import MASK


class Parameter(Value):
    """A parameter, which is no secret unless it says so."""

    is_secret: Flag = False


def _certain(what: str) -> Any:
    """The validator of a reference to a thing that has to be there by now."""

    def certain(value: int | str) -> int | str:
        complaint = why_nothing(what, value)
        if complaint:
            raise ValueError(complaint)
        return value

    return AfterValidator(certain)


def _moment(value: Any) -> str:
    if instant(value) is None:
        raise ValueError("must be a date with a time, such as 2026-03-01T12:30:00Z; without an offset it is UTC")
    return str(value)


Parameters = Annotated["dict[str, Parameter]", distinct_names("parameter")]
Moment = Annotated[str, BeforeValidator(_moment)]


class Lease(Strict):
    """A retention lease: somebody's wish that a build is not deleted."""

    owner_id: Name
    days_valid: Annotated[int, Field(ge=1)] | None = None
    protect_pipeline: Flag | None = None


class Build(Strict):
    """Which build, how it is queued where there is none, and how it is to be."""

    build_id: int | None = None
    build_number: Name | None = None
    definition: Annotated[Reference, _certain("build definition")] | None = None
    path: Name | None = None
    source_branch: Name | None = None
    source_version: Name | None = None
    parameters: Parameters | None = None
    template_parameters: Parameters | None = None
    queue: Annotated[Reference, _certain("agent queue")] | None = None
    priority: Annotated[str, member(enums.PRIORITY)] | None = None
    demands: list[Name] | None = None
    reason: Annotated[str, member(enums.REASON)] | None = None
    ignore_warnings: bool | None = None
    check_in_ticket: Name | None = None
    source_build_id: int | None = None
    keep_forever: bool | None = None
    status: Annotated[str, member(enums.STATUS)] | None = None
    result: Annotated[str, member(enums.RESULT)] | None = None
    start_time: Moment | None = None
    finish_time: Moment | None = None
    retention_leases: list[Lease] | None = None


def declared_build(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options that say something about the build, checked and in canonical types.

    :raises DeclarationError: an option is wrong.
    """
    return validated(Build, {name: value for name, value in params.items() if name in Build.model_fields})


def values_of(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Declared parameters as the wire has them."""
    return {name: parameter["value"] for name, parameter in parameters.items()}


def option_form(option: str, value: Any) -> Any:
    """A declared value as a diff shows it, without secrets."""
    if option not in ("parameters", "template_parameters"):
        return value
    return {name: MASK if entry["is_secret"] else entry["value"] for name, entry in value.items()}


def without_secrets(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """A build's document without the values of the parameters that were declared as secret: servers echo them."""
    shown = dict(document)
    for option, key in (("parameters", "parameters"), ("template_parameters", "templateParameters")):
        secret = {name.casefold() for name, entry in (options.get(option) or {}).items() if entry["is_secret"]}
        known = parameters_of(document, key) if secret else {}
        if known:
            masked = {name: MASK if name.casefold() in secret else value for name, value in known.items()}
            shown[key] = json.dumps(masked) if isinstance(document[key], str) else masked
    return shown


def parameters_of(document: Mapping[str, Any], key: str = "parameters") -> dict[str, Any]:
    """The parameters of a build's document, where they are JSON in a text; what is no map has none."""
    value = document.get(key)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}
