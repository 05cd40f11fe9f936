# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import contextlib
import sys
from collections.abc import Callable
from typing import Any

import pytest
import requests
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    DeclarationError,
    MissingLibraryError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import (
    SCHEMES,
    FromEnvironment,
    choose_credentials,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)

ENVIRONMENT = {"token": ("TOKEN_A", "TOKEN_B"), "access_token": ("BEARER",), "username": ("U",), "password": ("P",)}
EVERYTHING = {"token": "t", "access_token": "a", "username": "u", "password": "p"}


def header(auth: str, given: dict[str, Any]) -> str:
    """Return the Authorization header that a service in the cloud gets, in readable form."""
    request = requests.Request("GET", "http://localhost/").prepare()
    choose_credentials(auth, given, ENVIRONMENT, is_hosted=True)(request)
    scheme, _ignored, value = request.headers["Authorization"].partition(" ")
    return f"{scheme} {base64.b64decode(value).decode() if scheme == 'Basic' else value}"


def environment(**values: str) -> dict[str, FromEnvironment]:
    return {name: FromEnvironment(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"token": "t"}, "Basic :t"),
        ({"access_token": "a"}, "Bearer a"),
        ({"username": "DOMAIN\\u", "password": "p:ä"}, "Basic DOMAIN\\u:p:ä"),
        (EVERYTHING, "Basic :t"),
        ({"access_token": "a", "username": "u", "password": "p"}, "Bearer a"),
        ({"token": "", "access_token": "a"}, "Bearer a"),
        ({"username": "u", "token": "t"}, "Basic :t"),
    ],
)
def test_auto_takes_token_then_access_token_then_user(given: dict[str, Any], expected: str) -> None:
    assert header("auto", given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({**environment(token="t"), "access_token": "a"}, "Bearer a"),
        ({**environment(token="t", access_token="a"), "username": "u", "password": "p"}, "Basic u:p"),
        ({**environment(token="t", password="p"), "username": "u"}, "Basic u:p"),
        ({**environment(token="t"), "username": "u"}, "Basic :t"),
        (environment(token="t", access_token="a"), "Basic :t"),
        (environment(access_token="a"), "Bearer a"),
    ],
)
def test_explicit_credentials_go_before_those_of_the_environment(given: dict[str, Any], expected: str) -> None:
    assert header("auto", given) == expected


@pytest.mark.parametrize(("auth", "expected"), [("pat", "Basic :t"), ("bearer", "Bearer a"), ("basic", "Basic u:p")])
def test_a_named_scheme_is_used_whatever_else_is_given(auth: str, expected: str) -> None:
    assert header(auth, EVERYTHING) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"username": "u", "password": "p"}, "what the server offers"),
        ({"username": "u", "token": "t"}, "Authorization"),
        ({**environment(token="t", password="p"), "username": "u"}, "what the server offers"),
        (EVERYTHING, "Authorization"),
    ],
)
def test_auto_asks_a_server_of_ones_own_how_it_takes_a_password(given: dict[str, Any], expected: str) -> None:
    assert expected in repr(choose_credentials("auto", given, ENVIRONMENT))


def test_without_credentials_the_error_names_options_and_variables() -> None:
    with pytest.raises(DeclarationError) as caught:
        choose_credentials("auto", {}, ENVIRONMENT)
    for name in (*EVERYTHING, "kerberos", "TOKEN_A", "TOKEN_B", "BEARER", "U", "P"):
        assert name in str(caught.value)


@pytest.mark.parametrize("auth", [auth for auth, scheme in SCHEMES.items() if scheme.options])
def test_a_named_scheme_without_its_options_is_an_error(auth: str) -> None:
    missing = SCHEMES[auth].options[-1]
    with pytest.raises(DeclarationError, match=missing) as caught:
        choose_credentials(auth, {**EVERYTHING, missing: None}, ENVIRONMENT)
    assert caught.value.option == "auth"


def test_the_line_end_of_a_secret_read_from_a_file_is_no_part_of_it() -> None:
    assert header("auto", {"access_token": "a\r\n"}) == "Bearer a"


