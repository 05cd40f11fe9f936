# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_log``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.log import ensure_log
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.specification import (
    LOG_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

# Without an action plugin: the attributes of files are a matter of the target.
RELEASE_LOG = Resource(
    name="release_log",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **LOG_SPEC},
    run=ensure_log,
    connect=connect,
    never_empty=("dest",),
    identities=("release_id",),
    pretended={"dest": None, "files": []},
    writes_files=True,
)
