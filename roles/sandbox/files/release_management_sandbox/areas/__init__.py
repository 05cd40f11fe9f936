# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The areas of the API. Each module is a table of resources over its handlers; a new area is one more module here."""

from __future__ import annotations

from release_management_sandbox.areas import (
    build_definitions,
    builds,
    core,
    distributed_task,
    git,
    identities,
    release_approvals,
    release_artifact_versions,
    release_definitions,
    release_deployments,
    release_environments,
    release_folders,
    release_interventions,
    release_logs,
    release_tags,
    releases,
    service_endpoints,
    variable_groups,
)

TABLES = (builds.TABLES,)
"""The tables of the areas that have indexes of their own."""

RESOURCES = (
    *core.RESOURCES,
    *identities.RESOURCES,
    *distributed_task.RESOURCES,
    *variable_groups.RESOURCES,
    *service_endpoints.RESOURCES,
    *git.RESOURCES,
    *build_definitions.RESOURCES,
    *builds.RESOURCES,
    *release_definitions.RESOURCES,
    *release_tags.RESOURCES,
    *release_folders.RESOURCES,
    *releases.RESOURCES,
    *release_environments.RESOURCES,
    *release_approvals.RESOURCES,
    *release_interventions.RESOURCES,
    *release_deployments.RESOURCES,
    *release_logs.RESOURCES,
    *release_artifact_versions.RESOURCES,
)
