# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented requests to BuildMaster, sent as printed, get the documented answers, key for key."""

from __future__ import annotations

import json
import re
import shlex
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest
from conformance_wire import shared_folder

from release_management_sandbox.testing import RunningSandbox

KEYS = {
    "releases": (
        "id number name sequence status createdBy createdOn canceledBy canceledOn targetDate applicationId"
        " applicationName pipelineName furthestBuildId furthestBuildNumber latestBuildId latestBuildNumber deployables"
        " template releaseName releaseNumber furthestPackageId furthestPackageNumber latestPackageId latestPackageNumber"
    ),
    "releases/builds": (
        "id number buildNumber status createdBy createdOn rejectedBy rejectedOn pipelineName furthestStage applicationId"
        " applicationName releaseId releaseNumber releaseName"
    ),
    "releases/builds/deployments": (
        "id plan status started ended createdBy createdOn canceledBy canceledOn pipelineName pipelineStageName"
        " environmentId environmentName applicationId applicationName releaseId releaseNumber releaseName buildId"
        " buildNumber packageId packageNumber"
    ),
}
"""ReleaseInfo, BuildInfo and DeploymentInfo; a key that would be null is left out of an answer."""

NEVER_SEEDED = {"targetDate", "template", "canceledBy", "canceledOn"}
"""Of releases that nobody planned or made of a template, and of deployments that nobody canceled."""


def page() -> str:
    return (shared_folder("reference") / "002_ecc71947f540dd46.txt").read_text(encoding="utf-8")


def documented_answer() -> list[dict[str, Any]]:
    """The printed answer; `{ ... }` stands there for what follows."""
    block = re.search(r"For example, getting all active releases returns:\s+```json\n(.*?)```", page(), re.DOTALL)
    assert block is not None
    entries: list[dict[str, Any]] = json.loads(block[1].replace(",\n  { ... }", ""))
    return entries


def ask(sandbox: RunningSandbox, method: str, path: str, body: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(sandbox.root + path, data=body.encode(), method=method, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        assert response.headers["Content-Type"].startswith("application/json")
        return json.load(response)


def headers_of(sandbox: RunningSandbox) -> dict[str, str]:
    return {"X-ApiKey": sandbox.token, "Content-Type": "application/json"}


def check(answer: Any) -> None:
    """The documented entries come first, in their order, with the same keys in the same order and the same values."""
    expected = documented_answer()
    assert len(expected) == 2
    assert [list(entry) for entry in answer[:2]] == [list(entry) for entry in expected]
    assert answer[:2] == expected


def test_the_quick_example_with_curl(server2022: RunningSandbox) -> None:
    (command,) = re.findall(r"^curl .*$", page(), re.MULTILINE)
    _curl, *arguments = shlex.split(command)
    (method,) = (arguments[at + 1] for at, one in enumerate(arguments) if one == "-X")
    (body,) = (arguments[at + 1] for at, one in enumerate(arguments) if one == "-d")
    headers = dict(arguments[at + 1].split(": ") for at, one in enumerate(arguments) if one == "-H")
    assert headers.pop("X-ApiKey") == "abc12345"
    headers["X-ApiKey"] = server2022.token
    check(ask(server2022, method, urlsplit(arguments[-1]).path, body, headers))


def test_the_request_that_has_a_body_with_get(server2022: RunningSandbox) -> None:
    block = re.search(r"```json\n(GET) (/api/releases)\n\n(\{.*?\})\n```", page(), re.DOTALL)
    assert block is not None
    check(ask(server2022, *block.groups(), headers_of(server2022)))


@pytest.mark.parametrize("path", KEYS)
def test_objects_have_the_documented_keys_and_no_others(path: str, server2022: RunningSandbox) -> None:
    documented = KEYS[path].split()
    answer = ask(server2022, "POST", f"/api/{path}", "{}", headers_of(server2022))
    seen = {key for entry in answer for key in entry}
    assert seen <= set(documented)
    assert set(documented) - seen <= NEVER_SEEDED


def test_every_filter_of_the_page_is_one(server2022: RunningSandbox) -> None:
    table = page().partition("| Filter | Parameter Specification |")[2].partition("```")[0]
    values: dict[str, Any] = {
        "applicationId": 99,
        "releaseId": 99,
        **dict.fromkeys(("applicationName", "releaseNumber", "releaseName", "pipelineName"), "none"),
    }
    named = set(re.findall(r"`(\w+)`", table))
    assert named - {"active", "canceled", "deployed", "status"} == set(values)
    headers = headers_of(server2022)
    for name, value in values.items():
        assert ask(server2022, "POST", "/api/releases", json.dumps({name: value}), headers) == [], name
    for status in ("active", "canceled", "deployed"):
        answer = ask(server2022, "POST", "/api/releases", json.dumps({"status": status}), headers)
        assert answer and {entry["status"] for entry in answer} == {status}
