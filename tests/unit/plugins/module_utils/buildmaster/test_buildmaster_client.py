# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests and answers of BuildMaster on the wire: where the key is, which routes are spoken to, what errors say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scripted_server import Reply, Reset, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster.connection import (
    base_address,
    connect,
)

KEY = "key-0815-4711"
NO_ROUTE = Reply(404, content=b"<!DOCTYPE html><title>404 - Not Found</title>", content_type="text/html")


def client_of(server: ScriptedServer, **options: Any) -> Client:
    return connect({"buildmaster_url": server.url, "api_key": KEY, "retries": 0, "timeout": 5, **options})


# --- address and key


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://bm.example.com/", "https://bm.example.com"),
        (" http://bm.example.com:8622 ", "http://bm.example.com:8622"),
        ("https://example.com/buildmaster", "https://example.com/buildmaster"),
        ("https://example.com/buildmaster/API/releases", "https://example.com/buildmaster"),
    ],
)
def test_addresses(given: str, used: str) -> None:
    assert base_address(given) == used


@pytest.mark.parametrize(
    "given", ["bm.example.com", "ftp://bm", "https://", "https://u:p@bm", "https://bm/api?key=hidden"]
)
def test_what_is_no_address_or_has_a_key_in_it(given: str) -> None:
    with pytest.raises(errors.DeclarationError) as raised:
        base_address(given)
    assert raised.value.option == "buildmaster_url"
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize("missing", ["buildmaster_url", "api_key"])
def test_both_options_are_needed(missing: str) -> None:
    given = {"buildmaster_url": "http://bm", "api_key": KEY}
    del given[missing]
    with pytest.raises(errors.DeclarationError, match=missing.upper().replace("API", "BUILDMASTER_API")):
        connect(given)


def test_the_key_is_in_the_header_and_nowhere_else(server: ScriptedServer) -> None:
    server.script = [Reply(document=[]), Reply(document={"Region": "emea"})]
    client = client_of(server, api_key=KEY + "\n")
    client.rows("releases.list", {"status": "active"})
    client.call("release_variables.list", application="Profit Calculator", release="1/2")
    for seen in server.requests:
        assert seen.headers.pop("x-apikey") == KEY
        assert KEY not in f"{seen.raw_path} {seen.body!r} {seen.headers}"
    listed, read = server.requests
    assert (listed.method, listed.path, listed.document) == ("POST", "/api/releases", {"status": "active"})
    assert listed.headers["content-type"].startswith("application/json")
    assert read.raw_path == "/api/variables/releases/Profit%20Calculator/1%2F2"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_would_lead_elsewhere_is_refused(name: str, server: ScriptedServer) -> None:
    with pytest.raises(errors.DeclarationError):
        client_of(server).call("release_variables.list", application=name, release="1")
    assert server.requests == []


# --- routes of packages


def test_packages_are_spoken_to_from_the_first_404_on(server: ScriptedServer) -> None:
    server.script = [NO_ROUTE, Reply(document=[]), Reply(document={"id": 1}), Reply(document=[])]
    client = client_of(server)
    client.rows("builds.list", {"buildId": 6})
    client.objects("builds.create", {"releaseId": 4, "buildNumber": "3", "$x": "1"})
    client.rows("deployments.list", {"buildId": 6})
    assert [seen.path.removeprefix("/api/releases") for seen in server.requests] == [
        "/builds",
        "/packages",
        "/packages/create",
        "/packages/deployments",
    ]
    assert server.requests[1].document == {"packageId": 6}
    assert server.requests[2].document == {"releaseId": 4, "packageNumber": "3", "$x": "1"}


def test_a_404_of_both_is_a_wrong_address(server: ScriptedServer) -> None:
    server.script = [NO_ROUTE, NO_ROUTE]
    with pytest.raises(errors.NotFoundError, match=r"nothing at this address \(HTTP 404.*/api/releases/builds\)"):
        client_of(server).rows("builds.list")


def test_a_404_of_a_server_with_builds_is_no_reason_to_try_packages(server: ScriptedServer) -> None:
    server.script = [Reply(document=[]), NO_ROUTE]
    client = client_of(server)
    client.rows("builds.list")
    with pytest.raises(errors.NotFoundError):
        client.call("build_variables.list", application="a", release="1", build="2")
    assert len(server.requests) == 2


def test_a_404_of_releases_is_none_either(server: ScriptedServer) -> None:
    server.script = [NO_ROUTE]
    with pytest.raises(errors.NotFoundError):
        client_of(server).rows("releases.list")
    assert len(server.requests) == 1


# --- answers


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(document={"id": 1}), [{"id": 1}]),
        (Reply(document=[{"id": 1}, {"id": 2}]), [{"id": 1}, {"id": 2}]),
        (Reply(document=[]), []),
        (Reply(content=b""), []),
        (Reply(content=b"null"), []),
        (Reply(content=b"\xef\xbb\xbf[]"), []),
    ],
    ids=["object", "array", "empty array", "nothing", "null", "with a byte order mark"],
)
def test_what_was_done_comes_as_object_or_array_or_nothing(
    reply: Reply, expected: list[Any], server: ScriptedServer
) -> None:
    server.script = [reply]
    assert client_of(server).objects("builds.deploy", {"buildId": 1}) == expected


