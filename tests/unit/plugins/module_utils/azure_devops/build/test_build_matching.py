# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which run a task means: one that is there, or a new one."""

from __future__ import annotations

from typing import Any

import pytest
from fake_build_server import MAIN, OTHER, FakeBuildServer

from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)

QUEUE, DEFINITION = "builds.queue", "build_definitions.get"
NOTHING = ("", " ", "$(Build.DefinitionName)", 0, -1, "0")
"""What is neither a name nor an id."""


@pytest.fixture
def server() -> FakeBuildServer:
    return FakeBuildServer()


def of_main(**more: Any) -> dict[str, Any]:
    return {"definition": "Fabrikam.CI", "source_branch": "main", "source_version": MAIN, **more}


def test_the_newest_run_of_the_commit_is_it(server: FakeBuildServer) -> None:
    server.add()
    newest = server.add()
    outcome = server.run(**of_main())
    assert (outcome.changed, outcome.result["build"]["id"], outcome.after) == (False, newest["id"], {})
    assert server.operations == ["build_definitions.list", "builds.list"]
    assert server.asked("builds.list")[0]["query"]["branchName"] == "refs/heads/main"


@pytest.mark.parametrize(
    "other",
    [
        {"sourceVersion": OTHER},
        {"sourceVersion": None},
        {"definition": {"id": 25, "type": "xaml"}, "sourceBranch": None, "sourceVersion": f"LG:refs/heads/main:{MAIN}"},
        {"definition": {"id": 26}},
        {"deleted": True},
        {"status": "cancelling", "result": None},
        {"result": "failed"},
        {"result": "canceled"},
        {"result": None},
        {"reason": "pullRequest"},
        {"reason": "validateShelveset"},
        {"reason": "checkInShelveset"},
    ],
    ids=str,
)
def test_a_run_that_is_something_else_is_not_it(server: FakeBuildServer, other: dict[str, Any]) -> None:
    server.add(**other)
    outcome = server.run(**of_main())
    assert outcome.changed
    assert server.writes == [QUEUE]


def test_filters_that_leak_are_checked_again(server: FakeBuildServer) -> None:
    server.add(sourceBranch="refs/heads/other")
    assert server.run(**of_main(source_branch="leak")).changed


@pytest.mark.parametrize("status", ["notStarted", "inProgress", "postponed", "InProgress", 1])
def test_a_run_under_way_is_it(server: FakeBuildServer, status: Any) -> None:
    server.add(status=status, result=None)
    assert not server.run(**of_main()).changed


def test_results_that_count_can_be_declared(server: FakeBuildServer) -> None:
    server.add(result="failed")
    assert not server.run(**of_main(match_results=["failed"])).changed
    server.add(result="succeeded")
    assert server.run(**of_main(match_results=["canceled"])).changed


def test_a_declared_reason_must_be_that_of_the_run(server: FakeBuildServer) -> None:
    server.add(reason="pullRequest")
    assert not server.run(**of_main(reason="pullrequest")).changed
    assert server.run(**of_main(reason="manual")).changed


def test_declared_parameters_are_a_subset_and_values_of_secrets_are_not_compared(server: FakeBuildServer) -> None:
    server.add(parameters='{"BuildConfiguration":"debug","system.debug":"True","Pin":"1"}')
    secret = {"value": "2", "is_secret": True}
    same = {"buildconfiguration": "debug", "system.debug": True, "Pin": secret}
    assert not server.run(**of_main()).changed
    outcome = server.run(**of_main(parameters=same))
    assert not outcome.changed
    assert outcome.result["build"]["parameters"].count("********") == 1
    unknown_secret = {"Password": secret}
    for different in ({"BuildConfiguration": "release"}, {"Unknown": ""}, {"Pin": "2"}, unknown_secret):
        assert server.run(check_mode=True, **of_main(parameters=different)).changed


def test_the_beginning_of_a_commit_finds_its_run(server: FakeBuildServer) -> None:
    build = server.add()
    assert server.run(**of_main(source_version=MAIN[:7].upper())).result["build"]["id"] == build["id"]


def test_the_beginning_of_several_commits_is_ambiguous(server: FakeBuildServer) -> None:
    server.add()
    server.add(sourceVersion=OTHER, result="failed")
    with pytest.raises(AmbiguousNameError, match=f"{MAIN}.*{OTHER}"):
        server.run(**of_main(source_version=MAIN[:8]))


@pytest.mark.parametrize("more", [{}, {"force": True}])
def test_no_build_can_be_queued_with_the_beginning_of_a_commit(server: FakeBuildServer, more: dict[str, Any]) -> None:
    for check_mode in (True, False):
        with pytest.raises(DeclarationError, match="whole id") as caught:
            server.run(check_mode=check_mode, **of_main(source_version="cafe123", **more))
        assert caught.value.option == "source_version"
    assert server.writes == []


@pytest.mark.parametrize("version", ["342391", "1234", "99999999", "C1234", "7"])
@pytest.mark.parametrize("more", [{}, {"force": True}])
@pytest.mark.parametrize("run", [{}, {"repository": {"type": "GitHub"}}, None])
def test_a_number_is_the_beginning_of_a_commit_where_there_are_commits(
    server: FakeBuildServer, version: str, more: dict[str, Any], run: dict[str, Any] | None
) -> None:
    if run is not None:
        server.add(**run)
    with pytest.raises(DeclarationError, match="whole id") as caught:
        server.run(**of_main(source_version=version, **more))
    assert caught.value.option == "source_version"
    assert server.writes == []
    is_known = bool(run) and not more
    assert (DEFINITION in server.operations) is not is_known


