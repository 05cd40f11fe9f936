# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role deploy_release: a stage is tried once in a run, check mode tells what would be, failures name its options.

What it does when all goes well is in extensions/molecule/deploy_release.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness.person import Person
from harness.playbooks import IN_PROCESS, PREFIX, Connection, Playbooks, Ran, is_write, play

from release_management_sandbox.testing import RunningSandbox, running_sandbox

AUTOMATED = {"approvals": [{"rank": 1, "isAutomated": True, "isNotificationOn": False}]}
CHUCK = "52a5bc8d-4730-400a-95c7-7276d4ae5953"
ASKED = {"approvals": [{"rank": 1, "isAutomated": False, "isNotificationOn": False, "approver": {"id": CHUCK}}]}
SCRIPT = {
    "taskId": "e213ff0f-5d5c-4791-802d-52ea3e7be1f1",
    "version": "2.*",
    "name": "Go",
    "enabled": True,
    "definitionType": "task",
    "inputs": {"targetType": "inline", "script": "Write-Host deploying"},
}


def stage(
    rank: int, name: str, after: str | None = None, *, asks: bool = False, asks_after: bool = False
) -> dict[str, Any]:
    """A stage that starts by itself: with the release, or after another one. It may ask before and after that."""
    condition = (
        {"name": after, "conditionType": "environmentState", "value": "4"}
        if after
        else {"name": "ReleaseStarted", "conditionType": "event", "value": ""}
    )
    job = {"phaseType": "agentBasedDeployment", "rank": 1, "name": "Job", "deploymentInput": {"queueId": 1}}
    return {
        "name": name,
        "rank": rank,
        "conditions": [condition],
        "preDeployApprovals": ASKED if asks else AUTOMATED,
        "postDeployApprovals": ASKED if asks_after else AUTOMATED,
        "retentionPolicy": {"daysToKeep": 30, "releasesToKeep": 3, "retainBuild": True},
        "deployPhases": [{**job, "workflowTasks": [SCRIPT]}],
    }


def artifact(alias: str) -> dict[str, Any]:
    """Builds of Fabrikam.CI."""
    definition = {"id": "1", "name": "Fabrikam.CI"}
    project = {"id": "ff213d65-d61d-447c-b39d-d16f21b18364", "name": "Fabrikam"}
    return {"alias": alias, "type": "Build", "definitionReference": {"definition": definition, "project": project}}


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Iterator[RunningSandbox]:
    with running_sandbox(pace=getattr(request, "param", 0)) as running:
        yield running


@pytest.fixture
def shop(fresh: RunningSandbox) -> RunningSandbox:
    """Dev, then QA and then Production by themselves."""
    stages = [stage(1, "Dev"), stage(2, "QA", "Dev"), stage(3, "Production", "QA")]
    Person(fresh.root, fresh.token).create(name="Shop", environments=stages)
    fresh.clear_requests()
    return fresh


def role_variables(playbooks: Playbooks, **options: Any) -> dict[str, Any]:
    """The role's variables for Shop; options are those of the role without its prefix."""
    return {
        "deploy_release_definition": "Shop",
        "deploy_release_poll_interval": 0.2,
        "deploy_release_stage_timeout": 30,
        "deploy_release_logs": str(playbooks.folder / "logs"),
        **{f"deploy_release_{name}": value for name, value in options.items()},
    }


def deploy(playbooks: Playbooks, connection: Connection, *arguments: str, **options: Any) -> Ran:
    """Run the role for Shop."""
    role = {"role": f"{PREFIX}deploy_release", "vars": role_variables(playbooks, **options)}
    return playbooks.run([{**play([], connection, IN_PROCESS), "roles": [role]}], *arguments)


def attempts(sandbox: RunningSandbox, release: int = 1) -> dict[str, int]:
    """How often each stage of a release was tried."""
    read = Person(sandbox.root, sandbox.token).call("GET", f"release/releases/{release}")
    return {one["name"]: len(one["deploySteps"]) for one in read["environments"]}


