# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates before and after a deployment: evaluated together, again and again, until all pass in one evaluation.

What is compressed: an evaluation takes the pace of one task, and so does the time between two; there are as many as
`timeout` has of `samplingInterval`, and the stabilization takes no time. A gate passes unless a fault plan says not.
"""

from __future__ import annotations

from release_management_sandbox.deploying.situation import DONE, Result, Situation, end, record_id, wait
from release_management_sandbox.faults import FAIL_GATE
from release_management_sandbox.store import Document

_KEPT = 100
"""Evaluations that are remembered."""


def step(situation: Situation, side: str) -> Result:
    """[I] With the order `afterGatesAlways` gates that fail leave the decision to the approvals."""
    snapshot = situation.environment[f"{side}Gates"]
    if not snapshot["gates"] or not (snapshot["gatesOptions"] or {}).get("isEnabled"):
        return DONE
    gates = situation.attempt["gates"].setdefault(side, _opened(situation))
    situation.says("evaluatingGates")
    gates["status"] = "inProgress"
    while not _has_passed(gates):
        if len(gates["evaluations"]) >= _limit(snapshot) and not gates["held"]:
            return _failed(situation, side, gates)
        finish = situation.clock + situation.world.pace
        if finish > situation.now:
            return wait(finish)
        situation.reach(finish)
        _evaluate(situation, gates, snapshot)
        if gates["held"]:
            return wait(situation.now + situation.world.pace)
    gates.update(status="succeeded", succeededAt=situation.clock, modified=situation.clock)
    return DONE


def cancel(situation: Situation) -> None:
    for gates in situation.attempt["gates"].values():
        if gates["status"] == "inProgress":
            gates.update(status="canceled", modified=situation.clock)


def names(snapshot: Document) -> list[str]:
    """The names of the gates: of their tasks."""
    return [task["name"] for gate in snapshot["gates"] for task in gate["tasks"]]


def _opened(situation: Situation) -> Document:
    return {
        "id": situation.next_id("release_step"),
        "status": "pending",
        "started": situation.clock,
        "modified": situation.clock,
        "succeededAt": None,
        "plan": record_id(),
        "evaluations": [],
        "ignored": [],
        "held": False,
    }


def _limit(snapshot: Document) -> int:
    options = snapshot["gatesOptions"]
    return max(1, int(options["timeout"]) // max(1, int(options["samplingInterval"])))


def _has_passed(gates: Document) -> bool:
    if not gates["evaluations"]:
        return False
    ignored = {one["name"] for one in gates["ignored"]}
    return all(task["status"] == "succeeded" or task["name"] in ignored for task in gates["evaluations"][-1]["tasks"])


def _failed(situation: Situation, side: str, gates: Document) -> Result:
    gates.update(status="failed", modified=situation.clock)
    options = situation.environment[f"{side}Approvals"].get("approvalOptions") or {}
    return DONE if options.get("executionOrder") == "afterGatesAlways" else end("gateFailed")


def _evaluate(situation: Situation, gates: Document, snapshot: Document) -> None:
    gates["held"] = False
    tasks = [
        _result(situation, gates, task, rank) for rank, task in enumerate(_tasks(snapshot), start=1) if task["enabled"]
    ]
    started = situation.clock - situation.world.pace
    entry = {"id": situation.next_id("release_step"), "record": record_id(), "started": started, "tasks": tasks}
    gates["evaluations"] = [*gates["evaluations"], {**entry, "finished": situation.clock}][-_KEPT:]
    gates["modified"] = situation.clock


def _tasks(snapshot: Document) -> list[Document]:
    return [task for gate in snapshot["gates"] for task in gate["tasks"]]


def _result(situation: Situation, gates: Document, task: Document, rank: int) -> Document:
    fault = situation.world.faults().take_deployment(
        FAIL_GATE,
        definition=situation.release["definitionName"],
        environment=situation.environment["name"],
        gate=task["name"],
    )
    if fault is not None and fault.get("hold"):
        gates["held"] = True
    issues = [] if fault is None else [str(fault.get("message", "The evaluation of the gate failed."))]
    return {
        "id": rank,
        "record": record_id(),
        "name": task["name"],
        "status": "succeeded" if fault is None else "failed",
        "rank": rank,
        "started": situation.clock - situation.world.pace,
        "finished": situation.clock,
        "agent": "",
        "issues": issues,
        "taskId": task["taskId"],
        "version": task["version"],
    }
