# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One HTTP session: kept-alive connections, credentials, retries, redirects."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._libraries import (
    HTTPAdapter,
    requests,
    require_libraries,
    urllib3,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import (
    Answer,
    http_date,
    visible_url,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.bodies import receive
from ansible_collections.devops.release_management.plugins.module_utils._transport.failures import (
    Failure,
    explain,
    lost_answer,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    Credentials,
    nobody,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.lanes import Lanes
from ansible_collections.devops.release_management.plugins.module_utils._transport.outgoing import Outgoing, prepare
from ansible_collections.devops.release_management.plugins.module_utils._transport.retries import (
    BLOCKED,
    BUSY,
    GATEWAY_FAILURES,
    LONGEST_PAUSE,
    PatientRetry,
    pause,
)
from ansible_collections.devops.release_management.plugins.module_utils._version import COLLECTION_VERSION

_MOST_REDIRECTS = 5
UNAUTHENTICATED = 401


@dataclass(frozen=True)
class SessionOptions:
    """How a session behaves.

    :ivar timeout: seconds to connect, and seconds without a byte of the answer.
    :ivar retries: how often a request is repeated at most.
    :ivar ca_path: file or folder of certificates to trust instead of the default ones.
    :ivar first_pause: seconds before the first repetition; doubled for each further one.
    """

    timeout: float = 30.0
    retries: int = 5
    validate_certs: bool = True
    ca_path: str | None = None
    first_pause: float = 0.5


@dataclass
class _Turn:
    """When the next request may be sent (by the monotonic clock); shared by the threads of a session."""

    not_before: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def delay(self, seconds: float) -> None:
        with self.lock:
            self.not_before = max(self.not_before, time.monotonic() + min(seconds, LONGEST_PAUSE))


class HttpSession:
    """Sends requests and returns every answer that came whole, whatever its status.

    Reads are repeated after a lost connection, a body that is cut off, and the statuses 429, 502, 503 and 504; writes
    only where the caller says that a repetition is safe, where no connection was made at all, or where the server says
    by 429 that it blocked the request. ``Retry-After`` delays the next request of the session, whatever the status.
    May be used by several threads.

    :ivar cancelled: when set, no further request is sent and every pause ends; may be replaced by the task's own event.
    """

    def __init__(
        self, credentials: Credentials, options: SessionOptions, headers: Mapping[str, str] | None = None
    ) -> None:
        require_libraries("requests")
        self.cancelled = threading.Event()
        self._options = options
        self._verify = _verification(options)
        self._turn = _Turn()
        self._surroundings: dict[tuple[str, str | None, int | None], dict[str, Any]] = {}
        self._clocks: dict[tuple[str, str | None, int | None], tuple[float, str]] = {}
        self._credentials = credentials
        self._headers = {"User-Agent": f"devops.release_management/{COLLECTION_VERSION}", **(headers or {})}
        self._cookies = requests.cookies.RequestsCookieJar()
        self._lanes = Lanes(self._open_lane)

    def send(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        target: BinaryIO | None = None,
    ) -> Answer:
        """Send one request and return its answer.

        :param query: None values are left out, lists joined by commas, booleans written as ``true`` and ``false``.
        :param body: a JSON document.
        :param repeatable: for a write: sending it twice does no more than sending it once.
        :param target: for a read: a file that gets the body of a success, whole or, after an error, in no useful state;
            the answer has no content then. Such a download is followed to another host, without credentials.
        :raises UnavailableError: no connection, or no answer to a read.
        :raises LostAnswerError: a write was sent and its outcome is not known.
        :raises UnexpectedAnswerError: the answer to a read is cut off.
        :raises InterruptedError_: the task was cancelled.
        :raises OSError: `target` cannot be written.
        """
        request = prepare(method, url, query, body, headers, repeatable, target)
        retry = PatientRetry(self._options.retries, backoff_factor=self._options.first_pause, cancelled=self.cancelled)
        result = self._attempt(request)
        while not retry.is_used_up and _may_repeat(request, result):
            retry = retry.increment(request.method, visible_url(request.url))
            if not _is_told_when(result):
                retry.sleep()
            result = self._attempt(request)
        if isinstance(result, Failure):
            raise result.error
        if request.is_write and result.status in GATEWAY_FAILURES:
            raise lost_answer(method, result.url, f"a gateway answered {result.status}", result.status)
        return result

    def server_time(self, url: str, moment: float) -> datetime | None:
        """Return what the clock of a server showed, at the earliest, at a moment of our `time.monotonic`.

        By the date of its latest answer, whether that came before or after the moment; servers tell it to the second.
        None where it has not told any.
        """
        received, told = self._clocks.get(_origin(url), (0.0, ""))
        date = http_date(told)
        return None if date is None else date + timedelta(seconds=moment - received)

    def close(self) -> None:
        """Close all connections."""
        self._lanes.close()

    def _open_lane(self) -> requests.Session:
        lane = requests.Session()
        # What the environment says (proxies, certificates) is read once for each server and not at each request; and
        # nothing but the given credentials counts, ~/.netrc included.
        lane.trust_env = False
        lane.headers.update(self._headers)
        lane.cookies = self._cookies
        for scheme in ("https://", "http://"):
            lane.mount(scheme, HTTPAdapter(pool_maxsize=1))
        return lane

    def _attempt(self, request: Outgoing) -> Answer | Failure:
        """Send the request once, in its turn; follow a read where it leads, as far as that is safe."""
        with self._lanes.lend() as lane:
            if request.is_write:
                return self._sign_in(lane, request.url) or self._exchange(lane, request, request.url)
            return self._follow(lane, request, self._exchange(lane, request, request.url))

    def _sign_in(self, lane: requests.Session, url: str) -> Answer | Failure | None:
        """Have the connection signed in before a write, where the credentials go by the connection.

        So the body of the write is sent once. Returns what keeps the write from being sent.
        """
        if not self._credentials.signs_in_first:
            return None
        result = self._exchange(lane, Outgoing("HEAD", url, {}), url)
        if isinstance(result, Failure):
            return replace(result, unsent=True)
        return result if result.status == UNAUTHENTICATED else None

    def _follow(self, lane: requests.Session, request: Outgoing, result: Answer | Failure) -> Answer | Failure:
        url, credentials = request.url, self._credentials
        for _hop in range(_MOST_REDIRECTS):
            if isinstance(result, Failure) or not result.is_redirect:
                break
            onward = urljoin(url, result.headers["location"])
            # Credentials are for the server that the user named and for no other one, nor for what that leads back to.
            if _origin(onward) != _origin(request.url):
                if request.target is None or not _may_follow(url, onward):
                    break
                credentials = nobody
            url = onward
            result = self._exchange(lane, request, url, credentials)
        return result

    def _exchange(
        self, lane: requests.Session, request: Outgoing, url: str, credentials: Credentials | None = None
    ) -> Answer | Failure:
        """Send the request to an URL, with the session's credentials or with those given."""
        pause(self._turn.not_before - time.monotonic(), self.cancelled)
        credentials = credentials or self._credentials
        try:
            response = lane.request(
                request.method,
                url,
                data=request.body,
                headers=dict(request.headers),
                auth=credentials,
                timeout=self._options.timeout,
                allow_redirects=False,
                stream=True,
                **self._surroundings_of(url),
            )
        except OSError as error:
            return explain(error, request.method, url)
        result = receive(response, request.method, url, request.target, self.cancelled)
        if isinstance(result, Answer):
            if result.status == UNAUTHENTICATED and credentials.password_refused:
                result = replace(result, password_refused=True)
            self._clocks[_origin(url)] = (time.monotonic(), result.headers.get("date", ""))
            if result.retry_after is not None:
                self._turn.delay(result.retry_after)
        return result

    def _surroundings_of(self, url: str) -> dict[str, Any]:
        """Proxies and certificates for a server: the options first, then what requests looks for in the environment."""
        origin = _origin(url)
        if origin not in self._surroundings:
            bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
            verify = bundle if self._verify is True and bundle else self._verify
            self._surroundings[origin] = {"proxies": requests.utils.get_environ_proxies(url), "verify": verify}
        return self._surroundings[origin]


def _verification(options: SessionOptions) -> bool | str:
    """Return what requests calls ``verify``."""
    if not options.validate_certs:
        # Said once by the user; urllib3 would say it again at each request.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return False
    if not options.ca_path:
        return True
    path = os.path.expanduser(options.ca_path)
    if not os.path.exists(path):
        raise DeclarationError(f"There is no file or folder {path}.", option="ca_path")
    return path


def _may_repeat(request: Outgoing, result: Answer | Failure) -> bool:
    if isinstance(result, Failure):
        return not result.lasting and (request.repeatable or result.unsent)
    if result.status not in BUSY or (result.retry_after or 0.0) > LONGEST_PAUSE:
        return False
    return request.repeatable or result.status == BLOCKED


def _is_told_when(result: Answer | Failure) -> bool:
    """Whether the server said how long to wait; `_Turn` keeps it."""
    return isinstance(result, Answer) and bool(result.retry_after)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _may_follow(url: str, onward: str) -> bool:
    """Whether a download may go on to another host: over the web, and never from a protected connection to none."""
    schemes = urlsplit(url).scheme, urlsplit(onward).scheme
    return schemes in (("http", "http"), ("http", "https"), ("https", "https"))
