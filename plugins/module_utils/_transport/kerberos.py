# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kerberos: with the ticket that the user of this process has, and no password.

By requests-gssapi and not requests-kerberos: it needs one compiled library (gssapi) where the other one needs two
(gssapi and krb5), and has the same authors as that library. Each request is sent with its proof at once: one request
instead of two, and a write goes out once. So there is no answer yet to take a channel binding from: a server that
insists on Extended Protection refuses this.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._libraries import optional_library
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import visible_url
from ansible_collections.devops.release_management.plugins.module_utils._transport.failures import lost_answer
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    Credentials,
    on_answer,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.retries import READ_METHODS

if TYPE_CHECKING:
    import requests


class KerberosCredentials(Credentials):
    """The user proves to the server who he is, and the server to him."""

    def __init__(self) -> None:
        self._library = optional_library("requests_gssapi", "requests-gssapi", "auth: kerberos")
        self._gssapi = optional_library("gssapi", "gssapi", "auth: kerberos")
        # It writes tracebacks of what it raises; a program that has set up no logging shows them.
        logging.getLogger("requests_gssapi").setLevel(logging.CRITICAL + 1)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A new exchange for each request: it remembers one for each host, and other threads ask the same host.
        exchange = self._library.HTTPSPNEGOAuth(
            mutual_authentication=self._library.REQUIRED, sanitize_mutual_error_response=False
        )
        host = urlsplit(request.url or "").hostname
        try:
            proof = exchange.generate_request_header(None, host, is_preemptive=True)
        except self._library.exceptions.SPNEGOExchangeError as error:
            raise AuthenticationError(
                f"Kerberos has no ticket for {host}: {error}. Get one for the user of this process with kinit (klist"
                " shows what there is), and name the server as its service is named, in the option organization_url:"
                f" HTTP/{host}.",
                option="auth",
            ) from None
        request.headers["Authorization"] = proof
        on_answer(request, partial(self._answered, exchange))
        return request

    def __repr__(self) -> str:
        return "<credentials for Kerberos>"

    def _answered(self, exchange: Any, response: requests.Response, **sending: Any) -> requests.Response:
        """Have the server prove who it is, unless what it says is an error: that may come from a gateway."""
        if response.status_code >= 400 or self._has_proved(exchange, response):
            return response
        response.close()
        method, url = str(response.request.method), visible_url(response.url)
        reason = "the server did not prove by Kerberos who it is"
        if method not in READ_METHODS:
            raise lost_answer(method, url, reason, response.status_code)
        raise UnexpectedAnswerError(
            f"The answer to {method} {url} is not used: {reason}. Something between here and the server may answer"
            " in its place, or take its header WWW-Authenticate away.",
            option="auth",
            status=response.status_code,
            details={"url": url},
        )

    def _has_proved(self, exchange: Any, response: requests.Response) -> bool:
        try:
            exchange.handle_other(response)
            # requests-gssapi is content with any token at all: gssapi keeps its errors for whoever looks at the context.
            return bool(exchange.context[urlsplit(response.url).hostname].complete)
        except (ValueError, self._gssapi.exceptions.GSSError, self._library.exceptions.MutualAuthenticationError):
            return False
