# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server refuses in a release definition.

Messages with a VS code and those in quotation are servers' own; the others are [I]: that such a document is refused
is likely, the words are ours. All come as 400 InvalidRequestException.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release_management_sandbox.definitions import artifacts
from release_management_sandbox.definitions.catalogue import Catalogue
from release_management_sandbox.store import Document, fold

_ILLEGAL_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
_QUEUE_DEPTHS = (0, 1)
_VARIABLE = re.compile(r"\$\(.*\)")
_MARKER_OF_SECRETS = re.compile(r"(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/=%]{20,}")
_BYPASS = "**BYPASS_SECRET_SCANNING**"

Problems = Iterator[str]


@dataclass(frozen=True)
class Candidate:
    """A definition as read from a body, and what is there to refer to."""

    document: Document
    catalogue: Catalogue

    @property
    def environments(self) -> list[Document]:
        return list(self.document.get("environments", []))


def first_problem(candidate: Candidate) -> str | None:
    """The message with which the server refuses the document, or None."""
    return next((problem for check in _CHECKS for problem in check(candidate)), None)


def _names(candidate: Candidate) -> Problems:
    if not candidate.document.get("name", "").strip():
        yield "The name of the release pipeline must not be empty."
    elif _ILLEGAL_IN_NAMES.search(candidate.document["name"]):
        yield f"The name '{candidate.document['name']}' of the release pipeline has characters that are not allowed."


def _has_environments(candidate: Candidate) -> Problems:
    if not candidate.environments:
        yield "VS402875: A release pipeline needs at least one stage."


def _environment_names(candidate: Candidate) -> Problems:
    seen: set[str] = set()
    for environment in candidate.environments:
        name = environment.get("name", "").strip()
        if not name:
            yield "The name of a stage must not be empty."
        if _ILLEGAL_IN_NAMES.search(name):
            yield f"The name '{name}' of a stage has characters that are not allowed."
        if fold(name) in seen:
            yield f"The stage name '{name}' is used more than once."
        seen.add(fold(name))


def _ranks(candidate: Candidate) -> Problems:
    ranks = sorted(environment.get("rank", 0) for environment in candidate.environments)
    if any(ranks) and ranks != list(range(1, len(ranks) + 1)):
        yield "VS402874: The ranks of the stages must be consecutive numbers that begin with 1."


def _approvals(candidate: Candidate) -> Problems:
    for environment in candidate.environments:
        blocks = [environment.get(block, {}) for block in ("preDeployApprovals", "postDeployApprovals")]
        if not all(block.get("approvals") for block in blocks):
            yield f"VS402877: Pre-approvals or post-approvals in stage '{environment['name']}' are empty."
        for approval in (approval for block in blocks for approval in block.get("approvals", [])):
            yield from _approver(approval, environment["name"], candidate.catalogue)


def _approver(approval: Document, stage: str, catalogue: Catalogue) -> Problems:
    """Probed servers: the id of an approver must be the storage key; a name or a descriptor does not do."""
    if approval.get("isAutomated", False):
        return
    approver = approval.get("approver", {}).get("id", "")
    if not approver:
        yield f"An approval in stage '{stage}' has no approver."
    elif not catalogue.has_person(approver):
        yield f"The approver '{approver}' in stage '{stage}' is not a known identity."


def _retention(candidate: Candidate) -> Problems:
    for environment in candidate.environments:
        if "retentionPolicy" not in environment:
            yield (
                f"VS402982: The retention policy of stage '{environment['name']}' is not set. "
                "A retention policy is required for each stage."
            )


def _execution_policy(candidate: Candidate) -> Problems:
    valid = ", ".join(map(str, _QUEUE_DEPTHS))
    for environment in candidate.environments:
        policy = environment.get("executionPolicy", {})
        depth, concurrency = policy.get("queueDepthCount", 0), policy.get("concurrencyCount", 0)
        if depth not in _QUEUE_DEPTHS:
            yield f"VS402973: Input not valid for executionPolicy:'queueDepthCount:{depth}, valid values are: {valid}.'"
        if concurrency < 0:
            yield f"VS402973: Input not valid for executionPolicy:'concurrencyCount:{concurrency}.'"


def _owners(candidate: Candidate) -> Problems:
    for environment in candidate.environments:
        owner = environment.get("owner", {}).get("id")
        if owner and not candidate.catalogue.has_person(owner):
            yield f"The owner '{owner}' of stage '{environment['name']}' is not a known identity."


