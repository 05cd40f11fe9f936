# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kerberos with a real key distribution centre (Debian's krb5-kdc and krb5-admin-server), where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kerberos_realm import HOST, Realm, missing_programs, running_realm

from release_management_sandbox.testing import RunningSandbox, running_sandbox

requests = pytest.importorskip("requests")
requests_gssapi = pytest.importorskip("requests_gssapi", reason="requests-gssapi is not installed")
pytest.importorskip("spnego")
pytestmark = pytest.mark.skipif(bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())}")


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with running_realm(tmp_path_factory.mktemp("realm")) as running:
        for user in ("chuckreinhart", "fabrikamfiber4", "stranger"):
            running.add(user, "secret")
        yield running


@pytest.fixture
def participant(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> Realm:
    """This process and those that it starts take part in the realm, without the keys of the service."""
    monkeypatch.setenv("KRB5_CONFIG", realm.environment["KRB5_CONFIG"])
    monkeypatch.setenv("KRB5RCACHEDIR", realm.environment["KRB5RCACHEDIR"])
    return realm


@pytest.fixture
def sandbox(participant: Realm) -> Iterator[RunningSandbox]:
    with running_sandbox(generation="tfs2018", seed="empty", pace=0, keytab=participant.keytab) as running:
        yield running


def asked(sandbox: RunningSandbox, session: Any) -> Any:
    return session.get(f"{sandbox.root.replace('127.0.0.1', HOST)}/DefaultCollection/_apis/connectionData", timeout=30)


@pytest.fixture
def session() -> Iterator[Any]:
    with requests.Session() as made:
        made.trust_env = False
        made.auth = requests_gssapi.HTTPSPNEGOAuth(mutual_authentication=requests_gssapi.REQUIRED)
        yield made


@pytest.mark.parametrize(("user", "name"), [("chuckreinhart", "Chuck Reinhart"), ("fabrikamfiber4", "Jamal Hartnett")])
def test_a_ticket_lets_its_person_in(
    participant: Realm, sandbox: RunningSandbox, session: Any, monkeypatch: pytest.MonkeyPatch, user: str, name: str
) -> None:
    """The client wants the server to show who it is, too."""
    monkeypatch.setenv("KRB5CCNAME", participant.ticket(user, "secret"))
    answer = asked(sandbox, session)
    assert answer.status_code == 200
    assert answer.json()["authenticatedUser"]["providerDisplayName"] == name
    assert [one.get("sign_in") for one in sandbox.requests()] == [None, "Negotiate succeeded"]


def test_a_ticket_is_for_one_request(
    participant: Realm, sandbox: RunningSandbox, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", participant.ticket("chuckreinhart", "secret"))
    assert asked(sandbox, session).status_code == 200
    session.auth = None
    assert asked(sandbox, session).status_code == 401


def test_somebody_whom_the_server_does_not_know(
    participant: Realm, sandbox: RunningSandbox, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", participant.ticket("stranger", "secret"))
    assert asked(sandbox, session).status_code == 401


def test_a_server_without_keytab_takes_no_ticket(
    participant: Realm, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", participant.ticket("chuckreinhart", "secret"))
    with running_sandbox(generation="tfs2018", seed="empty", pace=0) as running:
        assert asked(running, session).status_code == 401
