# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which generation a server is found to be, with which requests.

The lists of routes are as servers answer OPTIONS: routes with the versions that they have, of which some ended early.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import Any

import pytest
from scripted_server import Reply, Reset, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops import detection
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ReleaseManagementError,
    UnavailableError,
    UnexpectedAnswerError,
    VersionError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Resource, Run
from ansible_collections.devops.release_management.plugins.module_utils._performing import Wishes, perform

RELEASE_AREA = "efc2f575-36ef-48e9-b672-0c6fb4a48ac5"
IDENTITY_AREA = "8a3d49b8-91f0-46ef-b33d-dda338c25db3"
DEFINITIONS = "d8f96f24-8ea7-4cb6-baab-2df8fc515665"
PROJECTS = Reply(document={"count": 0, "value": []})


@pytest.fixture(autouse=True)
def _nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "_known", {})


def listing(*entries: dict[str, Any]) -> Reply:
    return Reply(document={"count": len(entries), "value": list(entries)})


def route(latest: str, name: str = "definitions") -> dict[str, Any]:
    return {
        "id": DEFINITIONS,
        "area": "Release",
        "resourceName": name,
        "routeTemplate": "{project}/_apis/{area}/{resource}/{definitionId}",
        "resourceVersion": 3,
        "minVersion": "1.0",
        "maxVersion": latest,
        "releasedVersion": "0.0",
    }


def routes(latest: str) -> Reply:
    """What a server answers; some of its routes ended with older versions."""
    return listing(route("2.0", "logs"), route(latest), route("2.2", "tags"))


def areas(**places: str) -> Reply:
    ids = {"release": RELEASE_AREA.upper(), "identity": IDENTITY_AREA}
    return listing(*({"id": ids[name], "name": name, "locationUrl": place} for name, place in places.items()))


def client_of(scripted: ScriptedServer, collection: str = "DefaultCollection", /, **options: Any) -> Client:
    given = {"organization_url": f"{scripted.url}/{collection}", "project": "Web Shop", "token": "tok-1", "retries": 0}
    return connect({**given, **options})


def asked(server: ScriptedServer) -> list[str]:
    return [f"{seen.method} {seen.path}" for seen in server.requests]


def failure(scripted: ScriptedServer, /, *script: Reply | Reset, **options: Any) -> ReleaseManagementError:
    scripted.script = list(script)
    with pytest.raises(ReleaseManagementError) as caught:
        client_of(scripted, **options).call("projects.list")
    return caught.value


# --- without a request


@pytest.mark.parametrize("url", ["https://dev.azure.com/org", "https://org.visualstudio.com"])
def test_the_address_of_services_tells_by_itself(url: str) -> None:
    client = connect({"organization_url": url, "token": "t", "retries": 0})
    assert client.generation.name == "services"


@pytest.mark.parametrize("name", list(GENERATIONS))
def test_a_generation_that_is_given_is_not_asked_for(server: ScriptedServer, name: str) -> None:
    client = client_of(server, server=name)
    client.call("projects.list")
    assert client.generation.name == name
    assert asked(server) == ["GET /DefaultCollection/_apis/projects"]


def test_what_sends_nothing_finds_nothing_out(server: ScriptedServer) -> None:
    client = client_of(server)
    assert client.addresses.project == "Web Shop"
    client.close()
    assert server.requests == []


# --- with one request