def failing(name: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "fail_deployment",
        "definition": "Shop",
        "environment": name,
        "task": "Go",
        "message": "The disk is full",
        "times": 1,
        **more,
    }


def writes(sandbox: RunningSandbox) -> list[str]:
    return [f"{one['method']} {one['path']}" for one in sandbox.requests() if is_write(one)]


# ------------------------------------------------------------------------------------------------ once in a run


# A stage fails while the run waits for the one before it, and the first stage before the run looks at it.
@pytest.mark.wide
@pytest.mark.parametrize(("sandbox", "name"), [(0.2, "QA"), (0, "Dev")], indirect=["sandbox"])
def test_a_stage_that_fails_meanwhile_is_the_failure_and_the_next_run_tries_it_again(
    name: str, shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    shop.set_faults(failing(name))
    ran = deploy(playbooks, connection)
    assert ran.status == 2, ran.output[-4000:]
    assert (
        f"Stage {name} of Release-1 (attempt 1) failed; when that is mended, the next run starts it again" in ran.output
    )
    assert "The end of its log:" in ran.output
    assert attempts(shop) == {"Dev": 1, "QA": int(name == "QA"), "Production": 0}
    assert [path for path in (playbooks.folder / "logs").rglob("*") if "disk is full" in _text(path)]

    assert deploy(playbooks, connection).status == 0
    assert attempts(shop) == {"Dev": 1, "QA": 1, "Production": 1, name: 2}

    shop.clear_requests()
    third = deploy(playbooks, connection)
    assert (third.status, "changed=0" in third.stdout, writes(shop)) == (0, True, [])


@pytest.mark.wide
def test_a_stage_that_had_failed_is_started_anew_once(
    shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    shop.set_faults(failing("Dev", times=2))
    assert deploy(playbooks, connection).status == 2
    again = deploy(playbooks, connection)
    assert again.status == 2
    assert "Stage Dev of Release-1 (attempt 2) failed" in again.output
    assert attempts(shop) == {"Dev": 2, "QA": 0, "Production": 0}


@pytest.mark.wide
def test_with_approvals_a_failure_is_told_the_same_way(
    fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    stages = [stage(1, "Dev"), stage(2, "QA", "Dev", asks=True)]
    Person(fresh.root, fresh.token).create(name="Shop", environments=stages)
    fresh.set_faults(failing("QA"))
    ran = deploy(playbooks, connection, approve=["QA"])
    assert ran.status == 2
    assert "Stage QA of Release-1 (attempt 1) failed" in ran.output
    assert "The end of its log:" in ran.output
    assert attempts(fresh) == {"Dev": 1, "QA": 1}

    fresh.clear_requests()
    checked = deploy(playbooks, connection, "--check", approve=["QA"])
    assert (checked.status, writes(fresh)) == (0, []), checked.output[-3000:]
    assert "TASK [devops.release_management.deploy_release : Start QA] " in checked.stdout
    assert "changed: [localhost]" in checked.stdout.partition("Start QA]")[2].partition("TASK")[0]

    assert deploy(playbooks, connection, approve=["QA"]).status == 0
    assert attempts(fresh) == {"Dev": 1, "QA": 2}


@pytest.mark.wide
@pytest.mark.parametrize("asks_after", [False, True])
def test_an_attempt_that_was_under_way_is_the_one_that_is_tried(
    asks_after: bool, fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    """It waits for an approval that only the next run gives, and then it fails."""
    Person(fresh.root, fresh.token).create(name="Shop", environments=[stage(1, "QA", asks=True, asks_after=asks_after)])
    assert deploy(playbooks, connection, stage_timeout=1).status == 2
    fresh.set_faults(failing("QA"))
    ran = deploy(playbooks, connection, approve=["QA"], stage_timeout=10)
    assert ran.status == 2
    assert "Stage QA of Release-1 (attempt 1) failed" in ran.output, ran.output[-4000:]
    assert "The disk is full" in ran.output
    assert attempts(fresh) == {"QA": 1}

    assert deploy(playbooks, connection, approve=["QA"]).status == 0
    assert attempts(fresh) == {"QA": 2}


@pytest.mark.wide
def test_the_answer_of_a_person_stands(fresh: RunningSandbox, connection: Connection, playbooks: Playbooks) -> None:
    person = Person(fresh.root, fresh.token)
    person.create(name="Shop", environments=[stage(1, "QA", asks=True)])
    assert deploy(playbooks, connection, stage_timeout=1).status == 2
    (asked,) = person.call("GET", "release/approvals")["value"]
    person.call("PATCH", f"release/approvals/{asked['id']}", body={"status": "rejected", "comments": "Not on a Friday"})

    fresh.clear_requests()
    ran = deploy(playbooks, connection, approve=["QA"])
    assert ran.status == 2
    told = " ".join(ran.output.split())
    assert "deploy_release_stages: QA of Release-1 was rejected by Chuck Reinhart: Not on a Friday." in told
    assert "deploy_release_retry_rejected: true" in told
    assert writes(fresh) == []

    ran = deploy(playbooks, connection, approve=["QA"], retry_rejected=True)
    assert ran.status == 0, ran.output[-4000:]
    assert attempts(fresh) == {"QA": 2}
    again = deploy(playbooks, connection, approve=["QA"])
    assert (again.status, "changed=0" in again.stdout) == (0, True)


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


# ------------------------------------------------------------------------------------------------ twice in a play


def test_the_next_run_of_the_role_goes_on_with_what_the_first_came_to(
    shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    """Such as the build that passed the tests after the first stage; the build found anew may be another one by then."""
    Person(shop.root, shop.token).create(
        name="Drop", environments=[stage(1, "Dev"), stage(2, "QA")], artifacts=[artifact("_CI")]
    )
    role = {"ansible.builtin.include_role": {"name": f"{PREFIX}deploy_release"}}
    first = role_variables(playbooks, definition="Drop", build_id=391, stages=["Dev"])
    second = role_variables(
        playbooks,
        definition="Drop",
        build_id="{{ deploy_release_built.build.id }}",
        name="{{ deploy_release_released.release.name }}",
        stages=["QA"],
    )
    told = {
        "ansible.builtin.debug": {"msg": "{{ deploy_release_built.build.id }} {{ deploy_release_released.release.id }}"}
    }
    tasks = [{**role, "vars": first}, told, {**role, "vars": second}, told]
    ran = playbooks.run([play(tasks, connection, IN_PROCESS)])
    assert ran.status == 0, ran.output[-4000:]
    assert ran.stdout.count('"msg": "391 1"') == 2
    assert attempts(shop) == {"Dev": 1, "QA": 1}


# ------------------------------------------------------------------------------------------------ check mode


def test_a_check_of_a_first_run_tells_what_would_be(
    shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    for options in ({}, {"build_definition": "Fabrikam.CI", "new_build": True, "build_tags": ["x"], "alias": "_CI"}):
        ran = deploy(playbooks, connection, "--check", **options)
        assert ran.status == 0, ran.output[-4000:]
        assert not (playbooks.folder / "logs").exists()
        folder = ran.stdout.partition("Have a folder for the logs]")[2].partition("TASK")[0]
        assert "changed: [localhost]" in folder
    assert writes(shop) == []


@pytest.mark.wide
def test_a_check_after_a_run_has_nothing_to_do(
    shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    assert deploy(playbooks, connection).status == 0
    ran = deploy(playbooks, connection, "--check")
    assert (ran.status, "changed=0" in ran.stdout) == (0, True), ran.output[-4000:]


# ------------------------------------------------------------------------------------------------ messages


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"stages": ["Dev", "Foo"], "approve": "Bar,qa"},
        "deploy_release_stages: Shop has no stage named Foo. deploy_release_approve: Shop has no stage named Bar. It has"
        " Dev, QA, Production.",
    ),
    # One value stands for a list of it, whatever YAML took it for.
    ({"stages": 2, "approve": "qa"}, "deploy_release_stages: Shop has no stage named 2. It has Dev,"),
    ({"approve": True}, "deploy_release_approve: Shop has no stage named True. It has Dev,"),
    ({"manual_stages": True}, "deploy_release_manual_stages: Shop has no stage named True. It has Dev,"),
    ({"manual_stages": ["Bar"]}, "deploy_release_manual_stages: Shop has no stage named Bar."),
    (
        {"stage_variables": [{"name": "Baz", "variables": {}}]},
        "deploy_release_stage_variables: Shop has no stage named Baz.",
    ),
    ({"definition": ""}, "deploy_release_definition: must not be empty"),
    (
        {"definition": "Shop", "path": "\\Nix"},
        "deploy_release_definition: there is no pipeline named Shop in the folder",
    ),
    (
        {"definition": "Double"},
        "deploy_release_definition: there are 2 release definitions named Double, in the folders \\, \\Web: set"
        " deploy_release_path to one of them",
    ),
    (
        {"build_definition": "Nope", "alias": "_CI"},
        "deploy_release_build_definition: There is no build definition 'Nope'",
    ),
    # Nothing is built in vain.
    (
        {"build_definition": "Fabrikam.Infrastructure.CI", "new_build": True, "build_tags": ["x"]},
        "deploy_release_build_definition: Shop has no artifact of Fabrikam.Infrastructure.CI. Its artifacts are none.",
    ),
    (
        {"definition": "Twice", "build_definition": "fabrikam.ci", "new_build": True},
        "deploy_release_alias: Twice has one, two of fabrikam.ci.",
    ),
    ({"build_id": 99999}, "deploy_release_build_id: project Fabrikam has no build with the id 99999"),
    (
        {"artifacts": [{"alias": "nope", "version": "1"}]},
        "deploy_release_artifacts[0].alias: There is no artifact 'nope'",
    ),
    (
        {"artifacts": "alias=_CI version=1", "build_definition": "Fabrikam.CI", "new_build": True},
        "deploy_release_artifacts: must be a list of maps",
    ),
    ({"build_id": 391, "alias": "nope"}, "deploy_release_alias: There is no artifact 'nope'"),
    ({"variables": {"x": [1]}}, "deploy_release_variables.x: must be a value"),
]


def test_a_failure_names_the_option_and_what_was_written(
    shop: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    person = Person(shop.root, shop.token)
    person.create(name="Twice", environments=[stage(1, "Dev")], artifacts=[artifact("one"), artifact("two")])
    for path in ("\\", "\\Web"):
        person.create(name="Double", path=path, environments=[stage(1, "Dev")])
    shop.clear_requests()
    role = {"ansible.builtin.include_role": {"name": f"{PREFIX}deploy_release"}}
    tasks: list[dict[str, Any]] = [
        {
            "block": [{**role, "vars": role_variables(playbooks, **options)}],
            "rescue": [{"name": f"case {number}", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
        }
        for number, (options, _expected) in enumerate(WRONG)
    ]
    ran = playbooks.run([play(tasks, connection, IN_PROCESS)])
    for number, (_options, expected) in enumerate(WRONG):
        assert ran.of(f"case {number}").result["msg"].startswith(expected)
    assert writes(shop) == []


def test_a_wait_that_takes_too_long_names_the_option(
    fresh: RunningSandbox, connection: Connection, playbooks: Playbooks
) -> None:
    Person(fresh.root, fresh.token).create(name="Shop", environments=[stage(1, "QA", asks=True)])
    ran = deploy(playbooks, connection, stage_timeout=1)
    assert ran.status == 2
    assert "deploy_release_stage_timeout: It was not over after 1 s" in ran.output
    assert '"deploy_release_stage_timeout"' in ran.output
    assert " wait_timeout" not in ran.output
