# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client of BuildMaster: operations by name, in the words of the version that answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.answers import (
    not_expected,
    read_result,
)
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.operations import (
    OPERATIONS,
    Operation,
    parameters_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import LostAnswerError, UnavailableError
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import HttpSession

Document = dict[str, Any]
_NO_ROUTE = 404


class Client:
    """Calls operations of one BuildMaster.

    Whether it has the routes of builds, or those of packages as version 5, is found out by a 404 and known from then on.

    :ivar url: its address, without a slash at its end.
    :ivar written: how many writes the server has taken.
    """

    def __init__(self, session: HttpSession, url: str) -> None:
        self.url = url
        self.written = 0
        self._session = session
        self._has_packages: bool | None = None

    @property
    def cancelled(self) -> threading.Event:
        """The event that stops retries and further requests; give the task's own to it."""
        return self._session.cancelled

    @cancelled.setter
    def cancelled(self, event: threading.Event) -> None:
        self._session.cancelled = event

    def call(self, operation: str, /, body: Any = None, **path: str) -> Any:
        """Call one operation of `OPERATIONS` and return its JSON document, or None for an answer without one.

        :param body: parameters, or the document that the operation takes.
        :raises ReleaseManagementError: see `read_result` and `HttpSession.send`.
        """
        called = OPERATIONS[operation]
        return read_result(self._exchange(called, body, path), has_document=called.answers)

    def mapping(self, operation: str, /, **path: str) -> Document:
        """The JSON object that an operation answers.

        :raises ReleaseManagementError: as `call`; UnexpectedAnswerError when the answer is no object.
        """
        answer = self._exchange(OPERATIONS[operation], None, path)
        document = read_result(answer, has_document=True)
        if not isinstance(document, dict):
            raise not_expected(answer, "an object")
        return document

    def rows(self, operation: str, /, filters: Mapping[str, Any] | None = None) -> list[Document]:
        """The entries of a list: all of them, for this API has no pages.

        :raises ReleaseManagementError: as `call`; UnexpectedAnswerError when the answer is no list.
        """
        answer = self._exchange(OPERATIONS[operation], dict(filters or {}), {})
        document = read_result(answer, has_document=True)
        if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
            raise not_expected(answer, "a list")
        return document

    def objects(self, operation: str, /, parameters: Mapping[str, Any]) -> list[Document]:
        """What an operation did: the documents show one object, some versions answer an array, and both may be nothing.

        :raises ReleaseManagementError: as `call`; UnexpectedAnswerError when the answer is neither.
        """
        answer = self._exchange(OPERATIONS[operation], dict(parameters), {})
        document = read_result(answer, has_document=True)
        entries = [] if document is None else document if isinstance(document, list) else [document]
        if not all(isinstance(entry, dict) for entry in entries):
            raise not_expected(answer, "an object")
        return entries

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _exchange(self, operation: Operation, body: Any, path: Mapping[str, str]) -> Answer:
        if not operation.is_of_builds:
            return self._send(operation, body, path, packages=False)
        answer = self._send(operation, body, path, packages=bool(self._has_packages))
        if self._has_packages is not None:
            return answer
        if answer.status != _NO_ROUTE:
            self._has_packages = False
            return answer
        older = self._send(operation, body, path, packages=True)
        if older.status == _NO_ROUTE:
            return answer
        self._has_packages = True
        return older

    def _send(self, operation: Operation, body: Any, path: Mapping[str, str], *, packages: bool) -> Answer:
        if operation.is_of_builds and isinstance(body, Mapping):
            body = parameters_for(body, packages=packages)
        try:
            answer = self._session.send(
                operation.method,
                f"{self.url}/{operation.path(path, packages=packages)}",
                body=body,
                headers={"Accept": "application/json"},
                repeatable=operation.reads or operation.repeatable,
            )
        except LostAnswerError as lost:
            if not operation.reads:
                raise
            # A list is asked for by POST; nothing was changed by it, so that nothing need be looked for.
            raise UnavailableError(
                f"{operation.method} {lost.details.get('url')} got no answer, though it was repeated.",
                status=lost.status,
                details=lost.details,
            ) from None
        if answer.is_success and not operation.reads:
            self.written += 1
        return answer
