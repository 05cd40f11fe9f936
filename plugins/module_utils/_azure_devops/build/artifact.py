# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The resource ``build_artifact``: what a build published, as a file or as the files in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.choosing import chosen_id
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    about_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._files.unpacking import save_archive
from ansible_collections.devops.release_management.plugins.module_utils._names import fold, unknown
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Document = dict[str, Any]

DOWNLOADABLE = frozenset({"container", "pipelineartifact"})
"""The types of artifacts that the server keeps itself; of the others it only knows where they are."""


def ensure_artifact(params: dict[str, Any], client: Client, run: Run) -> Outcome:
    """Have an artifact of a build on the host: two requests, and one more to find the build where its id is not given.

    :param params: the options of the module ``build_artifact``.
    :raises NotFoundError: there is no such build.
    :raises UnknownNameError: it has no artifact of this name.
    :raises DeclarationError: the server has not got the artifact itself.
    :raises LocalFileError: it cannot be written.
    :raises ArchiveError: what came is damaged, or not safe to unpack.
    """
    build_id = chosen_id(params, client)
    artifact = _find(client, build_id, params["name"])
    _require_downloadable(artifact)

    def download(file: BinaryIO) -> None:
        # The address that the server itself gives for it has both, the name and the format (recorded VSTS answer).
        query = {"artifactName": artifact["name"], "$format": "zip"}
        client.download("builds.artifact_archive", file, query=query, build_id=build_id, artifact=artifact["name"])

    outcome = save_archive(download, f"{artifact['name']}.zip", params, run)
    outcome.result.update(build_id=build_id, artifact=artifact)
    return outcome


def _find(client: Client, build_id: int, name: str) -> Document:
    with about_build(client, build_id):
        artifacts = list(client.pages("builds.artifacts", build_id=build_id))
    found = [artifact for artifact in artifacts if fold(artifact["name"]) == fold(name)]
    if not found:
        existing = [artifact["name"] for artifact in artifacts]
        raise unknown("artifact", name, f"in build {build_id}", existing, "name")
    return next((artifact for artifact in found if artifact["name"] == name), found[0])


def _require_downloadable(artifact: Mapping[str, Any]) -> None:
    resource = artifact.get("resource") or {}
    kind = str(resource.get("type") or "")
    if kind.casefold() not in DOWNLOADABLE:
        raise DeclarationError(
            f"The artifact '{artifact['name']}' is not on the server: it is of the type {kind or 'that is not named'},"
            f" and what the server knows of it is {resource.get('data')!r}. Fetch it from there.",
            option="name",
        )
