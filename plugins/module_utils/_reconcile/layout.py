# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of options and wire keys: how a person says a thing, how the wire has it, and when two of it are the same.

One row of a layout gives the option, its place on the wire, its codec and the default that an absent key means. From
the rows come the wire document of declared options, the options of a wire document, and the shape by which declared
state is merged into the server's document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.places import (
    bury,
    dig,
    overlay,
    without,
)
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.rules import Rule, strict
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    ABSENT,
    KeyedList,
    Leaf,
    MapOf,
    Object,
    Sequential,
    Shape,
    Switch,
    same,
)


@dataclass(frozen=True)
class Site:
    """Where a value is converted: the path of its option, and what translates names (opaque here)."""

    path: str
    names: Any

    def of(self, option: str) -> Site:
        return Site(f"{self.path}.{option}" if self.path else option, self.names)

    def at(self, index: int | str) -> Site:
        return Site(f"{self.path}[{index}]", self.names)


class Codec(Protocol):
    """How one kind of value is said and written."""

    @property
    def shape(self) -> Shape: ...

    def to_wire(self, value: Any, site: Site) -> Any: ...

    def to_option(self, value: Any, site: Site) -> Any: ...


@dataclass(frozen=True)
class Plain:
    """A value that is the same in options and on the wire, up to the rule that tells when two mean the same.

    ``write`` and ``read`` convert where the spelling differs.
    """

    rule: Rule = strict
    write: Callable[[Any, Site], Any] = lambda value, _site: value
    read: Callable[[Any, Site], Any] = lambda value, _site: value
    custom_shape: Shape | None = None

    @property
    def shape(self) -> Shape:
        return self.custom_shape or Leaf(self.rule)

    def to_wire(self, value: Any, site: Site) -> Any:
        return self.write(value, site)

    def to_option(self, value: Any, site: Site) -> Any:
        return self.read(value, site)


@dataclass(frozen=True)
class Row:
    """One option of an object. ``wire`` may be a dotted path into objects of the wire.

    ``default`` is what an absent key means, and what a new object starts with (ABSENT: nothing is known).
    """

    option: str
    wire: str
    codec: Codec = field(default_factory=Plain)
    default: Any = ABSENT

    def write(self, options: Mapping[str, Any], site: Site) -> dict[str, Any]:
        if options.get(self.option) is None:
            return {}
        return {self.wire: self.codec.to_wire(options[self.option], site.of(self.option))}

    def read(self, document: Mapping[str, Any], site: Site) -> dict[str, Any]:
        value = dig(document, self.wire)
        if value is ABSENT or value is None:
            return {}
        return {self.option: self.codec.to_option(value, site.of(self.option))}

    @property
    def options(self) -> tuple[str, ...]:
        return (self.option,)

    @property
    def places(self) -> Mapping[str, tuple[Shape, Any]]:
        return {self.wire: (self.codec.shape, self.default)}


@dataclass(frozen=True)
class Group:
    """Several options and several wire keys that only make sense together."""

    options: tuple[str, ...]
    places: Mapping[str, tuple[Shape, Any]]
    write: Callable[[Mapping[str, Any], Site], Mapping[str, Any]]
    read: Callable[[Mapping[str, Any], Site], Mapping[str, Any]]


