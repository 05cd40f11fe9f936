# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP answer, read once and whole; what it means is for the product's client to say."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnexpectedAnswerError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z]+)(?=\s|,|$)")


def offered_schemes(headers: Mapping[str, str]) -> list[str]:
    """The ways to sign in that an answer offers, as it spells them, each once."""
    return list(dict.fromkeys(_SCHEME.findall(headers.get("www-authenticate", ""))))


def visible_url(url: str) -> str:
    """Return the URL as it may be shown: without user part, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@dataclass(frozen=True)
class Answer:
    """One answer of a server.

    :ivar method: method of the request.
    :ivar url: URL of the request as it may be shown.
    :ivar status: HTTP status.
    :ivar headers: headers of the answer, looked up in any case.
    :ivar content: the body, decompressed.
    :ivar password_refused: it refuses the password of the credentials, which is not to be tried again.
    """

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    password_refused: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300

    @property
    def is_redirect(self) -> bool:
        """Whether the answer only points elsewhere."""
        return self.status in (301, 302, 303, 307, 308) and "location" in self.headers

    @property
    def media_type(self) -> str:
        """The content type without parameters, in lower case; empty where the answer has none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the answer says that its body is JSON."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page, by its content type or, without one, by its first characters."""
        if self.media_type:
            return self.media_type in ("text/html", "application/xhtml+xml")
        return self.text.lstrip()[:14].lower().startswith(("<!doctype html", "<html"))

    @cached_property
    def text(self) -> str:
        """The body as text: by its byte order mark, by the charset that it names, or as UTF-8."""
        for mark, encoding in _BOMS:
            if self.content.startswith(mark):
                return self.content[len(mark) :].decode(encoding, errors="replace")
        try:
            return self.content.decode(self._charset, errors="replace")
        except LookupError:
            return self.content.decode("utf-8", errors="replace")

    @property
    def _charset(self) -> str:
        for parameter in self.headers.get("content-type", "").split(";")[1:]:
            name, separator, value = parameter.partition("=")
            if separator and name.strip().lower() == "charset":
                return value.strip().strip('"') or "utf-8"
        return "utf-8"

    @cached_property
    def document(self) -> Any:
        """The body as JSON document.

        :raises UnexpectedAnswerError: it is not JSON, or only the beginning of it.
        """
        try:
            return json.loads(self.text)
        except ValueError:
            raise UnexpectedAnswerError(
                f"{self.method} {self.url} was answered with a body that is not whole JSON ({len(self.content)} bytes)."
                " The connection or a proxy may have cut it off: try again.",
                status=self.status,
                details={"url": self.url},
            ) from None

    @property
    def is_cut_off(self) -> bool:
        """Whether a successful answer that should be JSON has a body that is not."""
        if not (self.is_success and self.is_json and self.content):
            return False
        try:
            self.document  # noqa: B018 (reading it parses the body, once)
        except UnexpectedAnswerError:
            return True
        return False

    @property
    def retry_after(self) -> float | None:
        """Seconds that the server asks to wait before the next request; None where it does not ask."""
        value = self.headers.get("retry-after", "").strip()
        if not value:
            return None
        try:
            return max(0.0, float(value))
        except ValueError:
            return _seconds_until(value)


def http_date(text: str) -> datetime | None:
    """Return the moment that an HTTP header names; None where it names none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _seconds_until(date: str) -> float | None:
    """Return the seconds until an HTTP date; None where it is no date."""
    moment = http_date(date)
    return None if moment is None else max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())