def test_a_number_is_a_whole_version_where_versions_are_numbers(server: FakeBuildServer) -> None:
    server.repository_type = "TfsVersionControl"
    assert server.run(definition=25, source_version="1234567").changed
    assert server.operations == ["builds.list", DEFINITION, QUEUE]
    server.repository_type = "?"
    server.build(100)["repository"] = {"type": "TfsVersionControl"}
    assert server.run(definition=25, source_version="C42").changed
    assert server.operations == ["builds.list", QUEUE]


@pytest.mark.parametrize(
    ("branch", "version"), [("$/Fabrikam", "C1234"), ("$/Fabrikam", "abcd"), ("trunk", "1234"), ("trunk", "1234567")]
)
def test_a_version_that_is_no_commit_is_taken_as_it_is(server: FakeBuildServer, branch: str, version: str) -> None:
    server.repository_type = "Svn"
    server.add(sourceBranch="$/Fabrikam", sourceVersion="C12345")
    assert server.run(**of_main(source_branch=branch, source_version=version)).changed
    assert server.asked(QUEUE)[0]["body"]["sourceVersion"] == version


def test_without_a_version_and_with_force_each_task_queues(server: FakeBuildServer) -> None:
    server.add()
    assert server.run(definition=25).changed
    assert server.run(**of_main(force=True)).changed
    assert len(server.builds) == 3


def test_a_build_of_an_id_or_number_is_read_and_never_queued(server: FakeBuildServer) -> None:
    build = server.add()
    server.add(buildNumber=build["buildNumber"] + "0")
    assert server.run(build_id=build["id"]).result["build"]["id"] == build["id"]
    assert server.operations == ["builds.get"]
    assert server.run(build_number=build["buildNumber"]).result["build"]["id"] == build["id"]
    for params in ({"build_id": 1}, {"build_number": "gone"}, {"build_number": "gone", "definition": "Fabrikam.CI"}):
        with pytest.raises(NotFoundError) as caught:
            server.run(**params)
        assert caught.value.option == next(iter(params))
    assert server.writes == []


@pytest.mark.parametrize(
    ("params", "option"),
    [
        ({}, "definition"),
        ({"build_id": 100, "parameters": {"a": 1}}, "parameters"),
        ({"build_number": "20260301.100", "force": True}, "force"),
        ({"build_id": 100, "definition": "Twice"}, "definition"),
        ({"build_id": 100, "definition": "Fabrikam.CI", "path": "/Web"}, "definition"),
        ({"build_id": 100, "source_branch": "develop"}, "source_branch"),
        ({"definition": 25, "status": "completed"}, "status"),
        ({"definition": 25, "state": "canceled"}, "source_version"),
        ({"build_id": 100, "source_branch": "develop", "state": "absent"}, "source_branch"),
        ({"definition": 25, "priority": "urgent"}, "priority"),
        ({"definition": 25, "parameters": {"a": [1]}}, "parameters.a"),
        ({"definition": 25, "parameters": {"a": 1, "A": 2}}, "parameters"),
        ({"definition": 25, "parameters": {"a": {"value": 1, "secret": True}}}, "parameters.a.secret"),
        ({"build_id": 100, "start_time": "soon"}, "start_time"),
        ({"build_id": 100, "retention_leases": [{"days_valid": 3}]}, "retention_leases[0].owner_id"),
        ({"definition": "Twice"}, "definition"),
        ({"definition": "Fabrikam.C"}, "definition"),
        ({"definition": 25, "queue": "Hostel"}, "queue"),
        *(({"definition": nothing}, "definition") for nothing in NOTHING),
        *(({"build_id": 100, "definition": nothing}, "definition") for nothing in NOTHING),
        *(({"definition": 25, "queue": nothing}, "queue") for nothing in NOTHING),
        *(({"definition": 25, "source_version": MAIN, "queue": nothing}, "queue") for nothing in NOTHING),
    ],
    ids=str,
)
def test_a_wrong_declaration_names_its_option_before_anything_is_written(
    server: FakeBuildServer, params: dict[str, Any], option: str
) -> None:
    server.add()
    with pytest.raises(DeclarationError) as caught:
        server.run(**params)
    assert caught.value.option == option
    assert server.writes == []


def test_a_definition_is_looked_up_once_for_a_loop(server: FakeBuildServer) -> None:
    server.run(**of_main())
    server.run(**of_main(), is_next_item=True)
    assert server.operations == ["builds.list"]


def test_near_misses_of_a_definition_are_named(server: FakeBuildServer) -> None:
    with pytest.raises(UnknownNameError, match=r"Fabrikam\.CI"):
        server.run(definition="Fabrikam.CJ")


def test_a_definition_in_two_folders_is_ambiguous_until_one_is_named(server: FakeBuildServer) -> None:
    with pytest.raises(AmbiguousNameError, match=r"id 26.*id 27"):
        server.run(definition="Twice")
    for named in ({"definition": "Twice", "path": "/web/"}, {"definition": r"\Web\Twice"}):
        server.run(**named)
        assert server.asked(QUEUE)[0]["body"]["definition"] == {"id": 27}
