# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers of each generation can do with release definitions: the rows of this area."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DELETED_DEFINITIONS,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    LIMITS,
)

# The reference of 2016 (3.0-preview.1) has $expand alone; the document of 4.1 has all but the last one here.
FILTERS = Capability(
    "search and filters in the list of release definitions", "4.0", "all are listed, and filtered here"
)
EXPANSIONS = Capability("triggers, variables, tags and last release in the list of release definitions", "4.0")
# The notes on servers have it from 6.0 on, the OpenAPI documents from 5.1: filtered here it is right on either.
FOLDER_NAMES = Capability(
    "search in the names of folders of release definitions", "6.0", "all are listed, and filtered here"
)
FORCED_DELETION = Capability("deletion of a release definition with its deployments in progress", "4.0")
DIGESTS = Capability(
    "changed secrets of release definitions noticed", "4.0", "on_change of update_secrets acts as on_create"
)

_BY_OPTION = {path: limit.capability for limit in LIMITS for path in limit.paths}
TAGS = _BY_OPTION["tags"]
PROPERTIES = _BY_OPTION["properties"]
TAGS_SHOWN = Capability("tags in a release definition's document", "5.0", "read from their own list")

CAPABILITIES: tuple[Capability, ...] = (
    FILTERS,
    EXPANSIONS,
    FOLDER_NAMES,
    DELETED_DEFINITIONS,
    FORCED_DELETION,
    DIGESTS,
    TAGS_SHOWN,
    *dict.fromkeys(limit.capability for limit in LIMITS),
)
