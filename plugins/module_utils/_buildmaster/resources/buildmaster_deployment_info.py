# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_deployment_info``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.queries import query_deployments
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    DEPLOYMENT_QUERY_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILDMASTER_DEPLOYMENT_INFO = Resource(
    name="buildmaster_deployment_info",
    argument_spec={**BUILDMASTER_CONNECTION_SPEC, **DEPLOYMENT_QUERY_SPEC},
    run=query_deployments,
    connect=connect,
    identities=("deployment_id", "build_id", "release_id", "application_id", "environment_id"),
    never_empty=tuple(DEPLOYMENT_QUERY_SPEC),
    changes=False,
    pretended={"deployments": []},
    constraints={"mutually_exclusive": [("application_id", "application_name")]},
)
