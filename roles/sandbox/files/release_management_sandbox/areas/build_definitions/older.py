# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build definitions as the first generations have them: their tasks by themselves, in `build` (recorded with 2.0).

What is stored has phases, as newer definitions do.
"""

from __future__ import annotations

from typing import Any

from release_management_sandbox.areas.builds import growth
from release_management_sandbox.call import Call
from release_management_sandbox.store import Document

_PHASE = {"name": "Agent job 1", "refName": "Job_1", "condition": "succeeded()"}
_PARTS = ("_links", "repository")
_NOT_TAKEN = ("build", "path", "process")


def speaks(call: Call) -> bool:
    return growth.newest(call) < growth.DESIGNER


def read(body: Document) -> Document:
    """The body in its newer shape. A recorded PUT calls type and quality by other names.

    [I] What shows no folder lies in none.
    """
    names = {"definitionType": "type", "documentQuality": "quality"}
    newer = {names.get(name, name): value for name, value in body.items() if name not in _NOT_TAKEN}
    steps = body.get("build") if isinstance(body.get("build"), list) else []
    return {**newer, "process": {"type": 1, "phases": [{**_PHASE, "steps": steps}]}}


def shown(document: Document, call: Call) -> Document:
    """Recorded: properties in the answers to writes only."""
    older = growth.limited("Definition", document, call)
    if call.method == "GET":
        older.pop("properties", None)
    for part in _PARTS:
        if part in older:
            older[part] = growth.limited(f"Definition.{part}", older[part], call)
    return {"build": [_step(step, call) for step in _steps(document)], **older}


def _steps(document: Document) -> list[Document]:
    phases: list[Any] = (document.get("process") or {}).get("phases") or []
    return [step for phase in phases for step in phase.get("steps") or []]


def _step(step: Document, call: Call) -> Document:
    return {
        **growth.limited("Step", step, call),
        "task": growth.limited("Step.task", step.get("task") or {}, call),
    }
