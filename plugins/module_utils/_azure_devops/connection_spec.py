# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options as an Ansible argument spec; merged into the spec of each module."""

from __future__ import annotations

import os
from typing import Any

from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import (
    DEFAULTS,
    ENVIRONMENT,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import SERVER_CHOICES
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import (
    AUTH_CHOICES,
    FromEnvironment,
)


def from_environment(*names: str) -> FromEnvironment:
    """Return the first of the variables that is set and not empty, marked as coming from there.

    Ansible's own ``env_fallback`` takes an empty variable for a value, and leaves no trace of where it came from, which
    the precedence of credentials needs.
    """
    for name in names:
        if os.environ.get(name):
            return FromEnvironment(os.environ[name])
    raise AnsibleFallbackNotFound


def _text(option: str, **more: Any) -> dict[str, Any]:
    environment = ENVIRONMENT.get(option)
    return {"type": "str", **({"fallback": (from_environment, list(environment))} if environment else {}), **more}


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
    "validate_certs": {"type": "bool", "default": DEFAULTS["validate_certs"]},
    "ca_path": {"type": "path"},
    "timeout": {"type": "int", "default": DEFAULTS["timeout"]},
    "retries": {"type": "int", "default": DEFAULTS["retries"]},
}
