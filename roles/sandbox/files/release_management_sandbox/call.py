# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler is given: the request, resolved, and the world that it works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from release_management_sandbox.addresses import Addresses, hosts
from release_management_sandbox.errors import ModelError
from release_management_sandbox.faults import FaultPlan
from release_management_sandbox.generations import Generation
from release_management_sandbox.people import People
from release_management_sandbox.store import Document, Store


@dataclass(frozen=True)
class World:
    """What every request shares: `now` gives the server's time, `faults` the plan of now; `pace` is seconds per task.

    `build_completed` is told of every build that completes, with the project of the build, in the world of that moment.
    """

    store: Store
    people: People
    generation: Generation
    now: Callable[[], datetime]
    pace: float
    build_completed: Callable[[World, str, Document], None]
    faults: Callable[[], FaultPlan] = FaultPlan

    def at(self, moment: datetime) -> World:
        """The same world at another moment."""
        return replace(self, now=lambda: moment)


class Query(dict[str, str]):
    """Query parameters by name in lower case: ASP.NET does not tell cases apart."""

    def flag(self, name: str) -> bool:
        return self.get(name.lower(), "").lower() == "true"

    def text(self, name: str) -> str:
        return self.get(name.lower(), "")

    def number(self, name: str) -> int | None:
        text = self.get(name.lower(), "")
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            raise ModelError(f"The value '{text}' is not valid for {name}.") from None

    def words(self, name: str) -> list[str]:
        """The entries of a comma-delimited list."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]


@dataclass(frozen=True)
class Call:
    """One request to one resource. `path` holds the placeholders of its route, without the project.

    `accept` is the Accept header, for the resources that have more than one form.
    """

    world: World
    addresses: Addresses
    method: str
    path: Mapping[str, str]
    query: Query
    body: Any
    project: Document | None
    version: str
    accept: str = ""
    person: str | None = None

    @property
    def store(self) -> Store:
        return self.world.store

    @property
    def project_id(self) -> str:
        """The id of the project; only for resources that need one."""
        if self.project is None:
            raise ModelError("A project is needed.")
        return str(self.project["id"])

    @property
    def caller(self) -> str:
        return self.person or self.world.people.caller

    def identity(self, identity_id: str) -> Document:
        return self.world.people.reference(identity_id, self.addresses)

    def number(self, placeholder: str) -> int:
        """A placeholder of the route that is a number; ModelError when it is none."""
        text = self.path[placeholder]
        if not text.isdecimal():
            raise ModelError(f"The value '{text}' is not valid for {placeholder}.")
        return int(text)


def own_call(world: World, project: Document | None, *, body: Any = None, person: str | None = None) -> Call:
    """A request of the sandbox to itself, for what no request of the API asked for."""
    return Call(
        world=world,
        addresses=Addresses("http://127.0.0.1", hosts(world.generation)[0].bases),
        method="POST",
        path={},
        query=Query(),
        body=body,
        project=project,
        version=str(world.generation.released),
        person=person,
    )
