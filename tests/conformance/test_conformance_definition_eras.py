# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each recorded answer of release definitions (3.0-preview.1, 2016), fed to the collection's own reading code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conformance_client import played
from conformance_wire import shared_folder

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.catalogue import catalogue_of
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.conversion import (
    fit_for,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.declaration import (
    options_of,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.eras import (
    OLD,
    era_of_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.finding import (
    find_shallow,
    read_definition,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.limits import (
    check_limits,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.lists import (
    listed,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.planning import (
    Planner,
    Policy,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.restoring import (
    earlier_document,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run

Document = dict[str, Any]

WHOLE = {
    "GET__release_definitions__definitionIdExisting_": ["Dev", "QA", "Pre-Prod"],
    "POST__release_definitions": ["Dev"],
    "PUT__release_definitions__definitionId_": ["Dev"],
    "GET__release_definitions__definitionId__revisions_2": ["Dev"],
}
LISTS = (
    "GET__release_definitions",
    "GET__release_definitions__expand-artifacts",
    "GET__release_definitions__expand-environments",
)
REVISIONS = "GET__release_definitions__definitionId__revisions"
DELETION = "DELETE__release_definitions__definitionId_"


def recorded(name: str) -> Document:
    exchange: Document = json.loads(
        (shared_folder("reference", "exchanges", "rm-definitions") / f"{name}.json").read_text(encoding="utf-8")
    )
    return exchange


def answering(name: str, generation: str = "tfs2017") -> Client:
    """A client of a server that gives the recorded answer."""
    return played(f"rm-definitions/{name}", generation)


def whole(name: str, generation: str = "tfs2017") -> Document:
    """A definition as the reading code gives it: servers answer a revision as text."""
    client = answering(name, generation)
    if name.endswith("revisions_2"):
        return earlier_document(client, {"id": 28, "revision": 2, "name": "Fabrikam.CD"}, 2, "revision")
    return read_definition(client, 12)


def documents() -> Iterator[Document]:
    """The documents of a request or an answer that are whole definitions."""
    for name in WHOLE:
        exchange = recorded(name)
        yield from (exchange[key] for key in ("requestBody", "responseBody") if isinstance(exchange.get(key), dict))


def test_no_recorded_exchange_is_left_out() -> None:
    folder = shared_folder("reference", "exchanges", "rm-definitions")
    assert {path.stem for path in folder.glob("*.json")} == {*WHOLE, *LISTS, REVISIONS, DELETION}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("generation", ["tfs2015", "tfs2017"])
def test_a_definition_is_read_and_written_back_byte_for_byte(name: str, generation: str) -> None:
    document = whole(name, generation)
    assert era_of_document(document, "document") is OLD
    view = OLD.read(document)
    assert json.dumps(OLD.write(view, document)) == json.dumps(document)
    assert [stage["name"] for stage in view["environments"]] == WHOLE[name]
    for stage, original in zip(view["environments"], document["environments"], strict=True):
        (phase,) = stage["deployPhases"]
        assert phase["workflowTasks"] == original["deployStep"]["tasks"]
        assert phase["deploymentInput"] == {
            "queueId": 2,
            "demands": original["demands"],
            "skipArtifactsDownload": False,
            "timeoutInMinutes": 0,
        }


@pytest.mark.parametrize("name", WHOLE)
def test_nothing_of_a_definition_is_left_without_an_option(name: str) -> None:
    """An export without ``raw`` says all that is there."""
    client = answering(name)
    exported = Planner(client, catalogue_of(client), Run(), Policy()).options_of(whole(name), asking=False)
    assert '"raw"' not in json.dumps(exported)
    assert exported["retention_policy"] == {"days_to_keep": 60}
    stages = exported["environments"]
    assert [stage["name"] for stage in stages] == WHOLE[name]
    assert all(stage["deploy_phases"][0]["queue"] == 2 for stage in stages)
    assert all(stage["environment_options"] == {"email_notification_type": "Always"} for stage in stages)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_each_document_sent_or_answered_fits_every_generation(generation: str) -> None:
    warnings: list[str] = []
    for document in documents():
        options = options_of(document, "document")
        fitted = fit_for(GENERATIONS[generation], warnings.append)(options, document, "document")
        check_limits(fitted, GENERATIONS[generation])
        assert len(fitted["environments"]) == len(document["environments"])
    assert warnings == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_looked_through(name: str) -> None:
    assert [entry["id"] for entry in listed(answering(name), {})] == [11, 12]
    assert [entry["id"] for entry in listed(answering(name), {"search_text": "fabrikam"})] == [12]
    found = find_shallow(answering(name), "fabrikam-website", "\\")
    assert found is not None
    assert found["id"] == 12
    assert find_shallow(answering(name), "Fabrikam", None) is None


def test_the_artifacts_of_a_list_are_filtered_by() -> None:
    def ids(**filters: Any) -> list[int]:
        return [entry["id"] for entry in listed(answering(LISTS[1]), filters)]

    assert ids(artifact_type="build") == [11, 12]
    assert ids(artifact_type="Git") == []
    assert ids(artifact_type="Build", artifact_source_id="ff213d65-d61d-447c-b39d-d16f21b18364:1") == [11, 12]
    assert ids(artifact_type="Build", artifact_source_id="ff213d65-d61d-447c-b39d-d16f21b18364:2") == []


def test_the_history() -> None:
    entries = list(answering(REVISIONS).pages("release_definitions.revisions", definition_id=28))
    assert [(entry["revision"], entry["changeType"]) for entry in entries] == [(1, "add"), (2, "update")]


def test_the_text_of_a_revision_has_the_casing_of_its_day() -> None:
    document = whole("GET__release_definitions__definitionId__revisions_2")
    assert "environmentOwnerEmailNotificationType" in document["environments"][0]["runOptions"]
    (stage,) = options_of(document, "document")["environments"]
    assert stage["deploy_phases"] == [{"name": "Agent job", "phase_type": "agentBasedDeployment", "queue": 2}]


def test_a_deletion_that_was_answered_with_nothing() -> None:
    assert answering(DELETION).call("release_definitions.delete", definition_id=28) in (None, {})


Change = Callable[[Document], Any]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda view: view["environments"][0]["deployPhases"][0]["deploymentInput"].update(queueId=5), "queueId"),
        (lambda view: view["environments"][0]["environmentOptions"].update(timeoutInMinutes=5), "environmentOptions"),
        (lambda view: view.update(retentionPolicy={"daysToKeep": 5}), "retentionPolicy"),
    ],
)
def test_a_change_of_the_recorded_definition_is_written_where_it_was(change: Change, place: str) -> None:
    """That the test above can fail."""
    document = recorded("GET__release_definitions__definitionIdExisting_")["responseBody"]
    view = json.loads(json.dumps(OLD.read(document)))
    change(view)
    written = OLD.write(view, document)
    assert (
        written["retentionPolicy"] != document["retentionPolicy"]
        if place == "retentionPolicy"
        else written["environments"][0][place] != document["environments"][0][place]
    )
    assert written["environments"][1:] == document["environments"][1:]