@pytest.mark.parametrize(
    ("latest", "name"),
    [
        ("2.2", "tfs2015"),
        ("2.3", "tfs2015"),
        ("3.0", "tfs2017"),
        ("3.1", "tfs2017"),
        ("3.2", "tfs2017"),
        ("4.0", "tfs2018"),
        ("4.1", "tfs2018"),
        ("5.0", "server2019"),
        ("5.1", "server2019"),
        ("6.0", "server2020"),
        ("6.1", "server2020"),
        ("7.0", "server2022"),
        ("7.1", "server2022"),
        ("7.2", "services"),
    ],
)
def test_a_server_is_known_by_the_newest_of_its_routes(server: ScriptedServer, latest: str, name: str) -> None:
    server.script = [routes(latest), PROJECTS]
    client = client_of(server)
    warnings: list[str] = []
    client.warn = warnings.append
    client.call("projects.list")
    assert (client.generation.name, warnings) == (name, [])
    assert asked(server) == ["OPTIONS /DefaultCollection/_apis/Release", "GET /DefaultCollection/_apis/projects"]
    assert server.requests[0].headers["accept"] == "application/json"
    assert server.requests[0].headers["x-tfs-fedauthredirect"] == "Suppress"
    assert server.requests[1].headers["accept"] == f"application/json;api-version={client.generation.family}"


def test_routes_that_have_no_version_do_not_count(server: ScriptedServer) -> None:
    odd = [{}, {"maxVersion": None}, {"maxVersion": "?"}, "text", route("5.1")]
    server.script = [Reply(document={"count": 5, "value": odd})]
    assert client_of(server).generation.name == "server2019"


def test_threads_ask_once(server: ScriptedServer) -> None:
    server.script = [routes("6.1"), *[PROJECTS] * 6]
    server.script[0].silence = 0.2  # type: ignore[union-attr]
    client = client_of(server)
    threads = [threading.Thread(target=client.call, args=("projects.list",)) for _ignored in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.methods) == ["GET"] * 6 + ["OPTIONS"]


# --- kept for the life of the process


def test_the_next_client_does_not_ask_again(server: ScriptedServer) -> None:
    server.script = [routes("5.1")]
    assert client_of(server).generation.name == "server2019"
    other = client_of(server, project="Contoso")
    assert (other.generation.name, other.addresses.project) == ("server2019", "Contoso")
    assert client_of(server, project=None).addresses.project is None
    assert asked(server) == ["OPTIONS /DefaultCollection/_apis/Release"]


def test_another_address_is_asked_for_itself(server: ScriptedServer, other_server: ScriptedServer) -> None:
    server.script, other_server.script = [routes("5.1"), routes("5.1")], [routes("4.1")]
    assert client_of(server).generation.name == "server2019"
    assert client_of(other_server).generation.name == "tfs2018"
    assert client_of(server, "Archive").generation.name == "server2019"
    assert asked(server) == ["OPTIONS /DefaultCollection/_apis/Release", "OPTIONS /Archive/_apis/Release"]


def test_what_is_given_goes_before_what_is_known(server: ScriptedServer) -> None:
    server.script = [routes("5.1")]
    assert client_of(server).generation.name == "server2019"
    assert client_of(server, server="tfs2018").generation.name == "tfs2018"


def test_a_failure_is_not_kept(server: ScriptedServer) -> None:
    assert isinstance(failure(server, Reply(503, document={"message": "busy"})), UnavailableError)
    server.script = [routes("5.1")]
    assert client_of(server).generation.name == "server2019"


# --- servers that are not known


@pytest.mark.parametrize(
    ("latest", "title"),
    [
        ("8.0", "Azure DevOps Server 2022"),
        ("7.3", "Azure DevOps Server 2022"),
        ("12.1", "Azure DevOps Server 2022"),
        ("6.2", "Azure DevOps Server 2020"),
        ("4.2", "Team Foundation Server 2018"),
    ],
)
def test_an_unknown_server_is_spoken_to_as_the_newest_before_it(
    server: ScriptedServer, latest: str, title: str
) -> None:
    server.script = [routes(latest)]
    client = client_of(server)
    warnings: list[str] = []
    client.warn = warnings.append
    assert client.generation.title == title
    assert client.generation.title == title
    assert len(warnings) == 1
    assert f"server speaks is {latest}" in warnings[0]
    assert f"spoken to as {title}. Set the option server" in warnings[0]


