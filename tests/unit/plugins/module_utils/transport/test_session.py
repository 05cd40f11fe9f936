# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Reply, Reset, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    InterruptedError_,
    LostAnswerError,
    ReleaseManagementError,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import (
    personal_access_token,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)

TOKEN = "tok-4f1c7d2b90"
READS = ["GET", "OPTIONS"]
WRITES = ["POST", "PUT", "PATCH", "DELETE"]


def open_session(**options: Any) -> HttpSession:
    return HttpSession(personal_access_token(TOKEN), SessionOptions(**{"first_pause": 0.01, "timeout": 5, **options}))


# --- what is sent


def test_a_personal_access_token_is_basic_with_an_empty_user(server: ScriptedServer) -> None:
    open_session().send("GET", f"{server.url}/a")
    scheme, value = server.requests[0].headers["authorization"].split()
    assert (scheme, base64.b64decode(value)) == ("Basic", f":{TOKEN}".encode())


def test_the_user_agent_names_the_collection_and_its_version(server: ScriptedServer) -> None:
    open_session().send("GET", f"{server.url}/a")
    galaxy = (Path(__file__).parents[5] / "galaxy.yml").read_text(encoding="utf-8")
    version = next(line.split()[1] for line in galaxy.splitlines() if line.startswith("version:"))
    assert server.requests[0].headers["user-agent"] == f"devops.release_management/{version}"


def test_requests_share_one_connection(server: ScriptedServer) -> None:
    session = open_session()
    for _ignored in range(5):
        session.send("GET", f"{server.url}/a")
    session.send("POST", f"{server.url}/a", body={})
    assert (len(server.requests), server.connections) == (6, 1)


def test_each_thread_has_a_connection_that_is_kept(server: ScriptedServer) -> None:
    session = open_session()
    server.script = [Reply(document={}, silence=0.5) for _ignored in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: session.send("GET", f"{server.url}/{number}"), range(12)))
    assert server.connections == 12
    for _ignored in range(12):
        session.send("GET", f"{server.url}/a")
    assert server.connections == 12


def test_a_cookie_of_a_server_comes_back_on_each_connection(server: ScriptedServer) -> None:
    session = open_session()
    server.script = [Reply(document={}, headers={"Set-Cookie": "node=7"}), *[Reply(document={}, silence=0.1)] * 2]
    session.send("GET", f"{server.url}/a")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: session.send("GET", f"{server.url}/{number}"), range(2)))
    assert server.connections == 2
    assert [seen.headers.get("cookie") for seen in server.requests] == [None, "node=7", "node=7"]


def test_query_values_are_written_as_the_api_reads_them(server: ScriptedServer) -> None:
    query = {"$top": 5, "isDeleted": True, "names": ["a b", "c&d"], "path": None, "searchText": "é+%"}
    open_session().send("GET", f"{server.url}/a", query=query)
    assert server.requests[0].query == {"$top": "5", "isDeleted": "true", "names": "a b,c&d", "searchText": "é+%"}
    assert server.requests[0].raw_path == "/a?$top=5&isDeleted=true&names=a%20b%2Cc%26d&searchText=%C3%A9%2B%25"


def test_a_body_is_json(server: ScriptedServer) -> None:
    open_session().send("POST", f"{server.url}/a", body={"name": "Überlieferung"})
    assert server.requests[0].headers["content-type"] == "application/json; charset=utf-8"
    assert server.requests[0].document == {"name": "Überlieferung"}


def test_a_number_that_json_does_not_have_is_refused_before_it_is_sent(server: ScriptedServer) -> None:
    with pytest.raises(DeclarationError, match="JSON"):
        open_session().send("POST", f"{server.url}/a", body={"value": float("nan")})
    assert server.requests == []


