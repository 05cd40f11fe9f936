# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artifacts of a build: those that its tasks published, and those that somebody added."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from release_management_sandbox.answers import ZIP, Answer, collection
from release_management_sandbox.areas.builds import growth, running, runs
from release_management_sandbox.areas.builds.logs import preferred, zipped
from release_management_sandbox.areas.builds.refusals import artifact_not_found, refused
from release_management_sandbox.areas.builds.single import existing
from release_management_sandbox.call import Call
from release_management_sandbox.clock import parse_time
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document, fold

_FIRST_CONTAINER = 303120
"""So that build 391 has the container of the recorded exchange."""
_PAYLOAD = 200_000


def get_artifacts(call: Call) -> Answer:
    """All, or one by name: as JSON, or its files as a ZIP by `$format=zip` or the Accept header."""
    build = existing(call)
    name = call.path.get("artifactName") or call.query.text("artifactName")
    if not name:
        return collection(_shown(call, build, one) for one in _all(call, build))
    artifact = next((one for one in _all(call, build) if fold(one["name"]) == fold(name)), None)
    if artifact is None:
        raise artifact_not_found(name, build["id"])
    packed = call.query.text("$format").lower() == "zip"
    if packed or preferred(call.accept, ("application/json", ZIP)) == ZIP:
        return zipped(
            _files(build, artifact["name"]), parse_time(build["finishTime"]) if "finishTime" in build else None
        )
    return Answer(_shown(call, build, artifact))


def add_artifact(call: Call) -> Answer:
    """[I] A name that the build has already is refused."""
    build, body = existing(call), call.body
    name = call.path.get("artifactName") or (body.get("name") if isinstance(body, dict) else None)
    if not name or not isinstance(body, dict) or not isinstance(body.get("resource"), dict):
        raise ModelError("Value cannot be null. Parameter name: artifact")
    if any(fold(one["name"]) == fold(str(name)) for one in _all(call, build)):
        raise refused(409, "ArtifactExistsException", f"Artifact {name} already exists for build {build['id']}.")
    artifact = {"id": call.store.next("build_artifact"), "name": str(name), "resource": body["resource"]}
    build["artifacts"].append(artifact)
    running.save(call, build)
    return Answer(_shown(call, build, artifact))


def _all(call: Call, build: Document) -> list[Document]:
    published = runs.artifacts(build["run"], running.elapsed(build, call.world)) if "run" in build else ()
    return [*published, *build["artifacts"]]


def _shown(call: Call, build: Document, artifact: Document) -> Document:
    """[I] A container of files on an installed server (recorded of 2015), a pipeline artifact in the cloud."""
    name = artifact["name"]
    resource_url = f"builds/{build['id']}/artifacts?artifactName={quote(name, safe='')}&api-version={call.version}"
    given = artifact.get("resource", {})
    own = _pipeline_artifact(build, name) if call.world.generation.hosted else _container(build, name)
    resource = {
        "type": given.get("type") or own["type"],
        "data": given.get("data") or own["data"],
        "properties": given.get("properties") or own["properties"],
        "url": call.addresses.build(call.project_id, resource_url),
        "downloadUrl": call.addresses.build(call.project_id, f"{resource_url}&%24format=zip"),
    }
    resource = growth.limited("Artifact.resource", resource, call)
    shown = {"id": artifact["id"], "name": name, "source": build["planId"], "resource": resource}
    return growth.limited("Artifact", shown, call)


def _container(build: Document, name: str) -> Document:
    data = f"#/{_FIRST_CONTAINER + build['id']}/{name}"
    return {"type": "Container", "data": data, "properties": {"localpath": f"D:\\a\\1\\a\\{name}"}}


def _pipeline_artifact(build: Document, name: str) -> Document:
    root = hashlib.sha256(f"{build['planId']} {name}".encode()).hexdigest().upper()
    size = str(sum(len(text) for text in _files(build, name).values()))
    properties = {"RootId": root, "artifactsize": size, "HashType": "DEDUP1024"}
    return {"type": "PipelineArtifact", "data": f"{root}02", "properties": properties}


def _files(build: Document, name: str) -> dict[str, str]:
    """Below a folder of the artifact's name: what was built, of which version, and something large."""
    about = f"Build {build['buildNumber']} ({build['id']}) of {build['sourceBranch']} {build['sourceVersion']}\n"
    digest = hashlib.sha256(build["planId"].encode()).hexdigest()
    return {f"{name}/build.txt": about, f"{name}/bin/payload.txt": (digest + "\n") * (_PAYLOAD // (len(digest) + 1))}
