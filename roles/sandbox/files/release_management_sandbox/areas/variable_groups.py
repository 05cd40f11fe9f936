# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variable groups: lists and reads, with secrets masked."""

from __future__ import annotations

import re

from release_management_sandbox.answers import Answer, collection
from release_management_sandbox.call import Call
from release_management_sandbox.errors import not_found
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.routing import CORE, Resource
from release_management_sandbox.store import Document, fold

KIND = "variable_group"


def _list(call: Call) -> Answer:
    """Filtered by `groupIds` or by `groupName`, in which `*` stands for any text.

    Recorded: `variableGroupProjectReferences` is null in lists and filled on GET.
    """
    groups = call.store.all(KIND, call.project_id)
    ids = call.query.words("groupIds")
    if ids:
        groups = [group for group in groups if str(group["id"]) in ids]
    pattern = call.query.text("groupName")
    if pattern:
        wanted = re.compile(".*".join(map(re.escape, fold(pattern).split("*"))))
        groups = [group for group in groups if wanted.fullmatch(fold(group["name"]))]
    return collection({**_shape(group, call), "variableGroupProjectReferences": None} for group in groups)


def _get(call: Call) -> Answer:
    group = call.store.get(KIND, call.project_id, call.number("groupId"))
    if group is None:
        raise not_found(
            "VariableGroupNotFoundException", f"Variable group with id {call.path['groupId']} could not be found."
        )
    project = call.project or {}
    document = _shape(group, call)
    document["variableGroupProjectReferences"] = [
        {
            "projectReference": {"id": call.project_id, "name": project.get("name")},
            "name": group["name"],
            "description": group["description"],
        }
    ]
    return Answer(document)


def _shape(group: Document, call: Call) -> Document:
    person = call.identity(group["createdBy"])
    variables = {
        name: {"value": None, "isSecret": True} if variable.get("isSecret") else {"value": variable["value"]}
        for name, variable in group["variables"].items()
    }
    return {
        "variables": variables,
        "id": group["id"],
        "type": "Vsts",
        "name": group["name"],
        "description": group["description"],
        "createdBy": person,
        "createdOn": group["createdOn"],
        "modifiedBy": person,
        "modifiedOn": group["createdOn"],
        "isShared": False,
    }


RESOURCES = (
    Resource(
        id="f5b09dd5-9d54-45a1-8b5a-1c8287d634cc",
        area="distributedtask",
        name="variablegroups",
        template="{project}/_apis/{area}/{resource}/{groupId}",
        service=CORE,
        since=ApiVersion(3, 1),
        released_since=ApiVersion(7, 0),
        numbers=((ApiVersion(3, 1), 1), (ApiVersion(6, 0), 2)),
        collection={"GET": _list},
        item={"GET": _get},
    ),
)
