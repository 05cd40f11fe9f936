# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names to ids and back: queues, tasks, people and whatever else a declaration names.

``catalogue.py`` is the way in. Below it: ``directories.py`` (things with an id and a name), ``identities.py`` (people
and groups), ``task_store.py`` (tasks and task groups) with ``references.py`` (``PowerShell@2``) and
``task_inputs.py`` (inputs).
"""

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.catalogue import (
    Catalogue,
    catalogue_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.references import (
    TaskReference,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue.task_inputs import (
    InputFinding,
    TaskDefinition,
)

__all__ = ["Catalogue", "InputFinding", "TaskDefinition", "TaskReference", "catalogue_of"]
