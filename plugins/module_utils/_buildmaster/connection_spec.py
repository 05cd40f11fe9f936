# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options as an Ansible argument spec; merged into the spec of each module."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import ENVIRONMENT
from ansible_collections.devops.release_management.plugins.module_utils._connection_options import (
    SESSION_SPEC,
    text_option,
)

BUILDMASTER_CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "buildmaster_url": text_option(ENVIRONMENT["buildmaster_url"]),
    "api_key": text_option(ENVIRONMENT["api_key"], no_log=True),
    **SESSION_SPEC,
}
