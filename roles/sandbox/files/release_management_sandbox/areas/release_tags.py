# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of release definitions and of releases. PATCH adds one, POST many, DELETE removes one; each answers the whole list.

Recorded: these routes need the preview flag. [I] As for tags of builds, case is not told apart and the first casing
in the project wins.
"""

from __future__ import annotations

from collections.abc import Callable

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas import releases
from release_management_sandbox.call import Call
from release_management_sandbox.definitions.kinds import DEFINITION
from release_management_sandbox.errors import ModelError, definition_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import records
from release_management_sandbox.routing import RELEASE, Handler, Resource
from release_management_sandbox.store import Document, fold

_TAG = "release_tag"
Read = Callable[[Call], Document]
Write = Callable[[Call, Document], None]


def _definition(call: Call) -> Document:
    number = call.number("releaseDefinitionId")
    definition = call.store.get(DEFINITION, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    return definition


def _save_definition(call: Call, definition: Document) -> None:
    """[I] Tags make no revision."""
    call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=definition["name"])


def _save_release(call: Call, release: Document) -> None:
    records.save(call.store, call.project_id, release)


def _handlers(read: Read, write: Write) -> tuple[dict[str, Handler], dict[str, Handler]]:
    """What the routes of tagged things do, for all of the tags and for one."""

    def show(call: Call) -> Answer:
        return collection(read(call)["tags"])

    def add_many(call: Call) -> Answer:
        if not isinstance(call.body, list) or not all(isinstance(tag, str) and tag.strip() for tag in call.body):
            raise ModelError("Value cannot be null. Parameter name: tags")
        return add(call, call.body)

    def add_one(call: Call) -> Answer:
        return add(call, [call.path["tag"]])

    def add(call: Call, tags: list[str]) -> Answer:
        tagged = read(call)
        for tag in tags:
            known = _known(call, tag.strip())
            if known not in tagged["tags"]:
                tagged["tags"].append(known)
        write(call, tagged)
        return collection(tagged["tags"])

    def remove(call: Call) -> Answer:
        tagged = read(call)
        unwanted = fold(call.path["tag"])
        tagged["tags"] = [tag for tag in tagged["tags"] if fold(tag) != unwanted]
        write(call, tagged)
        return collection(tagged["tags"])

    return {"GET": show, "POST": add_many}, {"PATCH": add_one, "DELETE": remove}


def _known(call: Call, tag: str) -> str:
    """The tag as the project first wrote it."""
    document = call.store.get(_TAG, call.project_id, tag)
    if document is None:
        call.store.put(_TAG, call.project_id, tag, {"name": tag})
        return tag
    return str(document["name"])


def _project_tags(call: Call) -> Answer:
    return collection(tag["name"] for tag in call.store.all(_TAG, call.project_id))


def _tags_of(identifier: str, owner: str, handlers: tuple[dict[str, Handler], dict[str, Handler]]) -> Resource:
    return Resource(
        id=identifier,
        area="Release",
        name="tags",
        template=f"{{project}}/_apis/{{area}}/{owner}/{{resource}}/{{*tag}}",
        service=RELEASE,
        since=ApiVersion(3, 2),
        released_since=None,
        numbers=((ApiVersion(3, 2), 1),),
        collection=handlers[0],
        item=handlers[1],
    )


RESOURCES = (
    _tags_of(
        "3d21b4c8-c32e-45b2-a7cb-770a369012f4",
        "definitions/{releaseDefinitionId}",
        _handlers(_definition, _save_definition),
    ),
    _tags_of("c5b602b6-d1b3-4363-8a51-94384f78068f", "releases/{releaseId}", _handlers(releases.stored, _save_release)),
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
