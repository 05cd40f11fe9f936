# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions that may be chosen for the artifacts of a release."""

from __future__ import annotations

from release_management_sandbox.answers import Answer
from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.errors import definition_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import bodies, versions
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document


def _of_definition(call: Call) -> Answer:
    """An entry for each alias of the definition `releaseDefinitionId`."""
    number = call.query.number("releaseDefinitionId") or 0
    definition = call.store.get(DEFINITION, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    return _answer(call, definition["artifacts"])


def _of_sources(call: Call) -> Answer:
    """An entry for each artifact of the body, shaped as in a definition."""
    missing = {"type": "", "alias": "", "definitionReference": {}}
    return _answer(call, [{**missing, **one} for one in bodies.read_list(call, "Artifact", call.body)])


def _answer(call: Call, artifacts: list[Document]) -> Answer:
    document = {"artifactVersions": [_entry(call, artifact) for artifact in artifacts]}
    return Answer(shaped("ArtifactVersions", document, call))


def _entry(call: Call, artifact: Document) -> Document:
    """[I] The default version is that which a release gets that names none, null where there is none."""
    default = versions.default_version(call, artifact)
    return {
        "alias": artifact["alias"],
        "versions": [_shown(one) for one in versions.versions(call, artifact)],
        "defaultVersion": _shown(default) if default is not None else None,
        "errorMessage": None,
    }


def _shown(version: Document) -> Document:
    return {name: value for name, value in version.items() if name != "tags"}


RESOURCES = (
    Resource(
        id="30fc787e-a9e0-4a07-9fbc-3e903aa051d2",
        area="Release",
        name="versions",
        template="{project}/_apis/{area}/artifacts/{resource}",
        service=RELEASE,
        since=ApiVersion(1, 0),
        released_since=None,
        numbers=((ApiVersion(1, 0), 1),),
        collection={"GET": _of_definition, "POST": _of_sources},
    ),
)
