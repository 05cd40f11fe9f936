# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret comes out: tokens and declared secrets are searched for in all that a run leaves behind.

The sandbox's own log aside, nothing may have them: output at -vvvv, results and invocations, diffs, failures, Ansible's
log, syslog, files in the temporary folders of controller and target.
"""

from __future__ import annotations

import base64
import fcntl
import json
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from harness.playbooks import PATHS, PREFIX, Connection, Playbooks, Ran, play

from release_management_sandbox.testing import RunningSandbox, running_sandbox

MODULE = PREFIX + "release_definition"
SYSLOG = Path("/dev/log")
END = b"release_management: end of what is searched"
TOKEN = f"pat-{uuid.uuid4().hex}"
PLACES = (
    "variable",
    "stage",
    "plain_for_secret",
    "raw",
    "document",
    "json_document",
    "task_input",
    "gate_input",
    "misspelled",
    "spelled_y",
    "spelled_t",
    "spelled_number",
    "spelled_document",
    "spelled_input",
    "refused_flag",
    "refused_spaces",
    "refused_document",
    "refused_raw",
    "broken_document",
    "late_secret",
    "plain_for_document",
    "plain_for_text",
    "plain_and_wrong",
    "readable_so_far",
    "readable_in_stage",
)
SECRETS = {place: f"{place}-{uuid.uuid4().hex}" for place in PLACES}
WANTED = {"token": TOKEN, **SECRETS}


class Syslog:
    """A listener where modules log to, when nobody else listens there."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at_end = threading.Event()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(SYSLOG))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def heard(self) -> str:
        """All that was logged before now: what is on the way when its writer has ended comes before our own line."""
        self._at_end.clear()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as writer:
            writer.sendto(END, str(SYSLOG))
        assert self._at_end.wait(timeout=60), "the listener is gone"
        return "\n".join(self._lines)

    def _listen(self) -> None:
        while True:
            try:
                line = self._socket.recv(1 << 20)
            except OSError:
                return
            if line == END:
                self._at_end.set()
            else:
                self._lines.append(line.decode(errors="replace"))

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        SYSLOG.unlink()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0, token=TOKEN) as running:
        yield running


