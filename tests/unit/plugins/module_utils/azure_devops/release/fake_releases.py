# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small server of releases in memory, called like the client.

It does what the documents and recorded answers say of Azure DevOps: each POST makes another release, the definition is
copied into it, lists are shallow unless expanded, `propertyFilters` shows properties and filters nothing, a list page
is cut at 100, repeated transitions are a 400 (VS402966), a deleted release is found with `isDeleted` only, secrets are
never shown. ``faults`` makes it lose answers or lets others act in between.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fake_client import FakeClient, Fault

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome

Document = dict[str, Any]
Apply = Callable[..., Outcome]

WEBSITE = 12
CI = 5
PROJECT = "11111111-2222-4333-8444-555555555555"
MAIN = "refs/heads/main"
KEY = "devops.release_management.key"


# What older servers do not know, and so ignore: the first version that has it (documents and SDKs).
_CREATED_WITH = {"properties": "4.0", "variables": "5.0", "environmentsMetadata": "5.0"}
_FILTERS = {
    **dict.fromkeys(("searchText", "artifactTypeId", "sourceId", "artifactVersionId", "isDeleted"), "4.0"),
    "propertyFilters": "4.0",
    "releaseIdFilter": "4.1",
}


class Killed(BaseException):
    """Our process ends here."""


def killed_after(_server: FakeReleases, commit: Callable[[], Any]) -> Any:
    """The server does it, and our process ends."""
    commit()
    raise Killed


def killed_before(_server: FakeReleases, _commit: Callable[[], Any]) -> Any:
    """Our process ends before the request is sent."""
    raise Killed


def followed_by(step: Callable[[FakeReleases], Any]) -> Fault:
    """Somebody else does something just after the request was taken in."""

    def fault(server: FakeReleases, commit: Callable[[], Any]) -> Any:
        answer = commit()
        step(server)
        return answer

    return fault


def refused(message: str) -> RefusedError:
    return RefusedError(message, status=400, details={"type_key": "InvalidRequestException"})


def refusing(message: str) -> Fault:
    """The server refuses, whatever its state."""

    def fault(_server: FakeReleases, _commit: Callable[[], Any]) -> Any:
        raise refused(message)

    return fault


def denied(_server: FakeReleases, _commit: Callable[[], Any]) -> Any:
    """The account may not do that."""
    raise PermissionDeniedError("Access denied.", status=403)


def missing(message: str, type_key: str) -> NotFoundError:
    return NotFoundError(message, status=404, details={"type_key": type_key})


def build_artifact(alias: str, definition: int = CI, kind: str = "latest", **more: Any) -> Document:
    return {
        "alias": alias,
        "type": "Build",
        "sourceId": f"{PROJECT}:{definition}",
        "isPrimary": True,
        "definitionReference": {
            "project": {"id": PROJECT, "name": "Fabrikam"},
            "definition": {"id": str(definition), "name": "Fabrikam.CI"},
            "defaultVersionType": {"id": f"{kind}Type", "name": kind},
        },
        **more,
    }


def git_artifact(alias: str) -> Document:
    return {
        "alias": alias,
        "type": "Git",
        "sourceId": f"{PROJECT}:scripts",
        "definitionReference": {
            "project": {"id": PROJECT, "name": "Fabrikam"},
            "definition": {"id": "scripts", "name": "scripts"},
            "defaultVersionType": {"id": "latestFromBranchType", "name": "latestFromBranch"},
        },
    }


def website() -> Document:
    return {
        "id": WEBSITE,
        "name": "Fabrikam-Website",
        "path": "\\",
        "revision": 3,
        "artifacts": [build_artifact("_CI")],
        "variables": {
            "Region": {"value": "westeurope", "allowOverride": True},
            "Fixed": {"value": "stone"},
            "ApiKey": {"value": None, "isSecret": True, "allowOverride": True},
        },
        "environments": [
            {"id": 19, "name": "Dev", "rank": 1, "variables": {"Slots": {"value": "1", "allowOverride": True}}},
            {"id": 20, "name": "QA", "rank": 2, "variables": {}},
        ],
    }


