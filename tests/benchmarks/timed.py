# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a program, such as ansible-playbook of this checkout, and tells what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
# A small process of its own, since a child counts the memory of its parent as its own until it is another program.
_WATCH = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
work = used.ru_utime + used.ru_stime
print(json.dumps({"status": done.returncode, "output": done.stdout, "seconds": seconds, "work": work, "memory": memory}))
"""
_FOREIGN = ("ANSIBLE_", "AZURE_DEVOPS_", "AZDO_", "SYSTEM_ACCESSTOKEN")


@dataclass(frozen=True)
class Cost:
    """Seconds of the clock and of the processor, and bytes of the largest of the program's processes at its peak."""

    seconds: float
    work: float
    memory: int


def write_hosts(folder: Path) -> None:
    """Write the inventory of this host alone, with this interpreter."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"localhost": local}}}))


def play(folder: Path, playbook: str) -> Cost:
    """Run a playbook of a folder; ends this program when it fails."""
    ansible = str(Path(sys.executable).with_name("ansible-playbook"))
    return run(folder, [ansible, "-i", "hosts.yml", playbook])


def run(folder: Path, command: list[str]) -> Cost:
    """Run a program in a folder; ends this one when it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    environment.update(
        ANSIBLE_CONFIG=str(ROOT / "ansible.cfg"),
        ANSIBLE_HOME=str(folder / "ansible"),
        ANSIBLE_ACTION_PLUGINS=str(Path(__file__).with_name("action_plugins")),
        NO_PROXY="127.0.0.1",
        no_proxy="127.0.0.1",
    )
    process = subprocess.run(
        [sys.executable, "-c", _WATCH, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(process.stdout)
    if seen["status"]:
        sys.exit(f"{command[-1]} failed:\n{seen['output'][-6000:]}")
    return Cost(seen["seconds"], seen["work"], seen["memory"])
