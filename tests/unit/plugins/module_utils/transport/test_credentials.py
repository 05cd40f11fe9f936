# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._transport.credentials import (
    SCHEMES,
    FromEnvironment,
    choose_credentials,
)

ENVIRONMENT = {"token": ("TOKEN_A", "TOKEN_B"), "access_token": ("BEARER",), "username": ("U",), "password": ("P",)}
EVERYTHING = {"token": "t", "access_token": "a", "username": "u", "password": "p"}


def header(auth: str, given: dict[str, Any]) -> str:
    """Return the Authorization header in readable form."""
    request = requests.Request("GET", "http://localhost/").prepare()
    choose_credentials(auth, given, ENVIRONMENT)(request)
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


def test_without_credentials_the_error_names_options_and_variables() -> None:
    with pytest.raises(DeclarationError) as caught:
        choose_credentials("auto", {}, ENVIRONMENT)
    for name in (*EVERYTHING, "TOKEN_A", "TOKEN_B", "BEARER", "U", "P"):
        assert name in str(caught.value)


@pytest.mark.parametrize("auth", list(SCHEMES))
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
