# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``release_approval``."""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.approvals import (
    ensure as ensure_answers,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.specification import (
    APPROVAL_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource

RELEASE_APPROVAL = Resource(
    name="release_approval",
    argument_spec={**AZURE_DEVOPS_CONNECTION_SPEC, **APPROVAL_SPEC},
    run=ensure_answers,
    connect=connect,
    identities=("release_id",),
    pretended={"approvals": []},
    constraints={"required_if": [("state", "reassigned", ("assignee",))]},
)
