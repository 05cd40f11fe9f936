# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories: lists and reads by name or id."""

from __future__ import annotations

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.call import Call
from release_management_sandbox.errors import not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Resource
from release_management_sandbox.store import Document

KIND = "repository"


def _list(call: Call) -> Answer:
    return collection(_shape(repository, call) for repository in call.store.all(KIND, call.project_id))


def _get(call: Call) -> Answer:
    wanted = call.path["repositoryId"]
    repository = call.store.get(KIND, call.project_id, wanted)
    if repository is None:
        repository = next(iter(call.store.named(KIND, call.project_id, wanted)), None)
    if repository is None:
        raise not_found(
            "GitRepositoryNotFoundException",
            f"TF401019: The Git repository with name or identifier {wanted} does not exist or you do not have "
            "permissions for the operation you are attempting.",
            namespace="Microsoft.TeamFoundation.Git.Server",
        )
    return Answer(_shape(repository, call))


def _shape(repository: Document, call: Call) -> Document:
    project = call.project or {}
    base = call.addresses.base(CORE)
    return {
        "id": repository["id"],
        "name": repository["name"],
        "url": f"{base}/{call.project_id}/_apis/git/repositories/{repository['id']}",
        "project": project_reference(project, call),
        "defaultBranch": repository["defaultBranch"],
        "size": repository["size"],
        "remoteUrl": f"{base}/{project.get('name')}/_git/{repository['name']}",
        "webUrl": f"{base}/{project.get('name')}/_git/{repository['name']}",
        "isDisabled": False,
    }


RESOURCES = (
    Resource(
        id="225f7195-f9c7-4d14-ab28-a83f7ff77e1f",
        area="git",
        name="repositories",
        template="{project}/_apis/{area}/{resource}/{repositoryId}",
        service=CORE,
        since=ApiVersion(1, 0),
        released_since=ApiVersion(1, 0),
        numbers=((ApiVersion(1, 0), 1),),
        collection={"GET": _list},
        item={"GET": _get},
    ),
)
