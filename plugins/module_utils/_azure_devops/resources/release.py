# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.resource import ensure
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.specification import (
    RELEASE_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

RELEASE = Resource(
    name="release",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **RELEASE_SPEC},
    run=ensure,
    connect=connect,
    identities=("release_id", "artifacts[].version"),
    pretended={"release": {"id": None}},
)
