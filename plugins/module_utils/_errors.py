# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors that this collection raises, whatever the product.

A message says what was wrong and what to do. None carries a secret: URLs in it have no query and no user part.
"""

from __future__ import annotations

from typing import Any


class ReleaseManagementError(Exception):
    """Base of all errors that a task reports as a plain failure.

    :param message: what was wrong, and what to do.
    :param option: path of the option that caused it, such as ``environments[1].deploy_phases[0].queue``.
    :param status: HTTP status of the answer, when there was one.
    :param details: facts for the task's result, such as ``type_key``, ``url`` and ``activity_id``; under ``reached``
        what the task had reached by then, as keys of its result (``changed`` too).
    """

    def __init__(
        self,
        message: str,
        *,
        option: str | None = None,
        status: int | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.option = option
        self.status = status
        self.details: dict[str, Any] = dict(details or {})

    def __str__(self) -> str:
        return f"{self.option}: {self.message}" if self.option else self.message


class DeclarationError(ReleaseManagementError):
    """What the user declared is wrong; ``option`` says where."""


class SourceError(DeclarationError):
    """What a declaration is made of is wrong; the message says where."""


class UnknownNameError(DeclarationError):
    """A declared name exists nowhere on the server."""


class AmbiguousNameError(DeclarationError):
    """A declared name means several things on the server."""


class MissingLibraryError(ReleaseManagementError):
    """A Python library that the collection needs cannot be imported."""


class AuthenticationError(ReleaseManagementError):
    """The server does not accept the credentials (401, or a sign-in page)."""


class PermissionDeniedError(ReleaseManagementError):
    """The server knows the caller and refuses (403)."""


class NotFoundError(ReleaseManagementError):
    """There is no such thing, or no such address (404)."""


class VersionError(ReleaseManagementError):
    """The server does not speak the version of the API that was asked for."""


class RefusedError(ReleaseManagementError):
    """The server found the request wrong (400 and other 4xx without a class of their own)."""


class ConflictError(ReleaseManagementError):
    """Somebody else changed it in the meantime, or it exists already (409)."""


class ThrottledError(ReleaseManagementError):
    """The server limits the rate of requests (429); ``retry_after`` in seconds when the server said it."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        option: str | None = None,
        status: int | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message, option=option, status=status, details=details)
        self.retry_after = retry_after


class UnavailableError(ReleaseManagementError):
    """The server failed (5xx) or could not be reached."""


class LostAnswerError(UnavailableError):
    """A write was sent and its answer never came: look before it is sent again."""


class UnexpectedAnswerError(ReleaseManagementError):
    """The answer is not what this API answers: not JSON, cut off, of another shape."""


class WaitTimeoutError(ReleaseManagementError):
    """What was waited for did not happen in time."""


class RunFailedError(ReleaseManagementError):
    """The build or deployment that was waited for ended, and not well."""


class InterruptedError_(ReleaseManagementError):
    """The task was told to end; no new write was started."""


class PartlyFailedError(ReleaseManagementError):
    """Some of the things that a task is about failed; the others were seen to."""


class UnforeseenError(ReleaseManagementError):
    """A bug of the collection in what concerns one of many things; the others were seen to."""


class LocalFileError(ReleaseManagementError):
    """A file of this host cannot be read or written; ``option`` is the one that named it."""


class ArchiveError(ReleaseManagementError):
    """An archive is damaged, or not safe to unpack."""
