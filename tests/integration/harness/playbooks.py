# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs playbooks with the ansible-playbook of the interpreter that runs the tests, and reads what they recorded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harness import payloads
from release_management_sandbox.generations import GENERATIONS
from release_management_sandbox.settings import DEFAULT_PASSWORD, DEFAULT_USERNAME
from release_management_sandbox.testing import RunningSandbox

ROOT = Path(__file__).parents[3]
INTEGRATION = Path(__file__).parents[1]
PREFIX = "devops.release_management."
IN_PROCESS, AS_MODULE = "always", "never"
PATHS = (IN_PROCESS, AS_MODULE)

_COMPILED = ROOT / ".cache" / "compiled_once"
_FOREIGN = ("ANSIBLE_", "AZURE_DEVOPS_", "AZDO_", "SANDBOX_", "SYSTEM_ACCESSTOKEN", "RECORD_", "BUILDMASTER_")


@dataclass(frozen=True)
class Tagged:
    """A text with a YAML tag of Ansible's own: `!vault`, `!unsafe`."""

    tag: str
    text: str


class Dumper(yaml.CSafeDumper):
    """Writes playbooks; without anchors, which a person would not write."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


Dumper.add_representer(
    Tagged,
    lambda dumper, value: dumper.represent_scalar(value.tag, value.text, style="|" if "\n" in value.text else None),
)


@dataclass(frozen=True)
class Record:
    """One task as it ran.

    :ivar requests: what the sandbox saw of it: method, path, query, status.
    :ivar seconds: from its start to its end, where the sandbox is directed.
    :ivar stored: definitions that were asked for, by name, as the server had them afterwards.
    :ivar builds: builds that were asked for, by id, likewise; None where there was none.
    """

    task: str
    status: str
    result: dict[str, Any]
    requests: list[dict[str, Any]]
    seconds: float | None = None
    stored: dict[str, Any] = field(default_factory=dict)
    builds: dict[str, Any] = field(default_factory=dict)

    @property
    def writes(self) -> list[str]:
        """The requests that would change something, as `POST release/definitions`."""
        return [f"{one['method']} {resource_of(one['path'])}" for one in self.requests if is_write(one)]

    @property
    def reads(self) -> list[str]:
        """The other requests, likewise."""
        return [f"{one['method']} {resource_of(one['path'])}" for one in self.requests if not is_write(one)]


@dataclass(frozen=True)
class Ran:
    """What a run of ansible-playbook did."""

    status: int
    stdout: str
    stderr: str
    records: list[Record] = field(default_factory=list)

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    def of(self, task: str) -> Record:
        """The record of the task of this name; fails with the output where there is none."""
        found = [record for record in self.records if record.task == task]
        assert len(found) == 1, f"{len(found)} records of {task!r}; the run said:\n{self.output[-6000:]}"
        return found[0]


_BUILDMASTER = "/api/"
_READ_BY_POST = re.compile(
    r"/api/releases(/(builds|packages)(/deployments)?)?/?|.*/_apis/build/builds/\d+/workitems/?", re.IGNORECASE
)
"""What BuildMaster lists, by POST too; what the first servers of Azure DevOps have a POST for."""


def is_write(request: Mapping[str, Any]) -> bool:
    return request["method"] not in ("GET", "HEAD", "OPTIONS") and not _READ_BY_POST.fullmatch(request["path"])


def resource_of(path: str) -> str:
    """The path behind `_apis/` or `api/`, in lower case and with numbers left out: `release/definitions/#`."""
    rest = path.partition(_BUILDMASTER if path.startswith(_BUILDMASTER) else "/_apis/")[2].lower()
    return "/".join("#" if part.isdigit() else part for part in rest.split("/"))


@dataclass(frozen=True)
class Connection:
    """The connection options for a sandbox of a generation, which they name: nothing is asked to find it out."""

    sandbox: RunningSandbox
    project: str = "Fabrikam"
    generation: str = "server2022"

    @property
    def options(self) -> dict[str, Any]:
        return {
            "organization_url": self.sandbox.url,
            "project": self.project,
            "server": self.generation,
            **self._hosts,
            **self._credentials,
        }

    @property
    def _hosts(self) -> dict[str, Any]:
        """The services that are not where the address lets expect them: no sandbox has an address of the cloud."""
        places = {"release_url": self.sandbox.release_url, "identity_url": self.sandbox.identity_url}
        return {option: place for option, place in places.items() if place != self.sandbox.url}

    @property
    def _credentials(self) -> dict[str, Any]:
        if GENERATIONS[self.generation].tokens:
            return {"token": self.sandbox.token}
        return {"auth": "basic", "username": DEFAULT_USERNAME, "password": DEFAULT_PASSWORD}

    @property
    def directions(self) -> dict[str, Any]:
        """What the callback needs for being somebody else at the sandbox."""
        return {"origin": self.sandbox.root, "token": self.sandbox.token, "generation": self.generation}

    @property
    def buildmaster(self) -> dict[str, Any]:
        """The options for its BuildMaster."""
        return {"buildmaster_url": self.sandbox.root, "api_key": self.sandbox.token}

    @property
    def defaults(self) -> dict[str, Any]:
        """As `module_defaults` of a play."""
        return {f"group/{PREFIX}azure_devops": self.options, f"group/{PREFIX}buildmaster": self.buildmaster}

    @property
    def lookup_variables(self) -> dict[str, Any]:
        """As variables, which lookups read."""
        variables = {f"azure_devops_{name}": value for name, value in self.options.items()}
        return {**variables, "buildmaster_url": self.sandbox.root, "buildmaster_api_key": self.sandbox.token}


@dataclass(frozen=True)
class Playbooks:
    """Runs plays in a folder of their own."""

    folder: Path

    def run(
        self,
        plays: list[dict[str, Any]],
        *arguments: str,
        directions: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        inventory: Mapping[str, Any] | None = None,
    ) -> Ran:
        """Run plays on the local host (or the hosts of `inventory`: name to variables)."""
        process = self.start(plays, *arguments, directions=directions, environment=environment, inventory=inventory)
        try:
            stdout, stderr = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        record = self.folder / "record.jsonl"
        lines = record.read_text().splitlines() if record.exists() else []
        return Ran(process.returncode, stdout, stderr, [Record(**json.loads(line)) for line in lines])

    def start(
        self,
        plays: list[dict[str, Any]],
        *arguments: str,
        directions: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        inventory: Mapping[str, Any] | None = None,
    ) -> subprocess.Popen[str]:
        """Start what `run` runs, and do not wait for it."""
        # As it is on a host that has been in use; a module that has to make it first warns.
        (self.folder / "remote_tmp").mkdir(mode=0o700, parents=True, exist_ok=True)
        self.write("play.yml", plays)
        hosts = {"localhost": {}, **(inventory or {})}
        usual = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        self.write("hosts.yml", {"all": {"hosts": {name: {**usual, **own} for name, own in hosts.items()}}})
        _COMPILED.mkdir(parents=True, exist_ok=True)
        (self.folder / "record.jsonl").unlink(missing_ok=True)
        (self.folder / "directions.json").write_text(json.dumps(directions or {}))
        return subprocess.Popen(
            [Path(sys.executable).with_name("ansible-playbook"), "-i", "hosts.yml", "play.yml", *arguments],
            cwd=self.folder,
            env={**self._environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def write(self, name: str, content: Any) -> Path:
        """Write a YAML file into the folder."""
        path = self.folder / name
        path.write_text(yaml.dump(content, Dumper=Dumper, sort_keys=False, width=110, allow_unicode=True))
        return path

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        return {
            **kept,
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "local_tmp"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "remote_tmp"),
            "ANSIBLE_ASYNC_DIR": str(self.folder / "async"),
            "ANSIBLE_CALLBACK_PLUGINS": str(INTEGRATION / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "directed_record",
            # From ansible-core 2.21 on a module hands out its parameters only when asked to.
            "ANSIBLE_INJECT_INVOCATION": "1",
            # The others would be loaded at each start, to be asked whether hosts.yml is theirs.
            "ANSIBLE_INVENTORY_ENABLED": "yaml",
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_NOCOLOR": "1",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(INTEGRATION), str(INTEGRATION / "compiled_once"), os.environ.get("PYTHONPATH", "")])
            ),
            "COMPILED_ONCE": str(_COMPILED),
            "PAYLOADS": str(payloads.folder()),
            "RECORD_FILE": str(self.folder / "record.jsonl"),
            "RECORD_DIRECTIONS": str(self.folder / "directions.json"),
        }


def play(tasks: list[dict[str, Any]], connection: Connection, in_process: str, **keywords: Any) -> dict[str, Any]:
    """A play on the local host whose tasks know the sandbox."""
    variables = {"release_management_in_process": in_process, **connection.lookup_variables}
    return {
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": connection.defaults,
        **keywords,
        "vars": {**variables, **keywords.get("vars", {})},
        "tasks": tasks,
    }
