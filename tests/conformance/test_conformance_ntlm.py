# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client and playbooks sign in to the sandbox by NTLM: a real exchange, the server's half by pyspnego."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import detection
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    LostAnswerError,
)
from release_management_sandbox.settings import DEFAULT_PASSWORD, DEFAULT_USERNAME
from release_management_sandbox.testing import RunningSandbox, running_sandbox

for library in ("requests_ntlm", "spnego"):
    pytest.importorskip(library, reason="NTLM is not tested: pip install requests_ntlm pyspnego")

SIGN_IN = [(401, None), (401, "NTLM challenged"), (200, "NTLM succeeded")]


@pytest.fixture(scope="module", params=["tfs2015", "tfs2018", "server2022"])
def served(request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    with running_sandbox(generation=request.param, pace=0) as running:
        yield running


@pytest.fixture
def sandbox(served: RunningSandbox) -> RunningSandbox:
    served.set_faults()
    served.reset()
    served.clear_requests()
    return served


def client_of(sandbox: RunningSandbox, **options: Any) -> Client:
    account = {"username": DEFAULT_USERNAME, "password": DEFAULT_PASSWORD}
    return connect({"organization_url": sandbox.url, "project": "Fabrikam", "retries": 0, **account, **options})


def journal(sandbox: RunningSandbox) -> list[tuple[int, str | None]]:
    return [(one["status"], one.get("sign_in")) for one in sandbox.requests()]


@pytest.mark.parametrize("auth", ["ntlm", "auto"])
@pytest.mark.parametrize("username", [DEFAULT_USERNAME, "chuckreinhart@fabrikam", "chuckreinhart"])
def test_the_account_signs_in_with_its_first_request_and_stays(
    sandbox: RunningSandbox, auth: str, username: str
) -> None:
    client = client_of(sandbox, auth=auth, username=username)
    for _ignored in range(3):
        assert client._session.send("GET", f"{sandbox.url}/_apis/projects").status == 200
    assert journal(sandbox) == [*SIGN_IN, (200, None), (200, None)]


@pytest.mark.parametrize("auth", ["ntlm", "auto"])
def test_the_generation_is_found_out_through_the_sign_in(
    sandbox: RunningSandbox, auth: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detection, "_known", {})
    client = client_of(sandbox, auth=auth)
    assert list(client.pages("release_definitions.list"))
    assert journal(sandbox)[:3] == SIGN_IN
    assert {one["status"] for one in sandbox.requests()[3:]} == {200}


def test_a_write_goes_out_once(sandbox: RunningSandbox) -> None:
    client = client_of(sandbox, auth="ntlm")
    known = next(iter(client.pages("release_definitions.list")))
    document = client.call("release_definitions.get", definition_id=known["id"])
    sandbox.clear_requests()
    written = client.call("release_definitions.create", body={**document, "id": 0, "name": "By NTLM"})
    assert written["name"] == "By NTLM"
    assert [one["method"] for one in sandbox.requests()] == ["HEAD", "POST"]
    assert [one["name"] for one in client.pages("release_definitions.list")].count("By NTLM") == 1


def test_a_write_whose_answer_is_lost_is_not_repeated(sandbox: RunningSandbox) -> None:
    client = client_of(sandbox, auth="ntlm", retries=5)
    known = next(iter(client.pages("release_definitions.list")))
    document = client.call("release_definitions.get", definition_id=known["id"])
    sandbox.clear_requests()
    sandbox.set_faults({"kind": "reset_after_commit", "method": "POST"})
    with pytest.raises(LostAnswerError):
        client.call("release_definitions.create", body={**document, "id": 0, "name": "Lost"})
    assert [one["method"] for one in sandbox.requests()].count("POST") == 1


def test_threads(sandbox: RunningSandbox) -> None:
    client = client_of(sandbox, auth="ntlm")
    with ThreadPoolExecutor(6) as pool:
        lists = list(pool.map(lambda _number: list(client.pages("release_definitions.list")), range(24)))
    assert all(listed == lists[0] for listed in lists)
    signed_in = [one.get("sign_in") for one in sandbox.requests()]
    assert signed_in.count("NTLM failed") == 0
    assert signed_in.count("NTLM succeeded") <= 6


@pytest.mark.parametrize("auth", ["ntlm", "auto", "basic"])
def test_a_wrong_password_is_tried_once(sandbox: RunningSandbox, auth: str) -> None:
    for _item in range(3):
        client = client_of(sandbox, auth=auth, password=f"wrong-{auth}-{sandbox.url}", retries=5)
        with pytest.raises(AuthenticationError) as caught:
            list(client.pages("release_definitions.list"))
        assert "option" in str(caught.value)
        assert "password" in str(caught.value)
    outcomes = [one["sign_in"] for one in sandbox.requests() if "sign_in" in one]
    expected = ["Basic failed"] if auth == "basic" else ["NTLM challenged", "NTLM failed"]
    assert outcomes == expected


# What a playbook of a module does, in a process of its own, to see all that it prints.
_NOISY = f"""
import json, logging, sys, traceback
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from {connect.__module__} import connect
params = json.load(sys.stdin)
try:
    list(connect(params).pages("release_definitions.list"))
    print("signed in")
except Exception:
    traceback.print_exc()
"""


@pytest.mark.parametrize("password", [DEFAULT_PASSWORD, "wr0ng-5c1e77"])
def test_neither_logging_nor_a_traceback_shows_the_password(sandbox: RunningSandbox, password: str) -> None:
    params = {"organization_url": sandbox.url, "project": "Fabrikam", "username": DEFAULT_USERNAME, "auth": "ntlm"}
    done = subprocess.run(
        [sys.executable, "-c", _NOISY],
        input=json.dumps({**params, "password": password}),
        env={"PYTHONPATH": str(Path(__file__).parents[2] / ".collections"), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("signed in" in done.stdout) == (password == DEFAULT_PASSWORD)
    assert "AuthenticationError" in done.stderr or password == DEFAULT_PASSWORD
    assert password not in done.stdout + done.stderr
