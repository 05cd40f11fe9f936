# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A build that is not to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build import enumerations as enums
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.build.reading import (
    read_build,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.client import Client
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    LostAnswerError,
    RefusedError,
)

Document = dict[str, Any]


def is_ending(build: Mapping[str, Any]) -> bool:
    """Whether a build is completed, or being canceled already."""
    return enums.STATUS.name_of(build.get("status")) in ("completed", "cancelling")


def cancel_build(client: Client, build: Mapping[str, Any]) -> tuple[Document, bool]:
    """Tell a build to end; returns it, and whether that was still needed.

    :raises LostAnswerError: it cannot be found out whether the server took it.
    """
    number = int(build["id"])
    body = {"status": "cancelling"}
    try:
        answer: Document = client.call("builds.update", build_id=number, body=body)
    except LostAnswerError:
        current = read_build(client, number)
        if is_ending(current):
            return current, True
        answer = client.call("builds.update", build_id=number, body=body)
    except RefusedError:
        current = read_build(client, number)
        # It ended between the look and the request.
        if not is_ending(current):
            raise
        return current, False
    return {**build, **answer}, True
