# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each odd tag by itself: added, read back and removed, or refused in words, on each generation of the server."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from harness.generations import USUAL
from harness.playbooks import Connection

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.queries import query_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.tags import ensure_tags
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection import connect
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import GENERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    DeclarationError,
    ReleaseManagementError,
)
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Run
from release_management_sandbox.testing import RunningSandbox, running_sandbox

BUILD = 391
AT_FIRST = ["tag1", "tag2", "tag3"]
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


QUICK = {"tfs2015", USUAL}
"""One that removes a tag by its address, and one that does so in a body; the others run in `make wide`."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=() if name in QUICK else pytest.mark.wide) for name in GENERATIONS],
)
def server(request: pytest.FixtureRequest) -> Iterator[tuple[RunningSandbox, Any]]:
    with (
        running_sandbox(pace=0, generation=request.param) as sandbox,
        contextlib.closing(connect(Connection(sandbox, generation=request.param).options)) as client,
    ):
        yield sandbox, client


@pytest.mark.parametrize("tag", TAKEN.values(), ids=TAKEN)
def test_a_tag_is_added_read_and_removed(server: tuple[RunningSandbox, Any], tag: str) -> None:
    sandbox, client = server
    sandbox.reset()

    warnings: list[str] = []

    def task(**params: Any) -> tuple[bool, list[str], int]:
        sandbox.clear_requests()
        run = Run(warn=warnings.append, check_mode=params.pop("check_mode", False))
        outcome = ensure_tags({"build_id": BUILD, "tags": [tag], **params}, client, run)
        return outcome.changed, outcome.result["tags"], len(sandbox.requests())

    assert task() == (True, sorted([*AT_FIRST, tag]), 2)
    assert task() == (False, sorted([*AT_FIRST, tag]), 1)
    assert tag in query_tags({"build_id": BUILD}, client, Run()).result["tags"]
    assert tag in query_tags({}, client, Run()).result["tags"]
    if not client.generation.has("6.1") and not stands_in_a_path(tag):
        for check_mode in (True, False):
            title = re.escape(client.generation.title)
            later = "; Azure DevOps Server 2022 is the first that removes any tag"
            said = rf"^tags: the tag '{re.escape(tag)}' cannot be removed: {title} .*portal{later}$"
            with pytest.raises(DeclarationError, match=said):
                task(state="absent", check_mode=check_mode)
            assert {request["method"] for request in sandbox.requests()} == {"GET"}
        return
    if not client.generation.has("6.1") and tag.strip("/") != tag:
        # [I] What a server makes of slashes at the end of an address. That the tag is still there is not kept quiet.
        assert task(state="absent") == (True, sorted([*AT_FIRST, tag]), 2)
        assert "did not remove" in warnings[-1]
        return
    assert task(state="absent") == (True, AT_FIRST, 2)
    assert task(state="absent") == (False, AT_FIRST, 1)


def stands_in_a_path(tag: str) -> bool:
    """Whether a server can be told to remove a tag that only knows the way with the tag in the address."""
    return not set(tag) & set("<>*%&:\\?") and tag != ".."


def test_a_tag_that_is_too_long_is_refused_in_words(server: tuple[RunningSandbox, Any]) -> None:
    _sandbox, client = server
    with pytest.raises(ReleaseManagementError, match=r"^tags: 'xxx.*The server refuses.*characters"):
        ensure_tags({"build_id": BUILD, "tags": ["x" * 500]}, client, Run())
    assert query_tags({"build_id": BUILD}, client, Run()).result["tags"] == AT_FIRST
