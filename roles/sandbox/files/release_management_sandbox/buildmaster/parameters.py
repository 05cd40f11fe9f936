# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of a request: key/value pairs of the query and of a form, or the members of a JSON object.

All four encodings of the documents and of known clients: POST with JSON, POST with a form, GET with a query, GET with
JSON in its body. A key that comes twice is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from release_management_sandbox.buildmaster.refusals import Refusal

_FORM = "application/x-www-form-urlencoded"
_FLAGS = {"true": True, "false": False}
Pair = tuple[str, Any]


class Parameters:
    """Values by key; [I] the case of a key does not count. What is null is not given."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._values: dict[str, Any] = {}
        self.variables: dict[str, str] = {}
        seen: set[str] = set()
        for key, value in pairs:
            if key.casefold() in seen:
                raise Refusal(f'The key "{key}" was specified more than once.')
            seen.add(key.casefold())
            if value is None:
                continue
            if key.startswith("$"):
                self.variables[key[1:]] = _text(key, value)
            else:
                self._values[key.casefold()] = value

    def given(self, *keys: str) -> bool:
        return any(key.casefold() in self._values for key in keys)

    def text(self, *keys: str) -> str | None:
        """The value of the first of these keys that is given."""
        for key in keys:
            if self.given(key):
                return _text(key, self._values[key.casefold()])
        return None

    def number(self, *keys: str) -> int | None:
        text = self.text(*keys)
        if text is None:
            return None
        if not text.strip().isdecimal():
            raise Refusal(f'The value of "{keys[0]}" is not an integer.')
        return int(text)

    def flag(self, key: str) -> bool:
        text = (self.text(key) or "false").casefold()
        if text not in _FLAGS:
            raise Refusal(f'The value of "{key}" must be true or false.')
        return _FLAGS[text]

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        text = self.text(key)
        if text is not None and text.casefold() not in choices:
            raise Refusal(f'The value of "{key}" must be one of: {", ".join(choices)}.')
        return None if text is None else text.casefold()


def read_parameters(query: str, content_type: str, body: bytes) -> Parameters:
    """The parameters of a request; Refusal where a key comes twice or the body is none."""
    return Parameters([*pairs_of_text(query), *_pairs_of_body(content_type, body)])


def pairs_of_text(text: str) -> list[Pair]:
    """The pairs of a query, or of a form."""
    return list(parse_qsl(text, keep_blank_values=True))


def _pairs_of_body(content_type: str, body: bytes) -> list[Pair]:
    if not body.strip():
        return []
    if content_type.partition(";")[0].strip().lower() == _FORM:
        return pairs_of_text(body.decode("utf-8", "replace"))
    try:
        # A hook for pairs, because a dictionary would not show that a key came twice.
        document = json.loads(body, object_pairs_hook=_Members)
    except ValueError:
        raise Refusal("The request body is not valid JSON.") from None
    if not isinstance(document, _Members):
        raise Refusal("The request body must be a JSON object.")
    return document.pairs


class _Members:
    def __init__(self, pairs: list[Pair]) -> None:
        self.pairs = pairs


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise Refusal(f'The value of "{key}" must be a single value.')


def first_of(pairs: Iterable[Pair], key: str) -> str | None:
    """The value of a key, whatever its case."""
    return next((str(value) for name, value in pairs if name.casefold() == key.casefold()), None)
