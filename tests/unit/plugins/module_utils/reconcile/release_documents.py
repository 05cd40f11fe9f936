# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions as a modern server answers them, and names for the ids in them.

Written from the OpenAPI documents 4.1 to 7.2 and from recorded answers. A document comes from a number, so that a
large one is drawn as fast as a small one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError

_NUMBERED = ("queue", "deployment_group", "variable_group", "build_definition")


def guid(number: int) -> str:
    return f"{number:08x}-aaaa-bbbb-cccc-0123456789ab"


def _number(identifier: Any) -> int:
    return int(identifier) if not str(identifier).endswith("0123456789ab") else int(str(identifier)[:8], 16)


class TwoWayNames:
    """A catalogue that knows everybody: ``queue 7`` is 7, ``project 3`` is a GUID, ``person5@fabrikam.example`` too."""

    def id_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> Any:
        if name is None and kind == "project":
            name = "project 1"
        text = str(name).casefold()
        if isinstance(name, int) or text.isdigit() or text.endswith("0123456789ab") or "$(" in text or not text:
            return name
        digits = "".join(character for character in text if character.isdigit())
        if not digits or not (text == f"{kind} {digits}" or kind == "identity"):
            raise UnknownNameError(f"there is no {kind} {name!r}", option=option)
        return int(digits) if kind in _NUMBERED else guid(int(digits))

    def reference_of(self, kind: str, name: Any, option: str, *, project: str | None = None) -> dict[str, str]:
        found = self.id_of(kind, name, option, project=project)
        return {"id": str(found), "name": str(self.say(kind, found, project=project))}

    def say(self, kind: str, identifier: Any, *, project: str | None = None) -> Any:
        if identifier in (None, "", 0) or "$(" in str(identifier):
            return identifier
        return f"{kind} {_number(identifier)}"

    def say_identity(self, reference: Mapping[str, Any]) -> Any:
        return f"person{_number(reference['id'])}@fabrikam.example" if reference.get("id") else None

    def _task(self, reference: str, version: str | None, kind: str) -> dict[str, str]:
        name, _at, spec = reference.partition("@")
        if not name.endswith("0123456789ab") and not name.removeprefix("Task").removeprefix("Group").isdigit():
            raise UnknownNameError(f"there is no {kind} {name!r}", option="task")
        identifier = (
            name if name.endswith("0123456789ab") else guid(int(name.removeprefix("Task").removeprefix("Group")))
        )
        spec = spec or version or "*"
        full = spec if spec.count(".") == 2 or spec.endswith("*") else f"{spec}.*"
        return {"taskId": identifier, "version": full, "definitionType": kind}

    def task(self, reference: str, version: str | None, option: str) -> dict[str, str]:
        return self._task(reference, version, "task")

    def task_group(self, reference: str, version: str | None, option: str) -> dict[str, str]:
        return self._task(reference, version, "metaTask")

    def say_task(self, task_id: str, version: str, definition_type: str) -> dict[str, str]:
        is_group = definition_type.casefold() == "metatask"
        name = f"{'Group' if is_group else 'Task'}{_number(task_id)}"
        reference = name if version == "*" else f"{name}@{version.removesuffix('.*')}"
        return {"task_group" if is_group else "task": reference}