def test_the_warning_is_part_of_the_result_of_each_task(server: ScriptedServer) -> None:
    def run(params: Any, client: Client, run: Run) -> Outcome:
        client.call("projects.list")
        client.call("projects.list")
        return Outcome(changed=False, result={"generation": client.generation.name})

    resource = Resource(name="toy", argument_spec={}, run=run, connect=connect)
    server.script = [routes("8.0")]
    for _ignored in range(2):
        answer = perform(resource, {}, Wishes(action="toy"), lambda params: nullcontext(client_of(server)))
        assert answer["generation"] == "server2022"
        assert [text[:70] for text in answer["warnings"]] == [
            "The latest version of the API that this server speaks is 8.0, which th"
        ]
    assert server.methods.count("OPTIONS") == 1


def test_a_server_that_is_too_old(server: ScriptedServer) -> None:
    found = failure(server, listing(route("1.0")))
    assert isinstance(found, UnexpectedAnswerError)
    assert found.option == "server"
    assert "is 1.0" in str(found)
    assert "Team Foundation Server 2015 Update 2" in str(found)


# --- releases on another host


def test_a_host_without_releases_names_the_one_that_has_them(server: ScriptedServer) -> None:
    places = {"release": f"{server.url}/vsrm/fabrikam/", "identity": f"{server.url}/vssps/fabrikam/"}
    server.script = [listing(), areas(**places), routes("7.2"), PROJECTS, PROJECTS, PROJECTS]
    client = client_of(server, "fabrikam")
    assert client.generation.name == "services"
    client.call("projects.list")
    list(client.pages("release_definitions.list"))
    list(client.pages("identities.search"))
    assert asked(server) == [
        "OPTIONS /fabrikam/_apis/Release",
        "GET /fabrikam/_apis/ResourceAreas",
        "OPTIONS /vsrm/fabrikam/_apis/Release",
        "GET /fabrikam/_apis/projects",
        "GET /vsrm/fabrikam/Web%20Shop/_apis/release/definitions",
        "GET /vssps/fabrikam/_apis/identities",
    ]
    # The route's versions begin with 3.2.
    assert server.requests[1].headers["accept"] == "application/json;api-version=5.0-preview.1"


def test_what_was_found_of_the_addresses_is_kept_too(server: ScriptedServer) -> None:
    server.script = [listing(), areas(release=f"{server.url}/vsrm/fabrikam"), routes("7.2"), PROJECTS]
    assert client_of(server, "fabrikam").generation.name == "services"
    list(client_of(server, "fabrikam").pages("release_definitions.list"))
    assert asked(server)[3:] == ["GET /vsrm/fabrikam/Web%20Shop/_apis/release/definitions"]


def test_an_address_that_is_given_wins(server: ScriptedServer) -> None:
    server.script = [routes("7.2"), PROJECTS]
    list(client_of(server, "fabrikam", release_url=f"{server.url}/mine").pages("release_definitions.list"))
    assert asked(server) == ["OPTIONS /mine/_apis/Release", "GET /mine/Web%20Shop/_apis/release/definitions"]


def test_an_identity_address_that_is_given_wins(server: ScriptedServer) -> None:
    places = {"release": f"{server.url}/vsrm/fabrikam", "identity": f"{server.url}/vssps/fabrikam"}
    server.script = [listing(), areas(**places), routes("7.2"), PROJECTS]
    list(client_of(server, "fabrikam", identity_url=f"{server.url}/mine").pages("identities.search"))
    assert asked(server)[-1] == "GET /mine/_apis/identities"


def test_no_releases_anywhere(server: ScriptedServer) -> None:
    found = failure(server, listing(), areas(), listing())
    assert isinstance(found, UnexpectedAnswerError)
    assert found.option == "server"
    assert "release_url" in str(found)


def test_no_releases_at_the_address_that_is_given(server: ScriptedServer) -> None:
    found = failure(server, listing(), release_url=f"{server.url}/mine")
    assert "/mine lists no API of releases" in str(found)
    assert server.methods == ["OPTIONS"]


