# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of the API and how a path finds one.

Routes are matched case-insensitively, and every collection names them in its answer to OPTIONS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from release_management_sandbox.generations import ApiVersion, Generation

if TYPE_CHECKING:
    from release_management_sandbox.answers import Answer
    from release_management_sandbox.call import Call

Handler = Callable[["Call"], "Answer"]


@dataclass(frozen=True)
class Later:
    """A method that came after its resource, in the version `since`."""

    since: ApiVersion
    handler: Handler


Handlers = Mapping[str, "Handler | Later"]
"""What a resource does, by method."""

CORE, RELEASE, IDENTITY, EVERYWHERE = "core", "release", "identity", "everywhere"
"""The services that have hosts of their own in the cloud."""


@dataclass(frozen=True)
class Resource:
    """One resource of one area.

    `template` is the route as OPTIONS shows it. Placeholders after `{resource}` may be left out: a path without the
    last of them is the collection, with it an item, each with its handlers by method. `since` is the first version,
    `until` the last (None: it is still there), `released_since` the first that needs no preview flag (None: every one
    needs it), `numbers` the preview numbers from a version on, `reading` the methods that only read though they are
    others than reads usually have.
    """

    id: str
    area: str
    name: str
    template: str
    service: str
    since: ApiVersion
    released_since: ApiVersion | None
    numbers: Sequence[tuple[ApiVersion, int]]
    collection: Handlers = field(default_factory=dict)
    item: Handlers = field(default_factory=dict)
    until: ApiVersion | None = None
    reading: frozenset[str] = frozenset()

    @cached_property
    def needs_project(self) -> bool:
        return self.template.startswith("{project}")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches what follows `_apis/`."""
        return re.compile(_pattern(self.template.split("_apis/", 1)[1], self.area, self.name), re.IGNORECASE)

    @cached_property
    def first_segment(self) -> str:
        return self.template.split("_apis/", 1)[1].format_map(_Names(self.area, self.name)).split("/")[0].lower()

    def maximum(self, generation: Generation) -> ApiVersion:
        """The newest version that a generation answers."""
        return min(self.until or generation.maximum, generation.maximum)

    def number(self, generation: Generation) -> int:
        return max(number for version, number in self.numbers if version <= generation.maximum)

    def released(self, generation: Generation) -> ApiVersion | None:
        if self.released_since is None or self.released_since > generation.released:
            return None
        return min(generation.released, self.maximum(generation))

    def newest(self, generation: Generation) -> str:
        """The version that a request gets which names none: released where there is one."""
        released = self.released(generation)
        return str(released) if released else f"{self.maximum(generation)}-preview.{self.number(generation)}"

    def handler(self, path: Mapping[str, str], method: str, version: ApiVersion) -> Handler | None:
        """What does a method in a version; None where the version does not have it."""
        table = self.item if self._last_placeholder in path else self.collection
        found = table.get(method)
        if isinstance(found, Later):
            return found.handler if found.since <= version else None
        return found

    @cached_property
    def _last_placeholder(self) -> str:
        names = re.findall(r"\{\*?(\w+)\}", self.template)
        return str(names[-1])

    def location(self, generation: Generation) -> dict[str, Any]:
        """The entry of this resource in an answer to OPTIONS."""
        released = self.released(generation)
        return {
            "id": self.id,
            "area": self.area,
            "resourceName": self.name,
            "routeTemplate": self.template,
            "resourceVersion": self.number(generation),
            "minVersion": str(self.since),
            "maxVersion": str(self.maximum(generation)),
            "releasedVersion": str(released) if released else "0.0",
        }


class Router:
    """Finds the resource of a path."""

    def __init__(self, resources: Sequence[Resource], generation: Generation) -> None:
        self.resources = [resource for resource in resources if resource.since <= generation.maximum]
        self._by_segment: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_segment.setdefault(resource.first_segment, []).append(resource)

    def find(self, rest: str, has_project: bool) -> tuple[Resource, dict[str, str]] | None:
        """The resource and the placeholders of what follows `_apis/` in a path.

        [I] A resource of the whole collection is found below a project too; one that wants the project comes first.
        """
        candidates = self._by_segment.get(rest.split("/", 1)[0].lower(), ())
        for resource in sorted(candidates, key=lambda one: one.needs_project != has_project):
            match = resource.pattern.fullmatch(rest)
            if match is not None and (has_project or not resource.needs_project):
                return resource, {name: value for name, value in match.groupdict().items() if value}
        return None


class _Names(dict[str, str]):
    def __init__(self, area: str, resource: str) -> None:
        super().__init__(area=area, resource=resource)

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _pattern(route: str, area: str, name: str) -> str:
    """A regular expression of a route; placeholders after the resource's name are optional."""
    pattern, closing, after_resource = "", "", False
    for position, segment in enumerate(route.split("/")):
        slash = "/" if position else ""
        placeholder = re.fullmatch(r"\{(\*?)(\w+)\}", segment)
        if placeholder is None or placeholder[2] in ("area", "resource"):
            literal = {"{area}": area, "{resource}": name}.get(segment, segment)
            pattern += slash + re.escape(literal)
            after_resource = after_resource or literal == name
            continue
        group = f"{slash}(?P<{placeholder[2]}>{'.+' if placeholder[1] else '[^/]+'})"
        if after_resource:
            pattern, closing = f"{pattern}(?:{group}", f")?{closing}"
        else:
            pattern += group
    return f"{pattern}{closing}/?"
