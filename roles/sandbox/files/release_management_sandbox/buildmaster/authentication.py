# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API key: in the header `X-ApiKey`, as `key` in query or form, as `API_Key` at the root of JSON, or by Basic."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping

from release_management_sandbox.buildmaster.parameters import Parameters, first_of, pairs_of_text

_USER = "api"


def may_enter(headers: Mapping[str, str], query: str, parameters: Parameters | None, token: str) -> bool:
    """Whether the key comes with a request; `parameters` is None where its body holds none."""
    return any(hmac.compare_digest(given.encode(), token.encode()) for given in _keys(headers, query, parameters))


def _keys(headers: Mapping[str, str], query: str, parameters: Parameters | None) -> Iterator[str]:
    candidates = (
        headers.get("x-apikey"),
        first_of(pairs_of_text(query), "key"),
        _password(headers.get("authorization", "")),
        parameters.text("key", "API_Key") if parameters else None,
    )
    return (candidate for candidate in candidates if candidate)


def _password(authorization: str) -> str | None:
    """The password of Basic authentication for the user `api`."""
    scheme, _blank, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if user.lower() == _USER else None
