# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault plans, on a sandbox in a process of its own where the connection itself must fail."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import IncompleteRead
from typing import Any

import pytest

from release_management_sandbox.faults import FaultPlan, FaultPlanError
from release_management_sandbox.testing import RunningSandbox, running_sandbox

DEFINITIONS = "release/definitions"


@pytest.fixture(scope="module")
def process() -> Iterator[RunningSandbox]:
    with running_sandbox(pace=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(process: RunningSandbox) -> RunningSandbox:
    process.set_faults()
    process.set_read_only(False)
    process.reset()
    process.clear_requests()
    return process


def send(sandbox: RunningSandbox, method: str, path: str, body: Any = None) -> Any:
    url = f"{sandbox.url}/Fabrikam/_apis/{path}?api-version=7.1"
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open(request, timeout=5)
    except urllib.error.HTTPError as error:
        return error


def count(sandbox: RunningSandbox) -> int:
    return int(json.load(send(sandbox, "GET", DEFINITIONS))["count"])


def test_requests_are_listed_in_order_and_not_the_sandbox_s_own(sandbox):
    send(sandbox, "GET", DEFINITIONS)
    send(sandbox, "GET", f"{DEFINITIONS}/99")
    assert sandbox.requests() == [
        {
            "method": "GET",
            "path": f"/DefaultCollection/Fabrikam/_apis/{path}",
            "query": "api-version=7.1",
            "status": status,
        }
        for path, status in ((DEFINITIONS, 200), (f"{DEFINITIONS}/99", 404))
    ]
    sandbox.clear_requests()
    assert sandbox.requests() == []


def test_throttling_strikes_as_often_as_it_says(sandbox):
    sandbox.set_faults({"kind": "throttle", "path": DEFINITIONS, "retry_after": 7, "after": 1, "times": 2})
    statuses = [send(sandbox, "GET", DEFINITIONS) for _ignored in range(4)]
    assert [answer.status for answer in statuses] == [200, 429, 429, 200]
    assert statuses[1].headers["Retry-After"] == "7"
    assert json.load(statuses[1])["typeKey"] == "RequestBlockedException"


def test_slowing_down_is_a_success_that_asks_to_wait(sandbox):
    sandbox.set_faults({"kind": "slow_down", "retry_after": 3})
    answer = send(sandbox, "GET", DEFINITIONS)
    assert (answer.status, answer.headers["Retry-After"]) == (200, "3")
    assert answer.headers["X-RateLimit-Remaining"] == "0"


def test_unavailable_has_a_byte_order_mark(sandbox):
    sandbox.set_faults({"kind": "unavailable"})
    answer = send(sandbox, "GET", DEFINITIONS)
    content = answer.read()
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/json")
    assert content.startswith(b"\xef\xbb\xbf")
    assert json.loads(content.decode("utf-8-sig"))["message"].startswith("TF24668")


@pytest.mark.parametrize(("kind", "made"), [("reset_before_commit", 1), ("reset_after_commit", 2)])
def test_resets(sandbox, kind, made):
    document = json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))
    sandbox.set_faults({"kind": kind, "method": "POST"})
    with pytest.raises((ConnectionResetError, urllib.error.URLError)):
        send(sandbox, "POST", DEFINITIONS, {**document, "name": "Lost"})
    assert sandbox.requests()[-1]["status"] is None
    assert count(sandbox) == made


def test_a_truncated_body(sandbox):
    sandbox.set_faults({"kind": "truncate"})
    with pytest.raises(IncompleteRead):
        send(sandbox, "GET", DEFINITIONS).read()
    assert count(sandbox) == 1


def test_a_stall(sandbox):
    sandbox.set_faults({"kind": "stall", "seconds": 0.3})
    begun = time.monotonic()
    assert send(sandbox, "GET", DEFINITIONS).status == 200
    assert time.monotonic() - begun >= 0.3


def test_somebody_edits_between_read_and_write(sandbox):
    document = json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))
    sandbox.set_faults({"kind": "concurrent_edit", "method": "PUT", "change": {"description": "theirs"}})
    answer = send(sandbox, "PUT", DEFINITIONS, document)
    assert answer.status == 400
    assert "old copy" in json.load(answer)["message"]
    now = json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))
    assert (now["revision"], now["description"]) == (2, "theirs")
    assert send(sandbox, "PUT", DEFINITIONS, {**now, "description": "ours"}).status == 200


def test_somebody_edits_right_after_the_read(sandbox):
    sandbox.set_faults({"kind": "concurrent_edit", "method": "GET", "path": "definitions/11"})
    assert json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))["revision"] == 1
    assert json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))["revision"] == 2


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ({"kind": "sign_in", "status": 200}, 200, "<title>Azure DevOps Services | Sign In"),
        ({"kind": "sign_in"}, 203, "<html"),
        ({"kind": "exception"}, 500, '"ClassName":"System.NullReferenceException"'),
        ({"kind": "forbidden"}, 403, "VS402904"),
        ({"kind": "classic_disabled"}, 400, "classic release pipelines is disabled"),
        ({"kind": "answer", "status": 418, "body": "tea", "content_type": "text/plain"}, 418, "tea"),
    ],
)
def test_answers_instead(sandbox, fault, status, text):
    sandbox.set_faults(fault)
    answer = send(sandbox, "GET", DEFINITIONS)
    assert answer.status == status
    assert text in answer.read().decode()


@pytest.mark.parametrize("plan", [{"faults": [{"kind": "moon"}]}, [{"kind": "stall", "path": "("}], {"faults": 3}, [1]])
def test_plans_that_cannot_be_used(plan):
    with pytest.raises(FaultPlanError):
        FaultPlan(plan)


def test_a_port_that_is_taken_is_an_error():
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(RuntimeError),
        running_sandbox(port=taken.getsockname()[1]),
    ):
        pass


def test_state_survives_in_a_file_and_faults_come_from_one(tmp_path):
    plan = tmp_path / "faults.json"
    plan.write_text('{"faults": [{"kind": "throttle"}]}')
    for expected in (1, 2):
        with running_sandbox(pace=0, data=tmp_path / "sandbox.sqlite", faults=plan, latency_ms=20) as sandbox:
            assert send(sandbox, "GET", DEFINITIONS).status == 429
            assert count(sandbox) == expected
            document = json.load(send(sandbox, "GET", f"{DEFINITIONS}/11"))
            send(sandbox, "POST", DEFINITIONS, {**document, "name": f"Copy {expected}"})
