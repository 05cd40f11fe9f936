# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small release server in memory, called like the client: raw documents, revisions, secrets that it never shows.

It does what Azure DevOps Server does with release definitions: ids from one counter, an environment without an id is
a new one, PUT replaces, an old revision is an ordinary 400, tags in the body are ignored, ``isSecret: false`` is not
kept, a secret sent as null stays. ``faults`` makes it lose answers, refuse, or be changed by others in between.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient, Fault

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    RefusedError,
    ReleaseManagementError,
)

Document = dict[str, Any]

POWERSHELL = "e213ff0f-5d5c-4791-802d-52ea3e7be1f1"
AZURE = "497d490f-eea7-4f2b-ab94-48d9c1acdcb1"
PROJECT_ID = "11111111-2222-4333-8444-555555555555"
ENDPOINT = "99999999-0000-4000-8000-000000000001"
CHUCK = "52a5bc8d-4730-400a-95c7-7276d4ae5953"
FRANK = "52a5bc8d-4730-400a-95c7-7276d4ae5954"


def refusing(error: ReleaseManagementError) -> Fault:
    """The server refuses."""

    def fault(_server: FakeReleaseServer, _commit: Callable[[], Any]) -> Any:
        raise error

    return fault


def refused(message: str) -> RefusedError:
    """Any validation error: they all have the same key, an old revision too."""
    return RefusedError(message, status=400, details={"type_key": "InvalidRequestException"})


def no_definition(number: Any) -> NotFoundError:
    return NotFoundError(
        f"VS402936: Release pipeline with ID {number} does not exist. Specify a valid ID and try again.",
        status=404,
        details={"type_key": "ReleaseDefinitionNotFoundException"},
    )


def no_project() -> NotFoundError:
    return NotFoundError(
        "TF200016: The following project does not exist: Fabrikam.",
        status=404,
        details={"type_key": "ProjectDoesNotExistWithNameException"},
    )


def _task(task_id: str, name: str, major: int, *inputs: Document) -> Document:
    version = {"major": major, "minor": 200, "patch": 0, "isTest": False}
    return {"id": task_id.upper(), "name": name, "version": version, "inputs": list(inputs)}


def _person(identifier: str, account: str, shown: str) -> Document:
    return {
        "id": identifier,
        "providerDisplayName": shown,
        "isActive": True,
        "properties": {
            "Account": {"$type": "System.String", "$value": account},
            "Mail": {"$type": "System.String", "$value": account},
        },
    }


LISTINGS: Mapping[str, list[Document]] = {
    "tasks.list": [
        _task(
            POWERSHELL,
            "PowerShell",
            2,
            {"name": "script", "type": "multiLine", "defaultValue": "", "required": False, "aliases": ["inline"]},
            {"name": "errorActionPreference", "type": "pickList", "defaultValue": "stop", "required": False},
        ),
        _task(
            AZURE,
            "AzureRmWebAppDeployment",
            4,
            {
                "name": "ConnectedServiceName",
                "type": "connectedService:AzureRM",
                "required": True,
                "aliases": ["azureSubscription"],
            },
            {"name": "WebAppName", "type": "string", "required": True, "defaultValue": ""},
        ),
    ],
    "task_groups.list": [],
    "queues.list": [{"id": 7, "name": "Default"}, {"id": 8, "name": "Hosted"}],
    "variable_groups.list": [{"id": 31, "name": "Common"}, {"id": 32, "name": "Web"}],
    "deployment_groups.list": [{"id": 5, "name": "Web farm"}],
    "service_endpoints.list": [{"id": ENDPOINT, "name": "Fabrikam-Azure", "type": "azurerm"}],
    "projects.list": [{"id": PROJECT_ID, "name": "Fabrikam"}],
    "build_definitions.list": [{"id": 12, "name": "Fabrikam.CI", "path": "\\"}],
    "repositories.list": [],
    "identities.search": [
        _person(CHUCK, "chuckreinhart@outlook.com", "Chuck Reinhart"),
        _person(FRANK, "frank@fabrikam.com", "Frank"),
    ],
}


