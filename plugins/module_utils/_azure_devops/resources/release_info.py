# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_info``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.specification import (
    QUERY_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

RELEASE_INFO = Resource(
    name="release_info",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **QUERY_SPEC},
    run=query,
    connect=connect,
    never_empty=tuple(QUERY_SPEC),
    identities=("release_id", "definition_id", "definition_environment_id", "artifact_version_id"),
    changes=False,
    pretended={"releases": []},
    constraints={
        "mutually_exclusive": [("definition", "definition_id"), ("environment", "definition_environment_id")],
    },
)
