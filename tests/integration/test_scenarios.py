# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every scenario: with --check, for real and again, in the controller's process and as modules.

On the generations that the environment variable GENERATIONS asks for, and one scenario on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from harness.generations import EVERYWHERE, USUAL, is_asked, wanted
from harness.playbooks import AS_MODULE, Connection, Playbooks
from harness.scenarios import EVERY_STEP, FOLDER, Scenario
from harness.verdicts import problems, unlike_paths

from release_management_sandbox.generations import GENERATIONS


def asked_for() -> Iterator[Any]:
    """Generation and file of each scenario, and whether its second path is run, too.

    Those of Azure DevOps by generation, those of another product once. A long one is run in one path, and in both with what
    takes more time; where generations or every step are asked for, time is no matter.
    """
    for generation in GENERATIONS:
        for path in sorted(FOLDER.glob("*.yml")):
            if generation in wanted() or path.stem in EVERYWHERE:
                marks = () if generation in wanted() else (pytest.mark.wide,)
                yield from in_its_paths(generation, path, f"{generation}-{path.stem}", marks)
    for path in sorted(FOLDER.glob("*/*.yml")):
        yield from in_its_paths(USUAL, path, f"{path.parent.name}-{path.stem}")


def in_its_paths(generation: str, path: Path, name: str, marks: tuple[Any, ...] = ()) -> Iterator[Any]:
    whole = Scenario.read(path, generation)
    is_long = whole is not None and whole.is_long and not (EVERY_STEP or is_asked())
    yield pytest.param(generation, path, not is_long, id=name, marks=marks)
    if is_long:
        yield pytest.param(generation, path, True, id=f"{name}-both", marks=pytest.mark.wide)


@pytest.mark.parametrize(("generation", "path", "both"), list(asked_for()))
def test_scenario(
    generation: str, path: Path, both: bool, tmp_path: Path, connection_to: Callable[[str], Connection]
) -> None:
    scenario = Scenario.read(path, generation)
    if scenario is None:
        pytest.skip(f"nothing of {path.stem} is there on {generation}")
    connection = connection_to(generation)
    runs = {
        in_process: scenario.run(Playbooks(tmp_path / in_process), connection, in_process)
        for in_process in (scenario.paths if both else scenario.paths[:1])
    }
    first = runs[scenario.paths[0]]
    found = [f"{step.name}: {problem}" for step in scenario.steps for problem in problems(step, first)]
    if both:
        found += [f"the paths differ in {place}" for place in unlike_paths(scenario, first, runs[scenario.paths[-1]])]
    assert not found, "\n\n".join(found)


def test_what_is_long_is_the_only_one_for_no_module() -> None:
    scenarios = [Scenario.read(path, USUAL) for path in FOLDER.glob("*.yml")]
    all_of_them, quick = set[str](), set[str]()
    for scenario in filter(None, scenarios):
        for step, way in zip(scenario.steps, scenario.ways(scenario.paths[-1]), strict=True):
            all_of_them |= set(step.content["task"])
            quick |= set(step.content["task"]) if way == AS_MODULE and not scenario.is_long else set()
    assert quick == all_of_them
