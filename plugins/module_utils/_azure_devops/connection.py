# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the connection options to a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import (
    Addresses,
    resolve_addresses,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import (
    REQUEST_HEADERS,
    Client,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import AUTO, NEWEST
from ansible_collections.devops.release_management.plugins.module_utils._connection_options import (
    SESSION_DEFAULTS,
    needed,
    refuse_empty,
    session_options,
    with_defaults,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import require_libraries
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import choose_credentials
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import HttpSession

#: The environment variables that fill an option which is not given, the first one that is set and not empty.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "organization_url": ("AZURE_DEVOPS_ORG_URL", "AZDO_ORG_SERVICE_URL"),
    "release_url": ("AZURE_DEVOPS_RELEASE_URL",),
    "identity_url": ("AZURE_DEVOPS_IDENTITY_URL",),
    "project": ("AZURE_DEVOPS_PROJECT",),
    "token": ("AZURE_DEVOPS_EXT_PAT", "AZDO_PERSONAL_ACCESS_TOKEN"),
    "access_token": ("SYSTEM_ACCESSTOKEN",),
    "username": ("AZURE_DEVOPS_USERNAME",),
    "password": ("AZURE_DEVOPS_PASSWORD",),
    "server": ("AZURE_DEVOPS_SERVER",),
}

#: What an option means that neither the task nor the environment gives.
DEFAULTS: Mapping[str, Any] = {
    "auth": "auto",
    "server": AUTO,
    **SESSION_DEFAULTS,
}

_BY_TICKET = "kerberos"
"""The way to sign in that needs no option."""

_CREDENTIAL_OPTIONS = ("token", "access_token", "username", "password")


def connect(params: Mapping[str, Any]) -> Client:
    """Make the client that the connection options describe; sends no request.

    :param params: the options by name, None or absent where not given.
    :raises DeclarationError: an option is missing or wrong.
    :raises MissingLibraryError: requests is not there.
    """
    require_libraries()
    options = with_defaults(params, DEFAULTS)
    addresses = _addresses(options)
    has_credentials = any(options.get(name) for name in _CREDENTIAL_OPTIONS)
    needed_ones = () if has_credentials or options["auth"] == _BY_TICKET else _CREDENTIAL_OPTIONS
    refuse_empty(options, ("project", *needed_ones), ENVIRONMENT)
    given = {name: options.get(name) for name in _CREDENTIAL_OPTIONS}
    is_hosted = addresses.is_hosted or options["server"] == NEWEST.name
    credentials = choose_credentials(options["auth"], given, ENVIRONMENT, is_hosted=is_hosted)
    session = HttpSession(credentials, session_options(options), REQUEST_HEADERS)
    return Client(session, addresses, options["server"])


def _addresses(options: Mapping[str, Any]) -> Addresses:
    return resolve_addresses(
        needed(options, "organization_url", "The address of the organization or collection", ENVIRONMENT),
        release_url=options.get("release_url"),
        identity_url=options.get("identity_url"),
        project=options.get("project"),
    )
