# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Operations whose answer becomes a file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect

ARCHIVE = b"PK\x05\x06" + b"\0" * 18
SIGN_IN = b"<!DOCTYPE html><html><head><title>Sign In</title></head></html>"
GONE = {"message": "The requested build 7 could not be found.", "typeKey": "BuildNotFoundException"}


@pytest.fixture
def client(server: ScriptedServer) -> Client:
    return connect(
        {
            "organization_url": f"{server.url}/DefaultCollection",
            "project": "Fabrikam",
            "token": "tok-1",
            "retries": 1,
            "server": "server2022",
        }
    )


def download(client: Client, operation: str = "builds.log_archive", **path: Any) -> bytes:
    file = io.BytesIO()
    client.download(operation, file, **{"build_id": 7, **path})
    return file.getvalue()


@pytest.mark.parametrize(
    ("operation", "path", "address", "accept"),
    [
        ("builds.log_archive", {}, "build/builds/7/logs", "application/zip"),
        ("builds.artifact_archive", {"query": {"artifactName": "drop"}}, "build/builds/7/artifacts", "application/zip"),
        ("builds.log", {"log_id": 2}, "build/builds/7/logs/2", "text/plain"),
        ("releases.log_archive", {"release_id": 3}, "release/releases/3/logs", "application/zip"),
    ],
)
def test_it_asks_for_its_form_in_the_version_of_the_server(
    server: ScriptedServer, client: Client, operation: str, path: dict[str, Any], address: str, accept: str
) -> None:
    server.script = [Reply(content=ARCHIVE, content_type=accept)]
    assert download(client, operation, **path) == ARCHIVE
    seen = server.requests[0]
    assert seen.path == f"/DefaultCollection/Fabrikam/_apis/{address}"
    assert seen.headers["accept"] == f"{accept};api-version=7.0"


@pytest.mark.parametrize("content_type", ["application/zip", "application/octet-stream", None])
def test_servers_call_an_archive_by_several_names(
    server: ScriptedServer, client: Client, content_type: str | None
) -> None:
    server.script = [Reply(content=ARCHIVE, content_type=content_type)]
    assert download(client) == ARCHIVE


@pytest.mark.parametrize("status", [200, 203])
def test_a_sign_in_page_is_no_archive(server: ScriptedServer, client: Client, status: int) -> None:
    server.script = [Reply(status, content=SIGN_IN, content_type="text/html; charset=utf-8")]
    with pytest.raises(errors.AuthenticationError, match="sign-in page"):
        download(client)


def test_a_sign_in_page_elsewhere_neither(server: ScriptedServer, other_server: ScriptedServer, client: Client) -> None:
    server.script = [Reply(302, headers={"Location": f"{other_server.url}/_signin?realm=x"})]
    other_server.script = [Reply(content=SIGN_IN, content_type="text/html")]
    with pytest.raises(errors.AuthenticationError, match="sign-in page"):
        download(client)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(401, content_type=None), errors.AuthenticationError),
        (Reply(403, document={"message": "no"}), errors.PermissionDeniedError),
        (Reply(404, document=GONE), errors.NotFoundError),
        (Reply(500, document={"message": "oops"}), errors.UnavailableError),
    ],
)
def test_a_refusal_is_the_error_that_it_is_elsewhere(
    server: ScriptedServer, client: Client, reply: Reply, expected: type[errors.ReleaseManagementError]
) -> None:
    server.script = [reply]
    with pytest.raises(expected) as caught:
        download(client)
    assert caught.value.status == reply.status


@pytest.mark.parametrize(("operation", "wanted"), [("builds.log_archive", "a zip archive"), ("builds.log", "text")])
def test_a_document_instead_of_it_is_not_taken(
    server: ScriptedServer, client: Client, operation: str, wanted: str
) -> None:
    server.script = [Reply(document={"count": 0, "value": []})]
    with pytest.raises(errors.UnexpectedAnswerError, match=f"application/json instead of {wanted}"):
        download(client, operation, log_id=1)


def test_a_store_that_refuses_is_not_taken_for_the_server(
    server: ScriptedServer, other_server: ScriptedServer, client: Client
) -> None:
    server.script = [Reply(302, headers={"Location": f"{other_server.url}/blob?sig=secret"})]
    other_server.script = [Reply(403, content=b"<Error>Signature not valid</Error>", content_type="application/xml")]
    with pytest.raises(errors.UnexpectedAnswerError, match=r"sent the download on to 127.0.0.1") as caught:
        download(client)
    assert "secret" not in f"{caught.value} {caught.value.details}"
    assert caught.value.status == 403
