# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_definition_info``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    FILTER_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.queries import (
    query,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    Spec,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

QUERY_SPEC: Spec = {
    "id": {"type": "int"},
    "name": {"type": "str"},
    "path": {"type": "str"},
    **FILTER_SPEC,
    "property_filters": {"type": "list", "elements": "str"},
    "is_deleted": {"type": "bool"},
    "query_order": {"type": "str", "choices": ["idAscending", "idDescending", "nameAscending", "nameDescending"]},
    "expand": {
        "type": "list",
        "elements": "str",
        "choices": ["none", "environments", "artifacts", "triggers", "variables", "tags", "lastRelease"],
    },
    "limit": {"type": "int"},
    "include": {"type": "list", "elements": "str", "choices": ["deployments", "revisions"]},
    "revision": {"type": "int"},
    "as_options": {"type": "bool", "default": False},
}

RELEASE_DEFINITION_INFO = Resource(
    name="release_definition_info",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **QUERY_SPEC},
    run=query,
    connect=connect,
    never_empty=tuple(QUERY_SPEC),
    identities=("id",),
    changes=False,
    pretended={"release_definitions": [], "yaml": []},
)
