# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds on servers that cannot do everything: the same by other means, or an error before anything is sent."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fake_build_lists import FakeBuilds
from fake_build_server import MAIN, FakeBuildServer
from fake_client import lost_after, lost_before
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import capabilities
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.artifact import (
    ensure_artifact,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.parts import PARTS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import query
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    RefusedError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

NAMES = list(GENERATIONS)
BEFORE_LEASES = ("tfs2015", "tfs2017", "tfs2018", "server2019")
XAML_DEFINITION = {"id": 2, "name": "MyWebSite CI", "type": "xaml"}


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> FakeBuildServer:
    return FakeBuildServer(request.param)


# --- what a server cannot do


@pytest.mark.parametrize(
    ("options", "option", "first"),
    [
        ({"check_in_ticket": "ticket"}, "check_in_ticket", "tfs2017"),
        ({"reason": "pullRequest"}, "reason", "tfs2017"),
        ({"reason": "buildCompletion"}, "reason", "server2019"),
        ({"source_build_id": 7}, "source_build_id", "server2019"),
        ({"reason": "scheduleForced"}, "reason", "server2020"),
        ({"reason": "resourceTrigger"}, "reason", "server2020"),
        ({"retention_leases": [{"owner_id": "Team"}]}, "retention_leases", "server2020"),
        ({"template_parameters": {"size": 3}}, "template_parameters", "server2022"),
    ],
)
def test_an_option_that_a_server_cannot_do_is_an_error_that_names_the_first_that_can(server, options, option, first):
    if NAMES.index(server.generation.name) >= NAMES.index(first):
        assert server.run(definition="Fabrikam.CI", **options).changed
        return
    for check_mode in (True, False):
        with pytest.raises(DeclarationError, match=GENERATIONS[first].title) as caught:
            server.run(definition="Fabrikam.CI", check_mode=check_mode, **options)
        assert caught.value.option == option
        assert server.generation.title in caught.value.message
        assert server.calls == []


def test_leases_of_builds_are_read_where_there_is_a_list_of_them():
    for name in NAMES:
        server = FakeBuilds(name)
        build = server.queue()
        if name in ("server2022", "services"):
            assert query({"build_id": build, "include": ["leases"]}, server, Run()).result["builds"][0]["leases"]
            continue
        with pytest.raises(DeclarationError, match="Azure DevOps Server 2022") as caught:
            query({"build_id": build, "include": ["tags", "leases"]}, server, Run())
        assert (caught.value.option, server.calls) == ("include", [])


def test_every_capability_is_in_the_table():
    rows = [one for one in vars(capabilities).values() if isinstance(one, capabilities.Capability)]
    assert sorted(map(id, rows)) == sorted(map(id, capabilities.CAPABILITIES))


# --- queueing and finding


def test_a_build_is_queued_once_and_found_by_its_version(server):
    params = {"definition": "Fabrikam.CI", "source_branch": "main", "source_version": MAIN, "parameters": {"a": 1}}
    first = server.run(**params)
    again = server.run(**params)
    assert (first.changed, again.changed) == (True, False)
    assert first.result["build"]["id"] == again.result["build"]["id"]
    assert len(server.builds) == 1


@pytest.mark.parametrize("fault", [lost_before, lost_after])
def test_a_build_whose_answer_was_lost_is_there_once(server, fault):
    server.add()
    server.faults["builds.queue"] = [fault]
    server.run(definition=25, source_branch="main")
    assert len(server.builds) == 2


def test_a_run_is_recognised_by_what_the_first_servers_tell_of_it(server):
    """A list of 2.0 has neither the reasons nor the marks of later ones, and XAML builds among the others."""
    xaml = {"definition": XAML_DEFINITION, "sourceBranch": None, "buildNumber": "20260301.100"}
    wanted = server.add()
    server.add(**{**xaml, "sourceVersion": f"LG:refs/heads/main:{MAIN}", "parameters": ""})
    server.add(**{**xaml, "definition": {**XAML_DEFINITION, "id": 25}, "sourceVersion": MAIN})
    found = server.run(definition=25, source_branch="main", source_version=MAIN)
    assert (found.changed, found.result["build"]["id"]) == (False, wanted["id"])
    named = server.run(build_number="20260301.100")
    assert named.result["build"]["id"] == wanted["id"]


@pytest.mark.parametrize(
    ("definition", "listed", "known"),
    [("fabrikam.ci", 1, {"id": 25, "name": "Fabrikam.CI"}), (25, 0, {"id": 25})],
)
def test_check_mode_names_the_definition_where_its_name_is_known(server, definition, listed, known):
    outcome = server.run(definition=definition, check_mode=True)
    assert outcome.result["build"]["definition"] == known
    assert server.operations.count("build_definitions.list") == listed


def test_check_mode_knows_the_name_from_the_runs_that_it_looked_through(server):
    server.add(sourceVersion="c" * 40)
    outcome = server.run(definition=25, source_version=MAIN, check_mode=True)
    assert outcome.result["build"]["definition"] == {"id": 25, "name": "Fabrikam.CI"}
    assert set(server.operations) == {"builds.list"}


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_a_definition_of_xaml_builds_is_not_queued(generation):
    server = FakeBuildServer(generation)
    server._build_definitions_list = lambda query, body: [XAML_DEFINITION]
    with pytest.raises(UnknownNameError, match="XAML"):
        server.run(definition="MyWebSite CI")
    assert server.writes == []


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_a_definition_is_no_xaml_definition_of_the_same_name(generation):
    server = FakeBuildServer(generation)
    server._build_definitions_list = lambda query, body: [
        {**XAML_DEFINITION, "name": "Fabrikam.CI"},
        {"id": 25, "name": "Fabrikam.CI", "type": "build"},
    ]
    server.run(definition="Fabrikam.CI")
    assert server.builds[0]["definition"]["id"] == 25


# --- keeping and deleting


def test_a_build_is_kept_forever_and_deleted_by_force(server):
    server.add()
    assert server.run(build_id=100, keep_forever=True).changed
    assert not server.run(build_id=100, keep_forever=True).changed
    with pytest.raises(RefusedError, match="kept forever"):
        server.run(build_id=100, state="absent")
    assert server.run(build_id=100, state="absent", force_delete=True).changed
    assert server.builds == []
    assert not server.run(build_id=100, state="absent").changed


@pytest.mark.parametrize("generation", BEFORE_LEASES)
def test_servers_without_leases_are_not_asked_for_any(generation):
    server = FakeBuildServer(generation)
    server.add(keepForever=None)
    server.run(build_id=100, keep_forever=True)
    server.run(build_id=100, state="absent", force_delete=True)
    assert not any(operation.startswith("leases") for operation in server.operations)


@pytest.mark.parametrize("fault", [None, lost_before, lost_after])
@pytest.mark.parametrize("days", [10, 90])
def test_a_lease_that_cannot_be_changed_is_made_anew(fault, days):
    server = FakeBuildServer("server2020")
    server.add()
    lease: dict[str, Any] = {"owner_id": "Team", "days_valid": 30}
    server.run(build_id=100, retention_leases=[lease])
    if fault:
        server.faults["leases.add"] = [fault]
    wanted = [{**lease, "days_valid": days}]
    assert server.run(build_id=100, retention_leases=wanted).changed
    assert server.writes[-1] == "leases.delete"
    assert not server.run(build_id=100, retention_leases=wanted).changed
    assert len(server.leases) == 1


def test_a_server_that_makes_the_new_lease_of_the_old_one_keeps_it():
    server = FakeBuildServer("server2020")
    server.add()
    server.run(build_id=100, retention_leases=[{"owner_id": "Team", "days_valid": 30}])

    def renewed(_server: Any, _commit: Any) -> Any:
        until = datetime.now(timezone.utc) + timedelta(days=60)
        server.leases[0]["validUntil"] = until.isoformat()
        return {"count": 1, "value": server.leases}

    server.faults["leases.add"] = [renewed]
    server.run(build_id=100, retention_leases=[{"owner_id": "Team", "days_valid": 60}])
    assert len(server.leases) == 1


# --- what is read beside a build


def connected(server: ScriptedServer, generation: str) -> Client:
    url = f"{server.url}/DefaultCollection"
    return connect({"organization_url": url, "project": "Fabrikam", "token": "t", "server": generation, "retries": 0})


@pytest.mark.parametrize("generation", NAMES)
def test_an_artifact_is_downloaded_where_its_server_has_it(other_server, tmp_path, generation):
    drop = {"id": 9, "name": "my drop", "resource": {"type": "Container", "data": "#/303511/drop"}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("my drop/a", "a")
    other_server.script = [
        Reply(document={"count": 1, "value": [drop]}),
        Reply(content=packed.getvalue(), content_type="application/zip"),
    ]
    options = {"build_id": 391, "name": "my drop", "dest": str(tmp_path)}
    ensure_artifact(options, connected(other_server, generation), Run())
    asked = other_server.requests[1]
    # The address that a recorded answer of 2.0 has, and that of Microsoft's clients from 3.0 on.
    place = "/artifacts/my%20drop" if generation == "tfs2015" else "/artifacts"
    assert asked.path.endswith(f"/builds/391{place}")
    assert asked.query == {"artifactName": "my drop", "$format": "zip"}


@pytest.mark.parametrize("generation", NAMES)
def test_work_items_are_asked_for_as_the_version_says(other_server, generation):
    other_server.script = [Reply(document={"count": 1, "value": [{"id": "3"}]})]
    assert PARTS["work_items"](connected(other_server, generation), 391) == [{"id": "3"}]
    asked = other_server.requests[0]
    assert asked.method == ("POST" if generation == "tfs2015" else "GET")
    assert asked.query == {"$top": "1000"}


@pytest.mark.parametrize("generation", NAMES)
@pytest.mark.parametrize("count", [0, 50, 1000, 1001])
def test_all_changes_are_read_in_pages_or_without(generation, count):
    class Server(FakeBuilds):
        def _items(self, operation, query, path):
            if operation != "builds.changes":
                return super()._items(operation, query, path)
            # Without pages a list is as long as asked for.
            every = [{"id": str(number)} for number in range(count)]
            return every[: query.get("$top", 50)] if generation == "tfs2015" else every

    server = Server(generation)
    build = server.queue()
    (read,) = query({"build_id": build, "include": ["changes"]}, server, Run()).result["builds"]
    assert len(read["changes"]) == count
