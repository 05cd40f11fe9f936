# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers can do with builds from a version of the API on.

Sources: the OpenAPI documents (4.1 to 7.1), Microsoft's clients for Python (4.0 to 7.1) and for Node (2.2 to 4.1), and
the reference document of version 2.0. Where two of them differ, the older server is not relied on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.capabilities import Capability
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import Generation
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.build import (
    LEASE_CHANGES,
    LEASES,
    LEASES_OF_A_BUILD,
    TAGS_IN_ONE_REQUEST,
)

_HERE = "every build is looked at here"

ALL_ORDERS = Capability(
    "list of builds by the time of queueing or starting, and filter by that time",
    "4.1",
    "the server lists by the time of finishing, and builds are ordered and filtered here",
)
FINISH_ORDERS = Capability(
    "choice of the order of a list of builds", "3.0", "the newest first, which is the order of the first servers"
)
BRANCHES = Capability("filter of builds by branch", "3.0", _HERE)
NUMBER_PATTERNS = Capability("filter of builds by the beginning of their number", "4.1", _HERE)
REPOSITORIES = Capability("filter of builds by repository", "4.0", _HERE)
IDS = Capability("list of builds by their ids", "4.0", "each build is read by itself")
NO_XAML = Capability("list of builds without those of the type xaml", "4.0", "the server is asked for the other type")
DELETED = Capability("list of deleted builds", "3.0")
CHANGE_PAGES = Capability("list of a build's changes in pages", "3.0", "one page, as long as it has to be")

CHECK_IN_TICKETS = Capability("check-in ticket for a build", "3.0")
SOURCE_BUILDS = Capability("queueing of a build with another build's sources", "5.0")
TEMPLATE_PARAMETERS = Capability("template parameters of builds", "7.0")
REASON_OF_PULL_REQUESTS = Capability("builds of the reason pullRequest", "3.0")
REASON_OF_COMPLETION = Capability("builds of the reason buildCompletion", "4.1")
REASON_OF_FORCED_SCHEDULES = Capability("builds of the reason scheduleForced", "5.1")
REASON_OF_RESOURCES = Capability("builds of the reason resourceTrigger", "6.0")

REASONS: Mapping[str, Capability] = {
    "pullRequest": REASON_OF_PULL_REQUESTS,
    "buildCompletion": REASON_OF_COMPLETION,
    "scheduleForced": REASON_OF_FORCED_SCHEDULES,
    "resourceTrigger": REASON_OF_RESOURCES,
}
"""The reasons that the first version does not have."""

_NEEDED: Mapping[str, Capability] = {
    "template_parameters": TEMPLATE_PARAMETERS,
    "source_build_id": SOURCE_BUILDS,
    "check_in_ticket": CHECK_IN_TICKETS,
    "retention_leases": LEASES,
}
"""Options of the module ``build`` that older servers cannot do."""

CAPABILITIES = (
    ALL_ORDERS,
    FINISH_ORDERS,
    BRANCHES,
    NUMBER_PATTERNS,
    REPOSITORIES,
    IDS,
    NO_XAML,
    DELETED,
    CHANGE_PAGES,
    CHECK_IN_TICKETS,
    SOURCE_BUILDS,
    TEMPLATE_PARAMETERS,
    *REASONS.values(),
    LEASES,
    LEASES_OF_A_BUILD,
    LEASE_CHANGES,
    TAGS_IN_ONE_REQUEST,
)
"""All of them, as the table of the documentation has them."""


def need_all(options: Mapping[str, Any], generation: Generation) -> None:
    """Check that a server can do what is declared about a build.

    :raises DeclarationError: it cannot; the message names the first generation that can.
    """
    for option, capability in _NEEDED.items():
        if options.get(option):
            capability.need(generation, option)
    reason = REASONS.get(str(options.get("reason")))
    if reason is not None:
        reason.need(generation, "reason")