@pytest.fixture
def syslog() -> Iterator[Syslog | None]:
    """None where there is a syslog already, which cannot be read. Workers of pytest-xdist take turns."""
    with (Path(tempfile.gettempdir()) / "release_management_syslog.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        try:
            listener = Syslog()
        except OSError:
            yield None
            return
        try:
            yield listener
        finally:
            listener.close()


def secret(place: str, flag: Any = True) -> dict[str, Any]:
    return {"value": "{{ secrets." + place + " }}", "is_secret": flag}


JOB = [
    {
        "queue": "Default",
        "workflow_tasks": [{"task": "CmdLine@2", "name": "Hidden", "inputs": {"script": secret("task_input")}}],
    }
]
STAGE = {
    "name": "Dev",
    "variables": {"stage_password": secret("stage")},
    "pre_deployment_gates": {
        "gates": [{"tasks": [{"task": "Delay@1", "inputs": {"delayForMinutes": secret("gate_input")}}]}]
    },
    "deploy_phases": JOB,
}
DECLARED = {
    "name": "Leaks",
    "variables": {"password": secret("variable")},
    "raw": {"somethingNew": {"value": "{{ secrets.raw }}", "isSecret": True}},
    "environments": [STAGE],
}
WIRE = {"variables": {"from_document": {"value": "{{ secrets.document }}", "isSecret": True}}, "name": "Leaks"}
WIRE_AS_TEXT = '{"name": "Leaks", "variables": {"x": {"value": "{{ secrets.json_document }}", "isSecret": true}}}'
SPELLED = {
    "name": "Spelled",
    "document": {
        "variables": {"d": {"value": "{{ secrets.spelled_document }}", "isSecret": "y"}},
        "environments": [{"name": "Dev", "variables": {"e": {"value": "{{ secrets.spelled_t }}", "isSecret": "T"}}}],
    },
    "variables": {
        "y": secret("spelled_y", "y"),
        "t": secret("spelled_t", "t"),
        "number": secret("spelled_number", 1.0),
    },
    "environments": [
        {
            "name": "Dev",
            "deploy_phases": [
                {
                    "queue": "Default",
                    "workflow_tasks": [{"task": "CmdLine@2", "inputs": {"script": secret("spelled_input", "t")}}],
                }
            ],
        }
    ],
}


NO_VALUE = {"isSecret": True, "value": None}
JOB_ON_WIRE = {"phaseType": "agentBasedDeployment", "rank": 1, "name": "Job", "deploymentInput": {"queueId": 1}}
WITH_SECRETS = {
    "name": "Exported",
    "variables": {"password": NO_VALUE},
    "environments": [{"name": "Dev", "variables": {"stage": NO_VALUE}, "deployPhases": [JOB_ON_WIRE]}],
}


def refused(variable: dict[str, Any]) -> dict[str, Any]:
    return {**DECLARED, "variables": {"password": variable}}


BAD_STAGE = {**STAGE, "deploy_phases": [{"queue": "No Such Queue"}]}
IN_DECLARED = ("variable", "stage", "raw", "task_input", "gate_input")
ECHO = {
    "kind": "answer",
    "status": 400,
    "times": None,
    "path": "release/definitions",
    "body": {
        "message": "Refused: " + " ".join([TOKEN, *(SECRETS[place] for place in IN_DECLARED)]),
        "typeKey": "InvalidRequestException",
    },
}

MADE_SECRET = {
    "name": "Filled",
    "purge": False,
    "variables": {"Opened": {"is_secret": True}},
    "environments": [{"name": "Dev", "variables": {"Opened": {"value": "{{ secrets.stage }}", "is_secret": True}}}],
}
OPENED = {
    "edit": {
        "name": "Filled",
        "set": {
            "variables.opened": {"value": SECRETS["readable_so_far"]},
            "environments[0].variables.opened": {"value": SECRETS["readable_in_stage"]},
        },
    }
}

TASKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "created": (DECLARED, {}),
    "checked": ({**DECLARED, "update_secrets": "always"}, {"check_mode": True}),
    "sent always": ({**DECLARED, "update_secrets": "always"}, {}),
    "kept secret": ({**DECLARED, "variables": {"password": "{{ secrets.plain_for_secret }}"}}, {}),
    "of a document": ({"document": WIRE, "environments": [STAGE]}, {}),
    "of a document as text": ({"document": WIRE_AS_TEXT, "environments": [STAGE]}, {}),
    "spelled otherwise": (SPELLED, {}),
    "plain for a secret of a document": (
        {
            "name": "Filled",
            "document": WITH_SECRETS,
            "variables": {"password": "{{ secrets.plain_for_document }}"},
            "environments": [{"name": "Dev", "variables": {"stage": {"value": "{{ secrets.plain_for_document }}"}}}],
        },
        {"diff": True},
    ),
    "plain for a secret of a document as text": (
        {
            "name": "Filled from text",
            "document": json.dumps(WITH_SECRETS),
            "variables": {"password": "{{ secrets.plain_for_text }}"},
        },
        {"check_mode": True},
    ),
    "in a loop": (DECLARED, {"loop": [1, 2]}),
    "made a secret in a check": (MADE_SECRET, {"check_mode": True}),
    "made a secret": (MADE_SECRET, {}),
    "token of the environment": (
        {**DECLARED, "token": None},
        {"module_defaults": {}, "environment": {"AZURE_DEVOPS_EXT_PAT": "{{ pat }}"}},
    ),
    "unknown option": ({**DECLARED, "tokne": "{{ secrets.misspelled }}"}, {}),
    "plain for a secret of a document, and unknown option": (
        {"document": WITH_SECRETS, "variables": {"password": "{{ secrets.plain_and_wrong }}"}, "purg": True},
        {},
    ),
    "unknown suboption": ({**DECLARED, "environments": [{**STAGE, "pasword": "{{ secrets.misspelled }}"}]}, {}),
    "wrong type": ({**DECLARED, "strict_inputs": "{{ pat }}"}, {}),
    "wrong model": ({**DECLARED, "variables": {"password": {**secret("variable"), "allow_override": "perhaps"}}}, {}),
    "a flag that is none": (refused(secret("refused_flag", "maybe")), {}),
    "a flag with spaces": (refused(secret("refused_spaces", " true ")), {}),
    "a flag of a document that is none": (
        {"document": {**WIRE, "variables": {"d": {"value": "{{ secrets.refused_document }}", "isSecret": 2}}}},
        {},
    ),
    "a flag that is raw": (refused({"value": "{{ secrets.refused_raw }}", "raw": {"isSecret": True}}), {}),
    "a document that cannot be read": (
        {"document": WIRE_AS_TEXT.replace("json_document", "broken_document") + ","},
        {},
    ),
    "plain for a secret, and an unknown group": (
        {**DECLARED, "variables": {"password": "{{ secrets.late_secret }}"}, "variable_groups": ["nope"]},
        {},
    ),
    "unknown queue": ({**DECLARED, "environments": [BAD_STAGE]}, {}),
    "refused with an echo": (DECLARED, {}),
    "server error": (DECLARED, {}),
    "cut off": ({**DECLARED, "retries": 0}, {}),
    "no connection": ({**DECLARED, "organization_url": "http://127.0.0.1:9/x", "retries": 0}, {}),
    "with the token in the address": (
        {**DECLARED, "organization_url": "http://u:{{ pat }}@127.0.0.1:9/x", "retries": 0},
        {},
    ),
}
FILES: dict[str, Any] = {
    "name": "token of the environment of a module that writes files",
    f"{PREFIX}release_log": {"release_id": 999, "dest": "{{ playbook_dir }}"},
    "module_defaults": {},
    "environment": {"AZURE_DEVOPS_EXT_PAT": "{{ pat }}"},
}
OPENED_BEFORE = ("made a secret in a check", "made a secret")
FAULTS: dict[str, list[dict[str, Any]]] = {
    "refused with an echo": [ECHO],
    "server error": [{"kind": "exception", "times": None}],
    "cut off": [{"kind": "truncate", "times": None}],
}
SUCCEEDING = frozenset(list(TASKS)[:13])


