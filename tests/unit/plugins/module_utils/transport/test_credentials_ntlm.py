# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NTLM through our session, against the acceptor of pyspnego: who is signed in when, and what goes out how often."""

from __future__ import annotations

import hashlib
import io
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("spnego", reason="pip install pyspnego requests_ntlm")
pytest.importorskip("requests_ntlm", reason="pip install pyspnego requests_ntlm")

import tls_certificate
from scripted_server import Reply, ScriptedServer
from signing_server import (
    ANONYMOUS,
    BASIC,
    FIRST,
    GARBAGE,
    HANG,
    PASSWORD,
    PROOF,
    RESET,
    SIGNED,
    USER,
    SigningServer,
    write_account,
)
from spnego.channel_bindings import GssChannelBindings

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    InterruptedError_,
    LostAnswerError,
    ReleaseManagementError,
    UnavailableError,
    UnexpectedAnswerError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport import passwords
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import (
    choose_credentials,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)

WRITES = ["POST", "PUT", "DELETE"]


@pytest.fixture(autouse=True)
def _account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTLM_USER_FILE", str(write_account(tmp_path)))


@pytest.fixture
def signing() -> Iterator[SigningServer]:
    with SigningServer().running() as running:
        yield running


def open_session(auth: str = "ntlm", username: str = USER, password: str = PASSWORD, **options: Any) -> HttpSession:
    credentials = choose_credentials(auth, {"username": username, "password": password}, {})
    return HttpSession(credentials, SessionOptions(**{"first_pause": 0.01, "timeout": 5, **options}))


# --- the exchange


@pytest.mark.parametrize("username", [USER, "chuck@fabrikam.example", "chuck", "fabrikam\\Chuck"])
@pytest.mark.parametrize("auth", ["ntlm", "auto"])
def test_each_spelling_of_a_user_signs_in(signing: SigningServer, auth: str, username: str) -> None:
    assert open_session(auth, username).send("GET", f"{signing.url}/a").status == 200
    assert signing.stages == [ANONYMOUS, FIRST, PROOF]


@pytest.mark.parametrize("offer", ["NTLM", "Negotiate"])
def test_either_provider_of_the_server_will_do(signing: SigningServer, offer: str) -> None:
    signing.offers = (offer,)
    assert open_session().send("GET", f"{signing.url}/a").status == 200


def test_a_connection_is_signed_in_once(signing: SigningServer) -> None:
    session = open_session()
    for _ignored in range(4):
        assert session.send("GET", f"{signing.url}/a").status == 200
    assert signing.stages == [ANONYMOUS, FIRST, PROOF, SIGNED, SIGNED, SIGNED]
    assert signing.connections == 1


def test_a_new_connection_is_signed_in_anew(signing: SigningServer) -> None:
    session = open_session()
    signing.headers = {"Connection": "close"}
    session.send("GET", f"{signing.url}/a")
    signing.headers = {}
    assert session.send("GET", f"{signing.url}/a").status == 200
    assert signing.stages == [ANONYMOUS, FIRST, PROOF] * 2


def test_threads_do_not_get_between_the_requests_of_a_sign_in(signing: SigningServer) -> None:
    session = open_session()
    signing.pace = 0.005
    session.send("GET", f"{signing.url}/first")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: session.send("GET", f"{signing.url}/{number}"), range(64)))
    assert {answer.status for answer in answers} == {200}
    for connection in range(1, signing.connections + 1):
        stages = [one.stage for one in signing.arrivals if one.connection == connection]
        assert stages[:3] == [ANONYMOUS, FIRST, PROOF]
        assert set(stages[3:]) <= {SIGNED}
    assert signing.connections <= 8


def test_a_download_is_streamed_after_the_sign_in(signing: SigningServer) -> None:
    signing.content = b"z" * 700_000
    target = io.BytesIO()
    assert open_session().send("GET", f"{signing.url}/a", target=target).status == 200
    assert target.getvalue() == signing.content


