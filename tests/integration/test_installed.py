# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is published: the archive, and every playbook by its name from a clean installation of it."""

from __future__ import annotations

import json
import socket
import subprocess
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from harness.installed import Installation, connected, install, run
from harness.playbooks import PREFIX, ROOT

from release_management_sandbox.testing import RunningSandbox

pytestmark = pytest.mark.wide

PLAYBOOKS = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}

PIPELINE = """\
name: Installed
stages:
  - name: Production
    jobs:
      - queue: Default
        tasks:
          - task: CmdLine@2
            name: Deploy
            inputs: {script: echo deploying}
"""

ARGUMENTS: dict[str, dict[str, Any]] = {
    "demo": {},
    "deploy": {
        "deploy_release_definition": "MyShuttle.CD",
        "deploy_release_build_definition": "Fabrikam.CI",
        "deploy_release_source_branch": "main",
    },
    "drift": {"release_pipelines_directory": "pipelines", "release_pipelines_report": "drift.md"},
    "enforce": {"release_pipelines_directory": "pipelines"},
    "export": {"export_pipelines_directory": "exported"},
    "report": {},
    "tagged_build_to_buildmaster": {},
}
"""What each playbook is given; relative paths begin in the folder that it is started in. One that is not here fails its
test."""

MADE = {"drift": "drift.md", "export": "exported/MyShuttle.CD.yml", "report": "deployment-report.html"}
"""What it leaves in that folder."""

AFTER = {"drift": "enforce"}
"""What has to be run before, with the same: a drift is a failure."""

LOCAL = {"sandbox"}
"""Those that have a test of their own, since they have nothing to do with a server that is there."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return install(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder to work in that has nothing of a checkout."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def files_of(installed: Installation) -> set[Path]:
    return {path for path in installed.collection.rglob("*") if "__pycache__" not in path.parts}


def members(installed: Installation) -> list[str]:
    with tarfile.open(installed.archive) as archive:
        return [member.name for member in archive.getmembers() if member.isfile()]


def test_the_archive_has_nothing_that_git_has_not(installed: Installation) -> None:
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    made = {"MANIFEST.json", "FILES.json"}
    assert set(members(installed)) - set(listed) == made


def test_the_archive_has_what_a_user_needs_and_no_tests(installed: Installation) -> None:
    names = set(members(installed))
    for needed in ("README.md", "LICENSE", "requirements.txt", "meta/execution-environment.yml", "meta/runtime.yml"):
        assert needed in names
    assert [name for name in names if name.startswith(("tests/", "tools/"))] == ["tests/config.yml"]
    assert installed.archive.stat().st_size < 2_000_000


def test_it_is_found_where_it_is_installed_and_nowhere_else(installed: Installation, elsewhere: Path) -> None:
    command = ["ansible-galaxy", "collection", "list", "devops.release_management", "--format", "json"]
    listed = json.loads(run(command, elsewhere, installed.environment(elsewhere)).stdout)
    assert list(listed) == [str(installed.collections / "ansible_collections")]


@pytest.mark.parametrize("playbook", sorted(PLAYBOOKS - LOCAL))
def test_every_playbook_runs_by_its_name(
    installed: Installation, fresh: RunningSandbox, elsewhere: Path, playbook: str
) -> None:
    assert playbook in ARGUMENTS, f"how is {playbook} called?"
    (elsewhere / "pipelines").mkdir()
    (elsewhere / "pipelines" / "installed.yml").write_text(PIPELINE)
    arguments = json.dumps(ARGUMENTS[playbook])
    before = files_of(installed)
    fresh.add_builds(1, branch="refs/heads/main", tags=["release-candidate"])
    environment = installed.environment(elsewhere, **connected(fresh), ANSIBLE_LOCALHOST_WARNING="false")
    if playbook in AFTER:
        run(["ansible-playbook", PREFIX + AFTER[playbook], "-e", arguments], elsewhere, environment)
    ran = run(["ansible-playbook", PREFIX + playbook, "-e", arguments], elsewhere, environment)
    assert "PLAY RECAP" in ran.stdout
    assert "failed=0" in ran.stdout
    assert fresh.requests(), "it asked the server nothing"
    assert (elsewhere / MADE.get(playbook, ".")).exists()
    assert files_of(installed) == before, "it wrote where the collection is installed"


def test_the_sandbox_is_started_and_stopped_by_its_playbook(installed: Installation, elsewhere: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = installed.environment(elsewhere, ANSIBLE_LOCALHOST_WARNING="false")
    folder = elsewhere / "sandbox"
    command = [
        "ansible-playbook",
        PREFIX + "sandbox",
        "-e",
        f"sandbox_port={port}",
        "-e",
        f"sandbox_directory={folder}",
    ]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        run(command, elsewhere, environment)
        with opener.open(f"http://127.0.0.1:{port}/sandbox/status", timeout=10) as answer:
            assert json.load(answer)["seed"] == "fabrikam"
    finally:
        run([*command, "-e", "sandbox_state=stopped"], elsewhere, environment)
    with pytest.raises(urllib.error.URLError):
        opener.open(f"http://127.0.0.1:{port}/sandbox/status", timeout=10)


def test_the_folder_of_a_sandbox_is_an_absolute_one(installed: Installation, elsewhere: Path) -> None:
    environment = installed.environment(elsewhere, ANSIBLE_LOCALHOST_WARNING="false")
    command = ["ansible-playbook", PREFIX + "sandbox", "-e", "sandbox_directory=here"]
    ran = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "sandbox_directory: here is not an absolute path" in ran.stdout + ran.stderr
    assert not list(installed.collection.rglob("here"))
