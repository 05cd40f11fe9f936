# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which generations a sandbox is, and which versions it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from conformance_wire import REPOSITORY, Wire, shared_folder

from release_management_sandbox.testing import running_sandbox

NAMES = ["tfs2015", "tfs2017", "tfs2018", "server2019", "server2020", "server2022", "services"]


@pytest.mark.parametrize("name", ["tfs2013", "Server2022", "azure"])
def test_other_generations_are_refused_by_name(name: str) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "release_management_sandbox"],
        env={
            "PYTHONPATH": str(REPOSITORY / "roles" / "sandbox" / "files"),
            "SANDBOX_GENERATION": name,
            "SANDBOX_PORT": "0",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = started.stderr
    assert started.returncode != 0
    assert "SANDBOX_GENERATION" in said and name in said
    assert all(known in said for known in NAMES)
    assert "Traceback" not in said
    assert started.stdout == ""


def test_a_test_learns_that_the_sandbox_did_not_start() -> None:
    with pytest.raises(RuntimeError, match="did not start"), running_sandbox(generation="tfs2013"):
        pass


def documented_versions(generation: str) -> list[tuple[str, str, str]]:
    """Method, route and version of the operations of definitions, folders and releases, by the OpenAPI document."""
    name = {"server2022": "release-azure-devops-server-7.1.json", "services": "release-7.2.json"}[generation]
    document: dict[str, Any] = json.loads((shared_folder("openapi") / name).read_text(encoding="utf-8-sig"))
    found = []
    for path, methods in document["paths"].items():
        route = path.split("_apis/", 1)[-1].lower()
        for method, operation in methods.items():
            version = next((_version(one["$ref"], document) for one in operation["parameters"] if "$ref" in one), None)
            if version and route.startswith(("release/definitions", "release/folders")):
                found.append((method.upper(), route, version))
    return found


def _version(reference: str, document: dict[str, Any]) -> str:
    """Such as 7.1, or 7.2-preview.4 of the parameter api-Version-preview.4."""
    number = document["info"]["version"].split("-")[0]
    preview = reference.partition("-preview")[2]
    return f"{number}-preview{preview}" if preview else number


def test_documented_versions_are_taken(wire: Wire, generation: str) -> None:
    operations = documented_versions(generation)
    assert len(operations) == 11
    refused = []
    for method, route, version in operations:
        resource = route.replace("{definitionid}", "11").replace("{revision}", "1").replace("{path}", "Team")
        seen = wire.call(method, resource, None if method in ("GET", "DELETE") else {}, host="release", version=version)
        if "Version" in str((seen.answer or {}).get("typeKey") if isinstance(seen.answer, dict) else ""):
            refused.append((method, route, version, seen.answer["message"]))
    assert refused == []


TOO_NEW = {"server2022": ["7.2", "7.2-preview.4", "8.0"], "services": ["7.3-preview.1", "8.0"]}


def test_newer_versions_are_out_of_range(wire: Wire, generation: str) -> None:
    for version in TOO_NEW[generation]:
        seen = wire.release("GET", "definitions", version=version)
        assert (seen.status, seen.answer["typeKey"]) == (400, "VssVersionOutOfRangeException")
        newest = {"server2022": "7.1", "services": "7.2"}[generation]
        assert seen.answer["message"] == (
            f"The requested REST API version of {version} is out of range for this server. "
            f"The latest REST API version this server supports is {newest}."
        )


def test_what_is_in_preview_needs_the_flag(wire: Wire, generation: str) -> None:
    asked = {"definitions/11/tags": "7.1"} if generation == "server2022" else {"definitions": "7.2"}
    for resource, version in asked.items():
        seen = wire.release("GET", resource, version=version)
        assert (seen.status, seen.answer["typeKey"]) == (400, "VssInvalidPreviewVersionException")
        assert wire.release("GET", resource, version=f"{version}-preview").status == 200


def test_hosts_of_the_cloud_are_apart(wire: Wire, generation: str) -> None:
    apart = generation == "services"
    for resource, right, wrong in (
        ("release/definitions", "release", "core"),
        ("distributedtask/queues", "core", "release"),
    ):
        assert wire.call("GET", resource, host=right).status == 200
        seen = wire.call("GET", resource, host=wrong)
        assert (seen.status, seen.media_type) == ((404, "text/html") if apart else (200, "application/json"))