def test_over_tls_the_proof_is_bound_to_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tls_certificate.make(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(path.read_text().partition("-----BEGIN PRIVATE")[0])).digest()
    for data, status in ((digest, 200), (b"another certificate".ljust(32), 401)):
        binding = GssChannelBindings(application_data=b"tls-server-end-point:" + data)
        with SigningServer(binding=binding).running(context) as signing:
            session = open_session(ca_path=str(path))
            assert session.send("GET", f"{signing.url}/a").status == status
            if status == 200:
                assert session.send("POST", f"{signing.url}/a", body={}).status == 200


# --- writes


@pytest.mark.parametrize("auth", ["ntlm", "auto"])
@pytest.mark.parametrize("method", WRITES)
def test_a_write_is_sent_once_and_after_the_sign_in(signing: SigningServer, method: str, auth: str) -> None:
    answer = open_session(auth).send(method, f"{signing.url}/a", body={"name": "x"})
    assert answer.status == 200
    assert [(one.method, one.stage) for one in signing.arrivals] == [
        ("HEAD", ANONYMOUS),
        ("HEAD", FIRST),
        ("HEAD", PROOF),
        (method, SIGNED),
    ]
    assert signing.bodies(method) == [b'{"name":"x"}']


def test_a_write_on_a_connection_that_the_server_has_closed_meanwhile_is_sent_once(signing: SigningServer) -> None:
    session = open_session()
    signing.headers = {"Connection": "close"}
    session.send("GET", f"{signing.url}/a")
    signing.headers = {}
    assert session.send("POST", f"{signing.url}/a", body={}).status == 200
    assert [one.stage for one in signing.arrivals if one.method == "POST"] == [SIGNED]


@pytest.mark.parametrize("mishap", [RESET, HANG, 502, 504])
def test_a_write_whose_answer_is_lost_is_not_repeated(signing: SigningServer, mishap: str | int) -> None:
    session = open_session(timeout=0.5)
    session.send("GET", f"{signing.url}/a")
    session.send("GET", f"{signing.url}/a")
    signing.mishaps = {SIGNED: mishap}
    # The request that signs in comes first, and here it is lost: so nothing was written, and it is sent again.
    assert session.send("POST", f"{signing.url}/a", body={}).status == 200
    assert len(signing.bodies()) == 1
    session.send("GET", f"{signing.url}/a")

    class OnlyTheWrite(dict[str, Any]):
        def pop(self, stage: str, default: Any = None) -> Any:
            return mishap if signing.arrivals[-1].method == "POST" else default

    signing.mishaps = OnlyTheWrite()
    with pytest.raises(LostAnswerError):
        session.send("POST", f"{signing.url}/b", body={})
    assert [one.path for one in signing.arrivals if one.method == "POST"] == ["/a", "/b"]


def test_a_write_that_comes_to_a_connection_not_signed_in_is_refused_and_then_sent_with_the_proof(
    signing: SigningServer,
) -> None:
    """The server ends the connection between sign-in and write: what it refused by 401 it has not done."""
    session = open_session()
    session.send("GET", f"{signing.url}/a")

    class EndAfterHead(dict[str, str]):
        def items(self) -> Any:
            return {"Connection": "close"}.items() if signing.arrivals[-1].method == "HEAD" else {}.items()

    signing.headers = EndAfterHead()
    assert session.send("POST", f"{signing.url}/a", body={}).status == 200
    assert [one.stage for one in signing.arrivals if one.method == "POST"] == [ANONYMOUS, FIRST, PROOF]


# --- a wrong password


