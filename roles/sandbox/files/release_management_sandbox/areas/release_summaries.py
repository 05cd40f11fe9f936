# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a definition: its newest releases, and those that each stage had last."""

from __future__ import annotations

from itertools import islice

from release_management_sandbox.areas import release_lists
from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import definition_not_found
from release_management_sandbox.releases import references, wire
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.store import Document


def show(call: Call) -> Document:
    """A ReleaseDefinitionSummary of `definitionId` with `releaseCount` releases. [I] A stage's last are those that started."""
    engine.look(call.world, call.project_id)
    number, count = call.query.number("definitionId") or 0, call.query.number("releaseCount") or 0
    definition = call.store.get(DEFINITION, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    heads = list(islice(release_lists.heads(call), count))
    expand = {"environments", "artifacts"} if call.query.flag("includeArtifact") else {"environments"}
    known = {"definitionId": number, "definitionName": definition["name"]}
    document = {
        "releaseDefinition": references.definition(known, call),
        "releases": [wire.show_shallow(head, call, expand, []) for head in heads],
        "environments": [_environment(one, heads, call) for one in definition["environments"]],
    }
    return shaped("ReleaseDefinitionSummary", document, call)


def _environment(environment: Document, heads: list[Document], call: Call) -> Document:
    started = [
        head
        for head in heads
        for stage in head["stages"]
        if stage["definitionEnvironmentId"] == environment["id"] and stage["status"] != "notStarted"
    ]
    return {
        "id": environment["id"],
        "name": environment["name"],
        "lastReleases": [references.release(head, call) for head in started],
    }
