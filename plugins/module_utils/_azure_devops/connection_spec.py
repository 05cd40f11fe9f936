# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options as an Ansible argument spec; merged into the spec of each module."""

from __future__ import annotations

from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import (
    DEFAULTS,
    ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import SERVER_CHOICES
from ansible_collections.devops.release_management.plugins.module_utils._connection_options import (
    SESSION_SPEC,
    text_option,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import AUTH_CHOICES


def _text(option: str, **more: Any) -> dict[str, Any]:
    return text_option(ENVIRONMENT.get(option, ()), **more)


AZURE_DEVOPS_CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "organization_url": _text("organization_url"),
    "release_url": _text("release_url"),
    "identity_url": _text("identity_url"),
    "project": _text("project"),
    "token": _text("token", no_log=True),
    "access_token": _text("access_token", no_log=True),
    "username": _text("username"),
    "password": _text("password", no_log=True),
    "auth": _text("auth", choices=list(AUTH_CHOICES), default=DEFAULTS["auth"]),
    "server": _text("server", choices=list(SERVER_CHOICES), default=DEFAULTS["server"]),
    **SESSION_SPEC,
}
