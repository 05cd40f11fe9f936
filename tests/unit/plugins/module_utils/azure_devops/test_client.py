# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from typing import Any

import pytest
from scripted_server import Reply, Reset, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    DeclarationError,
    InterruptedError_,
    LostAnswerError,
    NotFoundError,
    UnexpectedAnswerError,
)


@pytest.fixture
def client(server: ScriptedServer) -> Client:
    return client_of(server)


def client_of(scripted: ScriptedServer, /, **options: Any) -> Client:
    given = {"project": "Web Shop", "token": "tok-1", "retries": 1, "server": "server2022", **options}
    return connect({"organization_url": f"{scripted.url}/DefaultCollection", **given})


# --- one call


def test_a_call_has_route_version_and_headers_of_its_operation(server: ScriptedServer, client: Client) -> None:
    server.script = [Reply(document={"id": 7})]
    assert client.call("release_definitions.get", definition_id=7, query={"$expand": "environments"}) == {"id": 7}
    seen = server.requests[0]
    assert seen.method == "GET"
    assert seen.raw_path == ("/DefaultCollection/Web%20Shop/_apis/release/definitions/7?$expand=environments")
    assert seen.headers["accept"] == "application/json;api-version=7.0"
    assert seen.headers["x-tfs-fedauthredirect"] == "Suppress"
    assert seen.headers["x-vss-forcemsapassthrough"] == "true"


def test_a_preview_is_asked_for_where_the_operation_is_one(server: ScriptedServer, client: Client) -> None:
    client.call("definition_tags.list", definition_id=7)
    assert server.requests[0].headers["accept"] == "application/json;api-version=7.0-preview.1"


def test_services_are_spoken_to_in_their_version(server: ScriptedServer) -> None:
    client = client_of(server, server="services")
    client.call("release_definitions.get", definition_id=7)
    assert (client.generation.name, client.generation.family) == ("services", "7.1")
    assert server.requests[0].headers["accept"] == "application/json;api-version=7.1"


def test_each_operation_goes_to_its_host(server: ScriptedServer) -> None:
    client = client_of(server, release_url=f"{server.url}/vsrm/org", identity_url=f"{server.url}/vssps/org")
    client.call("projects.list")
    client.call("release_definitions.get", definition_id=7)
    client.call("identities.search", query={"searchFilter": "General", "filterValue": "me"})
    assert [seen.path for seen in server.requests] == [
        "/DefaultCollection/_apis/projects",
        "/vsrm/org/Web%20Shop/_apis/release/definitions/7",
        "/vssps/org/_apis/identities",
    ]


def test_another_project_may_be_named(server: ScriptedServer, client: Client) -> None:
    client.call("build_definitions.list", project="Contoso")
    client.call("projects.get", project="6d5b-1")
    assert [seen.path for seen in server.requests] == [
        "/DefaultCollection/Contoso/_apis/build/definitions",
        "/DefaultCollection/_apis/projects/6d5b-1",
    ]


def test_without_a_project_the_option_is_named_and_nothing_is_sent(server: ScriptedServer) -> None:
    with pytest.raises(DeclarationError) as caught:
        client_of(server, project=None).call("queues.list")
    assert (caught.value.option, server.requests) == ("project", [])


def test_a_body_is_sent_and_the_answer_returned(server: ScriptedServer, client: Client) -> None:
    server.script = [Reply(document={"id": 1, "revision": 1})]
    assert client.call("release_definitions.create", body={"name": "Überlieferung"})["id"] == 1
    assert (server.requests[0].method, server.requests[0].document) == ("POST", {"name": "Überlieferung"})


def test_a_deletion_may_be_answered_by_nothing(server: ScriptedServer, client: Client) -> None:
    server.script = [Reply(204, content_type=None)]
    assert client.call("release_definitions.delete", definition_id=7, query={"forceDelete": True}) is None
    assert server.requests[0].query == {"forceDelete": "true"}


def test_a_revision_is_text(server: ScriptedServer, client: Client) -> None:
    text = '{"id":7,"Name":"X"}'
    server.script = [Reply(content=text.encode(), content_type="text/plain; charset=utf-8")]
    assert client.call("release_definitions.revision", definition_id=7, revision=2) == text
    assert server.requests[0].headers["accept"] == "text/plain;api-version=7.0"


# --- failures, over the wire


def test_a_wrong_token(server: ScriptedServer, client: Client) -> None:
    server.script = [Reply(401, content_type=None, headers={"WWW-Authenticate": 'Basic realm="x"'})]
    with pytest.raises(AuthenticationError):
        client.call("projects.list")
    assert len(server.requests) == 1


