# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_environment``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.deploying import (
    ensure as ensure_stage,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.specification import (
    STAGE_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

RELEASE_ENVIRONMENT = Resource(
    name="release_environment",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **STAGE_SPEC},
    run=ensure_stage,
    connect=connect,
    identities=("release_id",),
    pretended={"environment": {"id": None}, "release_id": None, "is_current": None},
    constraints={"mutually_exclusive": [("redeploy", "after_attempt")]},
)
