# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each generation takes the versions that its OpenAPI documents name for each operation, and none that is newer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
import requests
from conformance_wire import shared_folder

from release_management_sandbox.testing import RunningSandbox

DOCUMENTS = (
    ("build-tfs-4.1", "tfs2018", 39),
    ("release-tfs-4.1", "tfs2018", 21),
    ("build-4.1", "tfs2018", 39),
    ("release-4.1", "tfs2018", 21),
    ("build-5.1", "server2019", 41),
    ("release-5.1", "server2019", 27),
    ("build-6.0", "server2020", 46),
    ("release-6.0", "server2020", 27),
    ("build-azure-devops-server-7.1", "server2022", 50),
    ("release-azure-devops-server-7.1", "server2022", 27),
    ("build-7.1", "services", 50),
    ("release-7.1", "services", 27),
    ("build-7.2", "services", 50),
    ("release-7.2", "services", 27),
    ("distributedTask-taskAgent-7.1", "services", 9),
)
"""Of which generation a document is, and how many of its operations the sandbox has at least: a loss is noticed."""
NEWEST = {"tfs2018": "4.1", "server2019": "5.1", "server2020": "6.1", "server2022": "7.1", "services": "7.2"}
NEXT = {"tfs2018": "5.0", "server2019": "5.2", "server2020": "7.0", "server2022": "7.2", "services": "7.3"}

VALUES = {
    "releaseid": "1",
    "environmentid": "1",
    "definitionid": "1",
    "buildid": "391",
    "definition": "1",
    "path": "Team",
    "tag": "tag1",
    "artifactname": "drop",
}


EVERY_DOCUMENT = pytest.mark.parametrize(("document", "generation", "least"), DOCUMENTS)

WITH_PREVIEWS = (
    "build-tfs-4.1",
    "release-tfs-4.1",
    "build-5.1",
    "release-5.1",
    "build-azure-devops-server-7.1",
    "build-7.2",
    "release-7.2",
)
"""The documents that have the flag for the newest version of their server."""


class Operation(NamedTuple):
    method: str
    scoped: bool
    resource: str
    version: str


@cache
def operations(document: str) -> list[Operation]:
    """What a document has with one version."""
    text = (shared_folder("openapi") / f"{document}.json").read_text(encoding="utf-8-sig")
    swagger: dict[str, Any] = json.loads(text)
    release = swagger["info"]["version"].split("-")[0]
    return sorted(set(_operations(swagger, release)))


def _operations(swagger: dict[str, Any], release: str) -> Iterator[Operation]:
    for path, methods in {**swagger["paths"], **swagger.get("x-ms-paths", {})}.items():
        resource = path.split("_apis/", 1)[-1].split("?")[0]
        for placeholder in re.findall(r"{(\w+)}", resource):
            resource = resource.replace(f"{{{placeholder}}}", VALUES.get(placeholder.lower(), "1"))
        for method, operation in methods.items():
            references = [one["$ref"] for one in operation.get("parameters", []) if "$ref" in one]
            for reference in references:
                flag = reference.partition("-preview")[2]
                version = f"{release}-preview{flag}" if flag else release
                yield Operation(method.upper(), "{project}" in path, resource, version)


def asked(sandbox: RunningSandbox, operation: Operation, version: str) -> requests.Response:
    base = sandbox.release_url if operation.resource.lower().startswith("release/") else sandbox.url
    url = "/".join(filter(None, (base, "Fabrikam" if operation.scoped else "", "_apis", operation.resource)))
    with requests.Session() as session:
        session.trust_env = False
        return session.request(
            operation.method,
            url,
            params={"api-version": version},
            json=None if operation.method in ("GET", "DELETE") else {},
            headers={"Authorization": f"Bearer {sandbox.token}"},
            timeout=30,
            allow_redirects=False,
        )


def is_served(response: requests.Response) -> bool:
    """Neither a path without controller nor a method that the route does not have."""
    return response.status_code != 405 and not (response.status_code == 404 and "controller" in response.text)


def type_key(response: requests.Response) -> str:
    if "json" not in response.headers.get("content-type", ""):
        return ""
    answer = response.json()
    return str(answer.get("typeKey", "")) if isinstance(answer, dict) else ""


@EVERY_DOCUMENT
def test_documented_versions_are_taken(
    started: Callable[[str], RunningSandbox], document: str, generation: str, least: int
) -> None:
    known = operations(document)
    sandbox = started(generation)
    refused, served = [], 0
    for operation in known:
        response = asked(sandbox, operation, operation.version)
        served += is_served(response)
        if type_key(response).startswith(("VssVersion", "VssInvalidPreviewVersion")):
            refused.append(f"{operation}: {response.json()['message']}")
    assert refused == []
    assert served >= least, f"{served} of {len(known)}"


@EVERY_DOCUMENT
def test_newer_versions_are_refused(
    started: Callable[[str], RunningSandbox], document: str, generation: str, least: int
) -> None:
    sandbox = started(generation)
    seen, counted = set(), 0
    for operation in operations(document):
        for version in (NEXT[generation], f"{NEXT[generation]}-preview.1"):
            response = asked(sandbox, operation, version)
            if is_served(response):
                counted += version == NEXT[generation]
                said = response.json()["message"].replace(version, "NEXT")
                seen.add((response.status_code, type_key(response), said))
    expected = (
        "The requested REST API version of NEXT is out of range for this server. "
        f"The latest REST API version this server supports is {NEWEST[generation]}."
    )
    assert seen == {(400, "VssVersionOutOfRangeException", expected)}
    assert counted >= least


@pytest.mark.parametrize("document", WITH_PREVIEWS)
def test_what_is_in_preview_needs_the_flag(started: Callable[[str], RunningSandbox], document: str) -> None:
    """The version alone is refused."""
    generation = next(one for name, one, _least in DOCUMENTS if name == document)
    sandbox, refused = started(generation), 0
    for operation in operations(document):
        number, flag, _rest = operation.version.partition("-preview")
        if not flag or number != NEWEST[generation]:
            continue
        response = asked(sandbox, operation, number)
        if is_served(response):
            refused += 1
            assert type_key(response) == "VssInvalidPreviewVersionException", operation
            assert f'For example: "{number}-preview"' in response.json()["message"]
    assert refused