def test_a_sign_in_page_behind_a_redirect_on_the_same_server(server: ScriptedServer, client: Client) -> None:
    page = Reply(203, content=b"<html><title>Sign In</title></html>", content_type="text/html")
    server.script = [Reply(302, headers={"Location": "/_signin?realm=x"}), page]
    with pytest.raises(AuthenticationError, match="sign-in page"):
        client.call("projects.list")


def test_a_sign_in_page_elsewhere_gets_no_credentials(
    server: ScriptedServer, other_server: ScriptedServer, client: Client
) -> None:
    server.script = [Reply(302, headers={"Location": f"{other_server.url}/_signin"})]
    with pytest.raises(AuthenticationError):
        client.call("projects.list")
    assert other_server.requests == []


def test_a_creation_whose_answer_is_lost_is_sent_once(server: ScriptedServer, client: Client) -> None:
    server.script = [Reset()]
    with pytest.raises(LostAnswerError):
        client.call("release_definitions.create", body={"name": "X"})
    assert server.methods == ["POST"]


def test_a_tag_may_be_added_twice(server: ScriptedServer, client: Client) -> None:
    server.script = [Reset(), Reply(document={"count": 1, "value": ["a"]})]
    assert client.call("definition_tags.add_all", definition_id=7, body=["a"])["value"] == ["a"]
    assert server.methods == ["POST", "POST"]


def test_a_cancelled_task_sends_nothing(server: ScriptedServer, client: Client) -> None:
    client.cancelled = threading.Event()
    client.cancelled.set()
    with pytest.raises(InterruptedError_):
        client.call("release_definitions.create", body={"name": "X"})
    assert server.requests == []


# --- lists


def listing(*items: int, token: str | None = None) -> Reply:
    headers = {"x-ms-continuationtoken": token} if token else {}
    return Reply(document={"count": len(items), "value": [{"id": item} for item in items]}, headers=headers)


def test_all_pages_are_followed_with_the_same_query(server: ScriptedServer, client: Client) -> None:
    server.script = [
        listing(1, 2, token="2017-11-20T13:18:01.1275996Z"),
        listing(3, token="7"),
        listing(4),
    ]
    query = {"searchText": "a b", "$expand": "environments"}
    assert [item["id"] for item in client.pages("release_definitions.list", query=query)] == [1, 2, 3, 4]
    assert [seen.query for seen in server.requests] == [
        query,
        {**query, "continuationToken": "2017-11-20T13:18:01.1275996Z"},
        {**query, "continuationToken": "7"},
    ]


@pytest.mark.parametrize(
    ("operation", "query", "limit", "expected"),
    [
        ("releases.list", {}, 3, {"$top": "3"}),
        ("releases.list", {"$top": 2}, 3, {"$top": "2"}),
        ("releases.list", {"$top": 100}, 3, {"$top": "3"}),
        ("releases.list", {"$top": 100}, None, {"$top": "100"}),
        ("releases.list", {}, None, {}),
        ("queues.list", {}, 3, {}),
    ],
)
def test_a_limit_lowers_the_size_of_a_page(
    server: ScriptedServer,
    client: Client,
    operation: str,
    query: dict[str, Any],
    limit: int | None,
    expected: dict[str, str],
) -> None:
    server.script = [listing(1)]
    list(client.pages(operation, query=query, limit=limit))
    assert server.requests[0].query == expected


def test_a_limit_asks_for_no_page_more(server: ScriptedServer, client: Client) -> None:
    server.script = [listing(1, 2, token="2"), listing(3, 4, token="4"), listing(5)]
    assert [item["id"] for item in client.pages("releases.list", limit=3)] == [1, 2, 3]
    assert len(server.requests) == 2


@pytest.mark.parametrize("document", [{"count": 0}, [], {"value": {"id": 1}}, "text"])
def test_an_answer_that_is_no_list_is_unexpected(server: ScriptedServer, client: Client, document: Any) -> None:
    server.script = [Reply(document=document)]
    with pytest.raises(UnexpectedAnswerError):
        list(client.pages("releases.list"))


def test_a_failure_on_a_later_page_is_not_the_end_of_the_list(server: ScriptedServer, client: Client) -> None:
    server.script = [listing(1, token="1"), Reply(404, document={"message": "gone", "typeKey": "X"})]
    with pytest.raises(NotFoundError):
        list(client.pages("releases.list"))


def test_threads_share_a_client(server: ScriptedServer) -> None:
    client = client_of(server, concurrency=8)
    threads = [threading.Thread(target=client.call, args=("projects.list",)) for _ignored in range(8)]
    for _ignored in range(3):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        threads = [threading.Thread(target=client.call, args=("projects.list",)) for _ignored in range(8)]
    assert len(server.requests) == 24
    assert server.connections <= 8
