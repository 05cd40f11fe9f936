# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``buildmaster_build_info``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection_spec import (
    BUILDMASTER_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.queries import query_builds
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.specification import (
    BUILD_QUERY_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILDMASTER_BUILD_INFO = Resource(
    name="buildmaster_build_info",
    argument_spec={**BUILDMASTER_CONNECTION_SPEC, **BUILD_QUERY_SPEC},
    run=query_builds,
    connect=connect,
    identities=("build_id", "release_id", "application_id"),
    never_empty=tuple(BUILD_QUERY_SPEC),
    changes=False,
    pretended={"builds": []},
    constraints={"mutually_exclusive": [("application_id", "application_name")]},
)