def test_netrc_does_not_replace_the_credentials(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    open_session().send("GET", f"{server.url}/a")
    assert base64.b64decode(server.requests[0].headers["authorization"].split()[1]) == f":{TOKEN}".encode()


def test_a_proxy_of_the_environment_is_used(
    server: ScriptedServer, other_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("http_proxy", other_server.url)
    open_session().send("GET", f"{server.url}/a")
    assert (len(server.requests), len(other_server.requests)) == (0, 1)


# --- repetition of reads


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("first", [Reset(), Reply(503), Reply(429), Reply(502), Reply(504)], ids=repr)
def test_a_read_is_repeated(server: ScriptedServer, method: str, first: Reply | Reset) -> None:
    server.script = [first, first, Reply(document={"ok": 1})]
    assert open_session().send(method, f"{server.url}/a").document == {"ok": 1}
    assert server.methods == [method] * 3


def test_a_read_that_takes_too_long_is_repeated(server: ScriptedServer) -> None:
    server.script = [Reply(document={}, silence=5), Reply(document={"ok": 1})]
    assert open_session(timeout=0.2).send("GET", f"{server.url}/a").document == {"ok": 1}


def test_a_read_whose_body_is_cut_off_is_repeated(server: ScriptedServer) -> None:
    server.script = [Reply(document={"a": "x" * 100}, cut=20), Reply(document={"ok": 1})]
    assert open_session().send("GET", f"{server.url}/a").document == {"ok": 1}


def test_a_json_body_that_ends_too_early_is_repeated_though_its_length_fits(server: ScriptedServer) -> None:
    server.script = [Reply(content=b'{"a": [1, 2'), Reply(document={"ok": 1})]
    assert open_session().send("GET", f"{server.url}/a").document == {"ok": 1}


def test_a_read_whose_body_is_always_cut_off_fails_after_the_retries(server: ScriptedServer) -> None:
    server.script = [Reply(document={"a": "x" * 100}, cut=20)] * 9
    with pytest.raises(UnexpectedAnswerError, match="cut off"):
        open_session(retries=2).send("GET", f"{server.url}/a")
    assert len(server.requests) == 3


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_a_read_is_repeated_as_often_as_the_option_says(server: ScriptedServer, retries: int) -> None:
    server.script = [Reply(503)] * 9
    assert open_session(retries=retries).send("GET", f"{server.url}/a").status == 503
    assert len(server.requests) == retries + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500])
def test_an_answer_that_repetition_would_not_change_is_returned(server: ScriptedServer, status: int) -> None:
    server.script = [Reply(status, {"message": "no"})]
    assert open_session().send("GET", f"{server.url}/a").status == status
    assert len(server.requests) == 1


def test_a_read_without_an_answer_is_unavailable(server: ScriptedServer) -> None:
    server.script = [Reset()] * 9
    with pytest.raises(UnavailableError, match="connection reset") as caught:
        open_session(retries=1).send("GET", f"{server.url}/a")
    assert not isinstance(caught.value, LostAnswerError)


# --- writes


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    "lost",
    [Reset(), Reply(document={"a": "x" * 100}, cut=20), Reply(content=b'{"a": '), Reply(502), Reply(504)],
    ids=["reset", "cut", "half", "502", "504"],
)
def test_a_write_whose_answer_is_lost_is_not_repeated(server: ScriptedServer, method: str, lost: Reply | Reset) -> None:
    server.script = [lost]
    with pytest.raises(LostAnswerError, match="look before"):
        open_session().send(method, f"{server.url}/a", body={})
    assert server.methods == [method]


@pytest.mark.parametrize("method", WRITES)
def test_a_write_that_takes_too_long_is_not_repeated(server: ScriptedServer, method: str) -> None:
    server.script = [Reply(document={}, silence=5)]
    with pytest.raises(LostAnswerError, match="timeout"):
        open_session(timeout=0.2).send(method, f"{server.url}/a", body={})
    assert server.methods == [method]


@pytest.mark.parametrize("method", WRITES)
def test_a_write_to_a_busy_server_is_not_repeated(server: ScriptedServer, method: str) -> None:
    server.script = [Reply(503, {"message": "TF24668"})]
    assert open_session().send(method, f"{server.url}/a", body={}).status == 503
    assert server.methods == [method]


def test_a_write_is_not_lost_on_a_connection_that_the_server_has_closed_meanwhile(server: ScriptedServer) -> None:
    session = open_session()
    server.script = [Reply(document={}, hang_up=True), Reply(document={"id": 1})]
    session.send("GET", f"{server.url}/a")
    time.sleep(0.1)
    assert session.send("POST", f"{server.url}/a", body={}).document == {"id": 1}
    assert server.connections == 2


def test_a_write_that_the_server_says_it_blocked_is_repeated(server: ScriptedServer) -> None:
    server.script = [Reply(429, {"message": "blocked"}), Reply(document={"id": 1})]
    assert open_session().send("POST", f"{server.url}/a", body={}).document == {"id": 1}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_is_repeated_when_the_caller_says_that_it_is_safe(server: ScriptedServer, method: str) -> None:
    server.script = [Reset(), Reply(503), Reply(document={"ok": 1})]
    assert open_session().send(method, f"{server.url}/a", repeatable=True).document == {"ok": 1}
    assert len(server.requests) == 3


def test_a_write_is_sent_again_when_no_connection_was_made() -> None:
    port = _free_port()
    late = threading.Event()
    seen: list[str] = []

    def listen() -> None:
        time.sleep(0.3)
        with socket.create_server(("127.0.0.1", port)) as listener:
            late.set()
            connection, _address = listener.accept()
            with connection:
                seen.append(connection.recv(65536).decode().split()[0])
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    answer = open_session(first_pause=0.2).send("POST", f"http://127.0.0.1:{port}/a")
    thread.join(5)
    assert (answer.status, seen, late.is_set()) == (204, ["POST"], True)


def test_a_write_that_never_reaches_a_server_is_unavailable_and_not_lost() -> None:
    with pytest.raises(UnavailableError, match=r"Cannot connect.*refused") as caught:
        open_session(retries=1).send("POST", f"http://127.0.0.1:{_free_port()}/a")
    assert not isinstance(caught.value, LostAnswerError)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


