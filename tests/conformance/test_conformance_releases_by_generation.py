# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's resources of releases against a sandbox of each generation: the same tasks, the same ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conformance_client import Task
from conformance_documents import CHUCK, approved_by, build_artifact, stage
from conformance_releases import BUILD, STARTS_WITH_RELEASE

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import (
    Client,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release import (
    approvals,
    deploying,
    log,
    queries,
    resource,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    RunFailedError,
)
from release_management_sandbox.testing import RunningSandbox

pytestmark = [pytest.mark.wide, pytest.mark.parametrize("sandbox", list(GENERATIONS), indirect=True)]

OLD = ("tfs2015", "tfs2017")
NAME = "Fabrikam-Website"
ARTIFACTS = [{"alias": "Drop", "version": int(BUILD)}]


def make_definition(client: Client, generation: str, *stages: dict[str, Any], name: str = NAME) -> int:
    """A definition with the fields of its generation."""
    made = list(stages) or [
        stage("Dev", 1, conditions=STARTS_WITH_RELEASE),
        stage("QA", 2, preDeployApprovals=approval()),
    ]
    if generation in OLD:
        made = [of_2015(one) for one in made]
    body = {
        "name": name,
        "releaseNameFormat": "Release-$(rev:r)",
        "variables": {"site": {"value": "fabrikam", "allowOverride": True}, "key": {"value": "x", "isSecret": True}},
        "artifacts": [build_artifact()],
        "environments": made,
    }
    if generation not in ("tfs2015", "tfs2017", "tfs2018"):
        body["variables"]["key"]["allowOverride"] = True
    return int(client.call("release_definitions.create", body=body)["id"])


def approval() -> dict[str, Any]:
    asked = approved_by(CHUCK, "beforeGates")
    asked.setdefault("approvalOptions", {}).update(releaseCreatorCanBeApprover=True, requiredApproverCount=0)
    return asked


def of_2015(modern: dict[str, Any]) -> dict[str, Any]:
    """A stage as the reference of 2016 has it: tasks in its one step, the queue in itself."""
    known = {key: modern[key] for key in ("name", "rank", "conditions") if key in modern}
    sides = {key: {"approvals": modern[key]["approvals"]} for key in ("preDeployApprovals", "postDeployApprovals")}
    tasks = [task for phase in modern["deployPhases"] for task in phase["workflowTasks"]]
    return {**known, **sides, "queueId": 2, "deployStep": {"tasks": tasks}}


def release_options(**more: Any) -> dict[str, Any]:
    return {"definition": NAME, "artifacts": ARTIFACTS, **more}


def test_a_release_is_created_once_and_found_again(client: Client, generation: str, task: Task) -> None:
    make_definition(client, generation)
    foretold = task(resource.ensure, check_mode=True, **release_options(description="For spring"))
    assert foretold.changed
    made = task(resource.ensure, **release_options(description="For spring"))
    assert made.changed
    assert made.result["release"]["status"] == "active"
    assert made.result["release"]["description"].startswith("For spring")
    again = task(resource.ensure, **release_options(description="For spring"))
    assert (again.changed, again.result["release"]["id"]) == (False, made.result["release"]["id"])
    assert len(task(queries.query, definition=NAME).result["releases"]) == 1


def test_a_draft_is_started(client: Client, generation: str, task: Task) -> None:
    make_definition(client, generation)
    draft = task(resource.ensure, **release_options(state="draft"))
    assert draft.result["release"]["status"] == "draft"
    assert not task(resource.ensure, **release_options(state="draft")).changed
    number = draft.result["release"]["id"]
    started = task(resource.ensure, release_id=number, state="active")
    assert (started.changed, started.result["release"]["status"]) == (True, "active")
    assert task(resource.ensure, release_id=number, state="abandoned").result["release"]["status"] == "abandoned"


def test_values_of_variables(client: Client, generation: str, task: Task) -> None:
    make_definition(client, generation)
    options = release_options(variables={"site": "spring", "key": {"value": "hush", "is_secret": True}})
    if generation == "tfs2015":
        with pytest.raises(DeclarationError, match=r"^variables: Team Foundation Server 2015 .*2017 is the first"):
            task(resource.ensure, **options)
        assert task(queries.query, definition=NAME).result["releases"] == []
        return
    made = task(resource.ensure, **options).result["release"]
    whole = client.call("releases.get", release_id=made["id"])
    assert (whole["status"], whole["variables"]["site"]["value"]) == ("active", "spring")
    assert not task(resource.ensure, **options).changed


def test_names_and_tags(client: Client, generation: str, task: Task) -> None:
    make_definition(client, generation)
    named, tagged = release_options(name="Spring"), release_options(tags=["web"])
    if generation in (*OLD, "tfs2018", "server2019"):
        with pytest.raises(DeclarationError, match=r"^name: .* Azure DevOps Server 2020 is the first"):
            task(resource.ensure, **named)
        assert task(queries.query, definition=NAME).result["releases"] == []
    else:
        assert task(resource.ensure, **named).result["release"]["name"] == "Spring"
        assert not task(resource.ensure, **named).changed
    if generation in OLD:
        with pytest.raises(DeclarationError, match=r"^tags: .* Team Foundation Server 2018 is the first"):
            task(resource.ensure, **tagged)
    else:
        assert task(resource.ensure, **tagged).result["release"]["tags"] == ["web"]
        assert not task(resource.ensure, **tagged).changed


def test_deploying_approving_and_the_log(client: Client, generation: str, task: Task, tmp_path: Path) -> None:
    make_definition(client, generation)
    number = task(resource.ensure, **release_options()).result["release"]["id"]
    one = {"release_id": number, "poll_interval": 0.05, "wait_timeout": 20}
    task(deploying.ensure, **one, environment="Dev", wait=True)
    dev = task(deploying.ensure, **one, environment="Dev", wait=True)
    assert (dev.changed, dev.result["environment"]["status"], dev.result["is_current"]) == (False, "succeeded", True)
    assert task(deploying.ensure, **one, environment="QA").changed
    answered = task(approvals.ensure, **one, environment="QA", state="approved", comment="Good to go!")
    assert answered.changed
    assert not task(approvals.ensure, **one, environment="QA", state="approved").changed
    qa = task(deploying.ensure, **one, environment="QA", wait=True)
    assert (qa.result["environment"]["status"], qa.result["is_current"]) == ("succeeded", True)
    whole, part = tmp_path / "whole.log", tmp_path / "part.log"
    task(log.ensure_log, release_id=number, environment="Dev", task="Say", dest=str(whole))
    task(log.ensure_log, release_id=number, environment="Dev", task="Say", dest=str(part), start_line=2, end_line=3)
    lines = whole.read_text().splitlines()
    assert len(lines) > 3
    assert part.read_text().splitlines() == lines[1:3]
    archive = tmp_path / "logs.zip"
    assert task(log.ensure_log, release_id=number, dest=str(archive)).changed
    assert archive.read_bytes()[:2] == b"PK"


def test_a_second_release_takes_the_place_of_the_first(client: Client, generation: str, task: Task) -> None:
    make_definition(client, generation)
    first = task(resource.ensure, **release_options()).result["release"]["id"]
    wait = {"environment": "Dev", "wait": True, "poll_interval": 0.05, "wait_timeout": 20}
    task(deploying.ensure, release_id=first, **wait)
    second = task(resource.ensure, **release_options(force=True)).result["release"]["id"]
    task(deploying.ensure, release_id=second, **wait)
    assert task(deploying.ensure, release_id=first, **wait).result["is_current"] is False
    assert task(deploying.ensure, release_id=second, **wait).result["is_current"] is True
    back = task(deploying.ensure, release_id=first, ensure_current=True, **wait)
    assert (back.changed, back.result["is_current"]) == (True, True)


def test_a_failure_names_the_task(client: Client, generation: str, task: Task, sandbox: RunningSandbox) -> None:
    make_definition(client, generation)
    number = task(resource.ensure, **release_options(manual_environments=["Dev"])).result["release"]["id"]
    wait = {"release_id": number, "environment": "Dev", "wait": True, "poll_interval": 0.05, "wait_timeout": 20}
    sandbox.set_faults({"kind": "fail_deployment", "task": "Say", "message": "No space left"})
    with pytest.raises(RunFailedError, match=r"Task 'Say' failed(?s:.*)No space left(?s:.*)The end of its log"):
        task(deploying.ensure, **wait)
    sandbox.set_faults()
    again = task(deploying.ensure, **wait)
    assert (again.changed, again.result["environment"]["status"]) == (True, "succeeded")


def test_a_lookup_by_everything(client: Client, generation: str, task: Task) -> None:
    """Each filter finds the same, whether the server knows it or not."""
    make_definition(client, generation)
    make_definition(client, generation, name="Other.CD")
    made = task(resource.ensure, **release_options()).result["release"]
    other = task(resource.ensure, definition="Other.CD", artifacts=[{"alias": "Drop", "version": "latest"}])
    wait = {"environment": "Dev", "wait": True, "poll_interval": 0.05, "wait_timeout": 20}
    task(deploying.ensure, release_id=made["id"], **wait)
    task(deploying.ensure, release_id=other.result["release"]["id"], **wait)
    number = made["id"]
    for filters in (
        {"definition": NAME, "environment": "Dev"},
        {"definition": NAME, "environment": "Dev", "environment_status_filter": ["succeeded"]},
        {"definition": NAME, "artifact_type_id": "Build"},
        {"definition": NAME, "artifact_version_id": BUILD},
        {"definition": NAME, "search_text": "RELEASE-"},
        {"definition": NAME, "path": "\\"},
        {"release_id_filter": [number]},
        {"release_id_filter": [number, 99999]},
        {"definition": NAME, "created_by": made["createdBy"]["uniqueName"]},
        {"definition": NAME, "status_filter": "active"},
        {"definition": NAME, "name": made["name"]},
    ):
        found = task(queries.query, **filters).result["releases"]
        assert [one["id"] for one in found] == [number], filters
    for filters in (
        {"definition": NAME, "environment": "QA", "environment_status_filter": ["succeeded"]},
        {"definition": NAME, "artifact_version_id": "1"},
        {"definition": NAME, "artifact_type_id": "Git"},
        {"definition": NAME, "search_text": "Spring"},
        {"definition_id": made["releaseDefinition"]["id"], "path": "\\Elsewhere"},
        {"release_id_filter": [99999]},
        {"release_id_filter": []},
    ):
        assert task(queries.query, **filters).result["releases"] == [], filters
