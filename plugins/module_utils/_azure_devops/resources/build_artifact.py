# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_artifact``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.artifact import (
    ensure_artifact,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.specification import (
    ARTIFACT_SPEC,
    ONE_BUILD_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

# Without action plugins: the attributes of files are a matter of the target.
BUILD_ARTIFACT = Resource(
    name="build_artifact",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **ARTIFACT_SPEC},
    run=ensure_artifact,
    connect=connect,
    never_empty=(*ONE_BUILD_SPEC, "name", "dest"),
    identities=("build_id",),
    pretended={"dest": None, "files": []},
    writes_files=True,
)
