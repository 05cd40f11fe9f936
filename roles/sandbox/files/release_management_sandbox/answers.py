# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler gives back, before it becomes an HTTP response."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json; charset=utf-8"
TEXT = "text/plain"
ZIP = "application/zip"
HTML = "text/html; charset=utf-8"

SIGN_IN_PAGE = (
    '<!DOCTYPE html>\n<html lang="en-US"><head><title>Azure DevOps Services | Sign In</title></head>\n'
    "<body><h1>Sign in to your account</h1></body></html>\n"
)
NOT_FOUND_PAGE = (
    '<!DOCTYPE html>\n<html lang="en-US"><head><title>Page not found</title></head>\n'
    "<body><h1>404 - Page not found</h1><p>The page you are looking for does not exist.</p></body></html>\n"
)


@dataclass
class Answer:
    """One answer: a JSON document (`body`), ready bytes (`body` of type bytes), a text, or nothing (None).

    `media_type` may be empty for an answer without content; `versioned` tells whether the content type echoes the
    API version of the request, `streamed` whether the content comes in chunks, its length not told before.
    """

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON
    versioned: bool = True
    streamed: bool = False

    def content(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


def collection(items: Iterable[Any], headers: dict[str, str] | None = None) -> Answer:
    """A list in the wrapper that every list of the API has."""
    values = list(items)
    return Answer({"count": len(values), "value": values}, headers=headers or {})


def no_content() -> Answer:
    return Answer(None, status=204, media_type="", versioned=False)


def html(page: str, status: int) -> Answer:
    return Answer(page, status=status, media_type=HTML, versioned=False)


def controller_not_found(path: str) -> Answer:
    """404 in plain text for a path without a route, as recorded."""
    message = f"The controller for path '{path}' was not found or does not implement IController."
    return Answer(
        message, status=404, media_type=TEXT, versioned=False, headers={"x-tfs-serviceerror": message.replace(" ", "+")}
    )


def dangerous_path(character: str) -> Answer:
    """400 of ASP.NET for a path with a character that it does not let pass, encoded or not (public issues)."""
    message = f"A potentially dangerous Request.Path value was detected from the client ({character})."
    return html(f"<!DOCTYPE html>\n<html><head><title>{message}</title></head></html>\n", status=400)
