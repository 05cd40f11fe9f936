# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of release definitions."""

from __future__ import annotations

import pytest
from sandbox_client import FABRIKAM, build_artifact

REPOSITORY = "278d5cd2-584d-4b63-824a-2ba458937249"


@pytest.fixture
def filled(api, pipeline):
    """Definitions 12 to 15 beside the seeded 11, MyShuttle.CD."""
    git = {
        "alias": "code",
        "type": "git",
        "definitionReference": {
            "project": {"id": FABRIKAM},
            "definition": {"id": REPOSITORY},
            "branches": {"id": "main"},
        },
    }
    api.create(pipeline("Web", variables={"a": {"value": "1"}}, artifacts=[build_artifact()], properties={"k": "v"}))
    api.create(pipeline("web shop", path="\\Team"))
    api.create(pipeline("Api", path="\\Team\\Inner", artifacts=[git]))
    api.create(pipeline("Web", path="\\team"))
    api.definitions("POST", "/12/tags", body=["nightly", "live"], api_version="7.1-preview.1")
    api.definitions("POST", "/13/tags", body=["nightly"], api_version="7.1-preview.1")
    return api


FILTERS = [
    ({}, [11, 12, 13, 14, 15]),
    ({"searchText": "WEB"}, [12, 13, 15]),
    ({"searchText": "web", "isExactNameMatch": "true"}, [12, 15]),
    ({"searchText": "web", "isExactNameMatch": "True", "path": "\\Team"}, [15]),
    ({"searchText": "nothing"}, []),
    ({"path": "/TEAM"}, [13, 14, 15]),
    ({"path": "\\Team\\Inner"}, [14]),
    ({"searchText": "inner", "searchTextContainsFolderName": "true"}, [14]),
    ({"tagFilter": "nightly"}, [12, 13]),
    ({"tagFilter": "Nightly,live"}, [12]),
    ({"definitionIdFilter": "12,14,99"}, [12, 14]),
    ({"artifactType": "Git"}, [14]),
    ({"artifactType": "Build"}, [11, 12]),
    ({"artifactType": "Build", "artifactSourceId": f"{FABRIKAM}:1"}, [11, 12]),
    ({"artifactType": "Build", "artifactSourceId": f"{FABRIKAM}:2"}, []),
    ({"isDeleted": "true"}, []),
    ({"queryOrder": "idDescending"}, [15, 14, 13, 12, 11]),
    ({"queryOrder": "nameAscending"}, [14, 11, 12, 15, 13]),
    ({"queryOrder": "NameDescending"}, [13, 15, 12, 11, 14]),
]


@pytest.mark.parametrize(("query", "ids"), FILTERS)
def test_filters_and_orders(filled, query, ids):
    assert [one["id"] for one in filled.definitions(**query).json()["value"]] == ids


@pytest.mark.parametrize("order", ["idAscending", "idDescending", "nameAscending", "nameDescending"])
def test_pages_give_each_definition_once_in_order(filled, order):
    whole = [one["id"] for one in filled.definitions(queryOrder=order).json()["value"]]
    seen, query = [], {"queryOrder": order, "top": 2}
    for _ignored in range(3):
        answer = filled.definitions(**query)
        seen += [one["id"] for one in answer.json()["value"]]
        token = answer.headers.get("x-ms-continuationtoken")
        if token is None:
            break
        query["continuationToken"] = token
    assert seen == whole


def test_a_long_list_comes_in_pages_without_being_asked(api, pipeline):
    for number in range(105):
        api.create(pipeline(f"Pipeline {number}"))
    first = api.definitions()
    assert first.json()["count"] == 100
    rest = api.definitions(continuationToken=first.headers["x-ms-continuationtoken"])
    assert rest.json()["count"] == 6
    assert "x-ms-continuationtoken" not in rest.headers


def test_lists_are_shallow_unless_expanded(filled):
    plain = filled.definitions(definitionIdFilter="12").json()["value"][0]
    for name in ("environments", "artifacts", "triggers", "variables", "tags", "lastRelease"):
        assert name not in plain
    assert plain["properties"] == {}
    expanded = filled.definitions(
        definitionIdFilter="12", expand="Environments,artifacts,triggers,variables,tags", propertyFilters="k"
    ).json()["value"][0]
    assert set(expanded["environments"][0]) == {"id", "name", "rank", "environmentOptions"}
    assert expanded["variables"] == {"a": {"value": "1"}}
    assert expanded["tags"] == ["nightly", "live"]
    assert expanded["artifacts"][0]["alias"] == "FabrikamCI"
    assert expanded["triggers"] == []
    assert expanded["properties"]["k"]["$value"] == "v"
