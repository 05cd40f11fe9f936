# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are written once, and never blanked."""

from __future__ import annotations

import copy
from typing import Any

from release_pieces import (
    wire,
)

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition import secrets
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import Plan, plan

# -------------------------------------------------------------------------------------------------------------- secrets


def _after_write(target: dict[str, Any]) -> dict[str, Any]:
    """As a server answers what it was sent: no secret has a value, properties are wrapped."""
    answered = copy.deepcopy(target)
    for holder in (answered, *answered.get("environments", [])):
        for variable in holder.get("variables", {}).values():
            if variable.get("isSecret"):
                variable["value"] = None
        holder["properties"] = {
            key: value if isinstance(value, dict) else {"$type": "System.String", "$value": value}
            for key, value in holder.get("properties", {}).items()
        }
    return answered


def _with_secrets(options: dict[str, Any], actual: dict[str, Any] | None, mode: str = "on_change") -> Plan:
    declared = wire(options)
    secrets.plan_secrets(declared, actual, mode)
    return plan(DEFINITION.shape, declared, actual)


SECRET = {
    "variables": {"token": {"value": "s3cret", "is_secret": True}},
    "environments": [{"name": "Dev", "variables": {"k": {"value": "x", "is_secret": True}}}],
}


def test_a_secret_is_written_once() -> None:
    answered = _after_write(_with_secrets(SECRET, None).target)

    again = _with_secrets(SECRET, answered)

    assert not again.changed
    assert again.target == answered


def test_a_changed_secret_is_written_and_the_other_one_is_not() -> None:
    answered = _after_write(_with_secrets(SECRET, None).target)
    changed = copy.deepcopy(SECRET)
    changed["variables"]["token"]["value"] = "new"  # type: ignore[index]

    found = _with_secrets(changed, answered)

    assert found.target["variables"]["token"]["value"] == "new"
    assert found.target["environments"][0]["variables"]["k"]["value"] is None
    assert not _with_secrets(changed, _after_write(found.target)).changed


def test_a_secret_without_a_declared_value_is_never_blanked() -> None:
    answered = {"variables": {"token": {"value": None, "isSecret": True}}}

    found = _with_secrets({"variables": {"token": {"is_secret": True, "allow_override": True}}}, answered)

    assert found.target == {"variables": {"token": {"value": None, "isSecret": True, "allowOverride": True}}}


def test_a_plain_value_keeps_a_secret_a_secret() -> None:
    answered = {"variables": {"token": {"value": None, "isSecret": True}}}

    found = _with_secrets({"variables": {"token": "new"}}, answered)

    assert found.target["variables"] == {"token": {"value": "new", "isSecret": True}}
    assert not _with_secrets({"variables": {"token": "new"}}, _after_write(found.target)).changed


def test_an_unchanged_pipeline_whose_secrets_others_set_is_left_alone_on_create() -> None:
    answered = {"variables": {"token": {"value": None, "isSecret": True}}}

    assert not _with_secrets({"variables": {"token": {"value": "x", "is_secret": True}}}, answered, "on_create").changed
