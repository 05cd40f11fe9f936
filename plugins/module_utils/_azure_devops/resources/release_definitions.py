# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definitions``."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.concealed import (
    secrets_of_entries,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.many import (
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    DEFINITION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition import (
    TASK_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run

ENTRY_SPEC = {
    **DEFINITION_SPEC,
    **TASK_SPEC,
    "source": {"type": "str"},
    "stands_on": {"type": "list", "elements": "str"},
    "mistakes": {"type": "list", "elements": "str"},
}


def ensure(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Each entry has the options of ``release_definition`` but the connection, and says where it comes from."""
    return resource.ensure(params, client, run, ENTRY_SPEC)


RELEASE_DEFINITIONS = Resource(
    name="release_definitions",
    argument_spec={
        **AZURE_DEVOPS_CONNECTION_SPEC,
        "definitions": {"type": "list", "elements": "dict", "required": True, "options": ENTRY_SPEC},
        "path": {"type": "str"},
        "prune": {"type": "bool", "default": False},
        "prune_all": {"type": "bool", "default": False},
        "concurrency": {"type": "int", "default": 8},
    },
    run=ensure,
    connect=connect,
    secrets_in=secrets_of_entries,
    entries_apart=frozenset({"definitions"}),
)
