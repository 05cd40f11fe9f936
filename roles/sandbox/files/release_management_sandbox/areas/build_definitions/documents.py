# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document of a build definition: how a body becomes what is stored, and how that is shown."""

from __future__ import annotations

from typing import Any

from release_management_sandbox.areas import distributed_task
from release_management_sandbox.areas.build_definitions import older
from release_management_sandbox.areas.builds import growth, lists
from release_management_sandbox.areas.builds.filters import full_branch
from release_management_sandbox.areas.builds.refusals import definition_not_found, refused
from release_management_sandbox.areas.builds.shapes import DEFINITION, Shaper, pool_of
from release_management_sandbox.areas.core import project_reference
from release_management_sandbox.call import Call
from release_management_sandbox.definitions import folders
from release_management_sandbox.errors import ModelError
from release_management_sandbox.routing import CORE
from release_management_sandbox.store import Document, fold

KIND = DEFINITION
FOLDER = "build_folder"
_REPOSITORY_TYPES = {"tfsgit": "TfsGit", "github": "GitHub", "tfsversioncontrol": "TfsVersionControl"}
_DEFAULTS: dict[str, Any] = {
    "path": "\\",
    "type": "build",
    "quality": "definition",
    "queueStatus": "enabled",
    "jobAuthorizationScope": "projectCollection",
    "jobTimeoutInMinutes": 60,
    "jobCancelTimeoutInMinutes": 5,
    "tags": [],
    "properties": {},
    "drafts": [],
    "triggers": [],
    "options": [],
}
_TAKEN = frozenset(_DEFAULTS) | {
    "name",
    "badgeEnabled",
    "buildNumberFormat",
    "comment",
    "demands",
    "description",
    "dropLocation",
    "process",
    "processParameters",
    "queue",
    "repository",
    "retentionRules",
    "variableGroups",
    "variables",
}
"""What a body may say (OpenAPI); anything else is discarded without a word."""

_TRIGGER_DEFAULTS = {
    "branchFilters": [],
    "pathFilters": [],
    "batchChanges": False,
    "maxConcurrentBuildsPerBranch": 1,
    "triggerType": "continuousIntegration",
}
_SHALLOW = ("id", "name", "path", "type", "quality", "queueStatus", "revision", "createdDate", "drafts")


def read(body: Any, call: Call, before: Document | None = None) -> Document:
    """The definition that a body describes, wholly: what is not said has its default, a secret its value of before.

    The branch is normalised by updates only (recorded: `main` after POST, `refs/heads/main` after the first PUT).
    """
    if not isinstance(body, dict) or not body.get("name"):
        raise ModelError("Value cannot be null. Parameter name: definition")
    if older.speaks(call):
        body = older.read(body)
    given = {name: value for name, value in body.items() if name in _TAKEN and value is not None}
    definition: Document = {**_DEFAULTS, **given}
    definition["path"] = folders.ensure(str(definition["path"]), call, FOLDER)
    if definition.get("queue") is not None:
        _check_queue(definition["queue"], call)
    repository = definition.get("repository")
    if isinstance(repository, dict):
        kind = str(repository.get("type", ""))
        repository["type"] = _REPOSITORY_TYPES.get(kind.lower(), kind)
        repository.setdefault("checkoutSubmodules", False)
        if before is not None and repository.get("defaultBranch"):
            repository["defaultBranch"] = full_branch(repository["defaultBranch"])
    variables = _variables(definition.pop("variables", {}), (before or {}).get("variables", {}))
    if variables:
        # Recorded: no key where there are none.
        definition["variables"] = variables
    definition["triggers"] = [_trigger(trigger) for trigger in definition["triggers"]]
    definition["properties"] = {name: _plain(value) for name, value in definition["properties"].items()}
    return definition


def existing(call: Call) -> Document:
    number = call.number("definitionId")
    definition = call.store.get(KIND, call.project_id, number)
    if definition is None:
        raise definition_not_found(number)
    return definition


