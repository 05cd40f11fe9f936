# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 2015 document era: read into the modern layout, compared there, written back; and documents between the eras."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from old_release_documents import old_documents
from release_documents import TwoWayNames, documents
from shapes_and_documents import exact, proven

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.completion import (
    settle_retention,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.conversion import (
    fit_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    MODERN,
    OLD,
    Era,
    era_of,
    era_of_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    check_limits,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.models import (
    ReleaseDefinition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.stages import (
    follow_renames,
    place_stages,
)
from ansible_collections.devops.release_management.plugins.module_utils._declared import validated
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.layout import Site
from ansible_collections.devops.release_management.plugins.module_utils._reconcile.shape import plan

SITE = Site("", TwoWayNames())
Document = dict[str, Any]


def export(document: Document, era: Era = OLD) -> Document:
    """A definition in the terms in which it is declared, stages in their order."""
    view = era.read(document)
    view["environments"] = sorted(view["environments"], key=lambda stage: stage["rank"])
    return era.definition.to_option(view, SITE)


def declare(options: Document, actual: Document | None, era: Era = OLD) -> Document:
    """The document to send, by the way that a task goes."""
    known = None if actual is None else era.read(actual)
    declared = era.definition.to_wire(era.settle(validated(ReleaseDefinition, copy.deepcopy(options))), SITE)
    place_stages(declared, known, True)
    if era.retains_by_stage:
        settle_retention(declared, known, options)
    target = plan(era.definition.shape, declared, known).target
    return era.write(follow_renames(target, known, declared), actual)


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


def ids(document: Document) -> list[Any]:
    """Every id that the server gave."""
    found = [document["id"], *(artifact["id"] for artifact in document["artifacts"])]
    for stage in document["environments"]:
        found += [stage["id"], stage["deployStep"]["id"]]
        for side in ("preDeployApprovals", "postDeployApprovals"):
            found += [step["id"] for step in stage[side]["approvals"]]
    return found


# ------------------------------------------------------------------------------------------------- nothing to do, exactly


@proven(80)
@given(old_documents())
def test_what_is_read_is_written_back_byte_for_byte(document: Document) -> None:
    before = copy.deepcopy(document)
    written = OLD.write(OLD.read(document), document)
    assert list(places(document, written)) == []
    assert exact(written) == exact(document)
    assert exact(document) == exact(before)


@proven(80)
@given(old_documents())
def test_the_modern_view_is_a_modern_document(document: Document) -> None:
    view = OLD.read(document)
    for stage, original in zip(view["environments"], document["environments"], strict=True):
        (phase,) = stage["deployPhases"]
        assert phase["workflowTasks"] == original["deployStep"]["tasks"]
        assert phase["deploymentInput"]["queueId"] == original["queueId"]
        assert "tasks" not in stage["deployStep"]
        assert not {"queueId", "demands"} & set(stage)
    assert era_of_document(view, "document") is MODERN


@proven(60)
@given(old_documents())
def test_an_export_declared_back_changes_nothing(document: Document) -> None:
    target = declare(export(document), document)
    assert list(places(document, target)) == []
    assert exact(target) == exact(document)


@proven(60)
@given(old_documents())
def test_a_document_of_the_server_declared_back_changes_nothing(document: Document) -> None:
    target = declare(options_of(document, "document"), document)
    assert list(places(document, target)) == []
    assert exact(target) == exact(document)


@proven(40)
@given(old_documents(), st.integers(0, 2**12))
def test_any_part_of_an_export_changes_nothing(document: Document, chosen: int) -> None:
    options = export(document)
    part = {key: value for index, (key, value) in enumerate(options.items()) if chosen >> index & 1}
    for index, stage in enumerate(part.get("environments", [])):
        for place, key in enumerate(sorted(stage)):
            if key != "name" and (chosen + index) >> place & 1:
                del stage[key]
    assert list(places(document, declare(part, document))) == []


# ------------------------------------------------------------------------------------------------------------- changes

EDITS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "timeout_in_minutes": (17, ("environmentOptions.timeoutInMinutes", "runOptions")),
    "skip_artifacts_download": (None, ("environmentOptions.skipArtifactsDownload", "runOptions")),
    "queue": ("queue 77", ("queueId",)),
    "demands": (["made up"], ("demands",)),
    "workflow_tasks": ([{"task": "Task99@1", "name": "new"}], ("deployStep.tasks",)),
}


@proven(80)
@given(old_documents(), st.sampled_from(sorted(EDITS)), st.data())
def test_an_edit_changes_its_place_and_every_id_and_unknown_key_stays(
    document: Document, option: str, data: st.DataObject
) -> None:
    options = export(document)
    number = data.draw(st.integers(0, len(options["environments"]) - 1))
    job = options["environments"][number]["deploy_phases"][0]
    value, expected = EDITS[option]
    job[option] = not job.get(option, False) if value is None else value
    name = options["environments"][number]["name"]
    index = [stage["name"] for stage in document["environments"]].index(name)

    target = declare(options, document)

    changed = list(places(document, target))
    assert changed
    begin = tuple(f".environments[{index}].{place.partition('.')[0]}" for place in expected)
    assert all(place.startswith(begin) for place in changed), changed
    assert ids(target) == ids(document)
    assert exact(declare(options, target)) == exact(target)
    # Whatever the texts said, values and texts are one by then.
    stage = target["environments"][index]
    if option == "timeout_in_minutes":
        assert stage["environmentOptions"]["timeoutInMinutes"] == 17
        assert {value for key, value in stage["runOptions"].items() if key.casefold() == "timeoutinminutes"} == {"17"}


@proven(40)
@given(old_documents(), st.sampled_from(["timeout_in_minutes", "skip_artifacts_download"]))
def test_a_setting_of_the_stage_alone_is_that_of_the_job(document: Document, setting: str) -> None:
    value: Any = 17 if setting == "timeout_in_minutes" else True
    stages = [{"name": stage["name"], "environment_options": {setting: value}} for stage in document["environments"]]
    target = declare({"environments": stages}, document)
    for stage in export(target)["environments"]:
        assert stage["deploy_phases"][0][setting] == value
    assert exact(declare({"environments": stages}, target)) == exact(target)
    assert ids(target) == ids(document)


@proven(40)
@given(old_documents(plain=True))
def test_a_definition_made_of_an_export_exports_the_same(document: Document) -> None:
    options = export(document)
    created = declare(options, None)
    for number, stage in enumerate(created["environments"], start=1):
        stage["id"] = number
        assert not {"deployPhases", "retentionPolicy", "schedules", "variableGroups"} & set(stage)
    for stage, again in zip(options["environments"], export(created)["environments"], strict=True):
        assert [job | {"name": ""} for job in again["deploy_phases"]] == [
            job | {"name": ""} for job in stage["deploy_phases"]
        ]
    assert exact(declare(options, created)) == exact(created)


# -------------------------------------------------------------------------------------------------- between the eras


def fitted(document: Document, generation: str, warnings: list[str] | None = None) -> Document:
    said: list[str] = [] if warnings is None else warnings
    fit = fit_for(GENERATIONS[generation], said.append)
    return fit(options_of(document, "document"), document, "document")


@proven(60)
@given(old_documents(plain=True), st.sampled_from(["tfs2018", "server2022", "services"]))
def test_an_old_document_declares_the_same_on_a_later_server(document: Document, generation: str) -> None:
    warnings: list[str] = []
    options = fitted(document, generation, warnings)
    check_limits(options, GENERATIONS[generation])

    target = declare(options, None, MODERN)

    policy = document["retentionPolicy"] or {}
    for stage in target["environments"]:
        (original,) = (other for other in document["environments"] if other["name"] == stage["name"])
        (phase,) = stage["deployPhases"]
        assert phase["deploymentInput"]["queueId"] == original["queueId"]
        assert [task["taskId"] for task in phase["workflowTasks"]] == [
            task["taskId"] for task in original["deployStep"]["tasks"]
        ]
        assert stage["retentionPolicy"]["daysToKeep"] == policy.get("daysToKeep", 30)
        settings = original.get("environmentOptions") or {}
        if "timeoutInMinutes" in settings:
            assert phase["deploymentInput"]["timeoutInMinutes"] == settings["timeoutInMinutes"]
    assert warnings == []


@proven(40)
@given(old_documents(plain=True))
def test_there_and_back_again_is_the_same(document: Document) -> None:
    there = declare(fitted(document, "server2022"), None, MODERN)
    back = declare(fitted(there, "tfs2017"), None)
    for stage in back["environments"]:
        (original,) = (other for other in document["environments"] if other["name"] == stage["name"])
        assert stage["queueId"] == original["queueId"]
        # A demand that servers add by themselves is nobody's declaration.
        assert stage["demands"] == [text for text in original.get("demands", []) if "Agent.Version" not in text]
        assert [task["inputs"] for task in stage["deployStep"]["tasks"]] == [
            task["inputs"] for task in original["deployStep"]["tasks"]
        ]
    assert back["retentionPolicy"] == {"daysToKeep": (document["retentionPolicy"] or {"daysToKeep": 30})["daysToKeep"]}


@proven(120)
@given(documents(), st.sampled_from(sorted(GENERATIONS)))
def test_a_document_fits_a_generation_or_says_where_it_does_not(document: Document, generation: str) -> None:
    before = copy.deepcopy(document)
    try:
        options = fitted(document, generation)
    except DeclarationError as error:
        assert error.option is not None
        assert error.option.startswith("document.")
        assert "is the first that has" in error.message
        assert _at(document, error.option.removeprefix("document.")) not in (None, "", [], {})
    else:
        check_limits(options, GENERATIONS[generation])
        declare(options, None, era_of(generation))
    assert exact(document) == exact(before)


def _at(document: Any, place: str) -> Any:
    """What stands at a place that a message names: it can be found there."""
    for step in place.replace("[", ".[").split("."):
        if step.startswith("["):
            document = document[int(step[1:-1])]
        else:
            assert step in document, f"{step} of {place}"
            document = document[step]
    return document


@pytest.mark.parametrize("generation", sorted(GENERATIONS))
def test_each_generation_has_an_era(generation: str) -> None:
    assert era_of(generation) is (OLD if generation in ("tfs2015", "tfs2017") else MODERN)
