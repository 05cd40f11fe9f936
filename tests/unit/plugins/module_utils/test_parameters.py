# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left of parameters after validation's additions are taken away."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._parameters import (
    declared_only,
    nulls_at,
    with_null_for_empty,
)

SPEC = {
    "name": {"type": "str", "aliases": ["title"]},
    "flag": {"type": "bool"},
    "map": {"type": "dict"},
    "one": {"type": "dict", "options": {"a": {"aliases": ["alpha"]}, "b": {}}},
    "many": {"type": "list", "elements": "dict", "options": {"a": {}, "deep": {"options": {"x": {}, "y": {}}}}},
}


def test_nulls_and_aliases_go_at_every_depth() -> None:
    params = {
        "name": "n",
        "title": "n",
        "flag": None,
        "map": None,
        "one": {"a": 1, "alpha": 1, "b": None},
        "many": [{"a": None, "deep": {"x": 1, "y": None}}, {"a": 2, "deep": None}],
    }
    assert declared_only(params, SPEC) == {"name": "n", "one": {"a": 1}, "many": [{"deep": {"x": 1}}, {"a": 2}]}


def test_what_is_falsy_or_free_form_stays() -> None:
    params = {"name": "", "flag": False, "map": {"gone": None, "alpha": 1}, "many": []}
    assert declared_only(params, SPEC) == params


@pytest.mark.parametrize(
    ("given", "path", "places"),
    [
        ({"build_id": None}, "build_id", ["build_id"]),
        ({"build_id": 0}, "build_id", []),
        ({}, "build_id", []),
        (
            {"artifacts": [{"version": 1}, {"version": None}, {}, {"version": None}]},
            "artifacts[].version",
            ["artifacts[1].version", "artifacts[3].version"],
        ),
        ({"artifacts": None}, "artifacts[].version", []),
        ({"artifacts": "no list"}, "artifacts[].version", []),
        ({"artifacts": ["no map"]}, "artifacts[].version", []),
        ({"artifacts": [None]}, "artifacts[].version", []),
    ],
    ids=str,
)
def test_options_that_are_given_as_null(given: dict[str, Any], path: str, places: list[str]) -> None:
    assert list(nulls_at(given, path)) == places


@pytest.mark.parametrize(
    ("given", "path", "expected"),
    [
        ({"build_id": ""}, "build_id", {"build_id": None}),
        ({"build_id": 0, "tag": ""}, "build_id", {"build_id": 0, "tag": ""}),
        ({"tag": ""}, "build_id", {"tag": ""}),
        (
            {"artifacts": [{"version": 1}, {"version": "", "branch": ""}, {}, "no map"]},
            "artifacts[].version",
            {"artifacts": [{"version": 1}, {"version": None, "branch": ""}, {}, "no map"]},
        ),
        ({"artifacts": ""}, "artifacts[].version", {"artifacts": ""}),
    ],
    ids=str,
)
def test_an_expression_that_is_null_is_an_empty_text_on_old_versions(
    given: dict[str, Any], path: str, expected: dict[str, Any]
) -> None:
    assert with_null_for_empty(given, path) == expected
