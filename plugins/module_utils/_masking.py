# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps declared secrets out of everything that a task hands out.

Ansible's own `no_log` ends at the options of an argument spec. Pipelines carry most secrets in free-form maps, where
an entry says itself that it is one: `{value: ..., is_secret: true}`, or `isSecret` or `sensitive` as the servers spell
it. Both kinds are collected from the parameters before anything else happens.

Structures are masked by position, so that a short secret such as `dev` does not wipe every `dev` out of a document:
the `value` of an entry that is marked, and a secret under the name that it was declared with. Only from
`LONG_ENOUGH` characters on is a secret also masked wherever it occurs in a structure. Free text has no positions: any
secret is masked in it, a short one where it stands as a word of its own.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._secret_texts import Anywhere, anywhere

MASK = "********"

_PASSWORD_IN_ADDRESS = re.compile(r"[a-z]+://[^/@]*?:(.+)@", re.IGNORECASE)
_MARKS = ("issecret", "sensitive", "issensitive")
_FALSE = frozenset({"", "none", "null", "false", "no", "off", "n", "f", "0", "0.0", "[]", "{}"})


def is_marked(entry: Mapping[Any, Any]) -> bool:
    """Whether a map says itself that its value is a secret, in the typed or in the wire spelling, or in its ``raw``.

    Every flag counts that is not clearly false. What it means is for others to read (``y`` is text in Ansible's YAML,
    and true); and when they refuse it, the value must not be shown with the refusal.
    """
    if any(_says_secret(key) and str(flag).strip().lower() not in _FALSE for key, flag in entry.items()):
        return True
    raw = entry.get("raw")
    return isinstance(raw, Mapping) and is_marked(raw)


@lru_cache(maxsize=4096)  # documents repeat a few hundred keys without end
def _says_secret(key: Any) -> bool:
    """Also when it is misspelt: the complaint about that must not show the value."""
    plain = _plain_key(key)
    # What only ends like a mark, such as "secret", is none.
    return plain in _MARKS or (plain[:2] in ("is", "se") and bool(_marks_like(plain)))


def _marks_like(plain: str) -> list[str]:
    return get_close_matches(plain, [mark for mark in _MARKS if mark[:2] == plain[:2]], cutoff=0.8)


@lru_cache(maxsize=4096)
def _says_value(key: Any) -> bool:
    """The same for the key that holds the secret."""
    plain = _plain_key(key)
    return plain == "value" or (plain[:1] == "v" and bool(get_close_matches(plain, ["value"], cutoff=0.8)))


