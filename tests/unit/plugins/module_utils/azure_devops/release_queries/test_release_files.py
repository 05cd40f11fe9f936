# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logs of releases as files, by the routes that the documents and the list of routes of a server have."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.log import ensure_log
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

Logs = Callable[..., Outcome]
GONE = Reply(404, document={"message": "not found", "typeKey": "ReleaseNotFoundException"})


def task(number: int, name: str, rank: int, status: str = "succeeded", **more: Any) -> dict[str, Any]:
    begun = {} if status == "pending" else {"startTime": "2026-03-04T09:00:00Z", "lineCount": 12}
    return {"id": number, "name": name, "rank": rank, "status": status, "agentName": "A1", **begun, **more}


def phase(number: int, name: str, *jobs: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "name": name, "rank": 1, "status": "succeeded", "deploymentJobs": list(jobs)}


def job(number: int, name: str, *tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"job": task(number, name, 1, **more), "tasks": list(tasks)}


FIRST = phase(31, "Agent job", job(1, "Agent job", task(2, "Deploy", 1, "failed")))
MACHINES = phase(
    33,
    "Web servers",
    job(20, "WEB1", task(21, "Deploy", 1, agentName="WEB1"), agentName="WEB1"),
    job(30, "WEB2", task(31, "Deploy", 1, agentName="WEB2"), agentName="WEB2"),
)
AGENT = phase(
    32,
    "Agent job",
    job(
        10,
        "Agent job",
        task(11, "Copy", 1),
        task(12, "Copy", 2),
        task(13, "Smoke test", 3),
        task(14, "Tidy", 4, "pending"),
    ),
)
RELEASE = {
    "id": 115,
    "name": "Release-13",
    "environments": [
        {
            "id": 248,
            "releaseId": 115,
            "name": "Dev",
            "status": "succeeded",
            "deploySteps": [
                {"attempt": 1, "status": "failed", "releaseDeployPhases": [FIRST]},
                {"attempt": 2, "status": "succeeded", "releaseDeployPhases": [AGENT, MACHINES]},
            ],
        },
        {
            "id": 249,
            "releaseId": 115,
            "name": "QA",
            "status": "inProgress",
            "preDeployApprovals": [
                {"status": "pending", "attempt": 1, "approvalType": "preDeploy", "approver": {"displayName": "Noah"}}
            ],
            "deploySteps": [
                {"attempt": 1, "status": "notDeployed", "operationStatus": "pending", "releaseDeployPhases": []}
            ],
        },
        {"id": 250, "releaseId": 115, "name": "Pre-Prod", "status": "notStarted", "deploySteps": []},
    ],
}


def archive(**files: str) -> Reply:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files.items():
            made.writestr(f"Dev/{name}", content)
    return Reply(content=packed.getvalue(), content_type="application/zip")


def log(text: str = "one\ntwo\n") -> Reply:
    return Reply(content=text.encode(), content_type="text/plain")


@pytest.fixture
def generation() -> str:
    return "server2022"


@pytest.fixture
def client(server: ScriptedServer, generation: str) -> Client:
    return connect(
        {
            "organization_url": f"{server.url}/DefaultCollection",
            "project": "Fabrikam",
            "token": "tok-1",
            "retries": 0,
            "server": generation,
        }
    )


@pytest.fixture
def logs(client: Client, tmp_path: Path) -> Logs:
    def run(*, check_mode: bool = False, **params: Any) -> Outcome:
        given = {"release_id": 115, "dest": str(tmp_path), **params}
        options = {name: value for name, value in given.items() if value is not None}
        return ensure_log(options, client, Run(check_mode=check_mode))

    return run


@pytest.fixture
def of_dev(server: ScriptedServer, logs: Logs) -> Logs:
    """Ask for a log of the stage Dev."""

    def run(**params: Any) -> Outcome:
        server.script = [Reply(document=RELEASE), log()]
        return logs(**{"environment": "dev", **params})

    return run


def paths(server: ScriptedServer) -> list[str]:
    return [seen.path.partition("/_apis/release/")[2] for seen in server.requests]


# --- all of them


def test_all_logs_are_an_archive_in_one_request(server: ScriptedServer, logs: Logs, tmp_path: Path) -> None:
    server.script = [archive(a="a")]
    outcome = logs()
    assert (paths(server), server.requests[0].headers["accept"].partition(";")[0]) == (
        ["releases/115/logs"],
        "application/zip",
    )
    assert (outcome.result["dest"], outcome.result["release_id"]) == (str(tmp_path / "logs_115.zip"), 115)
    assert "log" not in outcome.result


def test_all_logs_are_unpacked(server: ScriptedServer, logs: Logs, tmp_path: Path) -> None:
    server.script = [archive(a="a", b="b"), archive(a="a", b="b")]
    assert logs(extract=True).result["files"] == ["Dev/a", "Dev/b"]
    assert (tmp_path / "Dev/b").read_text() == "b"
    assert logs(extract=True).changed is False


