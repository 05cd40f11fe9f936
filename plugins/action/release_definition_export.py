# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.resources.release_definition_export import (
    RELEASE_DEFINITION_EXPORT,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._action import ResourceAction


class ActionModule(ResourceAction):
    resource = RELEASE_DEFINITION_EXPORT
