# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One build definition: read, made, changed, deleted, restored; its revisions and properties."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection, no_content
from release_management_sandbox.areas.build_definitions import documents
from release_management_sandbox.areas.builds import leases, register, running, single
from release_management_sandbox.areas.builds.refusals import definition_not_found, definition_retained, refused
from release_management_sandbox.areas.builds.shapes import chosen
from release_management_sandbox.call import Call
from release_management_sandbox.clock import release_time
from release_management_sandbox.store import Document

_REVISION, _DELETED = "build_definition_revision", "build_definition_deleted"
_WITH_DEFINITION = "The pipeline was deleted."
_FIRST_RETENTION = [{"branches": ["+refs/heads/*"], "daysToKeep": 10, "deleteBuildRecord": True}]
"""What a creation adds where it says nothing of retention, and an update does not (recorded)."""


def get_definition(call: Call) -> Answer:
    """As it is, or as it was in a `revision`."""
    definition, revision = documents.existing(call), call.query.number("revision")
    if revision is not None and revision != definition["revision"]:
        old = call.store.get(_REVISION, call.project_id, _key(definition, revision))
        if old is None:
            raise definition_not_found(definition["id"])
        definition = old["document"]
    return Answer(documents.full(definition, call))


def create_definition(call: Call) -> Answer:
    """Fills what the recorded POST answers have."""
    definition = documents.read(call.body, call)
    documents.refuse_duplicate(definition, call)
    definition.setdefault("retentionRules", _FIRST_RETENTION)
    definition.update(
        id=call.store.next("build_definition"),
        revision=1,
        createdDate=release_time(call.world.now()),
        authoredBy={"id": call.caller},
    )
    documents.save(definition, call)
    _remember(definition, "add", call)
    return Answer(documents.full(definition, call))


def update_definition(call: Call) -> Answer:
    """Replaces the whole. Another revision than that of now is answered as if there were no such definition (issues)."""
    before = documents.existing(call)
    body = call.body if isinstance(call.body, dict) else {}
    if body.get("id") != before["id"]:
        raise refused(
            400,
            "InvalidDefinitionException",
            f"The request specifies pipeline ID {before['id']} but the supplied pipeline has ID {body.get('id') or 0}.",
        )
    if body.get("revision") != before["revision"]:
        raise definition_not_found(before["id"])
    definition = documents.read(body, call, before)
    definition.update(
        id=before["id"],
        revision=before["revision"] + 1,
        # Recorded: the date of the revision, whatever the body says.
        createdDate=release_time(call.world.now()),
        authoredBy=before["authoredBy"],
        tags=before["tags"],
    )
    documents.refuse_duplicate(definition, call)
    _remember(before, "add" if before["revision"] == 1 else "update", call)
    _remember(definition, "update", call)
    documents.save(definition, call)
    if before["queueStatus"] == "paused" and definition["queueStatus"] == "enabled":
        running.wake(call, definition["id"])
    return Answer(documents.full(definition, call))


def delete_definition(call: Call) -> Answer:
    """With its builds (document); refused when one of them is retained."""
    delete(documents.existing(call), call)
    return no_content()


def delete(definition: Document, call: Call) -> None:
    running.settle(call.world)
    builds = _builds(call, definition["id"])
    if leases.protects_definition(call, definition["id"]) or any(one["keepForever"] for one in builds):
        raise definition_retained()
    for build in builds:
        if not build.get("deleted"):
            single.mark_deleted(call, build, _WITH_DEFINITION)
    _remember({**definition, "revision": definition["revision"] + 1}, "delete", call)
    call.store.remove(documents.KIND, call.project_id, definition["id"])
    call.store.put(_DELETED, call.project_id, definition["id"], definition)


def restore_definition(call: Call) -> Answer:
    """PATCH with deleted=false; its builds come back with it [I]."""
    number = call.number("definitionId")
    definition = call.store.get(_DELETED, call.project_id, number)
    if definition is None or call.query.text("deleted").lower() != "false":
        raise definition_not_found(number)
    documents.refuse_duplicate(definition, call)
    call.store.remove(_DELETED, call.project_id, number)
    documents.save(definition, call)
    for build in _builds(call, number):
        if build.get("deletedReason") == _WITH_DEFINITION:
            for name in ("deleted", "deletedDate", "deletedBy", "deletedReason"):
                build.pop(name, None)
            running.save(call, build)
    return Answer(documents.full(definition, call))


def list_revisions(call: Call) -> Answer:
    """Oldest first."""
    definition = documents.existing(call)
    stored = call.store.named(_REVISION, call.project_id, str(definition["id"]))
    if not stored:
        stored = [_revision(definition, "add", call)]
    return collection(_shown(entry, call) for entry in sorted(stored, key=lambda one: int(one["revision"])))


def get_properties(call: Call) -> Answer:
    return _properties(documents.existing(call), call.query.words("filter"))


def patch_properties(call: Call) -> Answer:
    """[I] Properties make no revision."""
    definition = documents.existing(call)
    definition["properties"] = single.patched(definition["properties"], call.body)
    documents.save(definition, call)
    return _properties(definition, [])


def _properties(definition: Document, names: list[str]) -> Answer:
    shown = chosen(definition["properties"], names or ["*"])
    return Answer({"count": len(shown), "value": shown})


def _builds(call: Call, definition_id: int) -> list[Document]:
    rows = call.store.select(
        "SELECT id FROM build_index WHERE project = ? AND definition = ?", (call.project_id, definition_id)
    )
    found = (register.get(call.store, call.project_id, row[0]) for row in rows)
    return [build for build in found if build is not None]


def _remember(definition: Document, change: str, call: Call) -> None:
    """Keep a revision, once."""
    key = _key(definition, definition["revision"])
    if call.store.get(_REVISION, call.project_id, key) is None:
        entry = _revision(definition, change, call)
        call.store.put(_REVISION, call.project_id, key, entry, name=str(definition["id"]))


def _revision(definition: Document, change: str, call: Call) -> Document:
    return {
        "revision": definition["revision"],
        "changeType": change,
        "changedDate": definition["createdDate"],
        "changedBy": call.caller,
        "document": definition,
    }


def _key(definition: Document, revision: int) -> str:
    return f"{definition['id']}/{revision}"


def _shown(entry: Document, call: Call) -> Document:
    definition = entry["document"]
    shown = {name: entry[name] for name in ("revision", "changeType", "changedDate")}
    return {
        **shown,
        "name": definition["name"],
        "comment": definition.get("comment", ""),
        "definitionUrl": call.addresses.build(
            call.project_id, f"Definitions/{definition['id']}?revision={entry['revision']}"
        ),
        "changedBy": call.identity(entry["changedBy"]),
    }
