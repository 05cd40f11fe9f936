# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a modern release definition, over documents as servers answer them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_documents import TwoWayNames, documents, exported
from shapes_and_documents import exact, proven

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.modern.definition import (
    DEFINITION,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.stages import (
    follow_renames,
    place_stages,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import ReleaseManagementError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import Plan, plan

SITE = Site("", TwoWayNames())


def export(document: dict[str, Any]) -> dict[str, Any]:
    """A definition in the terms in which it is declared, stages in their order."""
    stages = sorted(document.get("environments") or [], key=lambda stage: stage["rank"])
    return DEFINITION.to_option({**document, "environments": stages}, SITE)


def declare(options: dict[str, Any], actual: dict[str, Any] | None, purge: bool = True) -> Plan:
    """What the options mean for the server's document, by the way that a task goes."""
    declared = DEFINITION.to_wire(validated(ReleaseDefinition, options), SITE)
    place_stages(declared, actual, purge)
    found = plan(DEFINITION.shape, declared, actual, purge)
    return replace(found, target=follow_renames(found.target, actual, declared))


def places(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The places where two documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from places(before.get(key), after.get(key), f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from places(one, other, f"{path}[{index}]")
    elif exact(before) != exact(after):
        yield path


def ids(document: dict[str, Any]) -> list[Any]:
    """Every id that the server gave: of the definition, stages, steps, approvals, gates, artifacts, schedules."""
    found = [document["id"]]
    for stage in document["environments"]:
        found += [stage["id"], stage["deployStep"]["id"]]
        for side in ("preDeployApprovals", "postDeployApprovals"):
            found += [step["id"] for step in stage[side]["approvals"]]
        found += [
            stage[f"{side}DeploymentGates"]["id"] for side in ("pre", "post") if f"{side}DeploymentGates" in stage
        ]
        found += [schedule["jobId"] for schedule in stage.get("schedules", ())]
    found += [artifact["sourceId"] for artifact in document["artifacts"]]
    return found + [trigger["schedule"]["jobId"] for trigger in document["triggers"] if "schedule" in trigger]


# ----------------------------------------------------------------------------------------------- nothing to do, exactly


@proven(40)
@given(documents(), st.booleans())
def test_an_export_declared_back_changes_nothing(document: dict[str, Any], purge: bool) -> None:
    found = declare(export(document), document, purge)

    assert list(places(document, found.target)) == []
    assert not found.changed
    assert exact(found.target) == exact(document)


@proven(80)
@given(documents())
def test_a_document_of_the_server_declared_back_changes_nothing(document: dict[str, Any]) -> None:
    found = declare(options_of(document, "document"), document)

    assert list(places(document, found.target)) == []
    assert exact(found.target) == exact(document)


@proven(80)
@given(documents())
def test_a_portal_export_declared_changes_nothing(document: dict[str, Any]) -> None:
    found = declare(options_of(exported(document), "document"), document)

    assert list(places(document, found.target)) == []
    assert exact(found.target) == exact(document)


@proven(40)
@given(documents(), st.integers(0, 2**12))
def test_any_part_of_an_export_changes_nothing(document: dict[str, Any], chosen: int) -> None:
    options = export(document)
    part = {key: value for index, (key, value) in enumerate(options.items()) if chosen >> index & 1}
    for index, stage in enumerate(part.get("environments", [])):
        for place, key in enumerate(sorted(stage)):
            if key != "name" and (chosen + index) >> place & 1:
                del stage[key]

    found = declare(part, document)

    assert list(places(document, found.target)) == []
    assert exact(found.target) == exact(document)


@proven(40)
@given(documents())
def test_an_export_of_what_an_export_creates_is_the_export(document: dict[str, Any]) -> None:
    """The export loses nothing: created from it, a definition exports the same."""
    options = export(document)
    created = declare(options, None).target
    for number, stage in enumerate(created["environments"], start=1):
        stage["id"] = number

    assert not declare(options, created).changed
    # A new object may have more than was said: what it starts with.
    assert [place for place in places(options, export(created)) if _at(options, place) is not None] == []


def _at(options: Any, place: str) -> Any:
    for step in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", place):
        options = options[int(step[1])] if step[1] else (options or {}).get(step[0])
    return options


@proven(40)
@given(documents())
def test_the_order_of_entries_without_an_order_does_not_count(document: dict[str, Any]) -> None:
    options = export(document)
    for holder in (options, *options["environments"]):
        for key in ("variable_groups", "artifacts", "triggers", "conditions", "schedules", "environment_triggers"):
            holder.get(key, []).reverse()
        holder["variables"] = dict(reversed(holder.get("variables", {}).items()))

    found = declare(options, document)

    assert list(places(document, found.target)) == []


# ------------------------------------------------------------------------------------------------------ a single edit

_FLAGS = [
    "enabled",
    "always_run",
    "continue_on_error",
    "is_enabled",
    "skip_artifacts_download",
    "enable_access_token",
    "badge_enabled",
]
_FLAGS += ["retain_build", "release_creator_can_be_approver", "enforce_identity_revalidation", "is_retained"]
_COUNTS = ["timeout", "sampling_interval", "stabilization_time", "minimum_success_duration", "required_approver_count"]
_COUNTS += ["concurrency_count", "days_to_keep", "releases_to_keep", "retry_count_on_task_failure"]
_COUNTS += ["job_cancel_timeout_in_minutes", "timeout_in_minutes", "health_percent"]
_TEXTS = ["description", "release_name_format", "condition", "email_recipients", "ref_name", "deployment_health_option"]
_NAMES = {"queue": "queue 77", "deployment_group": "deployment_group 77", "owner": "person77@fabrikam.example"}
_NAMES |= {"agent_specification": "windows-2022"}
EDITS: dict[str, Callable[[Any], Any]] = {
    **{name: lambda value: not value for name in _FLAGS},
    **{name: lambda value: (value or 0) + 1 for name in _COUNTS},
    **{name: lambda value: f"{value} edited" for name in _TEXTS},
    **{name: lambda _value, new=new: new for name, new in _NAMES.items()},  # type: ignore[misc]
}
_WIRE = {"queue": "queueId", "deployment_group": "queueId"}


def _wire_key(option: str) -> str:
    return _WIRE.get(option) or re.sub(r"_([a-z])", lambda match: match[1].upper(), option)


def editable(options: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(options, dict):
        for key, value in options.items():
            if key in ("raw", "schedules", "triggers", "properties", "process_parameters"):
                continue
            if key in EDITS and not isinstance(value, (dict, list)):
                yield (*path, key)
            if key in ("variables", "inputs"):
                yield from ((*path, key, name) for name in value)
            else:
                yield from editable(value, (*path, key))
    elif isinstance(options, list):
        for index, value in enumerate(options):
            yield from editable(value, (*path, index))


def at(options: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        options = options[step]
    return options


def _edit(options: dict[str, Any], path: tuple[Any, ...]) -> str:
    """Change one option in place; the last key of its place on the wire."""
    holder, key = at(options, path[:-1]), path[-1]
    if path[-2:-1] and path[-2] in ("variables", "inputs"):
        if isinstance(holder[key], dict):
            holder[key]["value"] = "edited"
        else:
            holder[key] = "edited"
        return str(key)
    holder[key] = EDITS[key](holder[key])
    return _wire_key(key)


def _as_wire_path(path: tuple[Any, ...], options: dict[str, Any], document: dict[str, Any]) -> str:
    """Where an option's object is on the wire; the server's list of stages is in another order than ours."""
    wire = ""
    for depth, step in enumerate(path[:-1]):
        if isinstance(step, int):
            position = step
            if path[depth - 1] == "environments":
                name = options["environments"][step]["name"]
                position = [stage["name"] for stage in document["environments"]].index(name)
            wire += f"[{position}]"
        elif step == "options":
            wire += ".approvalOptions" if "approvals" in str(path[depth - 1]) else ".gatesOptions"
        elif step == "parallel":
            wire += ".deploymentInput.parallelExecution"
        elif step == "download_artifacts":
            wire += ".deploymentInput.artifactsDownloadInput.downloadInputs"
        else:
            wire += "." + _wire_key(str(step))
    return wire


@proven(80)
@given(documents(), st.data())
def test_a_single_edit_changes_just_that_place_and_every_id_stays(
    document: dict[str, Any], data: st.DataObject
) -> None:
    options = export(document)
    path = data.draw(st.sampled_from(list(editable(options))))
    container = _as_wire_path(path, options, document)
    key = _edit(options, path)
    before = copy.deepcopy(document)

    found = declare(options, document)

    changed = list(places(document, found.target))
    assert found.changed
    assert exact(document) == exact(before)
    assert len(changed) <= 1 or all(".owner" in place for place in changed), changed
    assert all(place.startswith(container) and f".{key}" in place[len(container) :] for place in changed), changed
    assert ids(found.target) == ids(document)
    assert not declare(options, found.target).changed


def _all_tasks(options: dict[str, Any]) -> list[list[Any]]:
    return [phase.get("workflow_tasks", []) for stage in options["environments"] for phase in stage["deploy_phases"]]


def _names_of_tasks(document: dict[str, Any]) -> list[list[str]]:
    stages = sorted(document["environments"], key=lambda stage: stage["rank"])
    return [[exact(task) for task in phase["workflowTasks"]] for stage in stages for phase in stage["deployPhases"]]


@proven(40)
@given(documents(), st.data())
def test_an_inserted_task_leaves_all_others_as_they_are(document: dict[str, Any], data: st.DataObject) -> None:
    options = export(document)
    lists = _all_tasks(options)
    which = data.draw(st.integers(0, len(lists) - 1))
    where = data.draw(st.integers(0, len(lists[which])))
    phases = [phase for stage in options["environments"] for phase in stage["deploy_phases"]]
    phases[which]["workflow_tasks"] = [
        *lists[which][:where],
        {"task": "Task99@1", "name": "new"},
        *lists[which][where:],
    ]

    found = declare(options, document)

    expected = _names_of_tasks(document)
    now = _names_of_tasks(found.target)
    assert json.loads(now[which].pop(where))["name"] == "new"
    assert now == expected
    assert ids(found.target) == ids(document)


@proven(40)
@given(documents(), st.data())
def test_an_inserted_stage_leaves_all_others_as_they_are(document: dict[str, Any], data: st.DataObject) -> None:
    options = export(document)
    where = data.draw(st.integers(0, len(options["environments"])))
    new = {"name": "New", "deploy_phases": [{"queue": "queue 1"}], "pre_deploy_approvals": {"is_automated": True}}
    options["environments"].insert(where, new)

    found = declare(options, document)

    assert [stage.get("id") for stage in found.target["environments"]] == [
        *(s["id"] for s in document["environments"]),
        None,
    ]
    assert {
        place for place in places(document["environments"], found.target["environments"][:-1]) if "rank" not in place
    } == set()
    assert sorted(stage["rank"] for stage in found.target["environments"]) == list(
        range(1, len(options["environments"]) + 1)
    )


@proven(40)
@given(documents(), st.data())
def test_moved_stages_change_their_ranks_and_nothing_else(document: dict[str, Any], data: st.DataObject) -> None:
    options = export(document)
    options["environments"] = data.draw(st.permutations(options["environments"]))

    found = declare(options, document)

    assert all(re.fullmatch(r"\.environments\[\d+\]\.rank", place) for place in places(document, found.target))
    ranked = sorted(found.target["environments"], key=lambda stage: stage["rank"])
    assert [stage["name"] for stage in ranked] == [stage["name"] for stage in options["environments"]]


@proven(40)
@given(documents(), st.data())
def test_a_renamed_stage_keeps_its_id_and_those_that_wait_for_it(document: dict[str, Any], data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from(document["environments"]))

    found = declare({"environments": [{"id": stage["id"], "name": "Renamed"}]}, document, purge=False)

    changed = list(places(document, found.target))
    assert all(re.fullmatch(r"\.environments\[\d+\](\.conditions\[\d+\])?\.name", place) for place in changed)
    assert ids(found.target) == ids(document)
    waiting = [
        c["name"]
        for s in found.target["environments"]
        for c in s["conditions"]
        if c["conditionType"] == "environmentState"
    ]
    assert stage["name"] not in waiting


def _two_stages() -> dict[str, Any]:
    def stage(number: int, name: str, *waits_for: str) -> dict[str, Any]:
        conditions = [{"name": other, "conditionType": "environmentState", "value": "4"} for other in waits_for]
        return {"id": number, "name": name, "rank": number, "conditions": conditions}

    return {"id": 1, "environments": [stage(1, "Dev"), stage(2, "QA", "Dev"), stage(3, "Prod", "QA")]}


def test_a_declared_condition_means_the_new_names() -> None:
    """Dev becomes QA and QA becomes Test at once; what is declared to wait for QA waits for the first stage."""
    wait = {"condition_type": "environmentState", "value": "4"}
    options = {
        "environments": [
            {"id": 1, "name": "QA", "conditions": []},
            {"id": 2, "name": "Test", "conditions": [{"name": "QA", **wait}]},
            {"id": 3, "name": "Prod", "conditions": [{"name": "QA", **wait}]},
        ]
    }

    target = declare(options, _two_stages()).target

    assert [[condition["name"] for condition in stage["conditions"]] for stage in target["environments"]] == [
        [],
        ["QA"],
        ["QA"],
    ]


def test_conditions_that_are_not_declared_follow_stages_that_swap_names() -> None:
    options = {"environments": [{"id": 1, "name": "QA"}, {"id": 2, "name": "Dev"}, {"id": 3}]}

    target = declare(options, _two_stages()).target

    assert [[condition["name"] for condition in stage["conditions"]] for stage in target["environments"]] == [
        [],
        ["QA"],
        ["Dev"],
    ]


@proven(40)
@given(documents())
def test_without_purge_nothing_keyed_goes(document: dict[str, Any]) -> None:
    options = {
        "environments": [{"name": "Brand new"}],
        "variables": {"brandNew": "1"},
        "artifacts": [{"alias": "New", "type": "Jenkins"}],
    }

    target = declare(options, document, purge=False).target

    assert set(document["variables"]) < set(target["variables"])
    assert [stage.get("id") for stage in target["environments"]][:-1] == [
        stage["id"] for stage in document["environments"]
    ]
    assert [exact(artifact) for artifact in target["artifacts"]][:-1] == [
        exact(artifact) for artifact in document["artifacts"]
    ]


# ----------------------------------------------------------------------------------------------- what is no definition


@proven(80)
@given(documents(plain=True), st.data())
def test_a_spoiled_document_is_an_error_that_names_its_place(document: dict[str, Any], data: st.DataObject) -> None:
    """Whatever stands in somebody's file: it is declared, or refused by our own error; never a traceback."""
    holders = [document]
    for _ignored in range(data.draw(st.integers(0, 5))):
        inner = [value for value in _values(holders[-1]) if isinstance(value, (dict, list)) and value]
        if not inner:
            break
        holders.append(data.draw(st.sampled_from(inner)))
    holder = holders[-1]
    key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
    holder[key] = data.draw(st.sampled_from([None, True, 5, "x", "{}", [], {}, [None], ["x"], {"a": 1}, -1, 1.5]))

    try:
        options = options_of(document, "document")
        DEFINITION.to_wire(options, SITE)
    except ReleaseManagementError as error:
        assert error.option


def _values(holder: Any) -> list[Any]:
    return list(holder.values()) if isinstance(holder, dict) else list(holder)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("variables", []),
        ("variables", "x"),
        ("artifacts", {}),
        ("artifacts", ["x"]),
        ("triggers", "x"),
        ("environments", {}),
        ("environments", ["x"]),
        ("variableGroups", 5),
        ("path", 5),
        ("properties", []),
    ],
)
def test_a_place_of_the_wrong_kind_is_refused_or_understood(place: str, value: Any) -> None:
    try:
        DEFINITION.to_wire(options_of({"name": "x", place: value}, "document"), SITE)
    except ReleaseManagementError as error:
        assert str(error.option).startswith("document")