@pytest.mark.parametrize("auth", ["ntlm", "auto"])
@pytest.mark.parametrize("method", ["GET", *WRITES])
def test_a_wrong_password_is_tried_once(signing: SigningServer, method: str, auth: str) -> None:
    wrong = open_session(auth, password="wrong")
    answer = wrong.send(method, f"{signing.url}/a")
    assert answer.status == 401
    assert signing.stages == [ANONYMOUS, FIRST, PROOF]
    assert {one.method for one in signing.arrivals} <= {"GET", "HEAD"}
    for session in (wrong, open_session(auth, password="wrong"), open_session("basic", password="wrong")):
        with pytest.raises(AuthenticationError, match=r"not tried again.*options username and password") as caught:
            session.send("GET", f"{signing.url}/a")
        assert caught.value.option == "password"
    assert len(signing.arrivals) == 3
    assert open_session(auth).send("GET", f"{signing.url}/a").status == 200


def test_threads_try_a_wrong_password_once_together(signing: SigningServer) -> None:
    signing.pace = 0.01
    session = open_session(password="wrong")

    def ask(number: int) -> str:
        try:
            return str(session.send("GET", f"{signing.url}/{number}").status)
        except AuthenticationError:
            return "not tried"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(16))) == ["401"] + ["not tried"] * 15
    assert signing.stages.count(PROOF) == 1


@pytest.mark.parametrize("mishap", [RESET, HANG])
def test_a_password_of_which_nobody_knows_is_not_tried_again_by_a_repetition(
    signing: SigningServer, mishap: str
) -> None:
    signing.mishaps = {PROOF: mishap}
    with pytest.raises(UnavailableError):
        open_session(timeout=0.5).send("GET", f"{signing.url}/a")
    assert signing.stages.count(PROOF) == 1


def test_a_password_that_was_right_is_not_taken_for_wrong_when_the_user_has_no_access(signing: SigningServer) -> None:
    session = open_session()
    session.send("GET", f"{signing.url}/a")
    signing.denied = True
    assert session.send("GET", f"{signing.url}/b").status == 401
    signing.denied = False
    assert session.send("GET", f"{signing.url}/a").status == 200


def test_what_a_process_remembers_of_a_wrong_password_is_not_the_password(signing: SigningServer) -> None:
    open_session(password="wr0ng-4711").send("GET", f"{signing.url}/a")
    remembered = bytes(passwords.verdicts._memory)
    assert any(remembered)
    assert b"wr0ng-4711" not in remembered


# --- what the server offers


BASIC_OFFER = 'Basic realm="ntlm.example"'


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_auto_takes_basic_where_only_that_is_offered(signing: SigningServer, method: str) -> None:
    signing.offers = ("Bearer", BASIC_OFFER)
    session = open_session("auto")
    assert session.send(method, f"{signing.url}/a", body={} if method == "POST" else None).status == 200
    assert session.send("POST", f"{signing.url}/b", body={}).status == 200
    # Once it is known, each request has the password at once.
    asked = "GET" if method == "GET" else "HEAD"
    expected = [(asked, ANONYMOUS), (asked, BASIC), *([("POST", BASIC)] * (1 if method == "GET" else 2))]
    assert [(one.method, one.stage) for one in signing.arrivals] == expected


def test_auto_tries_a_wrong_password_by_basic_once(signing: SigningServer) -> None:
    signing.offers = (BASIC_OFFER,)
    session = open_session("auto", password="wrong")
    assert session.send("GET", f"{signing.url}/a").status == 401
    with pytest.raises(AuthenticationError):
        session.send("GET", f"{signing.url}/a")
    assert signing.stages == [ANONYMOUS, BASIC]


def test_auto_does_not_try_basic_after_ntlm_was_refused(signing: SigningServer) -> None:
    open_session("auto", password="wrong").send("GET", f"{signing.url}/a")
    assert BASIC not in signing.stages


@pytest.mark.parametrize("offers", [("Bearer",), ("Bearer", BASIC_OFFER)])
def test_ntlm_never_sends_the_password_where_ntlm_is_not_offered(
    signing: SigningServer, offers: tuple[str, ...]
) -> None:
    signing.offers = offers
    assert open_session("ntlm").send("GET", f"{signing.url}/a").status == 401
    assert signing.stages == [ANONYMOUS]


