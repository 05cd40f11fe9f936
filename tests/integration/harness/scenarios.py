# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scenarios: files of steps, each run with --check, for real, and again, through both paths. The README tells how."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from harness.generations import is_before, on_generation
from harness.playbooks import (
    AS_MODULE,
    IN_PROCESS,
    INTEGRATION,
    PATHS,
    PREFIX,
    Connection,
    Playbooks,
    Ran,
    Tagged,
    play,
)

FOLDER = INTEGRATION / "scenarios"
CHECK, REAL, AGAIN = "check", "real", "again"
EVERY_STEP = bool(os.environ.get("EVERY_STEP"))
"""Whether the second path runs every step as a module, rather than each kind of input once."""

_STEP_KEYS = frozenset(
    {"name", "task", "keywords", "server", "faults", "expect", "register", "always_changes", "unforetold"}
    | {"since", "before"}
)
_EXPECT_KEYS = frozenset(
    {"changed", "failed", "check_failed", "result", "diff", "diff_shows", "diff_hides", "warnings", "writes"}
    | {"requests", "again_requests", "stored", "builds"}
)


class _Loader(yaml.CSafeLoader):
    """Knows the tags of Ansible."""


for _tag in ("!vault", "!unsafe"):
    _Loader.add_constructor(_tag, lambda loader, node: Tagged(node.tag, loader.construct_scalar(node)))


@dataclass(frozen=True)
class Step:
    """One step of a scenario, as the file has it."""

    number: int
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.number} {self.content['name']}"

    @property
    def expect(self) -> Mapping[str, Any]:
        return self.content.get("expect") or {}

    @property
    def fails(self) -> bool:
        return "failed" in self.expect

    def task_name(self, phase: str) -> str:
        return f"{self.name} ({phase})"

    def inputs(self) -> set[tuple[Any, ...]]:
        """What kinds of input the step has: options and keywords at their places, with the types of their values."""
        ((module, options),) = self.content["task"].items()
        places = [*_places(options), *_places(self.content.get("keywords", {}), "keywords")]
        return {(module, self.fails, place) for place in places}

    def task(self, phase: str, in_process: str) -> dict[str, Any]:
        """The task for a playbook."""
        ((module, options),) = self.content["task"].items()
        entry = {
            "name": self.task_name(phase),
            module if "." in module else PREFIX + module: options,
            **self.content.get("keywords", {}),
            "diff": True,
            "ignore_errors": True,
        }
        entry["vars"] = {**entry.get("vars", {}), "release_management_in_process": in_process}
        if phase == CHECK:
            entry["check_mode"] = True
        if phase == REAL and "register" in self.content:
            entry["register"] = self.content["register"]
        return entry

    def scene(self, phase: str, *, is_first: bool) -> dict[str, Any]:
        """What is done at the sandbox before the task of this phase."""
        return {
            "server": self.content.get("server", []) if is_first else [],
            "faults": self.content.get("faults", []) if phase != AGAIN else [],
            "read_only": phase == CHECK,
            "look": list(self.expect.get("stored", {})) if phase == REAL else [],
            "look_at_builds": list(self.expect.get("builds", {})) if phase == REAL else [],
        }


@dataclass(frozen=True)
class Scenario:
    """A scenario file.

    :ivar paths: those that its tasks are run through; the first one with all phases.
    :ivar check_as_module: whether the other path is checked, too.
    :ivar is_long: whether the other path takes more time than each change has.
    """

    path: Path
    variables: Mapping[str, Any]
    steps: list[Step]
    paths: tuple[str, ...]
    check_as_module: bool
    is_long: bool = False

    @classmethod
    def read(cls, path: Path, generation: str) -> Scenario | None:
        """Read what a file says of a generation; None where that is nothing.

        :raises ValueError: it has keys that nothing would look at.
        """
        whole = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        if is_before(generation, whole.get("since", generation)):
            return None
        content = on_generation(whole, generation)
        entries = [(number, _of_generation(step, generation)) for number, step in enumerate(content["steps"], start=1)]
        steps = [Step(number, step) for number, step in entries if step]
        for step in steps:
            _check(path, step.content)
        if not steps:
            return None
        paths = (AS_MODULE,) if content.get("only_as_module") else PATHS
        flags = (bool(content.get(flag)) for flag in ("check_as_module", "is_long"))
        return cls(path, content.get("vars") or {}, steps, paths, *flags)

    def phases(self, step: Step, in_process: str) -> list[str]:
        """The phases of a step in a path.

        Both paths run the same function, as a module in the better part of a second more: the second path shows that it
        is the same, so it does for real what the first one did.
        """
        whole = in_process == self.paths[0]
        wanted = {
            CHECK: whole or self.check_as_module,
            REAL: True,
            # What changes each time has to be the same number of times.
            AGAIN: not step.fails and (whole or bool(step.content.get("always_changes"))),
        }
        return [phase for phase, is_wanted in wanted.items() if is_wanted]

    def ways(self, in_process: str) -> list[str]:
        """How each step runs in a path.

        For the same reason the second path runs as modules the steps that bring a kind of input that none before them
        in the file had, and the others, which later ones stand on, in the controller's process.
        """
        if in_process == self.paths[0] or EVERY_STEP:
            return [in_process] * len(self.steps)
        ways, seen = [], set[tuple[Any, ...]]()
        for step in self.steps:
            ways.append(in_process if step.inputs() - seen else IN_PROCESS)
            seen |= step.inputs()
        return ways

    def run(self, playbooks: Playbooks, connection: Connection, in_process: str) -> Ran:
        """Run all steps in one playbook, from the seed of the sandbox."""
        connection.sandbox.set_faults()
        connection.sandbox.set_read_only(False)
        connection.sandbox.reset()
        tasks, scenes = [], {}
        for step, way in zip(self.steps, self.ways(in_process), strict=True):
            phases = self.phases(step, in_process)
            tasks += [step.task(phase, way) for phase in phases]
            scenes.update({step.task_name(phase): step.scene(phase, is_first=phase == phases[0]) for phase in phases})
        directions = {**connection.directions, "tasks": scenes}
        plays = [play(tasks, connection, in_process, vars=dict(self.variables))]
        # Python takes half as long again for a module that comes through a pipe; without pipelining is Ansible's default.
        return playbooks.run(plays, directions=directions, environment={"ANSIBLE_PIPELINING": "0"})


def _of_generation(step: Mapping[str, Any], generation: str) -> Mapping[str, Any] | None:
    """A step, with what it expects of a generation that is older than it; None where it is nothing there."""
    if not is_before(generation, step.get("since", generation)):
        return step
    return {**step, "expect": step["before"]} if "before" in step else None


def _check(path: Path, step: Mapping[str, Any]) -> None:
    unknown = [*(set(step) - _STEP_KEYS), *(set(step.get("expect") or {}) - _EXPECT_KEYS)]
    if unknown or "name" not in step or "task" not in step or ("before" in step and "since" not in step):
        raise ValueError(f"{path.name}: step {step.get('name')!r} has unknown or lacks keys: {unknown}")


def _places(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _places(entry, f"{place}.{key}")
    elif isinstance(value, list):
        yield f"{place}[]"
        for entry in value:
            yield from _places(entry, f"{place}[]")
    else:
        yield f"{place}: {type(value).__name__}"
