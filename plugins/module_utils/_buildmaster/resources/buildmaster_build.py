# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_build``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.build import ensure
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    BUILD_SPEC,
    BUILD_TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILDMASTER_BUILD = Resource(
    name="buildmaster_build",
    argument_spec={**BUILDMASTER_CONNECTION_SPEC, **BUILD_SPEC, **BUILD_TASK_SPEC},
    run=ensure,
    connect=connect,
    identities=("build_id",),
    pretended={"build": {"id": None}},
    constraints={"mutually_exclusive": [("release", "pipeline"), ("build_id", "number")]},
)
