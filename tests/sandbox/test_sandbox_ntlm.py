# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real exchanges of NTLM over real connections, by a client that has nothing of the sandbox."""

from __future__ import annotations

import base64
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from release_management_sandbox.settings import DEFAULT_PASSWORD, DEFAULT_USERNAME
from release_management_sandbox.testing import RunningSandbox, running_sandbox

requests = pytest.importorskip("requests")
requests_ntlm = pytest.importorskip("requests_ntlm")
spnego = pytest.importorskip("spnego")


@pytest.fixture(scope="module", params=["tfs2015", "tfs2017", "server2022"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    with running_sandbox(generation=request.param, seed="empty", pace=0) as running:
        yield running


@pytest.fixture
def session(sandbox: RunningSandbox) -> Iterator[Any]:
    sandbox.clear_requests()
    with requests.Session() as made:
        made.trust_env = False
        yield made


def projects(sandbox: RunningSandbox) -> str:
    return f"{sandbox.url}/_apis/projects"


def journal(sandbox: RunningSandbox) -> list[tuple[int, str | None]]:
    return [(one["status"], one.get("sign_in")) for one in sandbox.requests()]


@pytest.mark.parametrize("user", [DEFAULT_USERNAME, "fabrikam\\CHUCKREINHART", "chuckreinhart"])
def test_the_right_password(sandbox: RunningSandbox, session: Any, user: str) -> None:
    session.auth = requests_ntlm.HttpNtlmAuth(user, DEFAULT_PASSWORD)
    answer = session.get(projects(sandbox))
    assert (answer.status_code, answer.json()["count"]) == (200, 2)
    assert journal(sandbox) == [(401, None), (401, "NTLM challenged"), (200, "NTLM succeeded")]


@pytest.mark.parametrize(
    ("user", "password"),
    [(DEFAULT_USERNAME, "wrong"), ("FABRIKAM\\nobody", DEFAULT_PASSWORD), ("CORP\\chuckreinhart", "x")],
)
def test_a_wrong_account_is_refused_and_the_attempt_counted(
    sandbox: RunningSandbox, session: Any, user: str, password: str
) -> None:
    session.auth = requests_ntlm.HttpNtlmAuth(user, password)
    answer = session.get(projects(sandbox))
    assert answer.status_code == 401
    assert answer.text.startswith("TF400813:")
    assert journal(sandbox) == [(401, None), (401, "NTLM challenged"), (401, "NTLM failed")]


def test_the_connection_stays_authenticated_and_no_other(sandbox: RunningSandbox, session: Any) -> None:
    session.auth = requests_ntlm.HttpNtlmAuth(DEFAULT_USERNAME, DEFAULT_PASSWORD)
    session.get(projects(sandbox))
    session.auth = None
    assert session.get(projects(sandbox)).status_code == 200
    with requests.Session() as other:
        other.trust_env = False
        assert other.get(projects(sandbox)).status_code == 401


def test_the_next_connection_of_the_same_port_is_a_new_one(sandbox: RunningSandbox) -> None:
    """The address of a client identifies its connection only as long as that lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        source = free.getsockname()
    statuses = []
    for auth in (requests_ntlm.HttpNtlmAuth(DEFAULT_USERNAME, DEFAULT_PASSWORD), None):
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", _FromPort(source))
            statuses.append(session.get(projects(sandbox), auth=auth).status_code)
    assert statuses == [200, 401]


class _FromPort(requests.adapters.HTTPAdapter):  # type: ignore[misc]
    """Connects from one port, and resets its connections at their end so that the port is free again at once."""

    def __init__(self, source: tuple[str, int]) -> None:
        self._source = source
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        reset = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        reuse = (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        options.update(source_address=self._source, socket_options=[reset, reuse])
        super().init_poolmanager(*arguments, **options)


def test_a_write_keeps_its_body(sandbox: RunningSandbox, session: Any) -> None:
    session.auth = requests_ntlm.HttpNtlmAuth(DEFAULT_USERNAME, DEFAULT_PASSWORD)
    url = f"{sandbox.url}/Fabrikam/_apis/build/definitions?api-version=2.0"
    answer = session.post(url, json={"name": "Mine", "queue": {"id": 1}})
    assert (answer.status_code, answer.json()["name"]) == (200, "Mine")
    assert answer.json()["authoredBy"]["displayName"] == "Chuck Reinhart"
    assert session.delete(answer.json()["url"].replace("revision", "ignored"), params={"api-version": "2.0"}).ok


def exchange(sandbox: RunningSandbox, session: Any, password: str) -> list[Any]:
    """Messages of NTLM within SPNEGO, until nobody has one."""
    client = spnego.client(
        DEFAULT_USERNAME,
        password,
        protocol="negotiate",
        hostname="127.0.0.1",
        service="HTTP",
        options=spnego.NegotiateOptions.use_negotiate,
    )
    answers, token = [], client.step()
    while token:
        header = {"Authorization": f"Negotiate {base64.b64encode(token).decode()}"}
        answers.append(session.get(projects(sandbox), headers=header))
        scheme, _ignored, value = answers[-1].headers.get("WWW-Authenticate", "").partition(" ")
        going_on = answers[-1].status_code == 401 and scheme == "Negotiate" and not client.complete
        token = client.step(base64.b64decode(value)) if going_on else None
    return answers


def test_ntlm_within_negotiate(sandbox: RunningSandbox, session: Any) -> None:
    assert [one.status_code for one in exchange(sandbox, session, DEFAULT_PASSWORD)] == [401, 200]
    assert session.get(projects(sandbox)).status_code == 200
    assert journal(sandbox) == [(401, "Negotiate challenged"), (200, "Negotiate succeeded"), (200, None)]


def test_a_wrong_password_within_negotiate(sandbox: RunningSandbox, session: Any) -> None:
    assert [one.status_code for one in exchange(sandbox, session, "wrong")] == [401, 401]
    assert journal(sandbox)[-1] == (401, "Negotiate failed")
    assert session.get(projects(sandbox)).status_code == 401


def test_the_second_message_belongs_to_its_connection(sandbox: RunningSandbox, session: Any) -> None:
    client = spnego.client(
        DEFAULT_USERNAME, DEFAULT_PASSWORD, protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
    )
    first = base64.b64encode(client.step() or b"").decode()
    answer = session.get(projects(sandbox), headers={"Authorization": f"NTLM {first}"})
    given = base64.b64decode(answer.headers["WWW-Authenticate"].partition(" ")[2])
    second = base64.b64encode(client.step(given) or b"").decode()
    with requests.Session() as other:
        other.trust_env = False
        assert other.get(projects(sandbox), headers={"Authorization": f"NTLM {second}"}).status_code == 401
    assert session.get(projects(sandbox), headers={"Authorization": f"NTLM {second}"}).status_code == 200


def test_the_cloud_has_no_ntlm() -> None:
    with running_sandbox(generation="services", seed="empty") as running, requests.Session() as session:
        session.trust_env = False
        session.auth = requests_ntlm.HttpNtlmAuth(DEFAULT_USERNAME, DEFAULT_PASSWORD)
        headers = {"X-TFS-FedAuthRedirect": "Suppress"}
        assert session.get(projects(running), headers=headers).status_code == 401
        assert len(running.requests()) == 1


def test_another_account_and_no_file_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with (
        running_sandbox(generation="tfs2018", seed="empty", username="CORP\\svc", password="päss word") as running,
        requests.Session() as session,
    ):
        session.trust_env = False
        session.auth = requests_ntlm.HttpNtlmAuth("CORP\\svc", "päss word")
        assert session.get(projects(running)).status_code == 200
        assert os.listdir(tmp_path) == []
