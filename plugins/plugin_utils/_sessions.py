# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that the items of a loop share.

All items of a loop run one after the other in one worker, so a client kept here brings its connection, its TLS session
and its catalogue of names to the next item. The worker ends with the task, and its clients with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

CONNECTION_OPTIONS = (
    "access_token",
    "api_key",
    "auth",
    "buildmaster_url",
    "ca_path",
    "identity_url",
    "organization_url",
    "password",
    "project",
    "release_url",
    "retries",
    "server",
    "timeout",
    "token",
    "username",
    "validate_certs",
)
"""The options of the documentation fragments `azure_devops` and `buildmaster`: all that a client depends on."""

_clients: dict[Hashable, Any] = {}


@contextmanager
def shared_client(
    owner: Hashable,
    connect: Callable[[dict[str, Any]], Any],
    params: dict[str, Any],
    environment: Mapping[str, Any],
) -> Iterator[Any]:
    """Lend the owner's client for these connection options, made on first use.

    After a failure it is closed: what it remembers may be what was wrong, and a retry has to look anew.

    :param owner: who shares it: the uuid of the task.
    :param environment: what the task adds to the process's environment, where requests looks for proxies.
    """
    options = {name: params[name] for name in CONNECTION_OPTIONS if name in params}
    key = (owner, connect, repr(options), repr(sorted(environment.items())))
    client = _clients.pop(key, None) or connect(params)
    try:
        yield client
    except BaseException:
        client.close()
        raise
    _clients[key] = client


def close_clients(owner: Hashable) -> None:
    """Close what an owner that ends before its process does has left open."""
    for key in [key for key in _clients if isinstance(key, tuple) and key[0] == owner]:
        _clients.pop(key).close()