def tasks() -> list[dict[str, Any]]:
    made = []
    for name, (options, keywords) in TASKS.items():
        given = {key: value for key, value in options.items() if value is not None}
        made.append({"name": name, MODULE: given, "ignore_errors": True, "diff": True, **keywords})
    made.append({**FILES, "ignore_errors": True})
    made.append({"name": "control", "ansible.builtin.ping": {"data": "seen-in-syslog"}})
    return made


def spellings(text: str) -> set[str]:
    """A secret as it is, and as credentials are sent."""
    coded = base64.b64encode(f":{text}".encode()).decode()
    return {text, coded, base64.b64encode(text.encode()).decode()}


def leaks(where: str, text: str, secrets: Mapping[str, str] = WANTED) -> list[str]:
    """The secrets, by name, that a text has, with the lines where they are."""
    found = [name for name, value in secrets.items() if any(spelled in text for spelled in spellings(value))]
    lines = {name: [line[:300] for line in text.splitlines() if secrets[name] in line][:2] for name in found}
    return [f"{where}: {name}; {lines[name]}" for name in found]


def files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder.parent)), path.read_bytes().decode(errors="replace")


def run(playbooks: Playbooks, connection: Connection, in_process: str, **variables: str) -> Ran:
    sandbox = connection.sandbox
    directions = {
        **connection.directions,
        "tasks": {
            **{name: {"faults": faults} for name, faults in FAULTS.items()},
            **{name: {"server": [OPENED]} for name in OPENED_BEFORE},
        },
    }
    for name in ("tmp", "local_tmp", "remote_tmp"):
        (playbooks.folder / name).mkdir(parents=True)
    playbooks.write("secrets.yml", {"pat": TOKEN, "secrets": SECRETS})
    defaults = {**connection.options, "token": "{{ pat }}"}
    options = {"organization_url": sandbox.url, "project": "Fabrikam"}
    wanted = tasks()
    for task in wanted:
        if "module_defaults" in task:
            task["module_defaults"] = {f"group/{PREFIX}azure_devops": options}
    return playbooks.run(
        [
            play(
                wanted,
                connection,
                in_process,
                module_defaults={f"group/{PREFIX}azure_devops": defaults},
                vars_files=["secrets.yml"],
                vars={"azure_devops_token": "{{ pat }}"},
            )
        ],
        "-vvvv",
        "--diff",
        directions=directions,
        environment={
            "ANSIBLE_PIPELINING": "0",
            "ANSIBLE_LOG_PATH": str(playbooks.folder / "tmp" / "ansible.log"),
            "TMPDIR": str(playbooks.folder / "tmp"),
            **variables,
        },
    )


@pytest.mark.parametrize("in_process", PATHS)
def test_nothing_leaks(
    in_process: str, playbooks: Playbooks, fresh: RunningSandbox, connection: Connection, syslog: Syslog | None
) -> None:
    ran = run(playbooks, connection, in_process, AZURE_DEVOPS_PASSWORD=SECRETS["variable"])
    statuses = {record.task: record.status for record in ran.records}
    names = [*TASKS, FILES["name"], "control"]
    expected = {name: "ok" if name in SUCCEEDING or name == "control" else "failed" for name in names}
    assert statuses == expected, ran.output[-4000:]
    assert "invocation" in ran.of("created").result

    found = [*leaks("stdout", ran.stdout), *leaks("stderr", ran.stderr)]
    for record in ran.records:
        found += leaks(f"result of {record.task}", str(record.result))
    for folder in ("tmp", "local_tmp", "remote_tmp", "ansible"):
        for name, text in files(playbooks.folder / folder):
            found += leaks(name, text)
    if syslog is not None:
        lines = syslog.heard()
        assert "seen-in-syslog" in lines, "the listener heard nothing of a module that logs"
        found += leaks("syslog", lines)
    assert not found, "\n".join(found)


def test_syslog_was_searched(syslog: Syslog | None) -> None:
    if syslog is None:
        pytest.skip(f"{SYSLOG} is in use or not ours to make, so nothing is known of what modules log there")
    code = "import syslog; syslog.syslog('heard')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "heard" in syslog.heard()
