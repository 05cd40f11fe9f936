# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plain values that tasks give for what their document says to be secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.concealed import (
    secrets_of,
    secrets_of_entries,
)

DOCUMENT: dict[str, Any] = {
    "variables": {"Key": {"isSecret": True, "value": None}, "Color": {"value": "red"}},
    "environments": [
        {"id": 7, "name": "Dev", "variables": {"Password": {"isSecret": True}}},
        {"id": 8, "name": "QA", "variables": {"Password": {"value": "shown"}}},
    ],
}


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"variables": {"Key": "one", "Color": "blue"}}, [("Key", "one")]),
        ({"variables": {"key": {"value": 4711}}}, [("key", "4711")]),
        ({"stages": [{"name": "dev", "variables": {"Password": "two"}}]}, [("Password", "two")]),
        ({"environments": [{"id": "7", "name": "New", "variables": {"Password": "two"}}]}, [("Password", "two")]),
        ({"environments": [{"id": 99, "name": "Dev", "variables": {"Password": "two"}}]}, [("Password", "two")]),
        ({"environments": [{"name": "QA", "variables": {"Password": "plain"}}]}, []),
        # A variable that says what it is goes without the document.
        ({"variables": {"Key": {"value": "readable", "is_secret": False}}}, []),
        ({"variables": {"Key": None, "Color": ""}}, []),
        # What is wrong is no reason to show the rest.
        (
            {"variables": ["Key"], "stages": [4, {"name": "Dev", "variables": {"Password": "two"}}]},
            [("Password", "two")],
        ),
        ({"variables": {"Key": ["a"]}, "stages": {"name": "Dev"}}, [("Key", "['a']")]),
    ],
    ids=str,
)
@pytest.mark.parametrize("spelled", [dict, json.dumps])
def test_they_are_secrets(spelled: Any, declared: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert list(secrets_of({**declared, "document": spelled(DOCUMENT)})) == expected


@pytest.mark.parametrize("flag", ["true", "y", 1, "maybe"])
def test_any_flag_of_the_document_counts_that_is_not_clearly_false(flag: Any) -> None:
    document = {"variables": {"Key": {"isSecret": flag}}}
    assert list(secrets_of({"variables": {"Key": "one"}, "document": document})) == [("Key", "one")]


@pytest.mark.parametrize(
    "document", [None, "{", "[]", [], 4, {"variables": []}, {"environments": [None]}, {"environments": {}}], ids=str
)
def test_a_document_that_is_none_says_nothing(document: Any) -> None:
    assert list(secrets_of({"variables": {"Key": "one"}, "document": document})) == []


def test_each_of_many_has_its_own_document() -> None:
    entries = [{"document": DOCUMENT, "variables": {"Key": "one"}}, "odd", {"variables": {"Key": "plain"}}]
    assert list(secrets_of_entries({"definitions": entries})) == [("Key", "one")]
    assert list(secrets_of_entries({"definitions": None})) == []