class Secrets:
    """The secrets that a task declares, and the means to mask them; threads may learn more of them."""

    def __init__(self) -> None:
        self._by_name: dict[str, set[str]] = {}
        self._made: Anywhere | None = None
        self._lock = threading.Lock()

    def learn_declared(self, params: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> None:
        """Collect the values of `no_log` options and of marked entries at any depth."""
        self._add([*_in_options(params, argument_spec), *_in_marked_entries(params, ""), *_in_addresses(params)])

    def learn(self, name: str, value: str) -> None:
        """Take a secret that was declared like anything else: the server knows that it is one."""
        self._add([(name, text) for text in _texts(value)])

    def _add(self, found: list[tuple[str, str]]) -> None:
        with self._lock:
            for name, value in found:
                self._by_name.setdefault(name, set()).add(value)
            self._made = None

    @property
    def _anywhere(self) -> Anywhere:
        """Made when it is needed: a task may learn a thousand secrets, one by one, before it says anything."""
        made = self._made
        if made is None:
            with self._lock:
                self._made = made = anywhere(set().union(*self._by_name.values()))
        return made

    def text(self, text: str) -> str:
        """Mask a sentence, a traceback or another text without structure."""
        pattern = self._anywhere.in_text
        return pattern.sub(MASK, text) if pattern else text

    def structure(self, value: Any, name: str = "") -> Any:
        """Return a masked copy of a document; `name` is the key that it stands under."""
        if isinstance(value, Mapping):
            return self._map(value, is_marked(value))
        if isinstance(value, (list, tuple)):
            return [self.structure(entry, name) for entry in value]
        if isinstance(value, str):
            return self._string(value, name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value if self._string(str(value), name) == str(value) else MASK
        return value

    def parameters(self, params: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return a masked copy of a task's parameters, for `invocation`.

        The value of an option that the spec does not know is masked too: it may be a secret under a misspelled name.
        """
        options = {alias: option for option in argument_spec.values() for alias in option.get("aliases") or ()}
        options.update(argument_spec)
        return {name: self._parameter(name, value, options.get(name)) for name, value in params.items()}

    def _parameter(self, name: str, value: Any, option: Mapping[str, Any] | None) -> Any:
        if value is None or value == "":
            return value
        if option is None or option.get("no_log"):
            return MASK
        if "raw" in (option.get("type"), option.get("elements")):
            return self._document(value, name)
        if option.get("type") != "dict" and option.get("elements") != "dict":
            return self.structure(value, name)
        if isinstance(value, list):
            return [self._parameter(name, entry, option) for entry in value]
        if not isinstance(value, Mapping):
            return MASK  # text that could not be read as a map could not be searched for secrets either
        sub_options = option.get("options")
        return self.parameters(value, sub_options) if sub_options else self.structure(value, name)

    def _document(self, value: Any, name: str) -> Any:
        """What an option holds that takes a document as text too; text that is none keeps its secrets to itself."""
        if isinstance(value, list):
            return [self._document(entry, name) for entry in value]
        if isinstance(value, str) and _may_hold_marks(value) and _parsed(value) is None:
            return MASK
        return self.structure(value, name)

    def _map(self, entries: Mapping[Any, Any], marked: bool) -> dict[Any, Any]:
        return {self._key(key): self._entry(key, entry, marked) for key, entry in entries.items()}

    def _entry(self, key: Any, entry: Any, marked: bool) -> Any:
        if marked and _says_value(key):
            return entry if entry is None or entry == "" else MASK
        if marked and key == "raw" and isinstance(entry, Mapping):
            return self._map(entry, marked)
        return self.structure(entry, str(key))

    def _key(self, key: Any) -> Any:
        return self._without_long(key) if isinstance(key, str) else key

    def _string(self, text: str, name: str) -> str:
        if text in self._by_name.get(name, ()):
            return MASK
        document = _document_with_marks(text)
        if document is not None:
            masked = self.structure(document, name)
            if masked != document:
                return json.dumps(masked)
        return self._without_long(text)

    def _without_long(self, text: str) -> str:
        pattern = self._anywhere.in_structures
        return pattern.sub(MASK, text) if pattern else text


def _in_options(params: Mapping[str, Any], argument_spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and value of the secrets in `no_log` options, at every depth of the spec."""
    for name, option in argument_spec.items():
        for spelling in (name, *(option.get("aliases") or ())):
            value = params.get(spelling)
            if option.get("no_log"):
                yield from ((name, secret) for secret in _texts(value))
            elif option.get("options"):
                for entry in _maps(value):
                    yield from _in_options(entry, option["options"])


def _in_marked_entries(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of the secrets in entries that are marked as such, at any depth."""
    if isinstance(value, Mapping):
        yield from _in_entries(value, name, is_marked(value))
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from _in_marked_entries(entry, name)
    elif isinstance(value, str):
        document = _document_with_marks(value)
        if document is not None:
            yield from _in_marked_entries(document, name)


def _in_entries(entries: Mapping[Any, Any], name: str, marked: bool) -> Iterator[tuple[str, str]]:
    for key, entry in entries.items():
        if marked and _says_value(key):
            yield from ((name, secret) for secret in _texts(entry))
        elif marked and key == "raw" and isinstance(entry, Mapping):
            yield from _in_entries(entry, name, marked)
        else:
            yield from _in_marked_entries(entry, str(key))


def _texts(value: Any) -> Iterator[str]:
    """Yield the leaves of a secret value as text; booleans and null tell nothing."""
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from _texts(entry)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from _texts(entry)
    elif value is not None and not isinstance(value, bool) and str(value).strip():
        yield str(value)


def _in_addresses(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the passwords that stand in addresses among the options, where they do not belong."""
    for name, value in params.items():
        match = _PASSWORD_IN_ADDRESS.match(value) if isinstance(value, str) else None
        if match:
            yield name, match[1]


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the maps that a suboption holds; before validation one may still be JSON text."""
    document = _parsed(value) if isinstance(value, str) else value
    if isinstance(document, Mapping):
        yield document
    elif isinstance(document, list):
        for entry in document:
            yield from _maps(entry)


def _document_with_marks(text: str) -> Any:
    """Parse a text that is a JSON document in which something may be marked as secret; None for any other text."""
    # As much of a mark as survives being misspelt.
    return _parsed(text) if any(part in text.lower() for part in ("sec", "sens")) else None


def _may_hold_marks(text: str) -> bool:
    """Whether a text is to be taken for a document with secrets, be it broken or in another notation than JSON."""
    return _looks_like_json(text) or any(mark in text.lower() for mark in ("secret", "sensitive"))


def _looks_like_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def _parsed(text: str) -> Any:
    if not _looks_like_json(text):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _plain_key(key: Any) -> str:
    return str(key).replace("_", "").lower()
