# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declared state merged into the server's document.

A shape says, for each place of a document, what belongs together and when two values mean the same. Merging a
declared part into the document that the server returned gives the document to send:

- what was not declared is, byte for byte, what the server had; so ids and unknown fields survive;
- what was declared and already means the same keeps the server's spelling;
- so the result equals the server's document exactly when there is nothing to do.

No product is known here, and nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ansible_collections.devops.release_management.plugins.module_utils._reconcile.alignment import (
    Key,
    by_key,
    in_order,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.rules import Rule, strict


class _Absent:
    """The value of a key that is not there; as empty as an empty container."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class WithDefaults(dict[str, Any]):
    """A declared map that knows what an entry means which it does not name (such as the inputs of a task)."""

    def __init__(self, entries: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
        super().__init__(entries)
        self.defaults = defaults


class Shape(Protocol):
    """A place in a document."""

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        """The value to have there. ``actual`` is ABSENT where there is none, and so may be the result."""


def same(shape: Shape, declared: Any, actual: Any) -> bool:
    """Whether declaring this value there would change nothing."""
    return identical(shape.merge(declared, actual, True), actual)


def identical(left: Any, right: Any) -> bool:
    """Equality that tells ``1`` and ``True`` apart, as JSON does."""
    if left is right:
        return True
    if left is ABSENT or right is ABSENT:
        return left is right
    return bool(strict(left) == strict(right))


@dataclass(frozen=True)
class Leaf:
    """A value that is compared as a whole, by a rule."""

    rule: Rule = strict

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        known = None if actual is ABSENT else actual
        return actual if self.rule(declared) == self.rule(known) else declared


@dataclass(frozen=True)
class Object:
    """A map with known keys; keys that are not declared are left alone.

    ``defaults`` say what a key means that is absent; a new object starts with them and with what ``created`` adds. In
    a ``complete`` object a key that is not declared is declared with its default. ``or_plain``: a document may have a
    plain value in place of the object.
    """

    fields: Mapping[str, Shape] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    created: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = False
    or_plain: bool = False

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        if declared is None and not isinstance(actual, Mapping):
            return actual
        wanted: Mapping[str, Any] = declared or {}
        if not isinstance(actual, Mapping):
            return self._new(wanted, purge)
        if self.complete:
            wanted = {**self.defaults, **wanted}
        changed: dict[str, Any] = {}
        for key, value in wanted.items():
            default = self.defaults.get(key, ABSENT)
            current = actual.get(key)
            if value is None and current is None:
                continue
            if current is None:
                # Null is as good as absent, and absent means the default.
                current = actual.get(key, ABSENT) if default is ABSENT else default
            result = self._shape(key).merge(value, current, purge)
            if not identical(result, current):
                changed[key] = result
        return {**actual, **changed} if changed else actual

    def _new(self, wanted: Mapping[str, Any], purge: bool) -> dict[str, Any]:
        fresh: dict[str, Any] = {}
        for key, value in {**self.defaults, **self.created, **wanted}.items():
            fresh[key] = _new(self._shape(key), value, purge)
        return fresh

    def _shape(self, key: str) -> Shape:
        return self.fields.get(key, _ANYTHING)


@dataclass(frozen=True)
class Switch:
    """An object whose shape depends on what is declared, such as on its type."""

    choose: Callable[[Mapping[str, Any]], Shape]

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        return self.choose(declared).merge(declared, actual, purge)


@dataclass(frozen=True)
class MapOf:
    """A map with free keys and entries of one shape. A declared map is the whole of it, unless it may not purge.

    ``fold`` makes the case of keys not count; the server's spelling stays. ``partial`` maps are never purged: others
    keep entries there.
    """

    entry: Shape = field(default_factory=Leaf)
    fold: bool = False
    purgeable: bool = True
    partial: bool = False

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        if not declared and not actual:
            return actual
        # Not `declared or {}`: an empty map may know defaults.
        wanted: Mapping[str, Any] = {} if declared is None else declared
        known: Mapping[str, Any] = actual if isinstance(actual, Mapping) else {}
        defaults: Mapping[str, Any] = wanted.defaults if isinstance(wanted, WithDefaults) else {}
        names = {self._name(key): key for key in wanted}
        meanings = {self._name(key): value for key, value in defaults.items()}
        merged: dict[str, Any] = {}
        for key, value in known.items():
            name = self._name(key)
            if name in names:
                merged[key] = self.entry.merge(wanted[names[name]], value, purge)
            elif self._keeps(purge) or (name in meanings and same(self.entry, meanings[name], value)):
                merged[key] = value
        present = {self._name(key) for key in known}
        for name, key in names.items():
            if name not in present and not self._is_default(wanted[key], meanings.get(name, ABSENT), actual):
                merged[key] = _new(self.entry, wanted[key], purge)
        return actual if _has_all(actual, merged) else merged

    def _name(self, key: str) -> str:
        return key.casefold() if self.fold else key

    def _keeps(self, purge: bool) -> bool:
        return self.partial or (self.purgeable and not purge)

    def _is_default(self, value: Any, meaning: Any, actual: Any) -> bool:
        """A new map says everything; an existing one may leave out what is meant anyway."""
        return meaning is not ABSENT and isinstance(actual, Mapping) and same(self.entry, value, meaning)


@dataclass(frozen=True)
class KeyedList:
    """A list in which order means nothing and entries go by a key. The server's order stays, new entries follow."""

    entry: Shape
    keys: Sequence[Key]
    purgeable: bool = False

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        if not declared and not actual:
            return actual
        wanted, known = list(declared or ()), _entries(actual)
        pairs = by_key(wanted, known, self.keys)
        declared_for = {there: wanted[here] for here, there in pairs.items()}
        merged = []
        for there, entry in enumerate(known):
            if there in declared_for:
                merged.append(self.entry.merge(declared_for[there], entry, purge))
            elif self.purgeable and not purge:
                merged.append(entry)
        merged += [_new(self.entry, entry, purge) for here, entry in enumerate(wanted) if here not in pairs]
        return actual if _is_all_of(known, merged) else merged


@dataclass(frozen=True)
class Sequential:
    """A list whose order counts: the declared list is exactly the list, its entries merged with those they match."""

    entry: Shape
    keys: Sequence[Key]

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        if not declared and not actual:
            return actual
        wanted, known = list(declared or ()), _entries(actual)
        pairs = in_order(wanted, known, self.keys)
        merged = [
            self.entry.merge(entry, known[pairs[here]], purge) if here in pairs else _new(self.entry, entry, purge)
            for here, entry in enumerate(wanted)
        ]
        return actual if _is_all_of(known, merged) else merged


@dataclass(frozen=True)
class SetOf:
    """A list of plain values in which neither order nor repetition counts.

    ``server_adds`` tells the values that the server puts there on its own: they stay without being declared.
    """

    rule: Rule = strict
    server_adds: Callable[[Any], bool] = lambda _value: False

    def merge(self, declared: Any, actual: Any, purge: bool) -> Any:
        if not declared and not actual:
            return actual
        wanted = {self.rule(value): value for value in declared or ()}
        merged = [value for value in _entries(actual) if self.rule(value) in wanted or self.server_adds(value)]
        present = {self.rule(value) for value in merged}
        return merged + [value for name, value in wanted.items() if name not in present]


_ANYTHING = Leaf()


def _new(shape: Shape, declared: Any, purge: bool) -> Any:
    """The value of a place that is not there yet: said out loud, even where absent would mean the same."""
    result = shape.merge(declared, ABSENT, purge)
    return declared if result is ABSENT else result


def _is_all_of(known: Sequence[Any], merged: Sequence[Any]) -> bool:
    """Whether merging gave back the very same entries: then the list itself stays, and nothing needs comparing."""
    return len(known) == len(merged) and all(left is right for left, right in zip(known, merged, strict=True))


def _has_all(known: Any, merged: Mapping[str, Any]) -> bool:
    """The same of a map, in which the order of keys stays too."""
    return (
        isinstance(known, Mapping) and list(known) == list(merged) and _is_all_of([*known.values()], [*merged.values()])
    )


def _entries(actual: Any) -> list[Any]:
    return list(actual) if isinstance(actual, Sequence) and not isinstance(actual, str) else []


@dataclass(frozen=True)
class Plan:
    """What to send, and whether it is worth sending."""

    target: dict[str, Any]
    changed: bool


def plan(shape: Object, declared: Mapping[str, Any], actual: Mapping[str, Any] | None, purge: bool = True) -> Plan:
    """The document that has what was declared, and is otherwise what the server has (``None``: nothing yet)."""
    if actual is None:
        return Plan(target=shape.merge(declared, ABSENT, purge), changed=True)
    target = shape.merge(declared, actual, purge)
    return Plan(target=target, changed=not identical(target, actual))
