# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a release: what a task may declare, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from ansible_collections.devops.release_management.plugins.module_utils._declared import (
    FilledReference,
    Flag,
    Name,
    Strict,
    Text,
    Value,
    validated,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import Field, model_validator

LATEST = "latest"


class Artifact(Strict):
    """An alias of the definition, and the version that the release is to have of it."""

    alias: Name
    version: FilledReference | None = None
    branch: Name | None = None
    tags: list[Name] | None = None

    @model_validator(mode="after")
    def _says_a_version(self) -> Any:
        if self.tags and self.version not in (None, LATEST):
            raise ValueError("tags choose the latest version that has them, so version can only be latest")
        if self.version is None and self.branch is None and not self.tags:
            raise ValueError("needs a version, or else a branch or tags of which the latest is meant")
        return self


class Stage(Strict):
    """A stage of the definition, and the values of its variables in the release."""

    name: Name
    variables: dict[str, Value] = Field(default_factory=dict)


class Release(Strict):
    """A release."""

    release_id: Annotated[int, Field(gt=0)] | None = None
    name: Name | None = None
    definition: FilledReference | None = None
    path: str | None = None
    artifacts: list[Artifact] | None = None
    description: Text | None = None
    variables: dict[str, Value] | None = None
    environments: list[Stage] | None = None
    manual_environments: list[Name] | None = None
    reason: str | None = None
    keep_forever: Flag | None = None
    tags: list[Name] | None = None
    comment: Text | None = None
    match_limit: int | None = None
    force: Flag | None = None
    state: str | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Any:
        if self.release_id is None and self.definition is None:
            raise ValueError("definition is needed to find or create a release (or release_id, to find one)")
        if self.force and self.release_id is not None:
            raise ValueError("force creates a release, so it can not stand together with release_id")
        return self


def declared_release(params: Mapping[str, Any]) -> dict[str, Any]:
    """The declared options, checked; those of the connection are left out.

    :raises DeclarationError: with the path of the wrong option.
    """
    return validated(Release, {key: value for key, value in params.items() if key in Release.model_fields})
