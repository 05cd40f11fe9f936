# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was deployed last to each stage of a definition, from a list that is newest first and may be long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release.deployments import (
    PAGE,
    last_deployments,
)

Document = dict[str, Any]

DEV, QA, PROD = 31, 32, 33
DEFINITION = {"id": 12, "environments": [{"id": DEV}, {"id": QA}, {"id": PROD}]}


class Server:
    """Lists deployments. One that ignores the definition was reported; the stage is filtered by."""

    def __init__(self, *deployments: Document, knows_definition: bool = True) -> None:
        self._newest_first = [{"id": number, **one} for number, one in enumerate(deployments, start=1)][::-1]
        self._knows_definition = knows_definition
        self.asked: list[Document] = []
        self.read = 0

    def pages(self, operation: str, *, query: Document) -> Iterator[Document]:
        assert operation == "deployments.list"
        assert query["queryOrder"] == "descending"
        self.asked.append(query)
        for one in self._newest_first:
            here = not self._knows_definition or one["releaseDefinition"]["id"] == query["definitionId"]
            if here and one["definitionEnvironmentId"] == query.get(
                "definitionEnvironmentId", one["definitionEnvironmentId"]
            ):
                self.read += 1
                yield one


def deployment(place: int, status: str, definition: int = 12) -> Document:
    return {
        "definitionEnvironmentId": place,
        "deploymentStatus": status,
        "releaseDefinition": {"id": definition},
    }


def ids(server: Server) -> list[int]:
    return [one["id"] for one in last_deployments(server, DEFINITION)]  # type: ignore[arg-type]


def test_one_request_tells_of_all_stages() -> None:
    server = Server(
        deployment(DEV, "succeeded"),
        deployment(QA, "partiallySucceeded"),
        deployment(DEV, "succeeded"),
        deployment(QA, "failed"),
        deployment(QA, "inProgress"),
    )
    assert ids(server) == [3, 5, 2]
    assert server.asked == [{"definitionId": 12, "$top": PAGE, "queryOrder": "descending"}]


def test_a_stage_that_was_never_deployed_with_success_has_its_newest_attempt() -> None:
    server = Server(deployment(PROD, "notDeployed"), deployment(PROD, "failed"))
    assert ids(server) == [2]
    assert len(server.asked) == 1


def test_what_is_not_among_the_newest_is_asked_for_by_stage() -> None:
    busy = [deployment(DEV, "succeeded")] * PAGE
    server = Server(deployment(QA, "succeeded"), deployment(PROD, "succeeded"), *busy, deployment(PROD, "failed"))
    assert ids(server) == [PAGE + 2, 1, PAGE + 3, 2]
    assert [query.get("definitionEnvironmentId") for query in server.asked] == [None, QA, PROD]


def test_no_more_is_read_than_tells() -> None:
    server = Server(*[deployment(DEV, "succeeded")] * 500, *[deployment(QA, "succeeded")] * 500)
    last_deployments(server, {"id": 12, "environments": [{"id": DEV}]})  # type: ignore[arg-type]
    assert server.read == PAGE + 1


def test_those_of_another_definition_do_not_count() -> None:
    other = [deployment(DEV, "succeeded", definition=13)] * PAGE
    server = Server(deployment(DEV, "succeeded"), *other, knows_definition=False)
    assert ids(server) == [1]


def test_a_definition_without_stages_has_none() -> None:
    assert last_deployments(Server(), {"id": 12}) == []  # type: ignore[arg-type]
