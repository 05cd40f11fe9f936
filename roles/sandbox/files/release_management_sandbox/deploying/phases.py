# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The phases of a deployment: one after the other, each with its jobs, which run side by side."""

from __future__ import annotations

from itertools import product

from release_management_sandbox.deploying import jobs
from release_management_sandbox.deploying.situation import DONE, Result, Situation, end, record_id, wait
from release_management_sandbox.store import COLLECTION, Document, fold

_OVER = frozenset({"succeeded", "partiallySucceeded", "failed", "canceled", "skipped"})
_OPERATIONS = {"succeeded": "phaseSucceeded", "partiallySucceeded": "phasePartiallySucceeded", "failed": "phaseFailed"}


def step(situation: Situation, _side: str) -> Result:
    """All phases by rank. After a failure those run whose condition says so; then the attempt ends."""
    attempt = situation.attempt
    if attempt["started"] is None:
        attempt.update(started=situation.clock, status="inProgress")
    for snapshot in sorted(situation.environment["deployPhases"], key=lambda one: int(one["rank"])):
        phase = next((one for one in attempt["phases"] if one["rank"] == snapshot["rank"]), None)
        if phase is None:
            phase = _open(situation, snapshot)
            attempt["phases"].append(phase)
        if phase["status"] in _OVER:
            continue
        result = _continue(situation, phase)
        if result.waits:
            return result
    return end("failed") if _has_failed(attempt) else DONE


def cancel(situation: Situation) -> None:
    for phase in situation.attempt["phases"]:
        if phase["status"] in _OVER:
            continue
        phase["status"] = "canceled"
        for job in phase["jobs"]:
            jobs.cancel(job, situation.clock)
        for intervention in phase["interventions"]:
            if intervention["status"] == "pending":
                intervention.update(status="canceled", modified=situation.clock)


def outcome(attempt: Document) -> str:
    """How the phases of an attempt went that none failed of."""
    partly = any(phase["status"] == "partiallySucceeded" for phase in attempt["phases"])
    return "partiallySucceeded" if partly else "succeeded"


def _has_failed(attempt: Document) -> bool:
    return any(phase["status"] == "failed" for phase in attempt["phases"])


def _open(situation: Situation, snapshot: Document) -> Document:
    condition = snapshot["deploymentInput"].get("condition") or "succeeded()"
    skipped = not jobs.holds(condition, _has_failed(situation.attempt))
    phase: Document = {
        "id": situation.next_id("release_phase"),
        "name": snapshot["name"],
        "rank": snapshot["rank"],
        "phaseType": snapshot["phaseType"],
        "status": "skipped" if skipped else "inProgress",
        "started": None if skipped else situation.clock,
        "plan": record_id(),
        "jobs": [],
        "interventions": [],
        "queueProblem": None,
    }
    if skipped:
        return phase
    agents, phase["queueProblem"] = _AGENTS[snapshot["phaseType"]](situation, snapshot)
    phase["jobs"] = [
        jobs.opened(situation, snapshot, name, agent, rank) for rank, (name, agent) in enumerate(agents, start=1)
    ]
    return phase


def _continue(situation: Situation, phase: Document) -> Result:
    if phase["queueProblem"]:
        return _without_agent(situation, phase)
    situation.says("phaseInProgress")
    results = [jobs.proceed(situation, phase, job) for job in phase["jobs"]]
    waiting = [result for result in results if result.waits]
    if waiting:
        return wait(min((result.due for result in waiting if result.due is not None), default=None))
    statuses = {job["status"] for job in phase["jobs"]}
    phase["status"] = next((one for one in ("failed", "partiallySucceeded") if one in statuses), "succeeded")
    situation.reach(max((job["clock"] for job in phase["jobs"]), default=situation.clock))
    situation.says(_OPERATIONS[phase["status"]])
    return DONE


def _without_agent(situation: Situation, phase: Document) -> Result:
    """The job stays pending until it is canceled, and the attempt says why.

    [I] Where a real server puts the message, and its wording.
    """
    situation.says("queuedForAgent")
    issue = {"issueType": "Warning", "message": phase["queueProblem"], "data": {}}
    if issue not in situation.attempt["issues"]:
        situation.attempt["issues"].append(issue)
    return wait()


_Agents = tuple[list[tuple[str, str]], str | None]


def _on_agents(situation: Situation, snapshot: Document) -> _Agents:
    queue = situation.store.get("queue", situation.project, snapshot["deploymentInput"]["queueId"] or 0) or {}
    pool = situation.store.get("pool", COLLECTION, queue.get("poolId", 0)) or {"name": "", "size": 0}
    names = _parallel(situation, snapshot)
    if not pool.get("size", 0):
        problem = f"No agent found in pool {pool['name']} to run the job: the pool has no agents."
        return [(name, "") for name in names], problem
    hosted = pool.get("isHosted")
    return [
        (name, "Hosted Agent" if hosted else f"{pool['name']}-{number}") for number, name in enumerate(names, start=1)
    ], None


def _on_server(situation: Situation, snapshot: Document) -> _Agents:
    return [(name, "") for name in _parallel(situation, snapshot)], None


def _on_machines(situation: Situation, snapshot: Document) -> _Agents:
    """A job for each machine of the deployment group that has all the tags."""
    given = snapshot["deploymentInput"]
    group = situation.store.get("deployment_group", situation.project, given["queueId"]) or {"name": "", "machines": []}
    wanted = {fold(tag) for tag in given.get("tags", [])}
    machines = [one["name"] for one in group["machines"] if wanted <= {fold(tag) for tag in one["tags"]}]
    if machines:
        return [(f"{snapshot['name']}: {machine}", machine) for machine in machines], None
    problem = f"No target was found in deployment group {group['name']} with the tags of the phase."
    return [(snapshot["name"], "")], problem


def _parallel(situation: Situation, snapshot: Document) -> list[str]:
    """The names of the jobs: one for each combination of the multipliers' values, or for each agent."""
    parallel = snapshot["deploymentInput"].get("parallelExecution") or {}
    kind = parallel.get("parallelExecutionType", "none")
    if kind == "multiMachine":
        return [f"{snapshot['name']} {number}" for number in range(1, (parallel.get("maxNumberOfAgents") or 1) + 1)]
    if kind != "multiConfiguration":
        return [snapshot["name"]]
    names = [name.strip() for name in parallel.get("multipliers", "").split(",") if name.strip()]
    values = [_values(situation, name) for name in names]
    return [" ".join((snapshot["name"], *combination)) for combination in product(*values)]


def _values(situation: Situation, name: str) -> list[str]:
    variables = {**situation.release["variables"], **situation.environment["variables"]}
    text = next((one.get("value") or "" for key, one in variables.items() if fold(key) == fold(name)), "")
    return [value.strip() for value in text.split(",") if value.strip()] or [""]


_AGENTS = {
    "agentBasedDeployment": _on_agents,
    "runOnServer": _on_server,
    "machineGroupBasedDeployment": _on_machines,
    "deploymentGates": _on_server,
}
