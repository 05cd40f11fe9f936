# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Artifacts and logs of builds as files, from a server that answers as the recorded one did."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Reply, ScriptedServer

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.artifact import (
    ensure_artifact,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.log import ensure_log
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AmbiguousNameError,
    ArchiveError,
    DeclarationError,
    NotFoundError,
    UnknownNameError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Outcome, Run

# As recorded from VSTS, without addresses.
DROP = {"id": 9, "name": "drop", "resource": {"type": "Container", "data": "#/303511/drop"}}
PIPELINE = {"id": 10, "name": "site", "resource": {"type": "PipelineArtifact", "data": "0A1B"}}
SHARE = {"id": 11, "name": "share", "resource": {"type": "FilePath", "data": "\\\\server\\drops"}}
LOGS = [
    {"id": 1, "lineCount": 3, "lastChangedOn": "2015-07-16T19:53:19.92Z", "type": "Container"},
    {"id": 2, "lineCount": 113, "lastChangedOn": "2015-07-16T19:53:29.44Z", "type": "Container"},
    {"id": 4, "lineCount": 187, "lastChangedOn": "2015-07-16T19:54:41.383Z", "type": "Container"},
]
RECORDS = [
    {"id": "j", "parentId": None, "type": "Job", "name": "Build", "state": "completed", "log": {"id": 4}},
    {"id": "a", "parentId": "j", "type": "Task", "name": "Get sources", "state": "completed", "log": {"id": 1}},
    {"id": "b", "parentId": "j", "type": "Task", "name": "Build solution", "state": "completed", "log": {"id": 2}},
    {"id": "c", "parentId": "j", "type": "Task", "name": "Publish", "state": "pending", "result": None, "log": None},
]
GONE = Reply(404, document={"message": "not found", "typeKey": "BuildNotFoundException"})


def archive(**files: str) -> Reply:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files.items():
            made.writestr(f"drop/{name}", content)
    return Reply(content=packed.getvalue(), content_type="application/zip")


def log(text: str) -> Reply:
    return Reply(content=text.encode(), content_type="text/plain")


def listing(*items: Any) -> Reply:
    return Reply(document={"count": len(items), "value": list(items)})


@pytest.fixture
def client(server: ScriptedServer) -> Client:
    return connect(
        {
            "organization_url": f"{server.url}/DefaultCollection",
            "project": "Fabrikam",
            "token": "tok-1",
            "retries": 0,
            "server": "server2022",
        }
    )


@pytest.fixture
def artifact(client: Client, tmp_path: Path) -> Callable[..., Outcome]:
    def run(**params: Any) -> Outcome:
        given = {"build_id": 391, "name": "drop", "dest": str(tmp_path), **params}
        return ensure_artifact({name: value for name, value in given.items() if value is not None}, client, Run())

    return run


@pytest.fixture
def logs(client: Client, tmp_path: Path) -> Callable[..., Outcome]:
    def run(**params: Any) -> Outcome:
        given = {"build_id": 391, "dest": str(tmp_path), **params}
        return ensure_log({name: value for name, value in given.items() if value is not None}, client, Run())

    return run


def paths(server: ScriptedServer) -> list[str]:
    return [seen.path.partition("/_apis/build/")[2] for seen in server.requests]


# --- artifacts


@pytest.mark.parametrize("kept", [DROP, PIPELINE], ids=["container", "pipeline artifact"])
def test_an_artifact_is_listed_and_downloaded(
    server: ScriptedServer, artifact: Callable[..., Outcome], tmp_path: Path, kept: dict[str, Any]
) -> None:
    server.script = [listing(SHARE, DROP, PIPELINE), archive(a="a")]
    outcome = artifact(name=kept["name"])
    assert paths(server) == ["builds/391/artifacts", "builds/391/artifacts"]
    assert server.requests[1].query == {"artifactName": kept["name"], "$format": "zip"}
    assert (outcome.changed, outcome.result["artifact"], outcome.result["build_id"]) == (True, kept, 391)
    assert [path.name for path in tmp_path.iterdir()] == [f"{kept['name']}.zip"]


def test_an_artifact_is_unpacked(server: ScriptedServer, artifact: Callable[..., Outcome], tmp_path: Path) -> None:
    server.script = [listing(DROP), archive(a="a", b="b")]
    assert artifact(extract=True).result["files"] == ["drop/a", "drop/b"]
    assert (tmp_path / "drop/b").read_text() == "b"


def test_the_same_artifact_again_is_unchanged(server: ScriptedServer, artifact: Callable[..., Outcome]) -> None:
    server.script = [listing(DROP), archive(a="a"), listing(DROP), archive(a="a")]
    assert [artifact().changed, artifact().changed] == [True, False]


def test_its_name_in_any_casing_but_the_exact_one_first(
    server: ScriptedServer, artifact: Callable[..., Outcome]
) -> None:
    server.script = [listing({**DROP, "name": "DROP"}, DROP), archive(), listing({**DROP, "name": "Drop"}), archive()]
    artifact()
    artifact()
    assert [seen.query["artifactName"] for seen in server.requests[1::2]] == ["drop", "Drop"]


def test_an_unknown_artifact_names_those_that_are_there(
    server: ScriptedServer, artifact: Callable[..., Outcome]
) -> None:
    server.script = [listing(DROP, PIPELINE)]
    with pytest.raises(UnknownNameError, match=r"name: .*'dorp' in build 391.* Did you mean 'drop'.*'site'"):
        artifact(name="dorp")


def test_a_build_without_artifacts(server: ScriptedServer, artifact: Callable[..., Outcome]) -> None:
    server.script = [listing()]
    with pytest.raises(UnknownNameError, match="There is none at all"):
        artifact()


def test_an_artifact_on_a_share_says_where_it_is(
    server: ScriptedServer, artifact: Callable[..., Outcome], tmp_path: Path
) -> None:
    server.script = [listing(SHARE)]
    with pytest.raises(DeclarationError) as caught:
        artifact(name="share")
    assert "FilePath" in str(caught.value)
    assert "server" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_is_gone(server: ScriptedServer, artifact: Callable[..., Outcome]) -> None:
    server.script = [GONE]
    with pytest.raises(NotFoundError, match="build_id: project Fabrikam has no build with the id 391"):
        artifact()


def test_a_damaged_archive(server: ScriptedServer, artifact: Callable[..., Outcome], tmp_path: Path) -> None:
    server.script = [listing(DROP), Reply(content=b"PK nonsense", content_type="application/zip")]
    with pytest.raises(ArchiveError, match="damaged"):
        artifact()
    assert list(tmp_path.iterdir()) == []


def test_the_latest_build_of_a_definition(server: ScriptedServer, artifact: Callable[..., Outcome]) -> None:
    server.script = [listing({"id": 400}), listing(DROP), archive()]
    outcome = artifact(build_id=None, definition="7", source_branch="main", result_filter=["succeeded"])
    assert paths(server) == ["builds", "builds/400/artifacts", "builds/400/artifacts"]
    asked = server.requests[0].query
    assert (asked["definitions"], asked["branchName"], asked["resultFilter"]) == ("7", "refs/heads/main", "succeeded")
    assert outcome.result["build_id"] == 400


def test_no_latest_build(server: ScriptedServer, artifact: Callable[..., Outcome]) -> None:
    server.script = [listing()]
    with pytest.raises(NotFoundError, match="no build of the build definition 7 that is main"):
        artifact(build_id=None, definition="7", source_branch="main")


# --- logs


def test_all_logs_are_an_archive(server: ScriptedServer, logs: Callable[..., Outcome], tmp_path: Path) -> None:
    server.script = [archive(a="a")]
    outcome = logs()
    assert (paths(server), server.requests[0].headers["accept"]) == (
        ["builds/391/logs"],
        "application/zip;api-version=7.0",
    )
    assert outcome.result["dest"] == str(tmp_path / "logs_391.zip")
    assert "log" not in outcome.result


def test_one_log_by_its_number(server: ScriptedServer, logs: Callable[..., Outcome], tmp_path: Path) -> None:
    server.script = [listing(*LOGS), log("one\ntwo\n")]
    outcome = logs(log_id=2)
    assert paths(server) == ["builds/391/logs", "builds/391/logs/2"]
    assert (outcome.result["log"], outcome.result["build_id"]) == (LOGS[1], 391)
    assert (tmp_path / "391_2.log").read_text() == "one\ntwo\n"


@pytest.mark.parametrize(
    ("task", "number"), [("Get sources", 1), ("build SOLUTION", 2), ("Build", 4)], ids=["task", "casing", "job"]
)
def test_the_log_of_a_task_or_job(server: ScriptedServer, logs: Callable[..., Outcome], task: str, number: int) -> None:
    server.script = [listing(*LOGS), Reply(document={"records": RECORDS}), log("text")]
    logs(task=task)
    assert paths(server) == ["builds/391/logs", "builds/391/timeline", f"builds/391/logs/{number}"]


def test_a_task_goes_before_a_job_of_its_name(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    records = [*RECORDS, {"id": "d", "parentId": "j", "type": "Task", "name": "Build", "log": {"id": 2}}]
    server.script = [listing(*LOGS), Reply(document={"records": records}), log("text")]
    assert logs(task="Build").result["log"]["id"] == 2


def test_two_tasks_of_a_name_are_told_apart_by_number(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    records = [
        *RECORDS,
        {"id": "k", "type": "Job", "name": "Test"},
        {"id": "d", "parentId": "k", "type": "Task", "name": "Get sources", "log": {"id": 4}},
    ]
    server.script = [listing(*LOGS), Reply(document={"records": records})]
    with pytest.raises(AmbiguousNameError) as caught:
        logs(task="Get sources")
    assert "Build > Get sources (log 1) or Test > Get sources (log 4). Say which with log_id." in str(caught.value)


def test_a_task_that_has_not_run_has_no_log(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    server.script = [listing(*LOGS), Reply(document={"records": RECORDS})]
    with pytest.raises(DeclarationError, match="task: 'Publish' of build 391 has no log: its state is pending"):
        logs(task="Publish")


def test_an_unknown_task(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    server.script = [listing(*LOGS), Reply(document={"records": RECORDS})]
    with pytest.raises(UnknownNameError, match=r"task: .*'Get source'.* Did you mean 'Get sources'"):
        logs(task="Get source")


def test_an_unknown_log(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    server.script = [listing(*LOGS)]
    with pytest.raises(UnknownNameError, match=r"log_id: There is no log 3 in build 391. It has 1, 2 and 4"):
        logs(log_id=3)


def test_a_build_that_has_no_logs_yet(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    server.script = [listing()]
    with pytest.raises(UnknownNameError, match="It has none yet"):
        logs(log_id=1)


def test_a_range_is_chosen_by_the_server(server: ScriptedServer, logs: Callable[..., Outcome]) -> None:
    server.script = [listing(*LOGS), log("text")]
    logs(log_id=2, start_line=0, end_line=5)
    assert server.requests[1].query == {"startLine": "0", "endLine": "5"}


def test_an_empty_log_is_an_empty_file(server: ScriptedServer, logs: Callable[..., Outcome], tmp_path: Path) -> None:
    server.script = [listing(*LOGS), log("")]
    assert logs(log_id=1).changed is True
    assert (tmp_path / "391_1.log").read_bytes() == b""


@pytest.mark.parametrize(
    ("params", "option"),
    [
        ({"log_id": 1, "extract": True}, "extract"),
        ({"task": "a", "extract": True}, "extract"),
        ({"end_line": 3}, "end_line"),
    ],
)
def test_options_that_do_not_go_together_cost_no_request(
    server: ScriptedServer, logs: Callable[..., Outcome], params: dict[str, Any], option: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        logs(**params)
    assert (caught.value.option, server.requests) == (option, [])


@pytest.mark.parametrize("params", [{}, {"log_id": 1}, {"task": "Build"}], ids=repr)
def test_the_logs_of_a_build_that_is_gone(
    server: ScriptedServer, logs: Callable[..., Outcome], tmp_path: Path, params: dict[str, Any]
) -> None:
    server.script = [GONE]
    with pytest.raises(NotFoundError, match="build_id: project Fabrikam has no build with the id 391"):
        logs(**params)
    assert list(tmp_path.iterdir()) == []
