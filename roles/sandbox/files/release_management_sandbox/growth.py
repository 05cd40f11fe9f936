# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What documents and requests gained and lost from one version to the next: how the tables of the areas are applied.

A generation whose newest version is older than a row does not show the field, discards it in a body, and does not know
the parameter.

[I] A newer server asked with an older version shows what it has itself: only generations are told apart here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from release_management_sandbox.call import Call, Query
from release_management_sandbox.errors import ModelError
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.store import Document, fold

Versions = Mapping[str, ApiVersion]


@dataclass(frozen=True)
class Growth:
    """The tables of an area.

    `since` has the first version of a field by the kind of object that has it, `values` that of an enumeration's value,
    `parts` the kinds that a kind has in its fields, alone, in lists or, where the kind is one of `maps`, by names that
    people give; it goes only as far as rows of the others are reached.

    Of requests, all in lower case: `came` has the first version of a parameter, `went` the first that does not have it
    any more, `expansions` the first version of a word of `$expand`.
    """

    since: Mapping[tuple[str, str], ApiVersion]
    came: Mapping[str, Versions]
    went: Mapping[str, Versions] = field(default_factory=dict)
    expansions: Mapping[str, Versions] = field(default_factory=dict)
    values: Mapping[tuple[str, str], Versions] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    maps: Collection[str] = ()

    def limited(self, kind: str, document: Document, newest: ApiVersion) -> Document:
        """A document without what came after `newest`."""
        parts = self.parts.get(kind, {})
        return {
            name: self._limited_part(parts[name], value, newest) if name in parts else value
            for name, value in document.items()
            if self.since.get((kind, name), newest) <= newest
        }

    def accepted(self, kind: str, document: Document, newest: ApiVersion) -> Document:
        """A body, read, without what came after `newest`. Raises ModelError for a value of an enumeration that did."""
        kept = self.limited(kind, document, newest)
        self._refuse_values(kind, kept, newest)
        return kept

    def knows(self, call: Call, request: str, parameter: str) -> bool:
        """Whether the generation knows a parameter of a request."""
        newest = call.world.generation.maximum
        return self._is_known(request, fold(parameter), newest)

    def known_query(self, call: Call, request: str) -> Call:
        """The call without the parameters, and words of `$expand`, that the generation does not know: ignored [I]."""
        newest = call.world.generation.maximum
        query = Query({name: value for name, value in call.query.items() if self._is_known(request, name, newest)})
        if "$expand" in query:
            since, words = self.expansions.get(request, {}), query.words("$expand")
            query["$expand"] = ",".join(word for word in words if since.get(fold(word), newest) <= newest)
        return replace(call, query=query)

    def _is_known(self, request: str, parameter: str, newest: ApiVersion) -> bool:
        came, went = self.came.get(request, {}), self.went.get(request, {})
        return came.get(parameter, newest) <= newest and not (parameter in went and went[parameter] <= newest)

    def _limited_part(self, kind: str, value: Any, newest: ApiVersion) -> Any:
        if isinstance(value, list):
            return [self._limited_part(kind, one, newest) for one in value]
        if not isinstance(value, dict):
            return value
        if kind in self.maps:
            return {name: self.limited(kind, one, newest) for name, one in value.items()}
        return self.limited(kind, value, newest)

    def _refuse_values(self, kind: str, value: Any, newest: ApiVersion) -> None:
        if isinstance(value, list):
            for one in value:
                self._refuse_values(kind, one, newest)
        if not isinstance(value, dict):
            return
        for name, part in self.parts.get(kind, {}).items():
            if part not in self.maps:
                self._refuse_values(part, value.get(name), newest)
        for name, entry in value.items():
            since = self.values.get((kind, name), {})
            if isinstance(entry, str) and since.get(entry, newest) > newest:
                raise ModelError(f'Error converting value "{entry}" at {name}: requested value was not found.')
