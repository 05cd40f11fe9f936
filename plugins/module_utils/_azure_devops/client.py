# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client of Azure DevOps: operations by name, in the versions of one generation of the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Addresses
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.answers import (
    Question,
    check_download,
    read_result,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.detection import (
    Server,
    server_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    AUTO,
    Generation,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import (
    OPERATIONS,
    Operation,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import Answer, visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.paging import follow_pages
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import HttpSession

#: Sent with each request, as Microsoft's SDKs do: a refusal is then a 401 and not a redirect to a sign-in page.
REQUEST_HEADERS: Mapping[str, str] = {
    "X-TFS-FedAuthRedirect": "Suppress",
    "X-VSS-ForceMsaPassThrough": "true",
}

_TOKEN_HEADER = "x-ms-continuationtoken"
_TOKEN_PARAMETER = "continuationToken"
_ACCEPT = {"json": "application/json", "text": "text/plain", "zip": "application/zip"}


class Client:
    """Calls operations of one organisation or collection; may be used by several threads.

    :ivar kept: what callers keep for as long as the client lives, such as the catalogue of its server.
    :ivar written: how many writes the server has taken.
    :ivar warn: takes what the user should know about the server; nobody listens by default.
    """

    def __init__(self, session: HttpSession, addresses: Addresses, server: str = AUTO) -> None:
        """Send no request.

        :param server: a value of the option ``server``.
        """
        self.kept: dict[str, Any] = {}
        self.written = 0
        self.warn: Callable[[str], None] = lambda message: None
        self._session = session
        self._addresses = addresses
        self._option = server
        self._server: Server | None = None
        self._asking = threading.Lock()

    @property
    def addresses(self) -> Addresses:
        """Where it is as far as is known, and the project that is meant where a call names none."""
        return self._server.addresses if self._server else self._addresses

    @property
    def generation(self) -> Generation:
        """The generation of the server, which decides versions and the shape of documents.

        :raises ReleaseManagementError: the server has to be asked for it, and did not tell.
        """
        return self._found_out().generation

    def _found_out(self) -> Server:
        with self._asking:
            if self._server is None:
                self._server = server_of(self._session, self._addresses, self._option)
                if self._server.warning:
                    self.warn(self._server.warning)
            return self._server

    @property
    def cancelled(self) -> threading.Event:
        """The event that stops retries and further requests; give the task's own to it."""
        return self._session.cancelled

    @cancelled.setter
    def cancelled(self, event: threading.Event) -> None:
        self._session.cancelled = event

    def call(
        self,
        operation: str,
        /,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        **path: str | int,
    ) -> Any:
        """Call one operation of `OPERATIONS` and return its JSON document, its text, or None for an empty answer.

        :raises ReleaseManagementError: see `read_result` and `HttpSession.send`.
        """
        answer, question = self._exchange(self._operation(operation), query or {}, body, path)
        return read_result(answer, question)

    def pages(
        self,
        operation: str,
        /,
        *,
        query: Mapping[str, Any] | None = None,
        limit: int | None = None,
        **path: str | int,
    ) -> Iterator[dict[str, Any]]:
        """Yield the items of a list, page after page with the same query, at most `limit` of them.

        :raises ReleaseManagementError: as `call`; UnexpectedAnswerError when the answer is no list.
        """
        listing = self._operation(operation)
        first = _with_page_size(listing, query or {}, limit)

        def fetch(token: str | None) -> tuple[list[Any], str | None]:
            # A token counts only together with the filters and the order that it was given for.
            asked = first if token is None else {**first, _TOKEN_PARAMETER: token}
            answer, question = self._exchange(listing, asked, None, path)
            return _items(answer, read_result(answer, question)), answer.headers.get(_TOKEN_HEADER) or None

        return follow_pages(fetch, limit)

    def download(
        self,
        operation: str,
        target: BinaryIO,
        /,
        *,
        query: Mapping[str, Any] | None = None,
        **path: str | int,
    ) -> None:
        """Write what an operation of text or of an archive answers into a file, chunk by chunk.

        The file has the whole of it afterwards, or after an error nothing that is of use.

        :raises ReleaseManagementError: see `check_download` and `HttpSession.send`.
        :raises OSError: the file cannot be written.
        """
        answer, question = self._exchange(self._operation(operation), query or {}, None, path, target)
        check_download(answer, question)

    def server_time(self, moment: float) -> datetime | None:
        """Return what the server's clock showed, at the earliest, at a moment of our `time.monotonic`.

        None where no answer has told the server's time yet; see `HttpSession.server_time`.
        """
        return self._session.server_time(self.addresses.base("core"), moment)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _operation(self, name: str) -> Operation:
        return OPERATIONS[name].on(self.generation)

    def _exchange(
        self,
        operation: Operation,
        query: Mapping[str, Any],
        body: Any,
        path: Mapping[str, Any],
        target: BinaryIO | None = None,
    ) -> tuple[Answer, Question]:
        version = operation.version(self.generation.family)
        url = f"{self.addresses.base(operation.host)}/{operation.path(self._path_values(operation, path))}"
        answer = self._session.send(
            operation.method,
            url,
            query=query,
            body=body,
            # In the Accept header, where Microsoft's SDKs have it: so a query is filters and nothing else.
            headers={"Accept": f"{_ACCEPT[operation.kind]};api-version={version}"},
            repeatable=operation.repeatable,
            target=target,
        )
        if operation.is_write and answer.is_success:
            self.written += 1
        url_option = self.addresses.option(operation.host)
        return answer, Question(operation.host, operation.kind, version, self.generation, url_option, visible_url(url))

    def _path_values(self, operation: Operation, path: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(path)
        if "project" in operation.path_names and values.get("project") is None:
            if not self.addresses.project:
                raise DeclarationError(
                    "The name or id of a project is needed here, from the option or from the environment variable"
                    " AZURE_DEVOPS_PROJECT.",
                    option="project",
                )
            values["project"] = self.addresses.project
        return values


def _with_page_size(operation: Operation, query: Mapping[str, Any], limit: int | None) -> Mapping[str, Any]:
    """Ask for no more items in a page than are wanted, where the operation can."""
    if limit is None or operation.top is None:
        return query
    asked = query.get(operation.top)
    return {**query, operation.top: limit if asked is None else min(limit, int(asked))}


def _items(answer: Answer, document: Any) -> list[Any]:
    items = document.get("value") if isinstance(document, Mapping) else None
    if not isinstance(items, list):
        raise UnexpectedAnswerError(
            f"The answer to {answer.method} {answer.url} is no list, but one was expected.",
            status=answer.status,
            details={"url": answer.url},
        )
    return items
