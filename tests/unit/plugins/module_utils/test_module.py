# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's way in and out, through the real AnsibleModule."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.devops.release_management.plugins.module_utils import _module
from ansible_collections.devops.release_management.plugins.module_utils._errors import UnknownNameError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run

SECRET = "correct-horse"
SPEC: dict[str, Any] = {
    "token": {"type": "str", "no_log": True},
    "name": {"type": "str", "required": True},
    "count": {"type": "int"},
    "variables": {"type": "dict"},
    "policy": {"type": "dict", "options": {"days": {"type": "int"}}},
    "stages": {"type": "list", "elements": "dict", "options": {"name": {"type": "str", "aliases": ["title"]}}},
}
VARIABLES = {"pw": {"value": SECRET, "is_secret": True}, "none": None}


class Client:
    closed = 0
    written = 0

    def close(self) -> None:
        Client.closed += 1


def resource(run: Any, **more: Any) -> Resource:
    return Resource(name="toy", argument_spec=SPEC, run=run, connect=lambda params: Client(), **more)


@contextlib.contextmanager
def arguments(params: dict[str, Any]) -> Iterator[None]:
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:  # ansible-core 2.18
        before = basic._ANSIBLE_ARGS
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": params}).encode()
        try:
            yield
        finally:
            basic._ANSIBLE_ARGS = before
    else:
        with patch_module_args(params):
            yield


