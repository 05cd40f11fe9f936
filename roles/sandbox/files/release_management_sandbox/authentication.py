# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in: a personal access token as the password of Basic, or the same token as Bearer."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from release_management_sandbox.answers import SIGN_IN_PAGE, TEXT, Answer, html
from release_management_sandbox.generations import Generation

SIGN_IN_PATH = "/_signin"


def token_of(authorization: str) -> str | None:
    """The token of an Authorization header, whatever the user name; None when there is none that can be read."""
    scheme, _ignored, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() != "basic":
        return None
    try:
        _ignored, separator, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password if separator else None


def person_of(headers: Mapping[str, str], tokens: Mapping[str, str]) -> str | None:
    """The id of the person whose token comes with a request; None where it is nobody's. `tokens` has ids by token."""
    given = token_of(headers.get("authorization", ""))
    if given is None:
        return None
    known = (person for token, person in tokens.items() if hmac.compare_digest(given.encode(), token.encode()))
    return next(known, None)


def refuse(headers: Mapping[str, str], generation: Generation, origin: str) -> Answer:
    """401 without content for those who suppress the redirect; else the sign-in of the service or the server's text."""
    challenge = f'Basic realm="{origin}/"'
    if headers.get("x-tfs-fedauthredirect", "").lower() == "suppress":
        return Answer(None, 401, {"WWW-Authenticate": challenge}, media_type="", versioned=False)
    if generation.hosted:
        location = f"{origin}{SIGN_IN_PATH}?realm=dev.azure.com&protocol=wsfederation"
        return Answer(SIGN_IN_PAGE, 302, {"Location": location}, media_type="text/html; charset=utf-8", versioned=False)
    return Answer(
        "TF400813: Resource not available for anonymous access. Client authentication required.",
        401,
        {"WWW-Authenticate": f"Bearer, Negotiate, NTLM, {challenge}"},
        media_type=TEXT,
        versioned=False,
    )


def sign_in() -> Answer:
    """Where the redirect ends: a page and a status of success."""
    return html(SIGN_IN_PAGE, status=203)