@dataclass(frozen=True)
class Layout:
    """An object: its rows, and the wire keys that only the server writes.

    ``complete``: an option that is not declared is declared with its default (entries of leaf lists).
    ``created`` is what a new object starts with beside what is declared and the defaults of its rows.
    ``noise`` are wire keys that only the server writes, ``idle`` those that say nothing with this value.
    ``elsewhere`` are those of the noise that options at other places say: these places.
    """

    rows: Sequence[Row | Group]
    noise: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False
    created: Mapping[str, Any] = field(default_factory=dict)
    idle: Mapping[str, Any] = field(default_factory=dict)

    # -- options to wire and back

    def to_wire(self, value: Any, site: Site) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for row in self.rows:
            for place, entry in row.write(value, site).items():
                bury(document, place, entry)
        raw = value.get("raw") or {}
        if raw:
            self._refuse_doubled(raw, site)
        return overlay(document, raw) if raw else document

    def _refuse_doubled(self, raw: Mapping[str, Any], site: Site) -> None:
        """``raw`` is for what has no option: two ways to say one thing would leave open which counts."""
        for row in self.rows:
            for place in row.places:
                head = raw.get(place.partition(".")[0], {})
                if dig(raw, place) is not ABSENT or not (place in raw or isinstance(head, Mapping)):
                    options = " or ".join(row.options)
                    raise DeclarationError(
                        f"{place} has an option of its own: use {options}", option=site.of("raw").path
                    )
        for key in sorted(self.noise & set(raw)):
            option = self.elsewhere.get(key)
            why = (
                f"has an option of its own: use {option}" if option else "is kept by the server and can not be declared"
            )
            raise DeclarationError(f"{key} {why}", option=site.of("raw").path)

    def to_option(self, value: Any, site: Site) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            return {}
        options: dict[str, Any] = {}
        for row in self.rows:
            options.update(row.read(value, site))
        if self.complete:
            options = {
                name: entry for name, entry in options.items() if _has_raw(entry) or not self._is_default(name, value)
            }
        leftover = self._leftover(value)
        if leftover:
            options["raw"] = leftover
        return options

    def _is_default(self, option: str, document: Mapping[str, Any]) -> bool:
        row = next((row for row in self.rows if isinstance(row, Row) and row.option == option), None)
        if row is None or row.default is ABSENT:
            return False
        return same(row.codec.shape, row.default, dig(document, row.wire))

    def _leftover(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What the wire has and no option says: it goes to ``raw``, so that nothing is lost."""
        known = {place for row in self.rows for place in row.places} | self.noise
        rest = without(document, known)
        return {key: value for key, value in rest.items() if key not in self.idle or value != self.idle[key]}

    # -- the wire

    @cached_property
    def shape(self) -> Object:
        places = {place: entry for row in self.rows for place, entry in row.places.items()}
        return _object(places, self.created, self.complete)


def _object(places: Mapping[str, tuple[Shape, Any]], created: Mapping[str, Any], complete: bool) -> Object:
    """The shape of places with dotted paths: one object within another."""
    fields: dict[str, Shape] = {}
    defaults: dict[str, Any] = {}
    nested: dict[str, dict[str, tuple[Shape, Any]]] = {}
    for place, (shape, default) in places.items():
        head, _dot, rest = place.partition(".")
        if rest:
            nested.setdefault(head, {})[rest] = (shape, default)
            continue
        fields[head] = shape
        if default is not ABSENT:
            defaults[head] = default
    for head, inner in nested.items():
        fields[head] = _object(inner, {}, complete)
        defaults.setdefault(head, {})
    return Object(fields, defaults, created, complete)


# ---------------------------------------------------------------------------------------------- codecs of structures


@dataclass(frozen=True)
class Nested:
    """An object within an object."""

    layout: Layout

    @property
    def shape(self) -> Shape:
        return self.layout.shape

    def to_wire(self, value: Any, site: Site) -> Any:
        return self.layout.to_wire(value, site)

    def to_option(self, value: Any, site: Site) -> Any:
        return self.layout.to_option(value, site)


@dataclass(frozen=True)
class Many:
    """A list of one kind of entry; ``keyed`` when its order means nothing."""

    entry: Codec
    keys: Sequence[Callable[[Any], Any]]
    keyed: bool = False
    purgeable: bool = False

    @property
    def shape(self) -> Shape:
        if self.keyed:
            return KeyedList(self.entry.shape, self.keys, self.purgeable)
        return Sequential(self.entry.shape, self.keys)

    def to_wire(self, value: Any, site: Site) -> Any:
        return [self.entry.to_wire(entry, site.at(index)) for index, entry in enumerate(value)]

    def to_option(self, value: Any, site: Site) -> Any:
        return [self.entry.to_option(entry, site.at(index)) for index, entry in enumerate(value)]


@dataclass(frozen=True)
class Entries:
    """A map of free names to one kind of entry."""

    entry: Codec
    fold: bool = False
    purgeable: bool = False
    partial: bool = False

    @property
    def shape(self) -> Shape:
        return MapOf(self.entry.shape, fold=self.fold, purgeable=self.purgeable, partial=self.partial)

    def to_wire(self, value: Any, site: Site) -> Any:
        return {name: self.entry.to_wire(entry, site.of(name)) for name, entry in value.items()}

    def to_option(self, value: Any, site: Site) -> Any:
        # Some servers write an empty map as an empty list.
        return {name: self.entry.to_option(entry, site.of(name)) for name, entry in (value or {}).items()}


@dataclass(frozen=True)
class Choice:
    """An object whose layout depends on its type; ``member`` reads the type from either spelling."""

    option: str
    wire: str
    member: Callable[[Any], str | None]
    layouts: Mapping[str, Layout]
    usual: str

    @property
    def shape(self) -> Shape:
        shapes = {name: layout.shape for name, layout in self.layouts.items()}
        return Switch(lambda document: shapes[self._kind(document.get(self.wire))])

    def to_wire(self, value: Any, site: Site) -> Any:
        return self.layouts[self._kind(value.get(self.option))].to_wire(value, site)

    def to_option(self, value: Any, site: Site) -> Any:
        return self.layouts[self._kind(value.get(self.wire))].to_option(value, site)

    def _kind(self, value: Any) -> str:
        name = self.member(value)
        return name if name is not None and name in self.layouts else self.usual


def _has_raw(said: Any) -> bool:
    """Whether options hold, at any depth, what only ``raw`` can say."""
    if isinstance(said, Mapping):
        return "raw" in said or any(_has_raw(entry) for entry in said.values())
    return isinstance(said, list) and any(_has_raw(entry) for entry in said)
