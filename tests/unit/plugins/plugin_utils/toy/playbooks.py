# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A toy collection, a toy server, and playbooks run for real by the ansible-core that runs the tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.devops.release_management.plugins.module_utils import _outcome

COLLECTIONS = Path(_outcome.__file__).parents[5]
"""Where this collection was found: the folder that has `ansible_collections` in it."""

FILES = {
    "resource.py": "plugins/module_utils/_toy.py",
    "module.py": "plugins/modules/thing.py",
    "action.py": "plugins/action/thing.py",
    "dump.py": "plugins/action/dump.py",
    "lookup.py": "plugins/lookup/things.py",
    "become.py": "plugins/become/nobody.py",
    "runtime.yml": "meta/runtime.yml",
}
VAULT_PASSWORD = "of the vault"
IN_PROCESS, AS_MODULE = "always", "never"
THING = "fixture.toy.thing"


@dataclass(frozen=True)
class Tagged:
    """A text with a YAML tag of Ansible's own."""

    tag: str
    text: str


yaml.SafeDumper.add_representer(
    Tagged,
    lambda dumper, value: dumper.represent_scalar(value.tag, value.text, style="|" if "\n" in value.text else None),
)


def task(arguments: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    return {
        "name": "Task",
        THING: {"organization_url": "{{ url }}", "token": "t", "name": "a", **(arguments or {})},
        **keywords,
    }


def vaulted(text: str) -> str:
    return VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))]).encrypt(text.encode()).decode()


@dataclass
class ToyServer:
    """Keeps documents; remembers who asked what over which connection with which token."""

    url: str = ""
    documents: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    seconds_per_write: float = 0.0

    def forget(self) -> None:
        self.documents.clear()
        self.requests.clear()
        self.tokens.clear()
        self.connections.clear()
        self.seconds_per_write = 0.0


@dataclass
class Ran:
    """What a run of ansible-playbook did."""

    status: int
    stdout: str
    stderr: str
    registered: dict[str, Any]

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


@dataclass
class Playbooks:
    """Runs tasks with the toy collection on the local host."""

    folder: Path
    server: ToyServer

    def run(
        self,
        tasks: list[dict[str, Any]],
        *arguments: str,
        in_process: str = "auto",
        register: tuple[str, ...] = (),
        play: dict[str, Any] | None = None,
        variables: dict[str, Any] | None = None,
        environment: dict[str, str] | None = None,
        interrupt_after: Callable[[], bool] | None = None,
        interruption: signal.Signals = signal.SIGINT,
    ) -> Ran:
        """Run one play, and press Ctrl-C (or what `interruption` is) as soon as `interrupt_after` says so."""
        registered = self.folder / "registered.json"
        registered.unlink(missing_ok=True)
        what = {name: "{{ " + name + " }}" for name in register}
        dump = {"name": "Dump", "fixture.toy.dump": {"to": str(registered), "what": what}}
        book = {
            "hosts": "here",
            "gather_facts": False,
            "vars_files": ["variables.yml"],
            "tasks": [*tasks, dump] if register else tasks,
            **(play or {}),
        }
        all_variables = {"url": self.server.url, "release_management_in_process": in_process, **(variables or {})}
        (self.folder / "play.yml").write_text(yaml.safe_dump([book], sort_keys=False))
        (self.folder / "variables.yml").write_text(yaml.safe_dump(all_variables))
        with subprocess.Popen(
            [Path(sys.executable).with_name("ansible-playbook"), "-i", "hosts.ini", "play.yml", *arguments],
            cwd=self.folder,
            env={**self._environment(), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            if interrupt_after:
                while not interrupt_after():
                    time.sleep(0.05)
                os.killpg(process.pid, interruption)
            try:
                stdout, stderr = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                # Leaving the block waits for it, and it for somebody to read its output.
                os.killpg(process.pid, signal.SIGKILL)
                raise
        results = json.loads(registered.read_text()) if registered.exists() else {}
        return Ran(process.returncode, stdout, stderr, results)

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE", "TOY"))},
            "ANSIBLE_COLLECTIONS_PATH": f"{self.folder / 'collections'}{os.pathsep}{COLLECTIONS}",
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "tmp"),
            "ANSIBLE_ASYNC_DIR": str(self.folder / "async"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_INJECT_INVOCATION": "1",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self.folder / "vault-password"),
            "ANSIBLE_DEVEL_WARNING": "0",
        }


def playbooks_in(folder: Path, collections: Path, server: ToyServer) -> Playbooks:
    (folder / "collections").symlink_to(collections)
    (folder / "hosts.ini").write_text(
        f"here ansible_connection=local ansible_python_interpreter={sys.executable}\n"
        f"elsewhere ansible_connection=local ansible_python_interpreter={folder}/python\n"
    )
    (folder / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (folder / "python").chmod(0o755)
    (folder / "vault-password").write_text(VAULT_PASSWORD)
    return Playbooks(folder, server)
