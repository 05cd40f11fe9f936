# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any shape, documents of a server that fit it, and what somebody may declare for them.

A kind of place knows its shape, draws a server's value for it, draws a declaration that has nothing to do with that
value, and cuts a part out of a server's value, spelled in another way that means the same. The classes of equal
spellings are written down here by hand: they do not ask the rules that are under test.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._reconcile import rules
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import (
    KeyedList,
    Leaf,
    MapOf,
    Object,
    Sequential,
    SetOf,
    Shape,
    WithDefaults,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]

ABSENT = object()
"""No key there; of this module's own, so that nothing here leans on what is tested."""


def proven(examples: int) -> settings:
    """Settings of the property tests: the same examples on every run of a pipeline, new ones at a desk.

    ``MORE_EXAMPLES=20`` in the environment searches that many times longer, and takes its time to find the smallest
    example of a fault.
    """
    more = int(os.environ.get("MORE_EXAMPLES", "0"))
    return settings(
        max_examples=examples * max(more, 1),
        phases=[phase for phase in Phase if phase is not Phase.shrink or more],
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def exact(value: Any) -> str:
    """Byte for byte, the order of keys included."""
    return json.dumps(value)


# ------------------------------------------------------------------------------------------------------------- leaves

SPELLINGS: dict[str, tuple[rules.Rule, list[list[Any]]]] = {
    "strict": (rules.strict, [[0], [1], [True], [False], [1.0], ["1"], ["a"], ["A"], [[1, "x"]], [{"k": 1}], [""]]),
    "text": (rules.text, [["", None], ["true", True], ["false", False], ["1", 1], ["0", 0], ["a"], ["A"], ["True"]]),
    "folded": (rules.folded, [["", None], ["Abc", "abc", "ABC"], ["7", 7], ["b"], ["TRUE", True]]),
    "lenient": (rules.lenient, [["", None], ["true", "True", True], ["false", "FALSE", False], ["1", 1], ["a"], ["A"]]),
    "flag": (rules.flag, [[True, "true", "True"], [False, None, "false", ""]]),
    "number": (rules.number, [[0, None, "", "0"], [1, "1"], [7, "7"], [12, "12"]]),
    "json_text": (
        rules.json_text,
        [['{"a": 1, "b": []}', '{"b":[],"a":1}', {"a": 1, "b": []}], ["", None], ["[1]", [1]], ["not { json"]],
    ),
}

LOOSE = st.recursive(
    st.sampled_from([None, True, False, 0, 1, "", "x", "é"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "p", "q"]), inner, max_size=2),
    max_leaves=3,
)
"""What others keep under keys that nobody here knows."""


class Kind:
    """A kind of place in a document."""

    shape: Shape

    def server(self, draw: Draw) -> Any:
        """A value that a server may have there."""
        raise NotImplementedError

    def declared(self, draw: Draw) -> Any:
        """A value that somebody may declare there."""
        raise NotImplementedError

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        """A declaration of nothing but what the server has, with what must be said for it to stay."""
        raise NotImplementedError

    def check_kept(self, declared: Any, actual: Any, target: Any, purge: bool) -> None:
        """Assert that what was not declared is what it was."""

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        """The same declaration with everything in another order whose order means nothing."""
        return declared

    def ordered(self, value: Any) -> Any:
        """A value with everything in one order whose order means nothing."""
        return value


@dataclass
class LeafKind(Kind):
    rule: str

    @property
    def shape(self) -> Shape:  # type: ignore[override]
        return Leaf(SPELLINGS[self.rule][0])

    def _class(self, draw: Draw) -> list[Any]:
        return draw(st.sampled_from(SPELLINGS[self.rule][1]))

    def server(self, draw: Draw) -> Any:
        return draw(st.sampled_from(self._class(draw)))

    declared = server

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        for spellings in SPELLINGS[self.rule][1]:
            if any(type(one) is type(actual) and one == actual for one in spellings):
                return draw(st.sampled_from(spellings))
        return actual


# ------------------------------------------------------------------------------------------------------------ objects


