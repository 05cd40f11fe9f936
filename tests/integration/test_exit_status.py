# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person sees of bad input: the exit status, one sentence, no traceback. The causes are in bad_input.yml."""

from __future__ import annotations

import pytest
from harness.playbooks import PATHS, PREFIX, Connection, Playbooks, play

from release_management_sandbox.testing import RunningSandbox

CASES = {
    "refused by the argument spec": {"name": "x", "no_such_option": True},
    "refused by the models": {"name": "x", "variables": {"servers": ["one"]}},
    "refused by the server": {"name": "x", "token": "wrong"},
}


@pytest.mark.parametrize("in_process", PATHS)
@pytest.mark.parametrize("options", CASES.values(), ids=CASES.keys())
def test_the_play_fails(
    options: dict[str, object], in_process: str, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    after = {"name": "Never reached", "ansible.builtin.debug": {"msg": "reached"}}
    ran = playbooks.run([play([{PREFIX + "release_definition": options}, after], connection, in_process)])
    assert ran.status == 2
    assert "Traceback" not in ran.output
    assert "reached" not in ran.stdout
    assert not [one for one in fresh.requests() if one["method"] not in ("GET", "OPTIONS")]
