# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables, and the empty seed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox_client import Api

from release_management_sandbox.server import announcement
from release_management_sandbox.settings import Settings, SettingsError


def test_defaults():
    assert Settings.from_environment({}) == Settings()
    assert Settings().port == 8765
    assert Settings().token == "sbx-7f3e9c2a51d84b06"


def test_every_variable():
    environment = {
        "SANDBOX_PORT": "0",
        "SANDBOX_GENERATION": "services",
        "SANDBOX_SEED": "empty",
        "SANDBOX_TOKEN": "other",
        "SANDBOX_LATENCY_MS": "2.5",
        "SANDBOX_PACE": "0",
        "SANDBOX_DATA": "/somewhere/state",
        "SANDBOX_FAULTS": "/somewhere/faults",
        "SANDBOX_READ_ONLY": "1",
        "SANDBOX_USERNAME": "CORP\\svc",
        "SANDBOX_PASSWORD": "secret",
        "SANDBOX_KEYTAB": "/somewhere/keytab",
        "SANDBOX_PROJECTS": "50",
    }
    expected = Settings(
        0,
        "services",
        "empty",
        "other",
        2.5,
        0.0,
        Path("/somewhere/state"),
        Path("/somewhere/faults"),
        True,
        "CORP\\svc",
        "secret",
        Path("/somewhere/keytab"),
        50,
    )
    assert Settings.from_environment(environment) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_GENERATION", "tfs2010"),
        ("SANDBOX_SEED", "contoso"),
        ("SANDBOX_PORT", "http"),
        ("SANDBOX_PACE", "-1"),
        ("SANDBOX_READ_ONLY", "maybe"),
    ],
)
def test_a_bad_value_is_named(name, value):
    with pytest.raises(SettingsError, match=f"{name}={value}"):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("name", ["SANDBOX_USERNAME", "SANDBOX_PASSWORD"])
def test_what_would_spoil_the_file_of_users_is_refused_without_showing_it(name):
    for value in ("top:secret", "top\nsecret"):
        with pytest.raises(SettingsError, match=name) as refused:
            Settings.from_environment({name: value})
        assert "secret" not in str(refused.value)


def test_the_announcement_names_the_addresses():
    line = announcement(Settings(), 8765)
    assert line == "sandbox ready (server2022): http://127.0.0.1:8765/DefaultCollection"
    line = announcement(Settings(generation="services"), 8765)
    assert line.startswith("sandbox ready (services): http://127.0.0.1:8765/fabrikam,")
    assert "http://127.0.0.1:8765/vsrm/fabrikam" in line
    assert "http://127.0.0.1:8765/vssps/fabrikam" in line


def test_the_empty_seed_has_projects_queues_and_people_only():
    api = Api(Settings(seed="empty"))
    assert api.definitions().json()["count"] == 0
    for area in ("distributedtask/variablegroups", "serviceendpoint/endpoints", "build/definitions"):
        assert api.call("GET", f"/DefaultCollection/Fabrikam/_apis/{area}").json()["count"] == 0
    queues = api.call("GET", "/DefaultCollection/Fabrikam/_apis/distributedtask/queues").json()
    assert queues["count"] > 1
    api.sandbox.store.close()


def test_there_are_as_many_more_projects_as_one_wants():
    api = Api(Settings(projects=50))
    names = [one["name"] for one in api.call("GET", "/DefaultCollection/_apis/projects").json()["value"]]
    assert names == ["Contoso", "Fabrikam", *(f"Project-{number:02}" for number in range(1, 51))]
    queues = [
        api.call("GET", f"/DefaultCollection/{name}/_apis/distributedtask/queues").json()["count"]
        for name in ("Contoso", "Project-01", "Project-50")
    ]
    assert len(set(queues)) == 1
    assert api.definitions(project="Project-07").json()["count"] == 0
    api.sandbox.store.close()


def test_reset_brings_the_seed_back(api, pipeline):
    api.create(pipeline())
    api.definitions("DELETE", "/11")
    assert api.client.request("POST", "/sandbox/reset").status_code == 204
    assert [one["id"] for one in api.definitions().json()["value"]] == [11]
    assert api.create(pipeline())["id"] == 12