# --- Retry-After


@pytest.mark.parametrize("status", [200, 429, 503])
def test_retry_after_delays_the_next_request_whatever_the_status(server: ScriptedServer, status: int) -> None:
    session = open_session()
    server.script = [Reply(status, {}, headers={"Retry-After": "1"}), Reply(document={})]
    started = time.monotonic()
    session.send("GET", f"{server.url}/a")
    before_the_next = time.monotonic() - started
    session.send("GET", f"{server.url}/a")
    assert time.monotonic() - started >= 1
    if status == 200:
        assert before_the_next < 0.9


def test_a_pause_longer_than_sensible_is_not_waited_for(server: ScriptedServer) -> None:
    server.script = [Reply(429, {"message": "blocked"}, headers={"Retry-After": "3600"})]
    started = time.monotonic()
    answer = open_session().send("GET", f"{server.url}/a")
    assert (answer.status, answer.retry_after) == (429, 3600)
    assert time.monotonic() - started < 1


# --- cancellation


def test_a_pause_ends_when_the_task_is_cancelled(server: ScriptedServer) -> None:
    session = open_session()
    server.script = [Reply(429, {}, headers={"Retry-After": "60"})]
    threading.Timer(0.2, session.cancelled.set).start()
    started = time.monotonic()
    with pytest.raises(InterruptedError_):
        session.send("GET", f"{server.url}/a")
    assert time.monotonic() - started < 5
    assert len(server.requests) == 1


def test_a_back_off_ends_when_the_task_is_cancelled(server: ScriptedServer) -> None:
    session = open_session(first_pause=60)
    server.script = [Reply(503)] * 9
    threading.Timer(0.2, session.cancelled.set).start()
    started = time.monotonic()
    with pytest.raises(InterruptedError_):
        session.send("GET", f"{server.url}/a")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("method", [*READS, *WRITES])
def test_nothing_is_sent_once_the_task_is_cancelled(server: ScriptedServer, method: str) -> None:
    session = open_session()
    session.cancelled.set()
    with pytest.raises(InterruptedError_):
        session.send(method, f"{server.url}/a")
    assert server.requests == []


# --- redirects


@pytest.mark.parametrize("location", ["/b", "b", "{origin}/b"])
def test_a_read_follows_a_redirect_on_the_same_server(server: ScriptedServer, location: str) -> None:
    server.script = [
        Reply(302, headers={"Location": location.format(origin=server.url)}),
        Reply(document={"ok": 1}),
    ]
    assert open_session().send("GET", f"{server.url}/a").document == {"ok": 1}
    assert [seen.path for seen in server.requests] == ["/a", "/b"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", [*READS, *WRITES])
def test_no_request_goes_to_another_server(
    server: ScriptedServer, other_server: ScriptedServer, method: str, status: int
) -> None:
    server.script = [Reply(status, headers={"Location": f"{other_server.url}/b"})]
    assert open_session().send(method, f"{server.url}/a").status == status
    assert other_server.requests == []


@pytest.mark.parametrize("method", WRITES)
def test_a_write_follows_no_redirect(server: ScriptedServer, method: str) -> None:
    server.script = [Reply(307, headers={"Location": "/b"})]
    assert open_session().send(method, f"{server.url}/a", body={}).status == 307
    assert len(server.requests) == 1


def test_redirects_in_a_circle_end(server: ScriptedServer) -> None:
    server.script = [Reply(302, headers={"Location": "/a"})] * 50
    assert open_session().send("GET", f"{server.url}/a").status == 302
    assert len(server.requests) < 10


# --- TLS


def test_a_ca_path_that_does_not_exist_is_an_error_of_the_option(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        open_session(ca_path=str(tmp_path / "none.pem"))
    assert caught.value.option == "ca_path"


def test_a_bundle_of_the_environment_that_does_not_exist_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(DeclarationError, match=r"none\.pem"):
        open_session().send("GET", f"https://127.0.0.1:{_free_port()}/a")


# --- secrets


@pytest.mark.parametrize(
    "script",
    [[Reset()], [Reply(document={"a": 1}, cut=3)], [Reply(502)]],
    ids=["reset", "cut", "gateway"],
)
def test_no_error_shows_credentials_or_the_query(server: ScriptedServer, script: list[Reply | Reset]) -> None:
    server.script = script * 3
    session = open_session(retries=0)
    with pytest.raises(ReleaseManagementError) as caught:
        session.send("POST", f"{server.url}/a", query={"searchText": "s3cret"}, body={"value": "s3cret"})
    shown = f"{caught.value!s} {caught.value!r} {caught.value.details} {session!r} {session._credentials!r}"
    encoded = base64.b64encode(f":{TOKEN}".encode()).decode()
    assert not [secret for secret in (TOKEN, encoded, "s3cret") if secret in shown]
