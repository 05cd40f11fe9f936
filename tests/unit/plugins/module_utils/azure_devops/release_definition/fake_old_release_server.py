# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small TFS 2015 Update 2 or TFS 2017 in memory, called like the client.

Written from the reference of 2016 and the recorded answers of 3.0-preview.1: a body is read by the fields of that day and
the rest of it is discarded without a word, the list knows no filter, there are no tags, folders and deleted definitions.
Inference: a stage without ``environmentOptions`` gets those of its ``runOptions``; where both are sent, the values count.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from fake_release_server import CHUCK, Document, FakeReleaseServer, _variables, _with_person, refused

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS

_DEMAND = "Agent.Version -gtVersion 1.87"
_TASK = ("taskId", "version", "name", "enabled", "alwaysRun", "continueOnError", "definitionType", "inputs")
_OPTIONS = {"emailNotificationType": "Always", "skipArtifactsDownload": False, "timeoutInMinutes": 0}
_TEXTS = {
    "EnvironmentOwnerEmailNotificationType": "emailNotificationType",
    "skipArtifactsDownload": "skipArtifactsDownload",
    "TimeoutInMinutes": "timeoutInMinutes",
}
_APPROVAL_OPTIONS = ("requiredApproverCount", "releaseCreatorCanBeApprover")
_APPROVAL_OPTIONS_2017 = (
    *("autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped", "enforceIdentityRevalidation"),
    "timeoutInMintues",
)
_MIDDLE_STATE = {"source": "restApi", "path": "\\", "variableGroups": None, "lastRelease": None, "properties": {}}


def _chosen(document: Mapping[str, Any] | None, *names: str) -> Document:
    return {name: document[name] for name in names if name in (document or {})} if document else {}


class OldReleaseServer(FakeReleaseServer):
    """The server itself."""

    def __init__(self, generation: str = "tfs2015") -> None:
        super().__init__()
        self.generation = GENERATIONS[generation]

    def _search(self, query: Mapping[str, Any]) -> Iterator[Document]:
        """Everything, whatever is asked."""
        expanded = str(query.get("$expand") or "").split(",")
        for document in self._documents.values():
            entry = _chosen(document, "id", "name", "revision", "retentionPolicy")
            yield {**entry, **_chosen(document, *(key for key in ("environments", "artifacts") if key in expanded))}

    def _create(self, body: Document) -> Document:
        if any(other["name"].casefold() == body["name"].casefold() for other in self._documents.values()):
            raise refused(f"VS402934: A release definition with the name '{body['name']}' already exists.")
        return self._kept({"id": self._next_id(), "revision": 1, **self._taken_in(body, None)})

    def _update(self, body: Document) -> Document:
        old = self._documents[body["id"]]
        if body.get("revision") != old["revision"]:
            raise refused("You are using an old copy of the release definition. Refresh your copy and try again.")
        return self._kept({"id": old["id"], "revision": old["revision"] + 1, **self._taken_in(body, old)})

    def _taken_in(self, body: Document, old: Document | None) -> Document:
        known = {stage["id"]: stage for stage in (old or {}).get("environments", [])}
        demanded = [_DEMAND] if any(artifact["type"] == "Build" for artifact in body.get("artifacts") or []) else []
        is_2017 = self.generation.name == "tfs2017"
        return {
            "name": body["name"],
            "variables": _variables(body, old),
            "environments": [self._stage(stage, known, demanded) for stage in body["environments"]],
            "artifacts": [
                {"id": number, **_chosen(artifact, "type", "alias", "definitionReference")}
                for number, artifact in enumerate(body.get("artifacts") or [], start=1)
            ],
            "triggers": [
                _chosen(trigger, "artifactAlias", "triggerType", "schedule") for trigger in body.get("triggers") or []
            ],
            "releaseNameFormat": body.get("releaseNameFormat") or "",
            "retentionPolicy": _chosen(body.get("retentionPolicy"), "daysToKeep") or {"daysToKeep": 60},
            **({**_MIDDLE_STATE, "description": body.get("description")} if is_2017 else {}),
        }

    def _stage(self, body: Document, known: Mapping[int, Document], demanded: list[str] | None = None) -> Document:
        if "deployStep" not in body or "queueId" not in body:
            raise refused(f"Environment '{body['name']}' needs a queue.")
        options = {**_OPTIONS, **self._of_texts(body), **_chosen(body.get("environmentOptions"), *_OPTIONS)}
        step = body["deployStep"]
        stage = {
            "id": body["id"] if body.get("id") in known else self._next_id(),
            **_chosen(body, "name", "rank"),
            "owner": body.get("owner") or {"id": CHUCK},
            "variables": _variables(body, known.get(body.get("id") or 0)),
            **{side: self._approvals(body[side]) for side in ("preDeployApprovals", "postDeployApprovals")},
            "deployStep": {
                "tasks": [_chosen(task, *_TASK) for task in step["tasks"]],
                "id": step.get("id") or self._next_id(),
            },
            "queueId": body["queueId"],
            "runOptions": {name: str(options[key]) for name, key in _TEXTS.items()},
            "environmentOptions": options,
            "demands": [*body.get("demands", []), *(text for text in demanded or [] if text not in body["demands"])],
            "conditions": [_chosen(one, "name", "conditionType", "value") for one in body.get("conditions") or []],
            "executionPolicy": body.get("executionPolicy") or {"concurrencyCount": 0, "queueDepthCount": 0},
        }
        return _with_person(stage, "owner")

    @staticmethod
    def _of_texts(body: Document) -> Document:
        texts = {name.casefold(): text for name, text in (body.get("runOptions") or {}).items()}
        found = {key: texts[name.casefold()] for name, key in _TEXTS.items() if name.casefold() in texts}
        if "skipArtifactsDownload" in found:
            found["skipArtifactsDownload"] = found["skipArtifactsDownload"] == "True"
        if "timeoutInMinutes" in found:
            found["timeoutInMinutes"] = int(found["timeoutInMinutes"])
        return found

    def _approvals(self, block: Document) -> Document:
        approvals = [{"id": self._next_id(), **_with_person(step, "approver")} for step in block["approvals"]]
        kept = _APPROVAL_OPTIONS + (_APPROVAL_OPTIONS_2017 if self.generation.name == "tfs2017" else ())
        options = _chosen(block.get("approvalOptions"), *kept)
        return {"approvals": copy.deepcopy(approvals), **({"approvalOptions": options} if options else {})}

    def _on_release_definitions_undelete(self, query: Any, body: Any, definition_id: int) -> Document:
        raise AssertionError("there is no such operation in this generation")

    def _on_definition_tags_add_all(self, query: Any, body: Any, definition_id: int) -> Document:
        raise AssertionError("there is no such operation in this generation")

    def _on_release_folders_create(self, query: Any, body: Any, path: str) -> Document:
        raise AssertionError("there is no such operation in this generation")
