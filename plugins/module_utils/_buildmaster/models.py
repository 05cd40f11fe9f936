# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task declares about a release, a build or a deployment: checked, and in canonical types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import Document
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    FilledReference,
    Flag,
    Name,
    Strict,
    Text,
    Value,
    distinct_names,
    validated,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    AfterValidator,
    BeforeValidator,
)


def _application(value: Any) -> Any:
    if isinstance(value, (bool, float)):
        raise ValueError("must be a name or a whole number. Quote a name that YAML takes for something else")
    return value


Application = Annotated[FilledReference, BeforeValidator(_application)]


def _given(value: Any) -> Any:
    if value is None:
        raise ValueError('is null. Write "" for an empty text')
    return value


class Passed(Value):
    """The value of a variable that goes with a request, which is no secret unless it says so."""

    value: Annotated[Text, BeforeValidator(_given)]
    is_secret: Flag = False


class Variable(Passed):
    """The value of a variable that is kept; ``evaluate`` makes an expression of it."""

    evaluate: Flag | None = None


def _well_named(entries: dict[str, Any]) -> dict[str, Any]:
    for name in entries:
        if name.startswith("$"):
            raise ValueError(f"{name} is to be written without the $")
        # A variable is set at an address that ends with its name: these would lead to another one.
        if name.strip() in ("", ".", ".."):
            raise ValueError(f"'{name}' cannot be the name of a variable")
    return entries


def _moment(text: str) -> str:
    if re.fullmatch(r"[\d.]+", text.strip()):
        raise ValueError('is a number and no date or time. Quote a time, as in "22:00", which is a number for YAML')
    return text


Moment = Annotated[Name, AfterValidator(_moment)]


Variables = Annotated["dict[str, Variable]", distinct_names("variable"), AfterValidator(_well_named)]
PassedVariables = Annotated["dict[str, Passed]", distinct_names("variable"), AfterValidator(_well_named)]


class Release(Strict):
    """A release of an application."""

    application: Application
    number: Name
    pipeline: Name | None = None
    name: Name | None = None
    variables: Variables | None = None
    reason: Text | None = None


class Build(Strict):
    """A build of a release, or of an application without releases."""

    application: Application | None = None
    release: Name | None = None
    number: Name | None = None
    build_id: int | None = None
    pipeline: Name | None = None
    variables: Variables | None = None


class Deployment(Strict):
    """A build, and the stage that it is to be deployed to."""

    application: Application | None = None
    release: Name | None = None
    build: Name | None = None
    build_id: int | None = None
    pipeline: Name | None = None
    to_stage: Name | None = None
    start_time: Moment | None = None
    variables: PassedVariables | None = None


def declared(model: type[Strict], params: Mapping[str, Any]) -> Document:
    """The options that say something about the thing itself.

    :raises DeclarationError: an option is wrong.
    """
    return validated(model, {name: value for name, value in params.items() if name in model.model_fields})


def application_filter(reference: int | str | None) -> Document:
    """An application by its id (a text of digits too) or its name, as requests have it."""
    if reference is None:
        return {}
    if isinstance(reference, int) or reference.isdecimal():
        return {"applicationId": int(reference)}
    return {"applicationName": reference}
