# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every operation of the API that the collection uses, area by area.

Versions are those of the servers' OpenAPI documents and of Microsoft's own SDK. Where neither shows that an operation
left its preview, the preview flag is sent: servers accept it for released operations too, but refuse its absence
otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.build import BUILD
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.core import CORE
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.operation import (
    Kind,
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations.release import RELEASE

OPERATIONS: Mapping[str, Operation] = {**CORE, **BUILD, **RELEASE}

__all__ = ["OPERATIONS", "Kind", "Operation"]
