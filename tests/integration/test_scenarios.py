# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every scenario: with --check, for real and again, in the controller's process and as modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.playbooks import Connection, Playbooks
from harness.scenarios import FOLDER, Scenario
from harness.verdicts import problems, unlike_paths

FILES = sorted(FOLDER.glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_scenario(path: Path, tmp_path: Path, connection: Connection) -> None:
    scenario = Scenario.read(path)
    runs = {
        in_process: scenario.run(Playbooks(tmp_path / in_process), connection, in_process)
        for in_process in scenario.paths
    }
    first, second = (runs[in_process] for in_process in (scenario.paths[0], scenario.paths[-1]))
    found = [f"{step.name}: {problem}" for step in scenario.steps for problem in problems(step, first)]
    found += [f"the paths differ in {place}" for place in unlike_paths(scenario, first, second)]
    assert not found, "\n\n".join(found)