def save(definition: Document, call: Call) -> None:
    call.store.put(KIND, call.project_id, definition["id"], definition, name=str(definition["name"]))


def refuse_duplicate(definition: Document, call: Call) -> None:
    """[I] 409 is not certain."""
    for other in call.store.named(KIND, call.project_id, str(definition["name"])):
        if fold(other["path"]) == fold(definition["path"]) and other["id"] != definition.get("id"):
            project = call.project or {}
            message = f"Build pipeline {definition['name']} already exists for project {project.get('name')}"
            raise refused(409, "DefinitionExistsException", message)


def shallow(definition: Document, call: Call) -> Document:
    """An entry of a list."""
    document = {name: definition[name] for name in _SHALLOW}
    shown = {**document, **_surroundings(definition, call), **latest_builds(definition, call)}
    return growth.limited("DefinitionEntry", shown, call)


def full(definition: Document, call: Call) -> Document:
    document = {**definition, **_surroundings(definition, call), **latest_builds(definition, call)}
    document["properties"] = {
        name: {"$type": "System.String", "$value": value} for name, value in definition["properties"].items()
    }
    if "variables" in definition:
        document["variables"] = {name: _masked(one) for name, one in definition["variables"].items()}
    return older.shown(document, call) if older.speaks(call) else document


def latest_builds(definition: Document, call: Call) -> Document:
    if not call.query.flag("includeLatestBuilds"):
        return {}
    shaper, found = Shaper(call), {}
    for name, completed in (("latestBuild", False), ("latestCompletedBuild", True)):
        build = lists.newest(call, definition["id"], completed=completed)
        if build is not None:
            found[name] = shaper.shown(build)
    return found


def _variables(given: Any, before: Document) -> Document:
    """Flags that are false are left out; a secret without value keeps the one that it had (recorded)."""
    if not isinstance(given, dict):
        raise ModelError("The value of 'variables' is not valid.")
    variables: Document = {}
    for name, one in given.items():
        if not isinstance(one, dict):
            # Recorded: a bare text is lost.
            continue
        variable = {key: value for key, value in one.items() if value is not None and value is not False}
        if one.get("isSecret") and one.get("value") is None:
            variable["value"] = before.get(name, {}).get("value")
        variables[name] = variable
    return variables


def _masked(variable: Document) -> Document:
    return {**variable, "value": None} if variable.get("isSecret") else variable


def _trigger(trigger: Document) -> Document:
    if trigger.get("triggerType", "continuousIntegration") != "continuousIntegration":
        return trigger
    return {**_TRIGGER_DEFAULTS, **trigger}


def _plain(value: Any) -> str:
    return str(value.get("$value") if isinstance(value, dict) else value)


def _check_queue(queue: Document, call: Call) -> None:
    if call.store.get(distributed_task.QUEUE, call.project_id, queue.get("id", 0)) is None:
        raise refused(400, "QueueNotFoundException", f"No agent queue found with identifier {queue.get('id')}.")


def _surroundings(definition: Document, call: Call) -> Document:
    url = call.addresses.build(call.project_id, f"Definitions/{definition['id']}?revision={definition['revision']}")
    base = f"{call.addresses.base(CORE)}/{call.project_id}"
    number = definition["id"]
    surroundings: Document = {
        "authoredBy": call.identity(definition["authoredBy"]["id"]),
        "uri": f"vstfs:///Build/Definition/{number}",
        "url": url,
        "_links": {
            "self": {"href": url},
            "web": {"href": f"{base}/_build/definition?definitionId={number}"},
            "editor": {"href": f"{base}/_build/designer?id={number}&_a=edit-build-definition"},
            "badge": {"href": call.addresses.build(call.project_id, f"status/{number}")},
        },
        "project": project_reference(call.project or {}, call),
    }
    queue = definition.get("queue")
    known = call.store.get(distributed_task.QUEUE, call.project_id, queue["id"]) if queue else None
    if known is not None:
        surroundings["queue"] = {"id": known["id"], "name": known["name"], "pool": pool_of(known, call)}
    return surroundings
