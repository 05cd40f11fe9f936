# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release definition as servers from TFS 2018 on have it. Sources: the OpenAPI documents 4.1 to 7.2."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import codecs
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.artifacts import (
    ARTIFACTS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.environments import (
    ENVIRONMENTS,
    PROPERTIES,
    VARIABLES,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.triggers import (
    TRIGGERS,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Layout, Row

DEFINITION = Layout(
    rows=(
        Row("name", "name", codecs.TEXT),
        Row("path", "path", codecs.FOLDER),
        Row("description", "description", codecs.TEXT),
        Row("variables", "variables", VARIABLES),
        Row("variable_groups", "variableGroups", codecs.many_named("variable_group")),
        Row("artifacts", "artifacts", ARTIFACTS),
        Row("triggers", "triggers", TRIGGERS),
        Row("release_name_format", "releaseNameFormat", codecs.TEXT),
        Row("environments", "environments", ENVIRONMENTS),
        Row("properties", "properties", PROPERTIES),
    ),
    # The server's own marks; the comment is write-only and tags have an endpoint of their own.
    noise=frozenset(
        {"id", "revision", "url", "_links", "createdBy", "createdOn", "modifiedBy", "modifiedOn", "source"}
        | {"lastRelease", "isDeleted", "projectReference", "pipelineProcess", "comment", "tags", "retentionPolicy"}
    ),
    idle={"isDisabled": False},
)
