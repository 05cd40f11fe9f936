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
from harness.generations import EVERYWHERE, USUAL, wanted
from harness.playbooks import Connection, Playbooks
from harness.scenarios import FOLDER, Scenario
from harness.verdicts import problems, unlike_paths

from release_management_sandbox.generations import GENERATIONS


def asked_for() -> Iterator[Any]:
    """Generation and file of each scenario, and whether its second path is run, too.

    Those of Azure DevOps by generation; those of another product once, and where the file says so in one path, and in
    both with what takes more time.
    """
    for generation in GENERATIONS:
        for path in sorted(FOLDER.glob("*.yml")):
            if generation in wanted() or path.stem in EVERYWHERE:
                marks = () if generation in wanted() else pytest.mark.wide
                yield pytest.param(generation, path, True, id=f"{generation}-{path.stem}", marks=marks)
    for path in sorted(FOLDER.glob("*/*.yml")):
        name = f"{path.parent.name}-{path.stem}"
        whole = Scenario.read(path, USUAL)
        is_long = whole is not None and whole.is_long
        yield pytest.param(USUAL, path, not is_long, id=name)
        if is_long:
            yield pytest.param(USUAL, path, True, id=f"{name}-both", marks=pytest.mark.wide)


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
