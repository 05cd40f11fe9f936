# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release definitions as TFS 2015 Update 2 and TFS 2017 have them.

An environment has one deploy step with its tasks, one queue, and its options twice, as values and as texts; the
definition has one retention policy. All of it is in the reference of 2016 and in recorded answers.

A body is read by the fields of the era: what is of a later one is discarded, so that a document of today loses its tasks.
"""

from __future__ import annotations

from typing import Any

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import artifacts, growth, schema, wire
from release_management_sandbox.definitions.before_2018 import (
    OPTIONS,
    approvals,
    chosen,
    is_plain,
    options,
    options_of_texts,
    task,
    with_texts_camel,
)
from release_management_sandbox.errors import ModelError
from release_management_sandbox.store import Document

_DAYS_TO_KEEP = 60
"""The retention of a definition that sets none (recorded)."""
_PHASE = {"name": "Run on agent", "rank": 1, "phaseType": "agentBasedDeployment"}

schema.define(
    objects={
        "Definition2015": "id:int name:string path:string revision:int description:string comment:string "
        "variables:{Variable} environments:[Environment2015] artifacts:[Artifact2015] triggers:[Trigger2015] "
        "releaseNameFormat:string retentionPolicy:Retention2015 properties:properties",
        "Environment2015": "id:int name:string rank:int owner:Identity variables:{Variable} "
        "preDeployApprovals:Approvals2015 postDeployApprovals:Approvals2015 deployStep:DeployStep2015 queueId:int "
        "runOptions:{string} environmentOptions:Options2015 demands:[Demand] conditions:[Condition] "
        "executionPolicy:ExecutionPolicy",
        "Approvals2015": "approvals:[Approval] approvalOptions:ApprovalOptions2015",
        "ApprovalOptions2015": "requiredApproverCount:int releaseCreatorCanBeApprover:bool "
        "autoTriggeredAndPreviousEnvironmentApprovedCanBeSkipped:bool enforceIdentityRevalidation:bool "
        "timeoutInMintues:int",
        "DeployStep2015": "id:int tasks:[Task2015]",
        "Task2015": "taskId:string version:string name:string enabled:bool alwaysRun:bool continueOnError:bool "
        "definitionType:string inputs:{string}",
        "Options2015": "emailNotificationType:string skipArtifactsDownload:bool timeoutInMinutes:int",
        "Retention2015": "daysToKeep:int",
        "Artifact2015": "type:string alias:string definitionReference:{SourceReference} isPrimary:bool",
        "ArtifactTrigger2015": "triggerType:ReleaseTriggerType artifactAlias:string",
        "ScheduleTrigger2015": "triggerType:ReleaseTriggerType schedule:Schedule",
    },
    enums={},
    variants={
        # [I] A trigger of a later kind is a value that the enumeration does not have: refused, not discarded.
        "Trigger2015": (
            "triggerType",
            "ReleaseTriggerType",
            {"artifactSource": "ArtifactTrigger2015", "schedule": "ScheduleTrigger2015"},
        )
    },
)


# ------------------------------------------------------------------------------------------------------------ reading


def read(body: Any, call: Call) -> Document:
    """A body of this era in the shape that is stored."""
    if not isinstance(body, dict):
        raise ModelError("Value cannot be null. Parameter name: releaseDefinition")
    given = schema.read("Definition2015", body, "")
    document = growth.accepted("Definition2015", given, call.world.generation.maximum)
    retention = document.pop("retentionPolicy", {})
    policy = {"daysToKeep": retention.get("daysToKeep", _DAYS_TO_KEEP)}
    document["environments"] = [_read_environment(one, policy) for one in document.get("environments", [])]
    return document


def _read_environment(given: Document, retention: Document) -> Document:
    """[I] Where `environmentOptions` and `runOptions` differ, the first counts. [I] No queue may be given as 0 or not at all."""
    texts = options_of_texts(given.get("runOptions", {}))
    chosen_options = {
        **OPTIONS,
        **schema.read("Options2015", texts, "runOptions"),
        **given.get("environmentOptions", {}),
    }
    step = given.get("deployStep", {})
    given_input = {
        "queueId": given.get("queueId") or None,
        "demands": given.get("demands", []),
        **chosen(chosen_options, "skipArtifactsDownload", "timeoutInMinutes"),
    }
    kept = "id name rank owner variables conditions executionPolicy"
    return {
        **chosen(given, *kept.split()),
        **{side: _read_approvals(given[side]) for side in _SIDES if side in given},
        "deployStep": chosen(step, "id"),
        "deployPhases": [{**_PHASE, "deploymentInput": given_input, "workflowTasks": step.get("tasks", [])}],
        "environmentOptions": chosen_options,
        "retentionPolicy": retention,
    }


_SIDES = ("preDeployApprovals", "postDeployApprovals")


def _read_approvals(block: Document) -> Document:
    if "approvalOptions" not in block:
        return block
    given = dict(block["approvalOptions"])
    if "timeoutInMintues" in given:
        given["timeoutInMinutes"] = given.pop("timeoutInMintues")
    return {**block, "approvalOptions": given}


def spelled(definition: Document) -> Document:
    """A seeded definition, which has the modern shape, in this one. The retention is that of the era."""
    return {**definition, "environments": [_spelled_environment(one) for one in definition["environments"]]}


def _spelled_environment(environment: Document) -> Document:
    (phase,) = environment["deployPhases"]
    given = phase["deploymentInput"]
    return {
        **environment,
        "deployStep": {"tasks": phase.get("workflowTasks", [])},
        "queueId": given["queueId"],
        "demands": given.get("demands", []),
    }


# ------------------------------------------------------------------------------------------------------------ showing


def show(definition: Document, call: Call, property_filters: list[str]) -> Document:
    """The whole document, as GET by id, POST and PUT answer."""
    whole = wire.show(definition, call, property_filters)
    document = {
        **_head(definition, whole, call),
        "variables": whole["variables"],
        "environments": [_environment(one) for one in whole["environments"]],
        "artifacts": _artifacts(definition, whole),
        "triggers": whole["triggers"],
    }
    return _finished(document, call)


def show_shallow(definition: Document, call: Call, expand: set[str], property_filters: list[str]) -> Document:
    """An entry of a list, with environments or artifacts when `$expand` asks for them."""
    whole = wire.show_shallow(definition, call, expand, property_filters)
    document = _head(definition, whole, call)
    if "environments" in whole:
        document["environments"] = [
            {**chosen(one, "id", "name", "rank"), **options(one["environmentOptions"])} for one in whole["environments"]
        ]
    if "artifacts" in whole:
        document["artifacts"] = _artifacts(definition, whole)
    return _finished(document, call)


def show_revision(entry: Document, call: Call) -> Document:
    """An entry of the history. [I] Comment and version are not in the plain state, where they were not recorded."""
    names = "definitionId revision changedDate changeType definitionUrl changedBy"
    known = names if is_plain(call, "definitions") else f"{names} comment apiVersion"
    return _finished(chosen(entry, *known.split()), call)


def text(shown: Document) -> Document:
    """The document as it is kept for the text of its revision."""
    return {**shown, "environments": [with_texts_camel(one) for one in shown["environments"]]}


def _finished(document: Document, call: Call) -> Document:
    return growth.limited("Definition2015", document, call.world.generation.maximum)


def _head(definition: Document, whole: Document, call: Call) -> Document:
    """Plain, or with the fields of TFS 2017."""
    names = "id revision name createdBy createdOn modifiedBy modifiedOn releaseNameFormat"
    retention = definition["environments"][0]["retentionPolicy"]
    head = {**chosen(whole, *names.split()), "retentionPolicy": chosen(retention, "daysToKeep")}
    if is_plain(call, "definitions"):
        return head
    # [I] That the fields without a value are so always: nothing recorded has one.
    middle = chosen(whole, "source", "description", "path", "properties", "url", "_links")
    return {**head, **middle, "variableGroups": None, "lastRelease": whole.get("lastRelease")}


def _environment(whole: Document) -> Document:
    phase = whole["deployPhases"][0]
    names = "id name rank owner variables conditions executionPolicy"
    return {
        **chosen(whole, *names.split()),
        **{side: approvals(whole[side]) for side in _SIDES},
        "deployStep": {"tasks": [task(one) for one in phase["workflowTasks"]], "id": whole["deployStep"]["id"]},
        "queueId": phase["deploymentInput"]["queueId"] or 0,
        **options(whole["environmentOptions"]),
        "demands": phase["deploymentInput"]["demands"],
    }


def _artifacts(definition: Document, whole: Document) -> list[Document]:
    """With a number; `isPrimary` only where somebody set it (recorded: false is dropped)."""
    return [
        {**artifacts.plain(number, shown), **({"isPrimary": True} if stored["isPrimaryGiven"] else {})}
        for number, (stored, shown) in enumerate(zip(definition["artifacts"], whole["artifacts"], strict=True), start=1)
    ]
