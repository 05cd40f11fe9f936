# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each odd tag by itself: added, read back and removed, or refused in words, on each generation of the server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import query_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import ensure_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import SERVER_CHOICES
from ansible_collections.devops.release_management.plugins.module_utils._errors import ReleaseManagementError
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

BUILD = 391
AT_FIRST = ["tag1", "tag2", "tag3"]
GENERATIONS = [name for name in SERVER_CHOICES if name != "auto"]
TAKEN = {
    "unicode": "käse ☕ 標籤",
    "space": "a b",
    "slash": "a/b",
    "slashes": "/a//b/",
    "colon": "a:b",
    "percent": "100%",
    "encoded": "%2F%41",
    "plus": "a+b",
    "hash": "#1",
    "question mark": "what?",
    "ampersand": "R&D",
    "double quotes": 'say "so"',
    "single quote": "it's",
    "backslash": "back\\slash",
    "angles and star": "<x>*",
    "dots": "..",
    "200 characters": "x" * 200,
    "200 wide characters": "ж" * 200,
}


@pytest.fixture(scope="module", params=GENERATIONS)
def server(request: pytest.FixtureRequest) -> Iterator[tuple[RunningSandbox, Any]]:
    with running_sandbox(pace=0, generation=request.param) as sandbox:
        options = {"organization_url": sandbox.url, "project": "Fabrikam", "token": sandbox.token}
        with contextlib.closing(connect({**options, "server": request.param})) as client:
            yield sandbox, client


@pytest.mark.parametrize("tag", TAKEN.values(), ids=TAKEN)
def test_a_tag_is_added_read_and_removed(server: tuple[RunningSandbox, Any], tag: str) -> None:
    sandbox, client = server

    def task(**params: Any) -> tuple[bool, list[str], int]:
        sandbox.clear_requests()
        outcome = ensure_tags({"build_id": BUILD, "tags": [tag], **params}, client, Run())
        return outcome.changed, outcome.result["tags"], len(sandbox.requests())

    assert task() == (True, sorted([*AT_FIRST, tag]), 2)
    assert task() == (False, sorted([*AT_FIRST, tag]), 1)
    assert tag in query_tags({"build_id": BUILD}, client, Run()).result["tags"]
    assert tag in query_tags({}, client, Run()).result["tags"]
    assert task(state="absent") == (True, AT_FIRST, 2)
    assert task(state="absent") == (False, AT_FIRST, 1)


def test_a_tag_that_is_too_long_is_refused_in_words(server: tuple[RunningSandbox, Any]) -> None:
    _sandbox, client = server
    with pytest.raises(ReleaseManagementError, match=r"^tags: 'xxx.*The server refuses.*characters"):
        ensure_tags({"build_id": BUILD, "tags": ["x" * 500]}, client, Run())
    assert query_tags({"build_id": BUILD}, client, Run()).result["tags"] == AT_FIRST
