# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who gets which client, and when it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.connection_spec import (
    AZURE_DEVOPS_CONNECTION_SPEC,
)
from ansible_collections.devops.release_management.plugins.plugin_utils import _sessions
from ansible_collections.devops.release_management.plugins.plugin_utils._sessions import close_clients, shared_client


class Client:
    written = 0

    def __init__(self, params: dict[str, Any]) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    _sessions._clients.clear()


def borrow(owner: str = "task", environment: dict[str, Any] | None = None, **params: Any) -> Client:
    with shared_client(owner, Client, params, environment or {}) as client:
        assert not client.closed
        return client


def test_the_same_task_and_connection_get_the_same_client() -> None:
    first = borrow(token="a", name="one")
    assert borrow(token="a", name="two") is first


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "another", "token": "a"},
        {"token": "b"},
        {"token": "a", "project": "p"},
        {"token": "a", "validate_certs": False},
        {"token": "a", "environment": {"HTTPS_PROXY": "p"}},
    ],
)
def test_another_task_or_connection_gets_another(other: dict[str, Any]) -> None:
    first = borrow(token="a")
    assert borrow(**other) is not first
    assert borrow(token="a") is first


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt])
def test_a_client_is_closed_when_its_use_fails(end: type[BaseException]) -> None:
    first = borrow(token="a")
    with pytest.raises(end), shared_client("task", Client, {"token": "a"}, {}):
        raise end
    assert first.closed
    assert borrow(token="a") is not first


def test_all_connection_options_tell_clients_apart() -> None:
    assert set(AZURE_DEVOPS_CONNECTION_SPEC) <= set(_sessions.CONNECTION_OPTIONS)


def test_an_owner_that_ends_leaves_nothing_open() -> None:
    mine, others = borrow("mine"), borrow("other's")
    close_clients("mine")
    assert (mine.closed, others.closed) == (True, False)