def answer_of(toy: Resource, capsys: pytest.CaptureFixture[str], **params: Any) -> Any:
    given = {"_ansible_module_name": "a.b.toy", "_ansible_no_log": False, **params}
    if "inject_invocation" in basic.PASS_VARS:  # from ansible-core 2.21 on
        given["_ansible_inject_invocation"] = True
    with arguments(given), pytest.raises(SystemExit):
        _module.run_module(toy)
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that goes to syslog or to the journal."""
    lines: list[str] = []
    monkeypatch.setattr(basic, "has_journal", False)
    monkeypatch.setattr(basic.AnsibleModule, "_log_to_syslog", lambda self, msg: lines.append(msg))
    return lines


def test_success(capsys: pytest.CaptureFixture[str], logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    warned: list[str] = []
    # AnsibleModule's own would end in the controller's Display, which this process has.
    monkeypatch.setattr(_module._Module, "warn", lambda self, warning: warned.append(warning))

    def run(params: dict[str, Any], client: Client, run: Run) -> Outcome:
        seen.update(params)
        run.warn(f"beware of {SECRET}")
        run.progress("nobody sees this")
        return Outcome(True, {"toy": {**params, "note": "t is short"}}, before={"a": 1}, after=params, warnings=["so"])

    closed = Client.closed
    answer = answer_of(
        resource(run),
        capsys,
        name="n",
        token="t",
        variables=VARIABLES,
        stages=[{"title": "Dev"}],
        _ansible_diff=True,
    )
    assert seen == {"name": "n", "token": "t", "variables": VARIABLES, "stages": [{"name": "Dev"}]}
    assert answer["changed"] is True
    assert answer["toy"]["variables"]["pw"] == {"value": "********", "is_secret": True}
    assert answer["toy"]["note"] == "t is short"
    assert answer["diff"]["before"] == {"a": 1}
    assert answer["diff"]["after"]["token"] == "********"
    assert answer["invocation"]["module_args"]["token"] == "********"
    assert answer["invocation"]["module_args"]["count"] is None
    assert warned == ["beware of ********", "so"]
    assert SECRET not in json.dumps(answer)
    assert logged == []
    assert Client.closed == closed + 1


def test_environment_that_comes_with_the_parameters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOY_TOKEN", "of the host")
    toy = resource(lambda params, client, run: Outcome(False, {"set": os.environ["TOY_TOKEN"] == SECRET}))
    answer = answer_of(toy, capsys, name="n", _release_management_environment={"TOY_TOKEN": SECRET})
    assert answer["set"] is True
    assert SECRET not in json.dumps(answer)


def test_no_diff_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    toy = resource(
        lambda params, client, run: Outcome(run.check_mode, {"diff": ["of many"]}, before={}, after={"a": 1})
    )
    assert "diff" not in answer_of(toy, capsys, name="n")
    assert answer_of(toy, capsys, name="n", _ansible_check_mode=True)["changed"] is True


def test_failure_closes_the_client(capsys: pytest.CaptureFixture[str], logged: list[str]) -> None:
    cancelled: list[threading.Event] = []

    def run(params: dict[str, Any], client: Client, run: Run) -> Outcome:
        cancelled.append(run.cancelled)
        raise UnknownNameError(f"{SECRET} is nowhere.", option="stages[0].name", status=404)

    closed = Client.closed
    answer = answer_of(resource(run), capsys, name="n", variables=VARIABLES, _ansible_verbosity=4)
    assert answer["failed"] is True
    assert answer["msg"] == "stages[0].name: ******** is nowhere."
    assert answer["failure"] == {"kind": "UnknownNameError", "option": "stages[0].name", "status": 404}
    assert "exception" not in answer
    assert Client.closed == closed + 1
    assert cancelled[0].is_set()
    assert logged == []


def test_the_facts_of_a_failure_are_handed_out_and_no_other_detail(capsys: pytest.CaptureFixture[str]) -> None:
    found = [{"result": "error", "message": f"{SECRET} is no branch"}]
    facts = {"build_id": 393, "build_number": "20260301.4", "result": "failed", "web_url": "https://fabrikam/393"}

    def run(params: dict[str, Any], client: Client, run: Run) -> Outcome:
        raise UnknownNameError("no", details={**facts, "validation_results": found, "body": "whatever", "url": None})

    answer = answer_of(resource(run), capsys, name="n", variables=VARIABLES)
    masked = [{"result": "error", "message": "******** is no branch"}]
    assert answer["failure"] == {"kind": "UnknownNameError", **facts, "validation_results": masked}


def test_bug(capsys: pytest.CaptureFixture[str]) -> None:
    def run(params: dict[str, Any], client: Client, run: Run) -> Outcome:
        raise ValueError(f"odd: {SECRET}")

    quiet = answer_of(resource(run), capsys, name="n", variables=VARIABLES)
    assert quiet["msg"].startswith("ValueError in a.b.toy (test_module.py, line ")
    assert "odd: ********. This is a bug" in quiet["msg"]
    assert "exception" not in quiet
    loud = answer_of(resource(run), capsys, name="n", variables=VARIABLES, _ansible_verbosity=3)
    assert "Traceback" in loud["exception"]
    assert SECRET not in json.dumps(loud)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "missing required arguments: name"),
        ({"nome": SECRET}, "nome: is not an option here (did you mean name?)"),
        ({"name": "n", "nome": SECRET}, "Unsupported parameters for (a.b.toy) module: nome."),
        (
            {"name": "n", "cuont": SECRET, "stage": 1, "xyz": 1},
            "Unsupported parameters for (a.b.toy) module: cuont, stage, xyz. Did you mean count and stages? Supported",
        ),
        ({"name": "n", "count": SECRET}, "count: must be a whole number"),
        ({"name": "n", "stages": [None, {"nam": 1}]}, "stages[0]: must be a map; stages[1].nam: is not an option here"),
        ({"name": "n", "policy": 5}, "policy: must be a map"),
    ],
)
def test_wrong_parameters_are_refused_without_showing_secrets(
    capsys: pytest.CaptureFixture[str], logged: list[str], params: dict[str, Any], message: str
) -> None:
    toy = resource(lambda params, client, run: Outcome(False, {}))
    answer = answer_of(toy, capsys, token="t", variables=VARIABLES, **params)
    assert answer["failed"] is True
    assert message in answer["msg"]
    assert SECRET not in json.dumps(answer)
    assert answer["invocation"]["module_args"]["variables"]["pw"]["value"] == "********"
    assert logged == []


def test_without_check_mode_it_is_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    toy = resource(lambda params, client, run: Outcome(True, {}), supports_check_mode=False)
    answer = answer_of(toy, capsys, name="n", variables=VARIABLES, _ansible_check_mode=True)
    assert answer["skipped"] is True
    assert SECRET not in json.dumps(answer)


def test_constraints_reach_ansible(capsys: pytest.CaptureFixture[str]) -> None:
    toy = resource(
        lambda params, client, run: Outcome(True, {}), constraints={"required_together": [("name", "count")]}
    )
    assert answer_of(toy, capsys, name="n")["msg"] == "parameters are required together: name, count"


def test_nobody_listening_any_more_cancels() -> None:
    """A task's timeout ends the controller's side; the module sees that its standard output leads nowhere."""
    program = f"""
import sys, threading
from {_module.__name__} import _cancel_when_nobody_listens
cancelled = threading.Event()
_cancel_when_nobody_listens(cancelled)
print(cancelled.wait(0.3), file=sys.stderr, flush=True)
sys.stdin.readline()
print(cancelled.wait(5), file=sys.stderr, flush=True)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert process.stderr.readline() == "False\n"
        process.stdout.close()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stderr.readline() == "True\n"
