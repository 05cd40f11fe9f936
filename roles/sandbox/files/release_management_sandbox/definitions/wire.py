# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stored definition as the server shows it: people expanded, secrets masked, URLs, derived fields."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import artifacts
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import Document

_TYPE_NAMES: dict[type, str] = {str: "System.String", int: "System.Int32", float: "System.Double"}
_EXPANDABLE = ("environments", "artifacts", "triggers", "variables")
_HEAD = ("source", "revision", "description", "createdOn", "modifiedOn", "isDeleted", "isDisabled")


def show(definition: Document, call: Call, property_filters: list[str] | None = None) -> Document:
    """The whole document, as GET by id, POST and PUT answer.

    The OpenAPI document says that properties come only when asked for by `propertyFilters`; probed servers show them
    all without it, and so does this. With it only those asked for come.
    """
    document = _head(definition, call)
    document.update(
        variables=mask(definition["variables"]),
        variableGroups=definition["variableGroups"],
        environments=[_environment(one, definition, call) for one in definition["environments"]],
        artifacts=_artifacts(definition, call),
        triggers=definition["triggers"],
        tags=definition["tags"],
        properties=typed(_chosen(definition["properties"], property_filters or None)),
        pipelineProcess={"type": "designer"},
    )
    last = definition.get("lastRelease")
    if last is not None:
        document["lastRelease"] = _last_release(last, call)
    return document


def show_shallow(definition: Document, call: Call, expand: set[str], property_filters: list[str]) -> Document:
    """An entry of a list: without what was not asked for by `$expand`.

    Expanded environments are shallow too (recorded): id, name, rank and options.
    """
    document = _head(definition, call)
    document["properties"] = typed(_chosen(definition["properties"], property_filters))
    if "environments" in expand:
        document["environments"] = [
            {name: environment[name] for name in ("id", "name", "rank", "environmentOptions")}
            for environment in definition["environments"]
        ]
    if "artifacts" in expand:
        document["artifacts"] = _artifacts(definition, call)
    if "triggers" in expand:
        document["triggers"] = definition["triggers"]
    if "variables" in expand:
        document["variables"] = mask(definition["variables"])
    if "tags" in expand:
        document["tags"] = definition["tags"]
    if "lastrelease" in expand:
        last = definition.get("lastRelease")
        document["lastRelease"] = _last_release(last, call) if last is not None else None
    return document


def mask(variables: dict[str, Any]) -> dict[str, Any]:
    """Variables without the values of secrets: `{value: null, isSecret: true}` (probed servers)."""
    return {
        name: {**variable, "value": None} if variable.get("isSecret") else variable
        for name, variable in variables.items()
    }


def typed(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties as `{$type, $value}`; what is neither integer nor double is a string, booleans with it."""
    return {name: _typed(value) for name, value in properties.items()}


def _typed(value: Any) -> Document:
    name = _TYPE_NAMES.get(type(value))
    return {"$type": name or "System.String", "$value": value if name else str(value)}


def _chosen(properties: dict[str, Any], filters: list[str] | None) -> dict[str, Any]:
    if filters is None:
        return properties
    return {name: value for name, value in properties.items() if name in filters}


def _head(definition: Document, call: Call) -> Document:
    url = call.addresses.release(call.project_id, f"definitions/{definition['id']}")
    page = call.addresses.release_page(call.project_id, f"definitionId={definition['id']}")
    return {
        **{name: definition[name] for name in _HEAD},
        "createdBy": call.identity(definition["createdBy"]["id"]),
        "modifiedBy": call.identity(definition["modifiedBy"]["id"]),
        "releaseNameFormat": definition["releaseNameFormat"],
        "id": definition["id"],
        "name": definition["name"],
        "path": definition["path"],
        "url": url,
        "_links": {"self": {"href": url}, "web": {"href": page}},
    }


def _artifacts(definition: Document, call: Call) -> list[Document]:
    return [artifacts.show(one, call.addresses.base(CORE)) for one in definition["artifacts"]]


def _environment(environment: Document, definition: Document, call: Call) -> Document:
    current = definition.get("currentReleases", {}).get(str(environment["id"]), 0)
    return {
        **environment,
        "owner": call.identity(environment["owner"]["id"]),
        "variables": mask(environment["variables"]),
        "preDeployApprovals": _approvals(environment["preDeployApprovals"], call),
        "postDeployApprovals": _approvals(environment["postDeployApprovals"], call),
        "properties": typed(environment["properties"]),
        "environmentTriggers": [
            {**trigger, "releaseDefinitionId": definition["id"]} for trigger in environment["environmentTriggers"]
        ],
        "currentRelease": {
            "id": current,
            "url": call.addresses.release(call.project_id, f"releases/{current}"),
            "_links": {},
        },
        "badgeUrl": call.addresses.badge(call.project_id, definition["id"], environment["id"]),
    }


def _approvals(block: Document, call: Call) -> Document:
    steps = [
        {**step, "approver": call.identity(step["approver"]["id"])} if "approver" in step else step
        for step in block["approvals"]
    ]
    return {**block, "approvals": steps}


def _last_release(last: Document, call: Call) -> Document:
    return {
        "id": last["id"],
        "name": last["name"],
        "createdOn": last["createdOn"],
        "createdBy": call.identity(last["createdBy"]),
        "artifacts": [],
        "url": call.addresses.release(call.project_id, f"releases/{last['id']}"),
        "_links": {},
    }
