# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of tasks in the words of servers that have none: a flag that says whether a task runs after a failure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FLAG_OF_CONDITION = {"succeeded()": False, "succeededorfailed()": True}
_ALWAYS = "always()"
"""Also after a cancellation, which no flag says: it is taken for the flag where that is declared beside it."""


def with_flags(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options whose tasks say by ``always_run`` what a condition says; other conditions stay."""
    if not options.get("environments"):
        return dict(options)
    return {**options, "environments": [_stage(stage) for stage in options["environments"]]}


def _stage(stage: dict[str, Any]) -> dict[str, Any]:
    if not stage.get("deploy_phases"):
        return stage
    return {**stage, "deploy_phases": [_job(job) for job in stage["deploy_phases"]]}


def _job(job: dict[str, Any]) -> dict[str, Any]:
    if not job.get("workflow_tasks"):
        return job
    return {**job, "workflow_tasks": [_task(task) for task in job["workflow_tasks"]]}


def _task(task: dict[str, Any]) -> dict[str, Any]:
    condition = "".join(str(task.get("condition") or "").split()).casefold()
    flag = task.get("always_run") if condition == _ALWAYS else _FLAG_OF_CONDITION.get(condition)
    if not flag and (flag is None or condition == _ALWAYS):
        return task
    return {**{key: value for key, value in task.items() if key != "condition"}, "always_run": flag}