class FakeReleases(FakeClient):
    """The server itself."""

    def __init__(self, generation: str = "server2022") -> None:
        super().__init__(generation)
        self.definitions = {WEBSITE: website()}
        self.releases: dict[int, Document] = {}
        self.deleted: dict[int, Document] = {}
        self.builds: list[Document] = []
        self.commits: list[Document] = []
        self.project_is_gone = False
        self._last = 100
        self.add_build("20260101.1")
        self.add_build("20260102.1")

    # ------------------------------------------------------------------------------------------------ what is there

    def add_definition(self, name: str, path: str = "\\", **more: Any) -> int:
        number = max(self.definitions) + 1
        self.definitions[number] = {**website(), "id": number, "name": name, "path": path, **more}
        return number

    def add_build(self, number: str, branch: str = MAIN, definition: int = CI, **more: Any) -> int:
        identifier = 1000 + len(self.builds)
        self.builds.append(
            {
                "id": identifier,
                "buildNumber": number,
                "definition": {"id": definition, "name": "Fabrikam.CI" if definition == CI else "Other.CI"},
                "sourceBranch": branch,
                "status": "completed",
                "result": "succeeded",
                "tags": [],
                **more,
            }
        )
        return identifier

    def build(self, number: str) -> Document:
        return next(build for build in self.builds if build["buildNumber"] == number)

    def add_release(
        self, version: Any = None, *, definition: int = WEBSITE, status: str = "active", **more: Any
    ) -> int:
        """A release that somebody else made, of the newest build unless another is given."""
        build = self.builds[-1] if version is None else self.build(version)
        body = {
            "definitionId": definition,
            "artifacts": [
                {
                    "alias": "_CI",
                    "instanceReference": {
                        "id": str(build["id"]),
                        "name": build["buildNumber"],
                        "sourceBranch": build["sourceBranch"],
                    },
                }
            ],
        }
        number = int(self._create(body)["id"])
        self.releases[number].update({"status": status, **more})
        return number

    def only(self) -> Document:
        """The only release that is neither deleted nor abandoned."""
        living = [release for release in self.releases.values() if release["status"] != "abandoned"]
        assert len(living) == 1, [(one["id"], one["name"], one["status"]) for one in living]
        return living[0]

    # ----------------------------------------------------------------------------------------------------- requests

    def call(self, operation: str, /, *, query: Any = None, body: Any = None, **path: Any) -> Any:
        self.calls.append((operation, {"query": dict(query or {}), "body": copy.deepcopy(body), "path": path}))
        handler = getattr(self, "_" + operation.replace(".", "_"))

        def commit() -> Any:
            if self.project_is_gone:
                raise missing("TF200016: The following project does not exist.", "ProjectDoesNotExistException")
            return copy.deepcopy(handler(dict(query or {}), copy.deepcopy(body), **path))

        return self.answer(operation, commit)

    def pages(
        self, operation: str, /, *, query: Any = None, limit: int | None = None, **path: Any
    ) -> Iterator[Document]:
        items: list[Document] = self.call(operation, query={**(query or {}), "limit": limit}, **path)
        return iter(items[:limit])

    def close(self) -> None:
        pass

    # ------------------------------------------------------------------------------------------------- definitions

    def _release_definitions_list(self, query: Document, _body: Any) -> list[Document]:
        text, folder = str(query.get("searchText") or "").casefold(), query.get("path")
        shallow = [{key: one[key] for key in ("id", "name", "path", "revision")} for one in self.definitions.values()]
        return [
            one
            for one in shallow
            if text in one["name"].casefold() and (folder is None or one["path"].casefold() == folder.casefold())
        ]

    def _release_definitions_get(self, _query: Document, _body: Any, definition_id: int) -> Document:
        if definition_id not in self.definitions:
            raise missing(
                f"VS402936: Release pipeline with ID {definition_id} does not exist.",
                "ReleaseDefinitionNotFoundException",
            )
        definition = copy.deepcopy(self.definitions[definition_id])
        if not self.generation.has("5.0"):
            for place in [definition, *definition["environments"]]:
                for variable in place["variables"].values():
                    variable.pop("allowOverride", None)
        return definition

    def _artifact_versions_list(self, query: Document, _body: Any) -> Document:
        definition = self.definitions[query["releaseDefinitionId"]]
        return {"artifactVersions": [self._offer(artifact) for artifact in definition["artifacts"]]}

    def _offer(self, artifact: Document) -> Document:
        versions = list(self._versions(artifact))
        asks = artifact["definitionReference"]["defaultVersionType"]["id"] == "selectDuringReleaseCreationType"
        default = None if asks or not versions else versions[0]
        if not self.generation.has("4.0"):
            return {"alias": artifact["alias"], "versions": versions, "errorMessage": None}
        return {"alias": artifact["alias"], "versions": versions, "defaultVersion": default, "errorMessage": None}

    def _versions(self, artifact: Document) -> Iterator[Document]:
        if artifact["type"] == "Git":
            yield from self.commits
            return
        for build in reversed(self.builds):
            if str(build["definition"]["id"]) == artifact["definitionReference"]["definition"]["id"]:
                yield {"id": str(build["id"]), "name": build["buildNumber"], "sourceBranch": build["sourceBranch"]}

    # ------------------------------------------------------------------------------------------------------ builds

    def _builds_list(self, query: Document, _body: Any, project: str) -> list[Document]:
        assert project == PROJECT
        definitions = str(query["definitions"]).split(",")
        found = [build for build in reversed(self.builds) if str(build["definition"]["id"]) in definitions]
        if query.get("buildNumber"):
            # The old servers took a number for the beginning of one.
            found = [build for build in found if build["buildNumber"].startswith(query["buildNumber"])]
        if query.get("branchName"):
            found = [build for build in found if build["sourceBranch"] == query["branchName"]]
        wanted = query.get("statusFilter") or []
        if wanted:
            found = [build for build in found if build["status"] in wanted]
        return found

    def _builds_get(self, _query: Document, _body: Any, build_id: int, project: str) -> Document:
        assert project == PROJECT
        for build in self.builds:
            if build["id"] == build_id:
                return build
        raise missing(f"The requested build {build_id} could not be found.", "BuildNotFoundException")

    # ---------------------------------------------------------------------------------------------------- releases

    def _releases_list(self, query: Document, _body: Any) -> list[Document]:
        query = {name: value for name, value in query.items() if self.generation.has(_FILTERS.get(name, "2.2"))}
        source = self.deleted if query.get("isDeleted") else self.releases
        found = [one for one in reversed(source.values()) if self._passes(one, query)]
        return [self._shallow(one, query) for one in found]

    def _passes(self, release: Document, query: Mapping[str, Any]) -> bool:
        if "definitionId" in query and release["releaseDefinition"]["id"] != query["definitionId"]:
            return False
        if "releaseIdFilter" in query and release["id"] not in query["releaseIdFilter"]:
            return False
        if str(query.get("searchText") or "").casefold() not in release["name"].casefold():
            return False
        if "statusFilter" in query and release["status"] != query["statusFilter"]:
            return False
        if "artifactVersionId" not in query:
            return True
        return any(
            one["type"] == query["artifactTypeId"]
            and one["sourceId"] == query["sourceId"]
            and one["definitionReference"]["version"]["id"] == query["artifactVersionId"]
            for one in release["artifacts"]
        )

    def _shallow(self, release: Document, query: Mapping[str, Any]) -> Document:
        document = {key: value for key, value in self._shown(release).items() if key not in ("environments", "tags")}
        if "variables" not in str(query.get("$expand")):
            document["variables"] = {}
        if "artifacts" not in str(query.get("$expand")):
            document["artifacts"] = []
        asked = [name for name in str(query.get("propertyFilters") or "").split(",") if name in release["properties"]]
        if asked:
            values = {name: release["properties"][name] for name in asked}
            document["properties"] = {name: {"$type": "System.String", "$value": values[name]} for name in asked}
        return document

    def _shown(self, release: Document) -> Document:
        document = copy.deepcopy({key: value for key, value in release.items() if key != "properties"})
        for table in [document["variables"], *(stage["variables"] for stage in document["environments"])]:
            for variable in table.values():
                if variable.get("isSecret"):
                    variable["value"] = None
        return document

    def _releases_get(self, _query: Document, _body: Any, release_id: int) -> Document:
        return self._shown(self._there(release_id))

    def _there(self, release_id: int) -> Document:
        if release_id not in self.releases:
            raise missing(f"Release {release_id} does not exist.", "ReleaseNotFoundException")
        return self.releases[release_id]

    def _releases_create(self, _query: Document, body: Document) -> Document:
        return self._shown(self._create(body))

    def _create(self, body: Document) -> Document:
        self._last += 1
        body = {key: value for key, value in body.items() if self.generation.has(_CREATED_WITH.get(key, "2.2"))}
        definition = copy.deepcopy(self.definitions[body["definitionId"]])
        chosen = {one["alias"]: one["instanceReference"] for one in body.get("artifacts") or []}
        release = {
            "id": self._last,
            "name": f"Release-{self._last - 100}",
            "status": "draft" if body.get("isDraft") else "active",
            "releaseDefinition": {"id": definition["id"], "name": definition["name"]},
            "releaseDefinitionRevision": definition["revision"],
            "description": body.get("description") or "",
            "reason": body.get("reason") or "manual",
            "keepForever": False,
            "tags": [],
            "properties": dict(body.get("properties") or {}),
            "variables": self._overridden(definition["variables"], body.get("variables") or {}),
            "artifacts": [self._artifact(one, chosen[one["alias"]]) for one in definition["artifacts"]],
            "environments": [self._stage(one, body) for one in definition["environments"]],
        }
        self.releases[self._last] = release
        return release

    def _overridden(self, variables: Document, given: Document) -> Document:
        for name, entry in given.items():
            if not variables.get(name, {}).get("allowOverride"):
                raise refused(f"The variable {name} cannot be set.")
            variables[name] = {**variables[name], **entry}
        return variables

    def _artifact(self, artifact: Document, version: Document) -> Document:
        if artifact["type"] == "Build" and not any(str(build["id"]) == version["id"] for build in self.builds):
            raise refused(f"VS402925: Build ID '{version['id']}' is invalid.")
        # Recorded: the name of a version is null.
        reference = {**artifact["definitionReference"], "version": {"id": version["id"], "name": None}}
        if version.get("sourceBranch"):
            reference["branch"] = {"id": version["sourceBranch"], "name": version["sourceBranch"]}
        return {**artifact, "definitionReference": reference}

    def _stage(self, stage: Document, body: Document) -> Document:
        given = {one["definitionEnvironmentId"]: one["variables"] for one in body.get("environmentsMetadata") or []}
        self._last_stage = getattr(self, "_last_stage", 300) + 1
        manual = stage["name"] in (body.get("manualEnvironments") or [])
        return {
            "id": self._last_stage,
            "definitionEnvironmentId": stage["id"],
            "name": stage["name"],
            "rank": stage["rank"],
            "status": "notStarted",
            "conditions": [] if manual else [{"name": "ReleaseStarted", "conditionType": "event"}],
            "variables": self._overridden(stage["variables"], given.get(stage["id"]) or {}),
        }

    def _releases_replace(self, _query: Document, body: Document, release_id: int) -> Document:
        if not self.generation.has("3.0"):
            raise RefusedError("The requested resource does not support http method 'PUT'.", status=405)
        release = self._there(release_id)
        # Silently ignored by servers (public issues): status and tags.
        for name, entry in body["variables"].items():
            kept = release["variables"].get(name, {})
            value = entry.get("value")
            release["variables"][name] = {**entry, "value": kept.get("value") if value is None else value}
        release["description"] = body["description"]
        for mine, theirs in zip(release["environments"], body["environments"], strict=True):
            mine["variables"] = theirs["variables"]
        return self._shown(release)

    def _releases_update(self, _query: Document, body: Document, release_id: int) -> Document:
        release = self._there(release_id)
        status = body.get("status")
        if status and (release["status"], status) not in (("draft", "active"), ("active", "abandoned")):
            raise refused(
                f"VS402966: Transitioning of release from state '{release['status'].title()}' to state"
                f" '{status.title()}' is not allowed."
            )
        keys = ("status", "name", "keepForever") if self.generation.has("5.1") else ("status", "keepForever")
        release.update({key: body[key] for key in keys if key in body})
        for stage in release["environments"]:
            if stage["name"] in (body.get("manualEnvironments") or []):
                stage["conditions"] = []
        return self._shown(release)

    def _releases_delete(self, _query: Document, _body: Any, release_id: int) -> None:
        release = self._there(release_id)
        if any(stage["status"] == "succeeded" for stage in release["environments"]):
            raise refused("VS402946: The release is currently deployed to a stage.")
        self.deleted[release_id] = self.releases.pop(release_id)

    def _releases_undelete(self, _query: Document, _body: Any, release_id: int) -> None:
        self.releases[release_id] = self.deleted.pop(release_id)
        self.releases = dict(sorted(self.releases.items()))

    def _release_tags_add_all(self, _query: Document, body: list[str], release_id: int) -> Document:
        tags = self._there(release_id)["tags"]
        tags.extend(tag for tag in body if tag.casefold() not in [one.casefold() for one in tags])
        return {"count": len(tags), "value": tags}

    def _release_tags_remove(self, _query: Document, _body: Any, release_id: int, tag: str) -> Document:
        tags = self._there(release_id)["tags"]
        tags[:] = [one for one in tags if one.casefold() != tag.casefold()]
        return {"count": len(tags), "value": tags}
