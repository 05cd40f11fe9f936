# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_deployment``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.deployment import ensure
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    DEPLOYMENT_SPEC,
    DEPLOYMENT_TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILDMASTER_DEPLOYMENT = Resource(
    name="buildmaster_deployment",
    argument_spec={**BUILDMASTER_CONNECTION_SPEC, **DEPLOYMENT_SPEC, **DEPLOYMENT_TASK_SPEC},
    run=ensure,
    connect=connect,
    identities=("build_id",),
    pretended={"deployment": {"id": None}},
    constraints={"mutually_exclusive": [("release", "pipeline"), ("build_id", "build")]},
)
