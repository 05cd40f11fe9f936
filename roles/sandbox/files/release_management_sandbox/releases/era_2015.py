# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases as TFS 2015 Update 2 and TFS 2017 show them: made of what a server of today would show.

The plain state is that of recorded answers of 2016. Of the middle state only approvals were recorded; [I] the rest of it
is what the OpenAPI document of 4.1 has for the same objects, as far as it is not about phases.
"""

from __future__ import annotations

import re

from release_management_sandbox.call import Call
from release_management_sandbox.definitions import artifacts
from release_management_sandbox.definitions.before_2018 import approvals, chosen, is_plain, options, task
from release_management_sandbox.generations import ApiVersion
from release_management_sandbox.store import Document

_NO_PLAN = "00000000-0000-0000-0000-000000000000"
"""The plan of an attempt that has none (recorded)."""
_PHASE = re.compile(r"/deployPhases/\d+")
_TAGS_SINCE = ApiVersion(3, 2)
"""Tags have routes from this version on."""


def release(whole: Document, call: Call) -> Document:
    """A release or an entry of a list of them."""
    plain = is_plain(call, "releases")
    names = (
        "id name status createdOn modifiedOn modifiedBy createdBy variables description reason releaseNameFormat "
        "keepForever logsContainerUrl"
    )
    document = chosen(whole, *names.split())
    document["releaseDefinition"] = _reference(whole["releaseDefinition"], with_links=False)
    if "environments" in whole:
        document["environments"] = [environment(one, call) for one in whole["environments"]]
    if "artifacts" in whole:
        shown = _as_sent(whole["artifacts"], call) if call.method == "POST" else whole["artifacts"]
        document["artifacts"] = [_artifact(number, one) for number, one in enumerate(shown, start=1)]
    if not plain:
        document |= chosen(whole, "comment", "definitionSnapshotRevision", "url", "_links")
    if call.world.generation.maximum >= _TAGS_SINCE and not plain:
        document |= chosen(whole, "tags")
    return document


def environment(whole: Document, call: Call) -> Document:
    """A stage: of a release, alone, or, with less in it, of a list."""
    names = "id releaseId name status variables rank definitionEnvironmentId createdOn modifiedOn owner"
    document = chosen(whole, *names.split(), "nextScheduledUtcTime", "scheduledDeploymentTime")
    for side in ("preDeployApprovals", "postDeployApprovals"):
        if side in whole:
            document[side] = [_approval(one, is_plain(call, "releases")) for one in whole[side]]
    if "deploySteps" in whole:
        document["deploySteps"] = [_attempt(one, call) for one in whole["deploySteps"]]
    if "deployPhasesSnapshot" in whole:
        document |= _snapshot(whole)
    if not is_plain(call, "releases"):
        references = {name: whole[name] for name in ("release", "releaseDefinition") if name in whole}
        document |= {name: _reference(one, with_links=True) for name, one in references.items()}
    return document


def approval(whole: Document, call: Call) -> Document:
    """An approval of the routes of approvals. Recorded of 2017: references with links, and a URL of its own."""
    return _approval(whole, is_plain(call, "approvals"))


def deployment(whole: Document, call: Call) -> Document:
    """[I] No recording has one: its references are those of approvals."""
    plain = is_plain(call, "releases")
    document = {name: value for name, value in whole.items() if name != "projectReference"}
    for side in ("preDeployApprovals", "postDeployApprovals"):
        document[side] = [_approval(one, plain) for one in whole[side]]
    found = [_artifact(number, one) for number, one in enumerate(whole["release"]["artifacts"], start=1)]
    document["release"] = {**whole["release"], "artifacts": found}
    document["releaseDefinition"] = _reference(whole["releaseDefinition"], with_links=not plain)
    document["releaseEnvironment"] = chosen(whole["releaseEnvironment"], "id", "name")
    return document


def release_task(whole: Document, _call: Call) -> Document:
    """A task that ran. [I] Its times have the names that the OpenAPI document of 4.1 calls deprecated."""
    names = "id timelineRecordId name status rank issues agentName percentComplete lineCount"
    document = chosen(whole, *names.split())
    times = {"dateStarted": "startTime", "dateEnded": "finishTime"}
    document |= {name: whole[today] for name, today in times.items() if today in whole}
    if "logUrl" in whole:
        document["logUrl"] = _PHASE.sub("", whole["logUrl"])
    return document


def _snapshot(whole: Document) -> Document:
    """What the stage copied of the definition: of its one phase too. Recorded conditions do not say whether they hold."""
    phase = whole["deployPhasesSnapshot"][0]
    return {
        "preApprovalsSnapshot": approvals(whole["preApprovalsSnapshot"]),
        "postApprovalsSnapshot": approvals(whole["postApprovalsSnapshot"]),
        "queueId": phase["deploymentInput"]["queueId"] or 0,
        **options(whole["environmentOptions"]),
        "demands": phase["deploymentInput"]["demands"],
        "conditions": [chosen(one, "name", "conditionType", "value") for one in whole["conditions"]],
        "workflowTasks": [task(one) for one in phase["workflowTasks"]],
    }


def _attempt(whole: Document, call: Call) -> Document:
    phases = whole["releaseDeployPhases"]
    jobs = [job for phase in phases for job in phase["deploymentJobs"]]
    document = {
        **chosen(whole, "id", "attempt"),
        "tasks": [release_task(one, call) for job in jobs for one in job["tasks"]],
        "runPlanId": phases[0]["runPlanId"] if phases else _NO_PLAN,
    }
    if is_plain(call, "releases"):
        return document
    names = "deploymentId reason status operationStatus requestedBy requestedFor queuedOn lastModifiedBy lastModifiedOn"
    document |= chosen(whole, *names.split(), "hasStarted", "issues")
    return document if not jobs else {**document, "job": release_task(jobs[0]["job"], call)}


def _approval(whole: Document, plain: bool) -> Document:
    names = (
        "id revision approver approvedBy approvalType createdOn modifiedOn status comments isAutomated isNotificationOn "
        "trialNumber attempt rank history"
    )
    known = chosen(whole, *names.split(), *(() if plain else ("url",)))
    links: Document = {} if plain else {"_links": {}}
    return {
        **known,
        **{name: _reference(whole[name], with_links=not plain) for name in ("release", "releaseDefinition")},
        "releaseEnvironment": {**chosen(whole["releaseEnvironment"], "id", "name"), **links},
    }


def _reference(whole: Document, *, with_links: bool) -> Document:
    return {**chosen(whole, "id", "name", "url"), **({"_links": {}} if with_links else {})}


def _as_sent(shown: list[Document], call: Call) -> list[Document]:
    """Artifacts in the answer to a creation: the branch is filled in later (recorded), unless it was sent [I]."""
    given = call.body.get("artifacts") or []
    sent = {one.get("alias") for one in given if (one.get("instanceReference") or {}).get("sourceBranch")}
    return [one if one["alias"] in sent else _without_branch(one) for one in shown]


def _without_branch(artifact: Document) -> Document:
    reference = {name: one for name, one in artifact["definitionReference"].items() if name != "branch"}
    return {**artifact, "definitionReference": reference}


def _artifact(number: int, shown: Document) -> Document:
    """Recorded: the version has an id and no name, and a sole artifact is the primary one. The commit is not shown."""
    document = artifacts.plain(number, shown)
    reference = {name: one for name, one in document["definitionReference"].items() if name != "sourceVersion"}
    if "version" in reference:
        reference["version"] = {"id": reference["version"]["id"], "name": None}
    return {**document, "definitionReference": reference, "isPrimary": shown["isPrimary"]}
