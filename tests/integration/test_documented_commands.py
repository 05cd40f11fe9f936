# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every command that the README and the pages for the first steps show is run, in the order of the page.

What they show for a server of the reader's is run against a sandbox: `OURS` has what stands for what. A page that starts
a sandbox of its own gets a free port for it. YAML with a name (a caption, or a first line such as `# site.yml`) is written
to that file before the commands after it are run.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from harness.documents import Block, blocks
from harness.installed import clean_environment, install
from harness.playbooks import ROOT

from release_management_sandbox.testing import RunningSandbox

pytestmark = pytest.mark.wide

PAGES = ROOT / "docs" / "docsite" / "rst"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clean copy of the checkout, which has what `make setup` prepares already: .venv and .collections."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy / name)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    (copy / ".cache").mkdir()
    tree = copy / ".collections" / "ansible_collections" / "devops"
    tree.mkdir(parents=True)
    (tree / "release_management").symlink_to("../../..")
    return copy


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def name_of(block: Block) -> str | None:
    first = re.match(r"# ([\w./-]+)\n", block.text)
    return block.caption or (first[1] if first else None)


def follow(page: Path, folder: Path, environment: dict[str, str], ours: Callable[[str], str]) -> str:
    """Do what the page says, in one shell, as a reader does; its output."""
    lines = ["set -euo pipefail"]
    for number, block in enumerate(blocks(page)):
        name = name_of(block)
        if block.language == "shell":
            lines.append(ours(block.text))
        elif name:
            kept = folder / ".blocks" / str(number)
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(ours(block.text), encoding="utf-8")
            lines.append(f"mkdir -p $(dirname {name}); cp {kept} {name}")
    ran = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=500,
        check=False,
    )
    assert ran.returncode == 0, f"{page.name}:\n{ran.stdout[-8000:]}"
    return ran.stdout


def recaps(output: str) -> list[int]:
    """How many changes each run of a playbook on the local host reported."""
    return [int(number) for number in re.findall(r"^localhost .*changed=(\d+)", output, re.MULTILINE)]


def replaced(text: str, ours: dict[str, str]) -> str:
    for theirs, mine in ours.items():
        text = text.replace(theirs, mine)
    return text


def test_the_readme(fresh: RunningSandbox, checkout: Path, tmp_path: Path) -> None:
    archive = install(tmp_path).archive
    ours = {
        # It is on no Galaxy server: the archive that would be there takes its place.
        "collection install devops.release_management": f"collection install --force {archive}",
        "https://dev.azure.com/fabrikam": fresh.url,
        "your-personal-access-token": fresh.token,
    }
    home = tmp_path / "home"
    home.mkdir()

    def where_it_belongs(text: str) -> str:
        """What is for a checkout is run in one, all else anywhere else: the ansible.cfg of a checkout counts there."""
        command = replaced(text, ours)
        return f"( cd {checkout}\n{command})" if "make " in text or "install --force . " in text else command

    output = follow(ROOT / "README.md", home, clean_environment(home), where_it_belongs)
    assert recaps(output)[:2] == [1, 1]
    assert (home / ".ansible/collections/ansible_collections/devops/release_management/MANIFEST.json").exists()
    assert "That was the tour" in output


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        # Start, look, apply, again, drift (its report), site.yml twice, deploy, BuildMaster, stop.
        ("getting_started", [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]),
        # Start, make, stop.
        ("testing", [3]),
    ],
)
def test_the_first_steps(tmp_path: Path, free_port: int, page: str, changes: list[int]) -> None:
    (tmp_path / "installed").mkdir()
    made = install(tmp_path / "installed")
    ours = {
        "collection install devops.release_management": f"collection install --force {made.archive}",
        "127.0.0.1:8765": f"127.0.0.1:{free_port}",
        "127.0.0.1:8770": f"127.0.0.1:{free_port}",
        "sandbox_port: 8770": f"sandbox_port: {free_port}",
        "playbook devops.release_management.sandbox": f"playbook devops.release_management.sandbox -e sandbox_port={free_port}",
    }
    folder = tmp_path / "work"
    folder.mkdir()
    environment = made.environment(tmp_path, ANSIBLE_LOCALHOST_WARNING="false")
    try:
        output = follow(PAGES / f"{page}.rst", folder, environment, lambda text: replaced(text, ours))
    finally:
        stop(free_port, made.collection, tmp_path)
    assert recaps(output) == changes


def stop(port: int, collection: Path, home: Path) -> None:
    """Whatever came of the page, its sandbox does not stay."""
    environment = clean_environment(
        home, PYTHONPATH=str(collection / "roles" / "sandbox" / "files"), SANDBOX_PORT=str(port)
    )
    command = ["python", "-m", "release_management_sandbox.background", "stop"]
    subprocess.run([*command, str(home / ".cache/release_management_sandbox")], env=environment, check=False)