@pytest.mark.parametrize("token", ["a\nX-Evil: 1", "tök€n"])
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        choose_credentials("bearer", {"access_token": token}, ENVIRONMENT)
    assert token not in f"{caught.value!s} {caught.value!r}"


# --- optional libraries


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def hide(*libraries: str) -> None:
        for library in libraries:
            monkeypatch.setitem(sys.modules, library, None)

    return hide


@pytest.mark.parametrize(
    ("auth", "module", "distribution"),
    [("ntlm", "requests_ntlm", "requests_ntlm"), ("kerberos", "requests_gssapi", "requests-gssapi")],
)
def test_a_library_is_asked_for_by_name_when_it_is_needed(
    without: Callable[..., None], auth: str, module: str, distribution: str
) -> None:
    without(module)
    with pytest.raises(MissingLibraryError) as caught:
        choose_credentials(auth, EVERYTHING, ENVIRONMENT)
    assert f"auth: {auth} needs the Python library {distribution}" in str(caught.value)
    assert f"{sys.executable} -m pip install {distribution}" in str(caught.value)


@pytest.mark.parametrize("auth", ["auto", "pat", "bearer", "basic"])
def test_no_other_way_needs_an_optional_library(without: Callable[..., None], auth: str) -> None:
    without("requests_ntlm", "requests_gssapi", "spnego", "gssapi")
    choose_credentials(auth, EVERYTHING, ENVIRONMENT)
    choose_credentials("auto", {"username": "u", "password": "p"}, ENVIRONMENT)


OFFER = {"WWW-Authenticate": 'Bearer, Negotiate, NTLM, Basic realm="http://server/"'}


def test_auto_takes_basic_where_the_library_for_ntlm_is_missing(
    without: Callable[..., None], server: ScriptedServer
) -> None:
    without("requests_ntlm")
    server.script = [Reply(401, headers=OFFER)]
    session = HttpSession(choose_credentials("auto", {"username": "u", "password": "p"}, {}), SessionOptions())
    assert session.send("GET", f"{server.url}/a").status == 200
    assert ["authorization" in seen.headers for seen in server.requests] == [False, True]


def test_auto_asks_for_the_library_where_the_server_offers_nothing_else(
    without: Callable[..., None], server: ScriptedServer
) -> None:
    without("requests_ntlm")
    server.script = [Reply(401, headers={"WWW-Authenticate": "Negotiate, NTLM"})]
    session = HttpSession(choose_credentials("auto", {"username": "u", "password": "p"}, {}), SessionOptions())
    with pytest.raises(MissingLibraryError, match="pip install requests_ntlm"):
        session.send("GET", f"{server.url}/a")


# --- Basic


@pytest.mark.parametrize("auth", ["basic", "auto"])
def test_a_password_that_was_refused_is_not_sent_again(server: ScriptedServer, auth: str) -> None:
    server.script = [Reply(401, headers={"WWW-Authenticate": "Basic"})] * 9
    for _item in range(3):
        session = HttpSession(choose_credentials(auth, {"username": "u", "password": "p"}, {}), SessionOptions())
        with contextlib.suppress(AuthenticationError):
            assert session.send("GET", f"{server.url}/a").status == 401
    assert ["authorization" in seen.headers for seen in server.requests].count(True) == 1


@pytest.mark.parametrize("status", [407, 429, 500, 503])
def test_an_answer_of_something_before_the_server_proves_no_password(server: ScriptedServer, status: int) -> None:
    server.script = [Reply(status), Reply(401), Reply(401)]
    session = HttpSession(
        choose_credentials("basic", {"username": "u", "password": "p"}, {}), SessionOptions(retries=0)
    )
    session.send("GET", f"{server.url}/a")
    session.send("GET", f"{server.url}/a")
    with pytest.raises(AuthenticationError):
        session.send("GET", f"{server.url}/a")
    assert len(server.requests) == 2


def test_a_token_that_was_refused_may_be_sent_again(server: ScriptedServer) -> None:
    server.script = [Reply(401)] * 2
    session = HttpSession(choose_credentials("auto", {"token": "t"}, {}), SessionOptions())
    assert [session.send("GET", f"{server.url}/a").status for _ignored in range(3)] == [401, 401, 200]