class FakeReleaseServer(FakeClient):
    """The server itself."""

    def __init__(self) -> None:
        super().__init__()
        self.listings: dict[str, Any] = dict(LISTINGS)
        self.folders: list[str] = ["\\"]
        self._documents: dict[int, Document] = {}
        self._deleted: dict[int, Document] = {}
        self._revisions: dict[int, list[str]] = {}
        self._counter = 100

    # ------------------------------------------------------------------------------------- what tests read and do

    def bodies(self, operation: str) -> list[Document]:
        return [asked["body"] for asked in self.asked(operation)]

    def seed(self, document: Mapping[str, Any]) -> Document:
        """Put a definition there without a request."""
        return self._create(copy.deepcopy(dict(document)))

    def edit(self, number: int, change: Callable[[Document], Any]) -> None:
        """Somebody else changes a definition in the portal."""
        document = copy.deepcopy(self._documents[number])
        change(document)
        self._update(document)

    def secret(self, number: int, name: str, stage: str | None = None) -> Any:
        """The value of a variable as the server uses it in a deployment; nobody can read it."""
        holder = self._documents[number]
        if stage is not None:
            holder = next(entry for entry in holder["environments"] if entry["name"] == stage)
        return holder["variables"][name]["value"]

    def stored(self, number: int) -> Document:
        return self._read(self._documents[number])

    def delete(self, number: int) -> None:
        self._deleted[number] = self._documents.pop(number)

    @property
    def definitions(self) -> list[Document]:
        return [self._read(document) for document in self._documents.values()]

    # --------------------------------------------------------------------------------------------------- the client

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self.calls.append((operation, {"query": dict(query or {}), "body": copy.deepcopy(body), **path}))

        def commit() -> Any:
            answer = getattr(self, "_on_" + operation.replace(".", "_"))(query or {}, copy.deepcopy(body), **path)
            return json.loads(json.dumps(answer))

        return self.answer(operation, commit)

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        self.calls.append((operation, {"query": dict(query or {}), **path}))

        def commit() -> list[Document]:
            found = self._listed(operation, query or {}, path)
            return found if limit is None else found[:limit]

        yield from self.answer(operation, commit)

    # ---------------------------------------------------------------------------------------------------- operations

    def _listed(self, operation: str, query: Mapping[str, Any], path: Mapping[str, Any]) -> list[Document]:
        if operation == "release_definitions.list":
            return list(self._search(query))
        if operation == "release_definitions.revisions":
            number = path["definition_id"]
            texts = self._revisions.get(number, [])
            return [{"definitionId": number, "revision": index + 1} for index in range(len(texts))]
        if operation == "release_folders.list":
            return [{"path": folder} for folder in self.folders]
        found = self.listings[operation]
        if operation == "identities.search":
            return [entry for entry in found if _finds(entry, query)]
        return list(found)

    def _search(self, query: Mapping[str, Any]) -> Iterator[Document]:
        """Shallow entries. The search is a "contains" in any case, whatever is said of exact matches."""
        ids = [int(part) for part in str(query.get("definitionIdFilter") or "").split(",") if part]
        for document in (self._deleted if query.get("isDeleted") else self._documents).values():
            in_folder = str(query.get("path") or document["path"]).casefold() == document["path"].casefold()
            named = str(query.get("searchText") or "").casefold() in document["name"].casefold()
            if in_folder and named and (not ids or document["id"] in ids):
                shallow = {key: document[key] for key in ("id", "name", "path", "revision")}
                yield {**shallow, "variables": {}, "environments": [], "tags": list(document["tags"])}

    def _on_release_definitions_get(self, query: Any, body: Any, definition_id: int) -> Document:
        if definition_id not in self._documents:
            raise no_definition(definition_id)
        return self._read(self._documents[definition_id])

    def _on_release_definitions_create(self, query: Any, body: Document) -> Document:
        return self._create(body)

    def _on_release_definitions_update(self, query: Any, body: Document, definition_id: int) -> Document:
        return self._update(body)

    def _on_release_definitions_delete(self, query: Mapping[str, Any], body: Any, definition_id: int) -> None:
        if definition_id not in self._documents:
            raise no_definition(definition_id)
        self.delete(definition_id)

    def _on_release_definitions_undelete(self, query: Any, body: Any, definition_id: int) -> Document:
        self._documents[definition_id] = self._deleted.pop(definition_id)
        self._documents[definition_id]["revision"] += 1
        return self._read(self._documents[definition_id])

    def _on_release_definitions_revision(self, query: Any, body: Any, definition_id: int, revision: int) -> str:
        return self._revisions[definition_id][revision - 1]

    def _on_definition_tags_list(self, query: Any, body: Any, definition_id: int) -> Document:
        tags = self._documents[definition_id]["tags"]
        return {"count": len(tags), "value": tags}

    def _on_definition_tags_add_all(self, query: Any, body: list[str], definition_id: int) -> Document:
        tags = self._documents[definition_id]["tags"]
        for tag in body:
            if tag.casefold() not in map(str.casefold, tags):
                tags.append(tag)
        return {"count": len(tags), "value": tags}

    def _on_definition_tags_remove(self, query: Any, body: Any, definition_id: int, tag: str) -> Document:
        tags = self._documents[definition_id]["tags"]
        tags.remove(next(known for known in tags if known.casefold() == tag.casefold()))
        return {"count": len(tags), "value": tags}

    def _on_release_folders_create(self, query: Any, body: Any, path: str) -> Document:
        parent = path.rpartition("\\")[0] or "\\"
        if parent.casefold() not in map(str.casefold, self.folders):
            raise refused(f"The folder {parent} does not exist.")
        if path.casefold() in map(str.casefold, self.folders):
            raise refused(f"The folder {path} already exists.")
        self.folders.append(path)
        return {"path": path}

    def _on_release_folders_delete(self, query: Any, body: Any, path: str) -> None:
        """With everything in it, definitions too."""
        within = [folder for folder in self.folders if f"{folder}\\".casefold().startswith(f"{path}\\".casefold())]
        for folder in within:
            self.folders.remove(folder)
            for number in [number for number, kept in list(self._documents.items()) if kept["path"] == folder]:
                self.delete(number)

    # ----------------------------------------------------------------------------------------------------- documents

    def _create(self, body: Document) -> Document:
        path = body.get("path") or "\\"
        for other in list(self._documents.values()):
            if (other["name"].casefold(), other["path"].casefold()) == (body["name"].casefold(), path.casefold()):
                raise refused(f"VS402934: A release pipeline with the name '{body['name']}' already exists.")
        document = self._taken_in(body, None)
        # The spelling of the folder that is there.
        path = next((folder for folder in self.folders if folder.casefold() == path.casefold()), path)
        document.update(id=self._next_id(), revision=1, tags=[], source="restApi", path=path)
        document["url"] = f"http://server/_apis/Release/definitions/{document['id']}"
        return self._kept(document)

    def _update(self, body: Document) -> Document:
        old = self._documents.get(body["id"])
        if old is None:
            raise no_definition(body["id"])
        if body.get("revision") != old["revision"]:
            raise refused("You are using an old copy of the release pipeline. Refresh your copy and try again.")
        document = self._taken_in(body, old)
        document.update(revision=old["revision"] + 1, tags=old["tags"])
        return self._kept(document)

    def _kept(self, document: Document) -> Document:
        self._documents[document["id"]] = document
        self._revisions.setdefault(document["id"], []).append(json.dumps(self._read(document)))
        return self._read(document)

    def _taken_in(self, body: Document, old: Document | None) -> Document:
        _validate(body)
        document = {key: value for key, value in body.items() if key not in ("comment", "tags")}
        document["properties"] = {name: _wrapped(value) for name, value in (body.get("properties") or {}).items()}
        document["releaseNameFormat"] = body.get("releaseNameFormat") or ""
        document["variables"] = _variables(body, old)
        known = {stage["id"]: stage for stage in (old or {}).get("environments", [])}
        document["environments"] = [self._stage(stage, known) for stage in body["environments"]]
        return document

    def _stage(self, body: Document, known: Mapping[int, Document]) -> Document:
        stage = {**body, "variables": _variables(body, known.get(body.get("id") or 0))}
        if body.get("id") not in known:
            stage["id"] = self._next_id()
        for side in ("preDeployApprovals", "postDeployApprovals"):
            approvals = [{"id": self._next_id(), **_with_person(step, "approver")} for step in stage[side]["approvals"]]
            stage[side] = {**stage[side], "approvals": approvals}
        stage.setdefault("owner", {"id": CHUCK})
        stage.setdefault("conditions", [])
        return _with_person(stage, "owner")

    def _next_id(self) -> int:
        self._counter += 1
        return self._counter

    def _read(self, document: Document) -> Document:
        shown = copy.deepcopy(document)
        if not self.generation.has("5.0"):
            shown.pop("tags", None)  # the document of 4.1 has none
        for holder in (shown, *shown["environments"]):
            for variable in holder["variables"].values():
                if variable.get("isSecret"):
                    variable["value"] = None
        return shown


