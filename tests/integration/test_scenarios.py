# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every scenario: with --check, for real and again, in the controller's process and as modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.comparison import difference, without_chance
from harness.playbooks import AS_MODULE, IN_PROCESS, Connection, Playbooks
from harness.scenarios import FOLDER, Scenario, problems

FILES = sorted(FOLDER.glob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_scenario(path: Path, tmp_path: Path, connection: Connection) -> None:
    scenario = Scenario.read(path)
    runs = {
        in_process: scenario.run(Playbooks(tmp_path / in_process), connection, in_process)
        for in_process in (IN_PROCESS, AS_MODULE)
    }
    found = [
        f"{step.name} [{in_process}]: {problem}"
        for step in scenario.steps
        for in_process, ran in runs.items()
        for problem in problems(step, ran)
    ]
    here, there = (runs[in_process].records for in_process in (IN_PROCESS, AS_MODULE))
    found += [
        f"{one.task}: the paths differ ({one.status}, {other.status}):\n{difference(one.result, other.result)}"
        for one, other in zip(here, there, strict=True)
        if without_chance(one.result) != without_chance(other.result) or one.status != other.status
    ]
    assert not found, "\n\n".join(found)
