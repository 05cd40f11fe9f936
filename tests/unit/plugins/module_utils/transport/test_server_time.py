# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of a server's clock: what the dates of its answers tell, to the second."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
import scripted_server
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._transport.header_credentials import nobody
from ansible_collections.devops.release_management.plugins.module_utils._transport.session import (
    HttpSession,
    SessionOptions,
)

DAY = timedelta(days=1)


@pytest.fixture
def session() -> HttpSession:
    return HttpSession(nobody, SessionOptions(retries=0))


def tells(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    monkeypatch.setattr(scripted_server._Handler, "date_time_string", lambda _handler, timestamp=None: date)


def test_it_is_the_servers_clock_and_not_ours(
    server: ScriptedServer, session: HttpSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells(monkeypatch, format_datetime(datetime.now(timezone.utc) + DAY, usegmt=True))
    before = time.monotonic()
    session.send("GET", f"{server.url}/a")
    told = session.server_time(f"{server.url}/other", before)
    assert told is not None
    late = datetime.now(timezone.utc) + DAY - told
    # Never later than it was: the date is cut to the second, and the answer took its time.
    assert timedelta(0) <= late < timedelta(seconds=5)


def test_an_answer_tells_of_moments_before_and_after_it(server: ScriptedServer, session: HttpSession) -> None:
    session.send("GET", f"{server.url}/a")
    now = time.monotonic()
    told, earlier, later = (session.server_time(server.url, now + seconds) for seconds in (0, -60, 60))
    assert told is not None
    assert (earlier, later) == (told - timedelta(minutes=1), told + timedelta(minutes=1))


def test_a_refusal_tells_it_too(server: ScriptedServer, session: HttpSession) -> None:
    server.script = [Reply(500)]
    session.send("POST", f"{server.url}/a", body={})
    assert session.server_time(server.url, time.monotonic()) is not None


def test_each_server_has_its_own(server: ScriptedServer, other_server: ScriptedServer, session: HttpSession) -> None:
    session.send("GET", f"{server.url}/a")
    assert session.server_time(other_server.url, time.monotonic()) is None


@pytest.mark.parametrize("date", ["", "soon"])
def test_a_server_that_tells_no_time(
    server: ScriptedServer, session: HttpSession, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    tells(monkeypatch, date)
    session.send("GET", f"{server.url}/a")
    assert session.server_time(server.url, time.monotonic()) is None
