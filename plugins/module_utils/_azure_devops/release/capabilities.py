# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers can do with releases, by the version of the API that brought it.

Sources: the reference of 2016 (3.0-preview.2; its preface says the same of 2.2-preview.1), Microsoft's OpenAPI documents
from 4.1 on, and its SDKs of 2016 (for JavaScript), 4.0, 5.0 and later. [I] What the reference of 2016 does not have, and
the first SDK after it has, came with the version of that SDK.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import (
    DEPLOYMENTS,
    INTERVENTIONS,
    LOGS_OF_PHASES,
    TAGS,
)

# --------------------------------------------------------------------------------------------------- making, changing

PROPERTIES = Capability("properties of releases", "4.0", "the mark of our releases is a line of their description")
VARIABLES_AT_CREATION = Capability(
    "values of variables in the request that creates a release",
    "5.0",
    "from 2017 on the draft is given them before it is started",
)
DESCRIPTIONS = Capability("change of a release's description", "3.0")
VARIABLES = Capability("values of variables for a release", "3.0")
NAMES = Capability("release names of one's own choice", "5.1")
PULL_REQUESTS = Capability("releases for pull requests", "5.1")
DELETED = Capability("list of deleted releases, and their restoring", "4.0")
DEFAULT_VERSIONS = Capability(
    "default versions of artifacts in the list of what may be chosen", "4.0", "the newest version is taken"
)

# ------------------------------------------------------------------------------------------------------------- stages

STAGES = Capability("one stage of a release by itself", "5.0", "the whole release is read")
STAGE_VARIABLES = Capability("values of variables for one deployment", "5.0")
SCHEDULED_START = Capability("deployment at a time of one's choice", "3.0")
LINES = Capability("part of a task's log by its lines", "4.1", "the whole log is read and cut")

# -------------------------------------------------------------------------------------------------------------- lists

CONTENT_FILTERS = Capability(
    "filters of releases by name, stage, artifact and branch", "4.0", "the list is read and filtered by the collection"
)
ID_FILTER = Capability("filter of releases by ids", "4.1", "the list is read and filtered by the collection")
FOLDER_FILTER = Capability("filter of releases by folder", "5.1", "the list is read and filtered by the collection")
EXPANSIONS = Capability(
    "variables and tags in the list of releases",
    "4.1",
    "2018 has them in whole releases, which are read; before, lists show variables",
)
HISTORY = Capability("history of a release", "3.0")

CAPABILITIES = (
    PROPERTIES,
    VARIABLES_AT_CREATION,
    DESCRIPTIONS,
    VARIABLES,
    NAMES,
    TAGS,
    PULL_REQUESTS,
    DELETED,
    DEFAULT_VERSIONS,
    STAGES,
    STAGE_VARIABLES,
    SCHEDULED_START,
    DEPLOYMENTS,
    INTERVENTIONS,
    LOGS_OF_PHASES,
    LINES,
    CONTENT_FILTERS,
    ID_FILTER,
    FOLDER_FILTER,
    EXPANSIONS,
    HISTORY,
)

NEEDED: Mapping[str, Capability] = {
    "variables": STAGE_VARIABLES,
    "scheduled_time": SCHEDULED_START,
}
"""Options of ``release_environment`` that are nothing on a server without these."""


def check(options: Mapping[str, Any], needed: Mapping[str, Capability], generation: Generation) -> None:
    """Raise DeclarationError for an option that is given and that servers of a generation can do nothing with."""
    for option, capability in needed.items():
        if options.get(option):
            capability.need(generation, option)
