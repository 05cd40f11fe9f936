# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_release``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.release import ensure
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    RELEASE_SPEC,
    RELEASE_TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILDMASTER_RELEASE = Resource(
    name="buildmaster_release",
    argument_spec={**BUILDMASTER_CONNECTION_SPEC, **RELEASE_SPEC, **RELEASE_TASK_SPEC},
    run=ensure,
    connect=connect,
    pretended={"release": {"id": None}},
)