@dataclass
class ObjectKind(Kind):
    """``always``: fields that an entry goes by, so they are there and are declared."""

    fields: Mapping[str, Kind]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = False
    always: tuple[str, ...] = ()
    created: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Object:  # type: ignore[override]
        return Object(
            {name: kind.shape for name, kind in self.fields.items()}, self.defaults, self.created, self.complete
        )

    def server(self, draw: Draw) -> dict[str, Any]:
        document = {}
        for name, kind in self.fields.items():
            there = "there" if name in self.always else draw(st.sampled_from(["there", "there", "there", "null", ""]))
            if there == "there":
                document[name] = kind.server(draw)
            elif there == "null":
                document[name] = None
        document.update(draw(st.dictionaries(st.sampled_from(["unknown1", "unknown2", "id"]), LOOSE, max_size=2)))
        return {name: document[name] for name in draw(st.permutations(list(document)))}

    def declared(self, draw: Draw) -> dict[str, Any]:
        chosen = {
            name: kind.declared(draw)
            for name, kind in self.fields.items()
            if name in self.always or draw(st.booleans())
        }
        if draw(st.integers(0, 5)) == 0:
            chosen["unknown1"] = draw(LOOSE)
        return chosen

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        if actual is None:
            return None
        chosen = {}
        for name, kind in self.fields.items():
            value = actual.get(name, ABSENT)
            meant = self.defaults.get(name, ABSENT) if value is None or value is ABSENT else value
            must = name in self.always or (self.complete and name in self.defaults and meant is value)
            if must or (draw(st.booleans()) and not (value is ABSENT and meant is ABSENT)):
                chosen[name] = None if meant is ABSENT else kind.part(draw, meant, purge)
        for name in set(actual) - set(self.fields):
            if draw(st.booleans()):
                chosen[name] = actual[name]
        return chosen

    def check_kept(self, declared: Any, actual: Any, target: Any, purge: bool) -> None:
        if not isinstance(declared, Mapping) or not isinstance(actual, Mapping):
            return
        known = [key for key in target if key in actual]
        assert known == list(actual), "keys went, or changed places"
        for key, value in actual.items():
            if key in declared:
                if key in self.fields and value is not None:
                    self.fields[key].check_kept(declared[key], value, target[key], purge)
            elif not (self.complete and key in self.defaults):
                assert exact(target[key]) == exact(value)
        added = set(target) - set(actual)
        assert added <= set(declared) | (set(self.defaults) if self.complete else set())

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        if not isinstance(declared, Mapping):
            return declared
        names = draw(st.permutations(list(declared)))
        return {n: self.fields[n].shuffled(draw, declared[n]) if n in self.fields else declared[n] for n in names}

    def ordered(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {n: self.fields[n].ordered(value[n]) if n in self.fields else value[n] for n in sorted(value)}


# --------------------------------------------------------------------------------------------------------------- maps


@dataclass
class MapKind(Kind):
    """``meanings``: what an entry means that a declaration does not name, as a task's inputs have it."""

    entry: Kind
    fold: bool = False
    purgeable: bool = False
    partial: bool = False
    meanings: Mapping[str, Any] | None = None

    @property
    def shape(self) -> Shape:  # type: ignore[override]
        return MapOf(self.entry.shape, fold=self.fold, purgeable=self.purgeable, partial=self.partial)

    def _respelled(self, draw: Draw, name: str) -> str:
        return draw(st.sampled_from([name, name.upper(), name.lower()])) if self.fold else name

    def _with_meanings(self, entries: dict[str, Any]) -> dict[str, Any]:
        return entries if self.meanings is None else WithDefaults(entries, self.meanings)

    def server(self, draw: Draw) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from(["Alpha", "beta", "Gamma"]), unique=True))
        return {self._respelled(draw, name): self.entry.server(draw) for name in names}

    def declared(self, draw: Draw) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from(["Alpha", "beta", "Gamma", "delta"]), unique=True))
        return self._with_meanings({self._respelled(draw, name): self.entry.declared(draw) for name in names})

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        if not actual:
            return draw(st.sampled_from([None, {}]))
        may_leave_out = self.partial or (self.purgeable and not purge)
        chosen = {}
        for name, value in actual.items():
            meant = self.meanings is not None and exact(self._meaning(name)) == exact(value)
            if not (may_leave_out or meant) or draw(st.booleans()):
                chosen[self._respelled(draw, name)] = self.entry.part(draw, value, purge)
        for name, value in (self.meanings or {}).items():
            if name.casefold() not in {key.casefold() for key in actual} and draw(st.booleans()):
                chosen[name] = self.entry.part(draw, value, purge)
        return self._with_meanings(chosen)

    def _meaning(self, name: str) -> Any:
        found = [value for key, value in (self.meanings or {}).items() if key.casefold() == name.casefold()]
        return found[0] if found and (self.fold or name in (self.meanings or {})) else "no such meaning"

    def check_kept(self, declared: Any, actual: Any, target: Any, purge: bool) -> None:
        if not isinstance(declared, Mapping) or not isinstance(actual, Mapping) or not (declared or actual):
            return
        said = {self._name(key): value for key, value in declared.items()}
        for key, value in actual.items():
            if self._name(key) in said:
                self.entry.check_kept(said[self._name(key)], value, target[key], purge)
            elif self.partial or (self.purgeable and not purge):
                assert exact(target[key]) == exact(value)
        assert [key for key in target if key in actual] == [key for key in actual if key in target]

    def _name(self, key: str) -> str:
        return key.casefold() if self.fold else key

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        if not isinstance(declared, Mapping):
            return declared
        names = draw(st.permutations(list(declared)))
        return self._with_meanings({name: self.entry.shuffled(draw, declared[name]) for name in names})

    def ordered(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: self.entry.ordered(value[name]) for name in sorted(value)}