class Server:
    """What a server with some history answers. ``plain``: without keys that no client has heard of."""

    def __init__(self, random: Random, *, plain: bool = False) -> None:
        self._random = random
        self._plain = plain
        self._counter = 100

    # -- chance

    def _maybe(self, chance: float = 0.5) -> bool:
        return self._random.random() < chance

    def _one(self, *values: Any) -> Any:
        return self._random.choice(values)

    def _some(self, make: Callable[[int], Any], most: int, least: int = 0) -> list[Any]:
        return [make(index) for index in range(self._random.randint(least, most))]

    def _id(self) -> int:
        """Everything gets its id from one counter."""
        self._counter += self._random.randint(1, 3)
        return self._counter

    def _with(self, document: dict[str, Any], **optional: Any) -> dict[str, Any]:
        """More keys that are there or not, and one that nobody knows, in any order."""
        for key, value in optional.items():
            if self._maybe(0.7):
                document[key] = value
        if not self._plain and self._maybe(0.4):
            document["newInNextVersion"] = self._one({"a": [1, None]}, "x", True, [], 0)
        keys = list(document)
        if self._maybe(0.3):
            self._random.shuffle(keys)
        return {key: document[key] for key in keys}

    # -- people and values

    def _person(self) -> dict[str, Any]:
        number = self._random.randint(1, 9)
        person = {"id": guid(number), "displayName": f"Person {number}", "url": f"https://x/_apis/Identities/{number}"}
        if self._maybe(0.3):
            return {
                **person,
                "displayName": f"[Fabrikam]\\Group {number}",
                "uniqueName": f"vstfs:///Scope/x\\G{number}",
            } | {"isContainer": True}
        return {**person, "uniqueName": f"person{number}@fabrikam.example", "imageUrl": "https://x/image"}

    def _variables(self) -> dict[str, Any]:
        names = self._random.sample(["webApp", "Password", "flag", "Count", "empty"], self._random.randint(0, 4))
        return {name: self._variable() for name in names}

    def _variable(self) -> dict[str, Any]:
        if self._maybe(0.3):
            return self._with({"value": None, "isSecret": True})
        variable: dict[str, Any] = {"value": self._one("x", "true", "1", "1.10", "", "$(other)")}
        if self._maybe(0.3):
            variable["allowOverride"] = self._one(True, False)
        if self._maybe(0.2):
            variable["isSecret"] = False
        return self._with(variable)

    def _properties(self) -> dict[str, Any]:
        entries = {
            "DefinitionCreationSource": {"$type": "System.String", "$value": "ReleaseNew"},
            "System.EnvironmentRankLogicVersion": {"$type": "System.String", "$value": "2"},
        }
        return {key: value for key, value in entries.items() if self._maybe()}

    # -- tasks and phases

    def _task(self, index: int) -> dict[str, Any]:
        names = ["script", "arguments", "Verbose", "folder"]
        task = {
            "taskId": guid(self._random.randint(1, 4)),
            "version": self._one("2.*", "*", "1.*", "2.1.*", "2.1.7"),
            "name": self._one(f"Step {index}", f"Run {index}", "Run", ""),
            "enabled": self._maybe(0.8),
            "alwaysRun": self._maybe(0.2),
            "continueOnError": self._maybe(0.2),
            "timeoutInMinutes": self._one(0, 0, 15),
            "definitionType": self._one("task", "task", None, "metaTask"),
            "inputs": {name: self._one("x", "true", "False", "", "5") for name in names if self._maybe()},
        }
        return self._with(
            task,
            refName=self._one("", None, f"ref{index}"),
            condition=self._one("succeeded()", "always()", "", None),
            retryCountOnTaskFailure=self._one(0, 3),
            environment=self._one({}, {"PATH_X": "1"}, None),
            overrideInputs=self._one({}, {"a": "b"}, None),
        )

    def _tasks(self, most: int = 3) -> list[Any]:
        return self._some(self._task, most)

    def _spread(self) -> dict[str, Any]:
        kind = self._one("none", "none", "multiConfiguration", "multiMachine")
        spread: dict[str, Any] = {"parallelExecutionType": kind}
        if kind == "multiConfiguration":
            spread.update(multipliers="os,arch", maxNumberOfAgents=2, continueOnError=self._maybe())
        if kind == "multiMachine":
            spread.update(maxNumberOfAgents=3, continueOnError=False)
        return spread

    def _phase(self, index: int) -> dict[str, Any]:
        kind = self._one("agentBasedDeployment", "runOnServer", "machineGroupBasedDeployment", "deploymentGates")
        given = {"condition": self._one("succeeded()", "failed()"), "timeoutInMinutes": self._one(0, 60)}
        given.update(jobCancelTimeoutInMinutes=self._one(1, 5), overrideInputs={})
        if kind in ("agentBasedDeployment", "machineGroupBasedDeployment"):
            given.update(
                queueId=self._random.randint(1, 9), demands=self._one([], ["java"], ["Agent.Version -gtVersion 1.87"])
            )
            given.update(skipArtifactsDownload=self._maybe(0.2), enableAccessToken=self._maybe(0.2))
            given["artifactsDownloadInput"] = self._one(
                {"downloadInputs": []}, {"downloadInputs": self._downloads()}, {}
            )
        if kind == "agentBasedDeployment":
            given["agentSpecification"] = self._one(None, {"identifier": "ubuntu-22.04"})
        if kind == "machineGroupBasedDeployment":
            given.update(tags=self._one([], ["web", "db"]), healthPercent=self._one(0, 50))
            given["deploymentHealthOption"] = self._one("OneTargetAtATime", "Custom")
        if kind in ("agentBasedDeployment", "runOnServer"):
            given["parallelExecution"] = self._spread()
        phase = {"rank": index + 1, "phaseType": kind, "name": self._one("Agent job", f"Job {index}")}
        phase.update(deploymentInput=self._with(given), workflowTasks=self._tasks())
        return self._with(phase, refName=self._one(None, "", f"job{index}"))

    def _downloads(self) -> list[Any]:
        return [
            self._with(
                {
                    "alias": "_Fabrikam.CI",
                    "artifactType": "Build",
                    "artifactDownloadMode": self._one("All", "Selective", "Skip"),
                    "artifactItems": self._one([], ["drop/web"]),
                }
            )
        ]

    # -- stages

    def _approvals(self) -> dict[str, Any]:
        if self._maybe(0.4):
            steps = [{"rank": 1, "isAutomated": True, "isNotificationOn": False, "id": self._id()}]
        else:
            ranks = self._one([1], [1, 2], [1, 1, 2])
            people = [self._person() for _ignored in ranks]
            notify = self._maybe()
            steps = [
                self._with(
                    {"rank": rank, "isAutomated": False, "isNotificationOn": notify, "approver": who, "id": self._id()}
                )
                for rank, who in zip(ranks, people, strict=True)
            ]
            if len({step["approver"]["id"] for step in steps}) < len(steps):
                steps = steps[:1]
        options = {
            "requiredApproverCount": self._one(0, 1, None),
            "releaseCreatorCanBeApprover": self._maybe(),
            "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped": self._maybe(),
            "enforceIdentityRevalidation": self._maybe(),
            "timeoutInMinutes": self._one(0, 1440),
            "executionOrder": self._one("beforeGates", "afterSuccessfulGates", "afterGatesAlways"),
        }
        return {"approvals": steps, **({"approvalOptions": self._with(options)} if self._maybe(0.7) else {})}

    def _gates(self) -> dict[str, Any]:
        if self._maybe():
            return {"id": 0, "gatesOptions": None, "gates": []}
        options = {"isEnabled": True, "timeout": 1440, "samplingInterval": 15, "stabilizationTime": 5}
        options["minimumSuccessDuration"] = 0
        gates = self._some(lambda _index: self._with({"tasks": self._tasks(2)}), 2)
        return self._with({"id": self._id(), "gatesOptions": self._with(options), "gates": gates})

    def _schedule(self) -> dict[str, Any]:
        days = self._one("monday, friday", "all", 127, 17, "sunday", ["monday"])
        return self._with(
            {
                "jobId": guid(self._id()),
                "daysToRelease": ", ".join(days) if isinstance(days, list) else days,
                "startHours": self._random.randint(0, 23),
                # No two schedules say the same: a schedule goes by what it says.
                "startMinutes": self._counter % 60,
                "timeZoneId": self._one("UTC", "W. Europe Standard Time"),
            },
            scheduleOnlyWithChanges=self._maybe(),
        )

    def _conditions(self, earlier: list[str]) -> list[Any]:
        found: list[dict[str, Any]] = []
        if self._maybe(0.6) or not earlier:
            found.append({"name": "ReleaseStarted", "conditionType": "event", "value": ""})
        else:
            found.append(
                {"name": self._one(*earlier), "conditionType": "environmentState", "value": self._one("4", "132")}
            )
        if self._maybe(0.4):
            content = {"sourceBranch": "main", "tags": ["ok"], "useBuildDefinitionBranch": False}
            found.append({"name": "_Fabrikam.CI", "conditionType": "artifact", "value": json.dumps(content)})
        return [self._with(entry, result=None) for entry in found]

    def _stage(self, index: int, names: list[str], rank: int) -> dict[str, Any]:
        stage: dict[str, Any] = {
            "id": self._id(),
            "name": names[index],
            "rank": rank,
            "owner": self._person(),
            "variables": self._variables(),
            "preDeployApprovals": self._approvals(),
            "deployStep": {"id": self._id()},
            "postDeployApprovals": self._approvals(),
            "deployPhases": self._some(self._phase, 3, 1),
            "conditions": self._conditions(names[:index]),
            "executionPolicy": self._with({"concurrencyCount": 1, "queueDepthCount": self._one(0, 1)}),
            "retentionPolicy": {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
        }
        return self._with(
            stage,
            variableGroups=self._random.sample(range(1, 9), self._random.randint(0, 2)),
            environmentOptions=self._with(
                {"emailNotificationType": "OnlyOnFailure", "timeoutInMinutes": 0, "badgeEnabled": False}
            ),
            demands=[],
            schedules=[self._schedule() for _ignored in range(self._one(0, 0, 1, 2))],
            currentRelease={"id": self._one(0, 71), "url": "https://x/71", "_links": {}},
            processParameters=self._one({}, {"inputs": [{"name": "p"}]}),
            properties=self._properties(),
            preDeploymentGates=self._gates(),
            postDeploymentGates=self._gates(),
            environmentTriggers=self._one(
                [],
                [
                    {
                        "definitionEnvironmentId": 7,
                        "triggerType": "rollbackRedeploy",
                        "triggerContent": '{"action": "x"}',
                    }
                ],
            ),
            badgeUrl="https://x/badge",
        )

    # -- sources

    def _build(self, alias: str) -> dict[str, Any]:
        number = self._random.randint(1, 9)
        reference = {
            "definition": {"id": str(number), "name": f"build_definition {number}"},
            "project": {"id": guid(1), "name": "project 1"},
            "defaultVersionType": {"id": "latestType", "name": "Latest"},
            "artifactSourceDefinitionUrl": {"id": f"https://x/_build?definitionId={number}", "name": ""},
            "IsMultiDefinitionType": {"id": "False", "name": "False"},
        }
        if self._maybe(0.4):
            reference["defaultVersionType"] = {"id": "latestFromBranchType", "name": "Latest from branch"}
            reference["defaultVersionBranch"] = {"id": "refs/heads/main", "name": "refs/heads/main"}
        for key in (
            "defaultVersionBranch",
            "defaultVersionSpecific",
            "defaultVersionTags",
            "definitions",
            "repository",
        ):
            if self._maybe(0.4):
                reference.setdefault(key, {"id": "", "name": ""})
        artifact = {
            "sourceId": f"{guid(1)}:{number}",
            "type": "Build",
            "alias": alias,
            "definitionReference": reference,
        }
        return self._with(artifact, isPrimary=True, isRetained=self._maybe())

    def _other_source(self, alias: str) -> dict[str, Any]:
        if self._maybe():
            reference = {
                "definition": {"id": guid(5), "name": "repository 5"},
                "project": {"id": guid(1), "name": "project 1"},
            }
            reference["branches"] = {"id": "refs/heads/main", "name": "refs/heads/main"}
            reference["defaultVersionType"] = {"id": "latestFromBranchType", "name": "Latest"}
            kind = "Git"
        else:
            reference = {
                "connection": {"id": guid(6), "name": "my endpoint"},
                "definition": {"id": "org/app", "name": "org/app"},
            }
            reference["branch"] = {"id": "main", "name": "main"}
            kind = "GitHub"
        return self._with({"sourceId": f"x:{alias}", "type": kind, "alias": alias, "definitionReference": reference})

    def _triggers(self) -> list[Any]:
        repository = {"id": {"value": guid(5), "displayValue": "repository 5"}} | (
            {"project": {"value": guid(1), "displayValue": "project 1"}} if self._maybe() else {}
        )
        code = {"systemType": "tfsGit", "repositoryReference": repository}
        elsewhere = {
            "systemType": "gitHub",
            "repositoryReference": {"pullRequest": {"value": "x", "displayValue": None}},
        }
        entries = [
            {
                "artifactAlias": "_Fabrikam.CI",
                "triggerConditions": self._one(
                    None,
                    [],
                    [self._with({"sourceBranch": "main", "tags": ["a", "b"], "useBuildDefinitionBranch": False})],
                    [
                        {"sourceBranch": "refs/heads/x", "tags": None, "tagFilter": {"pattern": "v*"}},
                        {"sourceBranch": "-dev"},
                    ],
                ),
                "triggerType": "artifactSource",
            },
            {"schedule": self._schedule(), "triggerType": "schedule"},
            {"schedule": {**self._schedule(), "startHours": 25}, "triggerType": "schedule"}
            | {"schedule": self._schedule()},
            {"alias": "Source", "branchFilters": self._one(["+main", "-dev"], []), "triggerType": "sourceRepo"},
            {"alias": "Image", "tagFilters": [{"pattern": "v1.*"}], "triggerType": "containerImage"},
            {"alias": "Package", "triggerType": "package"},
            {
                "artifactAlias": "_Fabrikam.CI",
                "triggerConditions": self._one([], [{"targetBranch": "main", "tags": []}]),
                "pullRequestConfiguration": {
                    "useArtifactReference": self._maybe(),
                    "codeRepositoryReference": self._one(code, elsewhere, None),
                },
                "statusPolicyName": self._one(None, "", "deploy"),
                "triggerType": "pullRequest",
            },
        ]
        return [self._with(entry) for entry in entries if self._maybe(0.4)]

    # -- the whole

    def definition(self) -> dict[str, Any]:
        names = ["Dev", "QA", "Pre-Prod", "Prod"][: self._random.randint(1, 4)]
        stages = [self._stage(index, names, index + 1) for index in range(len(names))]
        # Arrays come unsorted: the rank decides.
        self._random.shuffle(stages)
        artifacts = [self._build("_Fabrikam.CI")] if self._maybe(0.8) else []
        artifacts += [self._other_source("Source")] if self._maybe() else []
        return self._with(
            {
                "source": "restApi",
                "revision": self._random.randint(1, 40),
                "description": self._one(None, "", "text"),
                "createdBy": self._person(),
                "createdOn": "2024-01-01T00:00:00Z",
                "variables": self._variables(),
                "environments": stages,
                "artifacts": artifacts,
                "triggers": self._triggers(),
                "releaseNameFormat": self._one("", "Release-$(rev:r)"),
                "id": self._random.randint(1, 99),
                "name": "Fabrikam-Website",
                "path": self._one("\\", "\\Web", "\\Web\\Shop"),
                "url": "https://x",
                "_links": {"self": {"href": "https://x"}},
            },
            variableGroups=self._one(None, [], [3], [4, 2]),
            tags=["blue"],
            properties=self._properties(),
            isDeleted=False,
            isDisabled=self._maybe(0.1),
            lastRelease=None,
            projectReference=None,
            pipelineProcess=None,
        )


def documents(*, plain: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of a server with some history."""
    return st.integers(0, 2**32 - 1).map(lambda seed: Server(Random(seed), plain=plain).definition())


# ------------------------------------------------------------------------------------------------- as a portal exports it

_NUMBERS: Mapping[str, Mapping[str, int]] = {
    "phaseType": {
        "agentBasedDeployment": 1,
        "runOnServer": 2,
        "machineGroupBasedDeployment": 4,
        "deploymentGates": 8,
    },
    "executionOrder": {"beforeGates": 1, "afterSuccessfulGates": 2, "afterGatesAlways": 4},
    "conditionType": {"event": 1, "environmentState": 2, "artifact": 4},
    "parallelExecutionType": {"none": 0, "multiConfiguration": 1, "multiMachine": 2},
    "daysToRelease": {"all": 127, "monday, friday": 17, "sunday": 64, "monday": 1},
    "systemType": {"tfsGit": 1, "gitHub": 2},
}
_TRIGGER_TYPES = {
    "artifactSource": 1,
    "schedule": 2,
    "sourceRepo": 3,
    "containerImage": 4,
    "package": 5,
    "pullRequest": 6,
}
_MARKS = ("createdBy", "modifiedBy")


def exported(document: Any, key: str = "") -> Any:
    """The same document with the portal's spellings: numbers for members of enumerations, and no ids to speak of."""
    if isinstance(document, list):
        return [exported(entry, key) for entry in document]
    if not isinstance(document, dict):
        numbers = _NUMBERS.get(key, {})
        if key == "triggerType":
            return {**_TRIGGER_TYPES, "rollbackRedeploy": 2}.get(document, document)
        return numbers.get(document, document) if isinstance(document, str) else document
    result = {name: exported(value, name) for name, value in document.items()}
    result.update({mark: "{}" for mark in _MARKS if mark in result})
    if "revision" in result:
        result["id"] = ""
    return result