@pytest.mark.parametrize("document", [{}, "text", [1], 7])
def test_a_list_that_is_none(document: Any, server: ScriptedServer) -> None:
    server.script = [Reply(document=document)]
    with pytest.raises(errors.UnexpectedAnswerError, match="not a list"):
        client_of(server).rows("releases.list")


@pytest.mark.parametrize("document", ["text", [1], 7])
def test_objects_that_are_none(document: Any, server: ScriptedServer) -> None:
    server.script = [Reply(document=document)]
    with pytest.raises(errors.UnexpectedAnswerError, match="not an object"):
        client_of(server).objects("builds.deploy", {"buildId": 1})


@pytest.mark.parametrize("document", [[], "text", 7])
def test_variables_that_are_no_map(document: Any, server: ScriptedServer) -> None:
    server.script = [Reply(document=document)]
    with pytest.raises(errors.UnexpectedAnswerError, match="not an object"):
        client_of(server).mapping("release_variables.list", application="a", release="1")


ERRORS: list[tuple[Reply, type[errors.ReleaseManagementError], list[str]]] = [
    (Reply(403, content_type=None), errors.PermissionDeniedError, ["HTTP 403", "Check api_key", "Release & Build"]),
    (
        Reply(403, content=b"The specified API key does not have the proper permissions.", content_type="text/plain"),
        errors.PermissionDeniedError,
        ["It says: The specified API key does not have the proper permissions. Check"],
    ),
    (Reply(401, content_type=None), errors.AuthenticationError, ["HTTP 401", "Check api_key"]),
    (
        Reply(400, content=b"releaseNumber is required", content_type="text/plain"),
        errors.RefusedError,
        ["is required."],
    ),
    (Reply(400, content_type=None), errors.RefusedError, ["HTTP 400"]),
    (Reply(500, content=b"boom", content_type="text/plain"), errors.UnavailableError, ["It says: boom."]),
    (Reply(429, headers={"Retry-After": "0"}), errors.ThrottledError, ["Try again later"]),
    (
        Reply(302, headers={"Location": "https://login.example.com/x?y=hidden"}),
        errors.UnexpectedAnswerError,
        ["to https://login.example.com/x,", "set buildmaster_url"],
    ),
    (
        Reply(content=b"<html><title>Welcome &amp; hello</title></html>", content_type="text/html"),
        errors.UnexpectedAnswerError,
        ["text/html instead of JSON", "It says: Welcome & hello.", "Check that buildmaster_url"],
    ),
    (Reply(content=b"fine", content_type="text/plain"), errors.UnexpectedAnswerError, ["text/plain instead of JSON"]),
]


@pytest.mark.parametrize(("reply", "kind", "says"), ERRORS)
def test_errors(
    reply: Reply, kind: type[errors.ReleaseManagementError], says: list[str], server: ScriptedServer
) -> None:
    server.script = [reply]
    with pytest.raises(kind) as raised:
        client_of(server).rows("releases.list")
    for part in says:
        assert part in str(raised.value)
    assert KEY not in str(raised.value)
    assert "hidden" not in str(raised.value)
    assert raised.value.details["url"] == f"{server.url}/api/releases"


# --- what is counted, what is repeated


def test_a_write_that_the_server_took_is_counted_and_a_list_is_not(server: ScriptedServer) -> None:
    server.script = [Reply(document=[]), Reply(400), Reply(document={"id": 1}), Reply(content=b"")]
    client = client_of(server)
    client.rows("releases.list")
    with pytest.raises(errors.RefusedError):
        client.objects("releases.create", {})
    assert client.written == 0
    client.objects("releases.create", {})
    client.call("release_variables.set", body={}, application="a", release="1", variable="V")
    assert client.written == 2


def test_a_list_is_asked_for_again_though_it_is_a_post(server: ScriptedServer) -> None:
    server.script = [Reset(), Reply(503), Reply(document=[{"id": 1}])]
    assert client_of(server, retries=3).rows("releases.list") == [{"id": 1}]


def test_a_list_that_never_comes_is_no_lost_write(server: ScriptedServer) -> None:
    server.script = [Reset()]
    with pytest.raises(errors.UnavailableError) as raised:
        client_of(server).rows("releases.list")
    assert not isinstance(raised.value, errors.LostAnswerError)


@pytest.mark.parametrize("operation", ["releases.create", "releases.cancel", "builds.create", "builds.deploy"])
def test_a_write_is_not_repeated_blindly(operation: str, server: ScriptedServer) -> None:
    server.script = [Reset()]
    with pytest.raises(errors.LostAnswerError):
        client_of(server, retries=5).objects(operation, {"releaseId": 1})
    assert len(server.requests) == 1


def test_setting_a_variable_is_repeated(server: ScriptedServer) -> None:
    server.script = [Reset(), Reply(content=b"", content_type="text/plain")]
    value = {"value": "7", "sensitive": False, "evaluate": False}
    client_of(server, retries=1).call("release_variables.set", body=value, application="a", release="1", variable="V")
    assert [json.loads(seen.body) for seen in server.requests] == [value, value]


def test_a_web_page_is_no_success_of_a_write_without_an_answer(server: ScriptedServer) -> None:
    server.script = [Reply(content=b"<html><title>Sign in</title></html>", content_type="text/html")]
    with pytest.raises(errors.UnexpectedAnswerError, match="Sign in"):
        client_of(server).call("release_variables.set", body={}, application="a", release="1", variable="V")
