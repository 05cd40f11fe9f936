# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definition_export``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.export.resource import (
    ensure,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    FILTER_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    Spec,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

EXPORT_SPEC: Spec = {
    "dest": {"type": "path", "required": True},
    "path": {"type": "str"},
    "names": {"type": "list", "elements": "str"},
    **FILTER_SPEC,
    "prune": {"type": "bool", "default": False},
    "concurrency": {"type": "int", "default": 8},
}

RELEASE_DEFINITION_EXPORT = Resource(
    name="release_definition_export",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **EXPORT_SPEC},
    run=ensure,
    connect=connect,
    never_empty=tuple(EXPORT_SPEC),
    pretended={"dest": None, "files": []},
    writes_files=True,
)
