# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: verification is on unless the options say otherwise, and an untrusted server never sees a request."""

from __future__ import annotations

import io
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import tls_certificate
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    LostAnswerError,
    UnavailableError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import bearer
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls_certificate.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[ScriptedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ScriptedServer(context).running() as running:
        yield running


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_certificate_is_refused_before_anything_is_sent(tls_server: ScriptedServer, method: str) -> None:
    session = HttpSession(bearer("tok"), SessionOptions(first_pause=0.01))
    with pytest.raises(UnavailableError, match=r"certificate.*not trusted.*ca_path") as caught:
        session.send(method, f"{tls_server.url}/a")
    assert not isinstance(caught.value, LostAnswerError)
    assert tls_server.requests == []
    assert tls_server.connections <= 1


def test_a_certificate_named_by_ca_path_is_trusted(tls_server: ScriptedServer, certificate: Path) -> None:
    session = HttpSession(bearer("tok"), SessionOptions(ca_path=str(certificate)))
    assert session.send("GET", f"{tls_server.url}/a").status == 200


def test_no_certificate_is_checked_when_the_option_says_so(
    tls_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ssl.get_default_verify_paths().openssl_cafile)
    session = HttpSession(bearer("tok"), SessionOptions(validate_certs=False))
    assert session.send("GET", f"{tls_server.url}/a").status == 200
    assert [str(warning.message) for warning in recwarn] == []


def test_a_download_is_not_followed_from_a_protected_connection_to_none(
    tls_server: ScriptedServer, server: ScriptedServer
) -> None:
    tls_server.script = [Reply(302, headers={"Location": f"{server.url}/blob?sig=secret"})]
    session = HttpSession(bearer("tok"), SessionOptions(validate_certs=False))
    assert session.send("GET", f"{tls_server.url}/a", target=io.BytesIO()).status == 302
    assert server.requests == []
