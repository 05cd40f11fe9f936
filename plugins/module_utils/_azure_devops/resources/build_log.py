# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_log``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.log import ensure_log
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.specification import (
    LOG_SPEC,
    ONE_BUILD_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

BUILD_LOG = Resource(
    name="build_log",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **LOG_SPEC},
    run=ensure_log,
    connect=connect,
    never_empty=(*ONE_BUILD_SPEC, "task", "dest"),
    identities=("build_id",),
    pretended={"dest": None, "files": []},
    writes_files=True,
)
