# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the connection options to a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._connection_options import (
    SESSION_DEFAULTS,
    needed,
    refuse_empty,
    session_options,
    with_defaults,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import require_libraries
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import without_line_end
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    HeaderCredentials,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import HttpSession

#: The environment variables that fill an option which is not given.
ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "buildmaster_url": ("BUILDMASTER_URL",),
    "api_key": ("BUILDMASTER_API_KEY",),
}

_KEY_HEADER = "X-ApiKey"


def connect(params: Mapping[str, Any]) -> Client:
    """Make the client that the connection options describe; sends no request.

    :raises DeclarationError: an option is missing or wrong.
    :raises MissingLibraryError: requests is not there.
    """
    require_libraries()
    options = with_defaults(params, SESSION_DEFAULTS)
    refuse_empty(options, ENVIRONMENT, ENVIRONMENT)
    address = base_address(needed(options, "buildmaster_url", "The address of BuildMaster", ENVIRONMENT))
    key = without_line_end(needed(options, "api_key", "An API key", ENVIRONMENT))
    return Client(HttpSession(HeaderCredentials(_KEY_HEADER, key), session_options(options)), address)


def base_address(text: str) -> str:
    """The address that routes are put behind: without a page of the API, a query, or an end in a slash.

    :raises DeclarationError: it is no address, or has credentials in it, which are not for an address.
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DeclarationError("must be an address such as https://buildmaster.example.com", option="buildmaster_url")
    if "@" in parts.netloc or parts.query:
        raise DeclarationError(
            "must not have credentials or a query in it: the key belongs in api_key", option="buildmaster_url"
        )
    segments = [segment for segment in parts.path.split("/") if segment]
    folded = [segment.casefold() for segment in segments]
    kept = segments[: folded.index("api")] if "api" in folded else segments
    return "/".join([f"{parts.scheme}://{parts.netloc}", *kept])
