# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong with an exchange that brought no answer.

Exceptions of requests carry the request with its headers, and their texts the query: only the cause is taken from them.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    LostAnswerError,
    ReleaseManagementError,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import requests, urllib3
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.retries import READ_METHODS


@dataclass(frozen=True)
class Failure:
    """An exchange that brought no whole answer.

    :ivar error: what to raise when it is not repeated.
    :ivar unsent: the server cannot have seen the request.
    :ivar lasting: repeating it would bring the same.
    """

    error: ReleaseManagementError
    unsent: bool = False
    lasting: bool = False


def lost_answer(method: str, url: str, reason: str, status: int | None = None) -> LostAnswerError:
    """Make the error for a write of which nobody knows whether the server has done it."""
    return LostAnswerError(
        f"{method} {url} was sent, but its answer never came whole: {reason}."
        " The server may have done it all the same: look before it is sent again.",
        status=status,
        details={"url": url},
    )


def cut_off(method: str, url: str, status: int | None = None) -> Failure:
    """Make the failure for an answer the body of which ends too early."""
    if method not in READ_METHODS:
        return Failure(lost_answer(method, url, "its body is cut off", status))
    return Failure(
        UnexpectedAnswerError(
            f"The answer to {method} {url} is cut off in the middle. A proxy or the connection may be the cause.",
            status=status,
            details={"url": url},
        )
    )


def explain(error: OSError, method: str, url: str) -> Failure:
    """Turn an exception of requests into what it means for the task."""
    shown = visible_url(url)
    if not isinstance(error, requests.exceptions.RequestException):
        # requests raises a bare OSError for a bundle of certificates that is not there, and names its path.
        return Failure(
            DeclarationError(f"Cannot prepare the connection to {shown}: {error}."), unsent=True, lasting=True
        )
    chain = list(_causes(error))
    certificate = next((cause for cause in chain if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if certificate is not None:
        return Failure(_untrusted(shown, certificate), unsent=True, lasting=True)
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)):
        return cut_off(method, shown)
    if isinstance(error, requests.exceptions.InvalidURL):
        message = f"The address {shown}, or that of the proxy for it, is not valid."
        return Failure(DeclarationError(message), unsent=True, lasting=True)
    reason = _reason(chain)
    if _is_unsent(error, chain):
        return Failure(_unreachable(error, shown, reason), unsent=True)
    if method not in READ_METHODS:
        return Failure(lost_answer(method, shown, reason))
    return Failure(UnavailableError(f"{method} {shown} got no answer: {reason}.", details={"url": shown}))


def _untrusted(url: str, certificate: ssl.SSLCertVerificationError) -> ReleaseManagementError:
    return UnavailableError(
        f"The TLS certificate of {url} is not trusted: {certificate.verify_message}."
        " Name the file with the certificate of its authority in the option ca_path (validate_certs: false would"
        " switch the check off).",
        details={"url": url},
    )


def _unreachable(error: BaseException, url: str, reason: str) -> ReleaseManagementError:
    through = " the proxy for" if isinstance(error, requests.exceptions.ProxyError) else ""
    return UnavailableError(
        f"Cannot connect to{through} {url}: {reason}. Check the address, and that the server can be reached from here.",
        details={"url": url},
    )


def _is_unsent(error: BaseException, chain: list[BaseException]) -> bool:
    """Whether the connection was never made (a proxy error is raised only before the proxy is connected)."""
    never_connected = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    return any(isinstance(cause, never_connected) for cause in chain)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and all that it wraps, outermost first (urllib3 wraps by attribute and by argument)."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [getattr(cause, "reason", None), *cause.args, cause.__cause__, cause.__context__]


def _reason(chain: list[BaseException]) -> str:
    """Return the cause in a few words, free of URLs and of proxies' credentials."""
    timeouts = (urllib3.exceptions.TimeoutError, TimeoutError)
    if any(
        isinstance(cause, timeouts) and not isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in chain
    ):
        return "it took longer than the option timeout allows"
    for cause in reversed(chain):
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed ({cause.reason or 'unknown reason'})"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    return "the server closed the connection"
