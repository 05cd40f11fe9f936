# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_tags``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import query_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.specification import (
    ONE_BUILD_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

# No module: the lookup of this name.
BUILD_TAGS = Resource(
    name="build_tags",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **ONE_BUILD_SPEC},
    run=query_tags,
    connect=connect,
    never_empty=tuple(ONE_BUILD_SPEC),
    identities=("build_id",),
    changes=False,
    pretended={"tags": []},
)
