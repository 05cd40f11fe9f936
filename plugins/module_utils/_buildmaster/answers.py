# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer of BuildMaster means: a document, or an error that a person can act on.

Errors come as plain text or without a body, and decided by the HTTP status alone: the words are not documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
    ThrottledError,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer, visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.wording import (
    LONGEST_TEXT,
    page_title,
    told,
)

_CHECK_ADDRESS = "Check that buildmaster_url is the address of BuildMaster and not of something before it."
_CHECK_KEY = (
    "Check api_key: in BuildMaster, under Administration, API Keys, the key has to be there, enabled, and allowed to use"
    " the Release & Build Deployment API (for the variables of releases and builds the Variables Management API too)."
)


def read_result(answer: Answer, *, has_document: bool) -> Any:
    """The JSON document of a successful answer; None for one without content, or where none is expected.

    :raises ReleaseManagementError: of the class that says what the matter is; with ``status`` and ``details``.
    """
    if not answer.is_success:
        raise error_of(answer)
    if answer.is_html:
        raise _not_json(answer)
    if not has_document or not answer.content.strip():
        return None
    if not answer.is_json:
        raise _not_json(answer)
    return answer.document


def error_of(answer: Answer) -> ReleaseManagementError:
    """The error that an answer without success stands for."""
    details = {"url": answer.url}
    if answer.is_redirect:
        target = visible_url(urljoin(answer.url, answer.headers["location"]))
        cause = f"The server sends this request on to {target}, which gets no key"
        return UnexpectedAnswerError(
            _say(answer, cause, "If that is the right address, set buildmaster_url to it."),
            option="buildmaster_url",
            status=answer.status,
            details=details,
        )
    if answer.status == 429:
        return ThrottledError(
            _say(answer, "The server limits the rate of requests", "Try again later."),
            retry_after=answer.retry_after,
            status=answer.status,
            details=details,
        )
    if answer.status >= 500:
        return UnavailableError(_say(answer, "The server failed", ""), status=answer.status, details=details)
    kind, cause, advice = _BY_STATUS.get(answer.status, (RefusedError, "The server refuses the request", ""))
    return kind(_say(answer, cause, advice), status=answer.status, details=details)


def not_expected(answer: Answer, expected: str) -> UnexpectedAnswerError:
    """The error for a document of another shape."""
    return UnexpectedAnswerError(
        f"The answer to {answer.method} {answer.url} is not {expected}, as was expected. {_CHECK_ADDRESS}",
        status=answer.status,
        details={"url": answer.url},
    )


def _not_json(answer: Answer) -> UnexpectedAnswerError:
    cause = f"The server answered with {answer.media_type or 'nothing that is named'} instead of JSON"
    return UnexpectedAnswerError(
        _say(answer, cause, _CHECK_ADDRESS), option="buildmaster_url", status=answer.status, details={"url": answer.url}
    )


def _say(answer: Answer, cause: str, advice: str) -> str:
    """Compose a message: what is the matter, what the server said, what to do."""
    words = page_title(answer.text) if answer.is_html else answer.text
    facts = (f"HTTP {answer.status}", f"{answer.method} {answer.url}")
    return told(cause, facts, " ".join(words.split())[:LONGEST_TEXT], [advice])


_BY_STATUS: Mapping[int, tuple[type[ReleaseManagementError], str, str]] = {
    401: (AuthenticationError, "The server, or one before it, does not accept the key", _CHECK_KEY),
    403: (PermissionDeniedError, "The server does not accept the key, or the key may not do this", _CHECK_KEY),
    404: (NotFoundError, "The server has nothing at this address", _CHECK_ADDRESS),
    407: (AuthenticationError, "The proxy wants credentials", "Give them with the proxy's address in the environment."),
}