def _finds(entry: Document, query: Mapping[str, Any]) -> bool:
    if "identityIds" in query:
        return bool(entry["id"] == query["identityIds"])
    wanted = str(query.get("filterValue")).casefold()
    return wanted in json.dumps(entry).casefold()


def _with_person(holder: Document, key: str) -> Document:
    """Servers answer a whole person for an id."""
    person = holder.get(key)
    for known in LISTINGS["identities.search"]:
        if person and person["id"] == known["id"]:
            account = known["properties"]["Account"]["$value"]
            whole = {"id": known["id"], "displayName": known["providerDisplayName"], "uniqueName": account}
            return {**holder, key: whole}
    return holder


def _wrapped(value: Any) -> Any:
    if isinstance(value, dict) and "$value" in value:
        return value
    return {"$type": "System.String", "$value": value}


def _variables(body: Document, old: Document | None) -> Document:
    """``false`` flags are not kept, and a secret sent without a value keeps the one that it has."""
    kept: Document = {}
    for name, variable in (body.get("variables") or {}).items():
        if not isinstance(variable, dict):
            continue
        entry = {key: value for key, value in variable.items() if value is not False}
        before = ((old or {}).get("variables") or {}).get(name, {})
        if entry.get("isSecret") and entry.get("value") is None and before.get("isSecret"):
            entry["value"] = before.get("value")
        kept[name] = entry
    return kept


def _validate(body: Document) -> None:
    stages = body.get("environments") or []
    if not stages:
        raise refused("VS402875: A release pipeline needs at least one stage.")
    if sorted(stage.get("rank") for stage in stages) != list(range(1, len(stages) + 1)):
        raise refused("VS402874: Ranks must be consecutive from 1.")
    for stage in stages:
        if not stage.get("deployPhases"):
            raise refused(f"Stage '{stage['name']}' needs a deployment job.")
        if not stage.get("retentionPolicy"):
            raise refused("VS402982: Specify a retention policy.")
        for side in ("preDeployApprovals", "postDeployApprovals"):
            if not (stage.get(side) or {}).get("approvals"):
                raise refused(f"VS402877: Pre-approvals or post-approvals in stage '{stage['name']}' are empty.")