def test_the_newest_release_of_a_definition(server: ScriptedServer, logs: Logs) -> None:
    listed = Reply(document={"count": 1, "value": [{"id": 115, "name": "Release-13"}]})
    server.script = [listed, Reply(document=RELEASE), archive()]
    assert logs(release_id=None, definition=12).result["release_id"] == 115
    assert paths(server) == ["releases", "releases/115", "releases/115/logs"]


@pytest.mark.parametrize("params", [{}, {"environment": "Dev", "task": "Copy"}], ids=["archive", "task"])
@pytest.mark.parametrize("beside", [{"definition": 13}, {"name": "Release-4711"}], ids=["definition", "name"])
def test_what_stands_beside_the_id_has_to_fit(
    server: ScriptedServer, logs: Logs, params: dict[str, Any], beside: dict[str, Any]
) -> None:
    server.script = [Reply(document=RELEASE)]
    with pytest.raises(DeclarationError) as caught:
        logs(**params, **beside)
    assert caught.value.option in beside


@pytest.mark.parametrize("params", [{}, {"environment": "Dev", "task": "Copy"}], ids=["archive", "task"])
def test_a_release_that_is_gone(server: ScriptedServer, logs: Logs, tmp_path: Path, params: dict[str, Any]) -> None:
    server.script = [GONE]
    with pytest.raises(NotFoundError, match="release_id: project Fabrikam has no release with the id 115"):
        logs(**params)
    assert list(tmp_path.iterdir()) == []


# --- one of them


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"task": "SMOKE test"}, "32/tasks/13"),
        ({"task": 12}, "32/tasks/12"),
        ({"task": "30"}, "33/tasks/30"),
        ({"task": "Copy", "rank": 2}, "32/tasks/12"),
        ({"rank": 3}, "32/tasks/13"),
        ({"rank": 1, "phase": "agent JOB"}, "32/tasks/11"),
        ({"task": "Deploy", "agent": "web2"}, "33/tasks/31"),
        ({"task": "WEB1"}, "33/tasks/20"),
        ({"task": "Deploy", "attempt": 1}, "31/tasks/2"),
        ({"task": "Agent job"}, "32/tasks/10"),
    ],
    ids=str,
)
def test_which_task_is_meant(server: ScriptedServer, of_dev: Logs, params: dict[str, Any], place: str) -> None:
    of_dev(**params)
    assert paths(server) == ["releases/115", f"releases/115/environments/248/deployPhases/{place}/logs"]


def test_one_log_is_a_file_named_after_its_ids(server: ScriptedServer, of_dev: Logs, tmp_path: Path) -> None:
    outcome = of_dev(task="Smoke test")
    assert (tmp_path / "115_248_32_13.log").read_text() == "one\ntwo\n"
    assert outcome.result["release_id"] == 115
    assert outcome.result["log"] == {
        **task(13, "Smoke test", 3),
        "kind": "task",
        "environment": "Dev",
        "attempt": 2,
        "phase": "Agent job",
        "job": "Agent job",
        "releaseId": 115,
        "environmentId": 248,
        "phaseId": 32,
    }
    assert of_dev(task="Smoke test").changed is False


def test_check_mode_writes_nothing(of_dev: Logs, tmp_path: Path) -> None:
    outcome = of_dev(task="Smoke test", check_mode=True)
    assert (outcome.changed, list(tmp_path.iterdir())) == (True, [])


def test_a_range_is_chosen_by_the_server(server: ScriptedServer, of_dev: Logs) -> None:
    of_dev(task="Smoke test", start_line=0, end_line=5)
    assert server.requests[1].query == {"startLine": "0", "endLine": "5"}


# --- what cannot be


