# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of a release definition on servers of the 2015 document era: what differs from the modern ones.

The retention is the definition's. The settings of a job and the options of its stage by the same names are one there:
either may be declared, and the job is who says it in an export.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION as MODERN_DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.environments import (
    ENVIRONMENT,
    ENVIRONMENT_OPTIONS,
    ENVIRONMENTS,
    only_written,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import (
    Group,
    Layout,
    Nested,
    Row,
)

ONE_SETTING: Mapping[str, Any] = {
    "skip_artifacts_download": False,
    "timeout_in_minutes": 0,
    "enable_access_token": False,
}
"""The settings that are one, with what they are where nobody says them."""


def _with(layout: Layout, *rows: Row | Group, **changes: Any) -> Layout:
    """A layout with other rows for these options."""
    instead = {row.options: row for row in rows}
    known = [instead.pop(row.options, row) for row in layout.rows]
    return replace(layout, rows=(*known, *instead.values()), **changes)


_OPTIONS = _with(
    ENVIRONMENT_OPTIONS,
    *(
        only_written(row.option, row.wire, row.codec)
        for row in ENVIRONMENT_OPTIONS.rows
        if isinstance(row, Row) and row.option in ONE_SETTING
    ),
)
_ENVIRONMENT = _with(ENVIRONMENT, Row("environment_options", "environmentOptions", Nested(_OPTIONS)))

DEFINITION = _with(
    MODERN_DEFINITION,
    Row("environments", "environments", replace(ENVIRONMENTS, entry=Nested(_ENVIRONMENT))),
    Row(
        "retention_policy",
        "retentionPolicy",
        Nested(Layout(rows=(Row("days_to_keep", "daysToKeep", codecs.NUMBER),))),
    ),
    noise=MODERN_DEFINITION.noise - {"retentionPolicy"},
)


def settle(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options in which a stage and its job say the same of the settings that are one.

    A declared job says all of them, those by their default that neither names.
    Raises DeclarationError where the two are declared and differ.
    """
    if not options.get("environments"):
        return dict(options)
    stages = [_settle_stage(stage, f"environments[{index}]") for index, stage in enumerate(options["environments"])]
    return {**options, "environments": stages}


def _settle_stage(stage: dict[str, Any], path: str) -> dict[str, Any]:
    if not stage.get("deploy_phases"):
        return stage
    own = stage.get("environment_options") or {}
    job, *others = stage["deploy_phases"]
    settled = {}
    for name, usual in ONE_SETTING.items():
        said = [value for value in (own.get(name), job.get(name)) if value is not None]
        if len(said) == 2 and said[0] != said[1]:
            raise DeclarationError(
                f"is {said[1]}, and {path}.environment_options.{name} is {said[0]}: on this server both are one setting."
                " Say it in one place, or the same in both",
                option=f"{path}.deploy_phases[0].{name}",
            )
        settled[name] = said[0] if said else usual
    return {**stage, "environment_options": {**own, **settled}, "deploy_phases": [{**job, **settled}, *others]}
