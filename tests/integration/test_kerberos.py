# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kerberos against a real key distribution centre, through our session and through playbooks.

It needs Debian's packages and Python libraries that are compiled: `tools/kerberos` installs them, as .ci/run does.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sandbox"))

from harness.playbooks import PATHS, PREFIX, Connection, Playbooks, play
from kerberos_realm import HOST, Realm, missing_programs, running_realm

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    LostAnswerError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import (
    choose_credentials,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)
from release_management_sandbox.testing import RunningSandbox, running_sandbox

LIBRARIES = ("gssapi", "krb5", "requests_gssapi", "spnego")
MISSING = [*missing_programs(), *(name for name in LIBRARIES if importlib.util.find_spec(name) is None)]
pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(
        bool(MISSING), reason=f"Kerberos is not tested without {', '.join(MISSING)}: run tools/kerberos as root"
    ),
]

USER, PASSWORD = "chuckreinhart", "krb-71ac50e3d2"


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    """A realm in which this process and those that it starts take part, with the user's ticket."""
    with running_realm(tmp_path_factory.mktemp("realm")) as running, pytest.MonkeyPatch.context() as monkeypatch:
        running.add(USER, PASSWORD)
        running.add("stranger", PASSWORD)
        for name in ("KRB5_CONFIG", "KRB5RCACHEDIR"):
            monkeypatch.setenv(name, running.environment[name])
        monkeypatch.setenv("KRB5CCNAME", running.ticket(USER, PASSWORD))
        yield running


@pytest.fixture(scope="module")
def served(realm: Realm) -> Iterator[RunningSandbox]:
    with running_sandbox(generation="tfs2018", pace=0, keytab=realm.keytab) as running:
        # The service of the realm has the name of the host.
        yield RunningSandbox(*(text.replace("127.0.0.1", HOST) for text in (running.root, running.url, running.token)))


@pytest.fixture
def sandbox(served: RunningSandbox) -> RunningSandbox:
    served.reset()
    served.clear_requests()
    return served


def kerberos_session() -> HttpSession:
    return HttpSession(choose_credentials("kerberos", {}, {}), SessionOptions(retries=0, timeout=10))


def signed_in(sandbox: RunningSandbox) -> list[tuple[str, int, str | None]]:
    return [(one["method"], one["status"], one.get("sign_in")) for one in sandbox.requests()]


# --- through the session


def test_each_request_has_its_proof_and_is_sent_once(sandbox: RunningSandbox) -> None:
    session = kerberos_session()
    for _ignored in range(2):
        answer = session.send("GET", f"{sandbox.url}/_apis/connectionData")
        assert answer.document["authenticatedUser"]["providerDisplayName"] == "Chuck Reinhart"
    assert signed_in(sandbox) == [("GET", 200, "Negotiate succeeded")] * 2


def test_a_write_is_sent_once(sandbox: RunningSandbox) -> None:
    client = connect({"organization_url": sandbox.url, "project": "Fabrikam", "auth": "kerberos"})
    known = next(iter(client.pages("release_definitions.list")))
    document = client.call("release_definitions.get", definition_id=known["id"])
    sandbox.clear_requests()
    assert client.call("release_definitions.create", body={**document, "id": 0, "name": "By ticket"})["id"]
    assert signed_in(sandbox) == [("POST", 200, "Negotiate succeeded")]


def test_an_error_of_the_server_keeps_its_words(sandbox: RunningSandbox) -> None:
    answer = kerberos_session().send(
        "GET", f"{sandbox.url}/_apis/projects/nope", headers={"Accept": "application/json"}
    )
    assert answer.status == 404
    assert "TF200016" in answer.text


def test_threads(sandbox: RunningSandbox) -> None:
    session = kerberos_session()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _number: session.send("GET", f"{sandbox.url}/_apis/projects"), range(24)))
    assert {answer.status for answer in answers} == {200}