def test_basic_is_in_the_first_request(signing: SigningServer) -> None:
    assert open_session("basic").send("POST", f"{signing.url}/a", body={}).status == 200
    assert signing.stages == [BASIC]


# --- what goes wrong


@pytest.mark.parametrize("mishap", [503, 200, GARBAGE])
def test_an_exchange_that_is_broken_off_is_a_clear_error(signing: SigningServer, mishap: str | int) -> None:
    signing.mishaps = {FIRST: mishap}
    with pytest.raises(UnexpectedAnswerError, match="offers NTLM, but broke the exchange off"):
        open_session().send("GET", f"{signing.url}/a")
    assert signing.stages == [ANONYMOUS, FIRST]


def test_a_server_that_says_nothing_in_the_exchange_is_waited_for_as_long_as_the_option_says(
    signing: SigningServer,
) -> None:
    signing.mishaps = {FIRST: HANG}
    began = time.monotonic()
    with pytest.raises(UnavailableError, match="longer than the option timeout allows"):
        open_session(timeout=0.3, retries=0).send("GET", f"{signing.url}/a")
    assert time.monotonic() - began < 3


def test_nothing_is_sent_once_the_task_is_cancelled(signing: SigningServer) -> None:
    session = open_session()
    session.send("GET", f"{signing.url}/a")
    seen = len(signing.arrivals)
    threading.Timer(0.1, session.cancelled.set).start()
    signing.mishaps = {SIGNED: 503}
    session._options = SessionOptions(first_pause=30)
    with pytest.raises(InterruptedError_):
        session.send("GET", f"{signing.url}/a")
    with pytest.raises(InterruptedError_):
        session.send("POST", f"{signing.url}/a", body={})
    assert len(signing.arrivals) == seen + 1


def test_a_read_is_repeated_with_a_password_that_was_right(signing: SigningServer) -> None:
    session = open_session()
    session.send("GET", f"{signing.url}/a")
    signing.mishaps = {SIGNED: RESET}
    assert session.send("GET", f"{signing.url}/a").status == 200
    assert signing.stages[-3:] == [ANONYMOUS, FIRST, PROOF]


# --- other hosts


def test_no_other_host_gets_a_message(signing: SigningServer) -> None:
    session = open_session()
    session.send("GET", f"{signing.url}/a")
    with SigningServer().running() as other:
        signing.mishaps = {SIGNED: 302}
        signing.headers = {"Location": f"{other.url}/blob"}
        target = io.BytesIO()
        assert session.send("GET", f"{signing.url}/a", target=target).status == 401
        assert other.stages == [ANONYMOUS]


def test_a_proxy_that_asks_for_ntlm_gets_no_message(monkeypatch: pytest.MonkeyPatch, server: ScriptedServer) -> None:
    """requests_ntlm would sign in to it, with the password for the server."""
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    server.script = [Reply(407, headers={"Proxy-Authenticate": "NTLM"})]
    assert open_session().send("GET", "http://tfs.example/a").status == 407
    assert len(server.requests) == 1
    assert "proxy-authorization" not in server.requests[0].headers


# --- secrets


@pytest.mark.parametrize("auth", ["ntlm", "auto", "basic"])
@pytest.mark.parametrize("mishap", [None, RESET, HANG, GARBAGE, 503])
def test_no_error_shows_the_password(signing: SigningServer, auth: str, mishap: str | int | None) -> None:
    password = "s3cret-6d20"
    if mishap is not None:
        signing.mishaps = {FIRST: mishap, BASIC: mishap}
    session = open_session(auth, password=password, timeout=0.3, retries=0)
    shown = f"{session._credentials!r} {vars(session._credentials)!r}"
    for _ignored in range(2):
        try:
            shown += repr(session.send("GET", f"{signing.url}/a"))
        except ReleaseManagementError as error:
            shown += f"{error!s} {error!r} {error.details} {error.__cause__!r}"
    assert password not in shown
    assert "password" in shown