@pytest.mark.parametrize(
    ("params", "error", "option", "says"),
    [
        (
            {"task": "Copy"},
            AmbiguousNameError,
            "task",
            r"\(id 11, rank 1\) or .*\(id 12, rank 2\)\. Say which with phase",
        ),
        ({"task": "Deploy"}, AmbiguousNameError, "task", "'Web servers > WEB1 > Deploy'.* or 'Web servers > WEB2"),
        ({"rank": 1}, AmbiguousNameError, "rank", "'Agent job > Copy'.*WEB1.*WEB2"),
        ({"task": "Smoke tset"}, UnknownNameError, "task", "stage Dev of Release-13.*Did you mean 'Smoke test'"),
        ({"task": 99}, UnknownNameError, "task", "task or job '99'"),
        ({"rank": 9}, UnknownNameError, "rank", "There are '1', '2', '3' and '4'"),
        ({"task": "Copy", "phase": "Agent jbo"}, UnknownNameError, "phase", "Did you mean 'Agent job'"),
        ({"task": "Deploy", "agent": "WEB3"}, UnknownNameError, "agent", "'WEB1'.*'WEB2'"),
        ({"task": "Copy", "attempt": 3}, UnknownNameError, "attempt", "no attempt 3 at stage Dev.*It has 1 and 2"),
        ({"task": "Copy", "environment": "Dve"}, UnknownNameError, "environment", "Did you mean 'Dev'"),
        (
            {"task": "Tidy"},
            DeclarationError,
            "task",
            "'Agent job > Tidy' of stage Dev .* no log yet: its status is pending",
        ),
        ({"rank": 4}, DeclarationError, "rank", "no log yet: its status is pending"),
        (
            {"task": "Copy", "environment": "QA"},
            DeclarationError,
            "environment",
            "QA of Release-13 has run no task yet: it is waiting for the approval of Noah before the deployment",
        ),
        (
            {"task": "Copy", "environment": "Pre-Prod"},
            DeclarationError,
            "environment",
            "no logs yet: it is not started",
        ),
    ],
    ids=str,
)
def test_a_log_that_there_is_not(
    server: ScriptedServer,
    of_dev: Logs,
    tmp_path: Path,
    params: dict[str, Any],
    error: type[DeclarationError],
    option: str,
    says: str,
) -> None:
    with pytest.raises(error, match=says) as caught:
        of_dev(**params)
    assert (type(caught.value), caught.value.option) == (error, option)
    assert paths(server) == ["releases/115"]
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_the_server_removed(server: ScriptedServer, logs: Logs, tmp_path: Path) -> None:
    missing = Reply(404, document={"message": "There is no log.", "typeKey": "ReleaseTaskLogNotFoundException"})
    server.script = [Reply(document=RELEASE), missing]
    with pytest.raises(NotFoundError, match=r"no log of .Agent job > Smoke test. \(any more\): .*There is no log"):
        logs(environment="Dev", task="Smoke test")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("params", "option"),
    [
        ({"task": "Copy"}, "environment"),
        ({"rank": 1}, "environment"),
        ({"environment": "Dev"}, "environment"),
        ({"phase": "Agent job"}, "phase"),
        ({"attempt": 1}, "attempt"),
        ({"end_line": 3}, "end_line"),
        ({"environment": "Dev", "task": "Copy", "extract": True}, "extract"),
    ],
    ids=str,
)
def test_options_that_do_not_go_together_cost_no_request(
    server: ScriptedServer, logs: Logs, params: dict[str, Any], option: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        logs(**params)
    assert (caught.value.option, server.requests) == (option, [])


# --- the older route

older = pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])


@older
def test_the_first_generations_have_the_route_of_the_stage(server: ScriptedServer, of_dev: Logs) -> None:
    of_dev(task="Deploy", attempt=1)
    assert paths(server)[1] == "releases/115/environments/248/tasks/2/logs"
    assert server.requests[1].query == {"attemptId": "1"}


@older
def test_their_tasks_stand_in_the_attempt_itself(server: ScriptedServer, logs: Logs, tmp_path: Path) -> None:
    attempt = {"id": 229, "attempt": 1, "job": task(1, "Release", 1), "tasks": [task(2, "Deploy", 1)]}
    stage = {"id": 248, "releaseId": 115, "name": "Dev", "status": "succeeded", "deploySteps": [attempt]}
    server.script = [Reply(document={**RELEASE, "environments": [stage]}), log()]
    logs(environment="Dev", task="Deploy")
    assert [path.name for path in tmp_path.iterdir()] == ["115_248_2.log"]


TEXT = "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017", "tfs2018"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"start_line": 1}, TEXT),
        ({"start_line": 3}, "three\nfour"),
        ({"end_line": 1}, "one\n"),
        ({"start_line": 2, "end_line": 3}, "two\nthree\n"),
        ({"start_line": 4, "end_line": 9}, "four"),
        ({"start_line": 5}, ""),
        ({"start_line": 3, "end_line": 2}, ""),
    ],
)
def test_lines_of_servers_that_only_give_whole_logs(
    server: ScriptedServer, logs: Logs, tmp_path: Path, lines: dict[str, int], expected: str
) -> None:
    """The SDK of 4.0 has no lines in the route of the phase, that of 4.1 has."""
    server.script = [Reply(document=RELEASE), log(TEXT)]
    logs(environment="Dev", task="Smoke test", **lines)
    assert not {"startLine", "endLine"} & set(server.requests[1].query)
    assert [path.read_text() for path in tmp_path.iterdir()] == [expected]


@pytest.mark.parametrize("generation", [name for name in GENERATIONS if name not in ("tfs2015", "tfs2017")])
def test_all_others_have_the_route_of_the_phase(server: ScriptedServer, of_dev: Logs) -> None:
    of_dev(task="Deploy", attempt=1)
    assert paths(server)[1] == "releases/115/environments/248/deployPhases/31/tasks/2/logs"