def _conditions(candidate: Candidate) -> Problems:
    names = {fold(environment["name"]) for environment in candidate.environments}
    for environment in candidate.environments:
        for condition in environment.get("conditions", []):
            if condition.get("conditionType") == "environmentState" and fold(condition.get("name", "")) not in names:
                stage = condition.get("name", "")
                yield f"A condition of stage '{environment['name']}' names the stage '{stage}', which does not exist."


def _phases(candidate: Candidate) -> Problems:
    for environment in candidate.environments:
        if not environment.get("deployPhases"):
            yield f"The stage '{environment['name']}' has no deploy phases."
        for phase in environment.get("deployPhases", []):
            yield from _target(phase, environment["name"], candidate.catalogue)


def _target(phase: Document, stage: str, catalogue: Catalogue) -> Problems:
    """What a phase runs on. A machine-group phase has the id of a deployment group as its queueId.

    None is an environment of TFS 2015 or 2017 without a queue.
    """
    queue = phase.get("deploymentInput", {}).get("queueId", 0)
    where = f"deploy phase '{phase.get('name', '')}' of stage '{stage}'"
    if phase["phaseType"] == "agentBasedDeployment" and queue is not None and not catalogue.has_queue(queue):
        yield f"No agent queue found with identifier {queue}, which {where} names."
    if phase["phaseType"] == "machineGroupBasedDeployment" and not catalogue.has_deployment_group(queue):
        yield f"No deployment group found with identifier {queue}, which {where} names."


def _tasks(candidate: Candidate) -> Problems:
    for environment in candidate.environments:
        for phase in environment.get("deployPhases", []):
            for task in phase.get("workflowTasks", []):
                yield from _task(task, phase.get("name", ""), environment["name"], candidate.catalogue)
        for side in ("preDeploymentGates", "postDeploymentGates"):
            for gate in environment.get(side, {}).get("gates", []):
                for task in gate.get("tasks", []):
                    yield from _task(task, side, environment["name"], candidate.catalogue)


def _task(task: Document, job: str, stage: str, catalogue: Catalogue) -> Problems:
    """Public issue threads quote the message for a version that is not installed; VS402913 for an endpoint."""
    task_id, version = task.get("taskId", ""), task.get("version") or "*"
    find = catalogue.task_group if fold(task.get("definitionType", "")) == "metatask" else catalogue.task
    known = find(task_id, version)
    if known is None:
        name = task.get("name") or task_id
        yield f"Tasks with versions '{name}:{version}' are not valid for deploy job '{job}' in stage {stage}."
        return
    kinds = {one["name"]: one["type"] for one in known["inputs"]}
    for name, value in task.get("inputs", {}).items():
        if not kinds.get(name, "").lower().startswith("connectedservice:"):
            continue
        for endpoint in (part.strip() for part in value.split(",")):
            if endpoint and not _VARIABLE.search(endpoint) and not catalogue.has_endpoint(endpoint):
                yield (
                    f"VS402913: The service endpoint '{endpoint}', which the input '{name}' of the task "
                    f"'{task.get('name', '')}' in stage '{stage}' names, could not be found."
                )


def _variable_groups(candidate: Candidate) -> Problems:
    scopes = [candidate.document, *candidate.environments]
    for group in (group for scope in scopes for group in scope.get("variableGroups", [])):
        if not candidate.catalogue.has_variable_group(group):
            yield f"Variable group with id {group} could not be found."


def _artifacts(candidate: Candidate) -> Problems:
    yield from artifacts.problems(candidate.document.get("artifacts", []), candidate.catalogue)


def _triggers(candidate: Candidate) -> Problems:
    aliases = {fold(artifact["alias"]) for artifact in candidate.document.get("artifacts", [])}
    for trigger in candidate.document.get("triggers", []):
        alias = trigger.get("artifactAlias", trigger.get("alias"))
        if alias is not None and fold(alias) not in aliases:
            yield f"A trigger names the artifact '{alias}', which does not exist."


def _plain_secrets(candidate: Candidate) -> Problems:
    """Secret scanning, of which the marker in the comment takes leave; what it looks for is [I]: storage keys."""
    if _BYPASS in candidate.document.get("comment", ""):
        return
    for scope in (candidate.document, *candidate.environments):
        for variable in scope.get("variables", {}).values():
            if not variable.get("isSecret") and _MARKER_OF_SECRETS.search(variable.get("value", "")):
                yield "A credential or other secret was detected in one or more plaintext variables."


_CHECKS: tuple[Callable[[Candidate], Problems], ...] = (
    _names,
    _has_environments,
    _environment_names,
    _ranks,
    _approvals,
    _retention,
    _execution_policy,
    _owners,
    _conditions,
    _phases,
    _tasks,
    _variable_groups,
    _artifacts,
    _triggers,
    _plain_secrets,
)
