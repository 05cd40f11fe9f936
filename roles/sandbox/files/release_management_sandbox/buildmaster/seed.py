# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What BuildMaster has at the start: two applications of the documents, one without releases, and their pipelines."""

from __future__ import annotations

import json
from pathlib import Path

from release_management_sandbox.buildmaster.records import APPLICATION, BUILD, DEPLOYMENT, PIPELINE, RELEASE, save
from release_management_sandbox.call import World

_DATA = Path(__file__).parent.parent / "data" / "buildmaster.json"
_ALWAYS = {"applications": APPLICATION, "pipelines": PIPELINE}
_HISTORY = {"releases": RELEASE, "builds": BUILD, "deployments": DEPLOYMENT}


def fill(world: World, seed: str) -> None:
    """Fill an empty store; the seed `empty` has no releases, builds and deployments."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    kinds = _ALWAYS if seed == "empty" else {**_ALWAYS, **_HISTORY}
    for name, kind in kinds.items():
        for document in data[name]:
            save(world.store, kind, document)
        world.store.start_counter(kind, max(document["id"] for document in data[name]))