def test_somebody_whom_the_server_does_not_know(
    realm: Realm, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", realm.ticket("stranger", PASSWORD))
    assert kerberos_session().send("GET", f"{sandbox.url}/_apis/projects").status == 401
    assert len(sandbox.requests()) == 1


def test_without_a_ticket_nothing_is_sent(
    sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path / 'none'}")
    with pytest.raises(AuthenticationError, match=rf"no ticket for {HOST}.*kinit") as caught:
        kerberos_session().send("GET", f"{sandbox.url}/_apis/projects")
    assert caught.value.option == "auth"
    assert sandbox.requests() == []
    assert capfd.readouterr() == ("", "")


def test_a_server_that_the_realm_does_not_know_is_named(sandbox: RunningSandbox) -> None:
    with pytest.raises(AuthenticationError, match=r"HTTP/127\.0\.0\.1"):
        kerberos_session().send("GET", f"{sandbox.url.replace(HOST, '127.0.0.1')}/_apis/projects")


# --- the server's half


class Impostor(BaseHTTPRequestHandler):
    """Answers whatever comes, and cannot prove that it is the service."""

    header: str | None = None
    status = 200
    arrivals: list[str]

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self.arrivals.append(self.command)
        self.send_response(self.status)
        if self.header:
            self.send_header("WWW-Authenticate", self.header)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def running_impostor(header: str | None = None, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Its address, and the methods that arrive at it."""
    arrivals: list[str] = []
    handler = type("Handler", (Impostor,), {"header": header, "status": status, "arrivals": arrivals})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}", arrivals
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("header", [None, "Negotiate", "Negotiate YWJj", "Negotiate YWJ"])
def test_a_server_that_does_not_prove_who_it_is_is_not_believed(realm: Realm, header: str | None) -> None:
    with running_impostor(header) as (url, arrivals):
        with pytest.raises(UnexpectedAnswerError, match="did not prove by Kerberos who it is"):
            kerberos_session().send("GET", f"{url}/a")
        with pytest.raises(LostAnswerError, match="did not prove by Kerberos who it is"):
            kerberos_session().send("POST", f"{url}/a", body={})
        assert arrivals == ["GET", "POST"]


def test_an_error_of_a_gateway_needs_no_proof(realm: Realm) -> None:
    with running_impostor(status=503) as (url, _arrivals):
        assert kerberos_session().send("GET", f"{url}/a").status == 503


# --- through playbooks


@pytest.mark.parametrize("in_process", PATHS)
def test_a_playbook_signs_in_by_the_ticket(
    in_process: str, realm: Realm, sandbox: RunningSandbox, playbooks: Playbooks
) -> None:
    options = {"organization_url": sandbox.url, "project": "Fabrikam", "auth": "kerberos", "server": "auto"}
    tasks = [
        {"name": "read", f"{PREFIX}release_definition_info": {}},
        {
            "name": "write",
            f"{PREFIX}release_definition": {"name": "MyShuttle.CD", "comment": "x", "description": "new"},
        },
        {"name": "lookup", "ansible.builtin.debug": {"msg": "{{ q('" + PREFIX + "release_definitions') | length }}"}},
    ]
    ran = playbooks.run(
        [
            play(
                tasks,
                Connection(sandbox),
                in_process,
                module_defaults={f"group/{PREFIX}azure_devops": options},
                vars={f"azure_devops_{name}": value for name, value in options.items()} | {"azure_devops_token": ""},
            )
        ],
        "-vvvv",
    )
    assert ran.status == 0, ran.output[-3000:]
    assert ran.of("write").result["changed"]
    assert {outcome for _method, _status, outcome in signed_in(sandbox)} == {"Negotiate succeeded"}
    assert PASSWORD not in ran.output


@pytest.mark.parametrize("in_process", PATHS)
def test_a_playbook_without_a_ticket_says_what_to_do(
    in_process: str, realm: Realm, sandbox: RunningSandbox, playbooks: Playbooks, tmp_path: Path
) -> None:
    options = {"organization_url": sandbox.url, "project": "Fabrikam", "auth": "kerberos"}
    task = {"name": "read", f"{PREFIX}release_definition_info": {}, "ignore_errors": True}
    ran = playbooks.run(
        [play([task], Connection(sandbox), in_process, module_defaults={f"group/{PREFIX}azure_devops": options})],
        environment={"KRB5CCNAME": f"FILE:{tmp_path / 'none'}"},
    )
    assert "Get one for the user of this process with kinit" in ran.of("read").result["msg"]
    assert "Traceback" not in ran.output
