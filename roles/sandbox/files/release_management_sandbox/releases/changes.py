# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release lets be changed: transitions of its status, fields, stages; and when it may be deleted."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions.completion import complete_phase, keep_secrets
from release_management_sandbox.deploying import engine, turns
from release_management_sandbox.errors import invalid_request
from release_management_sandbox.releases import bodies, creation, versions
from release_management_sandbox.releases.history import note
from release_management_sandbox.releases.kinds import camel
from release_management_sandbox.releases.records import approvals_of
from release_management_sandbox.store import Document, fold

_LEGAL = {("draft", "active"), ("active", "abandoned"), ("draft", "abandoned")}
"""[I] That a draft may be abandoned. [I] That abandoned is for good: nothing shows otherwise."""


def update(call: Call, release: Document, given: Any) -> None:
    """A PATCH with ReleaseUpdateMetadata."""
    body = bodies.read(call, "ReleaseUpdateMetadata", given)
    status, comment = body.get("status", "undefined"), body.get("comment", "")
    creation.make_manual(release, body.get("manualEnvironments", []))
    if body.get("name", release["name"]) != release["name"]:
        _rename(call, release, body["name"])
    if body.get("keepForever", release["keepForever"]) != release["keepForever"]:
        release["keepForever"] = body["keepForever"]
        note(call, release, "Update", {"keepForever": release["keepForever"]}, comment)
    if comment:
        release["comment"] = comment
    if status != "undefined":
        _change_status(call, release, status, comment)


def replace(call: Call, release: Document, given: Any) -> None:
    """A PUT with a Release: description, name, variables and stages, of a draft the versions of artifacts too.

    [I] Which fields of an active release a PUT changes, and that a changed stage makes a new snapshot. A secret that
    comes without value keeps its own, as in a definition [I].
    """
    body = bodies.read(call, "Release", given)
    if body.get("id", release["id"]) != release["id"]:
        raise invalid_request(f"The request is for the release {release['id']} but its body has ID {body['id']}.")
    release.update({name: body[name] for name in ("description", "comment", "keepForever") if name in body})
    if body.get("name", release["name"]) not in ("", release["name"]):
        _rename(call, release, body["name"])
    if "variables" in body:
        release["variables"] = keep_secrets(body["variables"], release["variables"])
    if release["status"] == "draft":
        _replace_versions(call, release, body.get("artifacts", []))
    stages = {one.get("id"): one for one in body.get("environments", [])}
    changed = [_replace_stage(one, stages.get(one["id"])) for one in release["environments"]]
    if any(changed):
        release["definitionSnapshotRevision"] += 1
    note(call, release, "Update", {"id": release["id"]}, body.get("comment", ""))


def refuse_deletion(call: Call, release: Document) -> None:
    """The codes are those of probed servers; [I] their words, and that a release that is kept is refused."""
    if release["keepForever"]:
        raise invalid_request(f"The release '{release['name']}' is retained indefinitely. Stop retaining it first.")
    for environment in release["environments"]:
        if any(one["status"] == "pending" for one in approvals_of(environment)):
            raise invalid_request(
                f"VS402996: The release '{release['name']}' cannot be deleted: an approval of the stage "
                f"'{environment['name']}' is pending."
            )
    for environment in release["environments"]:
        deployed = turns.deployed_release(call.world, call.project_id, environment["definitionEnvironmentId"])
        if deployed == release["id"] or engine.open_attempt(environment) is not None:
            raise invalid_request(
                f"VS402946: The release '{release['name']}' cannot be deleted: it is currently deployed to the stage "
                f"'{environment['name']}'."
            )


def _change_status(call: Call, release: Document, status: str, comment: str) -> None:
    """[I] Abandoning a release cancels what is in progress; stages that have not started stay so (recorded)."""
    before = release["status"]
    if (before, status) not in _LEGAL:
        raise invalid_request(
            f"VS402966: Transitioning of release from state '{camel(before)}' to state '{camel(status)}' is not allowed."
        )
    release["status"] = status
    note(call, release, "Update", {"status": status}, comment)
    if status == "active":
        engine.start_by_conditions(call.world, call.project_id, release, call.world.now().timestamp())
        return
    for environment in release["environments"]:
        attempt = engine.open_attempt(environment)
        if attempt is not None:
            engine.cancel(call.world, call.project_id, release, environment, call.caller)


def _rename(call: Call, release: Document, name: str) -> None:
    """[I] A name is unique among the releases of a definition."""
    rows = call.store.select(
        "SELECT 1 FROM documents WHERE kind = 'release' AND project = ? AND name = ? AND id <> ?"
        " AND lower(json_extract(body, '$.name')) = ? LIMIT 1",
        (call.project_id, str(release["definitionId"]), release["id"], name.lower()),
    )
    if not name.strip() or rows:
        raise invalid_request(
            f"A release with the name '{name}' already exists. Specify a different name and try again."
        )
    note(call, release, "Update", {"name": {"old": release["name"], "new": name}})
    release["name"] = name


def _replace_versions(call: Call, release: Document, given: list[Document]) -> None:
    wanted = {fold(one.get("alias", "")): one for one in given}
    for index, artifact in enumerate(release["artifacts"]):
        version = wanted.get(fold(artifact["alias"]), {}).get("definitionReference", {}).get("version")
        if version and version.get("id"):
            release["artifacts"][index] = creation.with_version(artifact, versions.find(call, artifact, version))


def _replace_stage(environment: Document, given: Document | None) -> bool:
    """Whether the stage is another one now. A stage that is being deployed stays as it is [I]."""
    if given is None or engine.open_attempt(environment) is not None:
        return False
    changed = False
    if "variables" in given:
        kept = keep_secrets(given["variables"], environment["variables"])
        changed, environment["variables"] = kept != environment["variables"], kept
    snapshot = given.get("deployPhasesSnapshot", [])
    phases = [complete_phase(one, rank) for rank, one in enumerate(snapshot, start=1)]
    if phases and phases != environment["deployPhases"]:
        environment["deployPhases"] = phases
        changed = True
    return changed
