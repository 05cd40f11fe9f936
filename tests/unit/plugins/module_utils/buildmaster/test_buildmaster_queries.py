# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of a server that does not look at filters: a filter that names nothing is an empty list all the same."""

from __future__ import annotations

from typing import Any

import pytest
from fake_buildmaster import FakeBuildMaster

from ansible_collections.devops.release_management.plugins.module_utils import _errors as errors
from ansible_collections.devops.release_management.plugins.module_utils._buildmaster import queries
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run


@pytest.fixture
def server() -> FakeBuildMaster:
    made = FakeBuildMaster()
    made.release(number="2", pipelineName="global::Deploy")
    # What is null is left out of an answer.
    without = made.release(number="3")
    del without["pipelineName"]
    made.build()
    made.build(furthestStage="Testing", releaseNumber=None, releaseId=None, pipelineName="Publish")
    made.deployment(environmentName="Testing", environmentId=2)
    made.deployment(plan=None, status="pending")
    return made


@pytest.mark.parametrize(
    ("query", "filters", "ids"),
    [
        ("releases", {}, [100, 101, 102]),
        ("releases", {"application_name": "profitcalculator"}, [100, 101, 102]),
        ("releases", {"application_name": "Nothing"}, []),
        ("releases", {"release_number": "2"}, [101]),
        ("releases", {"pipeline_name": "Release"}, [100]),
        ("releases", {"pipeline_name": "Deploy"}, [101]),
        ("releases", {"status": "canceled"}, []),
        ("releases", {"limit": 2}, [100, 101]),
        ("releases", {"limit": 0}, []),
        ("builds", {"build_id": 201}, [201]),
        ("builds", {"build_number": "9"}, []),
        ("builds", {"furthest_stage": "Testing"}, [201]),
        ("builds", {"release_number": "1.0.1"}, [200]),
        ("deployments", {"environment_name": "testing"}, [300]),
        ("deployments", {"environment_id": 2}, [300]),
        ("deployments", {"deployment_id": 301, "status": "pending"}, [301]),
    ],
)
def test_only_what_passes_the_filters(
    server: FakeBuildMaster, query: str, filters: dict[str, Any], ids: list[int]
) -> None:
    outcome = getattr(queries, f"query_{query}")(filters, server, Run())
    assert [one["id"] for one in outcome.result[query]] == ids
    assert not outcome.changed


def test_filters_are_sent_by_the_names_of_the_api(server: FakeBuildMaster) -> None:
    filters = {"application_id": 2, "pipeline_stage_name": "Testing", "environment_id": 2, "limit": 1}
    queries.query_deployments(filters, server, Run())  # type: ignore[arg-type]
    assert server.asked("deployments.list") == [
        {"applicationId": 2, "pipelineStageName": "Testing", "environmentId": 2}
    ]


def test_a_limit_below_nothing(server: FakeBuildMaster) -> None:
    with pytest.raises(errors.DeclarationError) as raised:
        queries.query_releases({"limit": -1}, server, Run())  # type: ignore[arg-type]
    assert raised.value.option == "limit"
