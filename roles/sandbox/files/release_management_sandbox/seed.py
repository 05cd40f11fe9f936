# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sandbox knows at the start: the data file of a seed, put into the store."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from release_management_sandbox.areas import release_definitions
from release_management_sandbox.areas.builds.past import add_seeded
from release_management_sandbox.buildmaster import seed as buildmaster
from release_management_sandbox.call import World, own_call
from release_management_sandbox.people import KIND as IDENTITY
from release_management_sandbox.store import COLLECTION, Document

CALLER = "52a5bc8d-4730-400a-95c7-7276d4ae5953"
"""Chuck Reinhart of the reference documents."""

_DATA = Path(__file__).parent / "data"
_COUNTERS = {"release_definition": 10, "release_definition_part": 17, "release": 0, "release_environment": 0}
"""The last numbers given: the seeded pipeline is number 11, as in the reference documents."""


def fill(world: World, seed: str, projects: int = 0) -> None:
    """Fill an empty store with the seed of this name, a file of `data/`, and so many more projects, all of them empty."""
    data = json.loads((_DATA / f"{seed}.json").read_text(encoding="utf-8"))
    store = world.store
    for person in data["identities"]:
        store.put(IDENTITY, COLLECTION, person["id"], person, name=person["displayName"])
    for pool in data["pools"]:
        store.put("pool", COLLECTION, pool["id"], pool, name=pool["name"])
    for project in [*data["projects"], *_more_projects(projects)]:
        _fill_project(world, project, data["queues"])
    for counter, last in _COUNTERS.items():
        store.start_counter(counter, last)
    store.start_counter("build_definition", data["lastBuildDefinition"])
    for project in data["projects"]:
        for build in project.get("builds", []):
            add_seeded(world, project, build)
        for definition in project.get("releaseDefinitions", []):
            _create_definition(world, project, definition)
    store.start_counter("build", data["lastBuild"])
    buildmaster.fill(world, seed)


def _more_projects(count: int) -> Iterator[Document]:
    """Project-01 and so on, with the same ids at every start."""
    for number in range(1, count + 1):
        name = f"Project-{number:02}"
        yield {
            "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
            "name": name,
            "description": "An empty project",
            "revision": 1,
            "lastUpdateTime": "2016-04-11T09:00:00.17Z",
        }


def _fill_project(world: World, project: Document, queues: list[Document]) -> None:
    world.store.put("project", COLLECTION, project["id"], project, name=project["name"])
    for queue in queues:
        world.store.put("queue", project["id"], queue["id"], queue, name=queue["name"])
    for kind, documents in project.get("documents", {}).items():
        for document in documents:
            world.store.put(kind, project["id"], document["id"], document, name=document["name"])


def _create_definition(world: World, project: Document, definition: dict[str, Any]) -> None:
    """Through the same door as any other, so that what is seeded is what the server makes."""
    release_definitions.add_seeded(own_call(world, project, body=definition))