# --- failures

PAGE = b"<!DOCTYPE html><html><head><title>Blocked by the web gateway</title></head></html>"
NO_CONTROLLER = b"The controller for path '/NoSuch/_apis/Release' was not found or does not implement IController."
NO_COLLECTION = {"message": "There is no such collection.", "typeKey": "HostDoesNotExistException"}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, content=b"<html><title>404 - Not found</title></html>", content_type="text/html"),
        Reply(404, content=NO_CONTROLLER, content_type="text/plain"),
        Reply(404, content=b"", content_type=None),
        Reply(404, document=NO_COLLECTION),
    ],
)
def test_a_collection_that_does_not_exist(server: ScriptedServer, reply: Reply) -> None:
    found = failure(server, reply, organization_url=f"{server.url}/tfs/NoSuch")
    assert isinstance(found, NotFoundError)
    assert found.option == "organization_url"
    assert str(found).count("heck organization_url") == 1
    assert f"{server.url}/tfs/NoSuch/_apis/Release" in str(found)
    assert asked(server) == ["OPTIONS /tfs/NoSuch/_apis/Release"]


def test_a_release_address_that_does_not_exist(server: ScriptedServer) -> None:
    found = failure(server, Reply(404, content=PAGE, content_type="text/html"), release_url=f"{server.url}/mine")
    assert isinstance(found, NotFoundError)
    assert found.option == "release_url"


@pytest.mark.parametrize("status", [200, 203])
def test_a_page_of_a_proxy(server: ScriptedServer, status: int) -> None:
    found = failure(server, Reply(status, content=PAGE, content_type="text/html; charset=utf-8"))
    assert isinstance(found, AuthenticationError)
    assert "a web page, most likely its sign-in page" in str(found)
    assert "portal before it" in str(found)
    assert len(server.requests) == 1


def test_credentials_that_are_not_accepted(server: ScriptedServer) -> None:
    challenge = {"WWW-Authenticate": 'Bearer, Negotiate, NTLM, Basic realm="http://server/"'}
    found = failure(server, Reply(401, content=b"TF400813", content_type="text/plain", headers=challenge))
    assert isinstance(found, AuthenticationError)
    assert found.status == 401
    assert len(server.requests) == 1


def test_a_caller_that_may_not(server: ScriptedServer) -> None:
    assert isinstance(failure(server, Reply(403, document={"message": "no"})), PermissionDeniedError)


@pytest.mark.parametrize("status", [400, 405])
def test_something_before_the_server_that_does_not_let_it_pass(server: ScriptedServer, status: int) -> None:
    found = failure(server, Reply(status, content=b"Method not allowed", content_type="text/plain"))
    assert isinstance(found, UnexpectedAnswerError)
    assert (found.option, found.status) == ("server", status)
    assert "set the option server" in str(found)


@pytest.mark.parametrize("document", [{}, [], "text", {"value": {}}, {"count": 1}])
def test_an_answer_that_is_no_list(server: ScriptedServer, document: Any) -> None:
    found = failure(server, Reply(document=document))
    assert isinstance(found, UnexpectedAnswerError)
    assert found.option == "server"


def test_no_answer_at_all(server: ScriptedServer) -> None:
    assert isinstance(failure(server, Reset()), UnavailableError)


def test_a_version_that_the_server_does_not_know_names_the_generation_to_set(server: ScriptedServer) -> None:
    refusal = {
        "message": "The requested REST API version of 7.0 is out of range for this server. The latest REST API version"
        " this server supports is 3.2.",
        "typeKey": "VssVersionOutOfRangeException",
    }
    found = failure(server, Reply(400, document=refusal), server="server2022")
    assert isinstance(found, VersionError)
    assert found.option == "server"
    assert "Set the option server to tfs2017" in str(found)
    assert found.details["latest_api_version"] == "3.2"
