# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of release definitions. PATCH adds one, POST many, DELETE removes one; each answers the whole list.

Recorded: these routes need the preview flag. [I] As for tags of builds, case is not told apart and the first casing
in the project wins.
"""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.errors import ModelError, definition_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import RELEASE, Resource
from release_management_sandbox.store import Document, fold

_TAG = "release_tag"


def _definition(call: Call) -> Document:
    number = call.number("releaseDefinitionId")
    definition = call.store.get(DEFINITION, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    return definition


def _list(call: Call) -> Answer:
    return collection(_definition(call)["tags"])


def _add_many(call: Call) -> Answer:
    if not isinstance(call.body, list) or not all(isinstance(tag, str) and tag.strip() for tag in call.body):
        raise ModelError("Value cannot be null. Parameter name: tags")
    return _add(call, call.body)


def _add_one(call: Call) -> Answer:
    return _add(call, [call.path["tag"]])


def _add(call: Call, tags: list[str]) -> Answer:
    definition = _definition(call)
    for tag in tags:
        known = _known(call, tag.strip())
        if known not in definition["tags"]:
            definition["tags"].append(known)
    return _save(call, definition)


def _remove(call: Call) -> Answer:
    definition = _definition(call)
    unwanted = fold(call.path["tag"])
    definition["tags"] = [tag for tag in definition["tags"] if fold(tag) != unwanted]
    return _save(call, definition)


def _save(call: Call, definition: Document) -> Answer:
    """[I] Tags make no revision."""
    call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=definition["name"])
    return collection(definition["tags"])


def _known(call: Call, tag: str) -> str:
    """The tag as the project first wrote it."""
    document = call.store.get(_TAG, call.project_id, tag)
    if document is None:
        call.store.put(_TAG, call.project_id, tag, {"name": tag})
        return tag
    return str(document["name"])


def _project_tags(call: Call) -> Answer:
    return collection(tag["name"] for tag in call.store.all(_TAG, call.project_id))


RESOURCES = (
    Resource(
        id="3d21b4c8-c32e-45b2-a7cb-770a369012f4",
        area="Release",
        name="tags",
        template="{project}/_apis/{area}/definitions/{releaseDefinitionId}/{resource}/{*tag}",
        service=RELEASE,
        since=ApiVersion(3, 2),
        released_since=None,
        numbers=((ApiVersion(3, 2), 1),),
        collection={"GET": _list, "POST": _add_many},
        item={"PATCH": _add_one, "DELETE": _remove},
    ),
    Resource(
        id="86cee25a-68ba-4ba3-9171-8ad6ffc6df93",
        area="Release",
        name="tags",
        template="{project}/_apis/{area}/{resource}",
        service=RELEASE,
        since=ApiVersion(3, 2),
        released_since=None,
        numbers=((ApiVersion(3, 2), 1),),
        collection={"GET": _project_tags},
    ),
)