# -------------------------------------------------------------------------------------------------------------- lists


def _named(extra: Mapping[str, Kind], complete: bool, *more: str) -> ObjectKind:
    """An entry that goes by its name."""
    fields = {"name": LeafKind("text"), **{name: LeafKind("text") for name in more}, **extra}
    return ObjectKind(fields, complete=complete, always=("name", *more))


def _draw_named(draw: Draw, entry: ObjectKind, how: str, names: list[str]) -> list[dict[str, Any]]:
    return [{**getattr(entry, how)(draw), "name": name} for name in names]


@dataclass
class KeyedKind(Kind):
    """A list whose entries go by name, in any case."""

    entry: ObjectKind
    purgeable: bool = False

    @property
    def shape(self) -> Shape:  # type: ignore[override]
        return KeyedList(self.entry.shape, (lambda entry: rules.folded(entry.get("name")),), self.purgeable)

    def server(self, draw: Draw) -> list[Any]:
        names = draw(st.lists(st.sampled_from(["Dev", "QA", "Prod"]), unique=True))
        return _draw_named(draw, self.entry, "server", names)

    def declared(self, draw: Draw) -> list[Any]:
        names = draw(st.lists(st.sampled_from(["Dev", "QA", "Prod", "New"]), unique=True))
        return _draw_named(draw, self.entry, "declared", names)

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        if not actual:
            return draw(st.sampled_from([None, []]))
        kept = [entry for entry in actual if not self.purgeable or purge or draw(st.booleans())]
        return [self.entry.part(draw, entry, purge) for entry in draw(st.permutations(kept))]

    def check_kept(self, declared: Any, actual: Any, target: Any, purge: bool) -> None:
        said = {entry["name"].casefold(): entry for entry in declared or ()}
        now = {entry["name"].casefold(): entry for entry in target or ()}
        for entry in actual or ():
            name = entry["name"].casefold()
            if name in said:
                self.entry.check_kept(said[name], entry, now[name], purge)
            elif self.purgeable and not purge:
                assert exact(now[name]) == exact(entry)
            else:
                assert name not in now
        old = [entry["name"].casefold() for entry in actual or ()]
        assert [name for name in now if name in old] == [name for name in old if name in now], "entries changed places"

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        return [self.entry.shuffled(draw, entry) for entry in draw(st.permutations(declared or []))]

    def ordered(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return sorted((self.entry.ordered(entry) for entry in value), key=lambda entry: entry["name"].casefold())


@dataclass
class SequentialKind(Kind):
    """A list whose order counts: by kind and name, or by kind alone. Names may stand there twice."""

    entry: ObjectKind

    @property
    def shape(self) -> Shape:  # type: ignore[override]
        return Sequential(
            self.entry.shape, (lambda entry: (entry.get("sort"), entry.get("name")), lambda entry: entry.get("sort"))
        )

    def _drawn(self, draw: Draw, how: str) -> list[Any]:
        pairs = draw(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abc")), max_size=4))
        return [{**getattr(self.entry, how)(draw), "sort": sort, "name": name} for sort, name in pairs]

    def server(self, draw: Draw) -> list[Any]:
        return self._drawn(draw, "server")

    def declared(self, draw: Draw) -> list[Any]:
        return self._drawn(draw, "declared")

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        if not actual:
            return draw(st.sampled_from([None, []]))
        return [self.entry.part(draw, entry, purge) for entry in actual]

    def check_kept(self, declared: Any, actual: Any, target: Any, purge: bool) -> None:
        strong = [[(entry["sort"], entry["name"]) for entry in entries or ()] for entries in (declared, actual)]
        assert [(entry["sort"], entry["name"]) for entry in target or ()] == strong[0]
        if any(len(set(names)) < len(names) for names in strong):
            return
        for here, name in enumerate(strong[0]):
            if name in strong[1]:
                self.entry.check_kept(declared[here], actual[strong[1].index(name)], target[here], purge)

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        return [self.entry.shuffled(draw, entry) for entry in declared or []]

    def ordered(self, value: Any) -> Any:
        return [self.entry.ordered(entry) for entry in value] if isinstance(value, list) else value


@dataclass
class SetKind(Kind):
    """A set of words in any case; the server puts words with ``auto`` in front there on its own."""

    server_adds: bool = False

    @property
    def shape(self) -> Shape:  # type: ignore[override]
        return SetOf(rules.folded, (lambda word: word.startswith("auto")) if self.server_adds else lambda _word: False)

    def server(self, draw: Draw) -> list[str]:
        return draw(st.lists(st.sampled_from(["One", "two", "auto3", "TWO"]), max_size=4))

    def declared(self, draw: Draw) -> list[str]:
        return draw(st.lists(st.sampled_from(["one", "Two", "auto3", "four"]), max_size=4))

    def part(self, draw: Draw, actual: Any, purge: bool) -> Any:
        kept = [
            word for word in actual or [] if not (self.server_adds and word.startswith("auto")) or draw(st.booleans())
        ]
        words = [draw(st.sampled_from([word, word.upper(), word.lower()])) for word in kept]
        repeated = words + (words[:1] if draw(st.booleans()) else [])
        words = draw(st.permutations(repeated))
        # A word that the server would put there by itself may only be left out as it spells it.
        return [word.lower() if word.lower().startswith("auto") else word for word in words]

    def shuffled(self, draw: Draw, declared: Any) -> Any:
        return draw(st.permutations(declared or []))

    def ordered(self, value: Any) -> Any:
        return sorted({word.casefold() for word in value}) if isinstance(value, list) else value


# ------------------------------------------------------------------------------------------------------------- shapes


def _fields(draw: Draw, depth: int) -> dict[str, Kind]:
    return {name: _kind(draw, depth) for name in draw(st.lists(st.sampled_from("fgh"), unique=True, max_size=3))}


def _object(draw: Draw, depth: int) -> ObjectKind:
    fields = _fields(draw, depth)
    defaulted = [name for name in fields if draw(st.booleans())]
    complete = draw(st.booleans())
    # What an absent object means is said by the defaults of its own fields, as in every table there is.
    defaults = {name: {} if isinstance(fields[name], ObjectKind) else fields[name].server(draw) for name in defaulted}
    created = {
        name: fields[name].server(draw) for name in fields if name not in defaults and draw(st.integers(0, 3)) == 0
    }
    return ObjectKind(fields, defaults, complete, created=created)


def _entry(draw: Draw, depth: int, *more: str) -> ObjectKind:
    inner = _object(draw, depth)
    entry = _named(inner.fields, inner.complete, *more)
    entry.defaults, entry.created = inner.defaults, inner.created
    return entry


def _map(draw: Draw, depth: int) -> MapKind:
    fold = draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        entry = LeafKind(draw(st.sampled_from(["text", "lenient"])))
        meanings = {
            name: entry.server(draw) for name in draw(st.lists(st.sampled_from(["Alpha", "delta"]), unique=True))
        }
        return MapKind(entry, fold=fold, meanings=meanings)
    how = draw(st.sampled_from(["whole", "purgeable", "partial"]))
    return MapKind(_kind(draw, depth), fold, how == "purgeable", how == "partial")


def _kind(draw: Draw, depth: int) -> Kind:
    sorts = ["leaf", "leaf", "set"] if depth == 0 else ["leaf", "object", "map", "keyed", "sequential", "set"]
    sort = draw(st.sampled_from(sorts))
    if sort == "leaf":
        return LeafKind(draw(st.sampled_from(sorted(SPELLINGS))))
    if sort == "object":
        return _object(draw, depth - 1)
    if sort == "map":
        return _map(draw, depth - 1)
    if sort == "keyed":
        return KeyedKind(_entry(draw, depth - 1), draw(st.booleans()))
    if sort == "sequential":
        return SequentialKind(_entry(draw, depth - 1, "sort"))
    return SetKind(draw(st.booleans()))


@dataclass
class Case:
    """A shape with what a server has and what somebody declares."""

    kind: ObjectKind
    actual: dict[str, Any]
    declared: dict[str, Any]
    purge: bool


@st.composite
def unrelated(draw: Draw, depth: int = 2) -> Case:
    """A declaration that has nothing to do with what the server has."""
    kind = _object(draw, depth)
    return Case(kind, kind.server(draw), kind.declared(draw), draw(st.booleans()))


@st.composite
def cut_out(draw: Draw, depth: int = 2) -> Case:
    """A declaration of nothing but what the server has."""
    kind = _object(draw, depth)
    actual, purge = kind.server(draw), draw(st.booleans())
    return Case(kind, actual, kind.part(draw, actual, purge), purge)
