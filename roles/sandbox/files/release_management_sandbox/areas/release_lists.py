# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of releases: filters, order, pages, expansion. Only heads are read, and no more of them than a page needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.clock import read_time
from release_management_sandbox.definitions import folders
from release_management_sandbox.definitions.growth import known_query
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import ModelError
from release_management_sandbox.people import named
from release_management_sandbox.releases import records, references, wire
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import DELETED, HEAD, RELEASE_STATUS, STAGE_STATUS, choice
from release_management_sandbox.releases.records import reference
from release_management_sandbox.store import Document, fold

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 100
Keep = Callable[[Document], bool]


def list_releases(call: Call) -> Answer:
    """Newest first unless `queryOrder=ascending`; 50 a page, at most 100: a larger `$top` is cut silently.

    The token is the id of the next release.
    """
    engine.look(call.world, call.project_id)
    call = known_query(call, "releases")
    size = records.page_size(call, "$top", _DEFAULT_PAGE, _LARGEST_PAGE)
    keeps = filters(call)
    found = (head for head in heads(call) if all(keep(head) for keep in keeps))
    page, headers = records.page(found, size)
    expand = {fold(word) for word in call.query.words("$expand")} | _always_shown(call)
    properties = call.query.words("propertyFilters")
    shown = (wire.show_shallow(one, call, expand, properties) for one in page)
    return collection((shaped("Release", one, call) for one in shown), headers)


def _always_shown(call: Call) -> set[str]:
    """Recorded of 3.0-preview.2: entries have variables that nobody asked for. Tags have no word of `$expand` then [I]."""
    return {"variables", "tags"} if call.world.generation.era == "2015" else set()


def heads(call: Call) -> Iterator[Document]:
    """Heads of the releases, or of the deleted ones, of one definition or of all, in the order of the query."""
    definition = call.query.number("definitionId")
    kind = DELETED if call.query.flag("isDeleted") else HEAD
    return records.in_order(call, kind, str(definition) if definition else None)


def filters(call: Call) -> list[Keep]:
    """The filters that the query sets."""
    made = [make(call, call.query.text(name)) for name, make in _FILTERS.items() if call.query.text(name)]
    stages = _by_stages(call)
    artifact = _by_artifact(call)
    return [*made, *(keep for keep in (stages, artifact) if keep is not None)]


def _by_text(_call: Call, value: str) -> Keep:
    """ "Releases with names containing searchText" (document); [I] in any case."""
    wanted = fold(value)
    return lambda one: wanted in fold(one["name"])


def _by_creator(call: Call, value: str) -> Keep:
    """The alias of a user (document); an id or a display name too."""
    people = {person["id"] for person in call.world.people.everybody() if named(person, value)}
    return lambda one: one["createdBy"] in people


def _by_status(_call: Call, value: str) -> Keep:
    wanted = choice(RELEASE_STATUS, value, "statusFilter")
    return lambda one: wanted == "undefined" or one["status"] == wanted


def _by_time(field: str, is_minimum: bool) -> Callable[[Call, str], Keep]:
    def make(_call: Call, value: str) -> Keep:
        moment = read_time(value)
        if moment is None:
            raise ModelError(f"The value '{value}' is not valid for {field}.")
        limit = moment.timestamp()
        return lambda one: one["created"] >= limit if is_minimum else one["created"] <= limit

    return make


def _by_tags(_call: Call, value: str) -> Keep:
    """Releases that have all of the tags."""
    wanted = {fold(tag.strip()) for tag in value.split(",") if tag.strip()}
    return lambda one: wanted <= {fold(tag) for tag in one["tags"]}


def _by_ids(_call: Call, value: str) -> Keep:
    wanted = {part.strip() for part in value.split(",")}
    return lambda one: str(one["id"]) in wanted


def _by_path(call: Call, value: str) -> Keep:
    folder = folders.normal(value)
    return lambda one: folders.is_below(references.folder_of(one, call), folder)


_FILTERS: dict[str, Callable[[Call, str], Keep]] = {
    "searchText": _by_text,
    "createdBy": _by_creator,
    "statusFilter": _by_status,
    "minCreatedTime": _by_time("minCreatedTime", True),
    "maxCreatedTime": _by_time("maxCreatedTime", False),
    "tagFilter": _by_tags,
    "releaseIdFilter": _by_ids,
    "path": _by_path,
}


def _by_stages(call: Call) -> Keep | None:
    """A stage of the definition, a sum of statuses, or both: a release that has the stage in one of the statuses."""
    number, mask = call.query.number("definitionEnvironmentId"), call.query.number("environmentStatusFilter")
    if not number and not mask:
        return None

    def keep(one: Document) -> bool:
        return any(
            (not number or stage["definitionEnvironmentId"] == number)
            and (not mask or bool(STAGE_STATUS[stage["status"]] & mask))
            for stage in one["stages"]
        )

    return keep


_ARTIFACT_FILTERS: dict[str, Callable[[Document], str]] = {
    "artifactTypeId": lambda one: str(one["type"]),
    "sourceId": lambda one: str(one["sourceId"]),
    "artifactVersionId": lambda one: reference(one, "version"),
    "sourceBranchFilter": lambda one: reference(one, "branch").removeprefix("refs/heads/"),
}


def _by_artifact(call: Call) -> Keep | None:
    """Type, source, version and branch of one and the same artifact. [I] A branch with or without its prefix."""
    wanted = [(read, call.query.text(name)) for name, read in _ARTIFACT_FILTERS.items() if call.query.text(name)]
    if not wanted:
        return None

    def keep(one: Document) -> bool:
        return any(
            all(fold(read(artifact)) == fold(value.removeprefix("refs/heads/")) for read, value in wanted)
            for artifact in one["artifacts"]
        )

    return keep
