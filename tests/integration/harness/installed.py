# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection as users have it: built, installed into a folder of its own, used from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.playbooks import ROOT
from release_management_sandbox.testing import RunningSandbox

_TOOLS = Path(sys.executable).parent


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """What a person has who knows nothing of this checkout but its tools."""
    return {
        "PATH": f"{_TOOLS}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "ANSIBLE_NOCOLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        **more,
    }


def connected(sandbox: RunningSandbox) -> dict[str, str]:
    """The connection to a sandbox, as environment variables."""
    return {
        "AZURE_DEVOPS_ORG_URL": sandbox.url,
        "AZURE_DEVOPS_PROJECT": "Fabrikam",
        "AZURE_DEVOPS_EXT_PAT": sandbox.token,
        "BUILDMASTER_URL": sandbox.root,
        "BUILDMASTER_API_KEY": sandbox.token,
    }


def run(
    arguments: list[str], folder: Path, environment: Mapping[str, str], timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder; a test fails with its output when it fails."""
    ran = subprocess.run(
        arguments,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert ran.returncode == 0, f"{arguments} ended with {ran.returncode}:\n{ran.stdout[-6000:]}{ran.stderr[-3000:]}"
    return ran


@dataclass(frozen=True)
class Installation:
    """A built archive, and the folder of collections that it is installed in."""

    archive: Path
    collections: Path

    @property
    def collection(self) -> Path:
        return self.collections / "ansible_collections" / "devops" / "release_management"

    def environment(self, home: Path, **more: str) -> dict[str, str]:
        return clean_environment(home, ANSIBLE_COLLECTIONS_PATH=str(self.collections), **more)


def install(folder: Path) -> Installation:
    """Build the collection from the checkout as it lies there, and install it below `folder`."""
    environment = clean_environment(folder)
    galaxy = str(_TOOLS / "ansible-galaxy")
    run([galaxy, "collection", "build", str(ROOT), "--output-path", str(folder)], folder, environment)
    (archive,) = folder.glob("devops-release_management-*.tar.gz")
    collections = folder / "collections"
    run([galaxy, "collection", "install", "--offline", str(archive), "-p", str(collections)], folder, environment)
    return Installation(archive, collections)
