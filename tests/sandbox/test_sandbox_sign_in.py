# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes in, by generation: tokens, accounts, and what the others are told."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from generation_api import ALL, GenerationApi, since

from release_management_sandbox import handshakes
from release_management_sandbox.settings import DEFAULT_PASSWORD, DEFAULT_TOKEN, DEFAULT_USERNAME

INSTALLED = [name for name in ALL if name != "services"]
ANONYMOUS = "TF400813: Resource not available for anonymous access. Client authentication required."
SUPPRESS = {"X-TFS-FedAuthRedirect": "Suppress"}


@pytest.fixture(scope="module", params=ALL)
def server(request: pytest.FixtureRequest) -> Iterator[GenerationApi]:
    api = GenerationApi(request.param, seed="empty")
    yield api
    api.close()


@pytest.fixture
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["server"])


def who(server: GenerationApi, headers: dict[str, str]) -> Any:
    return server.call("GET", f"{server.base}/_apis/connectionData", headers={"X-Other": "1", **headers})


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def is_in(answer: Any) -> bool:
    return answer.status_code == 200 and "authenticatedUser" in answer.json()


def test_a_personal_access_token(server: GenerationApi, generation: str) -> None:
    """[I] TFS 2015 has none."""
    for user in ("", "anybody"):
        assert is_in(who(server, basic(user, DEFAULT_TOKEN))) == (generation in since("tfs2017"))


def test_a_bearer_token(server: GenerationApi) -> None:
    assert is_in(who(server, {"Authorization": f"Bearer {DEFAULT_TOKEN}"}))
    assert not is_in(who(server, {"Authorization": f"Bearer {DEFAULT_PASSWORD}"}))


@pytest.mark.parametrize(
    "user", [DEFAULT_USERNAME, "fabrikam\\ChuckReinhart", "chuckreinhart", "chuckreinhart@FABRIKAM"]
)
def test_an_account_by_basic(server: GenerationApi, generation: str, user: str) -> None:
    assert is_in(who(server, basic(user, DEFAULT_PASSWORD))) == (generation in INSTALLED)
    assert not is_in(who(server, basic(user, "wrong")))
    assert not is_in(who(server, basic("somebody", DEFAULT_PASSWORD)))


def test_without_credentials(server: GenerationApi, generation: str) -> None:
    plain, suppressed = who(server, {}), who(server, SUPPRESS)
    assert (suppressed.status_code, suppressed.content, suppressed.headers["content-length"]) == (401, b"", "0")
    assert "content-type" not in suppressed.headers
    if generation == "services":
        assert (plain.status_code, plain.headers["content-type"].split(";")[0]) == (302, "text/html")
        assert suppressed.headers["www-authenticate"].startswith("Basic realm=")
        return
    assert (plain.status_code, plain.text) == (401, ANONYMOUS)
    for answer in (plain, suppressed):
        assert answer.headers["www-authenticate"].startswith("Bearer, Negotiate, NTLM, Basic realm=")


def test_refused_credentials_are_in_the_journal() -> None:
    api = GenerationApi("server2022", seed="empty")
    for headers in ({}, basic(DEFAULT_USERNAME, "wrong"), {"Authorization": "Bearer wrong"}, api.headers):
        who(api, headers)
    seen = api.client.request("GET", "/sandbox/requests").json()
    assert [(one["status"], one.get("sign_in")) for one in seen] == [
        (401, None),
        (401, "Basic failed"),
        (401, "Bearer failed"),
        (200, None),
    ]
    api.close()


def test_the_account_of_the_settings_acts_as_its_person() -> None:
    api = GenerationApi("tfs2015", seed="empty", username="CORP\\fabrikamfiber4", password="other")
    assert who(api, basic("corp\\fabrikamfiber4", "other")).json()["authenticatedUser"]["providerDisplayName"] == (
        "Jamal Hartnett"
    )
    assert who(api, basic(DEFAULT_USERNAME, DEFAULT_PASSWORD)).status_code == 401
    api.close()


def test_an_account_that_the_seed_does_not_know_is_the_callers() -> None:
    api = GenerationApi("tfs2015", seed="empty", username="CORP\\svc-deploy")
    answer = who(api, basic("svc-deploy", DEFAULT_PASSWORD))
    assert answer.json()["authenticatedUser"]["providerDisplayName"] == "Chuck Reinhart"
    api.close()


@pytest.mark.parametrize("scheme", ["NTLM", "Negotiate"])
@pytest.mark.parametrize("token", ["", "!!", "bm9uc2Vuc2U=", "TlRMTVNTUAAD", "YAA="])
def test_nonsense_in_a_handshake_is_refused(scheme: str, token: str) -> None:
    api = GenerationApi("tfs2018", seed="empty")
    answer = who(api, {"Authorization": f"{scheme} {token}"})
    assert (answer.status_code, answer.text) == (401, ANONYMOUS)
    api.close()


def test_without_the_library_there_are_no_handshakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "spnego", None)
    api = GenerationApi("tfs2018", seed="empty")
    assert who(api, {}).headers["www-authenticate"].startswith("Bearer, Basic realm=")
    first = base64.b64encode(b"NTLMSSP\0\1\0\0\0" + b"\0" * 24).decode()
    assert who(api, {"Authorization": f"NTLM {first}"}).status_code == 401
    assert is_in(who(api, basic(DEFAULT_USERNAME, DEFAULT_PASSWORD)))
    api.close()
