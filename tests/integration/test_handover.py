# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook that ties the two products: a build tagged in Azure DevOps becomes a release of BuildMaster."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import ROOT, Connection, is_write

from release_management_sandbox.testing import RunningSandbox

PLAYBOOK = ROOT / "playbooks" / "tagged_build_to_buildmaster.yml"


def run(connection: Connection, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    sandbox = connection.sandbox
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "AZURE_DEVOPS_ORG_URL": sandbox.url,
        "AZURE_DEVOPS_PROJECT": connection.project,
        "AZURE_DEVOPS_EXT_PAT": sandbox.token,
        "BUILDMASTER_URL": sandbox.root,
        "BUILDMASTER_API_KEY": sandbox.token,
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(PLAYBOOK), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False)


def written(sandbox: RunningSandbox) -> list[str]:
    return [f"{one['method']} {one['path']}" for one in sandbox.requests() if is_write(one)]


def test_a_tagged_build_is_handed_over_once(fresh: RunningSandbox, connection: Connection, tmp_path: Path) -> None:
    (build,) = fresh.add_builds(1, tags=["release-candidate"])
    first = run(connection, tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert written(fresh) == [
        "POST /api/releases/create",
        "POST /api/releases/builds/create",
        "POST /api/releases/builds/deploy",
        "POST /api/releases/builds/deploy",
    ]
    assert "is succeeded at Integration." in first.stdout

    fresh.clear_requests()
    again = run(connection, tmp_path)
    assert "changed=0" in again.stdout, again.stdout + again.stderr
    assert written(fresh) == []
    variables: Any = [one for one in fresh.requests() if "/variables/" in one["path"]]
    assert [one["status"] for one in variables] == [200]
    assert build


def test_without_a_tagged_build_nothing_is_done(fresh: RunningSandbox, connection: Connection, tmp_path: Path) -> None:
    ran = run(connection, tmp_path, "-e", "handover_tag=nobody-has-this")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "There is no build with that tag." in ran.stdout
    assert written(fresh) == []


def person_at(sandbox: RunningSandbox) -> tuple[Person, dict[str, Any]]:
    """Somebody at BuildMaster, and how they name what was handed over."""
    return Person(sandbox.root, sandbox.token), {
        "applicationName": "ProfitCalculator",
        "releaseNumber": number_of(sandbox),
    }


def number_of(sandbox: RunningSandbox) -> str:
    """The number of the newest build of Azure DevOps."""
    builds = Person(sandbox.root, sandbox.token).call("GET", "build/builds", query="$top=1")["value"]
    return str(builds[0]["buildNumber"])


def left_alone(connection: Connection, folder: Path, words: str, *arguments: str) -> None:
    """Run it twice more: nothing is written, and what was left as it is is said."""
    for _run in range(2):
        connection.sandbox.clear_requests()
        again = run(connection, folder, *arguments)
        assert again.returncode == 0, again.stdout + again.stderr
        assert (written(connection.sandbox), "changed=0" in again.stdout) == ([], True), again.stdout
        assert words in " ".join(again.stdout.split()), again.stdout


@pytest.mark.wide
def test_a_build_that_people_rejected_stays_so(fresh: RunningSandbox, connection: Connection, tmp_path: Path) -> None:
    fresh.add_builds(1, tags=["release-candidate"])
    assert run(connection, tmp_path).returncode == 0
    person, named = person_at(fresh)
    person.buildmaster("releases/builds/reject", {**named, "buildNumber": named["releaseNumber"]})
    left_alone(connection, tmp_path, f"Build {named['releaseNumber']} is rejected in BuildMaster, and left so.")


@pytest.mark.wide
def test_a_release_that_people_canceled_stays_so(fresh: RunningSandbox, connection: Connection, tmp_path: Path) -> None:
    fresh.add_builds(1, tags=["release-candidate"])
    assert run(connection, tmp_path).returncode == 0
    person, named = person_at(fresh)
    person.buildmaster("releases/cancel", named)
    left_alone(connection, tmp_path, f"Release {named['releaseNumber']} is canceled in BuildMaster, and left so.")
    left_alone(connection, tmp_path, "and left so.", "--check")


def test_what_failed_is_tried_again_when_somebody_says_so(
    fresh: RunningSandbox, connection: Connection, tmp_path: Path
) -> None:
    fresh.add_builds(1, tags=["release-candidate"])
    fresh.set_faults({"kind": "fail_buildmaster_deployment", "stage": "Integration"})
    failed = run(connection, tmp_path)
    assert failed.returncode != 0
    assert "to Integration ended as failed" in failed.stdout + failed.stderr
    left_alone(connection, tmp_path, f"Build {number_of(fresh)} failed at Integration, and is left so.")
    fresh.clear_requests()
    asked = run(connection, tmp_path, "-e", "handover_retry=true")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert written(fresh) == ["POST /api/releases/builds/deploy"]
    assert "is succeeded at Integration." in asked.stdout


def test_check_mode_tells_of_a_new_build_and_writes_nothing(
    fresh: RunningSandbox, connection: Connection, tmp_path: Path
) -> None:
    fresh.add_builds(1, tags=["release-candidate"])
    checked = run(connection, tmp_path, "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert ("changed=3" in checked.stdout, written(fresh)) == (True, []), checked.stdout
