# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases: created, read, listed, changed, abandoned, deleted and brought back."""

from __future__ import annotations

import json

from release_management_sandbox.answers import TEXT, Answer, collection, no_content
from release_management_sandbox.areas import release_summaries
from release_management_sandbox.areas.release_lists import list_releases
from release_management_sandbox.call import Call
from release_management_sandbox.definitions.growth import known_query
from release_management_sandbox.deploying import engine
from release_management_sandbox.errors import release_not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.releases import changes, creation, history, records, wire
from release_management_sandbox.releases.attempts import view_of
from release_management_sandbox.releases.eras import shaped
from release_management_sandbox.releases.kinds import DELETED, HEAD, SNAPSHOT
from release_management_sandbox.routing import RELEASE, Later, Resource
from release_management_sandbox.store import Document


def stored(call: Call) -> Document:
    """The release that the path names, as it is now."""
    engine.look(call.world, call.project_id)
    number = call.number("releaseId")
    release = records.load(call.store, call.project_id, number)
    if release is None:
        raise release_not_found(number)
    return release


def _list(call: Call) -> Answer:
    """With `releaseCount` the summary of a definition, which has the same route (Microsoft's SDK of 4.1)."""
    is_summary = known_query(call, "releases").query.number("releaseCount")
    return Answer(release_summaries.show(call)) if is_summary else list_releases(call)


def _create(call: Call) -> Answer:
    """200. The answer has every stage as `notStarted`, those too that are about to start (recorded)."""
    engine.look(call.world, call.project_id)
    return _answer(creation.create(call, call.body), call)


def _get(call: Call) -> Answer:
    """The release; with `definitionSnapshotRevision` the text of that snapshot."""
    release = stored(call)
    snapshot = known_query(call, "release").query.number("definitionSnapshotRevision")
    return _answer(release, call) if snapshot is None else _snapshot(release, snapshot, call)


def _snapshot(release: Document, number: int, call: Call) -> Answer:
    """[I] What the text holds: the release with the stages of then."""
    if number == release["definitionSnapshotRevision"]:
        return Answer(snapshot_text(release, call), media_type=TEXT)
    kept = call.store.get(SNAPSHOT, call.project_id, f"{release['id']}:{number}")
    if kept is None:
        raise release_not_found(release["id"])
    return Answer(kept["text"], media_type=TEXT)


def snapshot_text(release: Document, call: Call) -> str:
    return json.dumps(_document(release, call), ensure_ascii=False, separators=(",", ":"))


def _replace(call: Call) -> Answer:
    """PUT: changes a release, or brings a deleted one back when its body is empty (Microsoft's SDK of 4.0).

    Status and tags of the body are silently ignored (public issues).
    """
    if call.body is None:
        return _undelete(call)
    release = stored(call)
    before = snapshot_text(release, call)
    number = release["definitionSnapshotRevision"]
    changes.replace(call, release, call.body)
    if release["definitionSnapshotRevision"] != number:
        call.store.put(SNAPSHOT, call.project_id, f"{release['id']}:{number}", {"text": before})
    return _saved(release, call)


def _update(call: Call) -> Answer:
    """PATCH: status, name, comment, keepForever, manualEnvironments."""
    release = stored(call)
    changes.update(call, release, call.body)
    return _saved(release, call)


def _delete(call: Call) -> Answer:
    """Soft: the release is listed by `isDeleted=true` from then on."""
    release = stored(call)
    changes.refuse_deletion(call, release)
    comment = call.query.text("comment")
    history.note(call, release, "Delete", {"id": release["id"]}, comment)
    records.save(call.store, call.project_id, release)
    records.remove(call.store, call.project_id, release)
    return no_content()


def _undelete(call: Call) -> Answer:
    engine.look(call.world, call.project_id)
    number = call.number("releaseId")
    head = call.store.get(DELETED, call.project_id, number)
    if head is None:
        raise release_not_found(number)
    release = records.whole(call.store, call.project_id, head)
    call.store.remove(DELETED, call.project_id, number)
    history.note(call, release, "Undelete", {"id": number}, call.query.text("comment"))
    return _saved(release, call)


def _history(call: Call) -> Answer:
    return collection(history.show(stored(call), call))


def _saved(release: Document, call: Call) -> Answer:
    release.update(modified=call.world.now().timestamp(), modifiedBy=call.caller)
    records.save(call.store, call.project_id, release, HEAD)
    return _answer(release, call)


def _answer(release: Document, call: Call) -> Answer:
    return Answer(_document(release, call))


def _document(release: Document, call: Call) -> Document:
    known = known_query(call, "release")
    return shaped("Release", wire.show(release, call, view_of(known), known.query.words("propertyFilters")), call)


RESOURCES = (
    Resource(
        id="a166fde7-27ad-408e-ba75-703c2cc9d500",
        area="Release",
        name="releases",
        template="{project}/_apis/{area}/{resource}/{releaseId}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=ApiVersion(5, 0),
        numbers=(
            (ApiVersion(2, 2), 1),
            (ApiVersion(3, 0), 2),
            (ApiVersion(4, 1), 6),
            (ApiVersion(6, 1), 8),
            (ApiVersion(7, 2), 9),
        ),
        collection={"GET": _list, "POST": _create},
        # [I] The documents of 2015 and 2016 have no PUT.
        item={"GET": _get, "PUT": Later(ApiVersion(3, 0), _replace), "PATCH": _update, "DELETE": _delete},
    ),
    Resource(
        id="23f461c8-629a-4144-a076-3054fa5f268a",
        area="Release",
        name="history",
        template="{project}/_apis/{area}/releases/{releaseId}/{resource}",
        service=RELEASE,
        since=ApiVersion(2, 2),
        released_since=None,
        numbers=((ApiVersion(2, 2), 1),),
        collection={"GET": _history},
        item={"GET": _history},
    ),
)
