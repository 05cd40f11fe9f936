# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of portals and of git, and what somebody may put into them."""

from __future__ import annotations

from typing import Any

import pytest
from release_documents import guid
from release_pieces import (
    BUILD,
    phase,
    wire,
    wire_build,
    wire_phase,
    wire_schedule,
)

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.completion import (
    settle_primary,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import plan

# ------------------------------------------------------------------------------------- documents of portals and of git


def test_a_portal_export_leaves_out_what_it_does_not_know() -> None:
    document = {
        "id": "",
        "createdBy": "{}",
        "modifiedBy": "{}",
        "name": "CD",
        "environments": [
            {"id": "", "name": "Dev", "rank": 1, "owner": "{}", "deployPhases": [{"phaseType": 1, "name": "Agent job"}]}
        ],
        "artifacts": [
            {
                "id": "",
                "alias": "_CI",
                "type": "Build",
                "definitionReference": {
                    "project": {"id": guid(1)},
                    "definition": '{"id": "5", "name": "x"}',
                    "defaultVersionTags": "{}",
                    "branches": "{}",
                },
            }
        ],
    }

    assert not plan(
        DEFINITION.shape, wire(options_of(document, "document")), {**wire_phase({}), **wire_build(), "name": "CD"}
    ).changed


@pytest.mark.parametrize(("value", "meant"), [(False, "false"), (True, "true"), (5, "5"), ("x", "x")])
def test_a_variable_of_a_document_keeps_its_value(value: Any, meant: str) -> None:
    """Documents in git have plain JSON values; a value that falls away silently would make the variable empty."""
    options = options_of({"name": "x", "variables": {"v": {"value": value}}}, "document")

    assert wire(options)["variables"]["v"]["value"] == meant


def test_a_bare_string_for_a_variable_of_a_document_is_its_value_or_an_error() -> None:
    """A server deletes such a variable silently; we do not."""
    try:
        options = options_of({"name": "x", "variables": {"v": "bare"}}, "document")
    except DeclarationError:
        return
    assert wire(options)["variables"]["v"]["value"] == "bare"


def test_a_schedule_of_a_document_may_bring_branch_filters_that_servers_drop() -> None:
    entry = {"daysToRelease": 127, "startHours": 3, "startMinutes": 0, "timeZoneId": "UTC", "branchFilters": ["+main"]}
    document = {"name": "CD", "environments": [{"name": "Dev", "rank": 1, "schedules": [entry]}]}

    options = options_of(document, "document")

    assert not plan(DEFINITION.shape, wire(options), {"name": "CD", **wire_schedule(daysToRelease="all")}).changed


def test_a_document_without_stages_says_nothing_about_stages() -> None:
    """Such as an entry of a listing: what it does not show is not declared."""
    assert "environments" not in options_of({"name": "x", "variables": {}}, "document")


@pytest.mark.parametrize(
    "reference",
    [{"branches": ["main"]}, {"branches": {"id": ["main"]}}, {"branches": None}, {"branches": 5}, {"branches": True}],
    ids=str,
)
def test_an_odd_entry_of_a_definition_reference_is_no_traceback(reference: dict[str, Any]) -> None:
    options = {
        "artifacts": [{"alias": "G", "type": "GitHub", "definition": "org/app", "definition_reference": reference}]
    }
    try:
        declared = wire(options)
        plan(
            DEFINITION.shape,
            declared,
            {"artifacts": [{"alias": "G", "type": "GitHub", "definitionReference": reference}]},
        )
    except DeclarationError as error:
        assert "definition_reference" in str(error)


@pytest.mark.parametrize(
    "raw", [{"deploymentInput": 5}, {"deploymentInput": []}, {"deploymentInput": {"parallelExecution": "x"}}], ids=str
)
def test_raw_that_would_bury_options_is_no_traceback(raw: dict[str, Any]) -> None:
    try:
        declared = wire(phase(demands=["java"], raw=raw))
        plan(DEFINITION.shape, declared, wire_phase({}))
    except DeclarationError as error:
        assert "raw" in str(error)


def test_a_declared_secondary_place_of_the_only_artifact_is_no_change() -> None:
    """An only artifact is the primary one whatever was sent (recorded answers)."""
    declared, actual = wire({"artifacts": [{**BUILD, "is_primary": False}]}), wire_build(isPrimary=True)
    settle_primary(declared, actual, purge=True)
    assert not plan(DEFINITION.shape, declared, actual).changed
