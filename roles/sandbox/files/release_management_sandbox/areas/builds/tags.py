# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of builds and of build definitions, and those that the project knows.

Every answer is the complete list, in the order in which the tags were attached (recorded: it is not alphabetical).
Case is not told apart, and the first casing in the project wins (observed of TFS 2017).
"""

from __future__ import annotations

from typing import Any

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.builds import register, running
from release_management_sandbox.areas.builds.refusals import (
    DangerousPath,
    build_not_found,
    definition_not_found,
    refused,
)
from release_management_sandbox.areas.builds.shapes import DEFINITION
from release_management_sandbox.call import Call
from release_management_sandbox.errors import ModelError
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import Handlers, Later
from release_management_sandbox.store import Document, fold

_LONGEST = 256
_CHANGE_SINCE = ApiVersion(6, 1)


class Tagged:
    """The handlers over the tags of one kind of things."""

    def __init__(self, placeholder: str) -> None:
        self._placeholder = placeholder

    @property
    def collection(self) -> Handlers:
        return {"GET": self._list, "POST": self._add_many, "PATCH": Later(_CHANGE_SINCE, self._change)}

    @property
    def item(self) -> Handlers:
        return {"PUT": self._add_one, "DELETE": self._remove_one}

    def find(self, call: Call) -> Document:
        raise NotImplementedError

    def save(self, call: Call, thing: Document) -> None:
        raise NotImplementedError

    def _list(self, call: Call) -> Answer:
        return collection(self.find(call)["tags"])

    def _add_many(self, call: Call) -> Answer:
        """Adds to the tags that are there (public issues), and replaces none."""
        return self._write(call, _texts(call.body, "tags"), [])

    def _add_one(self, call: Call) -> Answer:
        return self._write(call, [_path_tag(call)], [])

    def _remove_one(self, call: Call) -> Answer:
        return self._write(call, [], [_path_tag(call)])

    def _change(self, call: Call) -> Answer:
        body = call.body if isinstance(call.body, dict) else {}
        adding, removing = (_texts(body.get(name) or [], name) for name in ("tagsToAdd", "tagsToRemove"))
        return self._write(call, adding, removing)

    def _write(self, call: Call, adding: list[str], removing: list[str]) -> Answer:
        thing = self.find(call)
        unwanted = {fold(tag) for tag in removing}
        tags = [tag for tag in thing["tags"] if fold(tag) not in unwanted]
        for tag in adding:
            known = register.first_casing(call.store, call.project_id, _checked(tag))
            if known not in tags:
                tags.append(known)
        thing["tags"] = tags
        self.save(call, thing)
        return collection(tags)


class BuildTags(Tagged):
    def find(self, call: Call) -> Document:
        number = call.number(self._placeholder)
        build = running.find(call, number)
        if build is None:
            raise build_not_found(number)
        return build

    def save(self, call: Call, thing: Document) -> None:
        running.save(call, thing)


class DefinitionTags(Tagged):
    """[I] Tags make no revision."""

    def find(self, call: Call) -> Document:
        number = call.number(self._placeholder)
        definition = call.store.get(DEFINITION, call.project_id, number)
        if definition is None:
            raise definition_not_found(number)
        return definition

    def save(self, call: Call, thing: Document) -> None:
        call.store.put(DEFINITION, call.project_id, thing["id"], thing, name=str(thing["name"]))


def project_tags(call: Call) -> Answer:
    """[I] In the order in which the project came to know them."""
    known = sorted(call.store.all(register.TAG, call.project_id), key=lambda tag: int(tag["order"]))
    return collection(tag["name"] for tag in known)


def remove_project_tag(call: Call) -> Answer:
    """Takes a tag from everything that has it; [I] answers what the project still knows."""
    unwanted = fold(_path_tag(call))
    tagged = call.store.select(
        "SELECT id FROM build_tag_index WHERE project = ? AND tag = ?", (call.project_id, unwanted)
    )
    for (number,) in tagged:
        build = register.get(call.store, call.project_id, number)
        if build is not None:
            build["tags"] = [tag for tag in build["tags"] if fold(tag) != unwanted]
            register.save(call.store, call.project_id, build)
    for definition in call.store.all(DEFINITION, call.project_id):
        kept = [tag for tag in definition["tags"] if fold(tag) != unwanted]
        if kept != definition["tags"]:
            definition["tags"] = kept
            call.store.put(DEFINITION, call.project_id, definition["id"], definition, name=str(definition["name"]))
    call.store.remove(register.TAG, call.project_id, unwanted)
    return project_tags(call)


def _path_tag(call: Call) -> str:
    """A slash reaches the service (recorded route), a backslash does not: ASP.NET's default list has it."""
    tag = call.path["tag"]
    if "\\" in tag:
        raise DangerousPath("\\")
    return tag


def _texts(given: Any, name: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        raise ModelError(f"Value cannot be null. Parameter name: {name}")
    return given


def _checked(tag: str) -> str:
    """[I] An empty tag is refused, and one that is longer than the column of its name in a database would be."""
    tag = tag.strip()
    if not tag:
        raise refused(400, "InvalidTagException", "A tag must not be empty.")
    if len(tag) > _LONGEST:
        raise refused(400, "InvalidTagException", f"A tag must not have more than {_LONGEST} characters.")
    return tag
