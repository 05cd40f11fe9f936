# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definition``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.concealed import (
    secrets_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.resource import (
    ensure,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    DEFINITION_SPEC,
    Spec,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

# How the task itself is to go about it: the only options with a default.
TASK_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "purge": {"type": "bool", "default": True},
    "update_secrets": {
        "type": "str",
        "choices": ["on_change", "on_create", "always"],
        "default": "on_change",
        "no_log": False,
    },
    "strict_inputs": {"type": "bool", "default": False},
    "document": {"type": "raw"},
    "restore_revision": {"type": "int"},
    "force_delete": {"type": "bool", "default": False},
}

RELEASE_DEFINITION = Resource(
    name="release_definition",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **DEFINITION_SPEC, **TASK_SPEC},
    run=ensure,
    connect=connect,
    secrets_in=secrets_of,
)
