# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task declares about a release, a build or a deployment: checked, and in canonical types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.objects import Document
from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    Flag,
    Name,
    Reference,
    Strict,
    Text,
    Value,
    distinct_names,
    validated,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import AfterValidator


class Passed(Value):
    """The value of a variable that goes with a request, which is no secret unless it says so."""

    is_secret: Flag = False


class Variable(Passed):
    """The value of a variable that is kept; ``evaluate`` makes an expression of it."""

    evaluate: Flag | None = None


def _without_sigil(entries: dict[str, Any]) -> dict[str, Any]:
    wrong = next((name for name in entries if name.startswith("$")), None)
    if wrong is not None:
        raise ValueError(f"{wrong} is to be written without the $")
    return entries


Variables = Annotated["dict[str, Variable]", distinct_names("variable"), AfterValidator(_without_sigil)]
PassedVariables = Annotated["dict[str, Passed]", distinct_names("variable"), AfterValidator(_without_sigil)]


class Release(Strict):
    """A release of an application."""

    application: Reference
    number: Name
    pipeline: Name | None = None
    name: Name | None = None
    variables: Variables | None = None
    reason: Text | None = None


class Build(Strict):
    """A build of a release, or of an application without releases."""

    application: Reference | None = None
    release: Name | None = None
    number: Name | None = None
    build_id: int | None = None
    pipeline: Name | None = None
    variables: Variables | None = None


class Deployment(Strict):
    """A build, and the stage that it is to be deployed to."""

    application: Reference | None = None
    release: Name | None = None
    build: Name | None = None
    build_id: int | None = None
    pipeline: Name | None = None
    to_stage: Name | None = None
    start_time: Name | None = None
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
